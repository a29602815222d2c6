"""`amend --new-ledger`: moves one task to another ledger: next number there, file, children, the old number kept used.

Words and order of steps; what the plan writes is one commit, and evidence stays where it was recorded.
"""

from dataclasses import replace

from duban.act import Plan
from duban.cli.commands.undo import keep_numbers
from duban.cli.framework.context import Writing
from duban.cli.options.filter_options import read_words
from duban.cli.options.head_options import HeadOptions
from duban.cli.options.task_options import Choice
from duban.cli.workflow.actions import SUBJECT_COLUMNS, act, amending, chosen, message, tell
from duban.cli.workflow.registration import find_ledger, lacking, note_lacking
from duban.core.model.terms import Action
from duban.errors import misuse, refusal
from duban.files.git.log import Message
from duban.files.workspace.workspace import Ledger

PARENT = "上级任务"


def relocate(context: Writing, choice: Choice, head: HeadOptions, reason: str | None, word: str) -> int:
    """Move one task to the ledger called `word`. Raises DubanError where it may not move."""
    if reason is None:
        raise misuse("missing-option", "转到别的台账要写明原因。", "--reason 原因")
    why = reason
    words = read_words(choice.tasks or ())

    def prepare(plan: Plan) -> Message:
        identifiers = chosen(plan, words, choice.filters)
        if len(identifiers) > 1:
            text = f"转台账一次只转一件，选中了 {len(identifiers)} 件"
            raise refusal(
                "one-at-a-time", text, f"duban amend {identifiers[0]} --new-ledger {word} --reason …"
            )
        old = identifiers[0]
        ledger = find_ledger(plan.workspace, word)
        _refuse(plan, old, ledger)
        before = plan.open_task(old).path
        amend = amending(plan, context, why, head.approved_by, head.approved_via)
        children = [entry.task.id for entry in plan.workspace.read().entries if entry.task.parent == old]
        new = plan.relocate(old, ledger, amend)
        for child in children:
            plan.amend(child, {PARENT: new}, amend)
        keep_numbers(plan, [before])
        task = plan.open_task(new).task
        note_lacking(plan, task, lacking(task, plan.workspace.policies, ledger.head.kind, context.on))
        subject = f"转台账 {old} 为 {new}：{task.title}"
        return replace(message(plan, Action.AMEND, [new]), subject=subject[:SUBJECT_COLUMNS])

    return tell(context, Action.AMEND, act(context, prepare))


def _refuse(plan: Plan, identifier: str, ledger: Ledger) -> None:
    """Raises DubanError for the ledger where it stands, and for a task that is no longer carried out."""
    touched = plan.open_task(identifier)
    if touched.ledger.head.prefix == ledger.head.prefix:
        text = f"{identifier} 本来就在台账“{ledger.head.name}”里"
        raise refusal("same-ledger", text, "写另一本台账的种类、名称或字头")
    state = plan.state(identifier)
    if not state.open:
        text = f"{identifier} 现在是“{state.status}”，不再转台账：它的账已经销了"
        raise refusal("not-open", text, f"duban show {identifier}")
