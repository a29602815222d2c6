"""`report page`: the figures are those of list, overdue, due, report approvals; whatever comes from files stays text."""

import json
import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from tests.desk import LONG, MISCHIEF, TODAY, lay_out
from tests.outside import typed

SAMPLE = Path(__file__).parents[4] / "ledgers"
OUT = "页.html"
LEFT = {"2026-11-16": "4", TODAY: "0"}
"""Two days, a Monday and a Friday, and how many working days their week has left."""


def asked(*words: str, root: Path | str = ".", today: str = TODAY) -> Any:  # noqa: ANN401 - JSON
    answer = typed(*words, "--json", "-C", str(root), "--today", today)
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)


@pytest.mark.parametrize("today", LEFT)
@pytest.mark.parametrize("leader", ["沈怀远", "顾明启", "纪南舟", "方雅宁", "石敬川", "韩知微"])
@pytest.mark.usefixtures("ledgers")
def test_the_figures_are_those_of_the_commands_that_list(leader: str, today: str) -> None:
    def ask(*words: str) -> Any:  # noqa: ANN401 - JSON
        return asked(*words, "--leader", leader, root=SAMPLE, today=today)

    page = ask("report", "page")
    figures, tables = page["figures"], page["tables"]
    matters = [each for name in ("late", "owing", "going", "over") for each in tables[name]]
    listed = {each["task"]: each for each in ask("list")}
    assert {each["task"] for each in matters} == listed.keys()
    assert len(matters) == figures["total"] == len(listed)
    told = ("title", "due_on", "status", "percent", "provisional")
    assert all(each[name] == listed[each["task"]][name] for each in matters for name in told)
    still = {each["task"] for each in ask("list", "--open")}
    assert figures["open"] == len(still)
    assert figures["over"] == len(tables["over"]) == len(listed) - len(still)
    overdue = ask("overdue")
    assert figures["duties"] == len(overdue)
    limits: dict[str, int] = {}
    for each in overdue:
        limits[each["task"]] = max(each["late_workdays"], limits.get(each["task"], 0))
    assert {each["task"] for each in (*tables["late"], *tables["owing"])} == limits.keys() & still
    assert all(each["late_workdays"] <= limits[each["task"]] for each in tables["late"])
    text = typed("list", "-C", str(SAMPLE), "--leader", leader, "--today", today).stdout
    assert f"逾期 {figures['late']} 件" in text
    assert figures["late"] == len(tables["late"])
    week = [(each["task"], each["due_on"], each["duty"]) for each in tables["week"]]
    due = ask("due", "--within", LEFT[today])
    assert sorted(week) == sorted((each["task"], each["due_on"], each["duty"]) for each in due)
    assert figures["week"] == len(week)
    held = ask("report", "approvals")["tables"]
    papers = [each for each in tables["decisions"] if each["what"].startswith(("补批件", "补签"))]
    assert len(papers) == len(held["papers"]) + len(held["countersigns"])
    assert figures["decisions"] == len(tables["decisions"])


@pytest.mark.usefixtures("ledgers")
def test_what_waits_for_a_leader_is_his_to_settle() -> None:
    """A later day asked for, a refusal, a dispute, an approval by telephone: each once, until it is settled."""

    def do(*words: str) -> None:
        answer = typed(*words)
        assert answer.returncode == 0, answer.stderr

    def waiting() -> list[tuple[str, str]]:
        rows = asked("report", "page", "--leader", "方县长", today="2026-09-28")["tables"]["decisions"]
        return [(each["task"], each["what"]) for each in rows]

    do("contest", "PS-1", "--reason", "不归水务")
    do("accept", "PS-2")
    do(
        "extend",
        "PS-2",
        "--due-on",
        "2026-11-30",
        "--reason",
        "雨季",
        "--approved-by",
        "方县长",
        "--approved-via",
        "电话",
    )
    assert waiting() == [
        ("PS-2026-0001", "县水务局退件：不归水务"),
        ("PS-2026-0002", "补批件：2026年9月28日的延期由您电话批准，2026-10-10 前补到"),
    ]
    do("amend", "PS-2", "--event", "延期", "--approved-via", "书面", "--reason", "批件已补")
    do("progress", "PS-2", "--done", "动工", "--issues", "缺钱", "--needs", "请财政拨付", "--percent", "10")
    do("assign", "PS-1")
    do("extend", "PS-1", "--apply", "--due-on", "2026-12-31", "--reason", "连日降雨")
    assert waiting() == [
        ("PS-2026-0001", "县水务局申请延到2026年12月31日：连日降雨"),
        ("PS-2026-0002", "需协调：请财政拨付"),
    ]


class _Page(HTMLParser):
    """Tags, and how many cards each section holds."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.cards: dict[str, int] = {}
        self.section = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "section":
            self.section = dict(attrs)["id"] or ""
        if tag == "h3":
            self.cards[self.section] = self.cards.get(self.section, 0) + 1
        assert not any(name.startswith("on") or name in {"src", "style"} for name, _ in attrs)
        assert dict(attrs).get("href", "#").startswith("#")  # type: ignore[union-attr]


@pytest.mark.usefixtures("ledgers")
def test_the_page_holds_what_json_says_and_texts_stay_texts(tmp_path: Path) -> None:
    desk = tmp_path / "台"
    desk.mkdir()
    lay_out(desk)
    words = ("report", "page", "--leader", "朱县长", "-C", str(desk), "--today", TODAY)
    answer = typed(*words, "-o", str(tmp_path / OUT))
    assert (answer.returncode, answer.stderr) == (0, "")
    said = asked("report", "page", "--leader", "朱镕喆", root=desk)
    total = said["figures"]["total"]
    assert answer.stdout == f"已写入 {tmp_path / OUT}：朱镕喆的领导页，{total} 件事项。\n"
    text = (tmp_path / OUT).read_text("utf-8")
    page = _Page()
    page.feed(text)
    assert not {"script", "img", "link", "iframe", "form"} & set(page.tags)
    assert page.cards == {name: len(rows) for name, rows in said["tables"].items() if rows}
    for name, count in said["figures"].items():
        assert re.search(rf"<strong[^>]*>{count}</strong>", text), name
    plain = unescape(re.sub(r"<[^>]*>", "", text.partition("</style>")[2]))
    assert MISCHIEF in plain
    assert "<script>alert" not in text
    assert "抓紧" in plain
    assert re.findall(r"duban|\.ya?ml|anshan|制度|命令|规则|提交|读不了", plain) == []
    assert re.search(r'<main>.*<details><summary><h2 id="over-title">已了结', text, re.DOTALL)
    assert LONG not in plain  # it is tied to nobody


@pytest.mark.usefixtures("ledgers")
def test_a_file_that_cannot_be_read_is_told_in_the_words_of_the_office(ledgers: Path) -> None:
    next((ledgers / "领导批示").rglob("PS-2026-0001.yaml")).write_text("坏：的", "utf-8")
    answer = typed("report", "page", "--leader", "方县长", "-o", OUT)
    assert answer.returncode == 1
    assert "有 1 个文件读不了" in answer.stderr
    text = (ledgers / OUT).read_text("utf-8")
    assert "有 1 份材料读不出来，没有算进去，请督查室核对。" in text
    assert ".yaml" not in text


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("-o", OUT), 2, "领导页是给一位领导的，没有写是哪一位。"),
        (("--leader", "方县长"), 2, "领导页是一个网页文件，要写明写到哪里。"),
        (("--leader", "方县长", "-o", "页.docx"), 2, "领导页只能写成网页（.html），不能写成“页.docx”。"),
        (("--leader", "方县长", "--format", "xlsx", "-o", "页.xlsx"), 2, "领导页是网页，不能写成 xlsx。"),
        (("2026Q3", "--leader", "方县长", "-o", OUT), 2, "领导页写的是一天的情况，不写期。"),
        (("--leader", "刘建国、赵敏", "-o", OUT), 2, "写了 2 位：刘建国、赵敏。"),
        (("--leader", "方县长", "--unit", "县水务局", "-o", OUT), 2, "不再筛选。"),
        (("--leader", "方县长", "--public", "-o", OUT), 2, "不再筛选。"),
    ],
)
def test_each_mistake_is_told_and_nothing_is_written(
    ledgers: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    answer = typed("report", "page", *words)
    assert (answer.returncode, said in answer.stderr) == (code, True), answer.stderr
    assert not (ledgers / OUT).exists()


def test_a_name_that_nothing_knows_is_doubted_and_a_file_is_not_overwritten(ledgers: Path) -> None:
    (ledgers / OUT).write_text("旧的", "utf-8")
    answer = typed("report", "page", "--leader", "某某某", "-o", OUT)
    assert "没有哪件事项写着领导“某某某”" in answer.stderr
    assert "已经有了，没有写" in answer.stderr
    assert (ledgers / OUT).read_text("utf-8") == "旧的"
