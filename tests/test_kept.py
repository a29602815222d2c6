"""Workspaces that an earlier release wrote (tests/fixtures): read, verified and upgraded; its answers gain fields only."""

import gzip
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.outside import SETTINGS, at_home, defect, git, typed

KEPT = Path(__file__).parent / "fixtures" / "f9e6b1d"
ASKED_ON = "2026-11-27"
UPGRADED_ON = "2027-06-30"
"""After all that is asked about: what is counted anew from the upgrade on is not asked here."""
OLDER = "older-workspace"
Answers = dict[str, object]


def answers_of(name: str) -> Answers:
    """What the release answered, by the words of the command; where a verdict is told, what the second 口径 says."""
    return kept(f"{name}-answers") | kept(f"{name}-judged")


def kept(name: str) -> Answers:
    found = json.loads(gzip.decompress((KEPT / f"{name}.json.gz").read_bytes()))
    assert isinstance(found, dict)
    return found


# The answers that rest on verdicts: release f9e6b1d judged them by rules that washed lateness off.
JUDGED = re.compile(r"policy|overdue|due|list|urge|show|why|export|reconcile|report")


@pytest.fixture(scope="module", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    folder = tmp_path_factory.mktemp("家")
    (folder / ".gitconfig").write_text(SETTINGS, "utf-8")
    with at_home(folder):
        yield


@pytest.fixture
def sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The sample as it was, in no repository."""
    folder = tmp_path / "sample"
    shutil.copytree(KEPT / "sample", folder)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The workspace with a closed quarter, and its history."""
    folder = tmp_path / "closed"
    folder.mkdir()
    monkeypatch.chdir(folder)
    git("init", "--quiet")
    git("fetch", "--quiet", str(KEPT / "closed.bundle"), "main:kept")
    git("checkout", "--quiet", "-B", "main", "kept")
    return folder


def answer(words: str, folder: Path) -> object:
    """What this release answers, the folder and the release of Python left out."""
    found = typed(*words.split(), "--today", ASKED_ON, "--json")
    assert found.returncode in {0, 1}, (words, defect(found.stderr))
    said = found.stdout.replace(str(folder), "{root}")
    return json.loads(re.sub(r"Python 3\.\d+\.\d+", "Python", said))


PROSE = {"paragraphs", "notes"}
"""Paragraphs of a report: each that was there still stands, in its place; more may follow on it, or between."""


def lost(before: object, after: object, place: str = "") -> Iterator[str]:
    """Where `after` lacks something of `before`, or says it otherwise: fields may be added, nothing else."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key, value in before.items():
            if key in after:
                yield from lost(value, after[key], f"{place}.{key}")
            else:
                yield f"{place}.{key} is gone"
    elif isinstance(before, list) and isinstance(after, list):
        if place.rpartition(".")[2] in PROSE:
            begun = {
                text: next((old for old in before if str(text).startswith(str(old))), None) for text in after
            }
            after = [begun[text] for text in after if begun[text] is not None]
        if len(before) != len(after):
            yield f"{place} had {len(before)} entries, has {len(after)}"
        for number, (old, new) in enumerate(zip(before, after, strict=False)):
            yield from lost(old, new, f"{place}[{number}]")
    elif place.rpartition(".")[2] == "advice" and str(after).startswith(str(before)):
        return  # what can be done besides is added
    elif type(before) is not type(after) or before != after:
        yield f"{place} was {before!r}, is {after!r}"


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ({"a": [1]}, {"a": [1], "b": 2}, []),
        ({"a": 1, "b": 2}, {"a": 1}, [".b is gone"]),
        ([1, 2], [1], [" had 2 entries, has 1"]),
        ([1], [1, 2], [" had 1 entries, has 2"]),
        ({"a": 1}, {"a": 1.0}, [".a was 1, is 1.0"]),
        ({"a": 1}, {"a": True}, [".a was 1, is True"]),
        ({"a": [{"b": "甲"}]}, {"a": [{"b": "乙"}]}, [".a[0].b was '甲', is '乙'"]),
        ({"notes": ["甲", "乙"]}, {"notes": ["甲", "丙", "乙"]}, []),
        ({"notes": ["甲。", "乙"]}, {"notes": ["甲。又甲。", "乙"]}, []),
        (
            {"notes": ["甲", "乙"]},
            {"notes": ["乙", "丙"]},
            [".notes had 2 entries, has 1", ".notes[0] was '甲', is '乙'"],
        ),
        ({"a": None}, {"a": {}}, [".a was None, is {}"]),
    ],
)
def test_what_is_lost_is_seen(before: object, after: object, told: list[str]) -> None:
    assert list(lost(before, after)) == told


def without_notice_of_format(words: str, said: object) -> object:
    """`check` and `doctor` may say that the workspace is older; so they do, once."""
    if words == "check":
        assert isinstance(said, dict)
        told = said["problems"]
        said = {"problems": [each for each in told if each["code"] != OLDER]}
        assert len(told) == len(said["problems"]) + 1
    if words == "doctor":
        assert isinstance(said, dict)
        told = said["checks"]
        said = {"checks": [each for each in told if each["advice"] != "duban upgrade"]}
        assert len(told) == len(said["checks"]) + 1
    return said


def as_that_release_labelled(words: str, said: object) -> object:
    """A message without what it says of a ground since: that another's document is followed, that a figure is ours."""
    if words != "urge --draft":
        return said
    text = json.dumps(said, ensure_ascii=False).replace("   参照：", "   依据：")
    return json.loads(re.sub(r"(   依据：[^\\]*?)（酌定）", r"\1", text))


def without_new_edition(words: str, said: object) -> object:
    """`doctor` names one policy more: the edition that holds from the day of the upgrade."""
    if words != "doctor":
        return said
    assert isinstance(said, dict)
    told = [each for each in said["checks"] if not each["what"].startswith(f"制度：自 {UPGRADED_ON} 起用")]
    assert len(told) == len(said["checks"]) - 1
    return {"checks": told}


def without_new_ledger(said: object) -> object:
    """A list of ledgers names one more, still empty: what is put right (整改)."""
    if isinstance(said, dict):
        return {key: without_new_ledger(value) for key, value in said.items()}
    if not isinstance(said, list):
        return said
    new = [each for each in said if isinstance(each, dict) and each.get("ledger") == "rectification"]
    assert all(each["tasks"]["ending"] == [] for each in new if "tasks" in each)
    return [without_new_ledger(each) for each in said if each not in new]


def without_python(said: object) -> object:
    return json.loads(re.sub(r"Python 3\.\d+\.\d+", "Python", json.dumps(said, ensure_ascii=False)))


# That release knew no commit of an event that somebody had entered by hand; since then the files are asked.
# Policies learned rules; `--verify` says that they are others than at the closing. The 60 days of silence are our own.
LEARNED = re.compile(
    r"log.*: \[\d+\]\.commit was None, is '[0-9a-f]{40}'"
    r"|check: .*\.message was '(.*没有音讯.*)', is '\1（酌定）'"
    r"|doctor: .*（\d+ 条规则）', is .*（\d+ 条规则）'"
    r"|policy list: \[\d+\]\.rules was \d+, is \d+"
    r"|doctor: .* was '台账 6 本.*', is '台账 7 本.*'"
    r"|reconcile .*--verify: \.policies_same was True, is False"
)


# What can be asked for may grow: of these lists only what that release had is compared, by the name of its entries.
CATALOGUES = {"report list": "report", "doc": "kind"}
RULES = "policy show"


def without_newer(words: str, before: object, after: object) -> object:
    """The answer `after` without the entries of a catalogue that `before` did not have."""
    if words == RULES and isinstance(before, dict) and isinstance(after, dict):
        held = {rule["id"] for rule in before["rules"]}
        return after | {"rules": [rule for rule in after["rules"] if rule["id"] in held]}
    name = CATALOGUES.get(words)
    if name is None or not isinstance(before, list) or not isinstance(after, list):
        return after
    known = {entry[name] for entry in before}
    return [entry for entry in after if entry[name] in known]


@pytest.mark.parametrize(
    ("words", "after", "left"),
    [
        ("report list", ["a", "new", "b"], ["a", "b"]),
        ("report list", ["a"], ["a"]),
        ("list", ["a", "new", "b"], ["a", "new", "b"]),
    ],
)
def test_only_a_catalogue_may_grow(words: str, after: list[str], left: list[str]) -> None:
    before, asked = ([{"report": name} for name in names] for names in (["a", "b"], after))
    assert without_newer(words, before, asked) == [{"report": name} for name in left]


def complaints(answers: Answers, folder: Path, *, upgraded: bool) -> list[str]:
    """Everything that this release answers otherwise."""
    found = []
    for words, before in answers.items():
        after = without_newer(words, before, answer(words, folder))
        was, after = as_that_release_labelled(words, before), as_that_release_labelled(words, after)
        if upgraded:
            after = without_new_ledger(without_new_edition(words, after))
        else:
            after = without_notice_of_format(words, after)
        found += [f"{words}: {told}" for told in lost(without_python(was), after)]
    return [each for each in found if not LEARNED.fullmatch(each)]


# What verdicts may change of a task's page; all else is a fact.
_JUDGED_FIELDS = {"duties", "due_on", "units", "notes"}


@pytest.mark.parametrize("name", ["sample", "closed"])
def test_only_verdicts_are_answered_otherwise_than_the_release_did(name: str) -> None:
    answers, judged = kept(f"{name}-answers"), kept(f"{name}-judged")
    assert judged.keys() <= answers.keys()
    assert all(JUDGED.match(words) for words in judged)
    for words, after in judged.items():
        before = answers[words]
        if words.startswith("show "):
            pages: Any = [before, after] if isinstance(before, list) else [[before], [after]]
            for old, new in zip(*pages, strict=True):
                was, now = ({k: page[k] for k in page.keys() - _JUDGED_FIELDS} for page in (old, new))
                assert list(lost(was, now)) == []
                assert [u["unit"] for u in old["units"]] == [u["unit"] for u in new["units"]]
        if words.startswith("reconcile"):
            assert list(lost(_identity(before), _identity(after))) == []


def _identity(said: object) -> object:
    """The identity of a period: facts, which no way of judging changes."""
    assert isinstance(said, dict)
    return {name: said[name]["tasks"] for name in ("total",) if name in said and "tasks" in said[name]}


def test_the_sample_is_answered_as_it_was(sample: Path) -> None:
    answers = answers_of("sample")
    assert len(answers) > 30
    assert complaints(answers, sample, upgraded=False) == []


def test_the_closed_quarter_is_answered_as_it_was(closed: Path) -> None:
    answers = answers_of("closed")
    assert {"reconcile 2026Q3 --verify", "log", "check"} <= answers.keys()
    assert complaints(answers, closed, upgraded=False) == []


def test_the_closed_quarter_upgrades_verifies_and_is_answered_as_it_was(closed: Path) -> None:
    count = int(git("rev-list", "--count", "HEAD"))
    assert "复算 2026Q3：一致" in typed("reconcile", "2026Q3", "--verify", "--today", ASKED_ON).stdout
    done = typed("upgrade", "--today", UPGRADED_ON)
    assert done.returncode == 0, defect(done.stderr)
    assert int(git("rev-list", "--count", "HEAD")) == count + 1
    assert git("status", "--porcelain") == ""
    assert git("-c", "core.quotepath=off", "show", "--name-only", "--format=").splitlines() == [
        ".gitattributes",
        "duban.yaml",
        "整改/台账.yaml",
    ]
    assert complaints(answers_of("closed"), closed, upgraded=True) == []
    assert typed("check", "--errors", "--today", ASKED_ON).returncode == 0
    assert typed("upgrade").stdout.startswith("已经是最新的版本")


def test_the_upgraded_sample_is_answered_as_it_was(sample: Path) -> None:
    git("init", "--quiet")
    git("add", "--all")
    git("commit", "--quiet", "-m", "样本")
    assert typed("upgrade", "--today", UPGRADED_ON).returncode == 0
    answers = {
        words: said
        for words, said in answers_of("sample").items()
        if words not in {"log", "doctor", "check", "policy list", "policy show"}
    }
    assert complaints(answers, sample, upgraded=True) == []
    problems = answer("check", sample)
    assert isinstance(problems, dict)
    assert [each for each in problems["problems"] if each["level"] == "error"] == []


def test_a_closed_quarter_stays_closed_through_a_clone_that_rewrites_line_ends(closed: Path) -> None:
    assert typed("upgrade").returncode == 0
    clone = closed.parent / "clone"
    subprocess.run(
        ["git", "clone", "--quiet", "-c", "core.autocrlf=true", str(closed), str(clone)], check=True
    )
    place = ("-C", str(clone), "--today", ASKED_ON)
    assert "复算 2026Q3：一致" in typed("reconcile", "2026Q3", "--verify", *place).stdout
    assert typed("check", "--errors", *place).returncode == 0


def test_kept_files_stay_small() -> None:
    assert sum(path.stat().st_size for path in KEPT.rglob("*") if path.is_file()) < 1_500_000
