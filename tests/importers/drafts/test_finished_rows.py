"""Rows that call themselves finished, and words that only sound so."""

import pytest

from duban.importers.drafts.draft import Draft
from duban.importers.drafts.finished_rows import finished_words
from duban.importers.read_document import read_document

FINISHED = (
    *("已销号", "已完成", "已撤销", "已办结", "办结", "完成", "任务已完成", "全部完成", "按期完成", "已完成并销号", "已整改到位", "整改完成"),
    *("已完成（8月20日）", "已完成100%", "2026-08-20已办结", "已完成。", "已取消", "已终止", "已解决", "已归档", "已结案", "已完工", "已办理完毕", "✓已完成", "100%", "100％"),
)  # fmt: skip
OPEN = (
    *("", "无", "/", "正在推进", "办理中", "未完成", "未办结", "基本完成", "部分完成", "已完成80%", "阶段性完成", "即将完成"),
    *("已完成立项", "待销号", "拟销号", "申请销号", "不再办理", "已完成（未销号）", "绿灯", "完成时限", "已完成征地，正在施工"),
)  # fmt: skip


def draft(**texts: str) -> Draft:
    return Draft(title="修桥", place="第2行", **texts)  # type: ignore[arg-type]  # each is a text field


@pytest.mark.parametrize("word", FINISHED)
def test_a_word_that_says_it_is_done(word: str) -> None:
    assert finished_words(draft(status=word)) == word
    assert finished_words(draft(progress=word)) == word


@pytest.mark.parametrize("word", OPEN)
def test_a_word_that_does_not(word: str) -> None:
    assert finished_words(draft(status=word)) == ""
    assert finished_words(draft(progress=word)) == ""


def test_what_else_says_so_where_no_status_is_written() -> None:
    assert finished_words(draft(done_on="2026-08-30", due_text="年底前")) == "办结日期 2026-08-30"
    assert finished_words(draft(done_on="2026-08-30")) == ""
    assert finished_words(draft(percent="100%", status="—")) == "进度 100%"
    assert finished_words(draft(done_on="2026-08-30", status="正在推进")) == ""
    assert finished_words(draft(percent="90%", done_on="年底", due_text="年底")) == ""


@pytest.mark.parametrize(
    ("heads", "cells", "words"),
    [
        ("是否销号", "是", "已销号"),
        ("是否完成,是否销号", "是,是", "已完成，已销号"),
        ("是否完成,是否销号", "是,否", ""),
        ("是否已完成整改", "是", "已完成整改"),
        ("是否已完成整改", "否", ""),
        ("是否销号", "待定", ""),
    ],
)
def test_a_bare_yes_answers_what_its_heading_asks(heads: str, cells: str, words: str) -> None:
    text = f"序号,问题,整改措施,责任单位,整改时限,{heads}\n1,排口未截污,截污,县水务局,2026-12-31,{cells}\n"
    (draft,) = read_document(text.encode(), "清单.csv").drafts
    assert finished_words(draft) == words
