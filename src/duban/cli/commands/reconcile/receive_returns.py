"""`reconcile --against`: takes in the units' side (statements, workspaces), compares it, keeps the result.

Reads the files and fills the plan; how a return is read say the importers, what differs core/statements/matching.py.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import msgspec

from duban.cli.commands.reconcile.period_journal import append_of_unit, period_message, refuse_settled
from duban.cli.commands.reconcile.unit_books import (
    Desk,
    lay_out,
    named,
)
from duban.cli.framework.context import Balancing
from duban.cli.framework.output import emit, say
from duban.cli.workflow.actions import act, common, outcome, tell
from duban.core.books.books import Books
from duban.core.model.terms import BookAction
from duban.core.periods.closings import option
from duban.core.periods.spans import Span
from duban.core.statements.matching import Compared, Ours, compare_statement, compare_workspace
from duban.core.statements.sides import row_of, upstream_tasks
from duban.core.statements.statement_form import OTHER_SHEET
from duban.core.statements.unit_journal import Answered, Reply, ReturnForm, UnitPeriod, read_reply, sent_of
from duban.errors import DubanError, Level, Place, Problem, error_in, misuse
from duban.files.disk.sandbox import confined, limits_for
from duban.files.git.log import Message
from duban.files.workspace.format_gate import NEWER
from duban.files.workspace.workspace import CONFIG, Workspace
from duban.files.workspace.workspace import open_workspace as open_at
from duban.files.yaml.reader import read_bytes_limited
from duban.importers.statements.check_against_sent import find_changes, find_strangers, unit_of
from duban.importers.statements.read_statement import Reading, Return, read_return
from duban.plan import Plan
from duban.views.period.differences import difference_records, difference_sheet, reply_records

MOST_BYTES = 30 * 1024 * 1024
WORD = "来单"


@dataclass(frozen=True, slots=True)
class Parcel:
    """One thing that came back: a statement that was read, or the unit's own books."""

    path: Path
    unit: str
    digest: str | None
    held: Return | Books
    notices: tuple[Problem, ...] = ()

    @property
    def form(self) -> ReturnForm:
        """What it is."""
        return self.held.form if isinstance(self.held, Return) else ReturnForm.WORKSPACE


@dataclass(frozen=True, slots=True)
class Request:
    """What `--against` was asked: paths, the units they must be of, confirmed matches, whether later ones replace."""

    paths: tuple[Path, ...]
    units: tuple[str, ...]
    matches: Mapping[str, str]
    replace: bool


def read_matches(words: Sequence[str], paths: Sequence[Path]) -> dict[str, str]:
    """对方编号=我方编号, each side once, of one return. Raises UsageError for anything else."""
    if words and len(paths) > 1:
        text = "--match 说的是哪一份来单，看不出来。"
        raise misuse("usage-match", text, "一次只写一个文件：--against 文件 --match …")
    found: dict[str, str] = {}
    for word in words:
        theirs, sign, ours = (part.strip() for part in word.replace("＝", "=").rpartition("="))
        if not (sign and theirs and ours):
            text = f"--match：“{word}”不是 对方编号=我方编号。"
            raise misuse("usage-match", text, "例如 --match A-7=WJ-2026-0001")
        if theirs in found:
            raise misuse("usage-match", f"--match：{theirs} 写了两次。", "对方的一件只能对一件")
        found[theirs] = ours.upper()
    return found


def take_answers(context: Balancing, span: Span, request: Request) -> int:
    """Compare everything that came back with our books and keep the result, all or nothing, in one commit."""
    entries: list[tuple[str, Answered]] = []
    replies: list[Reply] = []

    def prepare(plan: Plan) -> Message:
        workspace = plan.workspace
        refuse_settled(workspace.closings, span, WORD)
        desk = lay_out(context, workspace, span)
        parcels = _open_all(workspace, desk, request)
        for parcel in parcels:
            compared = _compare(parcel, desk, request.matches)
            plan.notices += parcel.notices
            missing = _not_listed(parcel, desk)
            if missing:
                text = f"{parcel.unit}的对账单发出以后又列入 {len(missing)} 件，这次没有对：{'、'.join(missing[:5])}"
                plan.note("rows-since", text, f"重新发出：duban reconcile {option(span)} --statements 文件夹")
            if compared.doubled:
                text = f"{parcel.unit}有几件写着同一个上级编号，按没有分解的那一件比对：{'、'.join(compared.doubled)}"
                plan.note("doubled-upstream", text)
            entry = _entry(plan, context, parcel, compared)
            entries.append((parcel.unit, entry))
            append_of_unit(plan, span, parcel.unit, entry)
            replies.append(_reply(span, desk, parcel.unit, entry))
        units = [parcel.unit for parcel in parcels]
        subject = f"{WORD} {span.label}：{named(units)}"
        return period_message(plan, BookAction.RECONCILE_AGAINST, subject, span, units=units)

    written = act(context, prepare)
    data = {"period": span.label, "units": reply_records(replies), **outcome(context, written)}
    if not context.as_json:
        emit(difference_sheet(span, replies), context)
        say("")
    data["differences"] = difference_records(replies)
    return tell(context, f"{WORD} {span.label}", written, data)


def _entry(plan: Plan, context: Balancing, parcel: Parcel, compared: Compared) -> Answered:
    return Answered(
        **common(plan, context),
        file=parcel.path.name or parcel.path.resolve().name,
        sha256=parcel.digest,
        form=parcel.form,
        rows=compared.rows,
        empty=compared.empty,
        answers=compared.answers,
        others=compared.others,
        differences=compared.differences,
        matches=compared.matches,
    )


def _reply(span: Span, desk: Desk, unit: str, entry: Answered) -> Reply:
    """Where the reconciliation with the unit will stand with this entry: what was settled before stays settled."""
    held = desk.journals.get(unit) or UnitPeriod(period=span.label, unit=unit)
    return read_reply(msgspec.structs.replace(held, journal=(*held.journal, entry)), unit)


def _open_all(workspace: Workspace, desk: Desk, request: Request) -> list[Parcel]:
    """Every return opened and found fit to be compared. Raises DubanError with all faults of all of them."""
    problems: list[Problem] = []
    parcels: list[Parcel] = []
    units = tuple(desk.units(request.units))
    for path in request.paths:
        place = path if path.is_absolute() else Path.cwd() / path
        try:
            if place.is_dir():
                parcels.append(_open_folder(workspace, desk, place, units, request.matches))
            else:
                parcels.append(_open_file(desk, place, units, problems))
        except DubanError as error:
            problems += error.problems
    problems += _twice(parcels, desk, request)
    if problems:
        raise DubanError(*problems)
    return parcels


def _twice(parcels: Sequence[Parcel], desk: Desk, request: Request) -> list[Problem]:
    """Two returns of one unit in a call, or one more than the books hold without --replace."""
    found: list[Problem] = []
    seen: dict[str, Path] = {}
    for parcel in parcels:
        if parcel.unit in seen:
            text = f"{parcel.unit}有两份：{seen[parcel.unit].name} 和 {parcel.path.name}"
            found.append(error_in(parcel.path.name, "two-returns", text, "只写要用的那一份"))
        seen[parcel.unit] = parcel.path
        reply = desk.replies.get(parcel.unit)
        if reply is not None and reply.answered is not None and not request.replace:
            held = reply.answered
            text = f"{parcel.unit}在 {held.on} 已经来过单（{held.file}）"
            advice = "以这一份为准，加 --replace；原来的签认随之作废，已核定而没有变的差异照旧"
            found.append(error_in(parcel.path.name, "answered-already", text, advice))
    return found


def _open_file(desk: Desk, path: Path, units: Sequence[str], problems: list[Problem]) -> Parcel:
    data = read_bytes_limited(path, path.name, MOST_BYTES)
    if isinstance(data, Problem):
        raise DubanError(data)
    held, faults = confined(lambda: read_return(data, path.name), Reading, path.name, limits=limits_for(data))
    if held is None:
        raise DubanError(*faults)
    issued, register = desk.issued, desk.found.books.register
    strangers = find_strangers(held, issued, register, units)
    unit = unit_of(held, register, issued)
    if strangers or unit is None:
        raise DubanError(*strangers)
    problems += [
        *find_changes(held, issued, unit, sent_of(desk.journals.get(unit))),
        *held.problems,
        *_listed_already(held, desk, unit),
    ]
    return Parcel(path, unit, sha256(data).hexdigest(), held, faults)


def _listed_already(held: Return, desk: Desk, unit: str) -> list[Problem]:
    """Tasks under 另有事项 that stand in the statement itself."""
    rows = {row.id for row in desk.rows[unit]}
    return [
        held.problem(
            "other-is-ours",
            f"“{OTHER_SHEET}”里的 {other.their_id} 就在对账单里。",
            "填在对账单那一行的“贵方”各栏",
        )
        for other in held.others
        if other.their_id in rows
    ]


def _open_folder(
    workspace: Workspace,
    desk: Desk,
    path: Path,
    units: Sequence[str],
    matches: Mapping[str, str],
) -> Parcel:
    """The unit's own workspace, read only, as of the same day."""
    root = next((each for each in (path, path / "ledgers") if (each / CONFIG).is_file()), None)
    if root is None:
        text = f"文件夹 {path.name} 里没有 {CONFIG}，不是单位的 duban 工作区"
        raise DubanError(error_in(path.name, "not-a-workspace", text, "对账单逐个写上文件：--against 文件…"))
    if root.resolve() == workspace.root.resolve():
        text = "这是我方自己的工作区，不能和自己对账"
        raise DubanError(error_in(path.name, "own-workspace", text, "写单位的工作区"))
    theirs = open_at(root).books(desk.found.until)
    broken = [each for each in theirs.unread if each.level is Level.ERROR or each.code == NEWER]
    if broken:
        raise DubanError(*(_theirs(problem, path) for problem in broken))
    unit = _unit_of_workspace(desk, theirs, units, path, matches)
    return Parcel(path, unit, None, theirs)


def _theirs(problem: Problem, path: Path) -> Problem:
    """A problem of their workspace, with its place told from ours."""
    place = problem.place
    where = replace(place, path=f"{path.name}/{place.path}") if place else Place(str(path))
    return replace(problem, level=Level.ERROR, place=where)


def _unit_of_workspace(
    desk: Desk, theirs: Books, units: Sequence[str], path: Path, matches: Mapping[str, str]
) -> str:
    """Whose workspace it is: as told, by its 名称, or by who leads all the tasks of ours that it names."""
    books = desk.found.books
    named_here = {*upstream_tasks(theirs, books.config.code), *matches.values()}
    if len(units) > 1:
        text = f"--unit 写了{len(units)}个单位，看不出 {path.name} 是哪一个的"
        raise DubanError(
            error_in(path.name, "unit-unclear", text, "一次对一个工作区：--against 文件夹 --unit 单位")
        )
    mine = [item for name in named_here if (item := books.find(name))]
    candidates = units or _by_name(desk, theirs)
    if not candidates:
        leading = [unit for unit in desk.rows if mine and all(row_of(item, unit, books) for item in mine)]
        candidates = tuple(leading)
    if len(candidates) != 1:
        who = "、".join(unit for unit in desk.rows if any(row_of(item, unit, books) for item in mine))
        text = f"看不出 {path.name}（{theirs.config.name}）是哪个单位的工作区"
        raise DubanError(
            error_in(
                path.name, "unit-unclear", text, f"加 --unit 单位；它的事项由这些单位牵头：{who or '没有'}"
            )
        )
    side = Ours(candidates[0], desk.rows[candidates[0]], books)
    if not mine and not compare_workspace(side, theirs, {}).others:
        text = f"{path.name}（{theirs.config.name}）里没有一件我方的事项"
        advice = f"事项里要写 上级编号: {{工作区号: {books.config.code}, 编号: …}}"
        raise DubanError(error_in(path.name, "no-common-task", text, advice))
    return candidates[0]


def _by_name(desk: Desk, theirs: Books) -> tuple[str, ...]:
    register, name = desk.found.books.register, theirs.config.name
    return tuple(unit for unit in desk.rows if register.same(unit, name))


def _not_listed(parcel: Parcel, desk: Desk) -> tuple[str, ...]:
    """Rows of the unit that its statement did not have yet when it was sent."""
    if not isinstance(parcel.held, Return):
        return ()
    listed = {row.id for row in parcel.held.rows}
    return tuple(row.id for row in desk.rows[parcel.unit] if row.id not in listed)


def _compare(parcel: Parcel, desk: Desk, matches: Mapping[str, str]) -> Compared:
    missing = _not_listed(parcel, desk)
    rows = tuple(row for row in desk.rows[parcel.unit] if row.id not in missing)
    side = Ours(parcel.unit, rows, desk.found.books)
    if isinstance(parcel.held, Return):
        answers = {answer.id: answer for answer in parcel.held.answers}
        return compare_statement(side, answers, parcel.held.others, matches)
    return compare_workspace(side, parcel.held, matches)
