"""`amend`: heads change with a trace, wrong events are put right; what belongs to another command is sent there."""

import json
from pathlib import Path

import pytest
from tests.outside import git, typed

pytestmark = pytest.mark.usefixtures("ledgers")


def file_of(ledgers: Path, name: str = "PS-2026-0001") -> Path:
    folder = "领导批示" if name.startswith("PS") else "重要文件"
    return ledgers / folder / "2026" / f"{name}.yaml"


def shown(name: str) -> dict[str, object]:
    data: dict[str, object] = json.loads(typed("show", name, "--json").stdout)
    return data


def test_one_field_one_event(ledgers: Path) -> None:
    before = file_of(ledgers).read_text("utf-8")
    answer = typed("amend", "PS-1", "--owner", "李四", "--reason", "分工调整", "--by", "赵六")
    assert answer.returncode == 0, answer.stderr
    after = file_of(ledgers).read_text("utf-8")
    assert after.startswith(before.replace("责任人: 张三", "责任人: 李四"))
    added = after.removeprefix(before.replace("责任人: 张三", "责任人: 李四"))
    assert added.startswith("  - {日期: 2026-09-28, 登记: ")
    assert added.endswith("动作: 变更, 经办: 赵六, 字段: 责任人, 原值: 张三, 新值: 李四, 原因: 分工调整}\n")
    assert git("log", "-1", "--format=%s") == "变更 PS-2026-0001：整治城东积水点"


def test_what_a_person_wrote_survives(ledgers: Path) -> None:
    path = file_of(ledgers)
    text = path.read_text("utf-8")
    text = text.replace("缓急: 急件", '# 为什么急\n缓急: "急件"   # 领导定的').replace(
        "流水:", "# 以下是经过\n流水:"
    )
    path.write_text(text, "utf-8")
    git("commit", "--quiet", "--all", "-m", "手写")
    answer = typed(
        *("amend", "PS-1", "--urgency", "非急件", "--handler", "李四", "--clerk", ""),
        *("--reason", "改", "--approved-by", "赵县长"),
    )
    assert answer.returncode == 0, answer.stderr
    assert "已经交办，改了缓急，告知过的时限 2026-10-08 不变" in answer.stderr
    head, _, journal = path.read_text("utf-8").partition("流水:")
    assert '# 为什么急\n缓急: "非急件"   # 领导定的\n' in head
    assert "责任人: 张三\n承办人: 李四\n工作要求" in head
    assert "督办人" not in head
    assert head.endswith("# 以下是经过\n")
    for word in ("字段: 缓急", "字段: 承办人", "字段: 督办人, 原值: 王五, 原因: 改"):
        assert word in journal


def test_many_at_once_one_commit() -> None:
    count = int(git("rev-list", "--count", "HEAD"))
    answer = typed("amend", "--where", "责任人=张三", "--owner", "李四", "--reason", "张三调离", "--json")
    assert answer.returncode == 0, answer.stderr
    data = json.loads(answer.stdout)
    assert [task["task"] for task in data["tasks"]] == ["WJ-2026-0001", "PS-2026-0001", "PS-2026-0002"]
    assert int(git("rev-list", "--count", "HEAD")) == count + 1
    assert typed("amend", "--where", "责任人=张三", "--owner", "李四", "--reason", "x").returncode == 1


def test_a_source_keeps_what_is_not_spoken_of(ledgers: Path) -> None:
    assert typed("amend", "PS-1", "--doc-no", "某政发〔2026〕8号", "--reason", "补文号").returncode == 0
    text = file_of(ledgers).read_text("utf-8")
    assert "来源:\n  - {类别: 领导批示, 名称: 关于整治城东积水点的要求, 文号: 某政发〔2026〕8号}\n" in text


def test_filling_a_gap_needs_no_reason(ledgers: Path) -> None:
    assert typed("amend", "PS-1", "--handler", "李四").returncode == 0
    assert "原因: 补全要素" in file_of(ledgers).read_text("utf-8")
    assert "没有写改动的原因" in typed("amend", "PS-1", "--handler", "赵六").stderr
    assert "原因: 未写明" in file_of(ledgers).read_text("utf-8")


def test_the_same_value_is_no_change() -> None:
    before = git("rev-parse", "HEAD")
    answer = typed("amend", "PS-1", "--owner", "张三", "--public", "否", "--reason", "x")
    assert (answer.returncode, answer.stdout) == (0, "没有需要写入的改动\n")
    assert git("rev-parse", "HEAD") == before


def test_a_new_lead_no_longer_supports(ledgers: Path) -> None:
    words = (
        "add",
        "--ledger",
        "PS",
        "--title",
        "甲",
        "--source-kind",
        "领导批示",
        "--instruction",
        "刘县长=2026-09-28=请抓紧",
        "--urgency",
        "急件",
    )
    more = ("--lead", "县水务局", "--support", "县财政局", "--support", "县住房和城乡建设局")
    assert typed(*words, *more, "--owner", "甲", "--requirements", "甲").returncode == 0
    assert typed("amend", "PS-3", "--lead", "县财政局", "--reason", "改派").returncode == 0
    text = file_of(ledgers, "PS-2026-0003").read_text("utf-8")
    assert "牵头单位: 县财政局\n配合单位: [县住房和城乡建设局]\n" in text


def test_a_closed_task_may_have_its_typo_mended() -> None:
    steps = (
        ("done", "PS-1"),
        ("verify", "PS-1", "--method", "现场", "--result", "通过"),
        ("close", "PS-1"),
        ("amend", "PS-1", "--title", "整治城东各积水点", "--reason", "错字"),
    )
    for words in steps:
        answer = typed(*words)
        assert answer.returncode == 0, answer.stderr
    data = shown("PS-1")
    assert (data["status"], data["title"]) == ("closed", "整治城东各积水点")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("PS-1", "--lead", "县财政局", "--reason", "x"), "duban transfer PS-2026-0001 --new-lead 县财政局"),
        (
            ("PS-1", "--due-on", "2026-11-01", "--reason", "x"),
            "duban extend PS-2026-0001 --due-on 2026-11-01",
        ),
        (("PS-1", "--reason", "x"), "没有写改什么"),
        (("PS-1", "--approved-by", "赵县长", "--reason", "x"), "没有写改什么"),
        (("--owner", "李四", "--reason", "x"), "没有写改哪一件"),
        (("PS-1", "--title", "", "--reason", "x"), "缺少“事项”"),
        (("PS-1", "--support", "县水物局", "--reason", "x"), "最接近的是“县水务局”"),
        (("PS-1", "--parent", "ps-1", "--reason", "x"), "绕回了 PS-2026-0001"),
        (("PS-1", "--owner", "（秘密）", "--reason", "x"), "密级标志"),
        (("PS-9", "--owner", "甲", "--reason", "x"), "没有编号为“PS-9”的事项"),
        (("PS-1", "--set", "进度=4", "--reason", "x"), "只用于更正"),
        (("PS-1", "--event", "交办", "--reason", "x"), "没有写更正成什么"),
        (("PS-1", "--event", "交办", "--set", "备注=x"), "更正要写明原因"),
        (("PS-1", "--event", "交办", "--set", "备注", "--reason", "x"), "写成 字段=值"),
        (("PS-1", "--event", "交办", "--set", "注释=x", "--reason", "x"), "可以更正：日期、经办"),
        (("PS-1", "--event", "交办", "--set", "时限=某天", "--reason", "x"), "“某天”不是日期"),
        (
            ("PS-1", "--event", "交办", "--set", "依据=听说", "--reason", "x"),
            "可以写：规则、来源规定、领导确定",
        ),
        (("PS-1", "--event", "交办", "--owner", "甲", "--reason", "x"), "交办没有 --owner 这一项"),
        (("PS-1", "--event", "交办", "--void", "--set", "备注=x", "--reason", "x"), "作废和新值不能同时写"),
        (("PS-1", "--event", "交办", "--set", "经办=王五", "--reason", "x"), "本来就是这样"),
        (("PS-1", "--event", "立项", "--void", "--reason", "x"), "duban undo"),
        (("PS-1", "--event", "签收", "--void", "--reason", "x"), "PS-2026-0001 的流水里没有“签收”"),
    ],
)
def test_refused_and_nothing_written(words: tuple[str, ...], said: str) -> None:
    before = git("rev-parse", "HEAD")
    answer = typed("amend", *words)
    assert answer.returncode in (1, 2)
    assert said in answer.stderr
    assert git("rev-parse", "HEAD") == before
    assert git("status", "--porcelain") == ""


def test_of_many_one_wrong_stops_all() -> None:
    before = git("rev-parse", "HEAD")
    answer = typed("amend", "PS-1", "PS-2", "WJ-1", "--lead", "县水务局", "--reason", "x")
    assert answer.returncode == 1
    assert answer.stderr.count("要转办") == 1
    assert git("rev-parse", "HEAD") == before


def test_a_wrong_event_is_put_right(ledgers: Path) -> None:
    assert typed("progress", "PS-1", "--percent", "40", "--done", "清了一半").returncode == 0
    before = file_of(ledgers).read_text("utf-8")
    answer = typed(
        "amend", "PS-1", "--event", "反馈", "--set", "进度=45", "--note", "笔误", "--reason", "录入有误"
    )
    assert answer.returncode == 0, answer.stderr
    added = file_of(ledgers).read_text("utf-8").removeprefix(before)
    assert "动作: 更正" in added
    assert "更正对象: {日期: 2026-09-28, 动作: 反馈, 单位: 县水务局, 摘要: " in added
    assert "新值: {进度: 45, 备注: 笔误}, 原因: 录入有误}" in added
    assert json.loads(typed("list", "--where", "编号=PS-2026-0001", "--json").stdout)[0]["percent"] == 45
    second = typed("amend", "PS-1", "--event", "progress", "--set", "备注=", "--reason", "再改")
    assert second.returncode == 0, second.stderr
    assert "新值: {进度: 45}, 原因: 再改}" in file_of(ledgers).read_text("utf-8")
    assert typed("amend", "PS-1", "--event", "反馈", "--void", "--reason", "报错了对象").returncode == 0
    assert json.loads(typed("list", "--where", "编号=PS-2026-0001", "--json").stdout)[0]["percent"] is None


def test_of_several_the_digest_tells_which() -> None:
    for percent in ("40", "50"):
        assert typed("progress", "PS-1", "--percent", percent).returncode == 0
    answer = typed("amend", "PS-1", "--event", "反馈", "--set", "进度=60", "--reason", "错")
    assert answer.returncode == 1
    assert "PS-2026-0001 有2笔“反馈”：2026-09-28 反馈 县水务局（经办 王五，摘要 " in answer.stderr
    digest = answer.stderr.rpartition("--event ")[2].split()[0]
    assert typed("amend", "PS-1", "--event", digest, "--set", "进度=60", "--reason", "错").returncode == 0
    assert json.loads(typed("list", "--where", "编号=PS-2026-0001", "--json").stdout)[0]["percent"] == 60


def test_a_correction_that_breaks_the_journal_is_refused() -> None:
    assert typed("accept", "PS-1").returncode == 0
    before = git("rev-parse", "HEAD")
    answer = typed("amend", "PS-1", "--event", "交办", "--void", "--reason", "错")
    assert answer.returncode == 1
    assert "后面已有的事件会因此不成立" in answer.stderr
    assert git("rev-parse", "HEAD") == before


def test_the_paper_of_a_telephone_approval(ledgers: Path) -> None:
    words = ("extend", "PS-1", "--due-on", "2026-10-20", "--approved-by", "赵县长", "--approved-via", "电话")
    assert typed(*words, "--reason", "下雨").returncode == 0
    answer = typed("amend", "PS-1", "--event", "延期", "--approved-via", "书面", "--reason", "批件已补")
    assert answer.returncode == 0, answer.stderr
    assert "新值: {批准方式: 书面}, 原因: 批件已补}" in file_of(ledgers).read_text("utf-8")


def test_the_paper_of_a_change_by_telephone(ledgers: Path) -> None:
    said = ("--urgency", "非急件", "--reason", "改", "--approved-by", "赵县长", "--approved-via", "电话")
    assert typed("amend", "PS-1", *said).returncode == 0
    assert shown("PS-2026-0001")["awaiting_paper"] == ["2026-09-28"]
    came = ("--event", "变更", "--approved-via", "书面", "--reason", "批件已补")
    answer = typed("amend", "PS-1", *came)
    assert answer.returncode == 0, answer.stderr
    page = shown("PS-2026-0001")
    assert (page["awaiting_paper"], page["urgency"]) == ([], "normal")
    assert typed("amend", "PS-1", "--event", "变更", "--set", "新值=急件", "--reason", "改").returncode == 1
    assert "缓急: 非急件" in file_of(ledgers).read_text("utf-8")


def test_the_day_of_a_node_moves_only_by_extension(ledgers: Path) -> None:
    """A schedule may still be added after 交办; a day that stands in it was told to a unit."""
    assert (
        typed(
            "amend", "PS-1", "--milestone", "完成摸底=2026-09-30", "--milestone", "完工=2026-10-08"
        ).returncode
        == 0
    )
    before = file_of(ledgers).read_bytes()
    moved = typed("amend", "PS-1", "--milestone", "完成摸底=2026-10-07", "--milestone", "完工=2026-10-08")
    assert moved.returncode == 1
    assert "节点“完成摸底”的时限不能直接改，要延期" in moved.stderr
    assert "duban extend PS-2026-0001 --milestone 完成摸底 --due-on 2026-10-07" in moved.stderr
    assert file_of(ledgers).read_bytes() == before
