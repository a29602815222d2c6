"""`report`: every report in every form, from the command line. `PYTHONPATH=. python tests/cli/commands/report/test_report.py
--update` writes
the snapshots anew; read the difference."""

import csv
import io
import json
import re
import sys
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast
from unittest import mock

import pytest
from openpyxl.cell.cell import Cell, MergedCell
from tests.desk import LONG, MISCHIEF, RIGHTED, TODAY, lay_out
from tests.outside import SETTINGS, Answer, at_home, duban, typed

from duban.cli.framework import output_file as outfile
from duban.render.charts import trend
from duban.views.reports.registry import REPORTS

SNAPSHOTS = Path(__file__).parent / "reports"
NAMES = tuple(report.name for report in REPORTS)
EXTRA = {"bulletin": ("--number", "3"), "brief": ("--number", "4"), "special": ("--leader", "朱镕喆")}
TEXT_FORMS = ("text", "md", "csv", "json")
FILE_FORMS = ("txt", "md", "csv", "json", "xlsx", "docx", "html")

Rows = list[list[str]]
AnyCell = Cell | MergedCell


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return both(tmp_path_factory.mktemp("台账"))


def both(place: Path) -> Path:
    """The desk, and in the folder beside it the desk that puts right."""
    for folder in (place / "督查", place / "整改"):
        folder.mkdir()
    lay_out(place / "整改", RIGHTED)
    return lay_out(place / "督查")


@pytest.fixture(autouse=True)
def _at_home(tmp_path: Path) -> Iterator[None]:
    home = tmp_path / "家"
    home.mkdir()
    (home / ".gitconfig").write_text(SETTINGS, "utf-8")
    with at_home(home):
        yield


def ask(desk: Path, name: str, *words: str) -> Answer:
    place = desk.with_name("整改") if name == "rectification" else desk
    return typed("report", name, *words, *EXTRA.get(name, ()), "-C", str(place), "--today", TODAY)


def snapshot(desk: Path, name: str) -> str:
    parts = []
    for form in TEXT_FORMS:
        answer = ask(desk, name, "--format", form)
        assert answer.returncode == 0, answer.stderr
        parts.append(f"==== {form}\n{answer.stdout.replace(chr(0xFEFF), '').replace(chr(13), '')}")
    with TemporaryDirectory() as place, mock.patch.object(trend, "import_module", _draw_with(None)):
        for form, written in (("html", _html_text), ("docx", _docx_text), ("xlsx", _xlsx_sheets)):
            path = Path(place) / f"报告.{form}"
            assert ask(desk, name, "-o", str(path)).returncode == 0
            parts.append(f"==== {form}\n{written(path.read_bytes())}\n")
    return "\n".join(parts)


def _html_text(content: bytes) -> str:
    """The page without its style."""
    return content.decode().partition("<main>")[2].partition("</main>")[0].strip()


def _docx_text(content: bytes) -> str:
    """Paragraphs and rows in their order."""
    from docx import Document

    paper = Document(io.BytesIO(content))
    tables = iter(docx_tables(content))
    lines = []
    for each in paper.iter_inner_content():
        if hasattr(each, "text"):
            lines.append(each.text)
        else:
            lines += [" | ".join(row).replace("\n", "⏎") for row in next(tables)]
    return "\n".join(lines)


def _xlsx_sheets(content: bytes) -> str:
    """Every worksheet: how it is set up, then its cells."""
    import openpyxl

    lines = []
    for paper in openpyxl.load_workbook(io.BytesIO(content)).worksheets:
        setup = (
            paper.page_setup.paperSize,
            paper.freeze_panes,
            paper.auto_filter.ref,
            paper.print_title_rows,
        )
        charts = len(cast("Any", paper)._charts)
        lines.append(f"-- {paper.title}：{'，'.join(map(str, setup))}，图 {charts}")
        for row in paper.iter_rows():
            texts = [_xlsx_text(cell).replace("\n", "⏎") for cell in row]
            lines.append(" | ".join(texts).rstrip(" |"))
    return "\n".join(lines)


@pytest.mark.parametrize("name", NAMES)
def test_every_report_says_what_it_said(desk: Path, name: str) -> None:
    assert snapshot(desk, name) == (SNAPSHOTS / f"{name}.txt").read_text("utf-8")


class _Tables(HTMLParser):
    """The rows of every table of a page, as a reader sees them."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[Rows] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.cell: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in {"td", "th"}:
            self.cell = []
        elif tag == "br" and self.cell is not None:
            self.cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th"} and self.cell is not None:
            self.tables[-1][-1].append("".join(self.cell))
            self.cell = None

    def handle_data(self, data: str) -> None:
        if self.cell is not None:
            self.cell.append(data)


def html_tables(content: bytes) -> list[Rows]:
    parser = _Tables()
    parser.feed(content.decode())
    return parser.tables


def docx_tables(content: bytes) -> list[Rows]:
    from docx import Document

    found = []
    for table in Document(io.BytesIO(content)).tables:
        rows = []
        for row in table.rows:
            texts: list[str] = []
            seen = None
            for cell in row.cells:
                if cell._tc is not seen:
                    texts.append(cell.text)
                seen = cell._tc
            rows.append(texts)
        found.append(rows)
    return found


def csv_tables(content: bytes) -> list[Rows]:
    """The tables of a CSV file; a line of one cell before a table is its title."""
    assert content.startswith(b"\xef\xbb\xbf")
    tables: list[Rows] = []
    fresh = True
    for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")):
        if not row:
            fresh = True
            continue
        if len(row) == 1 and "账目校验码" in row[0]:  # the foot of a paper that goes out
            continue
        if fresh:
            tables.append([])
            fresh = False
        tables[-1].append(row)
    return [
        table[1:] if len(table[0]) == 1 and len(table) > 1 and len(table[1]) > 1 else table
        for table in tables
    ]


def md_tables(content: bytes) -> list[Rows]:
    """The tables of a Markdown file; a table of groups is written as one table for each, under the same header."""
    tables: list[Rows] = []
    inside = False
    for line in content.decode().splitlines():
        if not line.startswith("| "):
            inside = False
            continue
        cells = [
            re.sub(r"\\(.)", r"\1", text.strip()) for text in re.split(r"(?<!\\)\|", line[1:].rstrip()[:-1])
        ]
        if all(re.fullmatch("-{3}:?", text) for text in cells):
            continue
        if not inside and not (tables and tables[-1][0] == cells):
            tables.append([cells])
        elif inside:
            tables[-1].append(cells)
        inside = True
    return tables


def xlsx_tables(content: bytes) -> list[Rows]:
    """The bordered lines of every worksheet, one list for each header; values as the other forms write them."""
    import openpyxl

    tables: list[Rows] = []
    for sheet in openpyxl.load_workbook(io.BytesIO(content)).worksheets:
        for row in sheet.iter_rows():
            cells = [cell for cell in row if cell.border.left.style]
            if not cells:
                continue
            assert all(cell.data_type != "f" for cell in cells)
            if cells[0].font.bold and cells[0].fill.fgColor.rgb == "00D9E2F3":
                tables.append([])
            tables[-1].append([_xlsx_text(cell) for cell in cells])
    return tables


def _xlsx_text(cell: "AnyCell") -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() + ("（暂定）" if "暂定" in cell.number_format else "")
    if isinstance(value, int | float) and "%" in cell.number_format:
        return f"{round(value * 100, 4):g}%"
    return str(value).replace("_x005F_", "_")  # as spreadsheets read it; openpyxl leaves it to its caller


def body(tables: list[Rows]) -> list[Rows]:
    """Without the headings of groups, which each form writes in its own way; empty tables keep their header."""
    return [[row for row in table if len(row) == len(table[0])] for table in tables]


@pytest.mark.parametrize("name", NAMES)
def test_all_forms_give_the_same_figures(desk: Path, tmp_path: Path, name: str) -> None:
    contents = {}
    for form in FILE_FORMS:
        path = tmp_path / f"报告.{form}"
        answer = ask(desk, name, "-o", str(path))
        assert (answer.returncode, answer.stdout) == (0, f"已写入 {path}\n"), answer.stderr
        contents[form] = path.read_bytes()
    html = body(html_tables(contents["html"]))
    assert html or name == "approvals"  # nothing was approved by telephone here
    assert body(docx_tables(contents["docx"])) == html
    assert xlsx_tables(contents["xlsx"]) == html
    assert [row for table in md_tables(contents["md"]) for row in table] == [
        row for table in _joined(html) for row in table
    ]
    told = [
        [_unquoted(row[-len(table[0]) :]) for row in found]
        for table, found in zip(html, csv_tables(contents["csv"]), strict=True)
    ]
    assert told == html
    answer = json.loads(contents["json"])
    assert answer["paragraphs"]
    for form, texts in _paragraphs(contents).items():
        assert set(answer["paragraphs"]) <= texts, form
    records = {name: rows for name, rows in answer["tables"].items() if rows}
    assert [len(rows) for rows in records.values()] == [len(table) - 1 for table in html]
    for rows, table in zip(records.values(), html, strict=True):
        for record, line in zip(rows, table[1:], strict=True):
            numbers = [
                value
                for value in record.values()
                if isinstance(value, int | float) and not isinstance(value, bool)
            ]
            assert {f"{number:g}" for number in numbers} <= {text.removesuffix("%") for text in line}


def _joined(tables: list[Rows]) -> list[Rows]:
    """Tables of one header in a row as one: Markdown shows no difference between them and the groups of one table."""
    found: list[Rows] = []
    for table in tables:
        if found and found[-1][0] == table[0]:
            found[-1] += table[1:]
        else:
            found.append(list(table))
    return found


def _paragraphs(contents: dict[str, bytes]) -> dict[str, set[str]]:
    """Every text outside tables, by form: what the figures of a sentence are read from."""
    import openpyxl
    from docx import Document

    book = openpyxl.load_workbook(io.BytesIO(contents["xlsx"]))
    return {
        "html": {unescape(text) for text in re.findall("<p>(.*?)</p>", contents["html"].decode())},
        "docx": {each.text for each in Document(io.BytesIO(contents["docx"])).paragraphs},
        "xlsx": {str(line[0].value) for paper in book.worksheets for line in paper.iter_rows()},
        "md": {re.sub(r"\\(.)", r"\1", line) for line in contents["md"].decode().splitlines()},
    }


def _unquoted(row: list[str]) -> list[str]:
    return [text[1:] if text.startswith("'=") else text for text in row]


@pytest.mark.parametrize("name", NAMES)
def test_mischief_and_rare_characters_come_out_literally(desk: Path, tmp_path: Path, name: str) -> None:
    """In every form of every report that names these tasks, in the cell of a title and nowhere as anything else."""
    whole = ("2026",) if name != "register" else ()
    said = json.loads(ask(desk, name, *whole, "--json").stdout)["tables"]
    titles = {record["title"] for table in said.values() for record in table if "title" in record}
    wanted = titles & {MISCHIEF, LONG}
    assert wanted or name in {"units", "burden", "timeliness", "office", "approvals"}
    for form in FILE_FORMS:
        path = tmp_path / f"报告.{form}"
        assert ask(desk, name, *whole, "-o", str(path)).returncode == 0
        content = path.read_bytes()
        assert form == "json" or b"<script>alert(1)</script>" not in content or form in {"txt", "csv"}
        assert wanted <= set(_texts(form, content)), form


def _texts(form: str, content: bytes) -> list[str]:
    """Every cell of a report as its reader sees it; in Markdown and text the two titles alone.

    In a text file they are wrapped within their column: all their characters must be there.
    """
    if form == "md":
        return [title for title in (MISCHIEF, LONG) if title in content.decode().replace("\\", "")]
    if form == "txt":
        there = Counter(content.decode())
        return [title for title in (MISCHIEF, LONG) if Counter(title.replace(" ", "")) <= there]
    if form == "json":
        tables = json.loads(content)["tables"].values()
        return [str(value) for table in tables for record in table for value in record.values()]
    readers = {"html": html_tables, "docx": docx_tables, "xlsx": xlsx_tables, "csv": csv_tables}
    cells = [text for table in readers[form](content) for line in table for text in line]
    return [text.removeprefix("'") for text in cells] if form == "csv" else cells


def test_the_workbook_is_ready_to_print_and_to_filter(desk: Path, tmp_path: Path) -> None:
    import openpyxl

    path = tmp_path / "台账.xlsx"
    assert ask(desk, "register", "-o", str(path)).returncode == 0
    book = openpyxl.load_workbook(path)
    assert book.sheetnames[0] == "台账"
    paper = book["台账"]
    assert paper["A1"].value == "综合台账"
    assert paper.freeze_panes == "A5"
    assert paper.auto_filter.ref == f"A4:J{paper.max_row}"
    assert paper.print_title_rows == "$4:$4"
    assert (paper.page_setup.orientation, paper.page_setup.fitToHeight) == ("landscape", 0)
    assert paper.page_setup.paperSize in {8, 9}
    assert not any(area.min_row >= 5 for area in paper.merged_cells.ranges)
    days = [row[6].value for row in paper.iter_rows(min_row=5) if isinstance(row[6].value, datetime)]
    assert date(2026, 10, 30) in {day.date() for day in days}
    late = [row for row in paper.iter_rows(min_row=5) if "逾期" in str(row[9].value)]
    assert [row[9].font.color.rgb for row in late] == ["00C00000"]
    with zipfile.ZipFile(path) as archive:
        assert not any(b"<f>" in archive.read(name) for name in archive.namelist())


def test_notes_stand_on_a_sheet_of_explanations(desk: Path, tmp_path: Path) -> None:
    import openpyxl

    path = tmp_path / "总体情况.xlsx"
    assert ask(desk, "overview", "-o", str(path)).returncode == 0
    paper = openpyxl.load_workbook(path)["说明"]
    assert any("四舍五入" in str(row[0].value) for row in paper.iter_rows())


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_an_exported_register_comes_back_as_the_same_tasks(desk: Path, tmp_path: Path, form: str) -> None:
    path, there = tmp_path / f"台账.{form}", tmp_path / "新"
    assert ask(desk, "register", "-o", str(path)).returncode == 0
    assert typed("init", str(there), "--name", "某县").returncode == 0
    before = json.loads(ask(desk, "register", "--json").stdout)["tables"]["register"]
    taken = typed("import", str(path), "--ledger", "重要文件", "--with-finished", "-C", str(there))
    assert (taken.returncode, "自称已经办完或撤销，照样登为待交办" in taken.stderr) == (0, True)
    answer = typed("report", "register", "--json", "-C", str(there), "--today", TODAY)
    after = json.loads(answer.stdout)["tables"]["register"]
    kept = ("title", "source", "lead", "support", "due_on")
    assert [{key: row[key] for key in kept} for row in after] == [
        {key: row[key] for key in kept} for row in before
    ]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("overwiew",), 2, "没有叫“overwiew”的报告。\n可以这样做：最接近的是 overview；duban report list 列出全部"),
        (("bulletin",), 2, "通报、简报要有期号，还没有写。"),
        (("brief",), 2, "duban report brief --number 1"),
        (("special",), 2, "督查专报是给一位领导的，没有写是哪一位。"),
        (("overview", "2026Q5"), 2, "“2026Q5”不是一期。"),
        (("overview", "2026-09-15..2026-07-01"), 2, "写成 2026-07-01..2026-09-15"),
        (("overview", "0001"), 2, "“0001”不是一期。"),
        (("overview", "2027"), 2, "2027 从 2027-01-01 才开始。"),
        (("overview", "--format", "xlsx"), 2, "xlsx 不能显示在屏幕上，要写进文件。\n可以这样做：-o 报告.xlsx"),
        (("overview", "-o", "x.doc"), 2, "x.doc 的后缀看不出是什么格式。"),
        (("overview", "-o", "x.md", "--format", "csv"), 2, "格式 csv 和文件 x.md 的后缀不一样。"),
        (("overview", "--json", "--format", "csv"), 2, "--json 和 --format csv 说的不是一种。"),
        (("overview", "--columns", "编号"), 2, "--columns 只用于台账。"),
        (("overview", "--number", "1"), 2, "--number 只用于通报、简报、专报。"),
        (("register", "--columns", "任务内荣"), 2, "台账没有“任务内荣”这一栏\n可以这样做：最接近的是“任务内容”"),
        (("register", "--columns", "编号，编号"), 2, "“编号”这一栏写了两次"),
        (("units", "--unit", "水利局"), 1, "没有单位“水利局”"),
        (("overview", "-o", "没有/x.md"), 1, "文件夹 没有 不存在"),
        (("burden", "2024-01-01..2026-02-01"), 2, "减负按月列表，一次最多 24 个月，这里有 26 个月。"),
        (("overview", "-o", "."), 2, "的后缀看不出是什么格式"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(
    desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], code: int, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    answer = typed("report", *words, "-C", str(desk), "--today", TODAY)
    assert (answer.returncode, answer.stdout) == (code, "")
    assert said in answer.stderr


def test_no_file_is_overwritten_unasked(desk: Path, tmp_path: Path) -> None:
    path = tmp_path / "报告.md"
    path.write_text("别人的", "utf-8")
    answer = ask(desk, "overview", "-o", str(path))
    assert answer.returncode == 1
    assert f"{path} 已经有了，没有写\n可以这样做：换一个文件名，或者加 --force 覆盖它" in answer.stderr
    assert path.read_text("utf-8") == "别人的"
    assert ask(desk, "overview", "-o", str(path), "--force").returncode == 0
    assert path.read_text("utf-8").startswith("# 总体情况")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["家", "报告.md"]


def test_a_file_that_cannot_be_finished_leaves_nothing(
    desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_space(_self: Path, _target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", no_space)
    answer = ask(desk, "overview", "-o", str(tmp_path / "报告.md"))
    assert answer.returncode == 1
    assert "写不了：磁盘已满" in answer.stderr
    assert [each.name for each in tmp_path.iterdir()] == ["家"]


def test_a_file_that_appears_meanwhile_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "报告.md"
    path.write_text("别人的", "utf-8")
    with pytest.raises(FileExistsError):
        outfile._place(path, b"x", force=False)
    assert path.read_text("utf-8") == "别人的"


def test_a_file_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "报告.md"
    path.write_bytes(b"")
    path.chmod(0o600)
    outfile.write_file(path, b"x", force=True)
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"x", 0o600)


def test_a_link_is_not_followed_and_a_folder_not_replaced(desk: Path, tmp_path: Path) -> None:
    link, folder = tmp_path / "链.md", tmp_path / "夹.md"
    link.symlink_to(tmp_path / "别处.md")
    folder.mkdir()
    assert ask(desk, "overview", "-o", str(link)).returncode == 1
    assert not (tmp_path / "别处.md").exists()
    answer = ask(desk, "overview", "-o", str(folder), "--force")
    assert answer.returncode == 1
    assert "是文件夹" in answer.stderr


@pytest.mark.parametrize(
    ("period", "shown"),
    [
        ("2026-W42", "2026-10-12 至 2026-10-18，截至 2026-10-18（周日）"),
        ("2026-10", "2026-10-01 至 2026-10-31，截至 2026-10-31（周六）"),
        ("2026Q3", "2026-07-01 至 2026-09-30，截至 2026-09-30（周三）"),
        ("２０２６ｑ３", "2026-07-01 至 2026-09-30，截至 2026-09-30（周三）"),
        ("２０２６－０９－０５．．2026-10-15", "2026-09-05 至 2026-10-15，截至 2026-10-15（周四）"),
        ("2026H2", "2026-07-01 至 2026-11-20，截至 2026-11-20（周五）"),
        ("2026", "2026-01-01 至 2026-11-20，截至 2026-11-20（周五）"),
        ("2026-09-05..2026-10-15", "2026-09-05 至 2026-10-15，截至 2026-10-15（周四）"),
    ],
)
def test_every_kind_of_period(desk: Path, period: str, shown: str) -> None:
    answer = ask(desk, "overview", period)
    assert answer.returncode == 0, answer.stderr
    assert f"{shown}；制度 anshan-2015；没有读不了的文件。" in answer.stdout.replace("\n", "")


def test_known_leaves_out_what_was_written_down_later(desk: Path) -> None:
    answer = ask(desk, "register", "--known", "2026-11-15", "--json")
    assert "WJ-2026-0001" not in answer.stdout
    assert "拟定方案" not in answer.stdout
    assert "拟定方案" in ask(desk, "register", "--json").stdout


def test_filters_name_their_registers(desk: Path) -> None:
    by_unit = ask(desk, "register", "--unit", "水务").stdout
    assert by_unit.startswith("专项台账（县水务局）")
    assert "清理河道" in by_unit
    assert "核实举报" not in by_unit
    by_leader = ask(desk, "register", "--leader", "朱镕喆").stdout
    assert by_leader.startswith("联系领导台账（朱镕喆）")
    assert "修缮学校" not in by_leader
    by_ledger = ask(desk, "register", "--ledger", "PS").stdout
    assert by_ledger.startswith("综合台账（领导批示）")
    assert "拟定方案" not in by_ledger
    assert "（领导批示）督查事项的办理情况通报如下" in ask(desk, "bulletin", "--ledger", "PS").stdout


def test_sums_of_nothing_are_not_shown(desk: Path) -> None:
    shown = ask(desk, "units", "2026-02").stdout
    assert "涉及单位 0 个，在办 0 件。" in shown
    assert "合计" not in shown
    assert (
        json.loads(ask(desk, "units", "2026-02", "--json").stdout)["tables"]["by_unit"][0]["unit"] == "total"
    )


def test_what_cannot_be_read_is_counted_and_exits_1(tmp_path: Path) -> None:
    desk = lay_out(tmp_path)
    (desk / "领导批示/2026/PS-2026-0003.yaml").write_text("编号: [", "utf-8")
    answer = ask(desk, "overview")
    assert answer.returncode == 1
    assert "读不了、没有计入的文件 1 个" in ask(desk, "overview", "--format", "md").stdout
    assert "PS-2026-0003.yaml" in answer.stdout
    record = json.loads(ask(desk, "overview", "--json").stdout)
    assert record["unread"] == ["领导批示/2026/PS-2026-0003.yaml"]


def test_the_list_names_every_report(desk: Path) -> None:
    shown = typed("report", "list", "-C", str(desk)).stdout.splitlines()
    assert [line.split()[0] for line in shown] == [*NAMES, "wall", "page"]
    listed = json.loads(typed("report", "list", "--json").stdout)
    assert [each["report"] for each in listed] == [*NAMES, "wall", "page"]


@pytest.mark.parametrize(
    ("name", "form", "told"),
    [("bulletin", "docx", True), ("bulletin", "csv", False), ("units", "docx", False)],
)
def test_a_report_that_is_a_paper_is_held_to_its_length(
    tmp_path: Path, name: str, form: str, told: bool
) -> None:
    folder = lay_out(tmp_path)
    templates = folder / "制度" / "模板"
    templates.mkdir(parents=True)
    built_in = Path(__file__).parents[4] / "src/duban/data/templates/督查通报.yaml"
    (templates / "督查通报.yaml").write_text(built_in.read_text("utf-8") + "字数上限: 50\n", "utf-8")
    answer = ask(folder, name, "-o", str(tmp_path / f"报告.{form}"))
    assert (answer.returncode, "字，超过 50 字" in answer.stderr) == (0, told), answer.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("overview", "--public"),
            "--public 只用于挂图、台账、约谈情况、考核情况、考核排名、通报和结果运用。",
        ),
        (("wall", "2026Q3", "-o", "墙.html"), "挂图作战写的是一天的情况，不写期。"),
        (("wall", "--format", "xlsx", "-o", "墙.xlsx"), "挂图作战是网页，不能写成 xlsx。"),
    ],
)
def test_the_wall_is_of_a_day_and_a_web_page(desk: Path, words: tuple[str, ...], said: str) -> None:
    answer = typed("report", *words, "-C", str(desk))
    assert answer.returncode == 2
    assert said in answer.stderr


class _Library:
    """Stands for vl-convert: gives back what it was asked to draw."""

    def vegalite_to_svg(self, spec: dict[str, Any]) -> str:
        return f"<svg>{len(spec['data']['values'])}</svg>"

    def vegalite_to_png(self, spec: dict[str, Any], scale: int) -> bytes:
        assert spec["data"]["values"]
        assert scale
        return bytes.fromhex(
            "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360"
            "606060000000050001a5f645400000000049454e44ae426082"
        )


def _draw_with(library: object) -> Callable[[str], object]:
    def load(name: str) -> object:
        assert name == "vl_convert"
        if library is None:
            raise ImportError(name)
        return library

    return load


@pytest.mark.parametrize("form", ["html", "docx"])
def test_a_chart_is_drawn_where_the_library_is_there(
    desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    with_it, without = tmp_path / f"有.{form}", tmp_path / f"无.{form}"
    monkeypatch.setattr(trend, "import_module", _draw_with(_Library()))
    assert ask(desk, "overview", "-o", str(with_it)).returncode == 0
    monkeypatch.setattr(trend, "import_module", _draw_with(None))
    assert ask(desk, "overview", "-o", str(without)).returncode == 0
    if form == "html":
        assert '<div role="img" aria-label="逐月走势' in with_it.read_text("utf-8")
        assert "<svg>33</svg>" in with_it.read_text("utf-8")
        assert "没有装绘图组件" in without.read_text("utf-8")
        assert "<figure" not in without.read_text("utf-8")
    else:
        from docx import Document

        assert len(Document(str(with_it)).inline_shapes) == 1
        assert len(Document(str(without)).inline_shapes) == 0
        assert any("没有装绘图组件" in each.text for each in Document(str(without)).paragraphs)


def test_a_report_is_a_process_of_its_own_too(desk: Path) -> None:
    answer = duban("report", "units", "2026Q4", "--format", "csv", "-C", str(desk), DUBAN_TODAY=TODAY)
    assert answer.returncode == 0
    assert answer.stdout.startswith("\ufeff")


def _update() -> None:
    SNAPSHOTS.mkdir(exist_ok=True)
    with TemporaryDirectory() as home, at_home(Path(home)):
        folder = Path(home) / "台账"
        folder.mkdir()
        desk = both(folder)
        for name in NAMES:
            (SNAPSHOTS / f"{name}.txt").write_text(snapshot(desk, name), "utf-8")


if __name__ == "__main__" and "--update" in sys.argv:
    _update()
