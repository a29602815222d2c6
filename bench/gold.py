"""Published documents against gold read by eye, as the text reader and the table reader read them.

    .venv/bin/python -m bench.gold [FOLDER]

FOLDER holds `import/raw`, `import/gold` and `tables`; without it, the data beside the checkout. `bench/gold` is more
gold for those texts, read by others than the program's authors, its titles cut short. Printed: what is read otherwise,
then how many are read as their gold says; the exit code is 1 where one is not.
"""

import re
import sys
import unicodedata
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from duban.importers.drafts.draft import Imported, drafts_json
from duban.importers.read_document import read_document
from duban.importers.tables.read_table import read_table

HERE = Path(__file__).parent
BESIDE = HERE.parents[1] / "shared" / "data"
# Bulletins, replies, bare headings, a table torn beyond reading, a notice without its annex: nothing to enter.
WITHOUT_TASKS = {"18", *map(str, range(31, 41)), "48", "53", "54", "55", "56"}
TABLES = (
    ("dazhu-2016.xlsx", "20-dazhu-minsheng-2016", None),
    ("dazhu-2016.csv", "20-dazhu-minsheng-2016", 2016),
    ("lishan-2023.gb18030.csv", "24-lishan-zhongdian-2023", None),
    ("zhaoyuan-2022.xlsx", "29-zhaoyuan-minsheng-2022", None),
)
ALIKE = 0.8
SHORTEST_BEGINNING = 6


def folded(text: str) -> str:
    """A text without what documents write differently: width, blanks, punctuation."""
    return re.sub(r"[\s\W_]+", "", unicodedata.normalize("NFKC", text))


def alike(one: str, other: str) -> bool:
    """Whether two titles are of one task: equal, one the beginning of the other, or nearly the same."""
    short, long = sorted((folded(one), folded(other)), key=len)
    begins = len(short) >= SHORTEST_BEGINNING and long.startswith(short)
    return short == long or begins or SequenceMatcher(None, short, long).ratio() >= ALIKE


def load_tasks(path: Path) -> list[dict[str, Any]]:
    """The tasks of a gold file."""
    tasks: list[dict[str, Any]] = YAML(typ="safe").load(path.read_text("utf-8"))["tasks"]
    return tasks


def find_differences(imported: Imported, tasks: list[dict[str, Any]]) -> Iterator[str]:
    """What is read otherwise than gold says, a line for each; a task whose stored text breaks off is not asked."""
    drafts = drafts_json(imported)["drafts"]
    if len(drafts) != len(tasks):
        yield f"{len(tasks)} tasks, {len(drafts)} drafts"
        return
    for task, draft in zip(tasks, drafts, strict=True):
        due = str(task["due"]) if task["due"] else None
        same = {
            "title": alike(task["title"], draft["title"]),
            "lead": list(map(folded, task["lead"])) == list(map(folded, draft["lead"])),
            "support": set(map(folded, task["support"])) == set(map(folded, draft["support"])),
            "due": draft["due_on"] == due,
        }
        if not task.get("truncated"):
            yield from (f"{task['title']}: {name}" for name, is_same in same.items() if not is_same)


def find_exact_differences(imported: Imported, tasks: list[dict[str, Any]]) -> Iterator[str]:
    """What is read otherwise out of a table, where nothing is left to taste."""
    fields = ("title", "lead", "support", "due_on", "due_text")
    found = [tuple(draft[name] for name in fields) for draft in drafts_json(imported)["drafts"]]
    wanted = [
        (*(task[name] for name in ("title", "lead", "support", "due", "due_text")),)
        for task in tasks
        if not task.get("truncated")
    ]
    yield from (f"{task[0]}: read otherwise" for task in wanted if task not in found)
    if found != wanted or imported.problems:
        yield f"{len(wanted)} tasks, {len(found)} drafts, {len(imported.problems)} problems"


def find_silence(imported: Imported, name: str) -> Iterator[str]:
    """Whether a text gives drafts, or says why not, as it should."""
    wanted = name[:2] not in WITHOUT_TASKS
    if bool(imported.drafts) != wanted or imported.refused == wanted:
        yield "drafts where there are no tasks, or none where there are"


def main(folder: Path) -> int:
    """Compare all; the exit code."""
    raw = sorted((folder / "import" / "raw").glob("*.txt"))
    if not raw:
        sys.stderr.write(f"no documents in {folder}\n")
        return 2
    gold = {
        path.stem: path
        for place in (folder / "import" / "gold", HERE / "gold")
        for path in place.glob("*.yaml")
    }
    wrong: dict[str, list[str]] = {}
    for path in raw:
        imported = read_document(path.read_bytes(), path.name)
        wrong[path.name] = list(find_silence(imported, path.stem))
        if path.stem in gold:
            wrong[path.name] += find_differences(imported, load_tasks(gold[path.stem]))
    for name, stem, year in TABLES:
        imported = read_table((folder / "tables" / name).read_bytes(), name, year=year)
        wrong[name] = list(find_exact_differences(imported, load_tasks(gold[stem])))
    sys.stdout.writelines(f"{name}: {each}\n" for name, found in wrong.items() for each in found)
    right = sum(not found for found in wrong.values())
    sys.stdout.write(f"{right} of {len(wrong)} files are read as they should be; {len(gold)} have gold\n")
    return int(right < len(wrong))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if sys.argv[1:] else BESIDE))
