import os
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.outside import forget_peak, memory

from duban.errors import Level, Problem
from duban.files.yaml.reader import MAX_BYTES, parse_yaml, read_bytes_limited


def refused(text: str | bytes, label: str = "台账/A.yaml") -> tuple[Problem, ...]:
    data = text if isinstance(text, bytes) else text.encode()
    value, problems = parse_yaml(data, label)
    assert value is None
    assert problems
    for problem in problems:
        assert problem.level is Level.ERROR
        assert problem.message
        assert problem.advice
        assert problem.code == problem.code.lower()
        assert problem.place is not None
        assert problem.place.path == label
    return problems


def first(text: str | bytes) -> tuple[str, int | None, int | None]:
    problem = refused(text)[0]
    assert problem.place is not None
    return problem.code, problem.place.line, problem.place.column


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("编号: A\n缓急：急件\n事项: x\n", "yaml-fullwidth", 2, 3),
        ("编号：A\n事项：x\n", "yaml-fullwidth", 1, 3),
        ("编号: A\n<<<<<<< HEAD\n事项: x\n=======\n事项: y\n>>>>>>> b\n", "git-conflict", 2, 1),
        (
            "流水:\n  - {a: 1}\n<<<<<<< HEAD\n  - {b: 1}\n=======\n  - {c: 1}\n>>>>>>> b\n",
            "git-conflict",
            3,
            1,
        ),
        ("说明: |-\n  甲\n<<<<<<< HEAD\n  乙\n=======\n  丙\n>>>>>>> b\n", "git-conflict", 3, 1),
        ("缓急：急件\n编号: A\n", "yaml-fullwidth", 1, 3),
        ("流水:\n  － {日期: 2026-01-01}\n", "yaml-fullwidth", 2, 3),
        ("流水:\n  - {日期: 2026-01-01，登记: x}\n", "yaml-fullwidth", 2, 20),
        ("流水:\n  - {日期: 2026-01-01, 登记：x}\n", "yaml-fullwidth", 2, 22),
        ("流水:\n  - ｛日期: 2026-01-01, 动作: 立项｝\n", "yaml-fullwidth", 2, 5),
        ("流水:\n  - {日期: 2026-01-01, 动作: 立项｝\n", "yaml-fullwidth", 2, 28),
        ("配合单位: ［甲: 1, 乙］\n", "yaml-fullwidth", 1, 7),
        ("事项: “甲: 乙”\n", "yaml-fullwidth", 1, 5),
        ("编号: A\n　缓急: 急件\n", "yaml-indent", 2, 1),
        ("来源:\n　- a\n", "yaml-indent", 2, 1),
        ("编号: A\n\t缓急: 急件\n", "yaml-indent", 2, 1),
        ("流水:\n  - {备注: 已办,待核}\n", "yaml-comma", 2, 13),
        ("流水:\n  - {备注: 已办,待核, 经办: 甲}\n", "yaml-comma", 2, 13),
        ("流水:\n  - {a:1}\n", "yaml-colon", 2, 6),
        ("流水:\n  -{a: 1}\n", "yaml-dash", 2, 3),
        ("缓急:急件\n编号: A\n", "yaml-colon", 1, 3),
        ("事项: 甲: 乙\n", "yaml-colon", 1, 6),
        ('事项: "甲\n编号: A\n', "yaml-quote", 1, 5),
        ("事项: [甲\n编号: A\n", "yaml-bracket", 1, 5),
        ("a: {b: 1\nc: 2\n", "yaml-bracket", 1, 4),
        ("a:\n  b: 1\n c: 2\n", "yaml-indent", 3, 2),
        ("a: @x\n", "yaml-token", 1, 4),
        ("a: 1\nb: 2\na: 3\n", "yaml-duplicate", 3, 1),
        ("b: {a: 1, a: 2}\n", "yaml-duplicate", 1, 11),
        ("a: 1\n---\nb: 2\n", "yaml-documents", 2, 1),
        ("a: 99999999999999999999999\n", "yaml-number", 1, 4),
        ("a: x\x00y\n", "yaml-control", 1, 5),
        ("a: x\x1b[31my\n", "yaml-control", 1, 5),
        ("甲: &x 1\n", "yaml-anchor", 1, 4),
        ("甲: *x\n", "yaml-alias", 1, 4),
        ("甲: !!str x\n", "yaml-tag", 1, 4),
        ("甲:\n  <<: {a: 1}\n", "yaml-merge", 2, 3),
        ("1: x\n", "yaml-key", 1, 1),
        ("a: {null: 1}\n", "yaml-key", 1, 5),
        ("? [a]\n: b\n", "yaml-key", None, None),
        ("- a\n", "yaml-top", 1, 1),
        ("甲\n", "yaml-top", 1, 1),
        ("", "yaml-empty", 1, None),
        ("# 只有注释\n", "yaml-empty", 1, None),
        ("a: " + "[" * 10_000, "yaml-depth", 1, 104),
        ("a: " + "[" * 200 + "]" * 200, "yaml-depth", 1, 131),
        ("\n".join(" " * depth + "a:" for depth in range(1000)), "yaml-depth", 129, 129),
        ("甲: 1\r\n乙：2\r\n丙: 3\r\n", "yaml-fullwidth", 2, 2),
        ("\ufeff甲：1\n乙: 2\n", "yaml-fullwidth", 1, 2),
        ("\ufeff甲: 1\n乙：2\n丙: 3\n", "yaml-fullwidth", 2, 2),
    ],
)
def test_what_is_wrong_is_said_with_its_place(
    text: str, code: str, line: int | None, column: int | None
) -> None:
    assert first(text) == (code, line, column)


def test_the_excerpt_is_the_users_own_line() -> None:
    (problem,) = refused("编号: A\r\n流水:\r\n  - {备注: 已办,待核}\r\n")
    assert problem.place is not None
    assert problem.place.excerpt == "  - {备注: 已办,待核}"
    assert problem.place.width == 2


def test_an_excerpt_is_safe_to_print_and_short() -> None:
    (problem,) = refused("甲: \x1b[31m" + "很" * 1000)
    assert problem.place is not None
    assert problem.place.excerpt.startswith("甲: \ufffd[31m很")
    assert len(problem.place.excerpt) == 201


def test_every_line_with_the_same_slip_is_shown() -> None:
    lines = [
        problem.place.line
        for problem in refused("编号：A\n事项：甲\n缓急: 急件\n单位：乙\n")
        if problem.place
    ]
    assert lines == [1, 2, 4]


@pytest.mark.parametrize(
    ("encoding", "word"),
    [("gb18030", "GB18030"), ("utf-16", "UTF-16"), ("utf-16-be", "UTF-8"), ("latin-1", "UTF-8")],
)
def test_another_encoding_is_named(encoding: str, word: str) -> None:
    text = "caf\xe9 na\xefve: \xe9" if encoding == "latin-1" else "编号: 甲\n事项: 重大督查\n"
    (problem,) = refused(text.encode(encoding))
    assert (problem.code, word in problem.message) == ("file-encoding", True)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("\ufeff甲: 1\n乙: 2\n", {"甲": 1, "乙": 2}),
        ("甲: 1\r\n乙: 是\r\n", {"甲": 1, "乙": "是"}),
        ("甲: A & B\n乙: 重要!\n丙: x*y\n", {"甲": "A & B", "乙": "重要!", "丙": "x*y"}),
        (
            "甲: 2026-09-28\n乙: 2026-09-28T09:10:22+08:00\n",
            {"甲": "2026-09-28", "乙": "2026-09-28T09:10:22+08:00"},
        ),
        (
            "甲: |\n  　　第一段，乙：丙\n  － 第二段\n乙:\n",
            {"甲": "　　第一段，乙：丙\n－ 第二段\n", "乙": None},
        ),
        ("甲: {乙: , 丙: 1}\n", {"甲": {"乙": None, "丙": 1}}),
        ("甲：乙: 1\n", {"甲：乙": 1}),
        ("{甲: 1}\n", {"甲": 1}),
    ],
)
def test_what_can_be_read_is_read(text: str, value: dict[str, object]) -> None:
    assert parse_yaml(text.encode(), "x") == (value, ())


def test_wide_brackets_are_a_notice_only() -> None:
    value, (problem,) = parse_yaml("甲: 1\n配合单位: ［甲, 乙］\n".encode(), "x")
    assert value == {"甲": 1, "配合单位": "［甲, 乙］"}
    assert problem.level is Level.NOTICE
    assert problem.place is not None
    assert (problem.place.line, problem.place.column, problem.place.width) == (2, 7, 6)


def test_a_long_text_is_refused_unparsed() -> None:
    assert first(b"a" * (MAX_BYTES + 1))[0] == "file-size"


MEGABYTE = 1_000_000
HOSTILE = {
    "brackets": "[" * MEGABYTE,
    "braces": "{a: " * (MEGABYTE // 4),
    "dashes": "- " * (MEGABYTE // 2),
    "questions": "? " * (MEGABYTE // 2),
    "short lists": "a: [" + "[]," * (MEGABYTE // 3) + "]",
    "items": "a:\n" + "- \n" * (MEGABYTE // 3),
    "null keys": "a: {" + ",".join(f"k{number}" for number in range(MEGABYTE // 8)) + "}",
    "bomb": "a0: &a0 [x,x,x,x,x,x,x,x,x]\n"
    + "".join(f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30)),
    "quotes": '"' * MEGABYTE,
    "open quote": 'a: "' + "x\n " * (MEGABYTE // 3),
    "spaces": "a: {b," + " " * MEGABYTE,
    "wide": "甲：乙\n" * (MEGABYTE // 10),
    "wide brackets": "甲: ［" * (MEGABYTE // 11),
    "duplicates": "".join(f"k{number}: 1\n" for number in range(MEGABYTE // 12)) + "k0: 2\n",
    "long key": "a" * MEGABYTE + ": 1",
    "block": "a: |\n" + " &x\n" * (MEGABYTE // 4) + "b: *x",
    "line ends": "\r" * MEGABYTE,
    "signs": "a: x\n" + "&*!" * (MEGABYTE // 3),
    "lone comma": "a: {" + "," * MEGABYTE,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_answered_in_time(name: str) -> None:
    held = forget_peak()
    begun = time.process_time()
    value, problems = parse_yaml(HOSTILE[name].encode(), "x")
    assert time.process_time() - begun < 5
    assert value is not None or problems
    assert memory("VmHWM") - held < 1024 * 1024


GOOD = "编号: A\n来源:\n  - {类别: 重要文件, 名称: “甲”}\n备注: |\n  一\n流水:\n  - {日期: 2026-09-28}\n".encode()


@given(st.binary(max_size=200))
@settings(max_examples=200, deadline=None)
def test_random_bytes_give_problems_or_data(data: bytes) -> None:
    value, problems = parse_yaml(data, "x")
    assert isinstance(value, dict) or problems


@given(st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), min_size=1, max_size=5))
@settings(max_examples=200, deadline=None)
def test_damaged_bytes_give_problems_or_data(damages: list[tuple[int, int]]) -> None:
    data = bytearray(GOOD)
    for index, value in damages:
        data[index] = value
    document, problems = parse_yaml(bytes(data), "x")
    assert isinstance(document, dict) or problems


@pytest.mark.parametrize("cut", range(len(GOOD)))
def test_a_cut_off_file_gives_problems_or_data(cut: int) -> None:
    value, problems = parse_yaml(GOOD[:cut], "x")
    assert isinstance(value, dict) or problems


def test_a_file_is_read_up_to_its_limit(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_bytes(b"12345")
    assert read_bytes_limited(file, "a.yaml", limit=5) == b"12345"
    answer = read_bytes_limited(file, "a.yaml", limit=4)
    assert isinstance(answer, Problem)
    assert answer.code == "file-size"


def test_fifty_megabytes_are_refused_before_reading(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    with file.open("wb") as handle:
        handle.truncate(50 * 1024 * 1024)
    answer = read_bytes_limited(file, "a.yaml")
    assert isinstance(answer, Problem)
    assert "50.0 MB" in answer.message


def test_what_is_no_file_is_said(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    (tmp_path / "loop").symlink_to("loop")
    codes = {
        name: read_bytes_limited(tmp_path / name, name) for name in ("pipe", "folder", "loop", "missing")
    }
    assert {name: problem.code for name, problem in codes.items() if isinstance(problem, Problem)} == {
        "pipe": "file-kind",
        "folder": "file-kind",
        "loop": "file-read",
        "missing": "file-missing",
    }


CONFLICT = "编号: WJ-2026-0001\n<<<<<<< HEAD\n{}=======\n{}>>>>>>> b\n"
OURS = "事项: 甲\n流水:\n  - {日期: 2026-01-06, 登记: 2026-01-06T09:00:00+08:00, 动作: 立项, 经办: 王五}\n"
THEIRS = OURS.replace("甲", "乙").replace("T09:00", "T10:00")
RESULTS = "流水:\n  - {{编号: TB-2026-0001, 动作: 通报}}\n<<<<<<< HEAD\n{}=======\n{}>>>>>>> b\n"
SERVED = "  - {编号: TB-2026-0001, 动作: 送达, 对象: 本单位}\n"
PRAISE = "  - 编号: TB-2026-0002\n    单位: 甲局\n"
RENUMBER = "duban renumber {} --reason"


@pytest.mark.parametrize(
    ("text", "ours", "theirs", "advice"),
    [
        (CONFLICT, OURS, THEIRS, RENUMBER.format("WJ-2026-0001")),
        (CONFLICT, OURS.replace("立项", "督查立项"), THEIRS, RENUMBER.format("WJ-2026-0001")),
        (CONFLICT, "事项: 甲\n", "事项: 乙\n", "流水两边都留下"),
        (CONFLICT, OURS, "事项: 乙\n", "流水两边都留下"),
        (RESULTS, PRAISE, PRAISE.replace("甲", "乙"), RENUMBER.format("TB-2026-0002")),
        (RESULTS, PRAISE, PRAISE.replace("TB", "JL"), "流水两边都留下"),
        (RESULTS, SERVED, SERVED.replace("本单位", "监察"), "流水两边都留下"),
    ],
)
def test_two_matters_of_one_number_are_not_to_be_made_one(
    text: str, ours: str, theirs: str, advice: str
) -> None:
    name = "结果/2026.yaml" if text is RESULTS else "重要文件/2026/WJ-2026-0001.yaml"
    (problem,) = refused(text.format(ours, theirs), name)
    assert advice in problem.advice
