"""What a command changed in files without a journal: duban.yaml, heads of ledgers, calendars, closing pages, links.

FOOTPRINTS says which of them it may write; here is what in them. Only a hand takes one away, and never all of them.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from duban.core.audit.findings import Finding
from duban.core.cases.closing import CLOSING
from duban.core.model.record import official_keys, raw_record
from duban.core.model.workspace import Config, LedgerHead, Person
from duban.core.model.workspace_formats import wanted_attributes
from duban.core.periods.closings import ClosingPage, PeriodClose
from duban.files.git.attributes import ATTRIBUTES
from duban.files.git.walk import Changed
from duban.files.workspace.format_gate import KEY
from duban.files.workspace.holiday_files import read_holidays
from duban.files.workspace.line_ends import missing_attributes
from duban.files.workspace.period_files import HANDOVER, PAGE
from duban.files.workspace.workspace import CALENDARS, CONFIG, EVIDENCE, LEDGER, LOCAL, POLICIES
from duban.files.yaml.writer import render_document
from duban.replay.changes import Change, Made
from duban.replay.past import is_rule

PEOPLE, KEYS, SIGNED = (
    official_keys(Config)["people"],
    official_keys(Person)["keys"],
    official_keys(Config)["signed_since"],
)
UPGRADES, IN_FORCE = official_keys(Config)["upgrades"], official_keys(Config)["policies"]
_USED, _COLUMNS, _PREFIX = (official_keys(LedgerHead)[name] for name in ("used", "columns", "prefix"))
_BY_HAND = "commit"
_NEW = {"init", "upgrade", _BY_HAND}
"""Commands that may open a ledger."""
_CONFIGURED = {
    "unit": {"单位", "领导", "包保"},
    "upgrade": {KEY, UPGRADES, IN_FORCE},
    "key": {PEOPLE, SIGNED},
}
"""What a command changes in duban.yaml; a hand anything but the format."""
_HOLIDAYS = re.compile(f"{CALENDARS}/(?:{LOCAL}/)?([0-9]{{4}})\\.json")


def judge_plain(made: Made, changes: Iterable[Change]) -> Iterator[Finding]:
    """What is wrong with the files of a commit that have no journal, evidence apart."""
    closed = {
        getattr(change.new, "period", ""): entry
        for change in changes
        if change.kind is CLOSING and change.new is not None
        for _, entry in change.added
        if isinstance(entry, PeriodClose)
    }
    for label, each in made.changes.items():
        if each.is_regular and made.past.kind(label) is None and not label.startswith(f"{EVIDENCE}/"):
            yield from _judge(made, label, each, closed)
    for period in closed:
        if f"{CLOSING.folder}/{period}/{PAGE}" not in made.changes:
            yield made.found("not-as-written", f"{CLOSING.folder}/{period}/{PAGE}", f"{period} 结账没有账页")


def _judge(made: Made, label: str, each: Changed, closed: dict[str, PeriodClose]) -> Iterator[Finding]:
    folder, _, name = label.rpartition("/")
    by_hand = made.action == _BY_HAND
    in_period = label.startswith(f"{CLOSING.folder}/") and name in {PAGE, HANDOVER}
    if not each.after:
        if (
            label == ATTRIBUTES
            or (is_rule(label) and not (by_hand and label.startswith((CALENDARS, POLICIES))))
            or in_period
        ):
            yield made.found("file-gone", label, f"{label} 删去了")
    elif label == CONFIG:
        yield from _config(made, each)
    elif label == ATTRIBUTES:
        config = made.past.config
        if config is not None and any(
            missing_attributes(made.past.objects.data(each.after), wanted_attributes(config.format))
        ):
            yield made.found("trespass", label, f"{label} 缺了 duban 要的几行")
    elif name == LEDGER and folder.count("/") == 0:
        yield from _ledger(made, label, each)
    elif in_period:
        yield from _page(made, label, each, closed)
    elif label.startswith(f"{CALENDARS}/") and not _is_calendar(made, label, each):
        yield made.found("trespass", label, f"{label} 不是可以导入的日历")


def _config(made: Made, each: Changed) -> Iterator[Finding]:
    before, after = _records(made, each, Config)
    if after is None:
        yield made.found("unreadable", CONFIG, f"{CONFIG} 读不了")
        return
    if made.action == "init" or before is None:
        if made.action != "init" or each.before:
            yield made.found("trespass", CONFIG, f"{made.action} 不能写 {CONFIG}")
        return
    raws = [raw_record(record) for record in (before, after)]
    changed = {key for key in {**raws[0], **raws[1]} if raws[0].get(key) != raws[1].get(key)}
    allowed = set(raws[0] | raws[1]) - {KEY, UPGRADES}
    allowed = _CONFIGURED.get(made.action, allowed if made.action == _BY_HAND else set())
    for key in sorted(changed - allowed):
        yield made.found("trespass", CONFIG, f"{made.action} 不能改“{key}”", *_shown(raws, key))
    if made.action == "key" and not _only_keys(raws):
        yield made.found(
            "trespass", CONFIG, "key 只能登记公钥，写明用到哪天、哪天撤回", *_shown(raws, PEOPLE)
        )
    if made.action == "upgrade" and not _only_added(raws, made.today.isoformat()):
        yield made.found("trespass", CONFIG, f"升级改了以前的“{IN_FORCE}”", *_shown(raws, IN_FORCE))


def _only_added(raws: list[dict[str, Any]], today: str) -> bool:
    """Whether an upgrade left each policy as it was, but for its edition, and added none of an earlier day."""
    old, new = ([dict(each) for each in raw[IN_FORCE]] for raw in raws)
    kept = all(
        {**now, "版次": None} == {**was, "版次": None} and was.get("版次") in {None, now.get("版次")}
        for was, now in zip(old, new, strict=False)
    )
    return kept and len(new) >= len(old) and all(str(each["自"]) >= today for each in new[len(old) :])


def _only_keys(raws: list[dict[str, Any]]) -> bool:
    """Whether everybody stands as before, but for keys that came at the end, and days on which keys end."""
    old, new = ([dict(each) for each in raw.get(PEOPLE) or ()] for raw in raws)
    if len(new) < len(old) or any(set(each) - {"姓名", KEYS} for each in new[len(old) :]):
        return False
    for was, now in zip(old, new, strict=False):
        held, keys = was.pop(KEYS, ()), now.pop(KEYS, ())
        ends = {"至", "撤回", "缘由"}
        kept = [{name: each[name] for name in each if name not in ends} for each in keys[: len(held)]]
        if was != now or kept != [{name: each[name] for name in each if name not in ends} for each in held]:
            return False
    return True


def _ledger(made: Made, label: str, each: Changed) -> Iterator[Finding]:
    before, after = _records(made, each, LedgerHead)
    if after is None:
        yield made.found("unreadable", label, f"{label} 读不了")
        return
    if before is None:
        if made.action not in _NEW or each.before:
            yield made.found("trespass", label, f"{made.action} 不能写 {label}")
        return
    yield from used_faults(made, label, before, after)
    raws = [raw_record(record) for record in (before, after)]
    changed = {key for key in {**raws[0], **raws[1]} if raws[0].get(key) != raws[1].get(key)}
    allowed = {_USED, *({_COLUMNS} if made.action == "import" else set())}
    allowed = set(raws[0] | raws[1]) - {_PREFIX} if made.action == _BY_HAND else allowed
    for key in sorted(changed - allowed):
        yield made.found("trespass", label, f"{made.action} 不能改 {label} 的“{key}”", *_shown(raws, key))


def used_faults(made: Made, label: str, before: LedgerHead, after: LedgerHead) -> Iterator[Finding]:
    """Numbers that were taken back stay used."""
    if any(after.used.get(year, 0) < number for year, number in before.used.items()):
        yield made.found(
            "number-again", label, f"{label} 的“{_USED}”改小了", str(before.used), str(after.used)
        )


def _page(made: Made, label: str, each: Changed, closed: dict[str, PeriodClose]) -> Iterator[Finding]:
    """A page is that of the closing it came with; a hand changes its layout, no more."""
    period, name = label.split("/")[1], label.rpartition("/")[2]
    before, after = _records(made, each, ClosingPage) if name == PAGE else (None, None)
    closing = closed.get(period)
    if made.action == _BY_HAND:
        if name == PAGE and (after is None or before != after):
            yield made.found("trespass", label, f"手工改了 {label}")
    elif closing is None:
        yield made.found("trespass", label, f"{label} 不是这次结账的")
    elif name == PAGE and not _is_page_of(made, each, after, period, closing):
        yield made.found("not-as-written", label, f"{label} 和这次结账的不同")


def _is_page_of(
    made: Made, each: Changed, page: ClosingPage | None, period: str, closing: PeriodClose
) -> bool:
    if page is None or page.period != period or page.closed_at != closing.recorded_at:
        return False
    written = render_document(raw_record(page)).encode()
    return page.total == closing.total and made.past.objects.data(each.after) == written


def _is_calendar(made: Made, label: str, each: Changed) -> bool:
    found = _HOLIDAYS.fullmatch(label)
    national = not label.startswith(f"{CALENDARS}/{LOCAL}/")
    file, _ = read_holidays(made.past.objects.data(each.after), label, national=national)
    return made.action == _BY_HAND or (found is not None and file is not None and str(file.year) == found[1])


def _records(made: Made, each: Changed, kind: type[Any]) -> tuple[Any, Any]:
    objects = made.past.objects
    before, after = (objects.record(name, kind) if name else None for name in (each.before, each.after))
    return before, after


def _shown(raws: list[dict[str, Any]], key: str) -> tuple[str, str]:
    before, after = (str(raw.get(key, "无")) for raw in raws)
    return before, after
