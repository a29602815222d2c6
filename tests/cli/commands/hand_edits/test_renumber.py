"""Two clones that gave one number: told where it is met, put right by `renumber`, merged by git itself."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.cli.commands.inspect.conftest import BASIS, asked, done, office, prepared, run, tell
from tests.cli.commands.results.conftest import ADD, AWARD
from tests.outside import git

__all__ = ["office", "prepared"]

DAY = "2026-03-30"
BY = "--approved-by 方县长"
FOLLOWS = f"--lead-leader 方县长 --owner 张三 --requirements 办成 --due-on 2026-12-31 {BY}"
FIX = "--reason 编号撞上"
INTERVIEW = "interview add --title {} --cause 落实不力 --person 乙 --unit 县水务局 --post 局长"
RECTIFY = (
    "rectify add --problem {} --source-kind 督查活动 --source-name 省督查 --lead 县水务局 --lead-leader 方县长 --owner 张三 "
    "--requirements 办成 --due-on 2026-12-31 --approved-by 方县长"
)
SUPPLY = "negative supply --inflow 部门提供 --supplier 督查室 --unit 县水务局 --fact {} --basis JB-1"
EXEMPT = "exempt ask {} --reason 先行先试"
PRAISE = "circulate add --tone 表扬 --unit {} --fact 拨付快 --scope 全县 --basis JB-1 --approved-by 方县长"
GIVEN = [
    ("JB-2026-0002", ADD.replace("清淤", "甲事"), ADD.replace("清淤", "乙事")),
    ("DX-2026-0001", f"inspect add --title 甲事 {BASIS}", f"inspect add --title 乙事 {BASIS}"),
    ("YT-2026-0001", INTERVIEW.format("甲事"), INTERVIEW.format("乙事")),
    ("ZG-2026-0001", RECTIFY.format("甲事"), RECTIFY.format("乙事")),
    ("TB-2026-0001", PRAISE.format("县财政局"), PRAISE.format("县水务局")),
    ("FM-2026-0001", SUPPLY.format("甲事"), SUPPLY.format("乙事")),
    ("JL-2026-0001", AWARD, AWARD.replace("县财政局", "县水务局")),
]
"""Which number both sides give, and what each side types."""


def clone(folder: Path, name: str) -> Path:
    """Another machine's copy, that fetches from the first."""
    other = folder.with_name(name)
    shutil.copytree(folder, other)
    git("-C", str(other), "remote", "add", "origin", str(folder))
    return other


def conflicting() -> list[str]:
    """The files at which `git pull --no-rebase` stops."""
    words = ("git", "pull", "-q", "--no-rebase", "--no-edit", "origin", "main")
    subprocess.run(words, capture_output=True, check=False)
    return git("-c", "core.quotePath=off", "diff", "--name-only", "--diff-filter=U").splitlines()


def keep_both(stopped: list[str]) -> None:
    """Where a year is one file git stops all the same: the entries of both sides stay."""
    if stopped:
        assert stopped == ["结果/2026.yaml"]
        ours, theirs = (git("show", f":{side}:{stopped[0]}").partition("流水:\n") for side in (2, 3))
        Path(stopped[0]).write_text(f"{''.join(ours)}\n{theirs[2]}\n", "utf-8")
        git("commit", "-qam", "合并")


def keep_both_entries(stopped: list[str]) -> None:
    """As a clerk does: the head of ours, the entries of both sides."""
    (name,) = stopped
    ours, theirs = (git("show", f":{side}:{name}").partition("流水:\n") for side in (2, 3))
    lost = [line for line in theirs[2].splitlines() if line not in ours[2].splitlines()]
    Path(name).write_text("\n".join(("".join(ours), *lost, "")), "utf-8")
    git("commit", "-qam", "合并")


@pytest.mark.parametrize(("number", "theirs", "ours"), GIVEN, ids=lambda each: each.partition(" ")[0])
def test_a_number_that_two_clones_gave_goes_to_one_of_them(
    office: Path, monkeypatch: pytest.MonkeyPatch, number: str, theirs: str, ours: str
) -> None:
    done("2026-03-02", ADD)
    other = clone(office, "乙机")
    done(DAY, theirs)
    monkeypatch.chdir(other)
    done("2026-03-31", ours)
    assert len(conflicting()) == 1

    told = run("2026-03-31", "check")
    assert told.returncode == 1
    assert f"duban renumber {number} {FIX}" in told.stdout + told.stderr, told.stdout
    assert f"两个人各用 {number} 这个编号" in told.stdout + told.stderr

    refused = run("2026-03-31", "commit --reason 合好了")
    assert f"duban renumber {number} {FIX}" in refused.stderr

    git("merge", "--abort")
    out = done("2026-03-31", f"renumber {number} {FIX}")
    new = f"{number[:-4]}{int(number[-4:]) + 1:04d}"
    assert f"已换编号 {number} 为 {new}" in out

    keep_both(conflicting())
    assert run("2026-03-31", "check").returncode == 0, run("2026-03-31", "check").stderr
    shown = [name for name in (number, new) if "甲事" in _shown(name) or "财政" in _shown(name)]
    assert shown == [number], "theirs keeps the number, ours bears the new one"


def _shown(number: str) -> str:
    group = {"TB": "circulate list", "FM": "negative list", "JL": "award list"}.get(number[:2], "show")
    return done("2026-03-31", f"{group} {number}")


def test_all_that_names_the_number_follows_and_papers_are_told(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = clone(office, "乙机")
    done("2026-03-02", f"inspect add --title 防汛督查 {BASIS}")
    (office / "附件/DX-2026-0001").mkdir(parents=True)
    (office / "附件/DX-2026-0001/照片.jpg").write_bytes("别的照片".encode())
    git("add", "-A")
    git("commit", "-qm", "甲机的照片")
    monkeypatch.chdir(other)
    tell("serve")
    done("2026-03-20", f"rectify add --from DX-2026-0001/1 {FOLLOWS}")
    done("2026-03-20", f"circulate add --tone 表扬 --unit 乙镇 --fact 主动 --scope 全县 --basis DX-1 {BY}")
    assert conflicting() == ["督查/2026/DX-2026-0001.yaml", "附件/DX-2026-0001/照片.jpg"]
    git("merge", "--abort")

    answer = run("2026-03-20", f"renumber DX-1 {FIX}")
    assert answer.returncode == 0, answer.stderr
    assert "已经发出的写的是旧编号 DX-2026-0001：2026-03-05 督查通知 某督〔2026〕3号" in answer.stderr
    assert conflicting() == []
    checked = run("2026-03-20", "check")
    assert checked.returncode == 0, checked.stderr
    assert (other / "附件/DX-2026-0002/照片.jpg").read_text("utf-8") == "照片.jpg"
    assert asked("2026-03-20", "show ZG-1")["found_in"] == "DX-2026-0002/1"
    assert "DX-2026-0002" in done("2026-03-20", "circulate list TB-1")
    assert asked("2026-03-20", "show DX-2")["title"] == "秋粮收购督查"
    assert asked("2026-03-20", "show DX-1")["title"] == "防汛督查"
    assert done("2026-03-20", "inspect ask-review DX-2 --unit 乙镇 --reason 只欠一户")
    told = asked("2026-03-20", "log DX-2")
    assert all(each["commit"] for each in told), told


def test_a_number_that_is_nobody_elses_stays(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done("2026-03-02", ADD)
    other = clone(office, "乙机")
    monkeypatch.chdir(other)
    before = git("rev-parse", "HEAD")
    for number in ("JB-1", "JB-2026-0001"):
        refused = run(DAY, f"renumber {number} {FIX}")
        assert refused.returncode == 1
        assert "编号终身不变" in refused.stderr
    assert run(DAY, f"renumber DX-7 {FIX}").returncode == 1
    assert git("rev-parse", "HEAD") == before


def test_two_results_that_a_merge_left_under_one_number(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done("2026-03-02", ADD)
    other = clone(office, "乙机")
    done(DAY, PRAISE.format("县财政局"))
    monkeypatch.chdir(other)
    done("2026-03-31", PRAISE.format("县水务局"))
    done("2026-03-31", "circulate serve TB-1 --to 本单位 --paper 某督字〔2026〕5号")
    keep_both(conflicting())
    checked = run("2026-03-31", "check")
    assert checked.returncode == 1
    (way,) = set(re.findall(r"duban (renumber TB-2026-0001 --event \w+ --reason 编号撞上)", checked.stderr))
    done("2026-03-31", way)
    assert run("2026-03-31", "check").returncode == 0, run("2026-03-31", "check").stderr
    one, two = (done("2026-03-31", f"circulate list {number}") for number in ("TB-1", "TB-2"))
    assert "县财政局" in one
    assert "县水务局" in two
    assert "送达" in two
    done("2026-03-31", PRAISE.format("县财政局"))
    assert "TB-2026-0003" in done("2026-03-31", "circulate list")


@pytest.mark.parametrize("day", ["2026-03-11", "2026-03-12"])
def test_two_findings_of_one_place_are_told_apart(
    office: Path, monkeypatch: pytest.MonkeyPatch, day: str
) -> None:
    tell("day")
    other = clone(office, "乙机")
    done("2026-03-11", "inspect find DX-1 --unit 甲镇 --fact 压级压价 --kind 不落实")
    monkeypatch.chdir(other)
    done(day, "inspect find DX-1 --unit 乙镇 --fact 欠农户粮款")
    keep_both_entries(conflicting())
    checked = run("2026-03-13", "check")
    assert checked.returncode == 1
    pattern = r"duban (inspect amend DX-2026-0001 --event \w+ --set 序号=2 --approved-by )领导 --reason 原因"
    (way,) = set(re.findall(pattern, checked.stderr))
    assert way in asked("2026-03-13", "show DX-1")["next"][0]["how"]
    refused = run("2026-03-13", "inspect find DX-1 --unit 甲镇 --fact 又一个")
    assert refused.returncode == 0, refused.stderr
    done("2026-03-13", f"{way.replace('序号=2', '序号=3')}方县长 --reason 序号撞上")
    assert run("2026-03-13", "check").returncode == 0, run("2026-03-13", "check").stderr


def test_two_inspections_that_a_merge_made_one_are_taken_apart(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = clone(office, "乙机")
    done(DAY, f"inspect add --title 甲事 {BASIS}")
    monkeypatch.chdir(other)
    done("2026-03-31", f"inspect add --title 乙事 --by 赵六 {BASIS}")
    keep_both_entries(conflicting())
    checked = run("2026-03-31", "check")
    assert checked.returncode == 1
    assert "git reset --keep ORIG_HEAD" in checked.stderr
    git("reset", "-q", "--keep", "ORIG_HEAD")
    done("2026-03-31", f"renumber DX-1 {FIX}")
    assert conflicting() == []
    assert run("2026-03-31", "check").returncode == 0
