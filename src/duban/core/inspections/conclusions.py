"""From the conclusion of an inspection to its archive: proof, hearing, review by others, an end for every finding.

Each function completes an entry or raises errors.DubanError with the way out (国令第733号 arts. 16, 17, 21, 23).
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from duban.core.actions.due_dates import Ground
from duban.core.duties.duty import period_due
from duban.core.engine.journal import called
from duban.core.inspections.endings import Ending, endings, refuse_contradiction
from duban.core.inspections.life import InspectionState
from duban.core.inspections.limits import rule_of
from duban.core.inspections.objects import strange_leads
from duban.core.inspections.team import unled
from duban.core.inspections.warrants import refuse_unless_government
from duban.core.model.inspection import Archive, AskReview, ConcludeInspection, Dispose, Review, Serve
from duban.core.model.inspection_terms import InspectionAction, InspectionName, Outcome
from duban.core.model.terms import LedgerKind, Status, YesNo
from duban.core.policy.case_steps import InspectionStep
from duban.errors import Level, Problem, refusal

Notices = list[Problem]
_A = InspectionAction
_ART = "国令第733号"


def _conclude(
    now: InspectionState, entry: ConcludeInspection, ground: Ground, _notices: Notices
) -> ConcludeInspection:
    """Facts are clear and proven, the unit was heard (国令第733号 art. 16); what was to be seen again was."""
    for code, said, way in unready(now, entry.on, ground):
        raise refusal(code, f"{now.head.id} {said}", way, f"{_ART} 第16条")
    if now.head.name is InspectionName.GOVERNMENT and entry.approved_by is None:
        text = f"{now.head.id} 以政府名义的督查结论，没有写批准人"
        raise refusal("approver-missing", text, "写上 --approved-by 领导")
    return entry


def unready(now: InspectionState, on: date, ground: Any) -> Iterator[tuple[str, str, str]]:  # noqa: ANN401 - of a decision or of books
    """What still keeps an inspection from its conclusion: code, words, the way out."""
    yield from unled(now)
    strange = strange_leads(now, now.head, ground)
    if strange is not None:
        yield strange.code, strange.message.removeprefix(f"{now.head.id} "), strange.advice
    for task in unvisited(now, on, ground):
        way = f"duban revisit {task} --inspection {now.head.id} --method 现场 …"
        yield "not-visited", f"还没有记 {task} 回访的结果", way
    held = [each for each in now.findings.values() if each.holds]
    bare = [each for each in held if not each.evidence]
    if bare:
        told = "、".join(f"第{each.place}个" for each in bare)
        way = f"duban inspect settle {now.head.id} --finding {bare[0].place} --evidence 文件 --reason …"
        yield "no-evidence", f"{told}问题没有证据，不能作结论", way
    for each in held:
        if each.consulted is None:
            way = f"duban inspect consult {now.head.id} --unit {each.unit}"
            yield "not-heard", f"第{each.place}个问题还没有征求{each.unit}的意见", way
        elif each.answer is None and on <= (each.consulted.due_on or on):
            way = f"duban inspect answer {now.head.id} --unit {each.unit} --agreed 是"
            told = f"{each.unit}对第{each.place}个问题还没有反馈，{each.consulted.due_on} 以前可以反馈"
            yield "not-heard", told, way
    disputed = [each for each in held if each.disputed]
    if disputed:
        told = "、".join(f"第{each.place}个" for each in disputed)
        way = f"duban inspect settle {now.head.id} --finding {disputed[0].place} --holds 是/否 --reason …"
        yield "unsettled", f"{told}问题单位有异议，还没有认定", way


def unvisited(now: InspectionState, on: date, ground: Any) -> list[str]:  # noqa: ANN401 - of a decision or of books
    """The tasks of a 回访督查 that no 回访 of it has seen by `on`; what was withdrawn needs none."""
    if now.head.revisit is not YesNo.YES:
        return []
    found = {task: ground.elsewhere.find(task) for task in now.head.tasks}
    return [
        task
        for task, state in found.items()
        if state is not None
        and state.status is not Status.WITHDRAWN
        and not any(each.inspection == now.head.id and each.on <= on for each in state.revisits)
    ]


def _serve(now: InspectionState, entry: Serve, _ground: Ground, _notices: Notices) -> Serve:
    if entry.unit is not None and not any(now.register.same(entry.unit, unit) for unit in now.concerned):
        text = f"{entry.unit}不是 {now.head.id} 的督查对象，结论不送它"
        raise refusal("not-concerned", text, f"要送的：{'、'.join(now.unserved)}")
    return entry


def _ask_review(now: InspectionState, entry: AskReview, ground: Ground, _notices: Notices) -> AskReview:
    last = review_until(now, entry.unit or "", ground)
    if last is not None and entry.on > last:
        served = now.serving(entry.unit or "")
        text = f"{entry.unit} {served.on if served else ''} 收到结论，复核最迟在 {last} 申请"
        raise refusal("review-late", text, "过了时间的不再受理", f"{_ART} 第17条")
    return entry


def review_until(now: InspectionState, unit: str, ground: Any) -> date | None:  # noqa: ANN401 - of a decision or of books
    """The last day on which a unit may apply for a review; None where it has not received the conclusion."""
    served = now.serving(unit)
    held = rule_of(ground, InspectionStep.ASK_REVIEW, served.on) if served else None
    if served is None or held is None or held[1].period is None:
        return None
    return period_due(served.on, held[1].period, ground.calendar).on


def _review(now: InspectionState, entry: Review, ground: Ground, _notices: Notices) -> Review:
    pending = now.pending_review(entry.unit)
    if pending is not None and pending.moot is not None:
        text = f"{pending.moot.on} 的复核决定已{pending.moot.ruling}结论，{entry.unit}的申请不用再决定"
        raise refusal("review-moot", text, "重新作出的结论送达以后，单位可以再申请", f"{_ART} 第17条")
    own = {member.name for member in now.head.team} | {name for day in now.days for name in day.members}
    own |= {name for name, said in now.declared.items() if said.aside is YesNo.NO}
    for made in now.journal:
        if isinstance(made, ConcludeInspection):
            own |= {made.by, *ground.roll.named(made.approved_by or "", made.on)}
    named = (*entry.reviewers, *([entry.approved_by] if entry.approved_by else []))
    aside = [name for name in named if not own.isdisjoint({name, *ground.roll.named(name, entry.on)})]
    if aside:
        text = f"{'、'.join(aside)}参加过这次督查或作过结论，复核时要回避"
        raise refusal("reviewer-aside", text, "换别的复核人", f"{_ART} 第17条")
    if entry.approved_by is None:
        text = f"{now.head.id} 的复核决定由政府作出，没有写批准人"
        raise refusal("approver-missing", text, "写上 --approved-by 领导", f"{_ART} 第17条")
    return entry


def _dispose(now: InspectionState, entry: Dispose, ground: Ground, notices: Notices) -> Dispose:
    finding = now.findings.get(entry.place)
    if finding is not None and not finding.holds:
        text = f"第{entry.place}个问题不予认定，不用再处理"
        raise refusal("not-held", text, f"duban show {now.head.id} 查看")
    if entry.outcome is Outcome.RECTIFY:
        if entry.task is None:
            text = f"第{entry.place}个问题交整改，没有写哪一件"
            raise refusal("task-missing", text, "整改先立一件事项，再写上 --task 编号")
        notices += about_rectification(now, entry.place, entry.task, ground)
        return entry
    if entry.approved_by is None:
        text = f"{entry.outcome}要经政府或者行政首长批准，没有写批准人"
        raise refusal("approver-missing", text, "写上 --approved-by 领导", f"{_ART} 第21条")
    if now.head.name is InspectionName.GOVERNMENT:
        refuse_unless_government(entry, str(entry.outcome), f"{_ART} 第21条", ground, notices)
    if entry.outcome is Outcome.HAND_OVER and (entry.to is None or entry.doc_no is None):
        text = "移送要写接收机关和移送文号"
        raise refusal("hand-over-bare", text, "写上 --to 机关 --doc-no 文号", f"{_ART} 第23条")
    if entry.outcome is Outcome.CLUE:
        _refuse_unknown_clue(entry.to, ground)
    if entry.outcome is Outcome.REJECT:
        if entry.reason is None:
            raise refusal("reason-missing", "不予认定要写理由", "写上 --reason 理由")
        refuse_contradiction(now, entry.place, ground)
    return entry


def _refuse_unknown_clue(number: str | None, ground: Ground) -> None:
    if number is None or all(each.head.id != number for each in ground.elsewhere.clues()):
        text = f"没有线索 {number}" if number else "交作线索，没有写哪一条线索"
        raise refusal("no-clue", text, "写上 --to XS-…；不写 --to 的，新立一条")


def about_rectification(now: InspectionState, place: int, task: str, ground: Ground) -> Notices:
    """What is to be told where `task` puts a finding right: that its lead is another unit than the one found at.

    Raises DubanError for a task that does not, or may not.
    """
    own = f"{now.head.id}/{place}"
    state = ground.elsewhere.find(task)
    if state is None:
        raise refusal("no-task", f"没有编号为 {task} 的事项", "duban list 查看编号")
    if ground.elsewhere.ledger(task) not in {None, LedgerKind.RECTIFICATION}:
        text = f"{task} 不在整改台账，不能作 {own} 的整改"
        way = f"另立一件：duban rectify add --from {own} …；就是这一件的，先转：duban amend {task} --new-ledger 整改 …"
        raise refusal("not-rectification", text, way)
    found_in = getattr(state.file, "found_in", None)
    if found_in not in {None, own}:
        text = f"{task} 整改的是 {found_in}，不是 {own}"
        raise refusal("other-finding", text, f"另立一件：duban rectify add --from {own} …")
    if state.status is Status.WITHDRAWN or (state.status is Status.CLOSED and found_in is None):
        text = f"{task} {state.status}，不能再整改第{place}个问题"
        raise refusal("task-ended", text, f"另立一件：duban rectify add --from {own} …")
    finding, leads = now.findings.get(place), state.leads
    if finding is None or not leads or any(now.register.same(finding.unit, each) for each in leads):
        return []
    text = f"{own} 是{finding.unit}的问题，整改 {task} 由{'、'.join(leads)}牵头"
    moved = "amend" if state.status is Status.REGISTERED else "transfer"
    option = "--lead" if moved == "amend" else "--new-lead"
    way = f"不是写错的不用改；写错了的：duban {moved} {task} {option} {finding.unit} --reason …"
    return [Problem(Level.NOTICE, "other-lead", text, way)]


def _archive(now: InspectionState, entry: Archive, ground: Ground, _notices: Notices) -> Archive:
    for code, said, way in open_ends(now, entry.on, ground):
        raise refusal(code, f"{now.head.id} {said}，不能归档", way)
    return entry


def open_ends(now: InspectionState, on: date, ground: Any) -> Iterator[tuple[str, str, str]]:  # noqa: ANN401 - of a decision or of books
    """What still keeps an inspection from its archive: code, words, the way out."""
    number = now.head.id
    if not now.reports:
        yield "no-report", "还没有向领导报送督查报告", f"duban inspect report {number} --to 领导"
    for pending in now.awaited_reviews[:1]:
        yield (
            "review-pending",
            f"{pending.asked.unit}的复核还没有决定",
            f"duban inspect review {number} --unit {pending.asked.unit} --ruling …",
        )
    journal: Any = now.head.journal
    for owed in now.awaiting_paper[:1]:
        told = f"{owed.on} 的{owed.action}由{owed.approved_by}电话批准，批件还没有到"
        came = f"--event {called(owed, journal)} --set 批准方式=书面 --reason 批件已补"
        yield "paper-owed", told, f"duban inspect amend {number} {came}"
    for each in endings(now, ground.elsewhere):
        yield from _open_finding(number, each)
    for unit in now.concerned:
        last = review_until(now, unit, ground)
        served = now.serving(unit)
        asked = any(
            now.is_by(each.asked, unit) and served is not None and served.on <= each.asked.on
            for each in now.reviews
        )
        if last is not None and on <= last and not asked:
            yield (
                "review-open",
                f"{unit}可以申请复核到 {last}",
                f"{last} 以后：duban inspect archive {number}",
            )


def _open_finding(number: str, ending: Ending) -> Iterator[tuple[str, str, str]]:
    place = ending.finding.place
    if ending.is_open and ending.missing:
        lost = "、".join(each.task or "（没有写哪一件）" for each in ending.missing)
        way = f"改成账上有的：duban inspect dispose {number} --finding {place} --outcome 整改 --task 编号"
        yield "finding-open", f"第{place}个问题交整改，账上没有 {lost}", way
    elif ending.is_open and ending.withdrawn:
        way = f"另立一件：duban rectify add --from {number}/{place} …"
        yield "finding-open", f"第{place}个问题的整改撤销了，没有别的处理", way
    elif ending.is_open:
        made = f"duban inspect dispose {number} --finding {place} --outcome 整改 --task 编号"
        way = f"交整改：duban rectify add --from {number}/{place} …；整改已经立了的：{made}"
        yield "finding-open", f"第{place}个问题还没有处理", way
    if ending.uncirculated:
        way = f"duban circulate add --tone 批评 --unit {ending.finding.unit} --basis {number}/{place} …"
        yield "uncirculated", f"第{place}个问题的去向是通报，还没有记通报", way
    for task in ending.running:
        text = f"第{place}个问题的整改 {task.file.id} 还没有销号（{task.status}）"
        yield "finding-open", text, f"duban show {task.file.id}"


CONCLUSIONS: Mapping[Any, Callable[[Any, Any, Any, Notices], Any]] = {
    _A.CONCLUDE_INSPECTION: _conclude,
    _A.SERVE: _serve,
    _A.ASK_REVIEW: _ask_review,
    _A.REVIEW: _review,
    _A.DISPOSE: _dispose,
    _A.ARCHIVE: _archive,
}
"""By action: an entry completed, or refused."""
