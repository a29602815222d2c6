"""Options that take a person: a leader who is not on the roll is refused with the way out; without a roll it is told."""

import re
from pathlib import Path

import pytest
from tests.cli.commands.inspect.conftest import done, office, prepared, run, tell
from tests.cli.commands.results.conftest import ADD, BLAME
from tests.outside import git, typed

__all__ = ["office", "prepared"]

DAY = "2026-03-30"
BARE = "inspect add --title 甲事"
TALK = "interview add --title 甲 --cause 落实不力 --person 乙 --unit 县水务局 --post 局长"
ZG = (
    "rectify add --problem 甲 --source-kind 督查活动 --source-name 省督查 --lead 县水务局 --owner 张三 --requirements 办成 "
    "--due-on 2026-12-31 --approved-by 方县长"
)
LEADERS: dict[str, tuple[tuple[str, ...], str]] = {
    "inspect add --named-by": ((), f"{BARE} --named-by 某人"),
    "inspect add --basis-by": ((), f"{BARE} --basis 行政首长批示 --basis-by 某人 --basis-on 2026-03-01"),
    "inspect amend --named-by": ((BARE,), "inspect amend DX-1 --named-by 某人 --reason 改"),
    "inspect amend --basis-by": (
        (BARE,),
        "inspect amend DX-1 --basis 行政首长批示 --basis-by 某人 --basis-on 2026-03-01 --reason 改",
    ),
    "inspect report --to": ((), "inspect report DX-1 --to 某人"),
    "interview propose --to": ((TALK,), "interview propose YT-1 --to 某人"),
    "interview summon --interviewer": (
        (TALK, "interview propose YT-1 --to 方县长", "interview approve YT-1 --approved-by 方县长"),
        "interview summon YT-1 --at 2026-03-31 --interviewer 某人",
    ),
    "interview hold --interviewer": (
        (
            TALK,
            "interview propose YT-1 --to 方县长",
            "interview approve YT-1 --approved-by 方县长",
            "interview summon YT-1 --at 2026-03-30 --interviewer 方县长",
        ),
        "interview hold YT-1 --interviewer 某人 --faults 慢 --demands 快",
    ),
    "rectify add --lead-leader": ((), f"{ZG} --lead-leader 某人"),
    "rectify add --leader-in-charge": ((), f"{ZG} --lead-leader 方县长 --leader-in-charge 某人"),
    "circulate add --lead-leader": ((ADD,), BLAME.replace("--lead-leader 方县长", "--lead-leader 某人")),
}
"""Command and option, what comes before it, and the line with the leader as 某人."""
OTHERS = {
    "inspect add --team": "the group is of officials",
    "inspect amend --team": "the group is of officials",
    "inspect day --member": "who is in the group, the group says",
    "inspect review --reviewer": "officials of the government",
    "inspect serve --received-by": "an official of the unit",
    "inspect receipt --receiver": "an official of the organ",
    "interview add --person": "the head of a unit",
    "interview amend --person": "the head of a unit",
    "interview hold --present": "anybody may be there",
    "rectify add --owner": "an official of the unit",
    "rectify add --handler": "an official of the unit",
    "rectify add --clerk": "the office's own",
    "rectify add --instruction": "a superior's leader may write on a paper",
    "rectify board --leader": "a question: told there",
    "circulate add --person": "an official of the unit",
    "negative supply --person": "an official of the unit",
    "award add --person": "an official of the unit",
}
"""Options for persons who are no leaders of the own roll: why."""
APPROVES = "--approved-by"
"""Who approves is held to the roll by every action (tests/core/actions/test_approval.py)."""
GROUPS = ("inspect", "interview", "rectify", "circulate", "negative", "award", "exempt")


def test_every_option_for_a_person_is_told_here() -> None:
    found = set()
    for group in GROUPS:
        commands = typed(group, "--help").stdout.partition("命令\n")[2].partition("选项\n")[0]
        for step in re.findall(r"^  ([a-z-]+) ", commands, re.MULTILINE):
            own = typed(group, step, "--help").stdout.partition("公共选项")[0]
            options = re.findall(r"^  (?:-\w, )?(--[a-z-]+) (?:领导|姓名)", own, re.MULTILINE)
            found |= {f"{group} {step} {option}" for option in options if option != APPROVES}
    assert found == {*LEADERS, *OTHERS}


@pytest.mark.usefixtures("office")
def test_a_superiors_leader_may_be_on_no_roll() -> None:
    done(DAY, f"{BARE} --basis 上级部署 --basis-no 某政发〔2026〕7号 --basis-by 某省长 --basis-on 2026-03-01")


@pytest.mark.parametrize("named", sorted(LEADERS.keys() - {"inspect report --to"}))
def test_without_a_roll_it_is_told(office: Path, named: str) -> None:
    config = office / "duban.yaml"
    text = config.read_text("utf-8")
    config.write_text(re.sub(r"^领导:\n(?:  .*\n)+", "", text, flags=re.MULTILINE), "utf-8")
    git("commit", "-qam", "没有名册")
    before, line = LEADERS[named]
    for each in before:
        done("2026-03-02" if each is ADD else DAY, each)
    answer = run(DAY, line)
    assert answer.returncode == 0, answer.stderr
    assert "领导名册是空的" in answer.stderr


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize("named", LEADERS)
def test_a_leader_who_is_not_on_the_roll_is_refused(named: str) -> None:
    before, line = LEADERS[named]
    if named == "inspect report --to":
        tell("conclude")
    for each in before:
        done("2026-03-02" if each is ADD else DAY, each)
    head = git("rev-parse", "HEAD")
    refused = run(DAY, line.replace("某人", "方具长"))
    assert refused.returncode == 1, refused.stdout
    assert "领导名册里没有“方具长”" in refused.stderr
    assert "方县长" in refused.stderr, "the nearest is named"
    assert "duban unit leader 方具长 --title 职务" in refused.stderr
    assert git("rev-parse", "HEAD") == head
    assert git("status", "--porcelain") == ""
    done(DAY, line.replace("某人", "方县长"))
