"""The table of kinds: no two claim one file, one word, one number; each says all that is asked of it."""

from collections import Counter
from typing import get_args

import msgspec
import pytest

from duban.core.cases.footprints import FOOTPRINTS, Step, find_trespasses, footprint_of
from duban.core.cases.kinds import all_kinds, kind_of
from duban.core.cases.performance import PERFORMANCE
from duban.core.cases.task import TASK
from duban.core.engine.kind import Kind
from duban.core.model.case_file import CaseFile
from duban.core.model.terms import Action, BookAction, Term
from duban.core.model.workspace_formats import newest_format
from duban.core.policy.inheritance import SIX_LEDGERS
from duban.files.workspace.workspace import reserved_folders

LABELS = {
    "对账/2026Q3/结账.yaml": "closing",
    "对账/2026H1/查账.yaml": "conclusions",
    "督查/2026/DX-2026-0001.yaml": "inspection",
    "督查/2026/计划.yaml": "inspection-plan",
    "督查/2026/说明.yaml": None,
    "对账/2026/结转.yaml": "carry",
    "对账/2026Q3/县水务局.yaml": "unit-period",
    "对账/2026-09/结账办公室.yaml": "unit-period",
    "履职/2026.yaml": "standing",
    "通知/2026-09.yaml": "notices",
    "对账/2026/交账.yaml": None,
    "对账/2026Q3/账页.yaml": None,
    "对账/说明.yaml": None,
    "履职/2026/一.yaml": None,
    "领导批示/2026/PS-2026-0001.yaml": None,
    "duban.yaml": None,
}


@pytest.mark.parametrize(("label", "name"), LABELS.items())
def test_a_file_is_of_one_kind(label: str, name: str | None) -> None:
    found = kind_of(label)
    assert (found and found.english) == name


@pytest.mark.parametrize("kind", all_kinds(), ids=lambda kind: kind.english)
def test_a_kind_says_what_is_asked_of_it(kind: Kind) -> None:
    assert issubclass(kind.record, CaseFile)
    assert "journal" in kind.record.__struct_fields__
    assert kind.entries
    assert all(record.action is action for action, record in kind.entries.items())
    assert kind is TASK or kind.levels
    written = next(each.type for each in msgspec.structs.fields(kind.record) if each.name == "journal")
    assert set(get_args(get_args(written)[0]) or get_args(written)[:1]) == set(kind.entries.values())
    assert {action for action, *_ in kind.life.rows} in ({*kind.entries}, set())
    assert not kind.keyed_by or kind.keyed_by in kind.record.__struct_fields__


def test_no_ledger_may_be_called_as_the_folder_of_a_kind() -> None:
    assert {kind.folder for kind in all_kinds() if kind is not TASK} < reserved_folders(newest_format())


SHARED = {Action.ISSUE, Action.AMEND, Action.CORRECT}
"""What every numbered kind may hold, the task as the others."""


def test_no_word_is_taken_twice() -> None:
    own = [
        (kind, each) for kind in all_kinds() for each in kind.entries if kind is TASK or each not in SHARED
    ]
    for words in (
        [kind.english for kind in all_kinds()],
        [*(kind.prefix for kind in all_kinds() if kind.prefix), *(plan.prefix for plan in SIX_LEDGERS)],
        [action.english for _, action in own],
        [str(action) for _, action in own],
        [
            *{kind.folder for kind in all_kinds()},
            "附件",
            "日历",
            "制度",
            *(str(plan.kind) for plan in SIX_LEDGERS),
        ],
    ):
        assert [word for word, count in Counter(words).items() if count > 1] == []


@pytest.mark.parametrize("action", [*Action, *BookAction], ids=lambda action: action.english)
def test_every_action_has_a_footprint_that_holds_it(action: Term) -> None:
    footprint = footprint_of(action.english)
    assert footprint is not None
    assert any(action in allowed for allowed in footprint.entries.values())


FILE = "领导批示/2026/PS-2026-0001.yaml"
TRESPASSES: tuple[tuple[str, Step, list[str], list[str]], ...] = (
    ("assign", Step(TASK, FILE, (Action.ASSIGN,)), [], []),
    ("assign", Step(TASK, FILE, (Action.ASSIGN, Action.AMEND), ("配合单位",)), [], []),
    ("assign", Step(TASK, FILE, (Action.CLOSE,)), [], [f"assign may not write 销号 into {FILE}"]),
    ("assign", Step(TASK, FILE, (), ("事项",)), [], [f"assign may not change 事项 of {FILE}"]),
    ("accept", Step(TASK, FILE, (Action.ACCEPT,), ("备注",)), [], [f"accept may not change 备注 of {FILE}"]),
    ("extend", Step(TASK, FILE, (), (), moved=True), [], [f"extend may not move {FILE}"]),
    ("standing", Step(PERFORMANCE, "履职/2026.yaml", (BookAction.STANDING,)), [], []),
    (
        "standing",
        Step(TASK, FILE, (Action.DONE,)),
        ["duban.yaml"],
        [f"standing may not write 报结 into {FILE}", "standing may not write duban.yaml"],
    ),
    ("done", Step(TASK, FILE, (Action.DONE,)), ["附件/PS-2026-0001/证据.txt"], []),
    ("unit", Step(TASK, FILE, ()), ["duban.yaml"], []),
    ("unit", Step(TASK, FILE, ()), ["duban.yaml.bak"], ["unit may not write duban.yaml.bak"]),
    ("walk", Step(TASK, FILE, ()), [], ["no footprint for walk"]),
)


@pytest.mark.parametrize(("action", "step", "files", "found"), TRESPASSES)
def test_what_a_command_may_not_write(action: str, step: Step, files: list[str], found: list[str]) -> None:
    assert find_trespasses(action, [step], files) == found


def test_a_footprint_is_of_a_known_command() -> None:
    known = {action.english for kind in all_kinds() for action in kind.entries}
    others = set(FOOTPRINTS) - known
    assert others == {"init", "import", "unit", "key", "calendar", "commit", "renumber", "undo", "upgrade"}
