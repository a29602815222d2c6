"""The papers of one result: what each says, when it makes no sense, its number, who signs for it."""

from pathlib import Path

import pytest
from tests.cli.commands.inspect.conftest import asked, done, run
from tests.cli.commands.interview.test_answers import text_of
from tests.cli.commands.results.conftest import BLAME, tell

pytestmark = pytest.mark.usefixtures("office")
PRAISE = (
    "circulate add --tone 表扬 --unit 县财政局 --fact 拨付最快 --scope 全县 --basis JB-1 --approved-by 方县长"
)


def words_of(path: str) -> str:
    """All that stands in a Word file, without blanks."""
    return "".join(text_of(Path(path)).split())


@pytest.mark.parametrize(
    ("upto", "paper", "says", "silent"),
    [
        (
            "circulate add",
            "通报批评 TB-1",
            [
                "对县水务局张三予以通报批评",
                "在全县范围内",
                "三次催办仍未办结",
                "推诿扯皮",
                "1.清淤（JB-2026-0001）",
                "2026年4月30日前完成整改（ZG-2026-0001）",
                "报县监察局登记备案",
                "各有关单位：",
                "方县长",
            ],
            ["回执"],
        ),
        (
            "negative enlist",
            "负面清单告知书 FM-1",
            ["县水务局：", "县监察局于2026年4月3日", "（某监发〔2026〕2号）", "拒不整改", "不落实", "回执"],
            ["容错不作"],
        ),
        (
            "negative delist",
            "负面清单移出告知书 FM-1",
            ["县监察局于2026年4月10日", "已经整改。", "2026年4月3日"],
            ["推诿扯皮"],
        ),
        (
            "circulate serve TB-1 --to 组织人事",
            "结果送达单 TB-1",
            [
                "2026年3月31日已送（某督字〔2026〕5号）",
                "县委组织部，2026年4月1日已送",
                "绩效考核",
                "签收人：",
            ],
            ["文号"],
        ),
        (
            "exempt decide",
            "容错认定告知书 RC-1",
            ["县水务局：", "负面清单FM-2026-0001", "不作负面评价", "补齐方案", "回执"],
            ["（RC-2026-0001）"],
        ),
        ("exempt decide", "结果送达单 RC-1", ["不作负面评价", "补齐方案", "已认定"], ["（RC-2026-0001）"]),
        ("exempt decide", "结果送达单 FM-1", ["不作负面评价（RC-2026-0001）"], []),
        ("award add", "结果送达单 JL-1", ["县，资金：以奖代补20万元，2026H1亮点"], []),
    ],
)
def test_what_a_paper_says(upto: str, paper: str, says: list[str], silent: list[str]) -> None:
    today = tell(upto)
    done(today, f"doc {paper} -o 文书.docx")
    told = words_of("文书.docx")
    assert [each for each in says if each not in told] == [], told
    assert [each for each in silent if each in told] == []


def test_a_praise_has_no_cause_and_no_limit() -> None:
    tell("urge")
    done("2026-03-24", PRAISE)
    done("2026-03-24", "doc 通报表扬 TB-1 -o 文书.docx")
    told = words_of("文书.docx")
    assert "对县财政局予以通报表扬" in told
    assert not any(word in told for word in ("原因", "整改", "登记备案"))


@pytest.mark.parametrize(
    ("upto", "line", "said"),
    [
        ("circulate add", "doc 通报表扬 TB-1", "duban doc 通报批评 TB-2026-0001"),
        ("award add", "doc 通报批评 JL-1", "现在是“已激励”"),
        ("circulate revoke", "doc 通报批评 TB-1", "现在是“已撤销”"),
        ("negative supply", "doc 负面清单告知书 FM-1", "duban negative enlist FM-2026-0001"),
        ("negative enlist", "doc 负面清单移出告知书 FM-1", "现在是“已纳入”"),
        ("exempt examine", "doc 容错认定告知书 RC-1", "duban exempt decide RC-2026-0001"),
        ("negative supply", "doc 结果送达单 FM-1", "现在是“待纳入”"),
        ("circulate add", "doc 通报批评", "没有写是哪一件"),
        ("circulate add", "doc 通报批评 JB-1", "没有编号为“JB-1”"),
        ("circulate add", "doc 通报批评 --where 责任人=张三", "duban doc 通报批评 TB-编号"),
        ("circulate add", "circulate serve TB-1 --to 监察", "还没有出过文书"),
    ],
)
def test_what_makes_no_sense_is_refused(upto: str, line: str, said: str) -> None:
    answer = run(tell(upto), line)
    assert said in answer.stderr
    assert answer.returncode in {1, 2}


def test_a_circular_bears_its_own_number_once_and_one_without_gets_the_next() -> None:
    tell("circulate add")
    day = "2026-03-30"
    assert "某督字〔2026〕5号" in done(day, "doc 通报批评 TB-1")
    assert "已经发过 某督字〔2026〕5号" in run(day, "doc 通报批评 TB-1").stderr
    for number in (1, 2):
        done(day, PRAISE)
        assert f"柳督通〔2026〕{number}号" in done(day, f"doc 通报表扬 TB-{number + 1}")
    assert "柳督通〔2026〕2号" in asked(day, "show TB-3")["journal"][-1]["doc_no"]
    assert done(day, "check")


def test_what_was_issued_is_what_is_served_and_changes_nothing() -> None:
    tell("urge")
    done("2026-03-30", PRAISE)
    done("2026-03-30", "doc 通报表扬 TB-1")
    done("2026-03-30", "circulate serve TB-1 --to 本单位")
    shown = asked("2026-03-30", "show TB-1")
    assert [(each["to"], each["paper"]) for each in shown["served"]] == [("unit", "柳督通〔2026〕1号")]
    done("2026-03-31", "doc 结果送达单 TB-1")
    assert asked("2026-03-31", "show TB-1")["unserved"] == ["personnel", "appraisal", "discipline"]
    assert run("2026-03-31", "circulate serve TB-1 --to 本单位").returncode == 1


def test_undo_takes_the_paper_back() -> None:
    tell("urge")
    done("2026-03-30", BLAME)
    done("2026-03-30", "doc 通报批评 TB-1")
    (kept,) = Path("附件/TB-2026-0001").iterdir()
    done("2026-03-30", "undo")
    assert not kept.exists()
    assert asked("2026-03-30", "show TB-1")["journal"][-1]["action"] == "circulate"
