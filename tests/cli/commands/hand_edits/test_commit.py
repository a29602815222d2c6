"""`commit`: what was edited by hand is checked as a command would be, explained, recorded; the journal only grows."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.outside import git, typed

from duban.cli.commands.hand_edits import commit as handedits

pytestmark = pytest.mark.usefixtures("ledgers")
EVENT = "  - {{日期: {on}, 登记: {at}, 动作: {action}, 经办: 李四, {rest}}}\n"


WHOLE = (
    *(
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
    ),
    *("--lead", "县水务局", "--owner", "甲", "--requirements", "甲"),
)


@pytest.fixture
def path(ledgers: Path) -> Path:
    return ledgers / "领导批示/2026/PS-2026-0001.yaml"


def edit(path: Path, old: str, new: str) -> str:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    return path.read_text("utf-8")


def add_event(path: Path, action: str, rest: str, on: str = "2026-09-28", at: str = "") -> str:
    """Write an event below the last one, recorded at the same moment unless told otherwise."""
    text = path.read_text("utf-8")
    moment = at or re.findall(r"登记: (\S+),", text)[-1]
    text += EVENT.format(on=on, at=moment, action=action, rest=rest)
    path.write_text(text, "utf-8")
    return text


def delay(path: Path, rest: str, on: str = "2026-09-28", at: str = "") -> str:
    return add_event(path, "延期", f"时限: 2026-10-26, 原因: 等批复, {rest}", on, at)


def test_a_changed_head_is_explained(path: Path) -> None:
    text = edit(path, "责任人: 张三", "责任人: 李四   # 换人")
    answer = typed("commit", "-m", "分工调整")
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.startswith("入账 PS-2026-0001：整治城东积水点（要素：责任人）\n提交 ")
    after = path.read_text("utf-8")
    assert after.startswith(text)
    assert after.removeprefix(text).endswith(
        "动作: 变更, 经办: 王五, 字段: 责任人, 原值: 张三, 新值: 李四, 原因: 分工调整}\n"
    )
    assert git("log", "-1", "--format=%s") == "手工改动 PS-2026-0001：整治城东积水点"
    assert git("log", "-1", "--format=%(trailers:key=Duban-Action,valueonly)") == "commit"
    assert git("status", "--porcelain") == ""


def test_without_a_reason_nothing_is_recorded(path: Path) -> None:
    text = edit(path, "责任人: 张三", "责任人: 李四")
    before = git("rev-parse", "HEAD")
    answer = typed("commit")
    assert answer.returncode == 1
    assert answer.stderr == (
        "错误：领导批示/2026/PS-2026-0001.yaml:10\n"
        "  10 │ 责任人: 李四\n"
        "     │         ^^^^\n"
        "手工改动了要素（责任人），要写明原因\n"
        "可以这样做：duban commit --reason 原因\n"
    )
    assert (path.read_text("utf-8"), git("rev-parse", "HEAD")) == (text, before)


def test_layout_and_comments_need_no_reason(path: Path) -> None:
    text = edit(path, "责任人: 张三", "# 县里定的\n责任人:   张三")
    answer = typed("commit")
    assert answer.returncode == 0, answer.stderr
    assert "（只改了写法）" in answer.stdout
    assert path.read_text("utf-8") == text
    assert typed("commit").stdout == "没有需要入账的手工改动\n"


def test_a_change_the_hand_explained_itself_is_not_told_twice(path: Path) -> None:
    edit(path, "责任人: 张三", "责任人: 李四")
    text = add_event(path, "变更", "字段: 责任人, 原值: 张三, 新值: 李四, 原因: 自己写的")
    assert typed("commit").returncode == 0
    assert path.read_text("utf-8") == text


def test_what_was_told_is_changed_by_hand_with_an_approver_only(path: Path) -> None:
    edit(path, "缓急: 急件", "缓急: 非急件")
    assert "改“缓急”会动它的义务，须经批准" in typed("commit", "-m", "不急了").stderr
    change = "字段: 缓急, 原值: 急件, 新值: 非急件, 原因: 不急了"
    alone = add_event(path, "变更", change)
    answer = typed("commit")
    assert answer.returncode == 1
    assert "可以这样做：在这一笔里写明：批准人: 姓名" in answer.stderr
    path.write_text(alone.replace(change, f"批准人: 赵县长, {change}"), "utf-8")
    answer = typed("commit")
    assert answer.returncode == 0, answer.stderr


def test_who_approves_by_hand_stands_on_the_roll(path: Path) -> None:
    assert typed("unit", "leader", "赵县长", "--title", "县长").returncode == 0
    text = delay(path, "批准人: 某人甲")
    answer = typed("commit")
    assert answer.returncode == 1
    assert "领导名册里没有“某人甲”，不能作延期的批准人" in answer.stderr
    path.write_text(text.replace("某人甲", "赵县长"), "utf-8")
    answer = typed("commit")
    assert answer.returncode == 0, answer.stderr


def test_a_day_without_proof_is_told_by_the_hand_too(path: Path) -> None:
    """A command would have counted it from its 登记: whoever writes by hand has to say so."""
    told = delay(path, "批准人: 赵县长", "2026-09-29", "2026-10-20T09:00:00+08:00")
    answer = typed("commit", "--today", "2026-10-20")
    assert answer.returncode == 1
    assert "延期写的是 2026-09-29，登记得晚，又没有当天的凭据，要从 2026-10-20 算" in answer.stderr
    path.write_text(told.replace("批准人: 赵县长", "批准人: 赵县长, 计自: 2026-10-20"), "utf-8")
    answer = typed("commit", "--today", "2026-10-20")
    assert answer.returncode == 0, answer.stderr
    late = json.loads(typed("list", "--where", "编号=PS-2026-0001", "--today", "2026-10-20", "--json").stdout)
    assert late[0]["due_on"] == "2026-10-26"
    assert (
        json.loads(typed("why", "PS-1", "--today", "2026-10-20", "--json").stdout)["duties"][0][
            "own_late_days"
        ]
        > 0
    )


def test_legal_events_may_be_written_by_hand(path: Path) -> None:
    add_event(path, "签收", "单位: 县水务局")
    text = add_event(path, "反馈", "单位: 县水务局, 进度: 30")
    answer = typed("commit", "--json")
    assert answer.returncode == 0, answer.stderr
    data = json.loads(answer.stdout)
    assert (data["paths"], data["tasks"], data["events"]) == (
        ["领导批示/2026/PS-2026-0001.yaml"],
        ["PS-2026-0001"],
        [],
    )
    assert path.read_text("utf-8") == text
    assert json.loads(typed("list", "--where", "编号=PS-2026-0001", "--json").stdout)[0]["percent"] == 30


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            lambda path: edit(path, "动作: 立项, 经办: 王五", "动作: 立项, 经办: 赵六"),
            "已入账的一笔被改动或删去了",
        ),
        (lambda path: edit(path, "时限: 2026-10-08", "时限: 2026-12-08"), "--event"),
        (lambda path: edit(path, "牵头单位: 县水务局", "牵头单位: 县财政局"), "duban transfer PS-2026-0001"),
        (lambda path: edit(path, "编号: PS-2026-0001", "编号: PS-2026-0009"), "文件名是 PS-2026-0001"),
        (lambda path: edit(path, "缓急: 急件", "缓急: 特急"), "不能写“特急”"),
        (lambda path: edit(path, "责任人", "责任入"), "是不是“责任人”"),
        (lambda path: edit(path, "责任人: 张三", "责任人： 张三"), "全角"),
        (lambda path: edit(path, "配合单位: [县财政局]", "配合单位: [县财证局]"), "最接近的是“县财政局”"),
        (lambda path: edit(path, "责任人: 张三", "责任人: （秘密）"), "密级标志"),
        (lambda path: add_event(path, "销号", "备注: 手写"), "不能销号"),
        (lambda path: add_event(path, "签收", "单位: 县教育局"), "不是本事项的牵头或配合单位"),
        (lambda path: add_event(path, "签收", "单位: 县水务局", on="2026-09-29"), "不能预先记账"),
        (
            lambda path: add_event(path, "签收", "单位: 县水务局", at="2126-09-28T09:00:00+08:00"),
            "在现在之后",
        ),
        (
            lambda path: add_event(
                path, "报结", "单位: 县水务局, 证据: [{路径: 附件/x, sha256: " + "0" * 64 + "}]"
            ),
            "证据不在",
        ),
        (lambda path: path.unlink(), "已经入账的事项不能删去"),
        (lambda path: path.write_bytes(b"\xff\xfe"), "UTF-16"),
    ],
)
def test_refused_with_its_line_and_nothing_written(
    path: Path, change: Callable[[Path], object], said: str
) -> None:
    before = git("rev-parse", "HEAD")
    change(path)
    found = path.read_bytes() if path.exists() else None
    answer = typed("commit", "-m", "改")
    assert answer.returncode == 1
    assert said in answer.stderr
    assert answer.stderr.startswith("错误：领导批示/2026/PS-2026-0001.yaml")
    assert git("rev-parse", "HEAD") == before
    assert (path.read_bytes() if path.exists() else None) == found


def test_everything_wrong_is_told_and_one_wrong_file_stops_all(ledgers: Path, path: Path) -> None:
    edit(path, "责任人: 张三", "责任人: 李四")
    other = ledgers / "重要文件/2026/WJ-2026-0001.yaml"
    edit(other, "缓急: 难度较大", "缓急: 特急")
    edit(ledgers / "领导批示/台账.yaml", "字头: PS", "字头: PX")
    before = git("rev-parse", "HEAD")
    answer = typed("commit", "-m", "改")
    assert answer.returncode == 1
    assert "不能写“特急”" in answer.stderr
    assert "字头不能改" in answer.stderr
    assert git("rev-parse", "HEAD") == before


def test_a_new_file_gets_its_registration(ledgers: Path) -> None:
    new = ledgers / "领导批示/2026/PS-2026-0003.yaml"
    new.write_text("编号: PS-2026-0003\n事项: 手写的一件\n牵头单位: 县水务局\n", "utf-8")
    answer = typed("commit")
    assert answer.returncode == 0, answer.stderr
    assert "入账 PS-2026-0003：手写的一件（新事项）" in answer.stdout
    text = new.read_text("utf-8")
    assert text.startswith(
        "编号: PS-2026-0003\n事项: 手写的一件\n牵头单位: 县水务局\n流水:\n  - {日期: 2026-09-28, "
    )
    assert text.endswith("动作: 立项, 经办: 王五}\n")


def test_a_new_file_in_the_wrong_place(ledgers: Path) -> None:
    folder = ledgers / "领导批示/2025"
    folder.mkdir()
    (folder / "PS-2026-0003.yaml").write_text("编号: PS-2026-0003\n事项: 手写的一件\n", "utf-8")
    assert "这里的编号是 PS-2025-" in typed("commit").stderr


def test_other_files_of_the_books_come_too(ledgers: Path) -> None:
    (ledgers / "附件/PS-2026-0001").mkdir(parents=True)
    (ledgers / "附件/PS-2026-0001/照片.jpg").write_bytes(b"\xff\xd8")
    (ledgers / "履职").mkdir()
    (ledgers / "履职/2026.yaml").write_text("年度: 2026\n流水: []\n", "utf-8")
    (ledgers / "制度").mkdir()
    (ledgers / "制度/本县.yaml").write_text("名称: 本县\n全称: 本县制度\n继承: default\n", "utf-8")
    (ledgers / "README.txt").write_text("别的", "utf-8")
    edit(ledgers / "duban.yaml", "名称: 某县督查室", "# 注\n名称: 某县督查室")
    answer = typed("commit")
    assert answer.returncode == 0, answer.stderr
    assert "没有入账（不是台账文件）：README.txt" in answer.stdout
    shown = git("-c", "core.quotepath=off", "show", "--name-only", "--format=")
    assert shown.splitlines() == [
        "duban.yaml",
        "制度/本县.yaml",
        "履职/2026.yaml",
        "附件/PS-2026-0001/照片.jpg",
    ]
    assert git("status", "--porcelain") == "?? README.txt"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("履职/2026.yaml", "年度: 二〇二六\n", "应当是整数"),
        ("日历/2027.json", "{", "这不是 JSON 文件"),
        ("日历/本地/2027.json", '{"year": 2027}', "days"),
        ("制度/本县.yaml", "名称: 本县\n全称: 本县\n继承: 没有\n", "继承的制度“没有”不存在"),
        ("领导批示/台账.yaml", "名称: x\n种类: 领导批示\n字头: ps\n", "字头"),
        ("领导批示/台账.yaml", "名称: x\n种类: 领导批示\n字头: WJ\n", "有两本台账在用"),
    ],
)
def test_other_files_are_checked_too(ledgers: Path, name: str, text: str, said: str) -> None:
    file = ledgers / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    before = git("rev-parse", "HEAD")
    answer = typed("commit", "-m", "改")
    assert answer.returncode == 1
    assert said in answer.stderr
    assert git("rev-parse", "HEAD") == before


def test_recorded_evidence_stays(ledgers: Path) -> None:
    proof = ledgers.parent / "照片.txt"
    proof.write_text("修好了", "utf-8")
    assert typed("done", "PS-1", "--evidence", str(proof)).returncode == 0
    kept = ledgers / "附件/PS-2026-0001/照片.txt"
    kept.write_text("改过", "utf-8")
    assert "证据已经入账，不能改动、不能删去" in typed("commit").stderr
    kept.unlink()
    assert "证据已经入账，不能改动、不能删去" in typed("commit").stderr


def test_a_number_that_was_used_cannot_be_freed(ledgers: Path) -> None:
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
    assert typed(*words, "--lead", "县水务局", "--owner", "甲", "--requirements", "甲").returncode == 0
    assert typed("undo").returncode == 0
    edit(ledgers / "领导批示/台账.yaml", '"2026": 3', '"2026": 2')
    assert "已用序号只能增大" in typed("commit").stderr


def test_a_dry_run_writes_nothing(path: Path) -> None:
    text = edit(path, "责任人: 张三", "责任人: 李四")
    before = git("rev-parse", "HEAD")
    answer = typed("commit", "-m", "改", "--dry-run", "--json")
    assert answer.returncode == 0
    assert [event["field"] for event in json.loads(answer.stdout)["events"]] == ["责任人"]
    assert (path.read_text("utf-8"), git("rev-parse", "HEAD")) == (text, before)


def test_conflict_marks_are_seen(path: Path) -> None:
    text = path.read_text("utf-8")
    path.write_text("<<<<<<< 甲\n" + text + "=======\n" + text + ">>>>>>> 乙\n", "utf-8")
    assert "文件里有没有解决的合并冲突" in typed("commit").stderr


def test_other_commands_do_not_sweep_hand_edits_along(path: Path) -> None:
    text = edit(path, "责任人: 张三", "责任人: 李四")
    answer = typed("amend", "PS-1", "--clerk", "赵六", "--reason", "x")
    assert answer.returncode == 1
    assert "有手工改动还没有入账" in answer.stderr
    assert path.read_text("utf-8") == text
    assert typed("amend", "WJ-1", "--clerk", "赵六", "--reason", "x").returncode == 0
    assert git("-c", "core.quotepath=off", "status", "--porcelain") == "M 领导批示/2026/PS-2026-0001.yaml"


def test_a_calendar_may_be_taken_away(ledgers: Path) -> None:
    file = ledgers / "日历/本地/2027.json"
    file.parent.mkdir(parents=True)
    file.write_text('{"year": 2027, "papers": [], "days": []}', "utf-8")
    assert typed("commit").returncode == 0
    file.unlink()
    answer = typed("commit")
    assert answer.returncode == 0, answer.stderr
    assert "入账 日历/本地/2027.json（删去）" in answer.stdout
    assert git("status", "--porcelain") == ""


def test_a_workspace_inside_a_repository_and_behind_a_link(ledgers: Path) -> None:
    nest = ledgers.parent / "外"
    nest.mkdir()
    git("-C", str(nest), "init", "--quiet")
    (nest / "别的.txt").write_text("别的", "utf-8")
    (ledgers.parent / "链").symlink_to(nest / "里")
    assert typed("init", str(nest / "里")).returncode == 0
    place = ("-C", str(ledgers.parent / "链"))
    assert typed(*WHOLE, *place).returncode == 0
    edit(nest / "里/领导批示/2026/PS-2026-0001.yaml", "责任人: 甲", "责任人: 乙")
    answer = typed("commit", "-m", "换人", *place)
    assert answer.returncode == 0, answer.stderr
    assert git("-C", str(nest), "-c", "core.quotepath=off", "status", "--porcelain") == "?? 别的.txt"
    assert typed("undo", *place).returncode == 0
    assert "责任人: 甲" in (nest / "里/领导批示/2026/PS-2026-0001.yaml").read_text("utf-8")


def test_a_person_is_asked_why(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handedits, "can_ask", lambda _context: True)
    edit(path, "责任人: 张三", "责任人: 李四")
    assert typed("commit", stdin="分工调整\n").returncode == 0
    assert "新值: 李四, 原因: 分工调整}" in path.read_text("utf-8")
