"""`commit`: hand edits into the books: every changed file checked, changed heads explained by a 变更, one commit.

Sorts the changed files and gathers what is wrong; what may be changed says core/cases/hand_edits.py.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Annotated

from msgspec.structs import replace

from duban.cli.commands.hand_edits.other_files import check_other, text_faults
from duban.cli.framework.context import Writing
from duban.cli.framework.option_types import option
from duban.cli.framework.output import emit, say, show_problems
from duban.cli.framework.prompts import ask, can_ask
from duban.cli.workflow.actions import (
    act,
    amending,
    commit_message,
    common,
    event_records,
    notice_records,
    outcome,
    tell_commit,
    trial,
)
from duban.cli.workflow.registration import unit_problems
from duban.core.cases.hand_edits import (
    find_added_faults,
    find_closed_faults,
    find_faults,
    unexplained_changes,
)
from duban.core.cases.task import TASK
from duban.core.engine.edit import Edit, compare
from duban.core.engine.journal import as_corrected
from duban.core.engine.kind import NUMBERED_FILE
from duban.core.model.case_file import JOURNAL
from duban.core.model.events import Done, Event, Register, Verify
from duban.core.model.people import find_leader_faults
from duban.core.model.record import Fault
from duban.core.model.task import Task
from duban.core.model.terms import Action
from duban.core.model.unit_register import find_doubled
from duban.errors import DubanError, Level, Problem, error_in
from duban.files.disk.listing import is_there
from duban.files.git.attributes import ATTRIBUTES
from duban.files.git.log import Message
from duban.files.git.repository import Repository
from duban.files.workspace.evidence import MAX_EVIDENCE_BYTES, digest_of
from duban.files.workspace.records import placed, read_data, read_if_sound
from duban.files.workspace.workspace import CONFIG, EVIDENCE, LEDGER, YEAR, Ledger
from duban.files.yaml.explain import TWO_MATTERS
from duban.files.yaml.reader import MAX_BYTES, parse_yaml, read_bytes_limited
from duban.plan import Plan, Touched, rendered

NEEDS_REASON = "手工改动了要素"


@dataclass(slots=True)
class Gathered:
    """What one run of `commit` found: files taken in, files left out, events, numbers, problems."""

    taken: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    events: list[tuple[str, Event]] = field(default_factory=list)
    tasks: list[str] = field(default_factory=list)
    cases: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def commit(
    context: Writing,
    reason: Annotated[str | None, option("--reason -m", "原因", "为什么改；改了要素时必须写")] = None,
) -> int:
    """手工改动入账：在编辑器里改过的文件，检查无误后入账，改了的要素记一笔变更。

    已经入账的流水不能改、不能删，只能往后添；记错的一笔用 duban amend --event 更正。有一处不对就都不入账。
    """
    if reason is None and can_ask(context):
        reason = ask("为什么改", optional=True) or None
    gathered = Gathered()

    def prepare(plan: Plan) -> Message | None:
        repository = plan.repository
        for path, kind in _changed(repository, plan):
            _take_in(plan, context, repository, path, kind, reason, gathered)
        errors = [problem for problem in gathered.problems if problem.level is Level.ERROR]
        if errors:
            raise DubanError(*gathered.problems)
        plan.notices += gathered.problems
        if not plan.files:
            return None
        return commit_message(
            plan.hand, "commit", _subject(plan, gathered), (*gathered.tasks, *gathered.cases)
        )

    written = act(context, prepare)
    if written.recovered:
        show_problems([Problem(Level.NOTICE, "recovered", written.recovered)])
    show_problems(written.notices)
    if context.as_json:
        data = {
            "action": "commit",
            **outcome(context, written),
            "left_out": gathered.left_out,
            "tasks": gathered.tasks,
            "events": event_records(gathered.events),
            "notices": notice_records(written),
        }
        emit(data, context)
        return 0
    say(*(f"入账 {line}{trial(context)}" for line in gathered.taken))
    if gathered.left_out:
        say(f"没有入账（不是台账文件）：{'、'.join(gathered.left_out)}")
    tell_commit(written)
    if not written.paths:
        say("没有需要入账的手工改动")
    return 0


def _changed(repository: Repository, plan: Plan) -> Iterator[tuple[Path, str]]:
    """The files of the workspace that differ from the last commit, heads and policies before tasks."""
    root = plan.workspace.root.resolve()
    for change in repository.changed_paths(repository.relative(root)):
        path = (repository.root / change.path).relative_to(root)
        yield plan.workspace.root / path, change.kind


def _subject(plan: Plan, gathered: Gathered) -> str:
    if len(gathered.tasks) == 1:
        entry = plan.open_task(gathered.tasks[0])
        return f"手工改动 {entry.task.id}：{entry.task.title}"
    if gathered.tasks:
        return f"手工改动 {len(gathered.tasks)}件：{gathered.tasks[0]} 等"
    return f"手工改动 {'、'.join(plan.workspace.label(path) for path in plan.files)}"


def _take_in(
    plan: Plan,
    context: Writing,
    repository: Repository,
    path: Path,
    kind: str,
    reason: str | None,
    gathered: Gathered,
) -> None:
    label = plan.workspace.label(path)
    ledger = _ledger_of(plan, path)
    if kind == "conflict" or _has_conflict_marks(path):
        text = "文件里有没有解决的合并冲突"
        unsolved = error_in(label, "conflict", text, "改好冲突的几行，去掉 <<<<<<< ======= >>>>>>>")
        read = parse_yaml(path.read_bytes(), label)[1] if path.is_file() else ()
        gathered.problems += [each for each in read if TWO_MATTERS in each.message] or [unsolved]
        return
    if ledger is None and not _is_known(plan, label):
        gathered.left_out.append(label)
        return
    old = repository.show("HEAD", repository.relative(path)) if repository.head() else None
    data = _limited(path, label) if is_there(path) else None
    if isinstance(data, Problem):
        gathered.problems.append(data)
    elif ledger is not None and path.name != LEDGER:
        found = _Files(plan, context, path, label, ledger)
        gathered.problems += found.take(old, data, reason, gathered)
    else:
        problems = check_other(plan, path, old, data)
        gathered.problems += problems
        if not any(problem.level is Level.ERROR for problem in problems):
            plan.adopt(path, data, data)
            if NUMBERED_FILE.fullmatch(path.name) is not None:
                gathered.cases.append(path.stem)
            gathered.taken.append(label if data is not None else f"{label}（删去）")


def _limited(path: Path, label: str) -> bytes | Problem:
    """The bytes of a file that may be taken in; evidence may be as large as where it is copied."""
    return read_bytes_limited(
        path, label, MAX_EVIDENCE_BYTES if label.startswith(f"{EVIDENCE}/") else MAX_BYTES
    )


def _is_known(plan: Plan, label: str) -> bool:
    parts = PurePosixPath(label).parts
    heads = {ledger.folder.name for ledger in plan.workspace.ledgers}
    in_ledger = len(parts) > 1 and (parts[0] in heads or parts[1:] == (LEDGER,))
    return (
        label in (CONFIG, ATTRIBUTES)
        or parts[0] in plan.workspace.reserved
        or (in_ledger and parts[-1] == LEDGER)
    )


def _ledger_of(plan: Plan, path: Path) -> Ledger | None:
    """The ledger in whose year folder a task file stands."""
    folder = path.parent.parent
    is_task = (
        path.suffix == ".yaml"
        and YEAR.fullmatch(path.parent.name) is not None
        and not path.name.startswith(".")
    )
    return next((held for held in plan.workspace.ledgers if is_task and held.folder == folder), None)


def _has_conflict_marks(path: Path) -> bool:
    if path.suffix != ".yaml" or not path.is_file():
        return False
    with path.open("rb") as file:
        lines = file.read(1 << 20).split(b"\n")
    return any(line.startswith(b"<<<<<<< ") for line in lines) and any(line == b"=======" for line in lines)


@dataclass(frozen=True, slots=True)
class _Files:
    """One task file under the eyes of `commit`."""

    plan: Plan
    context: Writing
    path: Path
    label: str
    ledger: Ledger

    def take(
        self, old: bytes | None, data: bytes | None, reason: str | None, gathered: Gathered
    ) -> list[Problem]:
        """Take the file in, or say what is wrong with it."""
        if data is None:
            text = "已经入账的事项不能删去"
            name = self.path.stem
            fix = f"取回：git checkout -- {self.label}；不办了：duban withdraw {name} --reason …"
            return [error_in(self.label, "task-deleted", text, fix)]
        task, problems = read_data(data, self.label, Task)
        if task is None or any(problem.level is Level.ERROR for problem in problems):
            return list(problems)
        before = read_if_sound(old, self.label, Task)
        faults = [*self._place_faults(task), *text_faults(task), *self._evidence_faults(task)]
        if before is None:
            edit = Edit(added=tuple(enumerate(task.journal)))
            events = self._registration(task)
        else:
            edit = compare(before, task)
            events = self._amendments(edit, reason, faults)
        if not faults:
            faults += self._decided(before, task, edit)
        found = [placed(fault, data, self.label) for fault in faults]
        found += self._units(task, before, data)
        found += self._leaders(task, before, data)
        if any(problem.level is Level.ERROR for problem in found):
            return [*problems, *found]
        touched = Touched(TASK, self.path, task, data, self.ledger, events=[*events])
        self.plan.adopt(self.path, rendered(touched), data)
        gathered.events += [(task.id, event) for event in events]
        gathered.tasks.append(task.id)
        gathered.taken.append(f"{task.id}：{task.title}（{_told(before, edit)}）")
        return [*problems, *found]

    def _place_faults(self, task: Task) -> list[Fault]:
        if task.id != self.path.stem:
            text = f"文件名是 {self.path.stem}，里面的编号却是 {task.id}"
            return [Fault(("编号",), "id-not-filename", text, "编号终身不变：改回原样")]
        prefix, year, _ = task.id.split("-")
        if prefix != self.ledger.head.prefix or year != self.path.parent.name:
            text = (
                f"编号 {task.id} 与所在的文件夹 {self.path.parent.parent.name}/{self.path.parent.name} 不符"
            )
            return [
                Fault(
                    ("编号",),
                    "wrong-ledger",
                    text,
                    f"这里的编号是 {self.ledger.head.prefix}-{self.path.parent.name}-…",
                )
            ]
        return []

    def _registration(self, task: Task) -> list[Event]:
        """A new file without its 立项 gets one."""
        if any(event.action is Action.REGISTER for event in task.journal):
            return []
        return [self.plan.admit(Register(**common(self.plan, self.context)))]

    def _amendments(self, edit: Edit, reason: str | None, faults: list[Fault]) -> list[Event]:
        changes = unexplained_changes(edit)
        if changes and reason is None:
            named = "、".join(changes)
            text = f"{NEEDS_REASON}（{named}），要写明原因"
            faults.append(Fault((next(iter(changes)),), "missing-reason", text, "duban commit --reason 原因"))
            return []
        make = amending(self.plan, self.context, reason or "")
        return [self.plan.admit(make(key, old, new)) for key, (old, new) in changes.items()]

    def _decided(self, before: Task | None, task: Task, edit: Edit) -> list[Fault]:
        ground = self.plan.ground(self.plan.open_task(task.id), children=True)
        now = self.plan.hand.moment
        late = find_closed_faults(edit.added, self.plan.workspace.closings)
        if before is None:
            return [*late, *find_added_faults(task, (), edit.added, ground, now)]
        return [*late, *find_faults(before, task, edit, ground, now)]

    def _evidence_faults(self, task: Task) -> list[Fault]:
        faults = []
        for number, event in enumerate(as_corrected(task.journal)):
            for proof in event.evidence if isinstance(event, Done | Verify) else ():
                file = self.plan.workspace.root / proof.path
                if not file.is_file() or digest_of(file) != proof.sha256:
                    text = f"证据不在，或与流水里记的不同：{proof.path}"
                    fix = f"证据放在 {EVIDENCE}/{task.id}/ 下，不改动"
                    faults.append(Fault((JOURNAL, number, "证据"), "evidence-gone", text, fix))
        return faults

    def _leaders(self, task: Task, before: Task | None, data: bytes) -> list[Problem]:
        """Leaders who are no leaders of that day, where the hand wrote new ones."""
        roll, on = self.plan.roll, self.context.on
        known = {fault.message for fault in find_leader_faults(before, roll, on)} if before else set()
        faults = (fault for fault in find_leader_faults(task, roll, on) if fault.message not in known)
        return [placed(fault, data, self.label, Level.NOTICE) for fault in faults]

    def _units(self, task: Task, before: Task | None, data: bytes) -> list[Problem]:
        """Unknown units and units that stand twice, where the hand wrote new ones."""
        known = {*before.leads, *before.support} if before else set()
        names = [name for name in (*task.leads, *task.support) if name not in known]
        changed = before is None or (before.leads, before.support) != (task.leads, task.support)
        twice = find_doubled(task, self.plan.workspace.register) if changed else ()
        advice = "从牵头单位或配合单位里去掉一个"
        found = [placed(replace(fault, advice=advice), data, self.label) for fault in twice]
        for problem in unit_problems(self.plan.workspace, names):
            fault = Fault(("牵头单位",), problem.code, problem.message, problem.advice)
            found.append(placed(fault, data, self.label, problem.level))
        return found


def _told(before: Task | None, edit: Edit) -> str:
    if before is None:
        return "新事项"
    words = [f"要素：{'、'.join(edit.changes)}"] if edit.changes else []
    words += [f"流水添 {len(edit.added)} 笔"] if edit.added else []
    return "；".join(words) or "只改了写法"
