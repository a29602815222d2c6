"""`reconcile --settle` and `--sign`: how each difference was settled, and that a unit agrees.

Finds what is meant and keeps the ruling; what 对方 writes, adopt_theirs.py says. Raises errors.DubanError.
"""

from collections.abc import Sequence

from duban.cli.commands.reconcile.adopt_theirs import Bench, Ruling, put_right
from duban.cli.commands.reconcile.period_journal import (
    append_of_unit,
    period_message,
    refuse_settled,
    step_data,
)
from duban.cli.commands.reconcile.unit_books import Desk, lay_out, named, settle_command
from duban.cli.framework.context import Balancing
from duban.cli.framework.output import say
from duban.cli.framework.prompts import Form
from duban.cli.workflow.actions import act, common, event_records, tell
from duban.core.model.suggest import guess, nearest
from duban.core.model.terms import BookAction
from duban.core.model.word_lists import split_words
from duban.core.periods.spans import Span
from duban.core.statements.unit_journal import Case, SettleAs, Settled, Signed, find_cases, numbers_of
from duban.errors import DubanError, Level, Problem, refusal
from duban.files.git.log import Message
from duban.plan import Plan
from duban.views.period.differences import case_record

SETTLED, SIGNED = "核定", "签认"


def settle(
    context: Balancing, span: Span, numbers: Sequence[str], ruling: Ruling, units: Sequence[str]
) -> int:
    """Record how these differences were settled, all or nothing; with 对方 also write what makes our books right."""
    settled: list[Case] = []

    def prepare(plan: Plan) -> Message:
        refuse_settled(plan.workspace.closings, span, SETTLED)
        desk = lay_out(context, plan.workspace, span)
        wanted = desk.units(units)
        cases = [_case(desk, span, number, wanted) for number in split_words(numbers)]
        for case in cases:
            events = _write(plan, context, span, desk, case, ruling)
            entry = Settled(
                **common(plan, context) | {"on": context.today},
                number=case.difference.number,
                settled_as=ruling.settled_as,
                reason=ruling.reason,
                events=events,
            )
            append_of_unit(plan, span, case.unit, entry)
            settled.append(Case(case.unit, case.difference, entry, case.note))
        first = cases[0].difference.number
        many = f"{first} 等 {len(cases)} 处" if len(cases) > 1 else first
        subject = f"{SETTLED} {span.label} {many}：{ruling.settled_as}"
        ruled = [case.unit for case in cases]
        return period_message(plan, BookAction.RECONCILE_SETTLE, subject, span, units=ruled)

    written = act(context, prepare)
    data = step_data(context, span, written) | {
        "settled": [case_record(case) for case in settled],
        "events": event_records(written.events),
    }
    done = f"{SETTLED} {len(settled)} 处差异：{ruling.settled_as}"
    if written.states and not context.as_json:
        say(f"{done}，改账如下")
    return tell(context, done, written, data)


def read_ruling(
    context: Balancing,
    settled_as: SettleAs | None,
    reason: str | None,
    approved_by: str | None,
    ledger: str | None,
) -> Ruling:
    """The ruling of a command line; what is missing is asked, or refused."""
    form = Form(context)
    found = form.need(settled_as, "--settle-as", "以谁的账为准", SettleAs)
    why = form.need(reason, "--reason", "原因", str)
    form.close()
    return Ruling(found, " ".join(why.split()), approved_by, ledger)


def _case(desk: Desk, span: Span, number: str, units: Sequence[str]) -> Case:
    """The open difference of this number. Raises DubanError where there is none, several, or it is settled."""
    replies = [reply for unit, reply in desk.replies.items() if not units or unit in units]
    found = find_cases(replies, number)
    if not found:
        known = numbers_of(replies)
        advice = f"{guess(nearest(number, known))}现有的差异：{'、'.join(known[:12]) or '没有'}"
        raise refusal("unknown-difference", f"{span.label} 没有差异“{number}”", advice)
    if len(found) > 1:
        text = f"{'、'.join(case.unit for case in found)} 都有差异 {number}，要写明是哪一个单位的"
        raise refusal("which-unit", text, f"--unit {found[0].unit}")
    case = found[0]
    if case.settled is not None:
        held = case.settled
        text = f"{number} 已在 {held.on} 核定为{held.settled_as}（经办 {held.by}）：{held.reason}"
        raise refusal("settled-already", text, "情况变了，请单位重新来单：--against 文件 --replace")
    return case


def _write(
    plan: Plan, context: Balancing, span: Span, desk: Desk, case: Case, ruling: Ruling
) -> tuple[str, ...]:
    """The events that 对方 asks for, in the plan; what each was, in a line."""
    if ruling.settled_as is not SettleAs.THEIRS:
        return ()
    answered = desk.replies[case.unit].answered
    each = case.difference
    answers = answered.answers if answered else ()
    others = answered.others if answered else ()
    bench = Bench(
        plan,
        context,
        span,
        case,
        next((answer for answer in answers if answer.id == each.task), None),
        next((other for other in others if f"{other.code}-{each.kind}" == each.number), None),
        ruling,
    )
    return put_right(bench)


def sign(
    context: Balancing, span: Span, units: Sequence[str], signed_by: str | None, note: str | None
) -> int:
    """Record that these units agree; refused while a difference of theirs is open."""
    form = Form(context)
    name = form.need(signed_by, "--signed-by", "签认人", str)
    form.close()
    signed: list[str] = []

    def prepare(plan: Plan) -> Message:
        refuse_settled(plan.workspace.closings, span, SIGNED)
        desk = lay_out(context, plan.workspace, span)
        names = desk.units(units)
        problems = [problem for unit in names for problem in _against_signing(desk, span, unit)]
        if problems:
            raise DubanError(*problems)
        for unit in names:
            append_of_unit(plan, span, unit, Signed(**common(plan, context), signed_by=name, note=note))
        signed.extend(names)
        subject = f"{SIGNED} {span.label}：{named(names)}（{name}）"
        return period_message(plan, BookAction.RECONCILE_SIGN, subject, span, units=names)

    written = act(context, prepare)
    data = step_data(context, span, written) | {"signed": signed, "signed_by": name}
    return tell(context, f"{SIGNED} {span.label}：{named(signed)}（{name}）", written, data)


def _against_signing(desk: Desk, span: Span, unit: str) -> list[Problem]:
    reply = desk.replies.get(unit)
    if reply is None:
        return []
    if reply.signed is not None:
        text = f"{unit}已在 {reply.signed.on} 由 {reply.signed.signed_by} 签认"
        return [Problem(Level.ERROR, "signed-already", text, "不必再签")]
    return [
        Problem(
            Level.ERROR,
            "difference-open",
            f"{unit}还有差异没有核定：{case.difference.number}"
            f"（我方 {case.difference.ours}，对方 {case.difference.theirs}）",
            settle_command(span, case),
        )
        for case in reply.open
    ]
