"""Files and folders in a workspace that no answer reads: each is named with its remedy, none is skipped silently.

Reads names only. Hidden files and folders are left alone; evidence folders (附件) may hold anything.
"""

import os
import re
from collections.abc import Callable, Collection, Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from duban.core.books.selection import FULL_ID
from duban.core.model.workspace_formats import folded
from duban.errors import Problem
from duban.files.disk.listing import names_in, unreadable
from duban.files.git.attributes import ATTRIBUTES

CONFIG = "duban.yaml"
LEDGER = "台账.yaml"
_YEAR = re.compile(r"[0-9]{4}")
_YAML = {".yaml", ".yml"}
_HEADS = {folded(LEDGER), folded("台账.yml")}
_LOOKED_AT = 5000
"""How many names below an unknown folder a question looks at; `check` looks at all."""


def find_missed(folder: Path, reserved: Collection[str]) -> Iterator[Problem]:
    """The problem where a folder at the top, though no ledger, holds tasks or entries; none where it holds none."""
    name = folder.name
    if name.startswith(".") or not folder.is_dir():
        return
    if name in reserved:
        if (folder / LEDGER).exists():
            text = f"“{name}”是 duban 自己用的文件夹，不能作台账，里面的事项没有计入"
            yield Problem.error("reserved-ledger", text, f"改名：git mv {name} 新名字，再 git commit", name)
        return
    twin = next((each for each in reserved if folded(each) == folded(name)), None)
    if twin is not None:
        text = f"这个文件夹看上去是“{twin}”，名字的写法却不同，里面的没有计入"
        yield Problem.error("other-writing", text, f"把里面的移到“{twin}”，删去这一个", name)
    elif not (folder / CONFIG).exists():
        yield from islice(_hidden_tasks(folder), 1)


def _hidden_tasks(folder: Path) -> Iterator[Problem]:
    """The first ledger head, or task, below a folder without a usable ledger head of its own."""
    name = folder.name
    for path in islice(files_below(folder), _LOOKED_AT):
        inner = path.relative_to(folder).as_posix()
        at_top = path.parent == folder
        if at_top and path.name != LEDGER and folded(path.name) in _HEADS:
            text = f"台账的头应当是 {LEDGER}，这里是“{path.name}”，台账“{name}”没有计入"
            yield Problem.error("ledger-unread", text, f"改成一个名为 {LEDGER} 的文件", f"{name}/{inner}")
        elif path.name == LEDGER and not at_top:
            text = f"台账要放在工作区的第一层，{name}/{inner} 里的事项没有计入"
            yield Problem.error(
                "nested-ledger",
                text,
                f"移出来：git mv {name}/{inner.rpartition('/')[0]} .，再 git commit",
                name,
            )
        elif _is_task(path):
            text = f"“{name}”里有事项（{inner}），却没有 {LEDGER}，没有计入"
            advice = f"取回：git checkout -- {name}/{LEDGER}；不是台账的，把事项移到它的台账里"
            yield Problem.error("ledger-unread", text, advice, name)


class Kept(NamedTuple):
    """The folders at the top that duban has, and that later formats will have."""

    reserved: Collection[str]
    coming: Collection[str]


def find_strays(
    root: Path, heads: Collection[str], kept: Kept, is_ignored: Callable[[str], bool]
) -> Iterator[Problem]:
    """Everything that is no part of the books: unknown folders, and files and folders misplaced in ledgers.

    `heads` are the folders of ledgers; `is_ignored` tells whether git was told to pass over a folder.
    """
    for path in _listed(root):
        name = path.name
        if path.is_dir():
            if name in kept.coming and (name in heads or not is_ignored(name)):
                yield _coming(name, is_ledger=name in heads)
            elif name not in heads and name not in kept.reserved and not is_ignored(name):
                yield from _unknown(path)
            if name in heads:
                yield from _in_ledger(path)
        elif folded(name) in _HEADS:
            text = "台账要有自己的文件夹，放在第一层的没有计入"
            yield Problem.error("nested-ledger", text, "移到它的文件夹里；不要了就删去", name)
        elif path.suffix.casefold() in _YAML and name != CONFIG and not _is_task(path):
            yield _stray(name, f"第一层的 YAML 文件只有 {CONFIG}，这一个没有读")
    for folder, twins in _twins(root).items():
        text = f"“{folder}”和“{'”“'.join(twins)}”只是写法不同，容易认错"
        yield Problem.notice("other-writing", text, "留一个，别的改名或并过去", folder)
    yield from _astray(root, heads, kept.reserved)


def _coming(name: str, *, is_ledger: bool) -> Problem:
    text = f"文件夹名“{name}”是 duban 留着以后用的"
    so = "，现在是一本台账，照常计入，以后要改名" if is_ledger else "，里面的不计入"
    advice = f"早些改名：git mv {name} 新名字，再 git commit"
    return Problem.notice("reserved-folder", text + so, advice, name)


def _unknown(folder: Path) -> Iterator[Problem]:
    name = folder.name
    if (folder / CONFIG).exists():
        text, advice = "里面另有一个工作区，不计入这里", f"看它的账：duban list -C {name}；最好移到外面"
    else:
        text = f"不是台账（没有 {LEDGER}），也不是 duban 用的文件夹，里面的不计入"
        advice = "移到工作区外面，或写进 .gitignore"
    yield Problem.notice("unknown-folder", f"“{name}”{text}", advice, name)


def _in_ledger(ledger: Path) -> Iterator[Problem]:
    """What does not belong in a ledger: folders that are no years, files that are no tasks."""
    for year in _listed(ledger):
        label = f"{ledger.name}/{year.name}"
        if not year.is_dir():
            if year.name != LEDGER and year.suffix.casefold() in _YAML and not _is_task(year):
                yield _stray(label, f"台账文件夹里的 YAML 文件只有 {LEDGER}，这一个没有读")
            continue
        if not _YEAR.fullmatch(year.name):
            yield _stray(label, "台账里的文件夹以年份为名，如 2026，这一个不是")
        for path in _listed(year):
            if path.is_dir():
                yield _stray(f"{label}/{path.name}", "年份文件夹里不再分文件夹，里面的不计入")
            elif path.suffix != ".yaml" and not _is_task(path):
                yield _stray(f"{label}/{path.name}", "这个文件不是事项，不计入")


def _astray(root: Path, heads: Collection[str], reserved: Collection[str]) -> Iterator[Problem]:
    """Files named like a task or a ledger head outside the places where these are read."""
    for path in files_below(root):
        parts = path.relative_to(root).parts
        if parts[0] in reserved:
            continue
        label = "/".join(parts)
        counted = len(parts) == 3 and parts[0] in heads and path.suffix == ".yaml"  # noqa: PLR2004 - ledger, year, file
        if _is_task(path) and not counted:
            text = "这个文件像一件事项，但不在台账的年份文件夹里，没有计入"
            name = f"{path.stem}.yaml"
            fix = f"移到它的台账的文件夹 {path.stem.split('-')[1]} 里，名为 {name}；不要了就删去"
            yield Problem.error("astray", text, fix, label)
        elif path.name == LEDGER and len(parts) > 2 and parts[0] in heads:  # noqa: PLR2004 - below a ledger
            text = "台账里不能再有台账，这一本没有计入"
            yield Problem.error(
                "nested-ledger", text, f"移出来：git mv {path.parent.relative_to(root).as_posix()} .", label
            )


def _twins(root: Path) -> dict[str, list[str]]:
    """Folders at the top whose names differ only in case, width or Unicode composition."""
    groups: dict[str, list[str]] = {}
    for path in _listed(root):
        if path.is_dir():
            groups.setdefault(folded(path.name), []).append(path.name)
    return {names[0]: names[1:] for names in groups.values() if len(names) > 1}


def _is_task(path: Path) -> bool:
    return path.suffix.casefold() in _YAML and FULL_ID.fullmatch(path.stem) is not None


def _listed(folder: Path) -> list[Path]:
    """The entries of a folder, hidden ones left out."""
    return [folder / name for name in names_in(folder) if not name.startswith(".")]


def _refuse(failure: OSError) -> None:
    raise unreadable(failure)


def files_below(folder: Path, hidden: str | None = None) -> Iterator[Path]:
    """Every file below a folder in order, hidden files and folders left out; or only the files named `hidden`.

    Nested workspaces are left out.
    """
    for place, inner, names in os.walk(folder, onerror=_refuse):
        if CONFIG in names and Path(place) != folder:
            inner.clear()
            continue
        inner[:] = sorted(name for name in inner if not name.startswith("."))
        wanted = (name for name in names if (name == hidden if hidden else not name.startswith(".")))
        yield from (Path(place, name) for name in sorted(wanted))


def _stray(label: str, text: str) -> Problem:
    return Problem.notice("stray", text, "移走；要留在旁边的，放到工作区外面", label)


def is_of_the_books(label: str, own: Collection[str]) -> bool:
    """Whether `commit` would look at a file: YAML, or below a folder of the workspace's `own`."""
    return label == ATTRIBUTES or label.endswith(".yaml") or label.partition("/")[0] in own
