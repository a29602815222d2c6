"""`inspect draw`: frames from the head, from units, from a list; the answer tells how to draw it again."""

import hashlib
from pathlib import Path

import pytest
from tests.cli.commands.inspect.conftest import asked, done, run, tell
from tests.outside import typed

pytestmark = pytest.mark.usefixtures("office")


def smallest(seed: str, names: list[str], count: int) -> set[str]:
    return set(sorted(names, key=lambda name: hashlib.sha256(f"{seed} {name}".encode()).hexdigest())[:count])


TOWNS = ["甲镇人民政府", "乙镇人民政府", "丙镇人民政府"]


@pytest.mark.parametrize(
    ("options", "frame", "count"),
    [
        ("--of 对象 --count 1", ["甲镇", "乙镇"], 1),
        ("--of 人员 --count 1", ["李主任", "赵六"], 1),
        ("--of 点位 --count 2 --from 名单.txt", ["一号点", "二号点", "三号点"], 2),
        ("--of objects --count 1 --unit 乙镇", ["乙镇"], 1),
    ],
)
def test_a_draw(office: Path, options: str, frame: list[str], count: int) -> None:
    (office / "名单.txt").write_text("\ufeff一号点\r\n\r\n 二号点 \r\n三号点\r\n", "utf-8")
    today = tell("scheme")
    shown = done(today, f"inspect draw DX-1 --seed '开奖 0302' {options}")
    entry = asked(today, "show DX-1")["journal"][-1]
    assert entry["frame"] == frame
    assert set(entry["drawn"]) == smallest("开奖 0302", frame, count)
    assert f"抽中 {count} 个：{'、'.join(entry['drawn'])}（名单 {len(frame)} 个）" in shown
    assert f"printf '%s %s' '开奖 0302' 名字 | sha256sum，最小的 {count} 个" in shown


def test_a_draw_out_of_a_group() -> None:
    """A group's members, once all of them are objects: a lot widens nothing (art. 15)."""
    today = tell("scheme")
    line = "inspect draw DX-1 --seed 1 --of 对象 --count 2 --unit 各镇人民政府"
    refused = run(today, line)
    assert (refused.returncode, "丙镇人民政府不是 DX-2026-0001 的督查对象" in refused.stderr) == (1, True)
    done(today, "inspect amend DX-1 --object 各镇人民政府 --approved-by 方县长 --reason 都查")
    done(today, line)
    assert asked(today, "show DX-1")["journal"][-1]["frame"] == TOWNS


def test_a_list_from_standard_input() -> None:
    today = tell("scheme")
    words = [
        "inspect",
        "draw",
        "DX-1",
        "--of",
        "点位",
        "--count",
        "1",
        "--seed",
        "1",
        "--from",
        "-",
        "--today",
    ]
    assert typed(*words, today, stdin="一号点\n二号点\n").returncode == 0
    assert asked(today, "show DX-1")["journal"][-1]["frame"] == ["一号点", "二号点"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("--of 点位 --count 1 --seed 1", "没有写从哪里抽点位"),
        ("--of 对象 --count 3 --seed 1", "名单只有2个，抽不出3个"),
        ("--of 对象 --count 1 --seed 1 --unit 丁镇", "单位名册里没有“丁镇”"),
        ("--of 对象 --count 1 --seed 1 --unit 甲镇 --from 名单.txt", "--from 和 --unit 只能写一种"),
        ("--of 对象 --count 1 --seed 1 --from 空.txt", "名单 空.txt 是空的"),
        ("--of 对象 --count 1 --seed 1 --from 没有.txt", "没有.txt"),
        ("--of 对象 --count 0 --seed 1", "不能小于 1"),
    ],
)
def test_what_is_no_draw(office: Path, options: str, said: str) -> None:
    (office / "空.txt").write_text("\n", "utf-8")
    (office / "名单.txt").write_text("一\n", "utf-8")
    today = tell("scheme")
    refused = run(today, f"inspect draw DX-1 {options}")
    assert refused.returncode in {1, 2}
    assert said in refused.stderr
