import time
from collections.abc import Iterator

import pytest
import ryaml

from duban.files.yaml import places
from duban.files.yaml.places import COMPOSE_BYTES, locate, place_at, place_on

TEXT = """\
# 一件事项
编号: A
来源:
  - {类别: 重要文件, 名称: 甲}
  # 次要
  - 类别: 领导批示
    名称: 乙
"完成时限": {日期: 2026-12-31}
流水:
  - {日期: 2026-09-28, 动作: 立项}
  - 日期: 2026-09-29
    进展: |
      一
      二
备注:
"""


@pytest.mark.parametrize(
    ("keys", "line", "column", "width"),
    [
        ([], 1, 1, 1),
        (["编号"], 2, 5, 1),
        (["来源"], 3, 1, 2),
        (["来源", 0], 4, 5, 17),
        (["来源", 0, "名称"], 4, 20, 1),
        (["来源", 1, "名称"], 7, 9, 1),
        (["完成时限", "日期"], 8, 14, 10),
        (["流水", 1, "进展"], 12, 5, 2),
        (["流水", 0, "无此键"], 10, 5, 24),
        (["流水", 7], 9, 1, 2),
        (["无此键", 1], 1, 1, 1),
        (["备注"], 15, 1, 2),
    ],
)
def test_a_value_is_found_by_its_address(keys: list[str | int], line: int, column: int, width: int) -> None:
    place = locate(TEXT.encode(), keys, "甲.yaml")
    assert (place.path, place.line, place.column, place.width) == ("甲.yaml", line, column, width)
    assert place.excerpt == TEXT.splitlines()[line - 1]


def test_a_key_can_be_asked_for() -> None:
    place = locate(TEXT.encode(), ["来源", 0, "名称"], "甲.yaml", key=True)
    assert (place.line, place.column, place.width) == (4, 16, 2)


def test_line_ends_and_a_byte_order_mark_do_not_shift_the_place() -> None:
    data = b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode()
    place = locate(data, ["流水", 0, "动作"], "x")
    assert (place.line, place.column, place.excerpt) == (10, 26, "  - {日期: 2026-09-28, 动作: 立项}")
    assert locate("\ufeff甲: 1\n".encode(), ["甲"], "x").column == 4


def test_a_large_file_is_searched_by_lines() -> None:
    item = "  - {日期: 2026-09-28, 动作: 立项, 备注: " + "很" * 200 + "}\n"
    data = ("编号: A\n流水:\n# 注\n" + item * 1500 + "备注:\n- 甲\n- 乙\n").encode()
    assert len(data) > COMPOSE_BYTES
    begun = time.process_time()
    addresses: list[list[str | int]] = [
        ["流水", 1200, "时限"],
        ["流水"],
        ["备注", 1],
        ["无此键"],
        ["流水", 9999],
        [],
    ]
    found = [locate(data, keys, "x") for keys in addresses]
    assert time.process_time() - begun < 3
    assert [(place.line, place.column) for place in found] == [
        (1204, 3),
        (2, 1),
        (1506, 1),
        (1, 1),
        (2, 1),
        (1, 1),
    ]


def test_what_ruamel_cannot_read_is_placed_on_the_first_line() -> None:
    assert locate(b"a: [", ["a"], "x").line == 1
    assert locate(b"", ["a"], "x").line == 1


def test_an_index_becomes_line_and_column() -> None:
    text = "ab\r\ncd\re\nf"
    places = [place_at(text, index, "x") for index in (0, 4, 7, 9, 99)]
    assert [(place.line, place.column) for place in places] == [(1, 1), (2, 1), (3, 1), (4, 1), (4, 91)]
    assert place_on(text, "x", 9, 0).excerpt == ""


ODD = (
    '事项: "甲\n  乙: 丙"\n乙: 丁\n流水:\n  - {日期: 2026-01-01, 动作: 立项}\n',
    "a:\n- 1\n- {b: c}\n# x\n- 3\nd: 1\n",
    "a:\n  - 1\n\n  # c\n  - b: 2\n    c: 3\n  -\n    d: 4\nz: 1\n",
    "{a: 1, b: [1, 2]}\n",
    "a: |\n  b: 1\n  - c\nb: 2\n",
    "a: [1,\n 2,\n3]\nb: 1\n",
    "a: {b: 1,\nc: 2}\nc: 4\n",
    '"a": 1\nb: 2\n',
    "---\na: 1\nb:\n  c: 2\n...\n",
    "a: 1\r\nb:\r\n  - {c: d}\r\n  - {c: e}\r\n",
    'a:\n  - "x\n    - y"\n  - z\n',
    'a:\n  - "x\n  - y"\n  - z\n',
    "a: 'x\nb: y'\nb: 1\n",
    "  a: 1\n  b: 2\n",
    "a:\n  b:\n    - 1\n  c: 2\nd: 1\n",
    "a:\n  - |\n    x\n    - y\n  - z\nb: |\n  - q\nc: 1\n",
    'a:\n  - {b: "x\n- y"}\n  - {b: 2}\n',
    "a: ~\nb:\nc: ''\n",
    "a:\n - 1\n - 2\n# end",
)


def addresses(value: object, before: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every address in a value, and in each mapping and list one that is not there."""
    yield before
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, below in inner:
        yield from addresses(below, (*before, key))
    if isinstance(value, dict | list):
        yield (*before, "没有" if isinstance(value, dict) else 99)


@pytest.mark.parametrize("text", ODD)
def test_a_part_of_a_file_gives_the_place_that_the_whole_gives(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = [(keys, key) for keys in addresses(ryaml.loads(text)) for key in (False, True)]
    found = [locate(text.encode(), keys, "甲", key=key) for keys, key in asked]
    monkeypatch.setattr(places, "_find_in_part", lambda *_, **__: None)
    assert found == [locate(text.encode(), keys, "甲", key=key) for keys, key in asked]
