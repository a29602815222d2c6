"""What `commit` looks at in files that are no tasks: heads of ledgers, 履职, calendars, policies, evidence.

Says what is wrong; writes nothing. duban.yaml itself was read before anything else could be.
"""

from codecs import BOM_UTF8
from dataclasses import replace
from pathlib import Path, PurePosixPath

import msgspec

from duban.cli.workflow.commit_diff import entries_between
from duban.core.audit.signers import find_unfit_keys
from duban.core.balance.handover import HandOver
from duban.core.books.selection import NO_FILTERS, select
from duban.core.calendar.holidays import parse_holiday_file
from duban.core.cases.carry_over import CARRY_OVER
from duban.core.cases.closing import CLOSING
from duban.core.cases.hand_edits import find_closed_faults, find_illegal, find_unfit_approvers
from duban.core.cases.kinds import kind_of
from duban.core.documents.numbers import kept_files
from duban.core.engine.edit import compare
from duban.core.engine.kind import KEPT, Kind
from duban.core.model.case_file import JOURNAL, CaseFile
from duban.core.model.record import Fault, Record, raw_record
from duban.core.model.shared_names import shared_names
from duban.core.model.task import Task
from duban.core.model.terms import Action
from duban.core.model.workspace import Config, LedgerHead
from duban.core.model.workspace_formats import wanted_attributes
from duban.core.periods.closings import ClosingJournal, ClosingPage
from duban.core.validation.forbidden_text import find_controls, find_secrets
from duban.errors import DubanError, Level, Place, Problem, error_in
from duban.files.git.attributes import ATTRIBUTES
from duban.files.workspace.format_gate import KEY, OLDER
from duban.files.workspace.line_ends import missing_attributes
from duban.files.workspace.period_files import HANDOVER, PAGE
from duban.files.workspace.policies import check_policies
from duban.files.workspace.records import placed, read_data, read_if_sound
from duban.files.workspace.schemes import check_schemes, is_scheme
from duban.files.workspace.workspace import (
    CALENDARS,
    CONFIG,
    EVIDENCE,
    LEDGER,
    LOCAL,
    POLICIES,
)
from duban.plan import Plan


def check_other(plan: Plan, path: Path, old: bytes | None, data: bytes | None) -> list[Problem]:
    """What keeps this file out of the books; `old` is what the last commit holds, `data` what stands there now."""
    label = plan.workspace.label(path)
    first = PurePosixPath(label).parts[0]
    if label in (CONFIG, ATTRIBUTES):
        return _check_config(plan, old, data) if label == CONFIG else _check_attributes(plan, data)
    if path.name == LEDGER:
        return _check_ledger(plan, label, old, data)
    if first in {CALENDARS, POLICIES} or is_scheme(label):
        return _check_calendar(label, data) if first == CALENDARS else _check_rules(plan, label)
    if is_scheme(label):
        return [
            each for each in check_schemes(plan.workspace.root) if each.place and each.place.path == label
        ]
    if path.name in _BY_COMMAND:
        return _check_by_command(label, _BY_COMMAND[path.name], old, data)
    kind = kind_of(label)
    if kind is not None:
        return _check_journal(plan, kind, path, old, data)
    if path.name == HANDOVER:
        return _check_handover(label, old, data)
    if first == EVIDENCE:
        return _check_evidence(plan, label, old)
    return []


def _check_rules(plan: Plan, label: str) -> list[Problem]:
    """Policies as a whole, of schemes of appraisal this one: an appraisal keeps its own."""
    if is_scheme(label):
        return [
            each for each in check_schemes(plan.workspace.root) if each.place and each.place.path == label
        ]
    return [*check_policies(plan.workspace.root), *_policies_load(plan)]


_BY_COMMAND: dict[str, type[Record]] = {str(CLOSING.levels[-1]): ClosingJournal, PAGE: ClosingPage}


def _check_by_command(label: str, kind: type[Record], old: bytes | None, data: bytes | None) -> list[Problem]:
    """A closing is made and undone by commands only; comments and layout are a person's own."""
    now = read_if_sound(data, label, kind)
    before = read_if_sound(old, label, kind)
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
    before = read_if_sound(old, CONFIG, Config)
    now = read_if_sound(data, CONFIG, Config)
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
    """Names and keys that a hand gave to two; those that stood so before, `check` tells."""
    before = read_if_sound(old, CONFIG, Config)
    known = {fault.message for fault in _faults(before)} if before else set()
    faults = [fault for fault in _faults(plan.workspace.config) if fault.message not in known]
    return [placed(fault, data or b"", CONFIG) for fault in faults]


def _faults(config: Config) -> tuple[Fault, ...]:
    return (*shared_names(config), *find_unfit_keys(config))


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
    before = read_if_sound(old, label, LedgerHead)
    if before is None:
        return found
    if before.prefix != head.prefix:
        text = f"字头不能改：已有的编号是 {before.prefix}-…"
        found.append(placed(Fault(("字头",), "prefix-changed", text, f"改回 {before.prefix}"), data, label))
    if any(head.used.get(year, 0) < number for year, number in before.used.items()):
        text = "已用序号只能增大：撤回过的编号不能再用"
        found.append(placed(Fault(("已用序号",), "used-lowered", text, "改回原样"), data, label))
    return found


def _check_journal(
    plan: Plan, kind: Kind, path: Path, old: bytes | None, data: bytes | None
) -> list[Problem]:
    """A journal only grows: what was written down stays as it was, more may follow, with 补登 into a closed period."""
    label, keeping = plan.workspace.label(path), kind.keeping or KEPT
    back = f"取回：git checkout -- {label}"
    if data is None:
        return [error_in(label, keeping.gone_code, keeping.gone, back)]
    file, problems = read_data(data, label, kind.record)
    if file is None:
        return list(problems)
    found = list(problems)
    fault = kind.misplaced(file, path.parent.name, path.stem)
    if fault is not None:
        found.append(error_in(label, fault.code, fault.message, fault.advice))
    if keeping.is_checked:
        found += [placed(each, data, label) for each in text_faults(file)]
    before = read_if_sound(old, label, kind.record)
    held = before.journal if before is not None else ()
    edit = compare(before or msgspec.structs.replace(file, journal=()), file)
    if before is not None:
        found += _find_changed_head(kind, before, file, label)
    if edit.lost or (keeping.ordered and file.journal[: len(held)] != held):
        told = dict.fromkeys(keeping.lost.format(entry) for entry in edit.lost) or (keeping.lost,)
        found += [error_in(label, "journal-changed", text, keeping.remedy or back) for text in told]
    judged = kind.life.rows or kind.completes
    illegal = find_illegal(kind, file, held, edit.added, plan.ground_of(kind)) if judged else ()
    dated = [(place, entry) for place, entry in edit.added if hasattr(entry, "late")]
    unfit = [
        fault
        for place, entry in edit.added
        for fault in find_unfit_approvers(entry, (JOURNAL, place), plan.roll)
    ]
    faults = (*illegal, *unfit, *find_closed_faults(dated, plan.workspace.closings))
    return [*found, *(placed(each, data, label) for each in faults)]


def _find_changed_head(kind: Kind, before: CaseFile, file: CaseFile, label: str) -> list[Problem]:
    """What a hand changed in the head of a journal."""
    heads = [
        {key: value for key, value in raw_record(each).items() if key != JOURNAL} for each in (before, file)
    ]
    if heads[0] == heads[1]:
        return []
    if kind.prefix:
        changed = [key for key in heads[0] | heads[1] if heads[0].get(key) != heads[1].get(key)]
        text = f"{kind.name}的要素不能手工改动：{'、'.join(changed)}"
        way = f"，再用 duban {kind.amend} {PurePosixPath(label).stem} 改" if kind.command else ""
        return [error_in(label, "head-changed", text, f"改回原样{way}")]
    if kind.keeping is None or not kind.keeping.head:
        return []
    text = f"{kind.keeping.head}不能改：原来是 {' '.join(map(str, heads[0].values()))}"
    return [error_in(label, "unit-changed", text, "改回原样")]


def _check_handover(label: str, old: bytes | None, data: bytes | None) -> list[Problem]:
    """A hand-over record stays as it was."""
    keeping = CARRY_OVER.keeping or KEPT
    if data is None:
        return [error_in(label, keeping.gone_code, keeping.gone, f"取回：git checkout -- {label}")]
    form, problems = read_data(data, label, HandOver)
    if form is None:
        return list(problems)
    found = [*problems, *(placed(each, data, label) for each in text_faults(form))]
    if old is not None and read_data(old, label, HandOver)[0] not in {None, form}:
        found.append(error_in(label, "journal-changed", keeping.lost, keeping.remedy))
    return found


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
        task = plan.open_case(present).file
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
    return [*find_secrets(raw, of_task=isinstance(record, Task)), *find_controls(raw)]
