"""`reconcile`: balances the books of a period, and with its options carries the reconciliation through to 结账.

Words and options only: which period, which of the steps. Each step stands in a module of its own.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from duban.cli.commands.reconcile.forms import Narrow
from duban.cli.commands.reconcile.options import CycleOptions, UnitSteps, refuse_idle, refuse_stray
from duban.cli.framework.context import Balancing
from duban.cli.framework.option_types import flag, option, switch
from duban.cli.options.filter_options import LeaderOption, LedgerOption, UnitOption
from duban.cli.options.task_options import together
from duban.core.model.terms import Every
from duban.core.periods.spans import Span, read_span, span_of
from duban.errors import misuse

STEPS, KIND = "对账的步骤", "哪一期"
PERIODS = "写成 2026Q3、2026H1、2026、2026-09 或 2026-W38"
TAKING_MORE = {"--against", "--settle", "--sign"}
"""The steps after which further words name more files, numbers, units."""


def reconcile(
    context: Balancing,
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="期", help="2026Q3、2026H1、2026、2026-09 或 2026-W38，默认最近结束的一期"),
    ] = None,
    quarter: Annotated[bool, switch("--quarter", "季度对账（默认）", KIND)] = False,
    half: Annotated[bool, switch("--half", "半年查账", KIND)] = False,
    year: Annotated[bool, switch("--year", "年底交账", KIND)] = False,
    month: Annotated[bool, switch("--month", "月自查", KIND)] = False,
    week: Annotated[bool, switch("--week", "周调度", KIND)] = False,
    unit: UnitOption = None,
    ledger: LedgerOption = None,
    leaders: LeaderOption = None,
    detail: Annotated[bool, switch("--detail", "每个数字展开成事项清单")] = False,
    close: Annotated[bool, switch("--close", "结账", STEPS)] = False,
    reopen: Annotated[bool, switch("--reopen", "重开已经结账的一期", STEPS)] = False,
    verify: Annotated[bool, switch("--verify", "复算已经结账的一期：一致不一致，为什么", STEPS)] = False,
    force: Annotated[bool, switch("--force", "还有未决差异、未签单位也结账，须写 --reason", STEPS)] = False,
    reason: Annotated[str | None, option("--reason", "原因", "为什么", STEPS)] = None,
    *,
    with_units: UnitSteps,
    cycle: CycleOptions,
) -> int:
    """对账：期初在办、本期进出、期末在办，一件一件对得上；不写步骤只算只看，什么也不写。

    一季的账：--statements 发对账单，--against 收回比对，--settle 核定差异，--sign 签认，--close 结账。
    --against、--settle、--sign 后面可以接着写几个文件、几个差异号、几个单位。
    每周看调度单，每月看自查单，每季加 --summary 看汇总；半年用 --conclude 写结论，年底用 --carry 写结转。
    """
    period, rest = _split(words or (), context.today)
    span = chosen_span(context, period, _kind(quarter=quarter, half=half, year=year, month=month, week=week))
    mine = {"--close": close, "--reopen": reopen, "--verify": verify}
    step = _one_step(span, {**with_units.steps, **mine, **cycle.steps})
    refuse_stray(cycle, span, step, context.today)
    refuse_idle(with_units, step)
    if rest and step not in TAKING_MORE:
        raise misuse("usage-period", f"“{rest[0]}”不是一期。", PERIODS)
    narrow = (tuple(unit or ()), tuple(ledger or ()), together(leaders))
    explained = {*with_units.steps, *cycle.steps, "--close", "--reopen"}
    _refuse_unused(step, "--force", given=force, serves={"--close"})
    _refuse_unused(step, "--detail", given=detail, serves={""})
    _refuse_unused(step, "--reason", given=reason is not None, serves=explained)
    _refuse_unused(step, "--unit、--ledger、--leader", given=any(narrow), serves={"", *with_units.steps})
    if step in with_units.steps:
        return take_step(context, span, with_units, rest, (narrow, reason))
    if step in cycle.steps:
        return _cycle_step(context, span, cycle, reason, with_units.approved_by)
    if step == "--verify":
        from duban.cli.commands.reconcile.verify_closed import recheck_period

        return recheck_period(context, span)
    if step:
        return _closing_step(context, span, cycle, reason, force=force if close else None)
    from duban.cli.commands.reconcile.forms import show_balance

    return show_balance(context, span, narrow, detail=detail, summary=cycle.summary)


def _cycle_step(
    context: Balancing, span: Span, cycle: CycleOptions, reason: str | None, approved_by: str | None
) -> int:
    if cycle.conclude:
        from duban.cli.commands.reconcile.inspection import conclude

        return conclude(context, span, cycle.conclude, cycle.result)
    from duban.cli.commands.reconcile.carry_over import carry

    return carry(context, span, cycle, reason, approved_by)


def _closing_step(
    context: Balancing, span: Span, cycle: CycleOptions, reason: str | None, *, force: bool | None
) -> int:
    """--close, forced or not, or (None) --reopen."""
    from duban.cli.commands.reconcile.carry_over import hooks_of
    from duban.cli.commands.reconcile.closing import close_period, reopen_period

    if force is None:
        return reopen_period(context, span, reason)
    if force and not (reason or "").strip():
        text = "强制结账要写明原因。"
        raise misuse("usage-reason", text, f"duban reconcile {span.label} --close --force --reason …")
    return close_period(context, span, reason if force else None, hooks_of(span, cycle))


def _split(words: Sequence[str], today: date) -> tuple[str | None, tuple[str, ...]]:
    """The period among the words, and what else was named: more files after --against, more numbers, more units."""
    place = next((at for at, word in enumerate(words) if _period(word, today) is not None), None)
    if place is None:
        return None, tuple(words)
    return words[place], (*words[:place], *words[place + 1 :])


def _period(word: str, today: date) -> Span | None:
    span = read_span(word, today)
    return span if span is not None and span.every is not None else None


def _refuse_unused(step: str, word: str, *, given: bool, serves: Collection[str]) -> None:
    """Raises UsageError for an option that the step would drop."""
    if given and step not in serves:
        known = "、".join(sorted(name for name in serves if name))
        fix = f"和 {known} 一起用，或去掉 {word}" if known and step == "" else f"去掉 {word}"
        raise misuse("usage-value", f"{word} 在{step or '只看账的时候'}用不上。", fix)


def _one_step(span: Span, steps: Mapping[str, bool]) -> str:
    """The step that is asked for, "" for none. Raises UsageError for several."""
    chosen = [name for name, given in steps.items() if given]
    if len(chosen) > 1:
        text = f"{'、'.join(chosen)} 一次只做一步。"
        raise misuse("usage-steps", text, f"duban reconcile {span.label} {chosen[0]}")
    return "".join(chosen)


def _kind(**flags: bool) -> Every | None:
    chosen = [name for name, given in flags.items() if given]
    if len(chosen) > 1:
        words = "、".join(map(flag, chosen))
        raise misuse("usage-kind", f"{words} 只能写一个。", "一次对一期的账")
    return Every[chosen[0].upper()] if chosen else None


def chosen_span(context: Balancing, period: str | None, kind: Every | None) -> Span:
    """The period that is meant; without a name the last of its kind that has ended. Raises UsageError for nonsense."""
    if period is None:
        return span_of(kind or Every.QUARTER, context.today).previous()
    span = _period(period, context.today)
    if span is None or span.every is Every.HALF_MONTH:
        raise misuse("usage-period", f"“{period}”不是一期。", PERIODS)
    if kind is not None and span.every is not kind:
        text = f"{span.label} 是一{span.every}，不是一{kind}。"
        example = span_of(kind, context.today).previous().label
        raise misuse("usage-period", text, f"例如 {example}，或去掉这个选项")
    if span.start > context.today:
        raise misuse("usage-period", f"{span.label} 从 {span.start} 才开始。", "写已经开始的一期")
    return span


def take_step(
    context: Balancing,
    span: Span,
    options: UnitSteps,
    rest: Sequence[str],
    asked: tuple[Narrow, str | None],
) -> int:
    """The one step that is asked for; `rest` names more files, numbers, units; `asked` filters and reason."""
    (units, ledgers, leader), reason = asked
    units = tuple(units)
    if options.settle:
        from duban.cli.commands.reconcile.settle import read_ruling, settle

        _refuse_narrow("--settle", (), leader)
        _refuse_several(ledgers)
        ledger = next(iter(ledgers), None)
        ruling = read_ruling(context, options.settle_as, reason, options.approved_by, ledger)
        return settle(context, span, (*options.settle, *rest), ruling, units)
    _refuse_narrow(next(name for name, given in options.steps.items() if given), ledgers, leader)
    if options.sign:
        from duban.cli.commands.reconcile.settle import sign

        return sign(context, span, (*options.sign, *rest), options.signed_by, reason)
    if options.against:
        from duban.cli.commands.reconcile.receive_returns import Request, read_matches, take_answers

        paths = (*options.against, *map(Path, rest))
        matches = read_matches(options.match or (), paths)
        return take_answers(context, span, Request(paths, units, matches, options.replace))
    from duban.cli.commands.reconcile.send_statements import send_statements

    return send_statements(context, span, options.statements or Path(), units)


def _refuse_several(ledgers: Sequence[str]) -> None:
    """Raises UsageError for several ledgers: what the other side has, and we have not, enters one."""
    if len(ledgers) > 1:
        text = f"--settle 补登只记进一本台账，写了“{'”和“'.join(ledgers)}”。"
        raise misuse("usage-twice", text, "只留一个 --ledger")


def _refuse_narrow(step: str, ledgers: Sequence[str], leader: str | None) -> None:
    given = [name for name, value in (("--ledger", ledgers), ("--leader", leader)) if value]
    if given:
        raise misuse("usage-steps", f"{step} 按单位对账，不用 {given[0]}。", "只对一个单位写 --unit 单位")
