"""The usual command on a case of a kind other than the task: entries of one action, one commit, what comes next.

Knows no kind by name; what is allowed decides core, what is written act.py.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from duban.cli.framework.context import Writing
from duban.cli.framework.output import say
from duban.cli.options.head_values import one_line
from duban.cli.options.name_lookup import case_called, listed_units
from duban.cli.options.task_options import Approval
from duban.cli.workflow.actions import act, amending, common, message, tell
from duban.cli.workflow.corrected_values import read_assignments
from duban.cli.workflow.event_command import Said, need
from duban.cli.workflow.registration import check_units
from duban.core.actions.corrections import correction, find_event
from duban.core.casework.steps import Step, refuse_wrong_status
from duban.core.engine.fold import CaseState
from duban.core.engine.kind import Kind
from duban.core.model.case_file import NumberedFile
from duban.core.model.events import Correct, Target
from duban.core.model.record import raw_record, read_record
from duban.core.model.terms import Action, Term
from duban.errors import misuse, refusal
from duban.files.git.log import Message
from duban.plan import Plan

Fill = Callable[[Plan, Any], Sequence[Any]]
"""The entries that a command makes, of plan and state."""
Lines = Callable[[Sequence[Any]], Iterable[str]]


def _no_lines(_entries: Sequence[Any]) -> Iterable[str]:
    return ()


@dataclass(frozen=True, kw_only=True, eq=False)
class Desk:
    """The commands of one kind: what comes next in it, the records of its corrections, how the shell calls its file."""

    kind: Kind
    steps: Callable[[Any, date, Any], Iterable[Step]]
    correct: type[Correct]
    target: type[Target]

    def state(self, plan: Plan, identifier: str, on: date | None = None) -> Any:  # noqa: ANN401 - each kind has its own
        """How a case stands on a day (today), with all that the plan adds."""
        plan.open_case(identifier)
        return plan.state(identifier, on)

    def called(self, plan: Plan, word: str) -> str:
        """The number that a word means."""
        return case_called(plan.workspace, word, self.kind)

    def record(
        self,
        context: Writing,
        number: str,
        kind: type[Any],
        said: Said,
        *,
        ask: Mapping[str, str] | None = None,
        several: str = "",
        lines: Lines = _no_lines,
    ) -> int:
        """Enter a `kind` out of what is said of its fields; with `several` one for each value of that field.

        A value that is a function is asked of plan and state. `ask` as in `need`. `lines` are told besides.
        """
        if ask:
            said = need(context, kind, said, ask)

        def fill(plan: Plan, state: CaseState) -> list[Any]:
            values = {name: each(plan, state) if callable(each) else each for name, each in said.items()}
            values = {name: each for name, each in values.items() if each is not None}
            shared = common(plan, context)
            ones = [{several: one} for one in values.pop(several)] if several else [{}]
            return [kind(**shared, **values, **one) for one in ones]

        return self.enter(context, number, kind.action, fill, lines)

    def enter(self, context: Writing, number: str, action: Term, fill: Fill, lines: Lines = _no_lines) -> int:
        """Add the entries that `fill` makes, in one commit; say what was entered and what comes next."""
        told: list[str] = []

        def prepare(plan: Plan) -> Message:
            identifier = self.called(plan, number)
            touched = plan.open_case(identifier)
            now, ground = self.state(plan, identifier, context.on), plan.ground(touched)
            advice = partial(self.kind.advice, touched.file, now, ground) if self.kind.advice else str
            refuse_wrong_status(now, action, advice, self.state(plan, identifier))
            entries = [plan.append(touched, entry) for entry in fill(plan, self.state(plan, identifier))]
            told.extend([*lines(entries), *self.coming(plan, identifier)])
            return message(plan, action, [identifier])

        return self.finish(context, action, prepare, told)

    def register(
        self, context: Writing, make: Callable[[Plan], Callable[[str], NumberedFile]], kind: type[Any]
    ) -> int:
        """Enter a new file: `make` gives of a plan what makes it of its number."""
        told: list[str] = []

        def prepare(plan: Plan) -> Message:
            if context.on > context.today:
                text = f"登记日期 {context.on} 在今天（{context.today}）之后"
                raise refusal("future-date", text, "改用今天或以前的日期")
            made = plan.register_case(self.kind, make(plan), kind(**common(plan, context)))
            told.extend(self.coming(plan, made.file.id))
            return message(plan, kind.action, [made.file.id])

        return self.finish(context, kind.action, prepare, told)

    def change(
        self,
        context: Writing,
        number: str,
        changes: Callable[[Plan, Any], Mapping[str, Any]],
        reason: str,
        approval: Approval,
    ) -> int:
        """Change the head of a case (变更): `changes` gives of plan and state what is new."""
        told: list[str] = []

        def prepare(plan: Plan) -> Message | None:
            identifier = self.called(plan, number)
            touched = plan.open_case(identifier)
            new = changes(plan, self.state(plan, identifier))
            plan.amend(identifier, new, amending(plan, context, reason, **approval.said))
            told.extend(self.coming(plan, identifier))
            return message(plan, Action.AMEND, [identifier]) if touched.is_changed else None

        return self.finish(context, Action.AMEND, prepare, told)

    def put_right(
        self,
        context: Writing,
        number: str,
        word: str,
        assignments: Sequence[str],
        *,
        reason: str,
        approval: Approval,
        void: bool,
    ) -> int:
        """Correct an entry that is wrong (更正), or void it."""
        if void and assignments:
            raise misuse("usage-event", "作废和新值不能同时写。", "只写 --void，或只写 --set")
        if not void and not assignments:
            raise misuse("usage-nothing", "没有写更正成什么。", "--set 字段=值，或 --void 作废")
        told: list[str] = []

        def prepare(plan: Plan) -> Message:
            identifier = self.called(plan, number)
            touched = plan.open_case(identifier)
            entry = find_event(self.kind, touched.file, word)
            values = read_assignments(entry, assignments, context)
            make = partial(self._correction, **common(plan, context), reason=reason, **approval.said)
            plan.append(touched, correction(self.kind, touched.file, entry, values, make, void=void))
            told.extend(self.coming(plan, identifier))
            return message(plan, Action.CORRECT, [identifier])

        return self.finish(context, Action.CORRECT, prepare, told)

    def _correction(self, *, target: Any, **said: Any) -> Correct:  # noqa: ANN401 - the target of any kind of entry
        return self.correct(target=read_record(raw_record(target), self.target), **said)

    def finish(
        self,
        context: Writing,
        action: Term,
        prepare: Callable[[Plan], Message | None],
        told: Sequence[str],
    ) -> int:
        """Act and say so, with the lines that `prepare` left in `told`."""
        code = tell(context, action, act(context, prepare))
        if not context.as_json:
            say(*told)
        return code

    def coming(self, plan: Plan, identifier: str) -> list[str]:
        """The line that says what comes next; none where it has ended."""
        ground = plan.ground(plan.open_case(identifier))
        steps = self.steps(self.state(plan, identifier), plan.hand.today, ground)
        return [f"下一步：{step.said}。{step.way}" for step in steps][:1]


def refuse_mixed(event: str | None, given: object, assignments: Sequence[str] | None, *, void: bool) -> None:
    """Raises UsageError where a change of the head and a correction of an entry are asked for at once, or neither."""
    if event is None and (assignments or void):
        raise misuse("usage-event", "--set、--void 只用于更正。", "加上 --event 动作 或 --event 摘要")
    if event is not None and given:
        raise misuse("usage-event", "更正一笔和改要素不能同时写。", "更正的新值用 --set 字段=值")


def case_units(plan: Plan, words: Sequence[str], option_name: str) -> list[str]:
    """Units as the register calls them, the members of a group in its place, and told."""
    register = plan.workspace.register
    lines = [line for word in words if (line := one_line(word, option_name))]
    names = [register.written(unit) for unit in listed_units(lines, register)]
    for group in names:
        members = register.members(group)
        if members:
            plan.note("group-expanded", f"“{group}”展开为 {len(members)} 个单位：{'、'.join(members)}")
    units = list(register.expanded(names))
    check_units(plan, units)
    return units


def is_number(word: str, kind: Kind) -> bool:
    """Whether a word is meant as a number of a kind, and no words of another office."""
    return re.fullmatch(rf"{kind.prefix}-?[0-9][0-9-]*", word.strip().upper()) is not None
