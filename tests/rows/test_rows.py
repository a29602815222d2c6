"""Each row of the five source documents, worked by a clerk: under its own policy and under `default`.

The table is `rows.txt`, and its head says how it is written. Its days were counted by hand from the clauses.
"""

import json
import re
import shlex
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import reduce
from pathlib import Path

import pytest
from tests.outside import SETTINGS, at_home, typed

from duban.core.verdicts.verdict import Verdict

TABLE = Path(__file__).with_name("rows.txt")
NUMBERS = {
    "A": (
        *(1, *range(3, 17)),
        *(18, 19),
        *range(21, 28),
        *range(29, 41),
        *range(41, 47),
        48,
        50,
        51,
    ),
    "B": (2, 3, 4, *range(9, 16), *range(17, 31)),
    "C": (*range(2, 8), *range(9, 22)),
    "D": (*range(2, 7), 9, *range(11, 22)),
    "E": (*range(1, 5), *range(6, 17)),
}
"""The rows that must work with the records there are, by document."""
MUST = [f"{document}-{number:02}" for document, numbers in NUMBERS.items() for number in numbers]
OPENED = "2026-01-05"
UNITS = (
    "县水务局 --short-name 水务 --principal 周正 --deputy 吴副 --liaison 郑联 --phone 0000-7654321",
    "县财政局 县教育局 县住建局",
)
LEADERS = """\
领导:
  - {姓名: 赵刚, 职务: 市长, 职务类别: 行政首长, 排序: 1}
  - {姓名: 钱敏, 职务: 副市长, 排序: 2, 联系秘书长: 李文}
  - {姓名: 孙立, 职务: 副市长, 排序: 3}
"""
VERDICTS = {verdict.name.lower(): verdict.value for verdict in Verdict}


@dataclass
class Row:
    """One story: the ids that it shows, the policies it is told under, and its lines."""

    ids: list[str]
    policies: list[str]
    fresh: bool
    lines: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return "+".join(self.ids)


def read_table() -> tuple[list[Row], list[str]]:
    """The stories of the table, and the ids that are not told yet."""
    words: dict[str, str] = {}
    rows: list[Row] = []
    later: list[str] = []
    for line in TABLE.read_text("utf-8").splitlines():
        mark, _, rest = line.partition(" ")
        if not line.strip() or mark in {"#", "::"}:
            continue
        if mark == "let":
            name, _, text = rest.partition(" = ")
            words = {f"{{{name}}}": text} | words
        elif mark == "##":
            ids, _, policies = (part.strip() for part in rest.split("|"))
            names = policies.split()
            rows.append(Row(ids.split(), [name for name in names if name != "fresh"], "fresh" in names))
        elif mark == "later":
            later.append(rest.split()[0])
        else:
            rows[-1].lines.append(reduce(lambda text, word: text.replace(*word), words.items(), line))
    return rows, later


ROWS, LATER = read_table()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("家")
    (folder / ".gitconfig").write_text(SETTINGS, "utf-8")
    with at_home(folder):
        yield folder


@pytest.fixture(scope="module")
def desks(home: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The workspace of each policy, once it has been opened."""
    assert home.is_dir()
    return {"": tmp_path_factory.mktemp("室")}


def open_desk(folder: Path, policy: str) -> Path:
    """A workspace of four units and three leaders."""
    place = ("-C", str(folder), "--today", OPENED)
    said = [typed("init", str(folder), "--policy", policy, "--name", "某市督查室", "--today", OPENED)]
    said += [typed("unit", "add", *unit.split(), *place) for unit in UNITS]
    with (folder / "duban.yaml").open("a", encoding="utf-8") as config:
        config.write(LEADERS)
    said.append(typed("commit", "--reason", "登记领导", *place))
    assert [answer.stderr for answer in said if answer.returncode] == []
    return folder


class Clerk:
    """Types the lines of one story, and looks at what came out."""

    def __init__(self, folder: Path, out: Path) -> None:
        self.folder = folder
        self.out = out
        self.today = OPENED
        self.tasks: list[str] = []
        self.said = ""
        self.file: Path | None = None

    def read(self, line: str) -> None:
        """Do one line: type a command, write a file, or look at what the last command said."""
        mark, _, rest = self.named(line).partition(" ")
        match mark:
            case "@":
                self.today = rest
            case "$" | "x":
                code = self.type(rest)
                assert code in ({0} if mark == "$" else {1, 2}), self.said
            case "file" | "put":
                self.file = (self.out if mark == "file" else self.folder) / rest
                self.file.parent.mkdir(parents=True, exist_ok=True)
                self.file.write_text("", "utf-8")
            case "|":
                assert self.file is not None
                self.file.write_text(f"{self.file.read_text('utf-8')}{rest}\n", "utf-8")
            case "edit":
                old, new = rest.split(" => ")
                path = self.folder / "duban.yaml"
                path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
            case "read":
                self.said = text_of(self.out / rest)
            case _:
                self.look(mark, rest)

    def look(self, mark: str, wanted: str) -> None:
        """Hold what was said, or what the last task owes, against what must come out."""
        if mark in {"?", "?!"}:
            self.ask(wanted.split(), is_owed=mark == "?")
        elif mark in {">", "!"}:
            is_there = squeezed(wanted) in squeezed(self.said)
            if is_there != (mark == ">"):
                pytest.fail(f"“{wanted}” is {'' if is_there else 'not '}in: {self.said}")
        else:
            pytest.fail(f"no line of a story: {mark} {wanted}")

    def named(self, line: str) -> str:
        """A line with the numbers of this story's tasks and inspections: @1 is the first, @ alone after a word the last."""
        for place, task in enumerate(self.tasks, 1):
            line = re.sub(rf"@{place}\b", task, line)
        return re.sub(r"(?<=.)@(?=\s|$)", self.tasks[-1], line) if self.tasks else line

    def type(self, command: str) -> int:
        words = shlex.split(command.replace("{out}", str(self.out)))
        days = () if "--today" in words else ("--today", self.today)
        answer = typed(*words, "-C", str(self.folder), *days)
        self.said = answer.stdout + answer.stderr
        self.tasks += re.findall(
            r"^(?:已立项[^ ]*|已记督查立项) ([A-Z]+-\d+-\d+)：", answer.stdout, re.MULTILINE
        )
        return answer.returncode

    def ask(self, wanted: list[str], *, is_owed: bool) -> None:
        """Whether one owes it: each word is the end of a duty's clause, its day, verdict, unit or node."""
        number = wanted.pop(0) if wanted[0] in self.tasks else self.tasks[-1]
        answer = typed("why", number, "--json", "-C", str(self.folder), "--today", self.today)
        duties = [
            [
                (duty["clause"] or "").replace(" ", "·"),
                duty["due_on"],
                VERDICTS[duty["verdict"]],
                duty["unit"],
                duty["milestone"] or duty["duty"],
            ]
            for duty in json.loads(answer.stdout)["duties"]
        ]
        found = [
            duty
            for duty in duties
            if all(word in duty[1:] or duty[0].endswith(f"·{word}") for word in wanted)
        ]
        assert bool(found) == is_owed, (self.today, wanted, duties)


def squeezed(text: str) -> str:
    """A text without its blanks and folds: tables fold where the screen ends."""
    return re.sub(r"\s", "", text)


def text_of(path: Path) -> str:
    """The text of a paper or a page, as one line a paragraph."""
    if path.suffix != ".docx":
        return path.read_text("utf-8")
    with zipfile.ZipFile(path) as paper:
        text = paper.read("word/document.xml").decode()
    layout = set(re.findall(r"w:(?:eastAsia|top|left)=\"[^\"]+\"", text))
    return "\n".join([re.sub(r"<[^>]*>", "", text.replace("</w:p>", "\n")), *sorted(layout)])


@pytest.mark.parametrize(
    ("row", "policy"),
    [pytest.param(row, policy, id=f"{row}-{policy}") for row in ROWS for policy in row.policies],
)
def test_row(row: Row, policy: str, desks: dict[str, Path], tmp_path: Path) -> None:
    if row.fresh:
        folder = open_desk(tmp_path / "账", policy)
    else:
        folder = desks.get(policy) or desks.setdefault(policy, open_desk(desks[""] / policy, policy))
    clerk = Clerk(folder, tmp_path)
    for line in row.lines:
        clerk.read(line.replace("{policy}", policy))


def test_no_story_is_without_an_end() -> None:
    assert [str(row) for row in ROWS if not any(line[0] in ">!?x" for line in row.lines)] == []


def test_every_row_is_told_or_named() -> None:
    told = {name for row in ROWS for name in row.ids}
    assert sorted(told | set(LATER)) == sorted(MUST)
    assert told & set(LATER) == set()


def test_every_row_is_told_under_default_too() -> None:
    policies = {name: [policy for row in ROWS if name in row.ids for policy in row.policies] for name in MUST}
    alone = [
        name
        for name in MUST
        if name not in LATER and ("default" not in policies[name] or len(policies[name]) < 2)
    ]
    assert alone == []
