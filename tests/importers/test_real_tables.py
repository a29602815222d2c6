"""The real ledgers: the copies kept here, and the gold beside the project where it is present."""

import json
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from duban.importers.drafts.draft import drafts_json
from duban.importers.tables.read_table import read_table

DATA = Path(__file__).parent / "data"
SHARED = Path(__file__).parents[2].parent / "shared" / "data"
TABLES = [
    ("dazhu-2016.xlsx", "20-dazhu-minsheng-2016", None),
    ("dazhu-2016.csv", "20-dazhu-minsheng-2016", 2016),
    ("lishan-2023.gb18030.csv", "24-lishan-zhongdian-2023", None),
    ("zhaoyuan-2022.xlsx", "29-zhaoyuan-minsheng-2022", None),
]
GOLD = [table for table in TABLES if (SHARED / "tables" / table[0]).exists()]


def gold_of(name: str) -> list[dict[str, Any]]:
    text = (SHARED / "import" / "gold" / f"{name}.yaml").read_text(encoding="utf-8")
    return [task for task in YAML(typ="safe").load(text)["tasks"] if not task.get("truncated")]


@pytest.mark.parametrize(("file", "gold", "year"), GOLD)
def test_a_real_table_is_read_as_its_gold_says(file: str, gold: str, year: int | None) -> None:
    imported = read_table((SHARED / "tables" / file).read_bytes(), file, year=year)
    found = [
        (draft["title"], draft["lead"], draft["support"], draft["due_on"], draft["due_text"])
        for draft in drafts_json(imported)["drafts"]
    ]
    assert found == [
        (task["title"], task["lead"], task["support"], task["due"], task["due_text"])
        for task in gold_of(gold)
    ]
    assert imported.problems == ()


@pytest.mark.parametrize("expected", sorted(DATA.glob("*.json")), ids=lambda path: path.stem)
def test_a_table_kept_here_is_read_as_written_beside_it(expected: Path) -> None:
    (source,) = (path for path in DATA.glob(f"{expected.stem}.*") if path != expected)
    imported = read_table(source.read_bytes(), source.name)
    assert drafts_json(imported) == json.loads(expected.read_text(encoding="utf-8"))


def test_there_are_tables_kept_here() -> None:
    assert {path.suffix for path in DATA.iterdir()} == {".json", ".csv", ".xlsx"}


def test_a_csv_without_year_asks_for_it() -> None:
    data = "序号,民生实事,责任单位,完成时限\n2,新建2座人行天桥,县住建局,9月投入使用\n".encode("utf-8-sig")
    assert [problem.code for problem in read_table(data, "某县.csv").problems] == ["year-missing"]
