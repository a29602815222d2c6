"""Closed means closed: every command that dates something refuses a closed day, and takes it as 补登 with a reason."""

import json
import re
from pathlib import Path

import pytest
from tests.cli.closed import AFTER, IN, LATE, WHOLE, type_right
from tests.inspected import inspection, journal_to, write
from tests.outside import git, typed

pytestmark = pytest.mark.usefixtures("books")
COMMANDS: dict[str, tuple[str, ...]] = {
    "add": ("add", "--ledger", "领导批示", "--title", "又一件", *WHOLE),
    "split": ("split", "PS-1", "--title", "清淤", "--lead", "县水务局"),
    "amend": ("amend", "PS-1", "--owner", "李四"),
    "move": ("amend", "PS-1", "--new-ledger", "重要文件"),
    "assign": ("assign", "JB-1"),
    "accept": ("accept", "PS-1"),
    "contest": ("contest", "PS-1"),
    "progress": ("progress", "PS-1", "--percent", "30"),
    "explain": ("explain", "PS-1", "--remedy", "加班"),
    "coordinate": ("coordinate", "PS-1", "--rung", "1", "--dispute", "两家意见不一"),
    "extend": ("extend", "PS-1", "--due-on", "2026-11-30", "--approved-by", "李副县长"),
    "transfer": ("transfer", "PS-1", "--new-lead", "县财政局", "--approved-by", "李副县长"),
    "suspend": ("suspend", "PS-1", "--approved-by", "李副县长"),
    "resume": ("resume", "DC-4", "--due-on", "2026-11-30", "--approved-by", "李县长"),
    "withdraw": ("withdraw", "PS-1"),
    "urge": ("urge", "PS-1"),
    "warn": ("warn", "PS-1", "--level", "黄"),
    "done": ("done", "PS-1", "--done-on", "2026-09-30"),
    "return": ("return", "DC-1", "--missing", "照片"),
    "verify": ("verify", "DC-1", "--method", "现场", "--result", "通过"),
    "close": ("close", "DC-2"),
    "reopen": ("reopen", "DC-3", "--finding", "反弹", "--due-on", "2026-11-30", "--approved-by", "李副县长"),
    "revisit": (
        *("revisit", "DC-3", "--method", "现场", "--genuine", "是", "--implemented", "是"),
        *("--rectified", "是", "--resolved", "是", "--satisfied", "是"),
    ),
    "import": ("import", "来表.csv", "--ledger", "领导批示"),
    "standing": ("progress", "--standing", "month", "--period", "2026-09", "--unit", "县水务局"),
}


def written(folder: Path) -> str:
    return "\n".join(path.read_text("utf-8") for path in sorted(folder.rglob("*.yaml")))


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_refuses_a_closed_day(books: Path, name: str) -> None:
    words = COMMANDS[name]
    before, head = written(books), git("rev-parse", "HEAD")
    answer = typed(*words, *IN, *AFTER, *(() if name not in OWN_REASON else ("--reason", "有原因")))
    assert answer.returncode == 1, answer.stdout + answer.stderr
    assert "2026-09 已在 2026-10-08 结账（经办 王五），不能再记" in answer.stderr
    assert "加 --late --reason 原因，记作补登" in answer.stderr
    assert (written(books), git("rev-parse", "HEAD")) == (before, head)
    assert typed(*words, *IN, *AFTER, "--late").returncode == 2
    assert git("rev-parse", "HEAD") == head
    type_right(*words, *IN, *AFTER, *LATE)
    added = git("show", "--format=", "--unified=0", "HEAD")
    assert "补登: 当时漏记" in added
    entered = [line for line in added.splitlines() if line.startswith("+") and "登记" in line]
    assert entered
    assert all("补登" in line for line in entered if "日期: 2026-09" in line)


OWN_REASON = {
    "contest",
    "explain",
    "extend",
    "transfer",
    "suspend",
    "withdraw",
    "warn",
    "reopen",
    "amend",
    "move",
}


def test_a_correction_may_not_move_an_event_into_a_closed_period(books: Path) -> None:
    type_right("progress", "PS-1", "--percent", "30", *AFTER)
    words = ("amend", "PS-1", "--event", "反馈", "--set", "日期=2026-09-30", "--reason", "日期写错", *AFTER)
    answer = typed(*words)
    assert (answer.returncode, answer.stdout) == (1, "")
    assert "更正的业务日期 2026-09-30 在 2026-09 以内" in answer.stderr
    assert "没有当天的凭据，须经批准" in typed(*words, "--late").stderr
    type_right(*words, "--late", "--allowed-by", "刘县长")
    assert "补登: 日期写错" in (books / "领导批示/2026/PS-2026-0001.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("unit", "rename", "县水务局", "县水利局"), "单位更名"),
        (("unit", "merge", "县水务局", "--into", "县财政局"), "单位合并"),
    ],
)
def test_the_register_has_no_journal_so_the_commit_says_why(words: tuple[str, ...], what: str) -> None:
    head = git("rev-parse", "HEAD")
    answer = typed(*words, *IN, *AFTER)
    assert answer.returncode == 1
    assert f"{what}的业务日期 2026-09-30 在 2026-09 以内" in answer.stderr
    assert git("rev-parse", "HEAD") == head
    type_right(*words, *IN, *AFTER, *LATE)
    assert "\n\n补登：当时漏记\n\n" in git("log", "-1", "--format=%B")
    answer = typed("undo", *AFTER)
    assert answer.returncode == 1
    assert f"上一次提交记了 2026-09-30 的{what}" in answer.stderr
    assert "已计入 2026-09（2026-10-08 结账），不能撤回" in answer.stderr


@pytest.mark.parametrize(
    ("words", "what", "advice"),
    [
        (("progress", "PS-1", "--percent", "30"), "反馈", "duban amend PS-2026-0001 --event "),
        (COMMANDS["add"], "立项", "duban withdraw PS-2026-0003 --reason 误立"),
        (COMMANDS["standing"], "履职 default/month 2026-09", "另记一笔说明，写进备注"),
    ],
)
def test_what_was_entered_late_is_not_taken_back(words: tuple[str, ...], what: str, advice: str) -> None:
    type_right(*words, *IN, *AFTER, *LATE)
    head = git("rev-parse", "HEAD")
    answer = typed("undo", *AFTER)
    assert (answer.returncode, answer.stdout) == (1, "")
    assert f"上一次提交记了 2026-09-30 的{what}，已计入 2026-09（2026-10-08 结账），不能撤回" in answer.stderr
    assert advice in answer.stderr
    assert git("rev-parse", "HEAD") == head


def test_a_closing_and_a_reopening_are_not_taken_back() -> None:
    answer = typed("undo", *AFTER)
    assert answer.returncode == 1
    assert "2026-09 的结账要留痕，不能撤回" in answer.stderr
    assert "可以这样做：duban reconcile 2026-09 --reopen --reason 原因" in answer.stderr
    type_right("reconcile", "2026-09", "--reopen", "--reason", "漏了一件", *AFTER)
    answer = typed("undo", *AFTER)
    assert answer.returncode == 1
    assert "2026-09 的重开要留痕，不能撤回" in answer.stderr
    assert "可以这样做：再结账：duban reconcile 2026-09 --close" in answer.stderr


def test_what_lies_in_an_open_period_is_taken_back(books: Path) -> None:
    type_right("progress", "PS-1", "--percent", "30", *AFTER)
    type_right("undo", *AFTER)
    assert "反馈" not in (books / "领导批示/2026/PS-2026-0001.yaml").read_text("utf-8")


FILE = "领导批示/2026/PS-2026-0001.yaml"
EVENT = "  - {日期: 2026-09-30, 登记: %s, 动作: 反馈, 单位: 县水务局, 经办: 王五, 进度: 30%s}\n"
NOW = "2026-11-25T00:00:01+08:00"


@pytest.mark.parametrize(
    ("moment", "late", "words"),
    [
        ("after", "", ("反馈的业务日期 2026-09-30 在 2026-09 以内", "在这一笔里加上：补登: 原因")),
        ("before", ", 补登: 漏记", ("结账（", "那时账上没有这一笔", "写实际登记的时间")),
        ("after", ", 补登: 漏记", ("登记得晚，又没有当天的凭据，要从 2026-10-12 算", "计自: 2026-10-12")),
        ("after", ", 补登: 漏记, 计自: 2026-10-12", ()),
    ],
)
def test_a_hand_must_say_why_too(books: Path, moment: str, late: str, words: tuple[str, ...]) -> None:
    at = {"before": "2026-09-30T10:00:00+08:00", "after": after_closing(books)}[moment]
    text = (books / FILE).read_text("utf-8")
    (books / FILE).write_text(text + EVENT % (at, late), "utf-8")
    answer = typed("commit", "--reason", "手工补记", *AFTER)
    assert answer.returncode == (1 if words else 0), answer.stderr
    assert all(word in answer.stderr for word in words), answer.stderr
    if words:
        line = text.count("\n") + 1
        assert f"{FILE}:{line}" in answer.stderr


def after_closing(books: Path) -> str:
    """A second after the closing: `commit` takes no moment that is still to come."""
    from datetime import datetime, timedelta

    journal = (books / "对账/2026-09/结账.yaml").read_text("utf-8")
    at = next(line for line in journal.replace(",", "\n").splitlines() if "登记:" in line)
    moment = datetime.fromisoformat(at.partition("登记:")[2].strip())
    return (moment + timedelta(seconds=1)).isoformat()


@pytest.mark.parametrize(
    ("name", "change"),
    [("结账.yaml", ("经办: 王五", "经办: 李四")), ("账页.yaml", ("期末在办: ", "期末在办: 1"))],
)
def test_a_closing_is_not_changed_by_hand(books: Path, name: str, change: tuple[str, str]) -> None:
    path = books / "对账/2026-09" / name
    path.write_text(path.read_text("utf-8").replace(*change), "utf-8")
    answer = typed("commit", "--reason", "改一改", *AFTER)
    assert answer.returncode == 1
    assert "结账和账页由命令写，不能手工改动、删去或添加" in answer.stderr
    assert f"git checkout HEAD -- 对账/2026-09/{name}" in answer.stderr


def test_log_and_show_tell_what_was_entered_late(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    type_right("progress", "PS-1", "--percent", "30", *IN, *AFTER, *LATE)
    rows = json.loads(type_right("log", "PS-1", "--json", *AFTER))
    assert [(row["action"], row["late"]) for row in rows] == [
        ("register", None),
        ("assign", None),
        ("progress", "当时漏记"),
    ]
    assert "【补登：当时漏记】" in type_right("log", *AFTER)
    assert "补登 1 笔：记进了已经结账的一期。" in type_right("log", "PS-1", *AFTER)
    assert "补登：当时漏记" in type_right("show", "PS-1", *AFTER)


def test_a_hand_may_not_date_a_merger_into_a_closed_period(books: Path) -> None:
    path = books / "duban.yaml"
    text = path.read_text("utf-8")
    assert "全称: 县水务局" in text
    type_right("unit", "merge", "县水务局", "--into", "县财政局", *AFTER)
    path.write_text(path.read_text("utf-8").replace("2026-10-12", "2026-09-30"), "utf-8")
    answer = typed("commit", *AFTER)
    assert answer.returncode == 1
    assert "错误：duban.yaml" in answer.stderr
    assert "单位合并 县水务局的业务日期 2026-09-30 在 2026-09 以内" in answer.stderr
    type_right("commit", *AFTER, "--late", "--reason", "文件上写的是九月")


STANDING = (
    "  - {日期: 2026-09-30, 登记: %s, 规则: default/month, 单位: 县水务局, 期: 2026-09, 经办: 王五%s}\n"
)


@pytest.mark.parametrize(
    ("moment", "late", "words"),
    [
        ("after", "", "履职的业务日期 2026-09-30 在 2026-09 以内"),
        ("before", ", 补登: 漏记", "那时账上没有这一笔"),
        ("after", ", 补登: 漏记", None),
    ],
)
def test_a_duty_of_no_task_written_by_hand(books: Path, moment: str, late: str, words: str | None) -> None:
    at = {"before": "2026-09-30T10:00:00+08:00", "after": after_closing(books)}[moment]
    path = books / "履职/2026.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text("年度: 2026\n流水:\n" + STANDING % (at, late), "utf-8")
    answer = typed("commit", *AFTER)
    assert answer.returncode == (1 if words else 0), answer.stderr
    assert words is None or (words in answer.stderr and "履职/2026.yaml:3" in answer.stderr)


def test_closing_a_half_year_is_no_inspection_under_anshan() -> None:
    config = Path("duban.yaml")
    text = re.sub(
        r"自: [-0-9]+, 名称: default", "自: 2026-07-01, 名称: anshan-2015", config.read_text("utf-8")
    )
    config.write_text(text, "utf-8")
    type_right("commit", "-m", "改用鞍山的制度", "--today", "2026-10-12")
    later = ("--today", "2027-01-20")
    type_right("reconcile", "2026H2", "--close", "--force", "--reason", "年末", *later)

    def owed() -> set[str]:
        found = json.loads(typed("overdue", "--unit", "督查室", "--all", "--json", *later).stdout)
        return {each["duty"] for each in found if "2026H2" in each["duty"]}

    assert owed() == {"年中、年末各督查一次年度目标（2026H2）"}
    waiting = json.loads(typed("today", "--json", *later).stdout)["waiting"]
    command = "duban inspect add --rule office-half --period 2026H2"
    assert command in {each["command"] for each in waiting}
    refused = typed("progress", "--standing", "office-half", "--period", "2026H2", *later)
    assert refused.returncode == 1
    assert command in refused.stderr
    made = journal_to("督查结论", "2027-01-18")
    head = {"rule": "anshan-2015/office-half", "period": "2026H2", "id": "DX-2027-0001"}
    write(Path.cwd(), inspection(1, *made, **head))
    assert owed() == set()
