"""`split`: one task into parts, each a task of its own below it (上级任务), in one commit.

Words to heads; what a part may be decides core.
"""

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from duban.act import Plan
from duban.cli.acting import SUBJECT_COLUMNS, act, chosen, message, tell
from duban.cli.choosing import offer_tasks
from duban.cli.context import Writing
from duban.cli.days import parse_day
from duban.cli.entering import check_units, enter, hand_over, lacking, note_lacking
from duban.cli.headvalues import one_line, read_task
from duban.core.journal import units_of
from duban.core.record import raw_record
from duban.core.standing import TaskState
from duban.core.terms import Action, Status
from duban.errors import misuse, reason_of, refusal
from duban.files.gitlog import Message
from duban.files.workspace import Ledger

INHERITED = ("来源", "批示", "标签")
WORD = "分解"
_SPLITTABLE = {Status.REGISTERED, Status.ASSIGNED, Status.IN_PROGRESS, Status.SUSPENDED}
_MOST_PARTS = 3


def split(
    context: Writing,
    task: Annotated[str, typer.Argument(metavar="编号", help="要分解的事项", autocompletion=offer_tasks)],
    title: Annotated[list[str] | None, typer.Option("--title", metavar="事项", help="一件分解任务")] = None,
    lead: Annotated[
        list[str] | None,
        typer.Option("--lead", metavar="单位", help="牵头单位：一个给全部，或与 --title 一一对应"),
    ] = None,
    support: Annotated[
        list[str] | None, typer.Option("--support", metavar="单位", help="配合单位，各件相同")
    ] = None,
    owner: Annotated[
        list[str] | None, typer.Option("--owner", metavar="姓名", help="责任人：一个给全部，或一一对应")
    ] = None,
    requirements: Annotated[
        list[str] | None,
        typer.Option("--requirements", metavar="文字", help="工作要求：一个给全部，或一一对应"),
    ] = None,
    due_on: Annotated[
        list[date] | None, typer.Option("--due-on", metavar="日期", help="完成日期：一个给全部，或一一对应")
    ] = None,
    lines: Annotated[
        Path | None,
        typer.Option(
            "--lines", metavar="文件", help="从文件读，每行一件：事项 | 牵头单位 | 日期；- 是标准输入"
        ),
    ] = None,
    assign: Annotated[bool, typer.Option("--assign", help="分解后随即交办，同一次提交")] = False,
) -> int:
    """分解：把一件事拆成几件，各自立项、各自销号，来源、批示、标签和台账照原来的。

    例：duban split WJ-12 --title 完成摸底 --lead 县住建局 --title 制定方案 --lead 县财政局 --due-on 2026-10-30
    """
    given = [
        *_from_options(title or [], lead or [], owner or [], requirements or [], due_on or []),
        *(_from_lines(lines, context.today) if lines else []),
    ]
    if not given:
        raise misuse("missing-option", "没有写分解成哪几件。", "--title 事项（可以写多次），或 --lines 文件")
    shared = [name for word in support or () if (name := one_line(word, "--support"))]
    parts = [{**part, "配合单位": shared} if shared else part for part in given]

    def prepare(plan: Plan) -> Message:
        parent = chosen(plan, [task])[0]
        touched = plan.open_task(parent)
        state = plan.state(parent)
        if state.status not in _SPLITTABLE:
            raise refusal("not-allowed", f"不能分解：{parent} 现在是“{state.status}”", f"duban show {parent}")
        check_units(plan, [unit for part in parts for unit in (part.get("牵头单位"), *shared) if unit])
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


def _seated(plan: Plan, part: dict[str, Any]) -> dict[str, Any]:
    """A part without its own lead among the supporting units, which all parts share."""
    shared, register = part.get("配合单位", ()), plan.workspace.register
    support = register.once(shared, besides=units_of(part.get("牵头单位")))
    if len(support) != len(register.once(shared)):
        plan.note("lead-supports", f"“{part['事项']}”由{part['牵头单位']}牵头，配合单位里不再列它")
    return part | {"配合单位": list(support)}


def _enter(plan: Plan, context: Writing, ledger: Ledger, parent: TaskState, part: dict[str, Any]) -> str:
    """Register one part; told: what it still lacks, and a day after the parent's."""
    entered = enter(plan, context, ledger, {**part, "上级任务": parent.task.id}).task
    note_lacking(plan, entered, lacking(entered, plan.workspace.policies, ledger.head.kind, context.on))
    own = entered.deadline.on if entered.deadline else None
    whole = parent.due_on or (parent.task.deadline.on if parent.task.deadline else None)
    if own and whole and own > whole:
        plan.note("due-after-parent", f"{entered.id} 的完成日期 {own} 在上级任务的时限 {whole} 之后")
    return entered.id


def _from_options(
    titles: Sequence[str],
    leads: Sequence[str],
    owners: Sequence[str],
    requirements: Sequence[str],
    days: Sequence[date],
) -> list[dict[str, Any]]:
    parts: list[dict[str, Any]] = []
    columns = {
        "牵头单位": _spread("--lead", leads, len(titles)),
        "责任人": _spread("--owner", owners, len(titles)),
        "工作要求": _spread("--requirements", requirements, len(titles)),
    }
    dues = _spread("--due-on", [day.isoformat() for day in days], len(titles))
    for number, title in enumerate(titles):
        part: dict[str, Any] = {"事项": one_line(title, "--title")}
        for key, values in columns.items():
            if values:
                value = values[number]
                part[key] = value if key == "工作要求" else one_line(value, "--lead")
        if dues:
            part["完成时限"] = {"日期": dues[number]}
        parts.append(_checked(part))
    return parts


def _spread(option: str, values: Sequence[str], count: int) -> Sequence[str]:
    """One value for each part: the only one for all, or as many as there are parts."""
    if not values or len(values) == count:
        return values
    if len(values) == 1:
        return list(values) * count
    raise misuse(
        "usage-count",
        f"{option} 写了{len(values)}个，--title 写了{count}个，对不上。",
        f"{option} 写一个（给全部），或写{count}个（按 --title 的顺序）",
    )


def _from_lines(file: Path, today: date) -> list[dict[str, Any]]:
    parts = []
    for number, line in enumerate(_text(file).splitlines(), 1):
        cells = [cell.strip() for cell in line.replace("｜", "|").replace("\t", "|").split("|")]
        if not any(cells):
            continue
        if len(cells) > _MOST_PARTS or not cells[0]:
            raise misuse("usage-lines", f"第{number}行：“{line}”读不懂。", "每行写 事项 | 牵头单位 | 日期")
        part: dict[str, Any] = {"事项": cells[0]}
        if len(cells) > 1 and cells[1]:
            part["牵头单位"] = cells[1]
        if len(cells) == _MOST_PARTS and cells[-1]:
            part["完成时限"] = {"日期": parse_day(cells[-1], today, f"第{number}行").isoformat()}
        parts.append(_checked(part))
    return parts


def _checked(part: dict[str, Any]) -> dict[str, Any]:
    part = {key: value for key, value in part.items() if value}
    if "事项" not in part:
        raise misuse("usage-value", "--title 是空的。", "写上要办的事")
    read_task({"编号": "X-0000-0000", **part}, part["事项"])
    return part


def _text(file: Path) -> str:
    if str(file) == "-":
        return sys.stdin.read()
    try:
        return file.read_text("utf-8-sig")
    except OSError as error:
        raise refusal("file-read", f"{file} 读不了：{reason_of(error)}", "检查路径和权限") from None
    except UnicodeDecodeError:
        raise refusal("file-encoding", f"{file} 不是 UTF-8 文字", "另存为 UTF-8") from None
