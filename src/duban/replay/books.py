"""The books as the files of a commit say them: opened from objects, for whoever counts or judges anew.

Tasks, standing duties and closings; cases of other kinds are left out, for no figure asked here rests on them.
"""

from datetime import date, datetime

from duban.core.books.books import Books, Entry, open_books
from duban.core.cases.performance import PERFORMANCE
from duban.core.cases.task import TASK
from duban.core.cases.unit_statement import UNIT_STATEMENT
from duban.core.duties.standing_duties import Answer
from duban.core.model.workspace import LedgerHead
from duban.core.statements.unit_journal import Answered
from duban.files.workspace.workspace import MONTH
from duban.replay.past import Past, Rules


def books_of(
    past: Past, rules: Rules, today: date, known: datetime | None, closed: date | None = None
) -> Books | None:
    """The books of a day, as known at a moment, and of closings up to a day; None without a duban.yaml.

    Raises DubanError where a policy cannot be used.
    """
    config = past.config
    if config is None:
        return None
    heads = {label.partition("/")[0]: past.record(label, LedgerHead) for label in past.ledger_labels}
    entries = (
        Entry(task, head, label)
        for label, task in past.labelled(TASK)
        if (head := heads.get(label.partition("/")[0])) is not None
    )
    answers = (
        Answer(journal.period, journal.unit, event.on)
        for label, journal in past.labelled(UNIT_STATEMENT)
        if MONTH.fullmatch(label.split("/")[1])
        for event in journal.journal
        if isinstance(event, Answered) and (known is None or event.recorded_at <= known)
    )
    return open_books(
        config,
        tuple(head for head in heads.values() if head is not None),
        entries,
        policies=rules.policies(past),
        calendar=rules.calendar(past),
        register=rules.register(past),
        today=today,
        standing=tuple(entry for journal in past.files(PERFORMANCE) for entry in journal.journal),
        known=known,
        closings=rules.closings(past)[0].as_of(closed or today, known),
        answers=tuple(answers),
    )
