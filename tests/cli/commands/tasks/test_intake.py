"""A paper that came in: entered by itself, laid before the leader, studied, its lead named, then handed over."""

import json
from pathlib import Path

import pytest
from tests.outside import git, typed

pytestmark = pytest.mark.usefixtures("ledgers")

PAPER = ("add", "--received-on", "2026-09-28", "--title", "关于防汛的通知", "--doc-no", "某政发[2026]8号")
ID = "WJ-2026-0002"
STUDY = ("progress", ID, "--step", "研究", "--opinion", "年底前办完", "--on", "2026-09-29")


def said(*words: str, today: str = "2026-09-28") -> str:
    answer = typed(*words, "--today", today)
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


def refused(*words: str, today: str = "2026-09-29") -> str:
    before = git("rev-parse", "HEAD")
    answer = typed(*words, "--today", today)
    assert (answer.returncode, git("rev-parse", "HEAD")) == (1, before), answer.stdout
    return answer.stderr


def test_a_paper_is_entered_with_nothing_but_itself(ledgers: Path) -> None:
    answer = typed(*PAPER)
    assert answer.returncode == 0, answer.stderr
    assert f"下一步：duban progress {ID} --step 呈批" in answer.stdout
    assert f"{ID} 只登了来文，缺“牵头单位”" in answer.stderr
    text = (ledgers / f"重要文件/2026/{ID}.yaml").read_text("utf-8")
    head, _, journal = text.partition("流水:")
    assert head == (
        f"编号: {ID}\n事项: 关于防汛的通知\n来源:\n  - {{类别: 重要文件, 文号: 某政发〔2026〕8号}}\n"
    )
    assert journal.count("动作: 收文") == 1


@pytest.mark.parametrize(
    ("words", "entered"),
    [
        (("--source-kind", "领导批示"), ("PS-2026-0003", "领导批示")),
        (("--ledger", "HY"), ("HY-2026-0001", "会议议定")),
        (("--ledger", "JB", "--source-kind", "媒体反映"), ("JB-2026-0001", "媒体反映")),
    ],
)
def test_the_ledger_of_a_paper_is_that_of_its_source(
    words: tuple[str, ...], entered: tuple[str, str]
) -> None:
    name = json.loads(said("add", "--received-on", "9月28日", "--title", "一件来文", *words, "--json"))[
        "task"
    ]
    assert (name, f"来源      {entered[1]}" in said("show", name)) == (entered[0], True)


def test_what_a_paper_owes_and_when() -> None:
    """By hand: the same day; three days end in the holiday; five working days: 29, 30, 8, 9, 10 October (a Saturday
    that is worked)."""
    said(*PAPER)
    duties = {each["rule"]: each["due_on"] for each in json.loads(said("why", ID, "--json"))["duties"]}
    assert duties == {"submit": "2026-09-28", "study": "2026-10-08", "interpret": "2026-10-10"}
    late = json.loads(said("overdue", "--ledger", "重要文件", "--json", today="2026-10-12"))
    found = {each["rule"]: each["late_workdays"] for each in late if each["task"] == ID}
    assert found == {"submit": 6, "study": 3, "interpret": 1}


@pytest.mark.parametrize(
    "question",
    [
        ("list", "--ledger", "重要文件"),
        ("due", "--within", "5"),
        ("overdue", "--today", "2026-10-12"),
        ("why", ID),
        ("show", ID),
        ("today",),
    ],
)
def test_every_answer_names_the_command_that_comes_next(question: tuple[str, ...]) -> None:
    said(*PAPER)
    assert "--step 呈批" in typed(*question).stdout
    said("progress", ID, "--step", "呈批")
    assert "--step 研究" in typed(*question).stdout
    said(*STUDY, "--lead", "县水务局", today="2026-09-29")
    assert (
        "--step 研究"
        not in typed(*question, *(() if "--today" in question else ("--today", "2026-09-29"))).stdout
    )


def test_the_list_says_that_a_paper_waits() -> None:
    said(*PAPER)
    assert "（待研究）" in said("list", "--ledger", "重要文件")
    told = json.loads(said("today", "--json"))
    assert told["counts"]["intake"] == 1
    assert [(each["what"], each["command"]) for each in told["waiting"] if each["kind"] == "intake"] == [
        ("呈批9月28日到期", f"duban progress {ID} --step 呈批")
    ]
    assert f"duban progress {ID} --step 呈批" in typed("check").stderr


def test_a_study_names_the_lead(ledgers: Path) -> None:
    said(*PAPER)
    lacking = refused(*STUDY)
    assert f"{ID} 的研究没有定下责任单位" in lacking
    assert f"duban progress {ID} --step 研究 --opinion … --lead …" in lacking
    assert "单位名册里没有“县水物局”" in refused(*STUDY, "--lead", "县水物局")
    answer = typed(*STUDY, "--lead", "县水务局", "--support", "县财政局", "--today", "2026-09-29")
    assert answer.returncode == 0, answer.stderr
    assert "还没有记呈批" in answer.stderr
    text = (ledgers / f"重要文件/2026/{ID}.yaml").read_text("utf-8")
    assert "牵头单位: 县水务局\n配合单位: [县财政局]\n" in text
    assert "字段: 牵头单位, 新值: 县水务局, 原因: 研究确定" in text
    assert git("log", "-1", "--format=%s") == f"研究 {ID}：关于防汛的通知"


def test_then_it_is_handed_over_as_every_task() -> None:
    said(*PAPER)
    said("progress", ID, "--step", "呈批")
    said(*STUDY, "--lead", "县水务局", today="2026-09-29")
    assert f"duban amend {ID} --requirements" in refused("assign", ID)
    said("amend", ID, "--requirements", "办完", "--owner", "张三", "--urgency", "急件", today="2026-09-29")
    assert "时限 2026-10-09" in said("assign", ID, today="2026-09-29")
    owed = {
        each["rule"]: each["unit"]
        for each in json.loads(said("why", ID, "--json", today="2026-09-29"))["duties"]
    }
    assert owed["interpret"] == "县水务局"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("add", "--received-on", "2026-09-28"), "缺“事项”"),
        (
            ("add", "--title", "来文", "--doc-no", "某政发〔2026〕8号", "--source-kind", "重要文件"),
            "缺“牵头单位”",
        ),
        ((*PAPER, "--assign"), "缺“牵头单位”"),
        (("add", "--received-on", "2026-09-30", "--title", "来文"), "不能预先记账"),
        (
            ("add", "--received-on", "2026-09-28", "--title", "来文", "--source-kind", "调研"),
            "没有写记入哪本台账",
        ),
    ],
)
def test_what_a_paper_cannot_do_without(words: tuple[str, ...], told: str) -> None:
    assert told in typed(*words).stderr + typed(*words).stdout
    assert git("log", "-1", "--format=%s").startswith("立项 WJ-2026-0001")


@pytest.mark.parametrize("step", ["收文", "呈批", "解读"])
def test_only_a_study_names_units(step: str) -> None:
    said(*PAPER)
    answer = typed("progress", ID, "--step", step, "--lead", "县水务局")
    assert (answer.returncode, "只和 --step 研究 一起用" in answer.stderr) == (2, True)
