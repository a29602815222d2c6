"""`renumber`: two clones gave one number; before they are merged, this side's takes the next. One way for all kinds.

A matter of the books, not of the case: allowed wherever it stands. Nothing entered is lost: 变更 of heads, 更正 of
entries.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from duban.cli.framework.context import Writing
from duban.cli.framework.option_types import option
from duban.cli.framework.output import say
from duban.cli.framework.prompts import Form
from duban.cli.options.task_options import ReasonText
from duban.cli.workflow.actions import act, amending, commit_message, common, tell, trial
from duban.core.actions.corrections import told, value_so_far
from duban.core.books.selection import resolve_id
from duban.core.cases.kinds import all_kinds, numbered
from duban.core.cases.results import RESULTS
from duban.core.cases.task import TASK
from duban.core.engine.journal import NUMBER, target_of
from duban.core.engine.kind import Kind
from duban.core.model.case_file import JOURNAL
from duban.core.model.events import Amend, Correct, Issue, raw_event
from duban.core.model.record import raw_record, read_record
from duban.core.model.results.records import ResultBook, ServeResult
from duban.core.model.results.terms import PREFIXES
from duban.core.model.terms import Action, YesNo
from duban.core.results.life import OPENS
from duban.errors import refusal
from duban.files.git.history import highest_elsewhere, tips
from duban.files.git.log import Message
from duban.files.workspace.evidence import EVIDENCE_FOLDER
from duban.files.workspace.records import read_if_sound
from duban.plan import FORMER, Plan, Touched, real_path

RENUMBER = "renumber"
Number = Annotated[
    str, typer.Argument(metavar="编号", help="撞上的编号：事项、督查、约谈、结果都行，可以简写")
]


def renumber(
    context: Writing,
    number: Number,
    *,
    event: Annotated[
        str | None, option("--event", "摘要", "已经合并、一个编号下有两件结果的，换哪一件")
    ] = None,
    reason: ReasonText = None,
) -> int:
    """换编号：两台电脑各用了同一个编号，合并以前，自己这边的一件换成下一个编号，提到它的地方一起换。

    先放弃合并（git merge --abort），换好再 git pull --no-rebase。事项、督查、约谈、结果都用它；没有撞上的不换。例：
    duban renumber DX-7 --reason 与北片组的编号撞上
    """
    form = Form(context)
    why = form.need(reason, "--reason", "为什么换", str)
    form.close()
    said: list[str] = []

    def prepare(plan: Plan) -> Message:
        old = _called(plan, number)
        twins = _openings(plan, old)
        if event is not None or len(twins) > 1:
            opened = _chosen(old, twins, event)
            change = _Change(plan, context, old, _next(plan, old), why)
            change.part(_book(plan, old), opened, twins)
        else:
            _refuse_own(plan, old)
            change = _Change(plan, context, old, _next(plan, old), why)
            change.whole()
        said.append(f"换编号 {old} 为 {change.new}")
        names = [name for name, touched in plan.touched.items() if touched.events]
        return commit_message(plan.hand, RENUMBER, said[0], dict.fromkeys((change.new, *names)))

    written = act(context, prepare)
    if written.states and not context.as_json:
        say(f"已{said[0]}{trial(context)}")
    return tell(context, said[0] if not context.as_json else RENUMBER, written)


@dataclass(slots=True)
class _Change:
    """A number that becomes another one: what is written for it."""

    plan: Plan
    context: Writing
    old: str
    new: str
    reason: str
    moved: dict[str, str] = field(default_factory=dict)

    def whole(self) -> None:
        """The file, what it kept as evidence, and every place of these books that names the number."""
        for kind in (TASK, *numbered(), RESULTS):
            for path in list(self.plan.workspace.files(kind)):
                if self.old in _text(self.plan, path):
                    self._rewrite(self._open(kind, path))
        if self.old.partition("-")[0] not in PREFIXES.values():
            self._relocate()
        for old, new in self.moved.items():
            source = self.plan.workspace.root / old
            if source.is_file():
                data = source.read_bytes()
                self.plan.put(self.plan.workspace.root / new, data, None)
                self.plan.put(source, None, data)
        self._tell_left()

    def part(self, book: Touched, opened: Any, twins: Sequence[Any]) -> None:  # noqa: ANN401 - entries of results
        """One of two results that a merge put under one number: with what followed for its unit."""
        units = [each.unit for each in twins]
        alone = units.count(opened.unit) == 1
        for entry in book.file.journal:
            own = entry is opened or (
                alone
                and getattr(entry, "number", None) == self.old
                and entry.action not in OPENS
                and entry.unit == opened.unit
            )
            if own:
                self._correct(book, entry)
        if not alone:
            text = f"{self.old} 的两件是同一个单位的，后来的送达、撤销等仍记在 {self.old} 名下"
            self.plan.note("steps-stay", text, f"是 {self.new} 的，作废以后另记：duban circulate amend")
        self._tell_papers([opened])

    def _open(self, kind: Kind, path: Path) -> Touched:
        if kind is RESULTS:
            return self.plan.open_journal(RESULTS, path, ResultBook(year=path.stem))
        return self.plan.open_case(path.stem)

    def _rewrite(self, touched: Touched) -> None:
        head = raw_record(touched.file)
        head.pop(JOURNAL, None)
        changes = {key: self._put(value) for key, value in head.items() if key != FORMER}
        changes = {key: value for key, value in changes.items() if value != head[key]}
        own = changes.get(NUMBER) == self.new
        if own and touched.kind is TASK:
            changes[FORMER] = self.old
        for entry in touched.file.journal:
            if not isinstance(entry, Correct | Amend):
                self._correct(touched, entry)
        amend = amending(self.plan, self.context, self.reason)
        for key, value in changes.items():
            self._write(touched, amend(key, head.get(key), value))
        if own or touched.kind is RESULTS:
            self._tell_papers([each for each in touched.file.journal if self._is_own(each, touched)])
        if changes:
            self.plan.set_head(touched, changes)

    def _is_own(self, entry: Any, touched: Touched) -> bool:  # noqa: ANN401 - entries of any kind
        return touched.kind is not RESULTS or getattr(entry, "number", None) == self.old

    def _correct(self, touched: Touched, entry: Any) -> None:  # noqa: ANN401 - entries of any kind
        """A 更正 that writes the new number wherever an entry, as corrected so far, has the old one."""
        journal, raw = touched.file.journal, raw_event(entry)
        last = [each for each in journal if isinstance(each, Correct) and each.target == target_of(entry)]
        if last and last[-1].void is YesNo.YES:
            return
        held = value_so_far(journal, entry)
        now = raw | held
        changed = {key: new for key, value in now.items() if (new := self._put(value)) != value}
        if changed:
            self._write(touched, self._correction(touched, entry, held | changed))

    def _correction(self, touched: Touched, entry: Any, value: dict[str, Any]) -> Correct:  # noqa: ANN401 - of any kind
        record = touched.kind.entries[Action.CORRECT]
        kind = next(each.type for each in msgspec.structs.fields(record) if each.name == "target")
        target = read_record(raw_record(target_of(entry)), kind)
        said = common(self.plan, self.context) | {"reason": self.reason}
        made: Correct = record(**said, target=target, value=value)
        return made

    def _write(self, touched: Touched, entry: Any) -> None:  # noqa: ANN401 - entries of any kind
        entry = self.plan.admit(entry)
        self.plan.check_texts(touched.kind.raw(entry), self.old)
        touched.events.append(entry)
        touched.file = msgspec.structs.replace(touched.file, journal=(*touched.file.journal, entry))

    def _put(self, value: Any) -> Any:  # noqa: ANN401 - whatever a file may hold
        """`value` with the new number in place of the old one; evidence below its folder moves."""
        if isinstance(value, list | tuple):
            return [self._put(each) for each in value]
        if isinstance(value, dict):
            return {key: self._put(each) for key, each in value.items()}
        if not isinstance(value, str):
            return value
        new = re.sub(rf"(?<![A-Za-z0-9]){self.old}(?![0-9])", self.new, value)
        if new != value and value.startswith(f"{EVIDENCE_FOLDER}/{self.old}/"):
            self.moved[value] = new
        return new

    def _relocate(self) -> None:
        touched = self.plan.touched.pop(self.old)
        touched.moved_from, touched.path = touched.path, touched.path.with_name(f"{self.new}.yaml")
        self.plan.touched[self.new] = touched

    def _tell_papers(self, entries: Sequence[Any]) -> None:
        """Papers that went out bear the old number: they are not in the books, people hold them."""
        papers = dict.fromkeys(paper for each in entries if (paper := _paper(each)))
        if papers:
            text = f"已经发出的写的是旧编号 {self.old}：{'；'.join(papers)}"
            self.plan.note("papers-out", text, f"告诉收到的单位：编号换成了 {self.new}")

    def _tell_left(self) -> None:
        """Files whose entries cannot be put right and name the number."""
        kinds = [kind for kind in all_kinds() if kind not in (TASK, RESULTS, *numbered())]
        files = (path for kind in kinds for path in self.plan.workspace.files(kind))
        left = [self.plan.workspace.label(path) for path in files if self.old in _text(self.plan, path)]
        if left:
            text = f"{'、'.join(left)} 里写的还是 {self.old}，没有改"
            self.plan.note(
                "old-number-stays", text, "列入计划的，先移出 旧编号 再列入 新编号：duban inspect plan"
            )


def _paper(entry: Any) -> str:  # noqa: ANN401 - entries of any kind
    """A paper that an entry says has gone out; "" for none."""
    number = getattr(entry, "doc_no", None)
    if isinstance(entry, Issue):
        return f"{entry.on} {entry.kind}{number or ''}"
    if isinstance(entry, ServeResult):
        return f"{entry.on} 送达{entry.receiver}（{entry.paper}）"
    return f"{entry.on} {entry.action} {number}" if number else ""


def _text(plan: Plan, path: Path) -> str:
    return (plan.workspace.pending.data(path) or b"").decode(errors="replace")


def _called(plan: Plan, word: str) -> str:
    held = plan.workspace
    shelves = [path.stem for kind in numbered() for path in held.files(kind)]
    known = [*(path.stem for path, _ in held.task_files()), *shelves, *plan.results().matters]
    return resolve_id(word, dict.fromkeys(known, ""), called="编号")


def _book(plan: Plan, number: str) -> Touched:
    year = number.split("-")[1]
    path = plan.workspace.root / RESULTS.folder / f"{year}.yaml"
    return plan.open_journal(RESULTS, path, ResultBook(year=year))


def _openings(plan: Plan, number: str) -> list[Any]:
    """The entries that opened a result under this number; none of another kind."""
    if number.partition("-")[0] not in PREFIXES.values():
        return []
    return list(_opened(_book(plan, number).file, number))


def _opened(book: ResultBook, number: str) -> Iterator[Any]:
    journal: tuple[Any, ...] = book.journal
    for entry in journal:
        if entry.action in OPENS:
            now = raw_event(entry) | value_so_far(journal, entry)
            if now[NUMBER] == number:
                yield entry


def _chosen(number: str, twins: Sequence[Any], word: str | None) -> Any:  # noqa: ANN401 - entries of results
    found = [each for each in twins if word is not None and target_of(each).digest.startswith(word.lower())]
    if len(twins) < 2:  # noqa: PLR2004 - one is no twin
        raise refusal(
            "not-doubled", f"{number} 只有一件，不用 --event", f"duban renumber {number} --reason …"
        )
    if len(found) != 1:
        text = f"{number} 下有{len(twins)}件：{'；'.join(map(told, twins))}"
        raise refusal(
            "ambiguous-event", text, f"写明换哪一件：--event {target_of(twins[-1]).digest}（后来的一件）"
        )
    return found[0]


def _next(plan: Plan, old: str) -> str:
    """The next number that neither these books nor any branch that was fetched has given."""
    prefix, year, _ = old.split("-")
    ledger, repository = plan.workspace.ledger_of(old), plan.repository
    if prefix in PREFIXES.values():
        path = plan.workspace.root / RESULTS.folder / f"{year}.yaml"
        pattern = re.compile(rf"{prefix}-{year}-([0-9]{{4,}})")
        given = max(map(int, pattern.findall(_text(plan, path))), default=0)
    else:
        found = plan.workspace.find_case(old)
        path = found[1].parent if found is not None else plan.open_task(old).path.parent
        free = plan.next_id(ledger, int(year)) if ledger is not None else plan.number(prefix, int(year), path)
        given = int(free.rpartition("-")[2]) - 1
    elsewhere = highest_elsewhere(repository, repository.relative(real_path(path)), prefix, int(year))
    return f"{prefix}-{year}-{max(given, elsewhere) + 1:04d}"


def _refuse_own(plan: Plan, old: str) -> None:
    """Raises DubanError where no other branch has another matter under the number: a number is for life."""
    is_result = old.partition("-")[0] in PREFIXES.values()
    touched = _book(plan, old) if is_result else plan.open_case(old)
    path, own = touched.path, _begun(touched.file, old)
    name = plan.repository.relative(real_path(path))
    for tip in tips(plan.repository):
        theirs: Any = read_if_sound(
            plan.repository.show(tip, name), plan.workspace.label(path), touched.kind.record
        )
        other = theirs and _begun(theirs, old)
        if other is not None and other != own:
            return
    text = f"没有看到别的分支也用了 {old}：编号终身不变，没有撞上的不换"
    raise refusal("not-doubled", text, "先取回别人的：git fetch；还没有撞上的不用换")


def _begun(file: Any, number: str) -> Any:  # noqa: ANN401 - a file of any kind, and its first entry
    """The entry that began what bears this number, with what it is about; None where there is none."""
    if isinstance(file, ResultBook):
        return next(_opened(file, number), None)
    return (first.recorded_at, first.by, file.title) if (first := next(iter(file.journal), None)) else None
