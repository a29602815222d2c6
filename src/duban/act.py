"""The single write path: lock → recover → read → decide → write → one commit.

A command gathers what it wants in a `Plan` (plan.py); nothing is written before every event has been decided.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from duban.core.cases.footprints import Step, find_trespasses
from duban.core.duties.task_duties import is_provisional
from duban.core.model.events import Event
from duban.core.model.task import Task
from duban.core.state.task_state import TaskState
from duban.errors import DubanError, Level, Problem
from duban.files.disk.regular_files import digest
from duban.files.git.log import Message
from duban.files.git.repository import Repository, find_repository
from duban.files.workspace.format_gate import refuse_newer, written_format
from duban.files.workspace.workspace import CONFIG, Workspace
from duban.files.write.intent import Intent, load_intent
from duban.files.write.lock import lock
from duban.files.write.preconditions import refuse_again, refuse_hand_edits, refuse_unsigned
from duban.files.write.recovery import find_standing
from duban.files.write.transaction import recover, write_files
from duban.plan import Hand, Plan, real_path

_BEHIND = timedelta(minutes=10)
"""So far may the clock be behind the last closing without a word: clocks of two computers differ."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a command did: the commit (none on a dry run or when nothing changed), files, events, notices.

    `provisional` are the tasks whose due day rests on holidays that are not published.
    """

    commit: str | None
    paths: tuple[str, ...]
    events: tuple[tuple[str, Event], ...]
    states: tuple[Any, ...]
    notices: tuple[Problem, ...]
    recovered: str | None
    provisional: frozenset[str] = frozenset()

    @property
    def tasks(self) -> tuple[Task, ...]:
        """The tasks that were written, as they are now."""
        return tuple(state.task for state in self.states if isinstance(state, TaskState))


def perform(
    open_workspace: Callable[[], Workspace],
    root: Path,
    hand: Callable[[Repository], Hand],
    prepare: Callable[[Plan], Message | None],
    *,
    dry_run: bool = False,
) -> Written:
    """Run one command under the lock. `prepare` fills the plan and words the commit; None: nothing to do.

    Raises DubanError; then nothing has been written.
    """
    repository = find_repository(root)
    with lock(repository.notes / "lock"):
        refuse_newer(root / CONFIG, written_format(root / CONFIG))
        recovered, before = (None, None) if dry_run else _recover(repository)
        try:
            workspace = open_workspace()
            refuse_newer(root / CONFIG, workspace.config.format)
            workspace.hold_still()
            given = hand(repository)
            plan = Plan(workspace, _after_closings(given, workspace), repository)
            plan.notices += [*_pending(workspace), *_behind(plan, given)]
            message = prepare(plan)
            plan.note_days()
            files = plan.render() if message is not None else {}
            if message is not None:
                _refuse_trespasses(plan, message)
            commit = None
            if files and message is not None and not dry_run:
                if workspace.config.signed_since is not None:
                    refuse_unsigned(repository, workspace.config, given.moment.date())
                _refuse_hand_edits(repository, plan, files)
                if before is not None:
                    read = plan.old_bytes()
                    refuse_again(repository, before, ((read[path], data) for path, data in files.items()))
                commit = _write(repository, plan, files, message)
        except DubanError as error:
            if recovered:
                error.problems = (Problem(Level.NOTICE, "recovered", recovered), *error.problems)
            raise
    labels = tuple(sorted(plan.workspace.label(path) for path in files))
    events = tuple((name, event) for name, t in plan.touched.items() for event in t.events)
    states = tuple(_shown(plan, name) for name, t in plan.touched.items() if t.is_changed)
    policies, calendar = plan.workspace.policies, plan.workspace.calendar
    provisional = frozenset(s.file.id for s in states if s.due_on and is_provisional(s, policies, calendar))
    return Written(commit, labels, events, states, tuple(dict.fromkeys(plan.notices)), recovered, provisional)


def _shown(plan: Plan, name: str) -> Any:  # noqa: ANN401 - each kind has its own
    """The state of what a plan wrote, without what no answer may tell."""
    state: Any = plan.state(name)
    seals = plan.touched[name].kind.seals
    if seals is not None:
        state.file = seals(state.file)
    return state


def _refuse_trespasses(plan: Plan, message: Message) -> None:
    """Raises AssertionError where a command would write what is not its own: the program is wrong."""
    steps = [
        Step(
            each.kind,
            plan.workspace.label(each.path),
            tuple(entry.action for entry in each.events),
            tuple(each.head),
            each.moved_from is not None,
        )
        for each in plan.changed()
    ]
    action = dict(message.trailers).get("Duban-Action", "")
    found = find_trespasses(action, steps, map(plan.workspace.label, plan.files))
    if found:
        raise AssertionError("; ".join(found))


def _recover(repository: Repository) -> tuple[str | None, Intent | None]:
    """What is told of a write that was cut short, and the write itself where it stands now."""
    intent = load_intent(repository.notes, repository.root, in_workspace=True)
    recovered = recover(repository, in_workspace=True)
    return recovered, intent if intent is not None and find_standing(repository, intent) else None


def _pending(workspace: Workspace) -> list[Problem]:
    """What a dry run, which mends nothing, tells of a pending write. Raises DubanError where that is unreadable."""
    problem = workspace.pending.problem
    if problem is not None and problem.level is Level.ERROR:
        raise DubanError(problem)
    return [] if problem is None else [problem]


def _refuse_hand_edits(repository: Repository, plan: Plan, files: Iterable[Path]) -> None:
    read = plan.old_bytes()
    mine = {repository.relative(real_path(path)): path for path in files if path not in plan.adopted}
    labels = {name: plan.workspace.label(path) for name, path in mine.items()}
    refuse_hand_edits(repository, {name: read[path] for name, path in mine.items()}, labels)


def _after_closings(hand: Hand, workspace: Workspace) -> Hand:
    """Nothing is written down in the second of a closing, or before it: what a closing knew must stay clear."""
    last = workspace.closings.last_moment
    return hand if last is None or hand.moment > last else replace(hand, moment=last + timedelta(seconds=1))


def _behind(plan: Plan, hand: Hand) -> list[Problem]:
    """The notice where the clock is far behind the last closing: one of the two was wrong."""
    if plan.hand.moment - hand.moment < _BEHIND:
        return []
    last, now = plan.hand.moment.isoformat(), hand.moment.isoformat()
    text = f"上一次结账的登记是 {last}，电脑的钟才到 {now}，登记照前者往后记"
    advice = "对一对电脑的钟；结账那次的钟错了的，duban audit 点得出来"
    return [Problem(Level.NOTICE, "clock-behind", text, advice)]


def _write(repository: Repository, plan: Plan, files: Mapping[Path, bytes | None], message: Message) -> str:
    writes = {real_path(path): data for path, data in files.items()}
    read = plan.old_bytes()
    expected = {real_path(path): None if data is None else digest(data) for path, data in read.items()}
    adopted = [real_path(path) for path in plan.adopted]
    return write_files(repository, writes, expected, message, adopted, plan.notices)
