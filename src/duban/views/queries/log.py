"""The trail: what was written down when, by whom, about which day, in which commit; what was recorded late or by hand.

Pure: commits are handed in. An event belongs to the commit that first holds it, where the versions of its file were
read; else to the one that names its task and its 登记, and within one second its action.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from duban.core.audit.authorship import Authorship
from duban.core.books.books import BEIJING, Books, Item
from duban.core.cases.kinds import all_kinds
from duban.core.model.terms import Action
from duban.core.state.positions import former_ids
from duban.views.event_text import Fate, Line, event_text, journal_lines, late_text, who_text
from duban.views.footnotes import as_of, closing_notes, some_of
from duban.views.model.fields import Field, records_of, table_of
from duban.views.model.sheet import Cell, Column, Kind, Mark, Sheet

SHORT_SHA = 7
BY_HAND = "手工修改"
_WORDS = {"undo": "撤回", "commit": "改动入账"}


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit as the trail needs it: `actor` is who recorded, or git's author.

    `action` and `recorded_at` are None where duban did not make it, `release` also where one before 版本 did;
    `undoes` is the commit that it takes back.
    `odd_date` is what it says of its date where no moment can be made of that.
    """

    sha: str
    at: datetime
    actor: str
    subject: str
    tasks: tuple[str, ...]
    action: str | None = None
    recorded_at: datetime | None = None
    undoes: str | None = None
    odd_date: str = ""
    release: str | None = None


NOTHING: Mapping[str, Authorship] = MappingProxyType({})
Made = dict[tuple[str, datetime], list[Commit]]
"""What duban's commits say of themselves: task and 登记, and the commits of that second, oldest first."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the trail: an event of a journal, or a commit that left no event there (`line` is None)."""

    tasks: tuple[str, ...]
    recorded_at: datetime
    on: date | None
    action: str
    by: str
    text: str
    sha: str | None = None
    line: Line | None = None
    late_workdays: int = 0
    by_hand: bool = False
    odd_date: str | None = None
    became: str = ""
    release: str | None = None

    @property
    def corrected(self) -> bool:
        """Whether its event counts otherwise than it was written."""
        return self.line is not None and self.line.fate is Fate.CORRECTED

    @property
    def void(self) -> bool:
        """Whether its event was voided."""
        return self.line is not None and self.line.fate is Fate.VOID


def trail(
    books: Books,
    items: Sequence[Item],
    commits: Iterable[Commit],
    authors: Mapping[str, Authorship] = NOTHING,
) -> tuple[Step, ...]:
    """Every step of these tasks in the order in which they were written down; within a second, that of the commits.

    `authors` has by task who wrote its events, for the tasks whose versions were read.
    """
    wanted = {item.task.id for item in items}
    present = {old: item.task.id for item in items for old in former_ids(item.task)}
    commits = [
        replace(commit, tasks=tuple(dict.fromkeys(present.get(name, name) for name in commit.tasks)))
        for commit in commits
        if books.known is None or commit.at <= books.known
    ]
    made: Made = defaultdict(list)
    for commit in reversed(commits):
        if commit.recorded_at is not None:
            for task in commit.tasks:
                made[task, commit.recorded_at].append(commit)
    known = {commit.sha for commit in commits}
    steps = [step for item in items for step in _event_steps(books, item, made, authors, known)]
    told = {step.sha for step in steps if step.sha}
    taken_back = {commit.undoes for commit in commits}
    steps += [
        _commit_step(commit, [task for task in commit.tasks if task in wanted], authors, taken_back)
        for commit in commits
        if (commit.sha not in told or commit.action is None) and wanted.intersection(commit.tasks)
    ]
    releases = {commit.sha: commit.release for commit in commits}
    turn = {commit.sha: number for number, commit in enumerate(reversed(commits))}
    named = (replace(step, release=releases.get(step.sha)) if step.sha else step for step in steps)
    return tuple(sorted(named, key=lambda step: (step.recorded_at, turn.get(step.sha or "", len(turn)))))


def _event_steps(
    books: Books, item: Item, made: Made, authors: Mapping[str, Authorship], known: set[str]
) -> Iterator[Step]:
    turns: Counter[tuple[datetime, Action]] = Counter()
    read = authors.get(item.task.id)
    same: Counter[str] = Counter()
    for line in journal_lines(item):
        event = line.written
        if read is None:
            turn = turns[event.recorded_at, event.action]
            turns[event.recorded_at, event.action] += 1
            sha = _commit_of(made.get((item.task.id, event.recorded_at), []), event.action, turn)
        else:
            digest = line.digest
            writers = read.writers.get(digest, ())
            sha = writers[min(same[digest], len(writers) - 1)] if writers else None
            same[digest] += 1
        late = books.recorded_late(event.on, event.recorded_at)
        yield Step(
            tasks=(item.task.id,),
            recorded_at=event.recorded_at,
            on=event.on,
            action=event.action.english,
            by=event.by,
            text=event_text(event),
            sha=sha if sha in known else None,
            line=line,
            late_workdays=late,
        )


def _commit_of(commits: Sequence[Commit], action: Action, turn: int) -> str | None:
    """Among the commits of one task and second, oldest first, that of the event which is the `turn`th of its action."""
    fitting = [commit for commit in commits if commit.action == action.english] or commits
    return fitting[min(turn, len(fitting) - 1)].sha if fitting else None


def _commit_step(
    commit: Commit, tasks: list[str], authors: Mapping[str, Authorship], taken_back: set[str | None]
) -> Step:
    return Step(
        tasks=tuple(tasks),
        recorded_at=commit.recorded_at or commit.at,
        on=None,
        action=commit.action or "hand_edit",
        by=commit.actor,
        text=commit.subject,
        sha=commit.sha,
        by_hand=commit.action is None,
        odd_date=commit.odd_date or None,
        became=_became(commit, tasks, authors, taken_back),
    )


def _became(
    commit: Commit, tasks: list[str], authors: Mapping[str, Authorship], taken_back: set[str | None]
) -> str:
    """What became of what a commit of duban wrote, where no event of it stands in the journals now."""
    if commit.action is None or commit.undoes is not None:
        return ""
    if commit.sha in taken_back:
        return "（已撤回）"
    read = [authors[task] for task in tasks if task in authors]
    is_lost = any(commit.sha in each.lost for each in read) if len(read) == len(tasks) else True
    return "（流水里已没有这一笔）" if is_lost else ""


def trail_records(steps: Iterable[Step]) -> list[dict[str, Any]]:
    """The rows of `log --json`."""
    return records_of(_FIELDS, steps)


def trail_sheet(
    books: Books, items: Sequence[Item], steps: Sequence[Step], left_out: int = 0, gaps: Sequence[str] = ()
) -> Sheet:
    """The trail as people read it; `left_out` earlier steps are only counted, `gaps` is what git could not show.

    One task is shown with the digests that corrections name, several with their ids.
    """
    single = items[0] if len(items) == 1 else None
    title = f"{single.task.id} {single.task.title}" if single else f"留痕 {as_of(books)}"
    if not steps:
        return Sheet(title, ("没有记录。",), notes=(*gaps, *closing_notes(books)))
    paragraphs = (f"最近 {len(steps)} 笔，更早的 {left_out} 笔没有列出。",) if left_out else ()
    hidden = _TASKS if single else _DIGEST
    fields = [field for field in _FIELDS if field is not hidden]
    notes = (*_notes(books, steps, gaps), *closing_notes(books, items))
    return Sheet(title, paragraphs, (table_of(fields, steps),), notes)


def _tasks_text(step: Step) -> str:
    return step.tasks[0] + (f" 等{len(step.tasks)}件" if len(step.tasks) > 1 else "")


def _action(step: Step) -> str:
    if step.by_hand:
        return BY_HAND
    found = (each for kind in all_kinds() for each in kind.entries if each.english == step.action)
    return _WORDS.get(step.action) or str(next(found, step.action))


def _who(step: Step) -> str:
    return who_text(step.line.written) if step.line else step.by


def _recorded_text(step: Step) -> str:
    """When it was written down; the year is said where it is not that of the business date."""
    moment = _beijing(step.recorded_at)
    same = step.on is None or step.on.year == moment.year
    return f"{moment:%m-%d %H:%M}" if same else f"{moment:%Y-%m-%d %H:%M}"


def _text_cell(step: Step) -> Cell:
    text, mark = step.text, None
    if step.line is not None and step.line.fate is not Fate.KEPT:
        text, mark = f"【{step.line.fate.value}】{step.line.why or text}", Mark.MUTED
    elif step.by_hand:
        mark = Mark.SOON
    elif step.line is None:
        text, mark = f"{text}{step.became}", Mark.MUTED
    if step.odd_date:
        text = f"{text}（提交的日期不是日期：{step.odd_date}）"
    if step.line is not None and step.line.late:
        text, mark = late_text(step.line.written, text), Mark.LATE
    if step.late_workdays:
        return Cell(f"【迟登 {step.late_workdays} 个工作日】{text}", Mark.LATE)
    return Cell(text, mark)


_TASKS = Field[Step]("tasks", Column("编号", shrink=0), _tasks_text)
_DIGEST = Field[Step]("digest=line.digest", Column("摘要", shrink=0))
_FIELDS: tuple[Field[Step], ...] = (
    Field("", Column("日期", Kind.DATE, 0), lambda step: step.on or _beijing(step.recorded_at).date()),
    Field("", Column("登记", shrink=0), _recorded_text),
    _TASKS,
    Field("recorded_at on"),
    Field("action", Column("动作", shrink=0), _action),
    Field("by unit=line.unit", Column("单位和经办", shrink=2), _who),
    Field("text", Column("内容"), _text_cell),
    _DIGEST,
    Field("commit=sha", Column("提交", shrink=0), lambda step: step.sha and step.sha[:SHORT_SHA]),
    Field("release late_workdays late=line.late by_hand corrected void illegal=line.why odd_date"),
)


def _beijing(moment: datetime) -> datetime:
    return moment.astimezone(BEIJING)


def _notes(books: Books, steps: Sequence[Step], gaps: Sequence[str]) -> Iterator[str]:
    late = sum(bool(step.late_workdays) for step in steps)
    if late:
        allowed = books.policies.at(books.today).settings.record_within
        yield f"迟登 {late} 笔：登记比日期晚了 {allowed} 个工作日以上。"
    entered = sum(step.line is not None and step.line.late is not None for step in steps)
    if entered:
        yield f"补登 {entered} 笔：记进了已经结账的一期。"
    hand = [step.sha[:SHORT_SHA] for step in steps if step.by_hand and step.sha]
    if hand:
        yield f"手工修改 {len(hand)} 次（{some_of(hand)}）：没有经过 duban 的提交。"
    yield from gaps
    if any(step.sha is None for step in steps) and not gaps:
        yield "没有提交号的，是手工写进文件的，或者还没有提交。"
