"""What an entry of an appraisal needs besides its place in the journal: each gate as a row; what may be changed.

A row: how the head differs, the journal so far, the entry, and the code with which it is refused (or None).
"""

from typing import Any, NamedTuple

import pytest
from tests.appraisals import (
    ID,
    OPINION,
    SCORES,
    appraisal,
    decided,
    entry,
    frozen,
    ground,
    scheme_raw_items,
    told,
    upto,
)

from duban.errors import DubanError


class Row(NamedTuple):
    """One case of a gate."""

    name: str
    head: dict[str, Any]
    journal: tuple[Any, ...]
    made: Any
    code: str | None


JUDGED = {"scheme": {"项目": [*scheme_raw_items(), OPINION]}}
INTERNAL = {"scheme": {"文件": None}}


def marks(judge: str = "方县长", item: str = "评议", **given: float) -> Any:  # noqa: ANN401 - an entry
    each = [{"单位": unit, "分": value} for unit, value in (given or {"甲局": 18}).items()]
    return entry("2026-07-02", "考核评分", 项目=item, 评议人=judge, 评分=each)


def group(*units: str) -> dict[str, Any]:
    return {"组别": [{"名称": "县直", "单位": list(units)}]}


OPENED, DRAFTED, SERVED = upto("任职"), upto("初评"), upto("送乙")
ROWS = [
    Row("opened", {}, (), told("立项"), None),
    Row("of no period", {"期": "上半年"}, (), told("立项"), "no-period"),
    Row("of a stranger", group("甲局", "丁局"), (), told("立项"), "unknown-unit"),
    Row("of who appraises", group("甲局", "县政府办"), (), told("立项"), "office-appraised"),
    Row("of one unit under two names", group("甲局", "甲"), (), told("立项"), "unit-twice"),
    Row("by a scheme with a fault", {"scheme": {"等次": [{"名称": "好", "起": 60}]}}, (), told("立项"), "bands-open"),
    Row("listed by nobody", {}, upto("立项"), told("计划", 批准人=None), "approver-missing"),
    Row("listed by telephone", {}, upto("立项"), told("计划", 批准方式="电话"), "appraisal-by-phone"),
    Row("marked", JUDGED, OPENED, marks(), None),
    Row("marked by a short name", JUDGED, OPENED, marks(甲=18), None),
    Row("marked in no opinion", JUDGED, OPENED, marks(item="办理"), "no-opinion"),
    Row("marked beyond", JUDGED, OPENED, marks(甲局=20.5), "marks-beyond"),
    Row("marked below nothing", JUDGED, OPENED, marks(甲局=-1), "marks-beyond"),
    Row("marked twice", JUDGED, (*OPENED, marks()), marks(), "marked-twice"),
    Row("marked by another", JUDGED, (*OPENED, marks()), marks("林书记"), None),
    Row("marked twice in one entry", JUDGED, OPENED, marks(甲局=1, 甲=2), "marked-twice"),
    Row("marked by its own principal", JUDGED, OPENED, marks("周正"), "judge-of-own"),
    Row("marked by a unit", JUDGED, OPENED, marks("丙局"), "judge-of-own"),
    Row("marked a unit outside", JUDGED, OPENED, marks(丙局=1), "not-appraised"),
    Row("a post", {}, upto("计划"), told("任职"), None),
    Row("a post of no unit", {}, upto("计划"), told("任职", 单位=None), "unit-missing"),
    Row("a post backwards", {}, upto("计划"), told("任职", 自="2026-07-01"), "post-backwards"),
    Row("a post outside", {}, upto("计划"), told("任职", 自="2025-01-01", 至="2025-12-31"), "post-outside"),
    Row("two posts at once", {}, OPENED, told("任职", 日期="2026-07-02", 姓名="吴用"), "posts-overlap"),
    Row("drafted", {}, OPENED, told("初评"), None),
    Row("drafted while it runs", {}, upto("计划"), told("初评", 日期="2026-06-30"), "period-running"),
    Row("drafted without opinions", JUDGED, OPENED, told("初评"), "opinion-missing"),
    Row("drafted with opinions", JUDGED, (*OPENED, marks(甲局=1, 乙局=2)), told("初评"), None),
    Row("drafted of one unit", {}, OPENED, told("初评", 成绩=SCORES[:1]), "other-units"),
    Row("ranked by an internal scheme", INTERNAL, upto("立项"), told("初评"), "ranked-internal"),
    Row("not ranked", INTERNAL, upto("立项"), told("初评", 成绩=[frozen("甲局"), frozen("乙局")]), None),
    Row("served", {}, DRAFTED, told("送甲"), None),
    Row("served twice", {}, upto("送甲"), told("送甲", 日期="2026-07-08"), "served-already"),
    Row("served to a stranger", {}, DRAFTED, told("送甲", 单位="丙局"), "not-appraised"),
    Row("appealed", {}, SERVED, told("申诉"), None),
    Row("appealed on the last day (3 working days)", {}, SERVED, told("申诉", 日期="2026-07-13"), None),
    Row("appealed a day too late", {}, SERVED, told("申诉", 日期="2026-07-14"), "appeal-late"),
    Row("appealed before it was served", {}, upto("送甲"), told("申诉"), "not-served"),
    Row("appealed twice", {}, upto("申诉"), told("申诉", 日期="2026-07-13"), "appeal-waiting"),
    Row("reviewed", {}, upto("申诉"), told("复核"), None),
    Row("reviewed what nobody appealed", {}, SERVED, told("复核"), "no-appeal"),
    Row("reviewed by who drafted", {}, upto("申诉"), told("复核", 复核人=["王五"]), "reviewer-barred"),
    Row("reviewed by who marked", JUDGED, (*upto("任职"), marks(甲局=1, 乙局=2), *upto("申诉")[3:]), told("复核", 复核人=["方县长"]), "reviewer-barred"),
    Row("reviewed by its own", {}, (*SERVED, told("申诉", 单位="甲局")), told("复核", 单位="甲局", 复核人=["周正"]), "reviewer-barred"),
    Row("kept and struck", {}, upto("申诉"), told("复核", 结论="维持"), "review-odd"),
    Row("approved", {}, upto("复核"), told("审定"), None),
    Row("approved by nobody", {}, upto("复核"), told("审定", 批准人=None), "approver-missing"),
    Row("approved by telephone", {}, upto("复核"), told("审定", 批准方式="电话"), "appraisal-by-phone"),
    Row("approved before it was served", {}, upto("送甲"), told("审定"), "not-served"),
    Row("approved before an appeal was decided", {}, upto("申诉"), told("审定"), "appeal-waiting"),
    Row("approved while one may appeal", {}, SERVED, told("审定", 日期="2026-07-10"), "appeal-open"),
    Row("approved when nobody may", {}, SERVED, told("审定", 日期="2026-07-14"), None),
    Row("approved of one unit", {}, upto("复核"), told("审定", 成绩=SCORES[:1]), "other-units"),
    Row("published", {}, upto("审定"), told("通报"), None),
    Row(
        "an internal one published",
        INTERNAL,
        upto("审定", without=["计划"], 初评={"成绩": [frozen("甲局"), frozen("乙局")]}, 审定={"成绩": [frozen("甲局"), frozen("乙局")]}),
        told("通报"),
        "internal-only",
    ),
    Row("used", {}, upto("通报"), told("运用"), None),
    Row("used for a stranger", {}, upto("通报"), told("运用", 单位="丙局"), "not-appraised"),
    Row("help without a task in the books", {}, upto("通报"), told("运用", 用途="帮促整改", 整改="ZG-2026-0009"), "no-fact"),
    Row("pay with a task", {}, upto("通报"), told("运用", 整改="ZG-2026-0009"), "use-odd"),
    Row("cancelled by nobody", {}, OPENED, entry("2026-07-02", "考核取消", 原因="略"), "approver-missing"),
    Row("cancelled", {}, OPENED, entry("2026-07-02", "考核取消", 原因="略", 批准人="方县长"), None),
    Row("cancelled when settled", {}, upto("审定"), entry("2026-07-21", "考核取消", 原因="略", 批准人="方县长"), "not-allowed"),
    Row("a head changed before the draft", {}, OPENED, entry("2026-07-02", "变更", 字段="考核名称", 原值="上半年督查考核", 新值="考核", 原因="略", 批准人="方县长"), None),
    Row("a head changed by nobody", {}, OPENED, entry("2026-07-02", "变更", 字段="考核名称", 原值="上半年督查考核", 新值="考核", 原因="略"), "approver-missing"),
    Row("a head changed after the draft", {}, DRAFTED, entry("2026-07-07", "变更", 字段="组别", 新值=[], 原因="略", 批准人="方县长"), "drafted-already"),
    Row("a note changed after the draft", {}, DRAFTED, entry("2026-07-07", "变更", 字段="备注", 新值="记", 原因="略"), None),
]  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_gate(row: Row) -> None:
    file = appraisal(*row.journal, **row.head)
    if row.code is None:
        decided(file, row.made)
        return
    with pytest.raises(DubanError) as caught:
        decided(file, row.made)
    (problem, *_) = caught.value.problems
    assert problem.code == row.code
    assert problem.advice


def test_what_its_writer_is_told() -> None:
    notices = decided(appraisal(**INTERNAL), told("立项")).notices
    assert [each.code for each in notices] == ["internal-only"]
    late = decided(appraisal(*upto("立项")), told("计划", 日期="2026-07-02")).notices
    assert [each.code for each in late] == ["listed-late"]
    stranger = decided(appraisal(*OPENED, **JUDGED), marks("林书记")).notices
    assert [each.code for each in stranger] == ["judge-unknown"]
    due = decided(appraisal(*SERVED), told("申诉")).notices
    assert "2026-07-24" in due[0].message  # ten working days after Friday 10 July
    slow = decided(appraisal(*upto("复核")), told("审定", 日期="2026-07-27")).notices
    assert [each.code for each in slow] == [
        "approved-late"
    ]  # five working days after Friday 17 July: the 24th


def test_a_correction_cannot_do_what_an_entry_could_not() -> None:
    file = appraisal(*upto("申诉"))
    wrong: Any = file.journal[-1]
    from duban.core.engine.journal import target_of

    target = target_of(wrong)
    mark = {"日期": str(target.on), "动作": str(target.action), "单位": target.unit, "摘要": target.digest}
    said = {"更正对象": mark, "原因": "记错", "批准人": "方县长"}
    new = {"日期": "2026-07-14", "单位": "乙局", "理由": "客观原因"}
    with pytest.raises(DubanError) as caught:
        decided(file, entry("2026-07-15", "更正", 新值=new, **said))
    assert caught.value.problems[0].code == "appeal-late"
    decided(file, entry("2026-07-15", "更正", 作废="是", **said))


def test_objections_of_a_journal_written_by_hand() -> None:
    from duban.core.scoring.changes import objections

    found = list(objections(appraisal(*SERVED, told("审定", 日期="2026-07-10")), ground()))
    assert [each.code for each in found] == ["appeal-open"]
    assert ID in found[0].advice
