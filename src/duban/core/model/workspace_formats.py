"""What each format (版本) of a workspace added to the one before: the table that `init`, `upgrade` and `check` read.

Pure: compares what a workspace holds with what the steps need; writes nothing. How a step is added: CONTRIBUTING.md.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from duban.core.model.folding import half_width
from duban.core.model.record import Fault
from duban.core.model.terms import LedgerKind
from duban.core.model.workspace import LedgerHead

FIRST_FORMAT = 1
"""What a workspace is whose duban.yaml has no 版本."""


@dataclass(frozen=True, slots=True)
class Step:
    """One format: its number, in words what it brings, and what a workspace must have for it.

    `folders` are names at the top that duban keeps for itself from then on, `prefixes` 字头 of kinds that are no
    tasks, `ledgers` are new ledgers, each with its folder, `attributes` are lines of .gitattributes for all files
    (`* …`). `edition` is that of the built-in policies which came with it (版次): it holds from the day of the upgrade
    on, days before it keep the one before.
    """

    format: int
    what: str
    folders: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ()
    ledgers: tuple[tuple[str, LedgerHead], ...] = ()
    attributes: tuple[str, ...] = ()
    edition: int | None = None


COUNTED_ANEW = 3
"""The format from which cadences are counted as core/duties/cadence.py says now."""
FIRST_EDITION = 1
QUOTAS_SINCE = 5
"""The format from which quotas (定额) are owed: of what was done before it nothing was written down."""

RECTIFICATIONS = LedgerHead(name="督查发现问题整改台账", kind=LedgerKind.RECTIFICATION, prefix="ZG")
"""What is put right: beside the six ledgers of every policy."""

STEPS: tuple[Step, ...] = (
    Step(2, "git 按原样存取文件，不转换换行", attributes=("* -text",)),
    Step(
        COUNTED_ANEW,
        "报告按首报日起报，到期日是一期的最后一天；内置制度按原文订正（第2版）；从升级这天起算，以前的不变",
        edition=2,
    ),
    Step(
        4,
        "整改台账（字头 ZG），督查项目（文件夹 督查，字头 DX）",
        folders=("督查",),
        prefixes=("DX",),
        ledgers=((str(LedgerKind.RECTIFICATION), RECTIFICATIONS),),
    ),
    Step(
        5,
        "通报、负面清单、激励、容错（文件夹 结果，字头 TB、FM、JL、RC），约谈（文件夹 约谈，字头 YT），"
        "线索（文件夹 线索，字头 XS），考核（文件夹 考核，字头 KH），"
        "履职记会议、走访、一线办公（包保名单写进 duban.yaml），提交可以签名（公钥记在人员里）",
        folders=("结果", "约谈", "线索", "考核"),
        prefixes=("TB", "FM", "JL", "RC", "YT", "XS", "KH"),
    ),
)

_WHOSE = {
    "DX": "督查项目",
    "TB": "通报",
    "FM": "负面清单",
    "JL": "激励",
    "RC": "容错",
    "YT": "约谈",
    "XS": "线索",
    "KH": "考核",
}

COMING: frozenset[str] = frozenset()
"""Folders that later formats will keep for themselves: a ledger that stands there now will have to move."""


def coming_folders(since: int) -> frozenset[str]:
    """The folders that formats after `since`, this release's too, keep for themselves."""
    return COMING | {folder for step in STEPS if step.format > since for folder in step.folders}


def newest_format() -> int:
    """The format that this release writes."""
    return max((step.format for step in STEPS), default=FIRST_FORMAT)


def steps_after(since: int) -> tuple[Step, ...]:
    """What a workspace of format `since` has yet to go through."""
    return tuple(step for step in STEPS if step.format > since)


def edition_of(format_: int) -> int:
    """The edition of the built-in policies that came with a format; of a newer format than ours, our newest."""
    editions = (step.edition for step in STEPS if step.edition is not None and step.format <= format_)
    return max(editions, default=FIRST_EDITION)


def newest_edition() -> int:
    """The edition of the built-in policies of this release."""
    return edition_of(newest_format())


def wanted_attributes(until: int | None = None) -> tuple[str, ...]:
    """The lines of .gitattributes that all steps together want, or those up to a format."""
    wanted = (step for step in STEPS if until is None or step.format <= until)
    return tuple(dict.fromkeys(line for step in wanted for line in step.attributes))


def wanted_ledgers() -> dict[str, LedgerHead]:
    """The ledgers that the steps added, by folder."""
    return {folder: head for step in STEPS for folder, head in step.ledgers}


def folded(name: str) -> str:
    """A name as some file system or eye may take it for another: without width, case, composition, outer blanks."""
    return half_width(name).strip().casefold()


def find_taken(since: int, folders: Iterable[str], held: Mapping[str, LedgerHead]) -> Iterator[Fault]:
    """What stands in the way of the steps after format `since`: folders and 字头 that are somebody's own.

    `folders` are all names at the top of the workspace, `held` its ledgers by folder.
    """
    names = {folded(name): name for name in folders}
    for step in steps_after(since):
        for folder in step.folders:
            if folded(folder) in names:
                yield _folder_taken(names[folded(folder)], folder, step)
        for prefix in step.prefixes:
            for other, mine in held.items():
                if mine.prefix == prefix:
                    yield _prefix_taken(other, prefix, _WHOSE[prefix], step)
        for folder, head in step.ledgers:
            there = names.get(folded(folder))
            if there is not None and not _is_it(held.get(there), head):
                yield _folder_taken(there, folder, step)
            yield from (
                _prefix_taken(other, head.prefix, head.name, step)
                for other, mine in held.items()
                if other != there and mine.prefix == head.prefix
            )


def _is_it(held: LedgerHead | None, head: LedgerHead) -> bool:
    return held is not None and (held.kind, held.prefix) == (head.kind, head.prefix)


def _folder_taken(there: str, folder: str, step: Step) -> Fault:
    text = f"版本 {step.format} 要用文件夹“{folder}”，这里的“{there}”已经有别的用处"
    advice = f"先改名：git mv {there} 新名字，git commit -m 文件夹改名；再 duban upgrade"
    return Fault((there,), "folder-taken", text, advice)


def _prefix_taken(there: str, prefix: str, name: str, step: Step) -> Fault:
    text = f"版本 {step.format} 的“{name}”要用字头 {prefix}，台账“{there}”已经用了"
    advice = (
        f"先给它换字头：没有事项的，改 {there}/台账.yaml，duban commit；有事项的，另建一本台账，"
        "duban amend 编号 --new-ledger 新台账 --reason 换字头；再 duban upgrade"
    )
    return Fault((f"{there}/台账.yaml",), "prefix-taken", text, advice)
