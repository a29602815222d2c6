"""The wall as a file: well-formed, without network, with everything that comes from files as text."""

import json
import re
import sys
from collections import Counter
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import msgspec
import pytest

from duban.core.books.books import Books, Item
from duban.core.model.terms import YesNo
from duban.errors import DubanError
from duban.files.workspace.workspace import open_workspace
from duban.render.charts.axes import LAMP_COLOURS, SHAPES
from duban.render.charts.wall import MOST_UNITS, Drawing, draw, units_left_out
from duban.render.html.wall import FEW_UNITS, MOST_BESIDE, render
from duban.views.model.board import Board, Count, Lamp, Month
from duban.views.redaction import secrets_of
from duban.views.wall.wall import wall

LEDGERS = Path(__file__).parents[3] / "ledgers"
ASKED_ON = date(2026, 11, 20)
VOID = {"meta", "link", "input", "br"}
HOSTILE = (
    "=1+1 <script>alert(1)</script> </script><!-- [red] \x1b[31m \u202e' \" & url(#x) 镕喆堃 " + "长" * 200
)


class Page(HTMLParser):
    """The elements of a page with their attributes and text, and what was left open."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1] != tag:
            self.wrong.append(tag)
        else:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if self.open:
            self.texts.setdefault(self.open[-1], []).append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.elements if name == tag]


@pytest.fixture(scope="module")
def books() -> Books:
    return open_workspace(LEDGERS).books(ASKED_ON)


@pytest.fixture(scope="module")
def board(books: Books) -> Board:
    return wall(books)


@pytest.fixture(scope="module")
def text(board: Board) -> str:
    return render(board)


@pytest.fixture(scope="module")
def page(text: str) -> Page:
    return Page(text)


@pytest.fixture(scope="module")
def charts(board: Board) -> dict[str, Drawing]:
    return {each.name: each for each in draw(board)}


def only(board: Board, name: str) -> Board:
    """The same board with nothing else to draw: pictures take their time."""
    return replace(
        board,
        units=board.units if name == "units" else (),
        ages=board.ages if name == "ages" else (),
        bars=board.bars if name == "bars" else (),
    )


def data_of(text: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
    assert found is not None
    read: dict[str, Any] = json.loads(found[1])
    return read


def with_title(books: Books, title: str) -> Books:
    """The same books, every task under this title, its nodes and requirements too."""

    def changed(item: Item) -> Item:
        task = item.task
        nodes = tuple(
            msgspec.structs.replace(node, name=f"{title[:60]}{node.name}") for node in task.milestones
        )
        task = msgspec.structs.replace(task, title=title, requirements=title, milestones=nodes)
        return Item(msgspec.structs.replace(item.state, file=task), item.ledger, item.path)

    return msgspec.structs.replace(books, items=tuple(map(changed, books.items)))


def test_every_element_is_closed(page: Page) -> None:
    assert (page.wrong, page.open) == ([], [])


def test_the_page_names_language_and_title_and_loads_nothing(text: str, page: Page) -> None:
    assert page.all("html") == [{"lang": "zh-CN"}]
    assert "".join(page.texts["title"]) == "云溪县人民政府督查室挂图作战 2026-11-20"
    loading = {"src", "href", "xlink:href", "action", "data", "poster", "srcset"}
    links = [value for _, attrs in page.elements for name, value in attrs.items() if name in loading]
    assert set(links) == {"data:,", "#list"}
    addresses = set(re.findall(r"https?://[^\s\"'<>)]+", text))
    assert addresses == {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"} & addresses
    assert "@import" not in text


def test_its_own_policy_forbids_the_network_and_any_other_script(text: str, page: Page) -> None:
    policy = next(meta["content"] for meta in page.all("meta") if meta.get("http-equiv"))
    assert policy is not None
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe-eval" not in policy
    assert len(page.all("script")) == 2
    assert not [name for _, attrs in page.elements for name in attrs if name.startswith("on")]
    assert "innerHTML" not in text
    assert "document.write" not in text


def test_headings_go_down_one_by_one_and_headers_have_a_scope(page: Page) -> None:
    levels = [int(name[1]) for name, _ in page.elements if re.fullmatch("h[1-6]", name)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert {attrs.get("scope") for attrs in page.all("th")} == {"col", "row"}


def test_ids_are_unique_and_labels_lead_somewhere(page: Page) -> None:
    ids = [attrs["id"] for _, attrs in page.elements if "id" in attrs]
    assert len(ids) == len(set(ids))
    named = {attrs["aria-labelledby"] for _, attrs in page.elements if "aria-labelledby" in attrs}
    assert named - {"page-title"} <= set(ids)


def test_each_chart_is_a_named_picture_in_two_widths_with_its_numbers_beside(page: Page) -> None:
    pictures = page.all("svg")
    assert [attrs["class"] for attrs in pictures] == ["wide", "narrow"] * 4
    assert all(attrs["role"] == "img" and attrs["aria-label"] for attrs in pictures)
    assert len(page.all("details")) == 4


def test_text_in_the_charts_stays_text(charts: dict[str, Drawing]) -> None:
    for drawing in charts.values():
        for svg in (drawing.wide, drawing.narrow):
            root = ET.fromstring(svg)  # noqa: S314 - drawn a moment ago, by ourselves
            words = ["".join(each.itertext()) for each in root.iter("{http://www.w3.org/2000/svg}text")]
            assert any(re.search("[\u4e00-\u9fff]", word) for word in words), drawing.name
            assert "Noto Sans CJK SC" in svg
            assert not list(root.iter("{http://www.w3.org/2000/svg}image"))


def words_of(svg: str) -> list[str]:
    root = ET.fromstring(svg)  # noqa: S314 - drawn a moment ago, by ourselves
    return ["".join(each.itertext()) for each in root.iter("{http://www.w3.org/2000/svg}text")]


def test_a_light_is_told_in_the_charts_by_shape_and_word(board: Board, charts: dict[str, Drawing]) -> None:
    for svg in (charts["bars"].wide, charts["bars"].narrow):
        told = words_of(svg)
        for bar in board.bars:
            clipped = bar.title[:4]
            assert any(word.startswith(SHAPES[bar.lamp]) and clipped in word for word in told), bar
    ages = Counter[str]()
    for count in board.ages:
        ages[f"{count.part if count.part != '—' else '停'}{count.tasks}"] += bool(count.tasks)
    assert Counter(word for word in words_of(charts["ages"].wide) if word in ages) == +ages


def test_each_unit_of_the_chart_has_its_open_tasks_behind_its_name(
    board: Board, charts: dict[str, Drawing]
) -> None:
    told = words_of(charts["units"].wide)
    for unit in {each.bar for each in board.units}:
        still = sum(each.tasks for each in board.units if each.bar == unit and each.part != board.parts[-1])
        assert f"{unit} {still}" in told


@pytest.mark.parametrize(
    ("first", "years"),
    [
        ("2025-12", ["1月2026"]),
        ("2026-01", ["1月2026"]),
        ("2025-11", ["11月2025", "1月2026"]),
    ],
)
def test_the_years_of_the_months_stand_apart(board: Board, first: str, years: list[str]) -> None:
    year, month = map(int, first.split("-"))
    labels = [f"{year + (month + n - 1) // 12}-{(month + n - 1) % 12 + 1:02d}" for n in range(12)]
    months = tuple(Month(label, 1, 1, 1) for label in labels)
    (chart,) = draw(only(replace(board, months=months), "months"))
    told = words_of(chart.wide)
    names = [word for word in told if re.fullmatch(r"\d+月(\d{4})?", word)]
    assert [name[: name.index("月")] for name in names] == [str(int(label[5:])) for label in labels]
    assert [name for name in names if not name.endswith("月")] == years


def test_two_tasks_of_one_title_have_a_bar_each(board: Board) -> None:
    bars = tuple(replace(bar, title="同名的事项") for bar in board.bars)
    *_, chart = draw(only(replace(board, bars=bars), "bars"))
    assert sum(word.endswith("同名的事项") for word in words_of(chart.narrow)) == len(bars)


def test_what_files_say_is_literal_in_the_charts(books: Books) -> None:
    *_, chart = draw(only(wall(with_title(books, HOSTILE)), "bars"))
    assert sum(HOSTILE[:8] in word for word in words_of(chart.wide)) == len(wall(books).bars)


def test_every_band_stands_also_where_nothing_is_in_it(board: Board) -> None:
    ages = tuple(replace(each, tasks=1 if place == 0 else 0) for place, each in enumerate(board.ages))
    *_, chart = draw(only(replace(board, ages=ages), "ages"))
    assert {each.bar for each in ages} <= set(words_of(chart.wide))


def test_where_nothing_ever_was_nothing_is_drawn(board: Board) -> None:
    months = tuple(Month(month.label, 0, 0, 0) for month in board.months)
    assert draw(only(replace(board, months=months), "months")) == ()


@pytest.mark.parametrize(("units", "few"), [(FEW_UNITS, True), (FEW_UNITS + 1, False)])
def test_few_units_leave_room_below_them(board: Board, units: int, few: bool) -> None:
    counts = tuple(Count(f"单位{n}", "办理中", 1) for n in range(units))
    text = render(only(replace(board, units=counts), "units"))
    assert ('<div class="charts few">' in text) is few


@pytest.mark.parametrize(("bars", "tall"), [(MOST_BESIDE, False), (MOST_BESIDE + 1, True)])
def test_many_bars_are_printed_on_a_sheet_of_their_own(board: Board, bars: int, tall: bool) -> None:
    many = tuple(replace(board.bars[0], task=f"XM-{n}") for n in range(bars))
    text = render(only(replace(board, bars=many), "bars"))
    assert ('<div class="charts tall few">' in text) is tall


def test_the_figures_of_the_page_are_those_of_the_board(text: str, board: Board) -> None:
    shown = re.findall(r'data-figure="(\w+)">(\d+)<', text)
    assert shown == [(each.name, str(each.value)) for each in board.figures]
    data = data_of(text)
    assert [row["task"] for row in data["lines"]] == [line.task for line in board.lines]
    assert len(data["pages"]) == len(board.lines)
    months = re.findall(
        r'<tr><th scope="row">(\d{4}-\d\d)</th><td>(\d+)</td><td>(\d+)</td><td>(\d+)</td></tr>', text
    )
    assert months == [(m.label, str(m.registered), str(m.written_off), str(m.ending)) for m in board.months]


def test_late_and_due_soon_tasks_stand_in_the_file_for_a_browser_without_script(
    text: str, board: Board
) -> None:
    body = text[text.index('<table id="tasks">') : text.index('<p class="more">')]
    urgent = [line.task for line in board.lines if line.lamp in {Lamp.RED, Lamp.YELLOW, Lamp.BLUE}]
    assert re.findall(r'<td class="c-task">([^<]+)</td>', body) == urgent


def test_what_comes_from_files_is_text_and_never_markup(books: Books) -> None:
    board = wall(with_title(books, HOSTILE))
    text = render(board)
    page = Page(text)
    assert (page.wrong, page.open) == ([], [])
    assert len(page.all("script")) == 2
    assert "\x1b" not in text
    assert "\u202e" not in text
    shown = HOSTILE.replace("\x1b", "␛").replace("\u202e", "‹U+202E›")
    assert {row["title"] for row in data_of(text)["lines"]} == {shown}
    assert shown in data_of(text)["words"]
    assert shown in "".join(page.texts["th"])


def test_the_public_page_holds_no_person_no_phone_and_no_instruction(books: Books) -> None:
    """Every task of the sample marked 公开, and in each title a person, a telephone and the text of an instruction."""
    secrets = {word for word in secrets_of(books) if word}
    written = {each.text for item in books.items for each in item.task.instructions if each.text}
    people = {person.name for person in books.config.people} | {each.name for each in books.config.leaders}
    phones = {str(unit.liaison.phone) for unit in books.config.units if unit.liaison}
    entered = {event.by for item in books.items for event in item.task.journal}
    assert len(written) > 3
    assert written | people | phones <= secrets
    units = {name for unit in books.register.units for name in unit.names} | {"督查室"}
    told = written | people | phones | (entered - units)
    whole = with_title(books, f"{min(people)}、{min(phones)}：{max(written, key=len)}")
    items = tuple(
        Item(
            msgspec.structs.replace(
                item.state, file=msgspec.structs.replace(item.task, public=YesNo.YES, classified_ref=None)
            ),
            item.ledger,
            item.path,
        )
        for item in whole.items
    )
    board = wall(msgspec.structs.replace(whole, items=items), public=True)
    assert len(board.lines) == len(books.items)
    text = render(board)
    assert [word for word in sorted(told | secrets) if word in text] == []
    office = render(wall(books))
    assert [word for word in told if word in office]


def test_units_beyond_the_chart_are_counted(board: Board) -> None:
    many = tuple(Count(f"单位{n}", "办理中", 1) for n in range(MOST_UNITS + 3))
    crowded = only(replace(board, units=many), "units")
    assert units_left_out(crowded) == 3
    assert "另有 3 家见下面的数字" in render(crowded)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_lights_differ_in_lightness_so_that_no_colour_is_needed() -> None:
    red, yellow, blue, green = (
        luminance(LAMP_COLOURS[lamp]) for lamp in (Lamp.RED, Lamp.YELLOW, Lamp.BLUE, Lamp.GREEN)
    )
    assert (green + 0.05) / (red + 0.05) > 2
    assert (yellow + 0.05) / (blue + 0.05) > 3


def test_badges_are_legible() -> None:
    style = (Path(__file__).parents[3] / "src/duban/render/html/wall.css").read_text("utf-8")
    pairs = re.findall(r"\.lamp\.\w+ \{ background: (#\w+); color: (#\w+); \}", style)
    assert len(pairs) == 5
    for ground, ink in pairs:
        full = f"#{ink[1] * 2}{ink[2] * 2}{ink[3] * 2}" if len(ink) == 4 else ink
        light, dark = sorted((luminance(ground), luminance(full)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, (ground, ink)


def test_without_the_extra_it_says_what_to_install(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    with pytest.raises(DubanError) as caught:
        render(board)
    (problem,) = caught.value.problems
    assert (problem.code, problem.message, problem.advice) == (
        "no-charts",
        "挂图的图表要用 altair 和 vl-convert-python 来画，这里没有装（缺 vl_convert）。",
        'pip install "duban[charts]"',
    )
