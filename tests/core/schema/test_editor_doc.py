"""docs/editor.md maps every schema, and its patterns fit the files of a workspace."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from duban.cli.commands.setup.schema import read_captions
from duban.core.schema.json_schema import render_schemas

TEXT = (Path(__file__).parents[3] / "docs" / "editor.md").read_text("utf-8")


def mapping() -> dict[str, list[str]]:
    (block,) = re.findall(r"```json\n(.*?)```", TEXT, re.DOTALL)
    settings: dict[str, Any] = json.loads(block)
    found: dict[str, list[str]] = {
        path.rpartition("/")[2]: globs for path, globs in settings["yaml.schemas"].items()
    }
    for each in settings["json.schemas"]:
        found[each["url"].rpartition("/")[2]] = each["fileMatch"]
    return found


def covers(pattern: str, path: str) -> bool:
    """As an editor reads a pattern: `**/` any folders, `*` no slash."""
    parts = (
        re.sub(r"\\\[(!?)(.+?)\\\]", _one_of, re.escape(part).replace(r"\*", "[^/]*"))
        for part in pattern.split("**/")
    )
    return re.fullmatch("(?:.*/)?".join(parts), path) is not None


def _one_of(found: re.Match[str]) -> str:
    """`[0-9]`: one of these characters; `[!账页]`: none of them."""
    inner = found[2].replace("\\", "")
    return f"[^{inner}/]" if found[1] else f"[{inner}]"


def test_every_schema_is_mapped() -> None:
    names = set(render_schemas(read_captions()))
    assert set(mapping()) == names
    assert all(f"`{name}`" in TEXT for name in names)


@pytest.mark.parametrize(
    ("path", "schema"),
    [
        ("ledgers/重要文件/2026/WJ-2026-0001.yaml", "task"),
        ("ledgers/重要文件/台账.yaml", "ledger"),
        ("ledgers/duban.yaml", "workspace"),
        ("ledgers/制度/本市.yaml", "policy"),
        ("ledgers/制度/模板/督办通知单.yaml", "template"),
        ("ledgers/履职/2026.yaml", "standing"),
        ("ledgers/对账/2026Q3/结账.yaml", "closing"),
        ("ledgers/对账/2026Q3/账页.yaml", "page"),
        ("ledgers/对账/2026H1/查账.yaml", "conclusions"),
        ("ledgers/对账/2026/结转.yaml", "carry"),
        ("ledgers/对账/2026/交账.yaml", "handover"),
        ("ledgers/对账/2026Q3/市水务局.yaml", "unit-period"),
        ("ledgers/日历/2027.json", "calendar"),
        ("ledgers/日历/本地/2027.json", "calendar"),
    ],
)
def test_each_file_finds_its_schema_and_no_other(path: str, schema: str) -> None:
    found = {name for name, globs in mapping().items() if any(covers(glob, path) for glob in globs)}
    assert found == {f"{schema}.schema.json"}
