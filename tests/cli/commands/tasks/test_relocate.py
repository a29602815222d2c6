"""`amend --new-ledger`: a task moves to another ledger and stays itself: file, id, children, trail, books."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.cli.closed import AFTER, WHOLE, type_right
from tests.outside import git, typed

pytestmark = pytest.mark.usefixtures("books")
MOVE = (
    "amend",
    "PS-1",
    "--new-ledger",
    "重要文件",
    "--reason",
    "原是文件里的要求",
    "--approved-by",
    "李副县长",
)
OLD, NEW = "领导批示/2026/PS-2026-0001.yaml", "重要文件/2026/WJ-2026-0002.yaml"


def asked(*words: str) -> Any:  # noqa: ANN401 - the JSON of any command
    return json.loads(type_right(*words, "--json", *AFTER))


def test_everything_moves_in_one_commit(books: Path) -> None:
    (books / "证据.txt").write_text("完成", "utf-8")
    type_right("done", "PS-1", "--evidence", "证据.txt", *AFTER)
    text = (books / OLD).read_text("utf-8")
    (books / OLD).write_text(text.replace("责任人: 张三", "责任人: 张三  # 手写的注"), "utf-8")
    type_right("commit", "--reason", "加注", *AFTER)
    answer = type_right(*MOVE, *AFTER)
    assert "已变更 WJ-2026-0002：整治城东积水点" in answer
    assert git("log", "-1", "--format=%s") == "转台账 PS-2026-0001 为 WJ-2026-0002：整治城东积水点"
    names = git("-c", "core.quotepath=off", "show", "--format=", "--name-status", "--no-renames").splitlines()
    assert sorted(names) == [f"A\t{NEW}", f"D\t{OLD}", "M\t领导批示/台账.yaml"]
    moved = (books / NEW).read_text("utf-8")
    assert moved.startswith("编号: WJ-2026-0002\n曾用编号: PS-2026-0001\n")
    assert "责任人: 张三  # 手写的注" in moved
    assert "字段: 编号, 原值: PS-2026-0001, 新值: WJ-2026-0002, 原因: 原是文件里的要求" in moved
    assert "附件/PS-2026-0001/" in moved
    assert not (books / OLD).exists()
    assert '已用序号: {"2026": 1}' in (books / "领导批示/台账.yaml").read_text("utf-8")
    assert typed("check", "--errors", *AFTER).stdout.startswith("检查了 8 件事项：0 个错误")
    task = asked("show", "WJ-2")
    assert (task["id"], task["former_id"]) == ("WJ-2026-0002", "PS-2026-0001")


@pytest.mark.parametrize("word", ["PS-2026-0001", "ps-2026-1", "PS-1"])
def test_the_old_id_is_still_understood(word: str) -> None:
    type_right(*MOVE, *AFTER)
    assert asked("show", word)["id"] == "WJ-2026-0002"
    assert [row["task"] for row in asked("list", word)] == ["WJ-2026-0002"]
    assert {tuple(row["tasks"]) for row in asked("log", word)} == {("WJ-2026-0002",)}
    assert "已反馈 WJ-2026-0002：" in type_right("progress", word, "--percent", "30", *AFTER)


def test_the_old_id_is_told_its_new_one() -> None:
    type_right(*MOVE, *AFTER)
    words = "PS-2026-0001 已转到别的台账，现在的编号是 WJ-2026-0002"
    for line in (("show", "PS-2026-0001"), ("why", "PS-2026-0001"), ("urge", "PS-2026-0001")):
        answer = typed(*line, *AFTER)
        assert answer.returncode == 0, answer.stderr
        assert words in answer.stderr + answer.stdout


def test_the_trail_goes_on_across_the_move() -> None:
    type_right("accept", "PS-1", *AFTER)
    type_right(*MOVE, *AFTER)
    steps = asked("log", "WJ-2")
    assert [step["action"] for step in steps] == ["register", "assign", "accept", "amend"]
    assert all(step["commit"] for step in steps)


def test_children_follow_and_the_number_is_not_used_again(books: Path) -> None:
    type_right("split", "PS-2", "--title", "摸底", "--lead", "县财政局", *AFTER)
    later = ("--today", "2026-10-20")
    type_right("amend", "PS-2", "--new-ledger", "HY", "--reason", "会上定的", *later)
    child = json.loads(type_right("show", "PS-3", "--json", *later))
    assert child["parent"] == "HY-2026-0001"
    assert [event["field"] for event in child["journal"] if event["action"] == "amend"] == ["上级任务"]
    answer = typed("done", "HY-1", *later)
    assert answer.returncode == 1
    assert "PS-2026-0003" in answer.stderr
    assert asked("show", "PS-3")["parent"] == "PS-2026-0002"
    earlier = typed("check", "--json", *AFTER)
    assert not [each for each in json.loads(earlier.stdout)["problems"] if each["code"] == "no-parent"]
    type_right("amend", "PS-3", "--new-ledger", "HY", "--reason", "随上级", *later)
    type_right("add", "--ledger", "领导批示", "--title", "新的一件", *WHOLE, *later)
    assert (books / "领导批示/2026/PS-2026-0004.yaml").is_file()


def test_undo_brings_every_byte_back(books: Path) -> None:
    type_right("split", "PS-1", "--title", "摸底", "--lead", "县财政局", *AFTER)
    before = {path: path.read_bytes() for path in sorted(books.glob("*/**/*.yaml"))}
    type_right(*MOVE, *AFTER)
    type_right("undo", *AFTER)
    after = {path: path.read_bytes() for path in sorted(books.glob("*/**/*.yaml"))}
    ledger = books / "重要文件/台账.yaml"
    assert '已用序号: {"2026": 2}' in after.pop(ledger).decode()
    before.pop(ledger)
    assert after == before
    assert asked("show", "PS-1")["id"] == "PS-2026-0001"


def test_the_books_move_it_out_and_in_and_the_closed_month_stays() -> None:
    type_right(*MOVE, *AFTER)
    found = asked("reconcile", "2026-10")
    rows = {row["prefix"]: row for row in found["ledgers"]}
    assert (rows["PS"]["moved_out"], rows["PS"]["opening"], rows["PS"]["ending"]) == (1, 2, 1)
    assert (rows["WJ"]["moved_in"], rows["WJ"]["opening"], rows["WJ"]["ending"]) == (1, 1, 2)
    assert found["prior"] == []
    assert asked("reconcile", "2026-09", "--verify")["same"]
    codes = {each["code"] for each in asked("check")["problems"]}
    assert not codes & {"closed-changed", "wrong-ledger", "wrong-folder", "duplicate-id"}
    past = json.loads(typed("check", "--json", "--today", "2026-10-01").stdout)["problems"]
    assert "wrong-ledger" not in {each["code"] for each in past}
    listed = json.loads(type_right("list", "--ledger", "PS", "--json", "--today", "2026-10-01"))
    assert "WJ-2026-0002" in {row["task"] for row in listed}


def test_a_second_move_remembers_both_ids(books: Path) -> None:
    type_right(*MOVE, *AFTER)
    type_right("amend", "WJ-2", "--new-ledger", "PS", "--reason", "改回来", *AFTER)
    text = (books / "领导批示/2026/PS-2026-0003.yaml").read_text("utf-8")
    assert text.startswith("编号: PS-2026-0003\n曾用编号: WJ-2026-0002\n")
    for word in ("PS-2026-0001", "WJ-2026-0002", "PS-3"):
        assert asked("show", word)["id"] == "PS-2026-0003"
    assert asked("reconcile", "2026-09", "--verify")["same"]
    found = {row["prefix"]: row for row in asked("reconcile", "2026-10")["ledgers"]}
    assert (found["PS"]["ending"], found["WJ"]["ending"]) == (2, 1)


def test_a_hand_goes_on_in_the_new_file(books: Path) -> None:
    type_right(*MOVE, *AFTER)
    text = (books / NEW).read_text("utf-8").replace("责任人: 张三", "责任人: 李四")
    (books / NEW).write_text(text, "utf-8")
    type_right("commit", "--reason", "换人", *AFTER)
    assert asked("show", "WJ-2")["owner"] == "李四"


def test_evidence_of_the_old_id_stays_untouched(books: Path) -> None:
    (books / "证据.txt").write_text("完成", "utf-8")
    type_right("done", "PS-1", "--evidence", "证据.txt", *AFTER)
    type_right(*MOVE, *AFTER)
    (books / "附件/PS-2026-0001/证据.txt").write_text("改了", "utf-8")
    answer = typed("commit", "--reason", "改证据", *AFTER)
    assert answer.returncode == 1
    assert "证据已经入账，不能改动、不能删去" in answer.stderr


@pytest.mark.parametrize(
    ("words", "code", "text", "advice"),
    [
        (
            ("PS-1", "--new-ledger", "领导批示", "--reason", "错"),
            1,
            "PS-2026-0001 本来就在台账“领导批示贯彻落实台账”里",
            "写另一本台账的种类、名称或字头",
        ),
        (
            ("DC-3", "--new-ledger", "PS", "--reason", "错"),
            1,
            "DC-2026-0003 现在是“已销号”，不再转台账",
            "duban show",
        ),
        (
            ("PS-1", "PS-2", "--new-ledger", "WJ", "--reason", "错"),
            1,
            "转台账一次只转一件，选中了 2 件",
            "duban amend PS-2026-0001",
        ),
        (("PS-1", "--new-ledger", "文件", "--reason", "错"), 1, "没有台账“文件”", "现有台账："),
        (("PS-1", "--new-ledger", "WJ"), 2, "转到别的台账要写明原因。", "--reason 原因"),
        (
            ("PS-1", "--new-ledger", "WJ", "--owner", "李四", "--reason", "错"),
            2,
            "转台账时不改别的。",
            "先转台账",
        ),
        (
            ("PS-1", "--new-ledger", "WJ", "--on", "2026-09-30", "--reason", "错"),
            1,
            "2026-09 已在 2026-10-08 结账",
            "--late",
        ),
    ],
)
def test_what_may_not_move(words: tuple[str, ...], code: int, text: str, advice: str) -> None:
    head = git("rev-parse", "HEAD")
    answer = typed("amend", *words, *AFTER)
    assert answer.returncode == code, answer.stderr
    assert text in answer.stderr
    assert advice in answer.stderr
    assert git("rev-parse", "HEAD") == head


def test_a_move_into_the_closed_month_is_a_prior_adjustment() -> None:
    type_right(*MOVE, "--on", "2026-09-30", "--late", *AFTER)
    found = {row["prefix"]: row for row in asked("reconcile", "2026-10")["ledgers"]}
    assert (found["PS"]["prior_adjustment"], found["WJ"]["prior_adjustment"]) == (-1, 1)
    assert asked("reconcile", "2026-09", "--verify")["same"]
    answer = typed("undo", *AFTER)
    assert answer.returncode == 1
    assert "上一次提交记了 2026-09-30 的变更" in answer.stderr


def test_what_the_new_ledger_asks_for_is_only_a_notice() -> None:
    answer = typed("amend", "JB-1", "--new-ledger", "重大项目", "--reason", "立了项目", *AFTER)
    assert answer.returncode == 0, answer.stderr
    assert "XM-2026-0001" in answer.stdout
