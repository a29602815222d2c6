"""`split`: one task into parts, each a task of its own below it (上级任务), in one commit.

Words to heads; what a part may be decides core.
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from duban.cli.framework.context import Writing
from duban.cli.framework.dates import Days
from duban.cli.framework.option_types import option, switch
from duban.cli.options.head_values import one_line, read_new
from duban.cli.options.name_lookup import listed_units
from duban.cli.options.pasted_list import read_handed_in
from duban.cli.options.task_options import offer_tasks
from duban.cli.workflow.actions import SUBJECT_COLUMNS, act, chosen, message, tell
from duban.cli.workflow.registration import check_units, enter, hand_over, note_lacking
from duban.core.actions.due_dates import refuse_beyond_parent
from duban.core.model.record import raw_record
from duban.core.model.terms import Action, Status
from duban.core.model.unit_register import Register
from duban.core.state.leads import units_of
from duban.core.state.task_state import TaskState
from duban.errors import misuse, refusal
from duban.files.disk.sandbox import confined
from duban.files.git.log import Message
from duban.files.workspace.workspace import Ledger
from duban.plan import Plan

UNITS = ("牵头单位", "配合单位")
INHERITED = ("来源", "批示", "标签")
WORD = "分解"
_SPLITTABLE = {Status.REGISTERED, Status.ASSIGNED, Status.IN_PROGRESS, Status.SUSPENDED}
_MOST_CELLS, _MOST_PARTS = 3, 500
_LONGEST_LINE, _SHOWN = 2_000, 60


def split(
    context: Writing,
    task: Annotated[str, typer.Argument(metavar="编号", help="要分解的事项", autocompletion=offer_tasks)],
    title: Annotated[list[str] | None, option("--title", "事项", "一件分解任务")] = None,
    lead: Annotated[
        list[str] | None,
        option(
            "--lead",
            "单位",
            "牵头单位：一个给全部（--lines 里已写的除外），或一一对应；联合牵头写 甲局、乙局",
        ),
    ] = None,
    support: Annotated[list[str] | None, option("--support", "单位", "配合单位，各件相同")] = None,
    owner: Annotated[list[str] | None, option("--owner", "姓名", "责任人：一个给全部，或一一对应")] = None,
    requirements: Annotated[
        list[str] | None, option("--requirements", "文字", "工作要求：一个给全部，或一一对应")
    ] = None,
    due_on: Annotated[
        list[date] | None, option("--due-on", "日期", "完成日期：一个给全部，或一一对应")
    ] = None,
    lines: Annotated[
        Path | None, option("--lines", "文件", "从文件读，每行一件：事项 | 牵头单位 | 日期；- 是标准输入")
    ] = None,
    assign: Annotated[bool, switch("--assign", "分解后随即交办，同一次提交")] = False,
) -> int:
    """分解：把一件事拆成几件，各自立项、各自销号，来源、批示、标签和台账照原来的。

    例：duban split WJ-12 --title 完成摸底 --lead 县住建局 --title 制定方案 --lead 县财政局 --due-on 2026-10-30
    """
    titles = [{"事项": one_line(each, "--title")} for each in title or []]
    given = [*titles, *(_from_lines(lines, context.days) if lines else [])]
    if not given:
        raise misuse("missing-option", "没有写分解成哪几件。", "--title 事项（可以写多次），或 --lines 文件")
    _spread(given, "牵头单位", "--lead", [one_line(each, "--lead") for each in lead or []])
    _spread(given, "责任人", "--owner", [one_line(each, "--owner") for each in owner or []])
    _spread(given, "工作要求", "--requirements", requirements or [])
    _spread(given, "完成时限", "--due-on", [{"日期": day.isoformat()} for day in due_on or []])
    given = [_checked(part) for part in given]
    shared = [name for word in support or () if (name := one_line(word, "--support"))]

    def prepare(plan: Plan) -> Message:
        parent = chosen(plan, [task])[0]
        touched = plan.open_task(parent)
        state = plan.state(parent)
        if state.status not in _SPLITTABLE:
            raise refusal("not-allowed", f"不能分解：{parent} 现在是“{state.status}”", f"duban show {parent}")
        parts = [_with_units(part, shared, plan.workspace.register) for part in given]
        check_units(plan, [unit for part in parts for key in UNITS for unit in units_of(part.get(key))])
        raw = raw_record(touched.task)
        head = {key: raw[key] for key in INHERITED if key in raw}
        seated = [_seated(plan, part) for part in parts]
        entered = [_enter(plan, context, touched.ledger, state, head | part) for part in seated]
        if assign:
            for identifier in entered:
                hand_over(plan, context, identifier)
        made = message(plan, Action.REGISTER, entered)
        subject = f"{WORD} {parent} 为{len(entered)}件：{touched.task.title}"
        return Message(subject[:SUBJECT_COLUMNS], trailers=made.trailers)

    return tell(context, Action.REGISTER, act(context, prepare))


def _with_units(part: dict[str, Any], shared: Sequence[str], register: Register) -> dict[str, Any]:
    """A part with its lead, or joint leads where the word lists some, and the supporting units of all."""
    lead = listed_units(units_of(part.get("牵头单位")), register)
    units = {
        "牵头单位": lead[0] if len(lead) == 1 else list(lead),
        "配合单位": list(listed_units(shared, register)),
    }
    return {**part, **{key: value for key, value in units.items() if value}}


def _seated(plan: Plan, part: dict[str, Any]) -> dict[str, Any]:
    """A part without its own lead among the supporting units, which all parts share."""
    shared, register = part.get("配合单位", ()), plan.workspace.register
    support = register.once(shared, besides=units_of(part.get("牵头单位")))
    if len(support) != len(register.once(shared)):
        plan.note(
            "lead-supports",
            f"“{part['事项']}”由{'、'.join(units_of(part['牵头单位']))}牵头，配合单位里不再列它",
        )
    return part | {"配合单位": list(support)}


def _enter(plan: Plan, context: Writing, ledger: Ledger, parent: TaskState, part: dict[str, Any]) -> str:
    """Register one part; told: what it still lacks. Raises DubanError for a day after the parent's."""
    own = (part.get("完成时限") or {}).get("日期")
    named = f"“{part['事项']}”的完成日期"
    refuse_beyond_parent(parent, date.fromisoformat(own) if own else None, named)
    entered = enter(plan, context, ledger, {**part, "上级任务": parent.task.id}).task
    note_lacking(plan, entered, ledger.head.kind, context.on)
    return entered.id


def _spread(parts: Sequence[dict[str, Any]], key: str, named: str, values: Sequence[object]) -> None:
    """Give the values of an option to the parts: the only one to all that say nothing themselves, or one to each.

    Raises UsageError where their numbers differ, or a part has already what it is given: nothing typed is dropped.
    """
    if not values:
        return
    if len(values) not in {1, len(parts)}:
        raise misuse(
            "usage-count",
            f"{named} 写了{len(values)}个，要分解的有{len(parts)}件，对不上。",
            f"{named} 写一个（给全部），或写{len(parts)}个（按先后顺序）",
        )
    without = [part for part in parts if key not in part]
    if not without or (len(values) > 1 and len(without) < len(parts)):
        own = next(part for part in parts if key in part)
        text = f"--lines 里“{own['事项']}”一行已经写了{key}，{named} 用不上。"
        raise misuse("usage-lines", text, f"去掉 {named}，或把那一行的{key}空着")
    for place, part in enumerate(parts):
        part.setdefault(key, values[place if len(values) > 1 else 0])


def _from_lines(file: Path, days: Days) -> list[dict[str, Any]]:
    text = read_handed_in(None if str(file) == "-" else file)
    rows = confined(lambda: _rows(text), list[tuple[int, list[str]]], file.name)
    return [_part(number, cells, days) for number, cells in rows]


def _rows(text: str) -> list[tuple[int, list[str]]]:
    """The lines of a text that say a part, by number. Raises UsageError for a line that is no part."""
    rows: list[tuple[int, list[str]]] = []
    for number, line in enumerate(text.splitlines(), 1):
        cells = [cell.strip() for cell in line.replace("｜", "|").replace("\t", "|").split("|")]
        if not any(cells):
            continue
        if len(cells) > _MOST_CELLS or not cells[0] or len(line) > _LONGEST_LINE:
            shown = line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"
            raise misuse("usage-lines", f"第{number}行：“{shown}”读不懂。", "每行写 事项 | 牵头单位 | 日期")
        if len(rows) == _MOST_PARTS:
            message = f"第{number}行：一件事最多分解成 {_MOST_PARTS} 件。"
            raise misuse("usage-lines", message, "先分解成几大件，再逐件分解")
        rows.append((number, cells))
    return rows


def _part(number: int, cells: list[str], days: Days) -> dict[str, Any]:
    """One part, from the cells of its line. Raises UsageError for a day that is none."""
    part: dict[str, Any] = {"事项": cells[0]}
    if len(cells) > 1 and cells[1]:
        part["牵头单位"] = cells[1]
    if len(cells) == _MOST_CELLS and cells[-1]:
        part["完成时限"] = {"日期": days.read(cells[-1], f"第{number}行", ahead=True).isoformat()}
    return part


def _checked(part: dict[str, Any]) -> dict[str, Any]:
    part = {key: value for key, value in part.items() if value}
    if "事项" not in part:
        raise misuse("usage-value", "--title 是空的。", "写上要办的事")
    read_new(part, part["事项"])
    return part
