"""`import`: a spreadsheet becomes tasks, all or nothing, in one commit; the same file again adds nothing.

Reads the file and shows what was understood; how a table is read say the importers, what is allowed core.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any

import typer

from duban.act import Plan
from duban.cli.acting import act, tell
from duban.cli.choosing import offer_ledgers
from duban.cli.context import Writing
from duban.cli.entering import batch_message, enter, find_ledger, hand_over, lacking, unit_problems
from duban.cli.headoptions import SourceOptions, spread
from duban.cli.headvalues import source_of
from duban.cli.opening import open_workspace
from duban.cli.output import emit, say, show_problems
from duban.cli.prompting import ask, can_ask, confirm
from duban.core.policy import Weight
from duban.core.terms import SourceKind
from duban.errors import DubanError, Level, Problem, misuse, refusal
from duban.files.gitlog import Message
from duban.files.workspace import Ledger
from duban.files.yamlfile import read_bytes_limited
from duban.importers.columns import TERMS
from duban.importers.draft import Draft, Imported, drafts_json
from duban.importers.heads import Origin, head_of_draft
from duban.importers.spreadsheet import read_table
from duban.views.sheet import Column, Kind, Sheet, Table, row

MOST_BYTES = 30 * 1024 * 1024
WORD = "导入"
MOST_SHOWN = 12
_NO_SOURCE = SourceOptions()
_YEARS = (1950, 2200)


@dataclass(frozen=True, slots=True)
class Parcel:
    """A file that was read: what it gave, its digest, and what the user said of its source."""

    file: Path
    digest: str
    imported: Imported
    source: Mapping[str, Any] = field(default_factory=dict)


@spread
def import_table(
    context: Writing,
    file: Annotated[Path, typer.Argument(metavar="文件", help="表格：.xlsx 或 .csv")],
    ledger: Annotated[
        str | None,
        typer.Option("--ledger", metavar="台账", help="记入哪本台账", autocompletion=offer_ledgers),
    ] = None,
    year: Annotated[
        int | None,
        typer.Option("--year", metavar="年份", min=_YEARS[0], max=_YEARS[1], help="时限没写年份时是哪一年"),
    ] = None,
    columns: Annotated[
        list[str] | None, typer.Option("--map", metavar="列名=字段", help="这一列是什么；不要的列写 忽略")
    ] = None,
    first_leads: Annotated[
        bool, typer.Option("--first-leads", help="没有写明牵头的，第一个单位牵头")
    ] = False,
    assign: Annotated[bool, typer.Option("--assign", help="导入后随即交办；有一件要素不全就都不写")] = False,
    *,
    source: SourceOptions,
) -> int:
    """导入表格：认出表头，一行一件，全部登账或都不登，同一次提交。

    表里没写的不猜：缺牵头单位、缺时限的照样登账，记为要素不全，交办前补上。同一个文件再导入一次，不会重复登账。
    先看看读成什么样：duban import 表.xlsx --ledger 重大项目 --dry-run
    """
    mapping = _mapping(columns or [])
    data = _read(file if file.is_absolute() else Path.cwd() / file)
    imported = _read_with_year(context, data, file.name, mapping, year, first_leads=first_leads)
    parcel = Parcel(file, sha256(data).hexdigest(), imported, _said_of(source))
    if context.dry_run and context.as_json:
        emit(drafts_json(imported), context)
        return 1 if imported.refused else 0
    show_problems(imported.problems)
    if imported.refused:
        if not context.as_json:
            say("没有写入任何内容：先改好上面的错误。")
        return 1
    if ledger is None:
        ledger = _ask_ledger(context)
    if not context.as_json and (context.dry_run or can_ask(context)):
        emit(_sheet(imported), context)
    if not context.dry_run and can_ask(context) and not confirm(f"把这 {len(imported.drafts)} 件登账吗"):
        say("没有写入任何内容。")
        return 0
    return _enter_all(context, parcel, ledger, assign=assign)


def _enter_all(context: Writing, parcel: Parcel, word: str, *, assign: bool) -> int:
    skipped: list[str] = []
    entered: dict[str, Draft] = {}

    def prepare(plan: Plan) -> Message | None:
        ledger = find_ledger(plan.workspace, word)
        fresh = _fresh(plan, ledger, parcel, skipped)
        if not fresh:
            return None
        entered.update(_enter_drafts(plan, context, ledger, parcel, fresh))
        plan.notices += _unit_notices(plan, entered)
        _judge_all(plan, context, ledger, entered, assign=assign)
        names = list(entered)
        last = f" 至 {names[-1]}" if len(names) > 1 else ""
        subject = f"{WORD} {len(names)}件 {names[0]}{last}：{parcel.file.name}"
        return batch_message(plan, "import", subject, names)

    written = act(context, prepare)
    data = {
        "action": "import",
        "commit": written.commit,
        "dry_run": context.dry_run,
        "tasks": [
            {
                "task": state.task.id,
                "title": state.task.title,
                "lead": state.task.leads,
                "proposed_lead": entered[state.task.id].proposed_lead,
                "due_on": state.due_on or (state.task.deadline.on if state.task.deadline else None),
            }
            for state in written.states
        ],
        "skipped": skipped,
        "notices": [{"code": each.code, "message": each.message} for each in written.notices],
    }
    if not context.as_json and skipped and not written.states:
        say(f"{parcel.file.name} 里的 {len(skipped)} 件都已在台账里，没有重复登账。")
    elif not context.as_json and skipped:
        say(f"其中 {len(skipped)} 件已在台账里，没有重复登账。")
    return tell(context, WORD, written, data)


def _fresh(plan: Plan, ledger: Ledger, parcel: Parcel, skipped: list[str]) -> list[Draft]:
    """The drafts that are not in the ledger yet: neither this very file, nor the same title from the same source."""
    reading = plan.workspace.read([ledger.head.prefix])
    broken = [problem for problem in reading.problems if problem.level is Level.ERROR]
    if broken:
        raise DubanError(*broken)
    drafts = list(parcel.imported.drafts)
    sources = [(entry.task.title, source) for entry in reading.entries for source in entry.task.sources]
    if any(source.sha256 == parcel.digest for _, source in sources):
        skipped += [draft.title for draft in drafts]
        return []
    held = Counter((title, source.name) for title, source in sources)
    fresh = []
    for draft in drafts:
        head = _head(ledger, parcel, draft)
        key = (head["事项"], head["来源"][0].get("名称"))
        if held[key]:
            held[key] -= 1
            skipped.append(draft.title)
        else:
            fresh.append(draft)
    return fresh


def _head(ledger: Ledger, parcel: Parcel, draft: Draft) -> dict[str, Any]:
    title = parcel.imported.title or parcel.file.stem
    origin = Origin(parcel.file.name, parcel.digest, title, ledger.head.kind, parcel.source)
    return head_of_draft(draft, origin)


def _enter_drafts(
    plan: Plan, context: Writing, ledger: Ledger, parcel: Parcel, drafts: Iterable[Draft]
) -> dict[str, Draft]:
    """Register every draft; raises DubanError with everything that keeps any of them out."""
    entered: dict[str, Draft] = {}
    problems: list[Problem] = []
    for draft in drafts:
        try:
            entered[enter(plan, context, ledger, _head(ledger, parcel, draft)).task.id] = draft
        except DubanError as error:
            problems += (
                Problem(each.level, each.code, f"{draft.place}：{each.message}", each.advice, each.clause)
                for each in error.problems
            )
    if problems:
        raise DubanError(*problems)
    return entered


def _unit_notices(plan: Plan, identifiers: Iterable[str]) -> list[Problem]:
    """Unknown units of a sheet are told, not refused: `check` goes on to name them until they are put right."""
    tasks = [plan.open_task(identifier).task for identifier in identifiers]
    names = [name for task in tasks for name in (*task.leads, *task.support)]
    return [
        Problem(Level.NOTICE, each.code, each.message, each.advice)
        for each in unit_problems(plan.workspace, names)
    ]


def _judge_all(
    plan: Plan, context: Writing, ledger: Ledger, entered: Mapping[str, Draft], *, assign: bool
) -> None:
    """Tell what is incomplete; with `assign` hand everything over, or raise DubanError with all that bars it."""
    bars: list[Problem] = []
    lacked: dict[str, list[str]] = {}
    advice: dict[str, str] = {}
    for identifier, draft in entered.items():
        task = plan.open_task(identifier).task
        found = lacking(task, plan.workspace.policies, ledger.head.kind, context.on)
        words = {missing.message: missing.advice for missing in found if missing.weight is Weight.ERROR}
        advice |= words
        for word in words:
            proposed = f"（可由{draft.proposed_lead}牵头）" if "牵头" in word and draft.proposed_lead else ""
            lacked.setdefault(word, []).append(f"{identifier}{proposed}")
        if assign and words:
            text = f"{draft.place}“{task.title}”要素不全，不能交办：{'；'.join(words)}"
            bars.append(Problem(Level.ERROR, "incomplete", text, "先不加 --assign 导入，补齐后再交办"))
        elif assign:
            try:
                hand_over(plan, context, identifier)
            except DubanError as error:
                bars += error.problems
    if bars:
        raise DubanError(*bars)
    for word, names in lacked.items():
        shown = "、".join(names[:MOST_SHOWN]) + (" 等" if len(names) > MOST_SHOWN else "")
        plan.note(
            "incomplete",
            f"{len(names)} 件要素不全：{word}：{shown}",
            f"交办前补上：duban amend 编号 {advice[word]}",
        )


def _read(file: Path) -> bytes:
    data = read_bytes_limited(file, str(file), MOST_BYTES)
    if isinstance(data, Problem):
        raise DubanError(data)
    return data


def _read_with_year(
    context: Writing,
    data: bytes,
    name: str,
    mapping: Mapping[str, str],
    year: int | None,
    *,
    first_leads: bool,
) -> Imported:
    """The table; where only the year is missing and a person is there, the year is asked."""
    imported = read_table(data, name, columns=mapping, year=year, first_leads=first_leads)
    errors = {problem.code for problem in imported.problems if problem.level is Level.ERROR}
    if errors != {"year-missing"} or not can_ask(context):
        return imported
    show_problems(imported.problems)
    while not (answer := ask("这些时限是哪一年的")).isdecimal() or not _YEARS[0] <= int(answer) <= _YEARS[1]:
        say("写四位年份，如 2026")
    return read_table(data, name, columns=mapping, year=int(answer), first_leads=first_leads)


def _mapping(words: Iterable[str]) -> dict[str, str]:
    mapping = {}
    for word in words:
        heading, sign, name = word.replace("＝", "=", 1).partition("=")
        if not (sign and heading.strip() and name.strip()):
            raise misuse("usage-value", f"--map：“{word}”没有写全。", "写成 列名=字段，如 --map 内容=事项")
        mapping[heading.strip()] = name.strip()
    return mapping


def _said_of(source: SourceOptions) -> dict[str, Any]:
    """What the options say of the source of the whole table."""
    if source == _NO_SOURCE:
        return {}
    said = source_of(source, {"来源": [{"类别": str(SourceKind.OTHER)}]})["来源"][0]
    return said if source.source_kind else {key: value for key, value in said.items() if key != "类别"}


def _ask_ledger(context: Writing) -> str:
    kinds = [held.head.kind for held in open_workspace(context).ledgers]
    if can_ask(context):
        return ask("记入哪本台账", kinds)
    raise refusal("missing-option", "没有写记入哪本台账。", f"--ledger {'、'.join(kinds)}")


def _sheet(imported: Imported) -> Sheet:
    """What was understood, for a person to look over."""
    columns = (
        Column("序号", shrink=0),
        Column("事项", shrink=2),
        Column("牵头单位"),
        Column("配合单位", shrink=2),
        Column("时限", Kind.DATE, shrink=0),
        Column("原文"),
    )
    rows = tuple(
        row(draft.number, draft.title, _lead(draft), "、".join(draft.support), draft.due_on, draft.due_text)
        for draft in imported.drafts
    )
    read = "；".join(
        f"{heading}→{TERMS.get(name, name)}" for heading, name in imported.headings.items() if name
    )
    title = imported.title or "表格"
    return Sheet(f"{title}：读出 {len(rows)} 件", (f"列：{read}",), (Table(columns, rows),))


def _lead(draft: Draft) -> str:
    if draft.lead:
        return "、".join(draft.lead)
    return f"（待定，可由{draft.proposed_lead}牵头）" if draft.proposed_lead else "（待定）"
