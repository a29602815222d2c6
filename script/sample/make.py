"""Writes the sample workspace: duban.yaml, ledger heads, tasks, evidence, duties of no task.

Every byte follows from this package and from duban's own writer; the folder is made anew.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

from script.sample import (
    assignments,
    documents_2025,
    documents_2026,
    inspections,
    instructions,
    meetings,
    projects,
)
from script.sample.journal import Books, Matter
from script.sample.office import CONFIG as OFFICE
from script.sample.standing import standing_journals

from duban.act import Touched, rendered
from duban.core.calendar.counting import WorkCalendar
from duban.core.model.record import raw_record
from duban.core.model.workspace import LedgerHead
from duban.core.model.workspace_formats import wanted_attributes
from duban.core.policy.rules import Policy, PolicyBook
from duban.errors import DubanError
from duban.files.git.attributes import ATTRIBUTES, with_lines
from duban.files.workspace.policies import load_policy
from duban.files.workspace.workspace import CONFIG, LEDGER, STANDING, Ledger
from duban.files.yaml.writer import render_document

STORIES = (
    documents_2025.STORY,
    documents_2026.STORY,
    meetings.STORY,
    assignments.STORY,
    instructions.STORY,
    assignments.LATER,
    inspections.STORY,
    projects.STORY,
)
_KEEPERS = {"WJ": "综合科", "HY": "会议科", "PS": "督查室", "DC": "督查室", "JB": "综合科", "XM": "项目科"}
_ABOUT = """\
# 这是示例：云溪县不存在，单位、人员、电话、文号都是虚构的。
# 由 script/make-sample 生成；手工改了会被下一次生成覆盖。
"""
_HEAD_NOTES = {
    "WJ": "# 市级以上文件由综合科登账；收文当天呈批，三天内研究。\n",
    "PS": "# 批示原件存档案柜，台账里只写批示要点。\n",
}


def sample_policy() -> Policy:
    """The policy of the sample, as it is built in."""
    policy, problems = load_policy(OFFICE.policies[0].name, None)
    if policy is None:
        raise DubanError(*problems)
    return policy


def sample_books() -> Books:
    """Every task of the sample, decided event by event."""
    policy = sample_policy()
    heads = {
        plan.prefix: LedgerHead(
            name=plan.name, kind=plan.kind, prefix=plan.prefix, owner=_KEEPERS[plan.prefix]
        )
        for plan in policy.ledgers
    }
    book = PolicyBook(entries=tuple((held.since, policy) for held in OFFICE.policies))
    books = Books(book, WorkCalendar(), heads)
    for story in STORIES:
        for tell in story:
            tell(books)
    return books


def sample_files() -> Iterator[tuple[str, bytes]]:
    """Every file of the workspace: its path in it and its bytes."""
    books = sample_books()
    yield CONFIG, (_ABOUT + render_document(raw_record(OFFICE))).encode()
    yield ATTRIBUTES, with_lines("", wanted_attributes()).encode()
    for prefix, head in books.ledgers.items():
        text = _HEAD_NOTES.get(prefix, "") + render_document(raw_record(head))
        yield f"{head.kind}/{LEDGER}", text.encode()
    for matter in books.matters:
        yield from _task_files(matter, books)
    for journal in standing_journals(books.calendar):
        yield f"{STANDING}/{journal.year}.yaml", render_document(raw_record(journal)).encode()


def _task_files(matter: Matter, books: Books) -> Iterator[tuple[str, bytes]]:
    task = matter.task
    head = books.ledgers[task.prefix]
    path = f"{head.kind}/{task.id.split('-')[1]}/{task.id}.yaml"
    text = rendered(Touched(Path(path), Ledger(Path(head.kind), head), task, None)).decode()
    for key, comment in matter.remarks:
        line = f"\n{key}:"
        if text.count(line) != 1:
            raise ValueError(f"{task.id} has no line {key}")
        text = text.replace(line, f"\n# {comment}{line}")
    yield path, text.encode()
    yield from matter.files.items()


def write_sample(folder: Path) -> int:
    """Make the folder anew; the number of files written."""
    files = dict(sample_files())
    if folder.exists():
        if any(folder.iterdir()) and not (folder / CONFIG).is_file():
            raise FileExistsError(f"{folder} is no workspace, nothing was written")
        shutil.rmtree(folder)
    for path, data in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return len(files)
