"""What `commit` looks at in files that are no tasks: heads of ledgers, 履职, calendars, policies, evidence.

Says what is wrong; writes nothing. duban.yaml itself was read before anything else could be.
"""

from codecs import BOM_UTF8
from dataclasses import replace
from pathlib import Path, PurePosixPath

import msgspec

from duban.act import Plan
from duban.cli.workflow.commit_diff import entries_between
from duban.core.actions.hand_edits import find_closed_faults
from duban.core.balance.handover import HandOver
from duban.core.books.selection import NO_FILTERS, select
from duban.core.calendar.holidays import parse_holiday_file
from duban.core.documents.numbers import kept_files
from duban.core.model.record import Fault, Record, raw_record
from duban.core.model.shared_names import shared_names
from duban.core.model.terms import Action
from duban.core.model.workspace import Config, LedgerHead, NoticeJournal, StandingJournal
from duban.core.model.workspace_formats import wanted_attributes
from duban.core.periods.closings import ClosingJournal, ClosingPage
from duban.core.statements.unit_journal import UnitPeriod
from duban.core.validation.forbidden_text import find_controls, find_secrets
from duban.errors import DubanError, Level, Place, Problem
from duban.files.git.attributes import ATTRIBUTES
from duban.files.workspace.format_gate import KEY, OLDER
from duban.files.workspace.line_ends import missing_attributes
from duban.files.workspace.period_files import FORMS, PAGE, Form, misplaced
from duban.files.workspace.policies import check_policies
from duban.files.workspace.records import placed, read_data
from duban.files.workspace.workspace import (
    CALENDARS,
    CLOSING,
    CONFIG,
    EVIDENCE,
    LEDGER,
    LOCAL,
    NOTICES,
    PERIODS,
    POLICIES,
    STANDING,
)


def check_other(plan: Plan, path: Path, old: bytes | None, data: bytes | None) -> list[Problem]:
    """What keeps this file out of the books; `old` is what the last commit holds, `data` what stands there now."""
    label = plan.workspace.label(path)
    first = PurePosixPath(label).parts[0]
    if label in (CONFIG, ATTRIBUTES):
        return _check_config(plan, old, data) if label == CONFIG else _check_attributes(plan, data)
    if path.name == LEDGER:
        return _check_ledger(plan, label, old, data)
    if first == STANDING:
        return _check_standing(plan, label, old, data)
    if first == NOTICES:
        return _check_notices(label, old, data)
    if first == CALENDARS:
        return _check_calendar(label, data)
    if first == POLICIES:
        return [*check_policies(plan.workspace.root), *_policies_load(plan)]
    if first == PERIODS:
        return _check_of_period(path, label, old, data)
    if first == EVIDENCE:
        return _check_evidence(plan, label, old)
    return []


def _check_of_period(path: Path, label: str, old: bytes | None, data: bytes | None) -> list[Problem]:
    """A file of 对账/: a form of the cycle, a closing and its page, or the journal with a unit."""
    if path.name in FORMS:
        return _check_form(label, FORMS[path.name], old, data)
    if path.name in {CLOSING, PAGE}:
        return _check_period(path, label, old, data)
    return _check_unit_period(path, label, old, data) if path.suffix == ".yaml" else []


def _check_period(path: Path, label: str, old: bytes | None, data: bytes | None) -> list[Problem]:
    """A closing is made and undone by commands only; comments and layout are a person's own."""
    kind = ClosingJournal if path.name == CLOSING else ClosingPage
    now = read_data(data, label, kind)[0] if data is not None else None
    before = read_data(old, label, kind)[0] if old is not None else None
    if now is not None and now == before:
        return []
    text = "结账和账页由命令写，不能手工改动、删去或添加"
    fix = f"取回：git checkout HEAD -- {label}" if old is not None else f"移走 {label}"
    return [
        error_in(label, "closing-changed", text, f"{fix}；要重来：duban reconcile 期 --reopen --reason …")
    ]


def _check_config(plan: Plan, old: bytes | None, data: bytes | None) -> list[Problem]:
    problems = [each for each in plan.workspace.problems if each.code != OLDER]
    return [
        *problems,
        *_check_format(old, data),
        *_policies_load(plan),
        *_check_units(plan, old, data),
        *_check_names(plan, old, data),
    ]


def _check_attributes(plan: Plan, data: bytes | None) -> list[Problem]:
    wanted = wanted_attributes(plan.workspace.config.format)
    return [replace(each, level=Level.ERROR) for each in missing_attributes(data, wanted)]


def _check_format(old: bytes | None, data: bytes | None) -> list[Problem]:
    """The format is changed by `upgrade` alone, together with what belongs to it."""
    before = read_data(old, CONFIG, Config)[0] if old is not None else None
    now = read_data(data, CONFIG, Config)[0] if data is not None else None
    if before is None or now is None or before.format == now.format:
        return []
    text = f"{KEY}由 duban upgrade 改，不能手工改：原来是 {before.format}"
    fault = Fault((KEY,), "format-changed", text, "改回原样；要升级，再用 duban upgrade")
    return [placed(fault, data or b"", CONFIG)]


def _check_units(plan: Plan, old: bytes | None, data: bytes | None) -> list[Problem]:
    """Mergers and new names that a hand dated into a closed period: `--late --reason` takes them in."""
    problems: list[Problem] = []
    for day, what, _ in entries_between(CONFIG, old, data):
        try:
            plan.admit_day(day, what)
        except DubanError as error:
            problems += [replace(each, place=Place(CONFIG)) for each in error.problems]
    return problems


def _check_names(plan: Plan, old: bytes | None, data: bytes | None) -> list[Problem]:
    """Names that a hand gave to two units or leaders; those that stood so before, `check` tells."""
    before = read_data(old, CONFIG, Config)[0] if old is not None else None
    known = {fault.message for fault in shared_names(before)} if before else set()
    faults = [fault for fault in shared_names(plan.workspace.config) if fault.message not in known]
    return [placed(fault, data or b"", CONFIG) for fault in faults]


def _policies_load(plan: Plan) -> list[Problem]:
    try:
        _ = plan.workspace.policies
    except DubanError as error:
        return list(error.problems)
    return []


def _check_ledger(plan: Plan, label: str, old: bytes | None, data: bytes | None) -> list[Problem]:
    if data is None:
        fix = f"取回：git checkout -- {label}"
        return [error_in(label, "ledger-deleted", "台账的头不能删去，里面的事项会没有归属", fix)]
    head, problems = read_data(data, label, LedgerHead)
    if head is None:
        return list(problems)
    found = [*problems, *(placed(fault, data, label) for fault in text_faults(head))]
    twins = [held for held in plan.workspace.ledgers if held.head.prefix == head.prefix]
    if len(twins) > 1:
        text = f"字头 {head.prefix} 有两本台账在用"
        found.append(placed(Fault(("字头",), "twin-prefix", text, "换一个字头"), data, label))
    before = read_data(old, label, LedgerHead)[0] if old is not None else None
    if before is None:
        return found
    if before.prefix != head.prefix:
        text = f"字头不能改：已有的编号是 {before.prefix}-…"
        found.append(placed(Fault(("字头",), "prefix-changed", text, f"改回 {before.prefix}"), data, label))
    if any(head.used.get(year, 0) < number for year, number in before.used.items()):
        text = "已用序号只能增大：撤回过的编号不能再用"
        found.append(placed(Fault(("已用序号",), "used-lowered", text, "改回原样"), data, label))
    return found


def _check_standing(plan: Plan, label: str, old: bytes | None, data: bytes | None) -> list[Problem]:
    if data is None:
        return [error_in(label, "standing-deleted", "履职记录不能删去", f"取回：git checkout -- {label}")]
    journal, problems = read_data(data, label, StandingJournal)
    if journal is None:
        return list(problems)
    found = [*problems, *(placed(fault, data, label) for fault in text_faults(journal))]
    before = read_data(old, label, StandingJournal)[0] if old is not None else None
    held = before.journal if before else ()
    for entry in held:
        if entry not in journal.journal:
            text = f"已入账的一笔履职被改动或删去了：{entry.on} {entry.rule} {entry.period}"
            found.append(error_in(label, "journal-changed", text, "改回原样，另记一笔说明"))
    added = [(place, entry) for place, entry in enumerate(journal.journal) if entry not in held]
    found += [placed(fault, data, label) for fault in find_closed_faults(added, plan.workspace.closings)]
    return found


def _check_form(label: str, kind: type[Form], old: bytes | None, data: bytes | None) -> list[Problem]:
    """The forms of a period only grow: what was concluded or carried over stays, a hand-over record as it was."""
    if data is None:
        text = "查账、结转、交账的记录不能删去"
        return [error_in(label, "form-deleted", text, f"取回：git checkout -- {label}")]
    form, problems = read_data(data, label, kind)
    if form is None:
        return list(problems)
    found = [*problems, *(placed(fault, data, label) for fault in text_faults(form))]
    before = read_data(old, label, kind)[0] if old is not None else None
    kept = [] if before is None else [before] if isinstance(before, HandOver) else list(before.journal)
    now = [form] if isinstance(form, HandOver) else list(form.journal)
    if any(each not in now for each in kept):
        text = "已入账的一笔被改动或删去了"
        found.append(error_in(label, "journal-changed", text, "改回原样，另写一条"))
    return found


def _check_unit_period(path: Path, label: str, old: bytes | None, data: bytes | None) -> list[Problem]:
    """The reconciliation with a unit: what was written down stays, more may follow."""
    if data is None:
        return [error_in(label, "unit-deleted", "和单位对账的记录不能删去", f"取回：git checkout -- {label}")]
    record, problems = read_data(data, label, UnitPeriod)
    if record is None:
        return list(problems)
    found = [*problems, *misplaced(record, path, label)]
    found += [placed(fault, data, label) for fault in text_faults(record)]
    before = read_data(old, label, UnitPeriod)[0] if old is not None else None
    if before is None:
        return found
    if (before.period, before.unit) != (record.period, record.unit):
        text = f"期和单位不能改：原来是 {before.period} {before.unit}"
        found.append(error_in(label, "unit-changed", text, "改回原样"))
    if record.journal[: len(before.journal)] != before.journal:
        text = "已入账的来单、核定、签认被改动或删去了，或有新的一笔插在前面"
        found.append(error_in(label, "journal-changed", text, "改回原样，新的写在最后"))
    return found


def _check_notices(label: str, old: bytes | None, data: bytes | None) -> list[Problem]:
    fix = f"取回：git checkout -- {label}"
    if data is None:
        return [error_in(label, "notices-deleted", "通知记录不能删去，否则会再发一遍", fix)]
    journal, problems = read_data(data, label, NoticeJournal)
    before = read_data(old, label, NoticeJournal)[0] if old is not None else None
    if journal is None or before is None or set(before.journal) <= set(journal.journal):
        return list(problems)
    return [error_in(label, "journal-changed", "已经发出去的通知被改动或删去了", fix)]


def _check_calendar(label: str, data: bytes | None) -> list[Problem]:
    if data is None:
        return []
    try:
        raw = msgspec.json.decode(data.removeprefix(BOM_UTF8))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return [
            error_in(label, "bad-json", f"这不是 JSON 文件（{error}）", "重新导入：duban calendar import")
        ]
    national = PurePosixPath(label).parts[1] != LOCAL
    _, problems = parse_holiday_file(raw, path=label, national=national)
    return list(problems)


def _check_evidence(plan: Plan, label: str, old: bytes | None) -> list[Problem]:
    """Evidence that a journal names must stay as it was; what no journal names yet may come."""
    if label == EVIDENCE:
        return [error_in(label, "not-folder", f"这里应当是文件夹，却是文件：{label}", "移走它，换成文件夹。")]
    if old is None:
        return []
    identifier = PurePosixPath(label).parts[1]
    try:
        (present,) = select(plan.workspace, [identifier], NO_FILTERS, plan.hand.today)
        task = plan.open_task(present).task
    except DubanError:
        return []
    named = {proof.path: event.action for event in task.journal for proof in kept_files(event)}
    if label not in named:
        return []
    text = f"{'文书' if named[label] is Action.ISSUE else '证据'}已经入账，不能改动、不能删去"
    return [error_in(label, "evidence-changed", text, f"取回：git checkout -- {label}")]


def text_faults(record: Record) -> list[Fault]:
    """Marks of secrecy and control characters, wherever in the record they stand."""
    raw = raw_record(record)
    return [*find_secrets(raw), *find_controls(raw)]


def error_in(label: str, code: str, text: str, advice: str) -> Problem:
    """An error of a whole file."""
    return Problem(Level.ERROR, code, text, advice, place=Place(label))
