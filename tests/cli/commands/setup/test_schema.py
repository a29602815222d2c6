"""`schema`: what is printed is what lies in schemas/."""

from pathlib import Path

import pytest
from tests.outside import typed

SCHEMAS = Path(__file__).parents[4] / "schemas"


@pytest.mark.parametrize("name", sorted(path.name for path in SCHEMAS.glob("*.json")))
def test_the_printed_schema_is_the_file(name: str) -> None:
    answer = typed("schema", name.partition(".")[0])
    assert answer.returncode == 0
    assert answer.stdout == (SCHEMAS / name).read_text("utf-8")
