"""半年查账, the step: `reconcile --half --conclude NUMBER --result …` writes down what an inspector concluded.

Words to entries of 对账/<half>/查账.yaml; which points there are, core/balance/inspection.py says.
"""

from collections.abc import Iterable, Iterator, Sequence

from duban.cli.commands.reconcile.forms import read_conclusions
from duban.cli.commands.reconcile.period_journal import append, open_period, period_message, step_data
from duban.cli.framework.context import Balancing
from duban.cli.workflow.actions import act, common, tell
from duban.cli.workflow.period_books import read_balance
from duban.core.balance.identity import Reconciliation
from duban.core.balance.inspection import Conclusion, InspectionPoint, inspection_points
from duban.core.books.conditions import fold_text
from duban.core.cases.conclusion import CONCLUSION
from duban.core.model.suggest import nearest
from duban.core.model.terms import BookAction
from duban.core.model.word_lists import split_words
from duban.core.periods.closings import option
from duban.core.periods.spans import Span
from duban.errors import DubanError, Level, Problem, misuse
from duban.files.git.log import Message
from duban.plan import Plan

WORD = "查账结论"


def conclude(context: Balancing, span: Span, numbers: Sequence[str], result: str | None) -> int:
    """Write one conclusion on each point named. Raises DubanError where one is not listed or the half is closed."""
    if result is None or not result.strip():
        command = f"duban reconcile {option(span)} --conclude {numbers[0]} --result …"
        raise misuse("usage-result", "写结论要有 --result。", command)
    made: list[Conclusion] = []

    def prepare(plan: Plan) -> Message:
        open_period(context, plan, span, "写查账结论")
        found = read_balance(context, plan.workspace, span)
        points = _named(numbers, inspection_points(found.books, found.span), span)
        made.extend(
            Conclusion(
                **common(plan, context),
                number=each.number,
                what=f"{each.what}（{each.since} 起）",
                result=result.strip(),
            )
            for each in points
        )
        append(plan, span, CONCLUSION, *made)
        tasks = [each.item.task.id for each in points]
        return period_message(plan, BookAction.CONCLUDE, f"{WORD} {span.label}", span, tasks=tasks)

    written = act(context, prepare)
    data = step_data(context, span, written) | {"conclusions": made}
    told = made[0].number if len(made) == 1 else f"{len(made)} 项"
    return tell(context, f"记下{WORD} {span.label}：{told}", written, data)


def _named(
    numbers: Iterable[str], points: Sequence[InspectionPoint], span: Span
) -> tuple[InspectionPoint, ...]:
    """The points with these numbers, each once. Raises DubanError with every number that is not on the list."""
    by_number = {point.number: point for point in points}
    typed = dict.fromkeys(fold_text(number).upper() for number in split_words(numbers))
    unknown = [number for number in typed if number not in by_number]
    if unknown:
        raise DubanError(*(_unknown(number, by_number, span) for number in unknown))
    return tuple(by_number[number] for number in typed)


def _unknown(number: str, known: Iterable[str], span: Span) -> Problem:
    near = nearest(number, known)
    guess = f"最接近的是 {near}；" if near else ""
    text = f"{span.label} 的查账清单上没有“{number}”"
    return Problem(Level.ERROR, "unknown-point", text, f"{guess}看清单：duban reconcile {option(span)}")


def note_unconcluded(context: Balancing, plan: Plan, found: Reconciliation) -> Iterator[Problem]:
    """How many points are without a conclusion: told at the closing, no bar to it."""
    concluded = read_conclusions(context, plan.workspace, found.span)
    points = inspection_points(found.books, found.span)
    without = [point.number for point in points if point.number not in concluded]
    if without:
        text = f"查账清单 {len(points)} 项，其中 {len(without)} 项还没有结论"
        advice = f"看清单：duban reconcile {option(found.span)}"
        yield Problem(Level.NOTICE, "unconcluded", text, advice)
