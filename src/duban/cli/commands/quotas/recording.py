"""What `visit` and `meeting` do alike: entries of 履职 in one commit, and taking one back (冲销).

Words only; what is allowed decides core/quotas/gates.py, what is written act.py.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Annotated, Any

import typer

from duban.cli.framework.context import Writing
from duban.cli.framework.option_types import option
from duban.cli.framework.output import say
from duban.cli.framework.prompts import Form
from duban.cli.options.task_options import ReasonText, one_line
from duban.cli.workflow.actions import (
    SUBJECT_COLUMNS,
    act,
    commit_message,
    common,
    notice_records,
    outcome,
    tell,
    trial,
)
from duban.core.cases.performance import PERFORMANCE
from duban.core.model.record import digest
from duban.core.model.terms import BookAction
from duban.core.model.word_lists import split_words
from duban.core.model.workspace import StandingEntry, StandingJournal
from duban.core.model.workspace_formats import QUOTAS_SINCE
from duban.core.quotas.tally import Question, Tally, tallies
from duban.errors import refusal
from duban.files.git.log import Message
from duban.plan import Plan, Touched

Persons = Annotated[
    list[str] | None, option("--person", "姓名", "谁，可以写几个，也可以用顿号连写", parser=one_line)
]
Place = Annotated[str | None, option("--place", "地点", "在哪里", parser=one_line)]
Subject = Annotated[str | None, option("--subject", "文字", "主题：为了什么、办了什么", parser=one_line)]
Problems = Annotated[str | None, option("--issues", "文字", "发现的问题")]
Handling = Annotated[str | None, option("--handled", "文字", "问题怎样处理的")]
Digest = Annotated[str, typer.Argument(metavar="摘要", help="哪一笔：list 和 quota 里的摘要")]
Approver = Annotated[str | None, option("--approved-by", "姓名", "批准人", parser=one_line)]
Make = Callable[[Plan], Iterable[StandingEntry]]


def refuse_older(plan: Plan) -> None:
    """Raises DubanError in a workspace whose format knows no meetings, visits, days."""
    if plan.workspace.config.format < QUOTAS_SINCE:
        text = f"这个工作区还是版本 {plan.workspace.config.format}，履职还不记会议、走访、一线办公"
        raise refusal("older-workspace", text, "先升级：duban upgrade")


def journal_of(plan: Plan, year: int) -> Touched:
    """The 履职 of a year, as this plan leaves it."""
    path = plan.workspace.root / PERFORMANCE.folder / f"{year}.yaml"
    return plan.open_journal(PERFORMANCE, path, StandingJournal(year=year))


def people(words: Sequence[str] | None) -> tuple[str, ...]:
    """The persons that words list, each once."""
    return split_words(words or ())


def record_facts(context: Writing, word: str, make: Make) -> int:
    """Enter what was done, in one commit, and say how far each quota has come."""
    made: list[StandingEntry] = []
    told: list[str] = []

    def prepare(plan: Plan) -> Message:
        refuse_older(plan)
        made.extend(plan.append(journal_of(plan, entry.on.year), entry) for entry in make(plan))
        told.extend(_standing(plan, context, made))
        whose = "、".join(dict.fromkeys(_whose(each) for each in made))
        subject = f"{word} {context.on} {whose}"[:SUBJECT_COLUMNS].rstrip()
        return commit_message(plan.hand, BookAction.STANDING.english, subject)

    written = act(context, prepare)
    data = {**outcome(context, written), "entries": [_record(each) for each in made]}
    lines = [f"记{word} {each.period} {_whose(each)}（摘要 {digest(each)}）" for each in made]
    if not context.as_json:
        say(*(f"已{line}{trial(context)}" for line in lines[:-1]))
    code = tell(context, lines[-1], written, data | {"notices": notice_records(written)})
    if not context.as_json:
        say(*told)
    return code


def _record(entry: StandingEntry) -> dict[str, Any]:
    from duban.core.model.record import english

    return {**english(entry), "digest": digest(entry)}


def _whose(entry: StandingEntry) -> str:
    return entry.ward or entry.unit or "、".join(entry.persons) or "督查室"


def _standing(plan: Plan, context: Writing, made: Sequence[StandingEntry]) -> list[str]:
    """How far the quotas of those who were entered have come, with these entries."""
    held = plan.workspace
    asked = Question(
        *(held.policies, (*held.standing, *made), context.today, held.config.leaders, held.config.wards),
        held.register,
        held.config.format_since(QUOTAS_SINCE),
    )
    rules = {each.rule.rpartition("/")[2] for each in made}
    whose = {_whose(each) for each in made} | {name for each in made for name in each.persons}
    found = tallies(asked, context.on, context.on)
    return [_told(each) for each in found if each.rule.id in rules and each.whose in whose and each.needed]


def _told(each: Tally) -> str:
    left = f"，还差 {each.lacking}" if each.lacking else "，够了"
    return f"{each.whose} {each.span.label} {each.rule.name}：{each.done}/{each.needed}{left}"


def void(context: Writing, target: Digest, *, reason: ReasonText = None, approved_by: Approver = None) -> int:
    """冲销记错的一笔：原来的留着，从此不算；要改的，冲了再记。当天自己记错的不用批准。

    例：duban meeting void 3fa1b20c --reason 日期记错 --approved-by 钱敏
    """
    form = Form(context)
    why = form.need(reason, "--reason", "为什么冲销", str)
    form.close()

    def make(plan: Plan) -> Iterable[StandingEntry]:
        wrong = next((each for each in plan.workspace.standing if digest(each) == target.strip()), None)
        if wrong is None:
            raise refusal(
                "no-event",
                f"履职里没有摘要是“{target}”的一笔",
                "摘要见 duban meeting list 和 duban quota 姓名",
            )
        said: dict[str, Any] = {
            "rule": wrong.rule,
            "unit": wrong.unit,
            "period": wrong.period,
            "voids": digest(wrong),
        }
        said |= {"persons": wrong.persons, "ward": wrong.ward, "note": why, "approved_by": approved_by}
        return [StandingEntry(**common(plan, context), **said)]

    return record_voids(context, make)


def record_voids(context: Writing, make: Make) -> int:
    """Enter what takes an entry back, in the file of that entry."""
    made: list[StandingEntry] = []

    def prepare(plan: Plan) -> Message:
        refuse_older(plan)
        for entry in make(plan):
            wrong = next(each for each in plan.workspace.standing if digest(each) == entry.voids)
            made.append(plan.append(journal_of(plan, wrong.on.year), entry))
        return commit_message(plan.hand, BookAction.STANDING.english, f"冲销 {made[0].rule} {made[0].period}")

    written = act(context, prepare)
    data = {**outcome(context, written), "entries": [_record(each) for each in made]}
    said = f"冲销 {made[0].voids}（{made[0].rule} {made[0].period} {_whose(made[0])}）"
    return tell(context, said, written, data | {"notices": notice_records(written)})
