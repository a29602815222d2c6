"""How a file to import is read: bytes, digest, a bar while it takes long; year and hidden sheets are asked for.

Reads and asks; what is written decides the command.
"""

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from duban.cli.framework.context import Writing
from duban.cli.framework.output import say, show_problems
from duban.cli.framework.prompts import ask, confirm
from duban.core.model.folding import normal
from duban.core.model.people import Roll, split_people
from duban.core.model.unit_register import Register, is_collective
from duban.errors import DubanError, Level, Place, Problem, refusal
from duban.files.disk.safe_paths import refuse_odd_name
from duban.files.disk.sandbox import confined, limits_for
from duban.files.yaml.reader import read_bytes_limited
from duban.importers.drafts.confidence import with_trouble
from duban.importers.drafts.draft import Draft, Imported, Trouble
from duban.importers.drafts.finished_rows import finished_words
from duban.importers.grammar.normalize import one_line
from duban.importers.read_document import read_document
from duban.importers.text.draft_text import ReadOptions

MOST_BYTES = 100 * 1000 * 1000
YEARS = (1950, 2200)
SLOW_SECONDS = 1.0
_MOST_TOLD = 8
_HIDDEN_CODES = frozenset({"hidden-sheet"})


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be read: the file's name and bytes, the column map, what the user said of it."""

    name: str
    data: bytes
    columns: Mapping[str, str]
    wanted: ReadOptions


def read_bytes(file: Path) -> bytes:
    """The bytes of a file. Raises DubanError where it cannot be read, is too large, or changed meanwhile."""
    refuse_odd_name(file.name)
    before = _status(file)
    if before is not None and before[1] > MOST_BYTES:
        size = before[1] // 1_000_000
        message, advice = f"文件有 {size} MB，最多 100 MB，没有读。", "请删去图片，或拆成几个文件。"
        raise refusal("file-too-large", message, advice, place=Place(str(file)))
    data = read_bytes_limited(file, str(file), MOST_BYTES)
    if isinstance(data, Problem):
        raise DubanError(data)
    if _status(file) != before or (before is not None and before[1] != len(data)):
        message = "文件在读的时候变了，可能正在下载、同步或被别的程序保存。"
        raise refusal(
            "file-changing", message, "等它存好，关掉打开它的程序，再导入。", place=Place(str(file))
        )
    return data


def _status(file: Path) -> tuple[int, int, int] | None:
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino


def digest_of(data: bytes) -> str:
    """The SHA-256 by which a document is known again."""
    return sha256(data).hexdigest()


def read_asking(question: Question, context: Writing, *, person: bool) -> Imported:
    """The drafts of a file; where a person is there, the missing year and hidden sheets and rows are asked for."""
    imported = _read(question, context)
    codes = {problem.code for problem in imported.problems if problem.level is Level.ERROR}
    if not person:
        return imported
    if any(problem.code in _HIDDEN_CODES for problem in imported.problems):
        show_problems(problem for problem in imported.problems if problem.code in _HIDDEN_CODES)
        if confirm("隐藏的工作表也一并导入吗"):
            question = replace(question, wanted=replace(question.wanted, hidden=True))
            imported = _read(question, context)
            codes = {problem.code for problem in imported.problems if problem.level is Level.ERROR}
    if codes == {"year-missing"}:
        show_problems(imported.problems)
        year = _ask_year()
        imported = _read(replace(question, wanted=replace(question.wanted, year=year)), context)
    hidden = [draft for draft in imported.drafts if draft.hidden]
    if hidden and not confirm(f"有 {len(hidden)} 件在隐藏的行里（{hidden[0].place} 等），也导入吗"):
        imported = replace(imported, drafts=tuple(draft for draft in imported.drafts if not draft.hidden))
    return imported


def _ask_year() -> int:
    while not (answer := ask("这些时限是哪一年的")).isdecimal() or not YEARS[0] <= int(answer) <= YEARS[1]:
        say("写四位年份，如 2026")
    return int(answer)


def _read(question: Question, context: Writing) -> Imported:
    def read() -> Imported:
        return read_document(question.data, question.name, columns=question.columns, wanted=question.wanted)

    bar = bar_when_slow(f"正在读 {question.name}", context)
    try:
        return confined(read, Imported, question.name, meanwhile=bar, limits=limits_for(question.data))
    except DubanError as error:
        if error.__cause__ is not None:
            raise
        return Imported(problems=error.problems)


@contextmanager
def bar_when_slow(words: str, context: Writing) -> Iterator[None]:
    """A moving bar on standard error once something takes over a second; never in a pipe or in JSON."""
    if not context.screen.terminal:
        yield
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    if context.as_json or not console.is_terminal:
        yield
        return
    progress = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
    )
    progress.add_task(words, total=None)
    timer = threading.Timer(SLOW_SECONDS, progress.start)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        if progress.live.is_started:
            progress.stop()


def matched_units(imported: Imported, register: Register) -> Imported:
    """The drafts with each unit once, a lead not among those that support, and a word on each unknown one.

    Names stay as written; of an unknown one the nearest is told.
    """
    imported = _seated(imported, register)
    if not register:
        return imported
    drafts = []
    for draft in imported.drafts:
        found = draft
        for name in (*draft.lead, *draft.support):
            if register.find(name) is None and not is_collective(name):
                near = register.nearest(name)
                guess = f"，最接近的是“{near}”" if near else ""
                found = with_trouble(found, Trouble("unit-unknown", f"单位名册里没有“{name}”{guess}"))
        drafts.append(found)
    return replace(imported, drafts=tuple(drafts))


def _seated(imported: Imported, register: Register) -> Imported:
    drafts, told = [], []
    for draft in imported.drafts:
        lead = register.once(draft.lead)
        support = register.once(draft.support, besides=lead)
        gone = [name for name in draft.support if name not in support]
        if gone or lead != draft.lead:
            told.append(f"{draft.place}“{'、'.join(gone or draft.lead)}”")
            draft = replace(draft, lead=lead, support=support)  # noqa: PLW2901 -- the draft, put right
        drafts.append(draft)
    if not told:
        return imported
    more = f" 等 {len(told)} 件" if len(told) > _MOST_TOLD else ""
    message = (
        f"牵头的单位又写在配合单位里，或一个单位写了两遍，只记一次：{'、'.join(told[:_MOST_TOLD])}{more}。"
    )
    advice = "牵头的不再列为配合单位；写错了的，改好文件再导入。"
    problem = Problem(Level.NOTICE, "unit-twice", message, advice)
    return replace(imported, drafts=tuple(drafts), problems=(*imported.problems, problem))


def finished_problem(drafts: Sequence[Draft], *, entered: bool) -> tuple[Problem, ...]:
    """One notice on the rows that call themselves done: left out, or `entered` all the same."""
    told = [f"{draft.place}“{words}”" for draft in drafts if (words := finished_words(draft))]
    if not told:
        return ()
    more = " 等" if len(told) > _MOST_TOLD else ""
    shown = f"{'、'.join(told[:_MOST_TOLD])}{more}"
    if entered:
        done, advice = "照样登为待交办", "不要的，用 duban withdraw 撤销"
    else:
        done, advice = "不登账", "要一并登账（登为待交办），加 --with-finished"
    message = f"有 {len(told)} 件自称已经办完或撤销，{done}：{shown}"
    return (Problem(Level.NOTICE, "finished-rows", message, advice),)


def named_people(imported: Imported, roll: Roll, on: date) -> Imported:
    """The drafts with their leaders by name, several with 、 between; what a cell said besides stays in the notes."""
    return replace(imported, drafts=tuple(_with_leaders(draft, roll, on) for draft in imported.drafts))


def _with_leaders(draft: Draft, roll: Roll, on: date) -> Draft:
    for field in ("owner", "handler", "clerk"):
        said: str = getattr(draft, field)
        named = "、".join(split_people(said))
        if normal(named) == normal(said):  # nothing but names
            whole: dict[str, Any] = {field: named}
            draft = replace(draft, **whole)
    for field, key in (("lead_leader", "牵头领导"), ("leader_in_charge", "分管领导")):
        text: str = getattr(draft, field)
        named = "、".join(roll.named(text, on))
        if not named or named == text:
            continue
        other = dict(draft.other)
        if len(normal(named)) < len(normal(text)):  # posts and brackets went
            other[f"{key}（原表）"] = one_line(text)
        changes: dict[str, Any] = {field: named, "other": other}
        draft = replace(draft, **changes)
    return draft


def units_of(draft: Draft, register: Register) -> dict[str, str | None]:
    """For each unit as written its full name in the register (by any name, either script), None where unknown."""
    found = {name: register.find(name) for name in (*draft.lead, *draft.support)}
    return {name: unit.name if unit else None for name, unit in found.items()}


def worst_first(drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts with the least sure ones on top, else in the order of the document."""
    return sorted(drafts, key=lambda draft: draft.confidence)
