"""`candidates`: what the books hold for those who might be called to account; the report of that name.

Decides nothing and enters nothing.
"""

from pathlib import Path
from typing import Annotated

import typer

from duban.cli.commands.report.command import Format, report
from duban.cli.framework.context import Context
from duban.cli.framework.option_types import option, switch
from duban.cli.options.filter_options import UnitOption


def candidates(
    context: Context,
    period: Annotated[
        str | None, typer.Argument(metavar="期", help="2026、2026H1、2026Q3、2026-09，默认今年")
    ] = None,
    *,
    output: Annotated[Path | None, option("--output -o", "文件", "写进这个文件，后缀定格式")] = None,
    force: Annotated[bool, switch("--force", "文件已经有了也覆盖")] = False,
    unit: UnitOption = None,
) -> int:
    """问责情形线索（六盘水四（六））：逾期、经催办仍不整改的，核验认定假落实的……账上各有哪几笔记录；评价滞后的单位。

    只列记录，不作结论，也不记账；要通报的用 circulate add，报负面清单的用 negative supply。
    """
    form = Format.JSON if context.as_json else None
    return report(context, "candidates", period, form=form, output=output, force=force, unit=unit)
