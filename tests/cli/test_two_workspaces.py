"""The office's books against a unit's own workspace: what drifted apart is named, and nothing else."""

import contextlib
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.counterpart import done, read, run
from tests.outside import at_home, git

UNIT = "县水务局"
NAMES = (
    "疏浚东河河道",
    "整治农村水厂",
    "检修二号泵站",
    "更换老旧管网",
    "清理水库库区",
    "安装智能水表",
    "修复南渠渠首",
)
IDS = [f"JB-2026-{number:04d}" for number in range(1, 8)]
GONE, STATUS, DUE, LEAD, PERCENT, FINISHED, CLOSED = IDS


def add(place: str, name: str, *more: str) -> None:
    words: tuple[str, ...] = (
        "add",
        "-C",
        place,
        "--ledger",
        "领导交办",
        "--title",
        name,
        "--urgency",
        "非急件",
        "--lead",
        UNIT,
    )
    words += ("--source-kind", "领导交办", "--source-name", f"关于{name}的交办", "--owner", "张三")
    words += ("--requirements", name, "--due-on", "2026-10-30", "--approved-by", "李县长", "--clerk", "王五")
    done(*words, "--assign", *more, today="2026-09-01")


@pytest.fixture(scope="module")
def pair(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The office's workspace: seven tasks of one unit, one of them closed; the unit's stands beside it."""
    parent = tmp_path_factory.mktemp("两本账")
    with at_home(home):
        folder = parent / "督查室"
        done("init", str(folder), "--name", "某县督查室", today="2026-08-31")
        for unit in (UNIT, "县财政局"):
            done("unit", "add", unit, "-C", str(folder))
        for name in NAMES:
            add(str(folder), name)
        advance(folder, IDS)
        make_unit(folder, parent / "水务局账")
    return parent


@pytest.fixture
def office(pair: Path, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of both; the office's is the current folder."""
    for name in ("督查室", "水务局账"):
        shutil.copytree(pair / name, tmp_path / name)
    monkeypatch.chdir(tmp_path / "督查室")
    with at_home(home):
        yield tmp_path / "督查室"


def advance(folder: Path, ids: list[str]) -> None:
    place = ("-C", str(folder))
    done("accept", *ids, *place, today="2026-09-02")
    done("progress", PERCENT, "--percent", "40", *place, today="2026-09-10")
    done("done", CLOSED, "--done-on", "2026-09-14", *place, today="2026-09-15")
    done("verify", CLOSED, "--method", "现场", "--result", "通过", *place, today="2026-09-16")
    done("close", CLOSED, *place, today="2026-09-17")


def make_unit(office: Path, folder: Path) -> None:
    """The unit keeps books of its own: the same tasks under other numbers, each naming ours by 上级编号."""
    done("init", str(folder), "--name", UNIT, today="2026-08-31")
    for unit in (UNIT, "水资源股", "县财政局"):
        done("unit", "add", unit, "-C", str(folder))
    add(str(folder), "自己定的一件事")
    code = re.search(r"工作区号: (\S+)", (office / "duban.yaml").read_text("utf-8"))
    assert code
    for name in NAMES:
        add(str(folder), name)
    for number, ours in enumerate(IDS, 2):
        path = folder / "领导交办" / "2026" / f"JB-2026-{number:04d}.yaml"
        text = path.read_text("utf-8")
        path.write_text(
            text.replace("流水:", f"上级编号: {{工作区号: {code[1]}, 编号: {ours}}}\n流水:", 1), "utf-8"
        )
    with contextlib.chdir(folder):
        done("commit", "--reason", "补写上级编号", today="2026-09-01")
        shift = [f"JB-2026-{int(ours[-4:]) + 1:04d}" for ours in IDS]
        done("accept", *shift, "--unit", UNIT, today="2026-09-02")
        done("progress", theirs(PERCENT), "--percent", "40", today="2026-09-10")
        done("done", theirs(CLOSED), "--done-on", "2026-09-14", today="2026-09-15")
        done("verify", theirs(CLOSED), "--method", "现场", "--result", "通过", today="2026-09-16")
        done("close", theirs(CLOSED), today="2026-09-17")


def theirs(ours: str) -> str:
    return f"JB-2026-{int(ours[-4:]) + 1:04d}"


def edit(office: Path, ours: str, old: str, new: str) -> None:
    """A change made by hand in the unit's workspace, and committed there."""
    path = office.parent / "水务局账" / "领导交办" / "2026" / f"{theirs(ours)}.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    with contextlib.chdir(office.parent / "水务局账"):
        git("commit", "-qam", "手工改动")


def against(*words: str) -> dict[str, tuple[str, str]]:
    answer = read("reconcile", "--quarter", "2026Q3", "--against", "../水务局账", *words)
    return {each["number"]: (each["ours"], each["theirs"]) for each in answer["differences"]}


def test_books_that_agree_have_no_difference(office: Path) -> None:
    before = git("-C", str(office.parent / "水务局账"), "rev-parse", "HEAD")
    assert against() == {}
    assert git("-C", str(office.parent / "水务局账"), "rev-parse", "HEAD") == before
    assert not git("-C", str(office.parent / "水务局账"), "status", "--porcelain")
    text = (office / "对账" / "2026Q3" / f"{UNIT}.yaml").read_text("utf-8")
    assert "方式: 工作区" in text
    assert "行数: 7" in text


def test_every_drift_is_named_and_nothing_else(office: Path) -> None:
    folder = office.parent / "水务局账"
    edit(office, GONE, f"编号: {GONE}}}", "编号: JB-2026-0099}")
    edit(office, DUE, "完成时限: {日期: 2026-10-30", "完成时限: {日期: 2026-11-20")
    edit(office, LEAD, f"牵头单位: {UNIT}", "牵头单位: 县财政局")
    edit(office, PERCENT, "进度: 40", "进度: 70")
    edit(office, CLOSED, "办结日期: 2026-09-14", "办结日期: 2026-09-12")
    with contextlib.chdir(folder):
        done("suspend", theirs(STATUS), "--reason", "等批复", "--approved-by", "局长", today="2026-09-20")
        done("done", theirs(FINISHED), "--done-on", "2026-09-21", today="2026-09-22")
    assert against() == {
        f"{GONE}-我有彼无": ("办理中", "无此事项"),
        f"{STATUS}-状态不符": ("办理中", "已中止"),
        f"{DUE}-时限不符": ("2026-10-30", "2026-11-20"),
        f"{LEAD}-牵头单位不符": (UNIT, "县财政局"),
        f"{PERCENT}-进度不符": ("40%", "70%"),
        f"{FINISHED}-报而未核": ("办理中", "待核验（2026-09-21）"),
        f"{CLOSED}-办结日期不符": ("2026-09-14", "2026-09-12"),
        f"{theirs(GONE)}-彼有我无": ("（没有）", "办理中，时限 2026-10-30"),
    }


def test_sections_and_earlier_days_are_the_unit_s_own_business(office: Path) -> None:
    edit(office, LEAD, f"牵头单位: {UNIT}", "牵头单位: 水资源股")
    edit(office, DUE, "时限: 2026-10-30, 依据", "时限: 2026-10-15, 依据")
    assert against() == {}
    edit(office, DUE, "时限: 2026-10-15, 依据", "时限: 2026-11-02, 依据")
    assert against("--replace") == {f"{DUE}-时限不符": ("2026-10-30", "2026-11-02")}


def test_a_likeness_is_a_proposal_until_it_is_confirmed(office: Path) -> None:
    path = office.parent / "水务局账" / "领导交办" / "2026" / f"{theirs(GONE)}.yaml"
    line = next(line for line in path.read_text("utf-8").splitlines() if line.startswith("上级编号"))
    edit(office, GONE, f"{line}\n", "")
    answer = read("reconcile", "--quarter", "2026Q3", "--against", "../水务局账")
    assert {each["number"]: each["proposal"] for each in answer["differences"]} == {
        f"{GONE}-我有彼无": theirs(GONE),
        f"{theirs(GONE)}-彼有我无": GONE,
    }
    assert against("--replace", "--match", f"{theirs(GONE)}={GONE}") == {}
    text = (office / "对账" / "2026Q3" / f"{UNIT}.yaml").read_text("utf-8")
    assert f"{{对方编号: {theirs(GONE)}, 编号: {GONE}}}" in text


def test_what_we_closed_long_ago_and_they_still_carry(office: Path) -> None:
    assert office.is_dir()
    done("done", DUE, "--done-on", "2026-09-18", today="2026-09-18")
    done("verify", DUE, "--method", "现场", "--result", "通过", today="2026-09-19")
    done("close", DUE, today="2026-09-20")
    answer = run("reconcile", "--quarter", "2026Q4", "--against", "../水务局账", "--json", today="2026-10-15")
    found = {each["number"]: each["ours"] for each in json.loads(answer.stdout)["differences"]}
    assert found == {f"{DUE}-状态不符": "已销号"}


def test_a_task_that_we_gave_to_another_unit(office: Path) -> None:
    assert office.is_dir()
    words = ("--new-lead", "县财政局", "--reason", "职责调整", "--approved-by", "李县长")
    done("transfer", LEAD, *words, today="2026-09-21")
    assert against("--unit", UNIT) == {f"{LEAD}-牵头单位不符": ("县财政局", UNIT)}


def refused(*words: str) -> str:
    answer = run("reconcile", "2026Q3", "--against", *words)
    assert answer.returncode == 1, answer.stdout
    assert not git("status", "--porcelain")
    return answer.stderr


def test_whose_workspace_it_is(office: Path) -> None:
    head = office.parent / "水务局账" / "duban.yaml"
    head.write_text(head.read_text("utf-8").replace(f"名称: {UNIT}", "名称: 水务部门", 1), "utf-8")
    assert against() == {}
    words = ("--new-lead", "县财政局", "--reason", "职责调整", "--approved-by", "李县长")
    done("transfer", LEAD, *words, today="2026-09-21")
    said = refused("../水务局账", "--replace")
    assert "看不出 水务局账（水务部门）是哪个单位的工作区" in said
    assert f"加 --unit 单位；它的事项由这些单位牵头：{UNIT}、县财政局" in said
    assert "没有单位“县档案局”" in refused("../水务局账", "--replace", "--unit", "县档案局")


def test_a_workspace_without_a_task_of_ours(office: Path, tmp_path: Path) -> None:
    done("init", str(tmp_path / "别家"), "--name", UNIT)
    assert "别家（县水务局）里没有一件我方的事项" in refused("../别家")
    assert "这是我方自己的工作区" in refused(str(office))


def test_a_broken_file_of_theirs_stops_the_comparison(office: Path) -> None:
    path = office.parent / "水务局账" / "领导交办" / "2026" / f"{theirs(GONE)}.yaml"
    path.write_text(path.read_text("utf-8") + "\n\tx: [", "utf-8")
    assert f"水务局账/领导交办/2026/{path.name}" in refused("../水务局账")


def test_a_copy_that_names_ours_by_hand(office: Path, tmp_path: Path) -> None:
    """A copy of our workspace under another code, its tasks pointing at ours."""
    copy = tmp_path / "抄本"
    shutil.copytree(office, copy)
    head = copy / "duban.yaml"
    text = head.read_text("utf-8")
    code = re.search(r"工作区号: (\S+)", text)
    assert code
    text = text.replace(f"工作区号: {code[1]}", "工作区号: copy")
    head.write_text(text.replace("名称: 某县督查室", f"名称: {UNIT}", 1), "utf-8")
    for path in (copy / "领导交办" / "2026").glob("*.yaml"):
        upstream = f"上级编号: {{工作区号: {code[1]}, 编号: {path.stem}}}\n流水:"
        path.write_text(path.read_text("utf-8").replace("流水:", upstream, 1), "utf-8")
    answer = read("reconcile", "2026Q3", "--against", str(copy))
    assert answer["differences"] == []
