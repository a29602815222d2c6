"""The options of the steps that `reconcile` takes with the units: statements, returns, settling, signing.

Only the words of the command line; what each step does stands in its own module.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from duban.cli.options.task_options import offer_units
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
    for option, (given, wanted) in idle.items():
        if given and step not in wanted:
            words = " 或 ".join(wanted)
            raise misuse("usage-steps", f"{option} 和 {words} 一起用。", f"加上 {words}，或去掉 {option}")
