"""Who leads a task, as its head says and its events turn it: 变更 of the unit fields, 转办.

Only the head: whose duty it is, task_state.py holds.
"""

from collections.abc import Sequence
from typing import Any

from duban.core.engine.journal import AMENDS, HeadTurn, Placed, Turns, in_writing_order
from duban.core.model.events import Amend, Transfer
from duban.core.model.task import Task
from duban.core.model.unit_register import Register

LEAD, SUPPORT = "牵头单位", "配合单位"


def units_of(value: object) -> tuple[str, ...]:
    """A unit field as the file holds it (text, list or nothing) as a tuple, each unit once."""
    if isinstance(value, str):
        return (value,)
    if isinstance(value, list | tuple):
        return tuple(dict.fromkeys(str(item) for item in value))
    return ()


def _replace_lead(raw: dict[str, Any], one: str, other: str) -> None:
    """`other` in the place of `one` among the leads; a 转办 that never took effect leaves no trace to undo."""
    leads = units_of(raw.get(LEAD))
    if one in leads and other not in leads:
        named = [other if unit == one else unit for unit in leads]
        raw[LEAD] = named if len(named) > 1 else other


TURNS: Turns = {
    **AMENDS,
    Transfer: HeadTurn(
        lambda _event: LEAD,
        lambda raw, event: _replace_lead(raw, event.new_lead, event.old_lead),
        lambda raw, event: _replace_lead(raw, event.old_lead, event.new_lead),
    ),
}
"""The events that turn the head of a task."""


def field_of(event: Amend | Transfer) -> str:
    """The official key of the head field that the event changes."""
    return TURNS[type(event)].field(event)


def lead_before(task: Task, shown: Sequence[Placed]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Leads and supporting units before the first visible event: the head with every shown change undone."""
    if TURNS.keys().isdisjoint(map(type, task.journal)):
        return units_of(task.lead), units_of(task.support)
    changes = [
        event
        for _, event in shown
        if isinstance(event, Amend | Transfer) and field_of(event) in {LEAD, SUPPORT}
    ]
    raw: dict[str, Any] = {LEAD: task.leads, SUPPORT: task.support}
    for event in reversed(in_writing_order(changes)):
        TURNS[type(event)].undo(raw, event)
    return units_of(raw.get(LEAD)), units_of(raw.get(SUPPORT))


def head_after(task: Task, event: Transfer, register: Register) -> dict[str, Any]:
    """What a 转办 makes of the head, by official key (None: taken away): the new lead, which supports no longer."""
    full, meant = register.full, lead_meant(task, event.old_lead, register)
    leads = [event.new_lead if lead == meant else lead for lead in task.leads]
    support = [unit for unit in task.support if full(unit) != full(event.new_lead)]
    changes: dict[str, Any] = {LEAD: leads[0] if len(leads) == 1 else leads}
    if len(support) != len(task.support):
        changes[SUPPORT] = support or None
    return changes


def lead_meant(task: Task, name: str, register: Register) -> str:
    """The lead of the head that a name means."""
    own = (lead for lead in task.leads if register.full(lead) == register.full(name))
    return next(own, None) or next((lead for lead in task.leads if register.same(lead, name)), name)
