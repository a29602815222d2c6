"""What .gitattributes says: each case is what stood there, what is to stand, and the lines that speak against it."""

import subprocess
from pathlib import Path

import pytest

from duban.core.model.workspace_formats import wanted_attributes
from duban.files.git.attributes import opposing, with_lines

KEPT, OVERRIDDEN, ACTS = ("* -text",), False, True
CASES = [
    ("", "* -text\n", []),
    ("* -text\n", "* -text\n", []),
    ("* -text", "* -text", []),
    ("\ufeff* -text\r\n", "\ufeff* -text\r\n", []),
    ("# * text\n\n", "# * text\n\n* -text\n", []),
    ("*.docx binary", "*.docx binary\n* -text\n", []),
    ("*.sh -text diff\n* -text\n", "*.sh -text diff\n* -text\n", []),
    ("*.txt text", "*.txt text\n* -text\n", [(1, "*.txt text", OVERRIDDEN)]),
    ("* text=auto\r\n", "* text=auto\r\n* -text\n", [(1, "* text=auto", OVERRIDDEN)]),
    ("* -text\n* !text\n", "* -text\n* !text\n* -text\n", [(2, "* !text", OVERRIDDEN)]),
    ('"甲 乙.txt" text eol=crlf\n', '"甲 乙.txt" text eol=crlf\n* -text\n', [(1, '"甲 乙.txt" text eol=crlf', OVERRIDDEN)]),
    ("[attr]公文 text\n*.md 公文\n", "[attr]公文 text\n*.md 公文\n* -text\n", [(2, "*.md 公文", OVERRIDDEN)]),
    ("* -text\n*.csv eol=lf\n", "* -text\n*.csv eol=lf\n", [(2, "*.csv eol=lf", OVERRIDDEN)]),
    ("* -text\n*.c ident\n", "* -text\n*.c ident\n", [(2, "*.c ident", ACTS)]),
    ("*.txt working-tree-encoding=GBK\n", "*.txt working-tree-encoding=GBK\n* -text\n", [(1, "*.txt working-tree-encoding=GBK", ACTS)]),
    ("* -text\n*.x filter=strip\n", "* -text\n*.x filter=strip\n", [(2, "*.x filter=strip", ACTS)]),
    ("*.pdf filter=lfs diff=lfs merge=lfs -text\n", "*.pdf filter=lfs diff=lfs merge=lfs -text\n* -text\n", []),
    ("* -text -filter -ident !eol\n", "* -text -filter -ident !eol\n", []),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "against"), CASES)
def test_what_is_added_and_what_speaks_against_it(
    before: str, after: str, against: list[tuple[int, str, bool]]
) -> None:
    assert with_lines(before, KEPT) == after
    assert with_lines(after, KEPT) == after
    assert list(opposing(before, KEPT)) == against


@pytest.mark.parametrize("before", [case[0] for case in CASES])
def test_git_agrees_that_every_file_is_kept_as_it_is(before: str, tmp_path: Path) -> None:
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    (tmp_path / ".gitattributes").write_bytes(with_lines(before, wanted_attributes()).encode())
    asked = ["git", "check-attr", "text", "甲 乙.txt", "a.md", "a.csv", "深/a.docx", "a.sh", "a.c", "无"]
    said = subprocess.run(asked, cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    assert {line.rpartition(": ")[2] for line in said.splitlines()} == {"unset"}


def test_a_line_of_two_attributes_holds_as_a_whole() -> None:
    wanted = ("* -text -merge",)
    assert with_lines("* -text\n", wanted) == "* -text\n* -text -merge\n"
    assert with_lines("* -merge -text\n", wanted) == "* -merge -text\n"
    assert list(opposing("*.yaml merge=union\n", wanted)) == [(1, "*.yaml merge=union", OVERRIDDEN)]
