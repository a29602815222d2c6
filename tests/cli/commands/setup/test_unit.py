"""`unit`: the register grows and changes, comments stay, files of tasks stay, old names go on to mean the unit."""

import json
import re
from pathlib import Path

import pytest
from tests.outside import git, typed

pytestmark = pytest.mark.usefixtures("ledgers")

WRITTEN = """\
# 督查室自己写的
名称: 某县督查室
工作区号: w
制度:
  - {自: 2026-01-01, 名称: default}   # 现行
# 按序列排
单位:
  # 政府口
  - 全称: 县住房和城乡建设局   # 大局
    # 常叫这个
    简称: 县住建局
    联络员: {姓名: 张三, 电话: 0000000}

  - {全称: 县财政局, 简称: "财政"}  # 管钱
  - {全称: 县水务局}
领导: []
"""


@pytest.fixture
def register(ledgers: Path) -> Path:
    """A register written by hand, with comments everywhere."""
    path = ledgers / "duban.yaml"
    path.write_text(WRITTEN, "utf-8")
    git("commit", "--quiet", "--all", "-m", "手写的名册")
    return path


def test_added_at_the_end(register: Path) -> None:
    answer = typed(
        "unit", "add", "县教育局", "--short-name", "教育局", "--liaison", "李四", "--phone", "010-1"
    )
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.startswith("已登记单位 县教育局\n提交 ")
    added = '  - {全称: 县教育局, 简称: 教育局, 联络员: {姓名: 李四, 电话: "010-1"}}\n'
    assert register.read_text("utf-8") == WRITTEN.replace("领导: []", f"{added}领导: []")
    assert git("log", "-1", "--format=%s") == "单位登记 县教育局"


def test_renamed_with_every_comment_in_place(register: Path) -> None:
    answer = typed("unit", "rename", "县住建局", "县住建和城管局", "--on", "2026-09-01")
    assert answer.returncode == 0, answer.stderr
    assert register.read_text("utf-8") == WRITTEN.replace(
        "  - 全称: 县住房和城乡建设局   # 大局\n    # 常叫这个\n    简称: 县住建局\n",
        "  - 全称: 县住建和城管局   # 大局\n    # 常叫这个\n    简称: 县住建局\n    曾用名: [县住房和城乡建设局]\n",
    ).replace("电话: 0000000}\n", "电话: 0000000}\n    更名日期: 2026-09-01\n")


def test_old_names_go_on_to_mean_the_unit(ledgers: Path) -> None:
    before = {path: path.read_bytes() for path in ledgers.glob("*/2026/*.yaml")}
    assert typed("unit", "rename", "县水务局", "县水利局").returncode == 0
    assert typed("unit", "merge", "县水利局", "--into", "县住房和城乡建设局").returncode == 0
    assert {path: path.read_bytes() for path in ledgers.glob("*/2026/*.yaml")} == before
    for name in ("县水务局", "县水利局", "县住房和城乡建设局"):
        found = json.loads(typed("list", "--unit", name, "--json").stdout)
        assert [entry["task"] for entry in found] == ["WJ-2026-0001", "PS-2026-0001", "PS-2026-0002"]
    answer = typed("amend", "PS-2", "--support", "县水务局", "--reason", "x", "--approved-by", "赵县长")
    assert "“县水务局”已并入“县住房和城乡建设局”" in answer.stderr


def test_merged(register: Path) -> None:
    answer = typed("unit", "merge", "财政", "--into", "县住建局", "--on", "2026-09-02", "--json")
    assert answer.returncode == 0, answer.stderr
    assert set(json.loads(answer.stdout)) == {"action", "commit", "dry_run", "paths", "notices"}
    line = "  - {全称: 县财政局, 简称: 财政, 并入: 县住房和城乡建设局, 并入日期: 2026-09-02}  # 管钱\n"
    assert line in register.read_text("utf-8")


def test_a_liaison_leaves(register: Path) -> None:
    assert typed("unit", "amend", "县住建局", "--liaison", "赵六").returncode == 0
    assert '    联络员: {姓名: 赵六, 电话: "0000000"}\n' in register.read_text("utf-8")
    assert typed("unit", "amend", "县住建局", "--liaison", "", "--phone", "").returncode == 0
    assert "联络员" not in register.read_text("utf-8")


@pytest.mark.usefixtures("register")
def test_listed() -> None:
    assert "县财政局         财政" in typed("unit", "list").stdout
    found = json.loads(typed("unit", "list", "--json").stdout)
    assert [unit["name"] for unit in found] == ["县住房和城乡建设局", "县财政局", "县水务局"]
    assert found[0]["liaison"] == {"name": "张三", "phone": "0000000"}


def test_collected_from_tasks(ledgers: Path) -> None:
    path = ledgers / "duban.yaml"
    path.write_text(path.read_text("utf-8").partition("单位:")[0], "utf-8")
    git("commit", "--quiet", "--all", "-m", "没有单位")
    assert "单位名册是空的" in typed("unit", "list").stdout
    assert typed("unit", "add", "--from-tasks").returncode == 0
    assert path.read_text("utf-8").endswith(
        "单位:\n  - {全称: 县水务局}\n  - {全称: 县财政局}\n  - {全称: 县住房和城乡建设局}\n"
    )
    assert typed("unit", "add", "--from-tasks").stdout == "没有需要写入的改动\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add",), "没有写登记哪个单位"),
        (("add", "县财政局"), "“县财政局”已经在册"),
        (("add", "财政"), "“财政”是“县财政局”的简称或曾用名"),
        (("add", "甲局", "甲局分局", "--liaison", "张三"), "不能写负责人、联络员"),
        (("add", "甲局", "--phone", "1"), "没有写联络员是谁"),
        (("add", "甲\n局"), "只能写一行"),
        (("add", "甲局", "--short-name", "县水务局"), "“县水务局”已经在册"),
        (("add", "甲\x07局"), "控制字符"),
        (("rename", "县财政", "甲局"), "最接近的是“县财政局”"),
        (("rename", "县财政局", "县水务局"), "“县水务局”已经在册"),
        (("rename", "县财政局", "县财政局"), "本来就叫这个名字"),
        (("rename", "县财政局", " "), "新名是空的"),
        (("rename", "县财政局", "甲局", "--on", "2026-09-29"), "到了那一天再记"),
        (("merge", "县财政局"), "没有写并入哪个单位"),
        (("merge", "县财政局", "--into", "财政"), "就是“县财政局”"),
        (("merge", "县财政局", "--into", "谁"), "单位名册里没有“谁”"),
        (("amend", "县财政局"), "没有写改什么"),
        (("amend", "县财政局", "--short-name", "县水务局"), "“县水务局”已经在册"),
        (("amend", "县水务局", "--short-name", "财政"), "“财政”是“县财政局”的简称或曾用名"),
        (("amend", "县水务局", "--short-name", "县财政局"), "“县财政局”已经在册"),
        (("amend", "县水务局", "--short-name", "县 财政局"), "就是在册的“县财政局”"),
        (("add", "县 财政局"), "就是在册的“县财政局”"),
        (("add", "乙局（甲办）", "乙局(甲办)"), "就是在册的“乙局（甲办）”"),
        (("add", "乙局", "--short-name", "财政"), "“财政”是“县财政局”的简称或曾用名"),
        (("rename", "县水务局", "财政"), "“财政”是“县财政局”的简称或曾用名"),
        (("rename", "县水务局", "县　财政局"), "就是在册的“县财政局”"),
        (("add", "甲局", "--from-tasks", "--short-name", "甲"), "不能写负责人、联络员"),
        (("ad",), "最接近的是 add"),
    ],
)
def test_refused_and_nothing_written(register: Path, words: tuple[str, ...], said: str) -> None:
    answer = typed("unit", *words)
    assert answer.returncode in (1, 2)
    assert said in answer.stderr
    assert register.read_text("utf-8") == WRITTEN


def test_a_merger_cannot_go_round(register: Path) -> None:
    assert typed("unit", "merge", "县财政局", "--into", "县水务局").returncode == 0
    before = register.read_text("utf-8")
    assert "已并入它" in typed("unit", "merge", "县水务局", "--into", "县财政局").stderr
    assert "已经并入“县水务局”" in typed("unit", "merge", "县财政局", "--into", "县住建局").stderr
    assert "已并入“县水务局”" in typed("unit", "rename", "县财政局", "甲局").stderr
    assert register.read_text("utf-8") == before


WIDE, NARROW = "县水利局（县河长办）", "县水利局(县河长办)"


@pytest.mark.usefixtures("register")
def test_brackets_of_either_width_are_one_name() -> None:
    assert typed("unit", "add", WIDE).returncode == 0
    answer = typed("unit", "add", NARROW)
    assert (answer.returncode, f"就是在册的“{WIDE}”" in answer.stderr) == (1, True)
    added = typed(
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
        *("--lead", NARROW, "--owner", "甲", "--requirements", "甲", "--assign"),
    )
    assert added.returncode == 0, added.stderr
    assert "甲" in typed("list", "--unit", WIDE).stdout
    assert typed("check", "--errors").returncode == 0
    assert typed("unit", "rename", NARROW, "县水利局").returncode == 0
    assert "甲" in typed("list", "--unit", NARROW).stdout


SHARED = {
    "two entries": ("- {全称: 甲局}\n- {全称: 甲局}\n", "甲局"),
    "either width": (f"- {{全称: {WIDE}}}\n- {{全称: {NARROW}}}\n", NARROW),
    "a short name": ("- {全称: 甲局}\n- {全称: 乙局, 简称: 甲局}\n", "甲局"),
    "two short names": ("- {全称: 甲局, 简称: 丙}\n- {全称: 乙局, 简称: 丙}\n", "丙"),
    "a former name": ("- {全称: 甲局}\n- {全称: 乙局, 曾用名: [丁局, 甲局]}\n", "甲局"),
    "one name in signs that look alike": ("- {全称: 县水利局}\n- {全称: 县水\uf9dd局}\n", "县水\uf9dd局"),
    "a short and a former name": ("- {全称: 甲局, 简称: 丙}\n- {全称: 乙局, 曾用名: [丙]}\n", "丙"),
}
APART = {
    "one unit's own names": "- {全称: 甲局, 简称: 甲局, 曾用名: [甲 局]}\n",
    "one since a merger": "- {全称: 甲局, 并入: 乙局, 并入日期: 2026-01-01}\n- {全称: 乙局, 曾用名: [甲局]}\n",
    "merged to end the doubt": f"- {{全称: {WIDE}}}\n- {{全称: {NARROW}, 并入: {WIDE}, 并入日期: 2026-01-01}}\n",
}


def _with_units(folder: Path, units: str) -> None:
    path = folder
    listed = "".join(f"  {line}\n" for line in units.splitlines())
    path.write_text(path.read_text("utf-8").replace("领导: []", f"{listed}领导: []"), "utf-8")


@pytest.mark.parametrize("case", SHARED)
def test_a_name_that_means_two_is_told(register: Path, case: str) -> None:
    units, name = SHARED[case]
    _with_units(register, units)
    told = typed("check", "--errors")
    assert (told.returncode, "一个名称只能指一个单位" in told.stderr, f"“{name}”" in told.stderr) == (
        1,
        True,
        True,
    )
    refused = typed("commit", "-m", "x")
    assert (refused.returncode, "一个名称只能指一个单位" in refused.stderr) == (1, True)


@pytest.mark.parametrize("case", APART)
def test_names_that_mean_one_are_not_told(register: Path, case: str) -> None:
    _with_units(register, APART[case])
    assert "一个名称只能指一个单位" not in typed("check").stderr
    assert typed("commit", "-m", "x").returncode == 0


def test_two_leaders_of_one_name(register: Path) -> None:
    two = "领导: [{姓名: 张伟, 职务: 县长}, {姓名: 张伟, 职务: 副县长}]"
    register.write_text(register.read_text("utf-8").replace("领导: []", two), "utf-8")
    told = typed("check", "--errors")
    assert (told.returncode, "领导里有两个“张伟”" in told.stderr) == (1, True)


ONE = "姓名: 张伟, 职务: 县长"
POSTS: dict[str, tuple[tuple[str, ...], str]] = {
    "two posts one after the other": (("至: 2026-03-31", "自: 2026-04-01"), ""),
    "the same day": (("至: 2026-04-01", "自: 2026-04-01"), "领导里有两个“张伟”，任期重叠，分不清是哪一位"),
    "an end alone beside an end": (("至: 2026-03-31", "至: 2026-06-30"), "领导里有两个“张伟”，任期重叠"),
    "days beside none": (("自: 2026-04-01, 至: 2026-04-30", ""), "领导里有两个“张伟”，任期重叠"),
    "a return": (("自: 2020-01-01, 至: 2021-12-31", "自: 2025-01-01"), ""),
    "an end before the beginning": (
        ("自: 2026-04-01, 至: 2026-03-31",),
        "领导“张伟”的任期自 2026-04-01 至 2026-03-31，先后颠倒了",
    ),
    "one day": (("自: 2026-04-01, 至: 2026-04-01",), ""),
}


@pytest.mark.parametrize("case", POSTS)
def test_the_posts_of_a_leader_follow_each_other(register: Path, case: str) -> None:
    days, told = POSTS[case]
    listed = ", ".join(f"{{{ONE}{', ' * bool(each)}{each}}}" for each in days)
    register.write_text(register.read_text("utf-8").replace("领导: []", f"领导: [{listed}]"), "utf-8")
    for answer in (typed("check", "--errors"), typed("commit", "-m", "x")):
        assert (answer.returncode, told in answer.stderr) == (int(bool(told)), True), answer.stderr


def roll(register: Path) -> list[str]:
    """The lines of the roll in duban.yaml."""
    text = register.read_text("utf-8").partition("领导:")[2]
    return [line.strip() for line in text.split("\n") if line.strip().startswith("- ")]


# What is typed below `unit leader`, what is said of it, and the roll afterwards.
TENURE: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "刘伟 --title 副县长 --rank 3 --from 2024-01-01",
        "已登记领导 刘伟 自 2024-01-01",
        ("- {姓名: 刘伟, 职务: 副县长, 排序: 3, 自: 2024-01-01}",),
    ),
    (
        "刘伟 --title 县长 --rank 1 --from 2026-04-01",
        "领导名册里已有“刘伟”（副县长 自 2024-01-01），任期重叠",
        ("- {姓名: 刘伟, 职务: 副县长, 排序: 3, 自: 2024-01-01}",),
    ),
    (
        "刘伟 --until 2023-12-31",
        "“刘伟”的任期自 2024-01-01 至 2023-12-31，先后颠倒了",
        ("- {姓名: 刘伟, 职务: 副县长, 排序: 3, 自: 2024-01-01}",),
    ),
    (
        "刘伟 --until 2026-03-31",
        "已登记领导 刘伟 至 2026-03-31",
        ("- {姓名: 刘伟, 职务: 副县长, 排序: 3, 自: 2024-01-01, 至: 2026-03-31}",),
    ),
    (
        "刘伟 --until 2026-03-31",
        "没有需要写入的改动",
        ("- {姓名: 刘伟, 职务: 副县长, 排序: 3, 自: 2024-01-01, 至: 2026-03-31}",),
    ),
    (
        "刘伟 --title 县长 --rank 1 --from 2026-04-01",
        "已登记领导 刘伟 自 2026-04-01",
        (
            "- {姓名: 刘伟, 职务: 副县长, 排序: 3, 自: 2024-01-01, 至: 2026-03-31}",
            "- {姓名: 刘伟, 职务: 县长, 排序: 1, 自: 2026-04-01}",
        ),
    ),
    (
        "刘伟 --from 2026-03-15",
        "领导名册里已有“刘伟”（副县长 自 2024-01-01 至 2026-03-31），任期重叠",
        (
            "- {姓名: 刘伟, 职务: 副县长, 排序: 3, 自: 2024-01-01, 至: 2026-03-31}",
            "- {姓名: 刘伟, 职务: 县长, 排序: 1, 自: 2026-04-01}",
        ),
    ),
    (
        "刘韦 --until 2026-03-31",
        "领导名册里没有“刘韦”",
        (
            "- {姓名: 刘伟, 职务: 副县长, 排序: 3, 自: 2024-01-01, 至: 2026-03-31}",
            "- {姓名: 刘伟, 职务: 县长, 排序: 1, 自: 2026-04-01}",
        ),
    ),
)


def test_a_leader_takes_office_leaves_it_and_takes_another(register: Path) -> None:
    for words, told, lines in TENURE:
        answer = typed("unit", "leader", *words.split())
        assert told in answer.stdout + answer.stderr
        assert roll(register) == [*lines]
    assert "最接近的是“刘伟”" in answer.stderr
    assert git("log", "-3", "--format=%s").split("\n") == [
        "领导登记 刘伟",
        "领导任期 刘伟 自 2024-01-01 至 2026-03-31",
        "领导登记 刘伟",
    ]
    assert typed("undo").returncode == 0
    assert len(roll(register)) == 1
    assert typed("check", "--errors").returncode == 0


def test_what_a_post_is_before_the_law(register: Path) -> None:
    assert typed("unit", "leader", "刘伟", "--title", "县长", "--post", "行政首长").returncode == 0
    assert typed("unit", "leader", "张明", "--title", "秘书长").returncode == 0
    told = typed("unit", "leader", "张明", "--post", "secretary_general")
    assert (told.returncode, told.stdout.splitlines()[0]) == (0, "已登记领导 张明 职务类别 秘书长")
    assert roll(register) == [
        "- {姓名: 刘伟, 职务: 县长, 职务类别: 行政首长}",
        "- {姓名: 张明, 职务: 秘书长, 职务类别: 秘书长}",
    ]
    assert git("log", "-1", "--format=%s") == "领导任期 张明 秘书长"
    text = typed("unit", "list", "--leaders").stdout
    assert "县长（行政首长）" in text
    assert "秘书长（秘书长）" in text
    assert typed("unit", "leader", "王新", "--post", "行政首长").returncode == 0
    assert typed("unit", "leader", "李新", "--post", "县长").returncode == 2


@pytest.mark.usefixtures("register")
def test_the_roll_is_listed() -> None:
    assert typed("unit", "list", "--leaders").stdout.startswith(
        "领导名册是空的。登记：duban unit leader 姓名"
    )
    for words in ("刘伟 --title 县长 --rank 1 --until 2026-03-31", "张明 --title 副县长 --from 2026-01-01"):
        assert typed("unit", "leader", *words.split()).returncode == 0
    text = typed("unit", "list", "--leaders", "--today", "2026-04-01").stdout
    assert [line.split() for line in text.split("\n") if "县长" in line] == [
        ["刘伟", "县长", "1", "至", "2026-03-31", "不在任"],
        ["张明", "副县长", "自", "2026-01-01"],
    ]
    assert typed("unit", "leader", "王强", "--from", "2026-05-01").returncode == 0
    first, second, third = json.loads(typed("unit", "list", "--leaders", "--json").stdout)
    assert (third["name"], third["title"], third["since"]) == ("王强", None, "2026-05-01")
    assert (first["name"], first["rank"], first["since"], first["until"]) == ("刘伟", 1, None, "2026-03-31")
    assert (second["since"], second["until"]) == ("2026-01-01", None)
    assert "全称" in typed("unit", "list").stdout


def test_what_stood_so_before_stops_no_other_edit(register: Path) -> None:
    _with_units(register, SHARED["a short name"][0])
    git("commit", "--quiet", "--all", "-m", "以前就这样")
    path = register
    path.write_text(path.read_text("utf-8").replace("名称: 某县督查室", "名称: 某县政府督查室"), "utf-8")
    assert typed("commit", "-m", "x").returncode == 0


def test_leaders_are_registered_and_approve(ledgers: Path) -> None:
    words = ("extend", "PS-1", "--due-on", "2026-10-30", "--reason", "x", "--approved-by")
    config = ledgers / "duban.yaml"
    config.write_text(re.sub(r"领导:\n(?:  - .*\n)+", "", config.read_text("utf-8")), "utf-8")
    git("commit", "--quiet", "--all", "--allow-empty", "-m", "没有领导")
    empty = typed(*words, "刘建国")
    assert empty.returncode == 0, empty.stderr
    assert empty.stderr.count("领导名册是空的，“刘建国”是不是领导没有核对") == 1
    command = "duban unit leader 刘建国 --title 职务"
    assert f"登记领导：{command}；" in empty.stderr
    assert typed(*command.split()[1:], "--rank", "1").returncode == 0
    assert "  - {姓名: 刘建国, 职务: 职务, 排序: 1}\n" in config.read_text("utf-8")
    assert "领导名册里已有“刘建国”" in typed(*command.split()[1:]).stderr
    assert "领导名册里没有“门卫老李”" in typed(*words, "门卫老李").stderr
    assert "duban unit leader 门卫老李 --title 职务" in typed(*words, "门卫老李").stderr
    later = typed("extend", "PS-1", "--due-on", "2026-11-30", "--reason", "x", "--approved-by", "刘建国")
    assert (later.returncode, "领导名册" in later.stderr) == (0, False)
    assert typed("unit", "leader", "").returncode == 2
