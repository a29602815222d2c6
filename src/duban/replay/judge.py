"""Judges one commit with one parent: whether each byte is what the command it names would have written then.

Entries are decided anew, as if by hand; files are rendered anew. Says what is wrong, decides nothing else.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import PurePosixPath
from typing import Any

from duban import __version__
from duban.core.actions.corrections import value_so_far
from duban.core.actions.head_changes import refuse_changes
from duban.core.audit.findings import Finding
from duban.core.cases.closing import CLOSING
from duban.core.cases.footprints import Step as Trod
from duban.core.cases.footprints import find_trespasses, footprint_of
from duban.core.cases.hand_edits import find_closed_faults, find_unfit_approvers
from duban.core.cases.task import TASK
from duban.core.documents.numbers import kept_files
from duban.core.engine.decide import decide
from duban.core.engine.journal import NUMBER, is_named_by
from duban.core.model.case_file import JOURNAL, CaseFile
from duban.core.model.events import Amend, Correct, raw_event
from duban.core.model.record import SEALED_KEYS, Fault
from duban.core.model.task import Task
from duban.core.periods.chain import find_breaks
from duban.core.state.transitions import fold
from duban.errors import DubanError, Problem
from duban.files.git.log import RELEASE
from duban.files.git.walk import Changed
from duban.files.workspace.workspace import CONFIG, EVIDENCE, LEDGER, reserved_folders
from duban.files.yaml.writer import render_event
from duban.plan import FORMER, Touched, rendered
from duban.replay.changes import (
    Change,
    Commits,
    Made,
    difference,
    raw_head,
    read_changes,
    release_of,
    sides_of,
    told,
    turned,
)
from duban.replay.ground import ground_of
from duban.replay.moved_days import judge_moved
from duban.replay.past import Past, is_rule
from duban.replay.plain import judge_plain
from duban.replay.recounts import judge_frozen
from duban.replay.undone import judge_undo

_AHEAD = timedelta(seconds=5)
"""So far may a commit's time lie before the moment noted in it: a closing is waited for by the second."""
_BEHIND = timedelta(hours=1)
"""So far may it lie after: hooks, a signature, a write that was cut short and finished by the next command."""
ID = re.compile(r"[A-Z]{1,6}-[0-9]{4}-[0-9]{4,}")
_ONCE = ("Duban-Action", "Duban-Recorded", "Duban-Actor", "Duban-Today", "Duban-Undoes", RELEASE)
_AMENDING = {"amend", "commit"}
"""Commands that change a head for its own sake, and not with another act that says why."""
_CRLF = b"\r\n"
_NO_ENTRY = "无"


def judge(made: Made, commits: Commits) -> list[Finding]:
    """What is wrong with a commit that changed files of the workspace."""
    changes, findings = read_changes(made)
    books = [label for label in made.changes if _is_of_books(made.past, label)]
    if not made.action:
        return [*findings, *_by_hand(made, changes, books)]
    findings += _moments(made)
    findings += _said_once(made)
    if made.action == "undo":
        return [*findings, *judge_undo(made, commits)]
    findings += [*_footprint(made, changes), *_said(made, changes), *judge_plain(made, changes)]
    for change in changes:
        made.entries += len(change.added)
        findings += _journal(made, change)
        findings += _numbers(made, change)
    findings += _decided(made, changes)
    findings += _listed(made, changes)
    findings += _chain(made, changes)
    findings += judge_frozen(made, changes)
    findings += _evidence(made, changes)
    findings += _rules(made)
    findings += judge_moved(made)
    return findings


def _is_of_books(past: Past, label: str) -> bool:
    top = label.partition("/")[0]
    config = past.config
    reserved = reserved_folders(config.format if config else 1)
    return (
        label == CONFIG
        or top in reserved
        or top in past.ledgers
        or (label.endswith(f"/{LEDGER}") and label.count("/") == 1)
    )


def _by_hand(made: Made, changes: list[Change], books: list[str]) -> Iterator[Finding]:
    told = set()
    for change in changes:
        told |= {change.label, change.moved_from}
        yield made.found("by-hand", change.label, f"{change.name}：{difference(change)}", *sides_of(change))
    for label in books:
        if label not in told:
            yield made.found("by-hand", label, f"{label} 改了")


def _moments(made: Made) -> Iterator[Finding]:
    commit, noted = made.commit, made.commit.recorded_at
    if noted is None:
        yield made.found("no-moment", "", "提交说明里没有 Duban-Recorded，或读不懂")
        return
    if commit.odd_date:
        yield made.found("clock-off", "", f"提交的时间读不懂：{commit.odd_date}")
    elif not -_AHEAD <= commit.committed_at - noted <= _BEHIND:
        text = f"登记 {noted.isoformat()}，提交 {commit.committed_at.isoformat()}"
        yield made.found("clock-off", "", text)
    if made.before is not None and noted < made.before:
        text = f"登记 {noted.isoformat()}，上一次是 {made.before.isoformat()}"
        yield made.found("clock-back", "", text)
    if commit.trailer("Duban-Today"):
        yield made.found("other-day", "", f"登记 {noted.date()}，今天算作 {made.today}")
    if max(noted, commit.committed_at) > made.now + _AHEAD:
        yield made.found("in-future", "", f"登记 {noted.isoformat()}，现在 {made.now.isoformat()}")


def _footprint(made: Made, changes: list[Change]) -> Iterator[Finding]:
    if footprint_of(made.action) is None:
        later = release_of((*made.commit.trailer(RELEASE), "")[0]) > release_of(__version__)
        code = "newer-release" if later else "unknown-action"
        yield made.found(code, "", f"Duban-Action: {made.action}")
        return
    steps = [
        Trod(
            each.kind,
            each.label,
            tuple(entry.action for _, entry in each.added),
            () if each.old is None else tuple(each.head),
            each.moved_from is not None,
        )
        for each in changes
    ]
    with_journal = {each.label for each in changes} | {each.moved_from for each in changes}
    files = [label for label, each in made.changes.items() if label not in with_journal and each.is_regular]
    for text in find_trespasses(made.action, steps, files):
        yield made.found("trespass", "", text)


def _said_once(made: Made) -> Iterator[Finding]:
    """A commit names one command, one moment, one person: who reads only the first must not be misled."""
    names = [name.lower() for name, _ in made.commit.trailers]
    if len(names) == len(set(names)):
        return
    for name in _ONCE:
        said = made.commit.trailer(name)
        if len(said) > 1:
            yield made.found("said-twice", "", f"{name}：{'、'.join(said[:3])}")


def _said(made: Made, changes: list[Change]) -> Iterator[Finding]:
    """The numbers that a commit names are those whose files it changed."""
    named = set(made.commit.trailer("Duban-Task"))
    for each in changes:
        name = getattr(each.new or each.old, "id", None)
        formers = {getattr(each.old, "id", None)}
        if name is not None and name not in named and not formers & named:
            yield made.found("task-not-said", each.label, f"提交说明里没有 {name}")


def _journal(made: Made, change: Change) -> Iterator[Finding]:
    """What was recorded stays, what comes stands last and says the moment and the person of the commit."""
    if change.new is None:
        yield made.found("file-gone", change.label, f"{change.name} 的文件删去了", *sides_of(change))
        return
    for entry in change.lost:
        yield made.found("entry-lost", change.label, f"{change.name}：{told(entry)}", *sides_of(change))
    held = len(change.old.journal) if change.old else 0
    by_hand = made.action == "commit"
    if not change.lost and any(place < held for place, _ in change.added) and not by_hand:
        yield made.found("entry-inserted", change.label, f"{change.name}：{sides_of(change)[1]}")
    for _, entry in change.added:
        recorded, by = entry.recorded_at, entry.by
        if made.commit.recorded_at is not None and (
            recorded > made.moment if by_hand else recorded != made.moment
        ):
            text = f"{change.name}：{told(entry)}，登记 {recorded.isoformat()}"
            yield made.found("moment-not-said", change.label, text)
        elif by_hand and made.before is not None and recorded < made.before:
            text = f"{change.name}：{told(entry)}，登记 {recorded.isoformat()}，在上一次提交之前"
            yield made.found("hand-moment", change.label, text)
        if by not in made.commit.trailer("Duban-Actor") and not by_hand:
            yield made.found("actor-not-said", change.label, f"{change.name}：{told(entry)}")
    yield from _head(made, change)
    if not by_hand and not change.lost:
        yield from _bytes(made, change)
    fault = _misplaced(made.past, change)
    if fault is not None:
        yield made.found("misplaced", change.label, f"{change.name}：{fault}")


def _misplaced(past: Past, change: Change) -> str | None:
    """Why a file may not stand where it does: its number, its period or its unit belong elsewhere."""
    place = PurePosixPath(change.label)
    if change.kind is not TASK:
        fault = change.kind.misplaced(change.new, place.parent.name, place.stem)
        return None if fault is None or fault.code == "not-registered" else fault.message
    head, year = past.ledger(change.label), place.parent.name
    if change.name != place.stem:
        return f"文件名是 {place.stem}"
    if head is not None and not change.name.startswith(f"{head.prefix}-{year}-"):
        return f"这里的编号是 {head.prefix}-{year}-…"
    return None


def _head(made: Made, change: Change) -> Iterator[Finding]:
    """Each changed key of a head is what an entry of the commit made it."""
    if change.old is None or change.new is None:
        return
    turns = change.kind.life.turns
    if not change.head and not any(type(entry) in turns for _, entry in change.added):
        return
    register = made.rules.register(made.past)
    file = change.old
    for _, entry in change.added:
        file = turned(change, file, entry, register)
    expected, after = raw_head(file), raw_head(change.new)
    if change.kind is TASK:
        expected[FORMER] = getattr(change.old, "id" if change.moved_from else "former_id", None)
    untold = {
        each.field for _, each in change.added if isinstance(each, Amend) and each.old is each.new is None
    }
    for key in {**expected, **after}:
        if key in untold or expected.get(key) == after.get(key):
            continue
        yield made.found(
            "head-unexplained",
            change.label,
            f"{change.name} 的“{key}”",
            _shown(key, raw_head(change.old).get(key)),
            _shown(key, after.get(key)),
        )


def _shown(key: str, value: object) -> str:
    return _NO_ENTRY if value is None else "（内容不显示）" if key in SEALED_KEYS else str(value)


def _bytes(made: Made, change: Change) -> Iterator[Finding]:
    """The file is what plan.py renders from the one before, the changed head and the new entries."""
    if change.raw is not None and not change.head and _is_longer(change):
        return
    touched = Touched(
        change.kind,
        PurePosixPath(change.label),  # type: ignore[arg-type] # only named, never opened
        change.new,
        change.raw,
        events=[entry for _, entry in change.added],
        head={key: after for key, (_, after) in change.head.items()} if change.raw is not None else {},
    )
    try:
        made_up, data = rendered(touched), change.data or b""
        same = made_up.replace(_CRLF, b"\n") == data.replace(_CRLF, b"\n")  # line ends are git's to change
    except (DubanError, ValueError, KeyError):
        same = False
    if not same:
        yield made.found(
            "not-as-written", change.label, f"{change.name} 的文件不是 {made.action} 写出来的样子"
        )


def _is_longer(change: Change) -> bool:
    """Whether the new entries just follow the old bytes, whose last line is one: that is what the writer tries first.

    What its caller would have to parse again is known: the head is as it was, and so are the entries before.
    """
    old = change.raw or b""
    last = old[old.rfind(b"\n", 0, -1) + 1 :]
    lines = (f"  - {render_event(change.kind.raw(entry))}\n".encode() for _, entry in change.added)
    return last.startswith(b"  - {") and last.endswith(b"}\n") and change.data == old + b"".join(lines)


def _numbers(made: Made, change: Change) -> Iterator[Finding]:
    """A number belongs to one file for life."""
    name = getattr(change.new, "id", None)
    if name is None or (change.old is not None and change.moved_from is None):
        return
    born = made.past.born
    if name in born:
        yield made.found("number-again", change.label, f"{name} 在提交 {born[name][:8]} 里已经给过")
    born.setdefault(name, made.commit.sha)
    head = made.past.ledger(change.label) if change.kind is TASK else None
    _, year, number = (*name.split("-"), "", "")[:3]
    if (
        head is not None
        and number.isdecimal()
        and int(number) <= head.used.get(year, 0)
        and not change.moved_from
    ):
        yield made.found("number-again", change.label, f"{name} 不大于已用序号 {head.used[year]}")


def _decided(made: Made, changes: Iterable[Change]) -> Iterator[Finding]:
    """Each new entry is one that might be recorded then."""
    rule = "older-rules" if _is_older(made) else "not-allowed"
    for change in changes:
        if change.new is None or not change.added:
            continue
        try:
            faults = list(_renumbered(made, change) if made.action == "renumber" else _faults(made, change))
        except DubanError as error:
            faults = [Fault((), each.code, each.message) for each in error.problems]
        for fault in faults:
            said = "（内容不显示）" if fault.code == "giver-named" else sides_of(change)[1]
            yield made.found(rule, change.label, f"{change.name}：{fault.message}", after=said)


def _is_older(made: Made) -> bool:
    """Whether an older release wrote it, before any newer one had: its gates were others (旧版口径)."""
    said = release_of((*made.commit.trailer(RELEASE), "")[0])
    return () < said < release_of(__version__) and said >= release_of(made.release)


def _faults(made: Made, change: Change) -> Iterator[Fault]:
    """Why entries might not have been recorded: each is decided as its command would have, the head as it was then."""
    ground = ground_of(made, change)
    for closings in made.rules.closings(made.past):
        yield from find_closed_faults(change.added, closings)
    file = change.source
    if file is None:
        return
    for place, entry in change.added:
        yield from find_unfit_approvers(entry, (JOURNAL, place), ground.roll)
        yield from (
            Fault((JOURNAL, place), each.code, each.message) for each in _amends(made, change, file, entry)
        )
        try:
            decided = decide(change.kind, file, entry, ground).event
        except DubanError as error:
            yield from (Fault((JOURNAL, place), each.code, each.message) for each in error.problems)
        else:
            if decided != entry:
                yield Fault((JOURNAL, place), "other", f"duban 会记成 {told(decided)}")
        file = turned(change, file, entry, ground.register)


def _renumbered(made: Made, change: Change) -> Iterator[Fault]:
    """A new number is written without a gate, wherever the case stands: then nothing else may be written with it."""
    new = (*made.commit.trailer("Duban-Task"), "")[0]
    held = change.old.journal if change.old else ()
    for place, entry in change.added:
        if isinstance(entry, Amend) and entry.field == FORMER:
            pairs = [(entry.new, getattr(change.old, "id", None))]
        elif isinstance(entry, Amend):
            pairs = [(entry.old, entry.new)]
        elif isinstance(entry, Correct) and entry.value:
            meant = next((each for each in held if is_named_by(each, entry.target)), None)
            before = {} if meant is None else raw_event(meant) | value_so_far(held, meant)
            pairs = [(before.get(key), value) for key, value in entry.value.items()]
        else:
            pairs = [(None, None)]
        for before_, after in pairs:
            olds = set(ID.findall(str(before_))) - set(ID.findall(str(after)))
            same = before_ == after or any(str(before_).replace(old, new) == str(after) for old in olds)
            if not same or before_ is None:
                yield Fault((JOURNAL, place), "other", f"换编号只能换编号：{told(entry)}")


def _listed(made: Made, changes: Iterable[Change]) -> Iterator[Finding]:
    """What is right and worth a look: entries of one that another typed, entries into a period that was closed."""
    author, actors = made.commit.author, made.commit.trailer("Duban-Actor")
    if author not in actors:
        yield made.found("other-hand", "", f"录入 {author}，经办 {'、'.join(actors)}")
    for change in changes:
        for _, entry in change.added:
            if getattr(entry, "late", None):
                yield made.found("late-entry", change.label, f"{change.name}：{told(entry)}")


def _chain(made: Made, changes: Iterable[Change]) -> Iterator[Finding]:
    """A closing names the entry before it, and the code of the books that it closed: those of the parent."""
    added = [(each, entry) for each in changes if each.kind is CLOSING for _, entry in each.added]
    if not added:
        return
    held, *_ = made.rules.closings(made.past)
    for span, entry, text in find_breaks(held):
        for change, new in added:
            if new == entry:
                yield made.found("chain-broken", change.label, f"{span.label} 的{entry.action}{text}")
    for change, entry in added:
        code = getattr(entry, "code", None)
        if code is not None and code != made.code_before:
            text = f"写的是 {code}，那时是 {made.code_before or '没有提交'}"
            yield made.found("chain-broken", change.label, text)


def _amends(made: Made, change: Change, file: CaseFile, entry: Any) -> list[Problem]:  # noqa: ANN401 - any kind's entry
    """Why a head may not be changed so: a lead goes by 转办, a day by 延期, what a unit was told with an approver."""
    moves = change.moved_from is not None and getattr(entry, "field", "") in {NUMBER, FORMER}
    if not isinstance(entry, Amend) or not isinstance(file, Task) or moves or made.action not in _AMENDING:
        return []
    ground = ground_of(made, change)
    state = fold(file, ground.today, register=ground.register)
    return refuse_changes(state, {entry.field: entry.new}, ground.today, entry.approved_by, ground.ledger)


def _evidence(made: Made, changes: Iterable[Change]) -> Iterator[Finding]:
    """What is kept beside the books stays as it was recorded, and what comes is named by an entry."""
    named = {
        kept.path: kept.sha256
        for change in changes
        for _, entry in change.added
        for kept in kept_files(entry)
    }
    kept = {label: each for label, each in made.changes.items() if label.startswith(f"{EVIDENCE}/")}
    gone = {each.before for each in kept.values() if not each.after}
    come = {each.after for each in kept.values() if not each.before}
    for label, each in kept.items():
        if not each.is_regular or (each.after or each.before) in gone & come:  # it moved
            continue
        if each.before and not (made.action == "upgrade" and _is_alike(made, each)):
            what = "改动了" if each.after else "删去了"
            yield made.found("evidence-changed", label, f"{label} {what}")
        elif label not in named and made.action != "commit":
            yield made.found("evidence-unnamed", label, f"{label} 没有一笔提到")
        elif label in named and named[label] != made.past.objects.sha256(each.after):
            yield made.found("evidence-changed", label, f"{label} 和流水里记的摘要不同")


def _is_alike(made: Made, each: Changed) -> bool:
    """Whether only line ends differ: an upgrade puts right what git rewrote."""
    if not each.after:
        return False
    before, after = (made.past.objects.data(name).replace(_CRLF, b"\n") for name in (each.before, each.after))
    return before == after


def _rules(made: Made) -> Iterator[Finding]:
    """What held for others changed: told, for somebody to hold against what was approved."""
    for label in made.changes:
        ruling = is_rule(label) and made.past.kind(label) is None
        if ruling and made.action == "commit":
            yield made.found("rules-changed", label, f"{label} 由手工改动入账")
