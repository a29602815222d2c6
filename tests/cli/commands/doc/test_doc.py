"""`doc` typed in from outside: numbers, files, 发文 in one commit, drafts, templates, and every refusal."""

import hashlib
import io
import json
import re
import zipfile
from functools import partial
from pathlib import Path
from typing import Any

import docx
import pytest
from tests.outside import at_once, defect, git, typed

PS1, PS2, WJ1 = "PS-2026-0001", "PS-2026-0002", "WJ-2026-0001"


def ok(*words: str, stdin: str = "") -> str:
    answer = typed(*words, stdin=stdin)
    assert answer.returncode == 0, defect(answer.stderr)
    return answer.stdout


def refused(*words: str) -> str:
    answer = typed(*words)
    assert answer.returncode in {1, 2}, answer.stdout
    assert answer.stdout == ""
    return answer.stderr


def record(*words: str) -> dict[str, Any]:
    answer = typed(*words, "--json")
    assert answer.returncode == 0, defect(answer.stderr)
    found: dict[str, Any] = json.loads(answer.stdout)
    return found


def text_of(path: Path) -> str:
    file = docx.Document(str(path))
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in file.paragraphs), *cells])


def letterhead(root: Path, text: str = "{机关: 某县人民政府督查室, 代字: 某督, 电话: 0000-1234567}") -> None:
    path = root / "duban.yaml"
    path.write_text(path.read_text("utf-8") + f"文书: {text}\n", "utf-8")
    ok("commit", "--reason", "文书格式")


@pytest.fixture
def office(ledgers: Path) -> Path:
    letterhead(ledgers)
    return ledgers


def test_a_document_is_numbered_kept_and_recorded_in_one_commit(office: Path) -> None:
    before = git("rev-list", "--count", "HEAD")
    out = ok("doc", "督办通知单", PS1, "-o", "通知.docx")
    assert int(git("rev-list", "--count", "HEAD")) == int(before) + 1
    label = f"附件/{PS1}/督办通知单某督办〔2026〕1号.docx"
    assert f"督办通知单 某督办〔2026〕1号：{label}" in out
    kept = office / label
    assert (office / "通知.docx").read_bytes() == kept.read_bytes()
    digest = hashlib.sha256(kept.read_bytes()).hexdigest()
    journal = (office / "领导批示" / "2026" / f"{PS1}.yaml").read_text("utf-8")
    said = ("文种: 督办通知单", "文号: 某督办〔2026〕1号", f"文件: {label}", f"sha256: {digest}")
    assert "\n".join(f"    {line}" for line in said) in journal
    assert set(git("-c", "core.quotePath=false", "show", "--name-only", "--format=").splitlines()) == {
        f"领导批示/2026/{PS1}.yaml",
        label,
    }
    assert git("log", "-1", "--format=%s") == "发文 某督办〔2026〕1号：督办通知单"
    assert "Duban-Action: issue" in git("log", "-1", "--format=%b")
    text = text_of(kept)
    assert "整治城东积水点" in text
    assert "某县人民政府督查室" in text
    assert "（联系人：王五，电话：0000-1234567）" in text
    assert git("status", "--porcelain", "--untracked-files=no") == ""


def test_each_kind_and_each_year_has_its_own_series(office: Path) -> None:
    def number(*words: str) -> object:
        return record("doc", *words)["doc_no"]

    assert number("督办通知单", PS1) == "某督办〔2026〕1号"
    assert number("督办通知单", PS2, WJ1) == "某督办〔2026〕2号"
    assert number("notice", PS1) == "某督办〔2026〕3号"
    assert number("督查通报", PS1, PS2) == "某督通〔2026〕1号"
    assert "0 个错误" in ok("check")
    assert number("督办单", PS1, "--today", "2027-01-04") == "某督办〔2027〕1号"
    assert number("督办单", PS1) == "某督办〔2026〕4号"
    journals = [path.read_text("utf-8") for path in office.glob("*/2026/*.yaml")]
    found = re.findall("文号: (某督办〔2026〕[0-9]+号)", "".join(journals))
    assert sorted(set(found)) == [f"某督办〔2026〕{number}号" for number in (1, 2, 3, 4)]
    assert found.count("某督办〔2026〕2号") == 2


def test_numbers_taken_at_once_are_different(office: Path) -> None:
    assert office.is_dir()
    answers = at_once(*(partial(typed, "doc", "督办通知单", task, "--json") for task in (PS1, PS2, WJ1)))
    assert [answer.returncode for answer in answers] == [0, 0, 0]
    numbers = sorted(json.loads(answer.stdout)["doc_no"] for answer in answers)
    assert numbers == [f"某督办〔2026〕{number}号" for number in (1, 2, 3)]


def test_a_number_taken_back_is_used_again_and_its_file_goes(office: Path) -> None:
    first = record("doc", "督办通知单", PS1)
    ok("undo")
    assert not (office / str(first["file"])).exists()
    assert record("doc", "督办通知单", PS2)["doc_no"] == "某督办〔2026〕1号"


def test_what_programs_are_told(office: Path) -> None:
    found = record("doc", "督办通知单", PS1, "-o", "通知.docx")
    assert found["action"] == "issue"
    assert found["kind"] == "notice"
    assert found["title"] == "督办通知单"
    assert found["output"] == "通知.docx"
    assert found["paths"] == sorted([found["file"], f"领导批示/2026/{PS1}.yaml"])
    assert [event["task"] for event in found["events"]] == [PS1]
    assert found["events"][0]["doc_no"] == found["doc_no"]
    assert found["characters"] > 100
    assert found["notices"] == []
    listed = typed("doc", "--json")
    kinds = [each["kind"] for each in json.loads(listed.stdout)]
    assert kinds == [
        "notice", "assignment", "reminder", "warning", "rectification", "rectification_list", "bulletin", "brief", "special", "feedback", "closing",
        "inspection_plan", "inspection_scheme", "inspection_notice", "findings", "inspection_report", "inspection_conclusion", "findings_transfer",
        "interview_notice", "interview_record",
        "criticism", "commendation", "listing_notice", "delisting_notice", "exemption_notice", "service_slip",
        "clue_letter", "clue_result", "clue_transfer",
        "score_sheet", "score_circular",
    ]  # fmt: skip
    assert (office / "通知.docx").is_file()


def test_the_kinds_are_listed_with_one_line_each(ledgers: Path) -> None:
    assert ledgers.is_dir()
    for words in (("doc",), ("doc", "--list")):
        out = ok(*words)
        assert "督办提醒单          催办的书面提醒：第几次、逾期几日、何时回复" in out
        assert out.count("\n") == 37


def test_a_draft_leaves_no_trace(office: Path) -> None:
    before = git("rev-parse", "HEAD")
    out = ok("doc", "督办通知单", PS1, "--draft", "-o", "草稿.docx")
    assert "草稿 草稿.docx：督办通知单" in out
    assert "没有编文号，没有记账" in out
    assert "〔2026〕" not in text_of(office / "草稿.docx")
    assert git("rev-parse", "HEAD") == before
    assert not (office / "附件").exists()
    found = record("doc", "督办通知单", PS1, "--draft", "-o", "草稿2.docx")
    assert (found["doc_no"], found["commit"], found["file"]) == (None, None, None)
    ok("doc", "督办通知单", PS1, "--draft", "-o", "草稿3.docx", "--dry-run")
    assert not (office / "草稿3.docx").exists()


def test_a_dry_run_writes_nothing(office: Path) -> None:
    before = git("rev-parse", "HEAD")
    out = ok("doc", "督办通知单", PS1, "--dry-run", "-o", "试.docx")
    assert "某督办〔2026〕1号" in out
    assert "（试运行，没有写入）" in out
    assert git("rev-parse", "HEAD") == before
    assert not (office / "附件").exists()
    assert not (office / "试.docx").exists()


def test_a_reminder_says_which_time_how_late_and_when_to_answer(office: Path) -> None:
    late = ("--today", "2026-10-13")
    ok("urge", PS1, "--via", "电话", "--today", "2026-10-12")
    ok("urge", PS1, "--via", "书面", *late)
    ok("doc", "催办单", PS1, *late)
    text = text_of(office / "附件" / PS1 / "督办提醒单某督提〔2026〕1号.docx")
    assert "第2次提醒" in text
    assert "已逾期4个工作日" in text
    assert "2026年10月16日前书面回复" in text
    ok("doc", "督办提醒单", PS1, *late, "--reply-by", "2026-10-20")
    text = text_of(office / "附件" / PS1 / "督办提醒单某督提〔2026〕2号.docx")
    assert "2026年10月20日前书面回复" in text
    assert refused("doc", "督办提醒单", PS1, *late, "--reply-by", "2026-10-12") == (
        "错误：回复期限 2026-10-12 在成文日期 2026-10-13 之前。\n可以这样做：写 2026-10-13 或以后的日期\n"
    )


def test_a_form_for_units_has_no_number_and_a_second_one_its_own_name(office: Path) -> None:
    first = record("doc", "反馈报告", PS1)
    assert (first["doc_no"], first["file"]) == (None, f"附件/{PS1}/反馈报告-2026-09-28.docx")
    ok("amend", PS1, "--requirements", "当年全部整治", "--reason", "细化", "--approved-by", "林县长")
    second = record("doc", "反馈报告", PS1)
    assert second["file"] == f"附件/{PS1}/反馈报告-2026-09-28-2.docx"
    assert (office / str(first["file"])).read_bytes() != (office / str(second["file"])).read_bytes()


def test_a_red_head(office: Path) -> None:
    letter = record("doc", "督办通知单", PS1, "--red-head")
    with zipfile.ZipFile(office / str(letter["file"])) as package:
        xml = package.read("word/document.xml").decode()
    assert "FF0000" in xml
    assert "抄送：县财政局。" in xml
    assert "2026年9月28日印发" in xml


def test_words_on_standard_input_and_several_tasks(office: Path) -> None:
    out = ok("doc", "督办通知单", "-", stdin=f"{PS1}\n{PS2}\n")
    assert f"已发文 {PS1}" in out
    assert f"已发文 {PS2}" in out
    assert len(list((office / "附件").rglob("*.docx"))) == 1


HOSTILE = (
    "=1+1",
    "<script>alert(1)</script>",
    "[red]红[/red]",
    "{机关}",
    "-o /tmp/x",
    "镕喆堃",
    "舊區改造",
    "购置 3 台，2026-10-15 前到货",
)


@pytest.mark.parametrize("title", ["；".join(HOSTILE), "一" * 200])
def test_hostile_titles_come_out_literally(office: Path, title: str) -> None:
    ok("amend", PS1, f"--title={title}", "--reason", "试")
    ok("amend", PS1, "--lead-leader", "林县长", "--reason", "分工", "--approved-by", "林县长")
    for kind in ("督办通知单", "任务交办通知书", "反馈报告", "督查通报", "督查工作简报", "督查专报"):
        found = record("doc", kind, PS1)
        # a narrow cell is parted before a day that would be cut
        assert title in text_of(office / str(found["file"])).replace("，\n2026-10-15", "，2026-10-15")
        assert set(Path(str(found["file"])).parts[:2]) == {"附件", PS1}


def test_without_a_letterhead_the_code_word_is_made_up_and_told(ledgers: Path) -> None:
    answer = typed("doc", "督办通知单", PS1)
    assert answer.returncode == 0
    assert (ledgers / "附件" / PS1 / "督办通知单某督办〔2026〕1号.docx").is_file()
    assert answer.stderr == (
        "提示：duban.yaml 里没有写文书的代字，文号按工作区名称用“某督”\n"
        "可以这样做：在 duban.yaml 里写 文书: {机关: 某县督查室, 代字: 某督}\n"
    )


def test_a_code_word_that_cannot_be_part_of_a_number_is_explained(ledgers: Path) -> None:
    path = ledgers / "duban.yaml"
    path.write_text(path.read_text("utf-8") + "文书: {代字: 某/督}\n", "utf-8")
    message = refused("doc", "督办通知单", PS1)
    assert "“代字”的写法不对：某/督" in message
    assert message.endswith("可以这样做：代字只写汉字、字母、数字，最多十二个，如 云督。\n")


def test_a_long_body_is_noticed(office: Path) -> None:
    folder = office / "制度" / "模板"
    folder.mkdir(parents=True)
    built_in = Path(__file__).parents[4] / "src/duban/data/templates/督办通知单.yaml"
    (folder / "督办通知单.yaml").write_text(built_in.read_text("utf-8") + "字数上限: 50\n", "utf-8")
    answer = typed("doc", "督办通知单", PS1)
    assert answer.returncode == 0
    told, advice = answer.stderr.splitlines()
    assert re.fullmatch("提示：正文 [0-9]+ 字，超过 50 字。参照：乐府〔2019〕13号 第16条：.*。", told)
    assert advice == "可以这样做：压缩文字，或把材料改作附件"


@pytest.mark.parametrize(("length", "told"), [(3600, False), (4641, True)])
def test_a_paper_on_a_concrete_task_has_four_thousand_characters(
    office: Path, length: int, told: bool
) -> None:
    ok("amend", PS1, "--requirements", "清" * length, "--reason", "写全")
    assert office.is_dir()
    answer = typed("doc", "督办通知单", PS1, "--draft", "-o", "草稿.docx")
    assert answer.returncode == 0, defect(answer.stderr)
    assert ("超过 4000 字" in answer.stderr) is told


def test_a_template_is_printed_kept_and_used(office: Path) -> None:
    text = ok("doc", "预警单", "--template")
    assert text == (Path(__file__).parents[4] / "src/duban/data/templates/预警单.yaml").read_text("utf-8")
    (office / "制度" / "模板").mkdir(parents=True)
    (office / "制度" / "模板" / "预警单.yaml").write_text(text.replace("{预警级别}预警单", "预警函"), "utf-8")
    found = record("doc", "预警单", "--template")
    assert (found["kind"], found["template"]) == ("warning", "制度/模板/预警单.yaml")
    ok("warn", PS1, "--level", "蓝", "--reason", "进度慢")
    assert record("doc", "预警单", PS1)["title"] == "预警函"


def test_a_template_of_the_office_is_used_and_checked(office: Path) -> None:
    folder = office / "制度" / "模板"
    folder.mkdir(parents=True)
    path = folder / "督办通知单.yaml"
    path.write_text("文种: 督办通知单\n标题: 办件通知\n正文:\n  - 文字: 请办理“{事项}”。\n", "utf-8")
    found = record("doc", "督办通知单", PS1)
    assert (found["title"], found["doc_no"]) == ("办件通知", None)
    assert "请办理“整治城东积水点”。" in text_of(office / str(found["file"]))
    path.write_text("文种: 督办通知单\n标题: 办件通知\n正文:\n  - 文字: 请办理“{事由}”。\n", "utf-8")
    assert refused("doc", "督办通知单", PS1) == (
        "错误：制度/模板/督办通知单.yaml:4\n"
        "  4 │   - 文字: 请办理“{事由}”。\n"
        "    │           ^^^^^^^^^^^^^^^^\n"
        "没有 {事由} 这一项\n"
        "可以这样做：最接近的是 {事项}；可用的各项见 docs/data-model.md\n"
    )


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ("督办通知书", PS1),
            "错误：没有“督办通知书”这种文书。\n可以这样做：最接近的是 督办通知单；duban doc 列出全部文种\n",
        ),
        (("zzz", PS1), "错误：没有“zzz”这种文书。\n可以这样做：duban doc 列出全部文种\n"),
        (("其他", PS1), "错误：没有“其他”这种文书。\n可以这样做：duban doc 列出全部文种\n"),
        (
            ("督办通知单", PS1, "-o", "x.pdf"),
            "错误：-o：“x.pdf”不是 .docx 文件。\n可以这样做：例如 -o 通知.docx\n",
        ),
        (
            ("督办通知单", PS1, "-o", "没有/x.docx"),
            "错误：文件夹 没有 不存在\n可以这样做：先建文件夹：mkdir -p 没有\n",
        ),
        (
            ("督办通知单", PS1, "--draft"),
            "错误：草稿要写明放到哪个文件。\n可以这样做：duban doc … --draft -o 草稿.docx\n",
        ),
        (
            ("督办通知单", "--draft", "-o", "x.docx"),
            "错误：没有选中任何事项\n可以这样做：duban doc 督办通知单 编号 --draft -o 草稿.docx\n",
        ),
        (
            ("反馈报告", PS1, "--red-head"),
            "错误：反馈报告不加红头。\n可以这样做：去掉 --red-head，或改 内置模板/反馈报告.yaml 的 红头\n",
        ),
        (
            ("反馈报告", PS1, "--layout", "信函"),
            "错误：反馈报告只用公文版式。\n可以这样做：去掉 --layout，或改 内置模板/反馈报告.yaml 的 红头\n",
        ),
        (
            ("督办通知单", PS1, "--layout", "简报"),
            (
                "错误：督办通知单没有期号，不能用简报版式。\n"
                "可以这样做：简报版式只用于督查通报、督查工作简报、督查专报\n"
            ),
        ),
        (
            ("督办通知单", PS1, "--layout", "信函", "--red-head"),
            "错误：信函版式自己有红色的头，不加 --red-head。\n可以这样做：去掉 --red-head，或写 --layout 公文\n",
        ),
        (
            ("督办通知单", PS1, "--signed-by", "林县长"),
            "错误：签发人只写在红头的公文上。\n可以这样做：加 --red-head，或去掉 --signed-by\n",
        ),
        (
            ("督办通知单", PS1, "--copies", "3"),
            "错误：份数印在版记里，这份没有版记。\n可以这样做：加 --red-head，或去掉 --copies\n",
        ),
        (
            ("督办通知单", PS1, "--secrecy", "保密"),
            (
                "错误：“保密”不是密级和保密期限。\n"
                "可以这样做：写成 秘密★1年、机密★5年、绝密★长期，或只写 秘密\n"
            ),
        ),
        (
            ("督办通知单", PS1, "--secrecy", "秘密", "--draft", "-o", "../密.docx"),
            "错误：涉密公文要标份号，还没有写。\n可以这样做：加上 --copy-no 1\n",
        ),
        (
            ("督办通知单", PS1, "--period", "2026Q3"),
            (
                "错误：--period 只用于督查通报、督查工作简报、督查专报、督查计划表，不用于督办通知单。\n"
                "可以这样做：写编号，或用 --where、--ledger、--status 筛选\n"
            ),
        ),
        (
            ("督办通知单", PS1, "--reply-by", "2026-10-10"),
            "错误：督办通知单里没有回复期限。\n可以这样做：去掉 --reply-by；提醒单、预警单才有\n",
        ),
        (
            ("销号审批表", PS1),
            (f"错误：不能出销号审批表：{PS1} 现在是“待签收”\n可以这样做：先报结、核验：duban done {PS1}\n"),
        ),
        (
            ("督办提醒单", PS1),
            (
                f"错误：不能出督办提醒单：{PS1} 还没有催办过，提醒单上写不出第几次\n"
                f"可以这样做：duban urge {PS1} --via 书面\n"
            ),
        ),
    ],
)
def test_what_is_refused_is_explained_and_leaves_nothing(
    office: Path, words: tuple[str, ...], message: str
) -> None:
    before = git("rev-parse", "HEAD")
    assert refused("doc", *words) == message
    assert git("rev-parse", "HEAD") == before
    assert not list(office.rglob("*.docx"))


def test_no_number_is_given_while_a_file_cannot_be_read(office: Path) -> None:
    path = office / "领导批示" / "2026" / f"{PS2}.yaml"
    path.write_text(path.read_text("utf-8") + "多余: 1\n", "utf-8")
    assert "没有“多余”这个键" in refused("doc", "督办通知单", PS1)
    ok("doc", "督办通知单", PS1, "--draft", "-o", "草稿.docx")


def test_a_document_that_could_not_be_saved_elsewhere_is_issued_all_the_same(office: Path) -> None:
    (office / "通知.docx").mkdir()
    assert "通知.docx 是文件夹" in refused("doc", "督办通知单", PS1, "-o", "通知.docx")
    answer = typed("doc", "督办通知单", PS1, "-o", "/proc/x.docx")
    assert answer.returncode == 1
    assert "/proc/x.docx 写不了" in answer.stderr
    label = f"附件/{PS1}/督办通知单某督办〔2026〕1号.docx"
    assert f"督办通知单 某督办〔2026〕1号：{label}" in answer.stdout
    assert (office / label).is_file()


def test_a_file_that_is_there_is_replaced_only_when_told(office: Path) -> None:
    (office / "通知.docx").write_bytes(b"x")
    before = git("rev-parse", "HEAD")
    for words in ((), ("--draft",)):
        assert refused("doc", "督办通知单", PS1, "-o", "通知.docx", *words) == (
            "错误：通知.docx 已经有了，没有写\n可以这样做：换一个文件名，或者加 --force 覆盖它\n"
        )
    assert git("rev-parse", "HEAD") == before
    ok("doc", "督办通知单", PS1, "-o", "通知.docx", "--force")
    assert "整治城东积水点" in text_of(office / "通知.docx")


def test_tasks_are_chosen_by_a_filter_too(office: Path) -> None:
    found = record("doc", "督办通知单", "--ledger", "领导批示", "--where", "督办人=王五")
    assert [event["task"] for event in found["events"]] == [PS1, PS2]
    ok("doc", "督办通知单", "--ledger", "PS", "--draft", "-o", "草稿.docx")
    assert "整治城东积水点" in text_of(office / "草稿.docx")
    assert refused(
        "doc", "督办通知单", "--ledger", "WJ", "--status", "已销号", "--draft", "-o", "x.docx"
    ) == ("错误：没有选中任何事项\n可以这样做：duban doc 督办通知单 编号 --draft -o 草稿.docx\n")


def table_rows(path: Path) -> list[tuple[str, ...]]:
    file = docx.Document(str(path))
    return [tuple(cell.text for cell in row.cells) for table in file.tables for row in table.rows]


@pytest.mark.parametrize(
    ("kind", "name"), [("督查通报", "bulletin"), ("督查工作简报", "brief"), ("督查专报", "special")]
)
def test_a_document_has_the_figures_of_its_report(office: Path, kind: str, name: str) -> None:
    """Read back from the Word file: every figure of every table of `report --json`."""
    ok("amend", PS1, "--lead-leader", "林县长", "--reason", "分工", "--approved-by", "林县长")
    leader = ("--leader", "林县长") if name == "special" else ()
    number = () if name == "special" else ("--number", "1")
    told = json.loads(ok("report", name, "2026", "--json", *number, *leader))
    found = record("doc", kind, "--period", "2026", *leader)
    rows = table_rows(office / str(found["file"]))
    for label, table in told["tables"].items():
        for each in table:
            figures = [
                f"{value:g}%" if key.endswith("percent") else str(value)
                for key, value in each.items()
                if isinstance(value, int | float) and not isinstance(value, bool) and key != "number"
            ]
            assert any(set(figures) <= set(row) for row in rows), (label, each)
    assert sorted(event["task"] for event in found["events"]) == sorted(
        each["task"] for each in told["tables"]["tasks"]
    )
    text = text_of(office / str(found["file"]))
    for paragraph in told["paragraphs"][-1:] if name == "special" else told["paragraphs"][3:4]:
        printed = paragraph.replace("林县长批示交办", "您批示交办") if name == "special" else paragraph
        assert re.sub(" (?=[0-9])|(?<=[0-9%]) ", "", printed) in text


def test_a_newsletter_counts_its_issues(office: Path) -> None:
    first = record("doc", "简报", PS1, PS2)
    second = record("doc", "简报", PS1, PS2, "--copies", "20")
    assert [found["doc_no"] for found in (first, second)] == ["某督简〔2026〕1号", "某督简〔2026〕2号"]
    text = text_of(office / str(second["file"]))
    for word in ("督查工作简报", "2026年第2期", "内部资料", "共印20份　2026年9月28日印发"):
        assert word in text
    ok("doc", "简报", PS1, "--draft", "-o", "草稿.docx")
    assert "2026年第　期" in text_of(office / "草稿.docx")
    ok("amend", PS1, "--lead-leader", "林县长", "--reason", "分工", "--approved-by", "林县长")
    special = record("doc", "专报", PS1, "--layout", "简报")
    assert "2026年第1期" in text_of(office / str(special["file"]))


def test_a_special_report_is_for_the_leader_that_is_named_or_shared(office: Path) -> None:
    ok(
        "amend",
        PS1,
        "--lead-leader",
        "方县长",
        "--reason",
        "分工",
        "--approved-by",
        "方县长",
        "-C",
        str(office),
    )
    assert record("doc", "督查专报", PS1)["title"] == "关于方县长批示和分管事项的督查专报"
    assert record("doc", "督查专报", "--leader", "方县长")["title"] == "关于方县长批示和分管事项的督查专报"
    assert refused("doc", "督查专报", WJ1) == (
        "错误：这几件事项没有共同的领导，督查专报不知道写给谁\n可以这样做：duban doc 督查专报 --leader 姓名\n"
    )
    assert refused("doc", "督查专报") == (
        "错误：督查专报是给一位领导的，没有写是哪一位\n可以这样做：duban doc 督查专报 --leader 姓名\n"
    )
    assert refused("doc", "督查专报", WJ1, "--leader", "方县长") == (
        f"错误：{WJ1} 不在这份督查专报里：已撤销，或者不属于所写的期、单位、领导\n"
        "可以这样做：去掉这几个编号，或改 --period、--unit、--leader\n"
    )


def test_a_report_that_becomes_a_document_may_be_narrowed(office: Path) -> None:
    found = record("doc", "督查通报", "--unit", "县水务局")
    tasks = {event["task"] for event in found["events"]}
    assert PS1 in tasks
    assert PS2 not in tasks
    assert "2026年7月1日至2026年9月28日（县水务局）" in text_of(office / str(found["file"]))
    assert refused("doc", "督查通报", "--ledger", "重大项目") == (
        "错误：没有选中任何事项\n可以这样做：换一期或换个筛选：duban doc 督查通报 --period 2026Q3\n"
    )


def test_a_leader_whom_nobody_knows_is_named(office: Path) -> None:
    message = refused("doc", "督查专报", "--leader", "没有的人", "-C", str(office))
    assert message.startswith("错误：没有选中任何事项\n")
    assert "没有的人" in message


def test_marks_and_who_signs_stand_on_the_paper(office: Path) -> None:
    words = ("--red-head", "--haste", "特急", "--copy-no", "7", "--signed-by", "林县长")
    text = text_of(office / str(record("doc", "督办通知单", PS1, *words)["file"]))
    assert text.startswith("000007\n特急\n")
    assert "　某督办〔2026〕1号\t签发人：林县长" in text
    assert "密" not in text
    letter = office / str(record("doc", "督办通知单", PS1, "--layout", "信函")["file"])
    assert "\t某督办〔2026〕2号" in text_of(letter)
    assert docx.Document(str(letter)).sections[0].first_page_header.paragraphs[1].text == "某县人民政府督查室"


def test_what_bears_a_mark_of_secrecy_never_enters_the_books(office: Path, tmp_path: Path) -> None:
    secret = ("--secrecy", "秘密★1年", "--copy-no", "1")
    before = git("rev-parse", "HEAD")
    assert refused("doc", "督办通知单", PS1, *secret) == (
        "错误：标密级的文书不能记进账本：账本里不放涉密的东西。\n"
        "可以这样做：--draft -o 账本外面的文件；文号、登记按保密规定办理\n"
    )
    assert refused("doc", "督办通知单", PS1, *secret, "--draft", "-o", "密.docx") == (
        "错误：标密级的文书不放进账本：密.docx 在工作区里\n可以这样做：-o 写工作区以外、符合保密规定的位置\n"
    )
    assert not (office / "密.docx").exists()
    outside = tmp_path / "外面"
    outside.mkdir()
    out = outside / "密.docx"
    ok("doc", "督办通知单", PS1, *secret, "--draft", "-o", str(out), "--red-head")
    assert text_of(out).startswith("000001\n秘密★1年\n")
    assert git("rev-parse", "HEAD") == before


def test_an_issued_document_must_stay_as_it_was(office: Path) -> None:
    path = office / str(record("doc", "督办通知单", PS1)["file"])
    data = path.read_bytes()
    path.write_bytes(data + b"x")
    answer = typed("check")
    assert answer.returncode == 1
    assert "文书文件与入账时不同" in answer.stderr
    assert "文书已经入账，不能改动、不能删去" in typed("commit", "--reason", "改").stderr
    path.unlink()
    assert "文书文件不在" in typed("check").stderr


def test_a_number_that_two_copies_gave_is_found(office: Path) -> None:
    ok("doc", "督办通知单", PS1)
    other = office / "领导批示" / "2026" / f"{PS2}.yaml"
    journal = (office / "领导批示" / "2026" / f"{PS1}.yaml").read_text("utf-8")
    mine = journal[journal.rindex("  - 日期") :].rstrip("\n")
    changed = re.sub("sha256: [0-9a-f]{64}", f"sha256: {'b' * 64}", mine)
    other.write_text(other.read_text("utf-8") + changed + "\n", "utf-8")
    answer = typed("check")
    assert "文号 某督办〔2026〕1号 有两份文书在用" in answer.stderr
    assert f"收回后发的一份，另编文号：duban doc 督办通知单 {PS2}" in answer.stderr


def test_a_future_day_is_refused(office: Path) -> None:
    assert "2026-09-29" in refused("doc", "督办通知单", PS1, "--on", "2026-09-29")
    assert not (office / "附件").exists()


def test_the_shell_offers_kinds() -> None:
    from duban.cli.commands.doc.command import offer_kinds

    assert [name for name, _ in offer_kinds("督查通")] == ["督查通报", "督查通知"]


def test_the_file_opens(office: Path) -> None:
    data = (office / str(record("doc", "督查通报", PS1, PS2, WJ1, "--red-head")["file"])).read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert package.testzip() is None
        links = package.read("_rels/.rels").decode() + package.read("word/_rels/document.xml.rels").decode()
        targets = re.findall('Target="([^"]+)"', links)
        names = set(package.namelist())
    assert [
        target for target in targets if not names & {target, f"word/{target}", target.removeprefix("../")}
    ] == []
