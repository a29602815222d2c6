"""The options of `reconcile`: of the steps taken with the units, and of each kind of period.

Only the words of the command line, and which go together; what each step does stands in its own module.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from duban.cli.options.task_options import offer_tasks, offer_units
from duban.core.model.terms import Every
from duban.core.periods.closings import option
from duban.core.periods.spans import Span, span_of
from duban.core.statements.unit_journal import SettleAs
from duban.errors import misuse

WITH_UNITS = "和单位对账"

StatementsOption = Annotated[
    Path | None,
    typer.Option(
        "--statements",
        metavar="文件夹",
        rich_help_panel=WITH_UNITS,
        help="给各单位的对账单（XLSX）写进文件夹",
    ),
]
AgainstOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--against", metavar="文件", rich_help_panel=WITH_UNITS, help="收回比对：对账单，或单位的工作区文件夹"
    ),
]
ReplaceOption = Annotated[
    bool, typer.Option("--replace", rich_help_panel=WITH_UNITS, help="单位来过单的，以这一份为准")
]
MatchOption = Annotated[
    list[str] | None,
    typer.Option(
        "--match", metavar="对方编号=我方编号", rich_help_panel=WITH_UNITS, help="确认疑似的两件是同一件"
    ),
]
SettleOption = Annotated[
    list[str] | None,
    typer.Option("--settle", metavar="差异号", rich_help_panel=WITH_UNITS, help="核定这一处差异"),
]
SettleAsOption = Annotated[
    SettleAs | None,
    typer.Option(
        "--settle-as",
        metavar="我方|对方|双方",
        rich_help_panel=WITH_UNITS,
        help="以谁的账为准；对方的，随即改账",
    ),
]
ApprovedByOption = Annotated[
    str | None,
    typer.Option(
        "--approved-by", metavar="姓名", rich_help_panel=WITH_UNITS, help="核定、结转要改时限的，谁批准的"
    ),
]
SignOption = Annotated[
    list[str] | None,
    typer.Option(
        "--sign", metavar="单位", rich_help_panel=WITH_UNITS, help="记下单位签认", autocompletion=offer_units
    ),
]
SignedByOption = Annotated[
    str | None, typer.Option("--signed-by", metavar="姓名", rich_help_panel=WITH_UNITS, help="单位由谁签认")
]


@dataclass(frozen=True, kw_only=True)
class UnitSteps:
    """The options of `reconcile` with which the books are balanced against the units'."""

    statements: StatementsOption = None
    against: AgainstOption = None
    replace: ReplaceOption = False
    match: MatchOption = None
    settle: SettleOption = None
    settle_as: SettleAsOption = None
    sign: SignOption = None
    signed_by: SignedByOption = None
    approved_by: ApprovedByOption = None

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

    summary: Annotated[bool, typer.Option("--summary", help="季汇总：与上季、去年同季比")] = False
    conclude: Annotated[
        list[str] | None,
        typer.Option("--conclude", metavar="项", rich_help_panel=INSPECTING, help="给清单上的这一项写结论"),
    ] = None
    result: Annotated[
        str | None, typer.Option("--result", metavar="结论", rich_help_panel=INSPECTING, help="结论是什么")
    ] = None
    carry: Annotated[
        list[str] | None,
        typer.Option(
            "--carry",
            metavar="编号",
            rich_help_panel=HANDING_OVER,
            help="这件结转下年，写 --reason",
            autocompletion=offer_tasks,
        ),
    ] = None
    due_on: Annotated[
        date | None,
        typer.Option("--due-on", metavar="日期", rich_help_panel=HANDING_OVER, help="结转的新时限，记作延期"),
    ] = None
    handed_by: Annotated[
        str | None,
        typer.Option("--handed-by", metavar="姓名", rich_help_panel=HANDING_OVER, help="结账时：移交人"),
    ] = None
    received_by: Annotated[
        str | None,
        typer.Option("--received-by", metavar="姓名", rich_help_panel=HANDING_OVER, help="结账时：接收人"),
    ] = None
    witness: Annotated[
        str | None,
        typer.Option("--witness", metavar="姓名", rich_help_panel=HANDING_OVER, help="结账时：监交人"),
    ] = None

    @property
    def steps(self) -> dict[str, bool]:
        """The steps that these options ask for, by the word of the command line."""
        return {"--conclude": bool(self.conclude), "--carry": bool(self.carry)}


_WANTED = (
    ("--summary", "summary", "", Every.QUARTER),
    ("--conclude", "conclude", "", Every.HALF),
    ("--result", "result", "--conclude", Every.HALF),
    ("--carry", "carry", "", Every.YEAR),
    ("--due-on", "due_on", "--carry", Every.YEAR),
    ("--handed-by", "handed_by", "--close", Every.YEAR),
    ("--received-by", "received_by", "--close", Every.YEAR),
    ("--witness", "witness", "--close", Every.YEAR),
)

"""Each option, its name, the step that it belongs to, the kind of period that it is for."""


def refuse_stray(options: CycleOptions, span: Span, step: str, today: date) -> None:
    """Raises UsageError for an option that means nothing here: of another kind of period, or of another step."""
    for word, name, wanted, every in _WANTED:
        if not getattr(options, name):
            continue
        if span.every is not every:
            example = option(span_of(every, today).previous())
            raise misuse(
                "usage-kind",
                f"{word} 是{_NAMES[every]}用的，{span.label} 不是。",
                f"duban reconcile {example} {word} …",
            )
        if wanted and step != wanted:
            raise misuse(
                "usage-steps",
                f"{word} 和 {wanted} 一起用。",
                f"duban reconcile {option(span)} {wanted} … {word} …",
            )


_NAMES = {Every.QUARTER: "季度对账", Every.HALF: "半年查账", Every.YEAR: "年底交账"}
