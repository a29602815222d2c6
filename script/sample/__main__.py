"""`python -m script.sample [FOLDER]`: writes the sample workspace, by default into ledgers/.

Every byte follows from the facts beside it and from duban's own writer; the folder is made anew.
"""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
from script.sample.facts import read_facts, read_outings
from script.sample.play import Desk
from script.sample.standing import standing_journals

from duban.cli.framework.output import show_problems
from duban.core.cases.appraisal import APPRAISAL
from duban.core.cases.inspection import INSPECTION
from duban.core.cases.performance import PERFORMANCE
from duban.core.cases.results import RESULTS
from duban.core.cases.task import TASK
from duban.core.model.record import Record, raw_record
from duban.core.model.workspace_formats import newest_format, wanted_attributes
from duban.errors import DubanError
from duban.files.git.attributes import ATTRIBUTES, with_lines
from duban.files.workspace.workspace import CONFIG, LEDGER, Ledger
from duban.files.yaml.writer import render_document
from duban.plan import Touched, rendered

HERE = Path(__file__).parent


def sample_files() -> Iterator[tuple[str, bytes]]:
    """Every file of the workspace: its path in it and its bytes. Raises DubanError, with the line, for a bad fact."""
    office, books = read_facts(HERE)
    desk = Desk(office, {book.head.prefix: book.head.kind for book, _ in books})
    desk.play((task for _, tasks in books for task in tasks), read_outings(HERE))
    config = msgspec.structs.replace(office.config, format=newest_format())
    yield CONFIG, office.comment.encode() + _document(config)
    yield ATTRIBUTES, with_lines("", wanted_attributes()).encode()
    for book, tasks in books:
        ledger = Ledger(Path(book.head.kind), book.head)
        yield f"{ledger.folder}/{LEDGER}", book.comment.encode() + _document(book.head)
        for row in tasks:
            task = desk.tasks[row.raw["编号"]]
            path = ledger.folder / task.id.split("-")[1] / f"{task.id}.yaml"
            text = rendered(Touched(TASK, path, task, None, ledger)).decode()
            with row.blamed():
                yield path.as_posix(), _commented(text, row.raw.get("批注", {})).encode()
    for kind, files in desk.cases.items():
        for file in files.values():
            path = Path(kind.folder, file.id.split("-")[1], f"{file.id}.yaml")
            yield path.as_posix(), rendered(Touched(kind, path, file, None))
    for year, plan in desk.plans.items():
        yield f"{INSPECTION.folder}/{year}/计划.yaml", _document(plan)
    for year, results in desk.results.items():
        path = Path(RESULTS.folder, f"{year}.yaml")
        yield path.as_posix(), rendered(Touched(RESULTS, path, results, None))
    yield from desk.evidence.items()
    for path in sorted((HERE / APPRAISAL.folder).rglob("*.yaml")):
        yield path.relative_to(HERE).as_posix(), path.read_bytes()
    for journal in standing_journals(desk):
        yield f"{PERFORMANCE.folder}/{journal.year}.yaml", _document(journal)


def _commented(text: str, comments: dict[str, str]) -> str:
    """The file of a task with the comments that somebody wrote by hand above lines of its head."""
    for key, comment in comments.items():
        line = f"\n{key}:"
        if text.count(line) != 1:
            raise ValueError(f"the file has no line {key}")
        text = text.replace(line, f"\n# {comment}{line}")
    return text


def _document(record: Record) -> bytes:
    return render_document(raw_record(record)).encode()


def write_sample(folder: Path) -> int:
    """Make the folder anew; the number of files written. Raises DubanError as sample_files; FileExistsError."""
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


def main() -> int:
    """Write the sample where the command line says."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE.parents[1] / "ledgers"
    try:
        sys.stdout.write(f"{folder}: {write_sample(folder)} files\n")
    except DubanError as error:
        show_problems(error.problems)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
