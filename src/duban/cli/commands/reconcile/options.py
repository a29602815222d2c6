"""The options of `reconcile`: of the steps taken with the units, and of each kind of period.

Only the words of the command line, and which go together; what each step does stands in its own module.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

from duban.cli.framework.option_types import flag, option, switch
from duban.cli.options.task_options import offer_tasks, offer_units
from duban.core.model.terms import Every
from duban.core.periods.closings import option as period_option
from duban.core.periods.spans import Span, span_of
from duban.core.statements.unit_journal import SettleAs
from duban.errors import misuse

WITH_UNITS = "和单位对账"


@dataclass(frozen=True, kw_only=True)
class UnitSteps:
    """The options of `reconcile` with which the books are balanced against the units'."""

    statements: Annotated[
        Path | None, option("--statements", "文件夹", "给各单位的对账单（XLSX）写进文件夹", WITH_UNITS)
    ] = None
    against: Annotated[
        list[Path] | None, option("--against", "文件", "收回比对：对账单，或单位的工作区文件夹", WITH_UNITS)
    ] = None
    replace: Annotated[bool, switch("--replace", "单位来过单的，以这一份为准", WITH_UNITS)] = False
    match: Annotated[
        list[str] | None, option("--match", "对方编号=我方编号", "确认疑似的两件是同一件", WITH_UNITS)
    ] = None
    settle: Annotated[list[str] | None, option("--settle", "差异号", "核定这一处差异", WITH_UNITS)] = None
    settle_as: Annotated[
        SettleAs | None,
        option("--settle-as", "我方|对方|双方", "以谁的账为准；对方的，随即改账", WITH_UNITS),
    ] = None
    sign: Annotated[
        list[str] | None,
        option("--sign", "单位", "记下单位签认", WITH_UNITS, autocompletion=offer_units),
    ] = None
    signed_by: Annotated[str | None, option("--signed-by", "姓名", "单位由谁签认", WITH_UNITS)] = None
    approved_by: Annotated[
        str | None, option("--approved-by", "姓名", "核定、结转要改时限的，谁批准的", WITH_UNITS)
    ] = None

    @property
    def steps(self) -> dict[str, bool]:
        """The steps that these options ask for, by the word of the command line."""
        return {
            "--statements": self.statements is not None,
            "--against": bool(self.against),
            "--settle": bool(self.settle),
            "--sign": bool(self.sign),
        }


def refuse_idle(options: UnitSteps, step: str) -> None:
    """Raises UsageError for an option that belongs to another step than the one chosen."""
    idle: dict[str, tuple[bool, tuple[str, ...]]] = {
        "--replace": (options.replace, ("--against",)),
        "--match": (bool(options.match), ("--against",)),
        "--settle-as": (options.settle_as is not None, ("--settle",)),
        "--approved-by": (options.approved_by is not None, ("--settle", "--carry")),
        "--signed-by": (options.signed_by is not None, ("--sign",)),
    }
    for word, (given, wanted) in idle.items():
        if given and step not in wanted:
            words = " 或 ".join(wanted)
            raise misuse("usage-steps", f"{word} 和 {words} 一起用。", f"加上 {words}，或去掉 {word}")


INSPECTING, HANDING_OVER = "半年查账", "年底交账"


@dataclass(frozen=True, kw_only=True)
class CycleOptions:
    """The options of `reconcile` that belong to one kind of period only."""

    summary: Annotated[bool, switch("--summary", "季汇总：与上季、去年同季比")] = False
    conclude: Annotated[
        list[str] | None, option("--conclude", "项", "给清单上的这一项写结论", INSPECTING)
    ] = None
    result: Annotated[str | None, option("--result", "结论", "结论是什么", INSPECTING)] = None
    carry: Annotated[
        list[str] | None,
        option("--carry", "编号", "这件结转下年，写 --reason", HANDING_OVER, autocompletion=offer_tasks),
    ] = None
    due_on: Annotated[date | None, option("--due-on", "日期", "结转的新时限，记作延期", HANDING_OVER)] = None
    handed_by: Annotated[str | None, option("--handed-by", "姓名", "结账时：移交人", HANDING_OVER)] = None
    received_by: Annotated[str | None, option("--received-by", "姓名", "结账时：接收人", HANDING_OVER)] = None
    witness: Annotated[str | None, option("--witness", "姓名", "结账时：监交人", HANDING_OVER)] = None

    @property
    def steps(self) -> dict[str, bool]:
        """The steps that these options ask for, by the word of the command line."""
        return {"--conclude": bool(self.conclude), "--carry": bool(self.carry)}


_WANTED = (
    ("summary", "", Every.QUARTER),
    ("conclude", "", Every.HALF),
    ("result", "--conclude", Every.HALF),
    ("carry", "", Every.YEAR),
    ("due_on", "--carry", Every.YEAR),
    ("handed_by", "--close", Every.YEAR),
    ("received_by", "--close", Every.YEAR),
    ("witness", "--close", Every.YEAR),
)
"""The name of each option, the step that it belongs to, the kind of period that it is for."""
_NAMES = {Every.QUARTER: "季度对账", Every.HALF: INSPECTING, Every.YEAR: HANDING_OVER}


def refuse_stray(options: CycleOptions, span: Span, step: str, today: date) -> None:
    """Raises UsageError for an option that means nothing here: of another kind of period, or of another step."""
    for name, wanted, every in _WANTED:
        if not getattr(options, name):
            continue
        word = flag(name)
        if span.every is not every:
            text = f"{word} 是{_NAMES[every]}用的，{span.label} 不是。"
            example = period_option(span_of(every, today).previous())
            raise misuse("usage-kind", text, f"duban reconcile {example} {word} …")
        if wanted and step != wanted:
            command = f"duban reconcile {period_option(span)} {wanted} … {word} …"
            raise misuse("usage-steps", f"{word} 和 {wanted} 一起用。", command)
