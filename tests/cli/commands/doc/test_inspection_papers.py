"""`doc` on inspections, typed in from outside: which one, for which unit, its number, its 发文, and every refusal."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import pytest
from tests.inspection_course import (
    CLUE,
    FINANCE,
    HOUSING,
    LEADER,
    NUMBER,
    PROOF,
    WATER,
    approve,
    enter,
    found,
    on_site,
    register,
    served,
)
from tests.outside import at_home, defect, git, pack, typed

from duban.core.model import inspection as entries
from duban.core.model.inspection_terms import InspectionName
from duban.core.model.terms import YesNo

LETTERHEAD = "文书: {机关: 某县人民政府督查室, 代字: 某督, 电话: 0000-1234567}\n"
KINDS = ("督查方案", "督查通知", "问题清单", "督查报告", "督查结论")


def ok(*words: str) -> str:
    answer = typed(*words)
    assert answer.returncode == 0, defect(answer.stderr)
    return answer.stdout


def record(*words: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(ok("doc", *words, "--json"))
    return told


def refused(*words: str) -> str:
    answer = typed("doc", *words)
    assert answer.returncode in {1, 2}, answer.stdout
    assert answer.stdout == ""
    return answer.stderr


def text_of(path: Path) -> str:
    file = docx.Document(str(path))
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in file.paragraphs), *cells])


@pytest.fixture(scope="module")
def followed(template: Path, home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small workspace with an inspection that was concluded, received and disposed of."""
    folder = tmp_path_factory.mktemp("督查") / "台账"
    shutil.copytree(template, folder)
    with at_home(home), pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        path = folder / "duban.yaml"
        path.write_text(path.read_text("utf-8") + LETTERHEAD, "utf-8")
        ok("commit", "--reason", "文书格式")
        served(folder)
        pack(folder)
    return folder


@pytest.fixture
def office(followed: Path, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of it, and the current folder."""
    folder = tmp_path / "台账"
    shutil.copytree(followed, folder)
    monkeypatch.chdir(folder)
    with at_home(home):
        yield folder


def test_a_conclusion_is_numbered_kept_and_recorded_in_one_commit(office: Path) -> None:
    before = git("rev-list", "--count", "HEAD")
    told = record("督查结论", "DX-1", "--unit", "水务局", "-o", "结论.docx")
    assert int(git("rev-list", "--count", "HEAD")) == int(before) + 1
    label = f"附件/{NUMBER}/督查结论某督结〔2026〕1号.docx"
    assert (told["kind"], told["doc_no"], told["file"]) == (
        "inspection_conclusion",
        "某督结〔2026〕1号",
        label,
    )
    assert [(each["task"], each["kind"]) for each in told["events"]] == [(NUMBER, "inspection_conclusion")]
    assert (office / "结论.docx").read_bytes() == (office / label).read_bytes()
    journal = (office / "督查" / "2026" / f"{NUMBER}.yaml").read_text("utf-8")
    assert "文种: 督查结论" in journal
    assert f"文件: {label}" in journal
    assert git("log", "-1", "--format=%s") == "发文 某督结〔2026〕1号：农村饮水安全工程建设和管护专项督查结论"
    assert "Duban-Action: issue" in git("log", "-1", "--format=%b")
    text = text_of(office / label)
    assert "可以自收到本结论之日起30日内，向某县人民政府申请复核" in text
    assert "图纸" not in text
    second = record("督查结论", NUMBER, "--unit", HOUSING)
    assert second["doc_no"] == "某督结〔2026〕2号"
    assert "补填" not in text_of(office / second["file"])
    assert "0 个错误" in ok("check")
    ok("undo")
    assert not (office / second["file"]).exists()
    assert record("督查结论", NUMBER, "--unit", FINANCE)["doc_no"] == "某督结〔2026〕2号"


@pytest.mark.parametrize(
    "words", [("督查报告",), ("问题清单",), *(("督查结论", "--unit", unit) for unit in (WATER, HOUSING))]
)
def test_who_gave_a_clue_is_on_no_paper(office: Path, words: tuple[str, ...]) -> None:
    text = text_of(office / record(*words, "DX-1")["file"])
    for name in (CLUE, "赵某", PROOF, "钱某"):
        assert name not in text


def test_a_report_goes_to_the_leader_who_is_named_or_who_settled_the_scheme(office: Path) -> None:
    ok("doc", "督查报告", "DX-1", "--draft", "-o", "甲.docx")
    assert f"{LEADER}：" in text_of(office / "甲.docx")
    ok("doc", "督查报告", "DX-1", "--leader", "方县长", "--draft", "-o", "乙.docx")
    assert "方县长：" in text_of(office / "乙.docx")
    enter(office, "2026-09-25", entries.ReportUp, to="高县长")
    ok("doc", "督查情况报告", "DX-1", "--draft", "-o", "丙.docx")
    assert "高县长：" in text_of(office / "丙.docx")


def test_a_report_that_says_no_leader_asks_for_one(ledgers: Path) -> None:
    own: dict[str, Any] = {
        "name": InspectionName.DEPARTMENT,
        "organizer": FINANCE,
        "objects": (WATER,),
        "starts_on": None,
        "ends_on": None,
    }
    number = register(ledgers, **own)
    enter(ledgers, "2026-09-02", entries.File)
    enter(ledgers, "2026-09-02", entries.Scheme)
    enter(ledgers, "2026-09-03", entries.SetOut)
    assert refused("督查报告", number) == (
        "错误：督查报告是给领导的，没有写是哪一位\n可以这样做：duban doc 督查报告 … --leader 姓名\n"
    )
    ok("doc", "督查报告", number, "--leader", "方县长", "--draft", "-o", "报告.docx")
    assert "申请复核" not in text_of(ledgers / "报告.docx")


def test_a_list_lies(office: Path) -> None:
    told = record("问题清单", "DX-1", "--unit", WATER)
    assert (told["doc_no"], told["title"]) == (None, "农村饮水安全工程建设和管护专项督查问题清单")
    (section,) = docx.Document(str(office / told["file"])).sections
    assert section.page_width is not None
    assert section.page_height is not None
    assert section.page_width > section.page_height


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ("督查结论", "DX-1"),
            (
                f"错误：督查结论一个单位一份，这里有 3 个单位：{WATER}、{HOUSING}、{FINANCE}\n"
                f"可以这样做：duban doc 督查结论 {NUMBER} --unit {WATER}\n"
            ),
        ),
        (
            ("督查结论",),
            (
                "错误：督查结论是督查项目的文书，没有写是哪一个\n"
                "可以这样做：duban doc 督查结论 DX-编号；duban list 查看编号\n"
            ),
        ),
        (
            ("督查结论", "DX-1", "--leader", "林县长"),
            (
                "错误：--leader 只用于督查通报、督查工作简报、督查专报、督查报告，不用于督查结论。\n"
                "可以这样做：写督查项目的编号\n"
            ),
        ),
        (
            ("督查报告", "DX-1", "--unit", WATER),
            (
                "错误：--unit 只用于督查通报、督查工作简报、督查专报、督查通知、问题清单、督查结论、问题移送函、线索转办函、考核成绩单，不用于督查报告。\n"
                "可以这样做：写督查项目的编号\n"
            ),
        ),
        (
            ("督查报告", "--status", "办理中"),
            (
                "错误：督查报告是督查项目的文书，--where、--ledger、--status 只筛选事项。\n"
                "可以这样做：写编号：duban doc 督查报告 DX-编号\n"
            ),
        ),
        (
            ("问题清单", "DX-1", "--red-head"),
            "错误：问题清单不加红头。\n可以这样做：去掉 --red-head，或改 内置模板/问题清单.yaml 的 红头\n",
        ),
        (
            ("督查方案", "DX-1"),
            f"错误：不能出督查方案：{NUMBER} 现在是“整改跟踪”\n可以这样做：duban show {NUMBER} 查看\n",
        ),
        (
            ("督查计划表",),
            "错误：2026 的督查计划还没有审定，里面没有督查项目\n可以这样做：先审定计划：duban inspect plan …\n",
        ),
        (
            ("督查计划表", "DX-1"),
            (
                "错误：督查计划表按年或按月出，不写编号。\n"
                "可以这样做：duban doc 督查计划表 --period 2026，或 --period 2026-03\n"
            ),
        ),
        (
            ("督查计划", "--period", "2026Q3"),
            (
                "错误：督查计划表按年或按月出，“2026Q3”不是一年或一月。\n"
                "可以这样做：duban doc 督查计划表 --period 2026，或 --period 2026-03\n"
            ),
        ),
    ],
)
def test_what_is_refused_is_explained_and_leaves_nothing(
    office: Path, words: tuple[str, ...], message: str
) -> None:
    before = git("rev-parse", "HEAD")
    assert refused(*words) == message
    assert git("rev-parse", "HEAD") == before
    assert not list(office.rglob("*.docx"))


@pytest.mark.parametrize("words", [("督查结论", "PS-1"), ("督办通知单", "DX-1")])
def test_a_paper_of_tasks_is_none_of_an_inspection(office: Path, words: tuple[str, ...]) -> None:
    assert "没有编号为" in refused(*words)
    assert not list(office.rglob("*.docx"))


def test_a_stranger_gets_no_conclusion(office: Path) -> None:
    ok("unit", "add", "县教育局")
    assert refused("督查结论", "DX-1", "--unit", "教育局") == (
        f"错误：县教育局不是 {NUMBER} 的督查对象，也没有它的问题\n"
        f"可以这样做：督查对象：{WATER}、{HOUSING}、{FINANCE}\n"
    )
    assert "没有单位“县文旅局”" in refused("督查结论", "DX-1", "--unit", "县文旅局")
    assert not list(office.rglob("*.docx"))


def test_an_unannounced_inspection_has_no_notice(ledgers: Path) -> None:
    number = register(ledgers, announced=YesNo.NO)
    enter(ledgers, "2026-09-02", entries.Scheme, approved_by=LEADER)
    assert refused("督查通知", number) == (
        f"错误：不能出督查通知：{number} 写明不发通知\n"
        f"可以这样做：要通知的先改：duban inspect amend {number} --announced 是 …\n"
    )


def test_a_notice_to_all_and_to_one(ledgers: Path) -> None:
    register(ledgers)
    ok("doc", "督查方案", "DX-1", "--draft", "-o", "方案.docx")
    assert "本方案由" not in text_of(ledgers / "方案.docx")
    enter(ledgers, "2026-09-02", entries.Scheme, approved_by=LEADER)
    first = record("督查通知书", "DX-1", "--red-head")
    assert first["doc_no"] == "某督查〔2026〕1号"
    assert f"{WATER}、{HOUSING}、{FINANCE}：" in text_of(ledgers / first["file"])
    second = record("督查通知", "DX-1", "--unit", "财政局")
    text = text_of(ledgers / second["file"])
    assert second["doc_no"] == "某督查〔2026〕2号"
    assert f"\n{FINANCE}：\n" in text
    assert "对你单位开展" in text
    assert "实施方式" not in text


def test_a_plan_is_recorded_in_each_of_its_inspections(ledgers: Path) -> None:
    first = register(ledgers)
    second = register(ledgers, title="值班抽查", starts_on=None, ends_on=None)
    register(ledgers, title="没有列入的")
    approve(ledgers, "2026-09-02", "2026", second, first, meeting="县政府第30次常务会议")
    told = record("督查计划表")
    assert [each["task"] for each in told["events"]] == [first, second]
    assert told["title"] == "2026年度督查计划表"
    text = text_of(ledgers / told["file"])
    assert text.index(first) < text.index(second)
    assert "没有列入的" not in text
    assert "县政府第30次常务会议" in text


def test_a_rectification_names_the_conclusion_it_comes_from(office: Path) -> None:
    for lead in (WATER, HOUSING):
        ok("doc", "督查结论", "DX-1", "--unit", lead)
    words = (
        "rectify",
        "add",
        "--from",
        f"{NUMBER}/2",
        "--problem",
        "=停工；{机关}",
        "--standard",
        "全部开工",
    )
    more = ("--pace", "立行立改", "--due-on", "2026-10-20", "--approved-by", LEADER, "--requirements", "开工")
    ok(*words, *more, "--owner", "张三", "--lead-leader", LEADER, "--assign")
    text = text_of(office / record("整改通知书", "ZG-2")["file"])
    assert f"督查结论（某督结〔2026〕2号）问题{NUMBER}/2" in text
    assert "某督结〔2026〕1号" not in text
    for word in ("=停工；{机关}", "全部开工", "立行立改", "于2026年10月20日前完成"):
        assert word in text, word
    listed = record("整改台账")
    assert [each["task"] for each in listed["events"]] == ["ZG-2026-0001", "ZG-2026-0002"]
    assert (listed["doc_no"], listed["title"]) == (None, "督查发现问题整改台账")
    assert "=停工；{机关}" in text_of(office / listed["file"])
    one = record("整改台账", "--ledger", "ZG", "--where", f"牵头单位={HOUSING}")
    assert [each["task"] for each in one["events"]] == ["ZG-2026-0002"]
    assert "不是整改事项" in refused("整改台账", "PS-1")


def test_an_empty_list_of_rectifications_is_refused(ledgers: Path) -> None:
    assert refused("整改台账", "-C", str(ledgers)) == (
        "错误：整改台账里没有事项\n可以这样做：duban doc 整改台账 编号\n"
    )


HOSTILE = (
    "=1+1",
    "<script>alert(1)</script>",
    "</w:t></w:r>",
    "{机关}{督查意见}",
    "[red]红[/red]",
    "镕喆堃",
    "舊區",
)


def test_hostile_words_come_out_literally(ledgers: Path) -> None:
    text = "；".join(HOSTILE)
    register(ledgers, title=text, scope=text)
    approve(ledgers, "2026-09-02", "2026", NUMBER)
    enter(ledgers, "2026-09-02", entries.Scheme, approved_by=LEADER)
    papers = [record(kind, "DX-1")["file"] for kind in ("督查方案", "督查通知")] + [
        record("督查计划表")["file"]
    ]
    enter(ledgers, "2026-09-03", entries.SetOut)
    found(ledgers, 1, WATER, text, against=text)
    papers += [record(kind, "DX-1")["file"] for kind in ("督查报告", "问题清单")]
    for paper in papers:
        assert text in text_of(ledgers / paper), paper
        assert set(Path(paper).parts[:2]) == {"附件", NUMBER}


def test_thirty_findings_fit_the_length_of_a_report(ledgers: Path) -> None:
    on_site(ledgers)
    for place in range(1, 14):
        found(ledgers, place, WATER, f"第{place}处停工")
    answer = typed("doc", "督查报告", "DX-1")
    assert answer.returncode == 0
    assert "doc-length" not in answer.stderr
    told = record("督查报告", "DX-1")
    assert told["characters"] < 1000
    assert "第13处停工" in text_of(ledgers / told["file"])


def test_every_template_of_an_inspection_is_printed(ledgers: Path) -> None:
    assert ledgers.is_dir()
    for kind in (*KINDS, "督查计划表"):
        assert ok("doc", kind, "--template").startswith(f"# {kind}：")
