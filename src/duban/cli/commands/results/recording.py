"""What every command on results does alike: which number, which units, one commit; and how one is put right.

Words only; what is allowed decides core/results, what is written act.py.
"""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from duban.cli.framework.context import Context, Writing
from duban.cli.framework.open_workspace import open_books
from duban.cli.framework.option_types import option, switch
from duban.cli.framework.output import emit, say
from duban.cli.framework.prompts import Form
from duban.cli.options.filter_options import UnitOption
from duban.cli.options.name_lookup import listed_units, registered_unit
from duban.cli.options.task_options import Approval, ReasonText, offer_results, one_line
from duban.cli.workflow.actions import act, commit_message, common, notice_records, outcome, tell, trial
from duban.cli.workflow.corrected_values import read_assignments
from duban.cli.workflow.event_command import Said, need
from duban.cli.workflow.results import number_called, open_book
from duban.core.actions.corrections import correction, find_event
from duban.core.books.conditions import SHORT_ID, is_short_for
from duban.core.books.need import PRESENT
from duban.core.books.selection import resolve_id
from duban.core.cases.kinds import numbered
from duban.core.cases.results import RESULTS
from duban.core.engine.journal import NUMBER
from duban.core.model.record import raw_record, read_record
from duban.core.model.results.records import CorrectResult, OneResult, ResultTarget, ServeResult
from duban.core.model.results.terms import PREFIXES, Receiver, ResultAction, ResultKind
from duban.core.model.terms import Action
from duban.core.results.life import OPENS
from duban.core.results.numbers import own_entries
from duban.errors import misuse, refusal
from duban.files.git.log import Message
from duban.plan import Plan, Touched
from duban.views.footnotes import unread_files
from duban.views.queries.cases.case_page import case_record, case_sheet
from duban.views.queries.cases.results import Wanted, results_record, results_sheet

Number = Annotated[
    str,
    typer.Argument(metavar="编号", help="结果的编号，可以简写成 TB-1", autocompletion=offer_results),
]
MaybeNumber = Annotated[
    str | None,
    typer.Argument(metavar="编号", help="只看这一件的全部经过；不写列出全部", autocompletion=offer_results),
]
Units = Annotated[
    list[str] | None, option("--unit", "单位", "哪个单位，几个的每个一件，各有编号", parser=one_line)
]
OtherCauses = Annotated[
    list[str] | None, option("--other-cause", "原因", "制度另列的原因（制度 设置 里的 原因），可以写几个")
]
Persons = Annotated[list[str] | None, option("--person", "姓名", "哪个人，可以写几个", parser=one_line)]
Basis = Annotated[
    list[str] | None,
    option("--basis", "编号", "依据：事项、督查的问题（DX-2026-0001/3）、别的结果，可以写几个"),
]
Proofs = Annotated[list[Path] | None, option("--evidence", "文件", "证据，存进附件，可以写几个")]
Fact = Annotated[str | None, option("--fact", "文字", "事实，照实写")]
Cleared = Annotated[
    str | None, option("--clear", "范围", "查明不实，在什么范围澄清正名（乐东第43条）", parser=one_line)
]
DocNo = Annotated[str | None, option("--doc-no", "文号", "文号", parser=one_line)]
Organ = Annotated[str | None, option("--organ", "机关", "哪个机关", parser=one_line)]
Event = Annotated[str | None, option("--event", "动作|摘要", "更正哪一笔")]
Assignments = Annotated[list[str] | None, option("--set", "字段=值", "更正成什么，可以写几个")]
Void = Annotated[bool, switch("--void", "作废这一笔")]
_SAID = {ResultAction.SERVE_RESULT: "送达", ResultAction.REVOKE_RESULT: "撤销"}
"""What is said in the reply, where the words of the file are not of a sentence."""
First = Callable[[Plan, str, str | None], dict[str, Any]]
"""What else an entry says that is made in the same commit: plan, number, unit → values."""


def open_results(
    context: Writing,
    record: type[Any],
    said: Said,
    *,
    ask: dict[str, str],
    evidence: Sequence[Path] | None = None,
    first: First = lambda _plan, _number, _unit: {},
) -> int:
    """Enter new results, one for each unit that is named (one where only persons are), in one commit."""
    said = need(context, record, said, ask)
    units = said.get("unit") or ()
    made: list[Any] = []

    def prepare(plan: Plan) -> Message:
        book = open_book(plan, str(context.on.year))
        names = listed_units(units, plan.workspace.register)
        named = dict.fromkeys(registered_unit(plan, each, context.on) for each in names)
        for unit in tuple(named) or (None,):
            number = _next(book, record.action)
            values = {name: value for name, value in said.items() if value is not None} | {"unit": unit}
            if values.get("basis"):
                values["basis"] = _based_on(plan, values["basis"])
            if evidence:
                values["evidence"] = plan.keep(number, evidence)
            values |= first(plan, number, unit)
            made.append(plan.append(book, record(**common(plan, context), number=number, **values), number))
        return _message(plan, record.action, [each.number for each in made])

    return _finish(context, record.action, prepare, made)


def _based_on(plan: Plan, words: Sequence[str]) -> tuple[str, ...]:
    """What a result rests on, short numbers in full; a word that means nothing stays, the gate refuses it."""
    shelves = [path.stem for kind in numbered() for path in plan.workspace.files(kind)]
    known = [*(path.stem for path, _ in plan.workspace.task_files()), *shelves, *plan.results().matters]
    found = []
    for word in words:
        number, sign, place = word.upper().partition("/")
        short = SHORT_ID.fullmatch(number) is not None
        meant = [name for name in known if name == number or (short and is_short_for(number, name))]
        found.append(f"{meant[0] if len(meant) == 1 else number}{sign}{place}")
    return tuple(dict.fromkeys(found))


def _next(book: Touched, action: ResultAction) -> str:
    """The next number of the year: one more than the highest that the file has, voided ones too."""
    stem = f"{PREFIXES[OPENS[action]]}-{book.file.year}-"
    held = [getattr(each, "number", "") for each in book.file.journal]
    held += [
        str((each.value or {}).get(NUMBER, ""))
        for each in book.file.journal
        if isinstance(each, CorrectResult)
    ]
    taken = [int(number.removeprefix(stem)) for number in held if number.startswith(stem)]
    return f"{stem}{max(taken, default=0) + 1:04}"


def follow(
    context: Writing,
    number: str,
    record: type[Any],
    said: Said,
    ask: dict[str, str],
    then: Callable[[Plan, Any], None] = lambda _plan, _entry: None,
) -> int:
    """Enter what goes on with a result, in the file of its own year; a value that is a function is asked of it.

    `then` tells what the entry touches elsewhere.
    """
    said = need(context, record, said, ask)
    made: list[Any] = []

    def prepare(plan: Plan) -> Message:
        full = number_called(plan, number)
        book = open_book(plan, full.split("-")[1])
        given = {name: value(plan, full) if callable(value) else value for name, value in said.items()}
        values = {name: value for name, value in given.items() if value is not None}
        if "evidence" in values:
            values["evidence"] = plan.keep(full, values["evidence"])
        unit = plan.results().matters[full].opened.unit
        entry = record(**common(plan, context), unit=unit, number=full, **values)
        made.append(plan.append(book, entry, full))
        then(plan, made[-1])
        return _message(plan, record.action, [full])

    return _finish(context, record.action, prepare, made)


def _message(plan: Plan, action: Any, numbers: Sequence[str]) -> Message:  # noqa: ANN401 - of results, or 更正
    """The subject bears numbers only: who is blamed is not for the log of git."""
    subject = f"{action} {numbers[0]}" + (f" 等{len(numbers)}件" if len(numbers) > 1 else "")
    others = [name for name, touched in plan.touched.items() if touched.events]
    return commit_message(plan.hand, action.english, subject, (*numbers, *others))


def _finish(context: Writing, action: Any, prepare: Callable[[Plan], Message], made: Sequence[Any]) -> int:  # noqa: ANN401 - of results, or 更正
    written = act(context, prepare)
    numbers = list(dict.fromkeys(each.number for each in made if hasattr(each, "number")))
    data = {"action": action.english, **outcome(context, written), "results": numbers, "entries": list(made)}
    whose = {each.number: each.unit or "、".join(getattr(each, "persons", ())) for each in made if numbers}
    word = _SAID.get(action, str(action))
    told = "；".join(f"{word} {name}：{whose[name]}" for name in numbers) or word
    if written.states and not context.as_json:
        say(f"已记{told}{trial(context)}")
    return tell(context, told, written, data | {"notices": notice_records(written)})


def serve(
    context: Writing,
    number: Number,
    *,
    receiver: Annotated[
        Receiver | None, option("--to", "对象", "送给谁：本单位、组织人事、绩效考核、监察")
    ] = None,
    organ: Organ = None,
    paper: Annotated[
        str | None, option("--paper", "文书", "送的是什么：文号或清单；默认最近出的那份", parser=one_line)
    ] = None,
) -> int:
    """送达：哪天（--on）把什么送给了谁。结果要送本单位，也要送组织人事、绩效考核、监察，供他们使用（六盘水四（六））。"""

    def last(plan: Plan, full: str) -> str:
        """What was issued last; a result of which no paper was made says what went."""
        issued = plan.results().matters[full].issued
        if not issued:
            text = f"{full} 还没有出过文书，没有写送的是什么"
            raise refusal("paper-missing", text, "写上 --paper 文号或清单，或先 duban doc 结果送达单 编号")
        return issued[-1].doc_no or str(issued[-1].kind)

    said: Said = {"receiver": receiver, "organ": organ, "paper": paper or last}
    return follow(context, number, ServeResult, said, {"receiver": "送给谁"})


def amend(
    context: Writing,
    number: Number,
    *,
    event: Event = None,
    assignments: Assignments = None,
    void: Void = False,
    reason: ReasonText = None,
    approval: Approval,
) -> int:
    """更正记错的一笔，通报、负面清单、激励、容错都用它。当天自己记错、还没有送达的，不用批准。例：

    duban circulate amend TB-1 --event 通报 --set 文号=某督字〔2026〕3号 --reason 文号记错
    """
    if void and assignments:
        raise misuse("usage-event", "作废和新值不能同时写。", "只写 --void，或只写 --set")
    if not void and not assignments:
        raise misuse("usage-nothing", "没有写更正成什么。", "--set 字段=值，或 --void 作废")
    form = Form(context)
    word = form.need(event, "--event", "更正哪一笔", str)
    why = form.need(reason, "--reason", "为什么更正", str)
    form.close()
    made: list[Any] = []

    def prepare(plan: Plan) -> Message:
        full = number_called(plan, number)
        book = open_book(plan, full.split("-")[1])
        one: Any = OneResult(id=full, journal=tuple(each for _, each in own_entries(book.file.journal, full)))
        wrong = find_event(RESULTS, one, word)
        values = read_assignments(wrong, assignments or (), context)
        make = partial(_correction, **common(plan, context), reason=why, **approval.said)
        made.append(plan.append(book, correction(RESULTS, one, wrong, values, make, void=void), full))
        return _message(plan, Action.CORRECT, [full])

    return _finish(context, Action.CORRECT, prepare, made)


def _correction(*, target: Any, **said: Any) -> CorrectResult:  # noqa: ANN401 - the target of any kind of entry
    return CorrectResult(target=read_record(raw_record(target), ResultTarget), **said)


def listing(*kinds: ResultKind) -> Callable[..., int]:
    """The `list` of some kinds of results."""

    def list_results(
        context: Context,
        number: MaybeNumber = None,
        *,
        unit: UnitOption = None,
        standing: Annotated[bool, switch("--standing", "只列现在有效的、还没有办完的")] = False,
        public: Annotated[bool, switch("--public", "公开版：只列有效的，不写人的姓名")] = False,
    ) -> int:
        """列出：编号、单位、事实、现在怎样、还没有送给谁；容错认定的写在旁边。写编号的，列出那一件的全部经过。"""
        books = open_books(context, PRESENT)
        wanted = Wanted(kinds, tuple(unit or ()), standing=standing, public=public)
        if number is not None:
            full = resolve_id(number, dict(wanted.titles(books)), called="结果")
            one = next(each for each in books.matters if each.task.id == full)
            emit((case_record if context.as_json else case_sheet)(books, one), context)
        else:
            emit((results_record if context.as_json else results_sheet)(books, wanted), context)
        return int(bool(unread_files(books.unread)))

    return list_results
