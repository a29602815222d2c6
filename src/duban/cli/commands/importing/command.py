"""`import`: a document or a spreadsheet becomes tasks, all or nothing, in one commit; the same again adds nothing.

Reads the file and shows what was understood; how a document is read say the importers, what is allowed core.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from duban.cli.commands.importing.draft_sheet import Sheeted, write_sheet
from duban.cli.commands.importing.known_tasks import Compared, Head, compare
from duban.cli.commands.importing.preview import (
    answer_json,
    drafts_sheet,
    revision_json,
    revision_problems,
    unused_sheet,
)
from duban.cli.commands.importing.read_file import (
    YEARS,
    Question,
    bar_when_slow,
    digest_of,
    finished_problem,
    matched_units,
    named_people,
    read_asking,
    read_bytes,
)
from duban.cli.commands.importing.unknown_columns import refuse_unknown_columns
from duban.cli.framework.context import Writing
from duban.cli.framework.open_workspace import open_files
from duban.cli.framework.option_types import option, switch
from duban.cli.framework.output import emit, say, show_problems
from duban.cli.framework.prompts import ask, can_ask, confirm, sits_unseen
from duban.cli.options.head_options import SourceOptions
from duban.cli.options.head_values import source_of
from duban.cli.options.task_options import offer_ledgers
from duban.cli.workflow.actions import act, commit_message, common, notice_records, tell
from duban.cli.workflow.registration import (
    MOST_SHOWN,
    enter,
    find_ledger,
    hand_over,
    lacking,
    note_people,
    note_units,
    refuse_odd_number,
)
from duban.core.books.need import of_ledgers
from duban.core.duties.intake import Pending, commands_for, pending_step
from duban.core.model.events import Receive
from duban.core.model.people import Roll
from duban.core.model.task import TASK_ID, Task
from duban.core.model.terms import Action, SourceKind
from duban.core.policy.rules import Weight
from duban.errors import DubanError, Level, Problem, misuse, refusal, refuse_errors
from duban.files.git.log import Message
from duban.files.workspace.workspace import LEDGER, Ledger, Workspace
from duban.files.yaml.edit import edit_head
from duban.importers.drafts.draft import Draft, Imported
from duban.importers.drafts.finished_rows import finished_words
from duban.importers.drafts.task_head import (
    LONGEST_TEXT,
    ImportedFile,
    head_of_draft,
    received_day,
    unfit_words,
)
from duban.importers.grammar.deadlines import Clock
from duban.importers.grammar.headings import TERMS
from duban.importers.text.draft_text import ReadOptions
from duban.plan import Plan

WORD = "导入"
_NO_SOURCE = SourceOptions()


@dataclass(frozen=True, slots=True)
class Parcel:
    """A file that was read, its digest, what the user said of source, columns and rows that call themselves done."""

    file: Path
    digest: str
    imported: Imported
    source: Mapping[str, Any] = field(default_factory=dict)
    keep_columns: Mapping[str, str] = field(default_factory=dict)
    finished: bool = False
    received_on: date | None = None
    requirements: str | None = None


def import_table(
    context: Writing,
    file: Annotated[
        Path,
        typer.Argument(metavar="文件", help="公文或表格：.docx .txt .md .html .pdf .xlsx .csv，或改好的草稿"),
    ],
    ledger: Annotated[
        str | None, option("--ledger", "台账", "记入哪本台账", autocompletion=offer_ledgers)
    ] = None,
    year: Annotated[
        int | None, option("--year", "年份", "时限没写年份时是哪一年", min=YEARS[0], max=YEARS[1])
    ] = None,
    received_on: Annotated[
        date | None,
        option("--received-on", "日期", "收到文件的日期：每件记一笔收文，“收到后N个工作日内”从这天起算"),
    ] = None,
    depth: Annotated[
        int, option("--depth", "层数", "拆到第几层：2 是把下面的分项各拆成一件", min=1, max=4)
    ] = 1,
    columns: Annotated[
        list[str] | None, option("--map", "列名=字段", "这一列是什么；不要的列写 忽略")
    ] = None,
    keep_columns: Annotated[bool, switch("--keep-columns", "整改清单里认不出的列，写进备注")] = False,
    save_map: Annotated[bool, switch("--save-map", "把 --map 记在台账里，以后导入这本台账都照此读")] = False,
    first_leads: Annotated[bool, switch("--first-leads", "没有写明牵头的，第一个单位牵头")] = False,
    requirements: Annotated[
        str | None, option("--requirements", "文字", "没有写工作要求的，都写上这一句")
    ] = None,
    hidden: Annotated[bool, switch("--hidden", "隐藏的工作表也导入")] = False,
    assign: Annotated[bool, switch("--assign", "导入后随即交办；有一件要素不全就都不写")] = False,
    sheet: Annotated[
        Path | None, option("--sheet", "草稿.xlsx", "只把草稿写成工作簿，改好后再导入它")
    ] = None,
    force: Annotated[bool, switch("--force", "覆盖已有的 --sheet 文件")] = False,
    with_finished: Annotated[
        bool, switch("--with-finished", "自称已办结、已销号、已撤销的行也登账，登为待交办")
    ] = False,
    with_suggested: Annotated[
        bool, switch("--with-suggested", "建议（像任务、把握不够的）也都算进去")
    ] = False,
    yes: Annotated[bool, switch("--yes", "不再问，直接登账")] = False,
    unused: Annotated[bool, switch("--unused", "逐段列出没有用上的文字，不登账")] = False,
    *,
    source: SourceOptions,
) -> int:
    """导入公文或表格：读出任务草稿，看过以后全部登账或都不登，同一次提交。

    文件里没写的不猜：缺牵头单位、缺时限的照样登账，记为要素不全，交办前补上。
    同一份文件再导入（改了名、换了格式也一样），不会重复登账；修订过的只登新的，并说明哪些变了、哪些没有了。
    先看看读成什么样：duban import 分工方案.docx --ledger 重要文件 --dry-run
    """
    mapping = _mapping(columns or [])
    refuse_odd_number(source.doc_no)
    if save_map and not (mapping and ledger):
        text = "--save-map 要同时写 --ledger 和 --map。"
        raise misuse("usage-value", text, "如 --ledger 重大项目 --map 内容=事项 --save-map")
    _refuse_unused(
        sheet, force=force, entering=assign or save_map or bool(requirements) or source != _NO_SOURCE
    )
    data = read_bytes(file if file.is_absolute() else Path.cwd() / file)
    workspace = _workspace(context)
    calendar = workspace.calendar if workspace else None
    clock = Clock(None, source.issued_on, received_on, source.held_on, calendar)
    wanted = ReadOptions(year=year, first_leads=first_leads, depth=depth, clock=clock, hidden=hidden)
    question = Question(file.name, data, {**_saved_columns(workspace, ledger), **mapping}, wanted)
    imported = read_asking(question, context, person=can_ask(context))
    imported = imported.with_suggested() if with_suggested else imported
    if workspace is not None:
        imported = named_people(
            matched_units(imported, workspace.register), Roll(workspace.config.leaders), context.on
        )
    told = finished_problem(imported.drafts, entered=with_finished)
    imported = replace(imported, problems=(*imported.problems, *told))
    if context.dry_run and context.as_json:
        emit(answer_json(imported, workspace.register if workspace else None), context)
        return 1 if imported.refused else 0
    show_problems(imported.problems)
    if unused:
        emit(answer_json(imported, None) if context.as_json else unused_sheet(imported), context)
        return int(imported.refused)
    if imported.refused:
        if not context.as_json:
            say("没有写入任何内容：先改好上面的错误。")
        return 1
    digest = imported.sha256 or digest_of(data)
    if sheet is not None:
        return write_sheet(context, sheet, Sheeted(file, digest, imported), workspace, force=force)
    ledger = ledger or _ask_ledger(context)
    refuse_unknown_columns(imported, workspace, ledger, kept=keep_columns or context.dry_run)
    shown = [draft for draft in imported.drafts if with_finished or not finished_words(draft)]
    if not context.as_json and (context.dry_run or can_ask(context)):
        emit(drafts_sheet(replace(imported, drafts=tuple(shown))), context)
    if not (context.dry_run or yes or _agreed(context, len(shown))):
        say("没有写入任何内容。")
        return 0
    origin = Path(imported.file) if imported.file else file
    parcel = Parcel(
        origin,
        digest,
        imported,
        _said_of(source),
        mapping if save_map else {},
        finished=with_finished,
        received_on=received_on,
        requirements=requirements,
    )
    with bar_when_slow(f"正在登账 {len(shown)} 件", context):
        return _enter_all(context, parcel, ledger, assign=assign)


def _refuse_unused(sheet: Path | None, *, force: bool, entering: bool) -> None:
    """Raises UsageError for options that would be dropped: `entering` are those of what is entered."""
    if force and sheet is None:
        raise misuse("usage-value", "--force 只和 --sheet 一起用。", "去掉 --force，或加上 --sheet 草稿.xlsx")
    if entering and sheet is not None:
        text = "--sheet 只写草稿、不登账，--assign、--save-map、--requirements 和来源的选项这时用不上。"
        raise misuse("usage-value", text, "去掉它们；改好草稿，导入草稿时再写")


def _agreed(context: Writing, count: int) -> bool:
    """Whether the person says yes; where nobody sits at the keyboard, a script runs and has said so by running it."""
    if can_ask(context):
        return confirm(f"把这 {count} 件登账吗")
    if sits_unseen(context):
        message = "草稿没有显示在屏幕上，没法问你要不要登账，没有写入任何内容。"
        raise refusal("not-asked", message, "先加 --dry-run 看；看过了再加 --yes 登账")
    return True


def _workspace(context: Writing) -> Workspace | None:
    """The workspace where there is one: drafts can be looked at without."""
    try:
        return open_files(context)
    except DubanError:
        return None


def _saved_columns(workspace: Workspace | None, word: str | None) -> Mapping[str, str]:
    if workspace is None or word is None:
        return {}
    try:
        return find_ledger(workspace, word).head.columns
    except DubanError:
        return {}


def _enter_all(context: Writing, parcel: Parcel, word: str, *, assign: bool) -> int:
    compared = Compared()
    entered: dict[str, Draft] = {}

    def prepare(plan: Plan) -> Message | None:
        nonlocal compared
        ledger = find_ledger(plan.workspace, word)
        compared = _compare(plan, ledger, parcel)
        plan.notices += revision_problems(compared)
        plan.notices += finished_problem([draft for draft, _ in compared.fresh], entered=parcel.finished)
        if not parcel.finished:
            compared.fresh = [each for each in compared.fresh if not finished_words(each[0])]
        kept = _keep_columns(plan, ledger, parcel)
        if not compared.fresh:
            return commit_message(plan.hand, "import", f"{WORD}列名 {ledger.head.name}") if kept else None
        given = {"工作要求": parcel.requirements} if parcel.requirements else {}
        fresh = [(draft, {**given, **head}) for draft, head in compared.fresh]
        entered.update(_enter_drafts(plan, context, ledger, parcel, fresh))
        note_units(plan, entered)
        note_people(plan, entered, context.on)
        _judge_all(plan, context, ledger, entered, assign=assign)
        _note_joint(plan, entered)
        _note_cut(plan, entered)
        _note_papers(plan, entered)
        names = list(entered)
        last = f" 至 {names[-1]}" if len(names) > 1 else ""
        subject = f"{WORD} {len(names)}件 {names[0]}{last}：{parcel.file.name}"
        return commit_message(plan.hand, "import", subject, names)

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
        "skipped": compared.held,
        "revision": revision_json(compared),
        "notices": notice_records(written),
    }
    if not context.as_json and compared.held and not written.states:
        say(f"{parcel.file.name} 里的 {len(compared.held)} 件都已在台账里，没有重复登账。")
    elif not context.as_json and compared.held:
        say(f"其中 {len(compared.held)} 件已在台账里，没有重复登账。")
    return tell(context, WORD, written, data)


def _keep_columns(plan: Plan, ledger: Ledger, parcel: Parcel) -> bool:
    """Write the column map into the ledger's head where it says something new."""
    merged = {**ledger.head.columns, **parcel.keep_columns}
    if merged == ledger.head.columns:
        return False
    path = ledger.folder / LEDGER
    old = path.read_bytes()
    plan.check_texts(merged, ledger.head.name)
    plan.put(path, edit_head(old.decode(), {"导入列": merged}).encode(), old)
    return True


def _compare(plan: Plan, ledger: Ledger, parcel: Parcel) -> Compared:
    reading = plan.workspace.read(of_ledgers(ledger.head.prefix))
    refuse_errors(reading.problems)
    drafts = parcel.imported.drafts
    heads = [_head(ledger, parcel, draft) for draft in drafts]
    compared = compare(
        reading.entries,
        drafts,
        heads,
        parcel.digest,
        corrected=bool(parcel.imported.sha256),
        numbered=_numbered(plan, drafts),
    )
    current = plan.workspace.register.current
    compared.changed = [each for each in compared.changed if not each.renames(current)]
    return compared


def _numbered(plan: Plan, drafts: Iterable[Draft]) -> dict[str, Task]:
    """The tasks of any ledger whose numbers the drafts bear: a register that was written out of these books."""
    prefixes = {draft.number.partition("-")[0] for draft in drafts if re.match(TASK_ID, draft.number)}
    known = prefixes & {ledger.head.prefix for ledger in plan.workspace.ledgers}
    return (
        {entry.task.id: entry.task for entry in plan.workspace.read(of_ledgers(*known)).entries}
        if known
        else {}
    )


def _head(ledger: Ledger, parcel: Parcel, draft: Draft) -> dict[str, Any]:
    said = parcel.imported.source
    title = parcel.imported.title or parcel.file.stem
    origin = ImportedFile(
        parcel.file.name,
        parcel.digest,
        title,
        ledger.head.kind,
        parcel.source,
        said.doc_no,
        said.issued_on,
        said.issuer,
    )
    return head_of_draft(draft, origin)


def _enter_drafts(
    plan: Plan, context: Writing, ledger: Ledger, parcel: Parcel, fresh: Iterable[tuple[Draft, Head]]
) -> dict[str, Draft]:
    """Register every draft; raises DubanError with everything that keeps any of them out."""
    entered: dict[str, Draft] = {}
    problems: list[Problem] = []
    for draft, head in fresh:
        try:
            name = enter(plan, context, ledger, head).task.id
            entered[name] = draft
            if came := received_day(draft) if draft.received_on else parcel.received_on:
                plan.record(name, Receive(**(common(plan, context) | {"on": came})))
        except DubanError as error:
            problems += (
                Problem(each.level, each.code, f"{draft.place}：{each.message}", each.advice, each.clause)
                for each in error.problems
            )
    if problems:
        raise DubanError(*problems)
    return entered


def _judge_all(
    plan: Plan, context: Writing, ledger: Ledger, entered: Mapping[str, Draft], *, assign: bool
) -> None:
    """Tell what is incomplete; with `assign` hand everything over, or raise DubanError with all that bars it."""
    bars: list[Problem] = []
    lacked: dict[str, list[str]] = {}
    advice: dict[str, str] = {}
    unfit: dict[tuple[str, str], list[str]] = {}
    for identifier, draft in entered.items():
        for kept in unfit_words(draft):
            unfit.setdefault(kept, []).append(identifier)
        task = plan.open_task(identifier).task
        found = lacking(task, plan.workspace.policies, ledger.head.kind, context.on)
        faults = {missing.message: missing.advice for missing in found if missing.weight is Weight.ERROR}
        advice |= faults
        for word in faults:
            proposed = f"（可由{draft.proposed_lead}牵头）" if "牵头" in word and draft.proposed_lead else ""
            lacked.setdefault(word, []).append(f"{identifier}{proposed}")
        if assign and faults:
            text = f"{draft.place}“{task.title}”要素不全，不能交办：{'；'.join(faults)}"
            same = (
                "工作要求都一样的，加上 --requirements …；"
                if any("工作要求" in word for word in faults)
                else ""
            )
            bars.append(Problem(Level.ERROR, "incomplete", text, f"{same}先不加 --assign 导入，补齐后再交办"))
        elif assign:
            try:
                hand_over(plan, context, identifier)
            except DubanError as error:
                bars += error.problems
    if bars:
        raise DubanError(*bars)
    for (heading, said), names in unfit.items():
        shown = _shown(names)
        came = heading == TERMS["received_on"]
        advice_now = "duban progress 编号 --step 收文 --on 日期" if came else "用 duban amend 补上能读的"
        plan.note("kept-as-note", f"{heading}“{said}”读不成，原话记在备注里：{shown}", advice_now)
    for word, names in lacked.items():
        shown = _shown(names)
        plan.note(
            "incomplete",
            f"{len(names)} 件要素不全：{word}：{shown}",
            f"交办前补上：duban amend 编号 {advice[word]}",
        )


def _note_joint(plan: Plan, entered: Mapping[str, Draft]) -> None:
    """Tell which lead jointly only because one cell of the list names several."""
    joint = [name for name, draft in entered.items() if any(e.code == "lead-joint" for e in draft.troubles)]
    if joint:
        text = f"{len(joint)} 件的责任单位写了几个，记作联合牵头：{_shown(joint)}"
        plan.note(
            "lead-joint", text, f"只一家牵头的，交办前改：duban amend {joint[0]} --lead 单位 --support 单位"
        )


def _note_cut(plan: Plan, entered: Iterable[str]) -> None:
    """Tell whose 备注 does not hold all that the table says."""
    cut = [name for name in entered if len(plan.open_task(name).task.note or "") >= LONGEST_TEXT]
    if cut:
        text = f"备注放不下，只留了前 {LONGEST_TEXT} 字：{_shown(cut)}"
        plan.note("note-cut", text, "后面的见原表；请用 duban amend 编号 --note 写短")


def _note_papers(plan: Plan, entered: Iterable[str]) -> None:
    """Tell that what came in is to be laid before the leader, with the command for the whole document."""
    waiting: list[tuple[str, Pending]] = []
    for name in entered:
        ground = plan.ground(plan.open_task(name))
        pending = pending_step(plan.state(name), ground.policies, ground.calendar, ground.ledger)
        if pending is not None and pending.step is Action.SUBMIT:
            waiting.append((name, pending))
    if not waiting:
        return
    numbers = {plan.open_task(name).task.sources[0].doc_no for name, _ in waiting}
    number = numbers.pop() if len(numbers) == 1 else None
    command = f"duban progress --where 来源.文号={number} --step {Action.SUBMIT}" if number else ""
    text = f"{len(waiting)} 件记了收文，还没有记呈批"
    plan.note("paper-pending", text, command or commands_for(waiting[:MOST_SHOWN])[0])


def _shown(names: Sequence[str]) -> str:
    return "、".join(names[:MOST_SHOWN]) + (" 等" if len(names) > MOST_SHOWN else "")


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
    kinds = [held.head.kind for held in open_files(context).ledgers]
    if can_ask(context):
        return ask("记入哪本台账", kinds)
    raise refusal("missing-option", "没有写记入哪本台账。", f"--ledger {'、'.join(kinds)}")
