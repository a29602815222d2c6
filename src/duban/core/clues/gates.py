"""What an entry of a clue needs besides its place in the journal: who may get it, on whose word, who must be answered.

Each function completes an entry or raises errors.DubanError with the way out.
"""

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

import msgspec

from duban.core.actions.due_dates import Ground
from duban.core.casework.changes import Gates, Notices
from duban.core.casework.draw import draw
from duban.core.clues.life import ClueState
from duban.core.clues.limits import clue_due, clue_rule, sample_size
from duban.core.engine.journal import called
from duban.core.model.clues.records import (
    AssessClue,
    CheckClue,
    CloseClue,
    DeclineClue,
    HandOverClue,
    JoinClue,
    ReferPetition,
    SampleClue,
    SendClue,
)
from duban.core.model.clues.terms import ClueAction, ClueStatus, Route
from duban.core.model.clues.terms import Ground as Why
from duban.core.model.record import raw_record
from duban.core.policy.case_steps import ClueStep
from duban.core.validation.givers import ART, refuse_named
from duban.errors import DubanError, Level, Problem, refusal

_A, _S = ClueAction, ClueStatus
Leaving = TypeVar("Leaving", HandOverClue, ReferPetition)


def _enter(now: ClueState, entry: Any, ground: Ground, _notices: Notices) -> Any:  # noqa: ANN401 - any entry
    head = now.head
    refuse_named(head.id, raw_record(head) | {"流水": []}, head.giver)
    if head.found_in is not None:
        number, _, place = head.found_in.partition("/")
        state = ground.elsewhere.find(number)
        if state is None or int(place) not in getattr(state, "findings", {}):
            raise refusal("no-finding", f"没有 {head.found_in} 这个问题", f"duban show {number} 查看问题")
    return entry


def _assess(now: ClueState, entry: AssessClue, _ground: Ground, _notices: Notices) -> AssessClue:
    if entry.route is Route.SEND and not now.head.content:
        text = f"{now.head.id} 没有写反映内容，转出去单位不知道办什么"
        raise refusal("content-missing", text, f"duban clue amend {now.head.id} --content 内容 --reason 补写")
    return entry


def with_joined(now: ClueState, ground: Ground) -> Iterator[ClueState]:
    """The clue, and those that it took over, with theirs: who is complained of in one of them, is in all."""
    joined = [each for each in ground.elsewhere.clues() if each.status is _S.JOINED]
    found = [now]
    for held in found:  # grows
        yield held
        found += [each for each in joined if each.routed.into == held.head.id and each not in found]


def _own(now: ClueState, units: Iterable[str], ground: Ground) -> str | None:
    """The first of the units that it is about, itself or by what it took over."""
    held = tuple(with_joined(now, ground))
    return next((unit for unit in units if any(each.is_about(unit) for each in held)), None)


def _own_complaint(number: str, unit: str, what: str, way: str) -> DubanError:
    text = f"{number} 反映的就是{unit}（或者它的上级），不能{what}"
    return refusal("own-complaint", text, way, f"{ART} 第26条")


def _send(now: ClueState, entry: SendClue, ground: Ground, notices: Notices) -> SendClue:
    unit, number = entry.unit or "", now.head.id
    of = next((each.head.id for each in with_joined(now, ground) if each.is_about(unit)), None)
    if of is not None and entry.approved_by is None:
        way = "转给它的主管部门，或者自查：duban clue check；确要转给它的，经批准：--approved-by 领导"
        raise _own_complaint(of, unit, "转给它自己办", way)
    if of is not None:
        text = f"{of} 反映的就是{unit}，经{entry.approved_by}批准转给它"
        notices.append(Problem(Level.NOTICE, "own-complaint", text, "转办函里不要写能认出反映人的情况"))
    last = clue_due(ground, ClueStep.FEEDBACK, entry.on)
    due = entry.due_on or last
    if due is None:
        raise refusal("limit-missing", f"{number} 转办没有时限，制度里也没有", "写上 --due-on 日期")
    if due < entry.on:
        raise refusal("past-limit", f"{number} 的时限 {due} 在转办（{entry.on}）以前", "改 --due-on")
    if last is not None and due > last and entry.approved_by is None:
        held = clue_rule(ground.policies, ClueStep.FEEDBACK, entry.on)
        clause = held[0].ground(held[1]) if held else ""
        text = f"{number} 的反馈最迟是 {last}，{due} 要经批准"
        raise refusal("limit-too-long", text, f"--due-on {last}，或 --approved-by 领导", clause)
    return msgspec.structs.replace(entry, due_on=due)


def _check(now: ClueState, entry: CheckClue, ground: Ground, _notices: Notices) -> CheckClue:
    if entry.inspection is None and entry.task is None:
        way = f"duban inspect add … --basis-clue {now.head.id}，再 --inspection DX-…；或者 --task 编号"
        raise refusal("check-bare", f"{now.head.id} 自查没有写用哪次督查、哪件事项查", way)
    for number in filter(None, (entry.inspection, entry.task)):
        held = ground.elsewhere.find(number)
        if held is None:
            raise refusal("no-task", f"没有编号为 {number} 的督查、事项", "duban list 查看编号")
        refuse_named(number, raw_record(held.file), now.head.giver)
        own = _own(now, _makers(held), ground)
        if own is not None:
            raise _own_complaint(now.head.id, own, f"用它自己办的 {number} 自查", "换一次督查、一件事项")
    return entry


def _makers(held: Any) -> tuple[str, ...]:  # noqa: ANN401 - the state of an inspection or a task
    """Who looks into it: the 主办 of an inspection, the leads of a task."""
    organizer = getattr(held.file, "organizer", None)
    return (organizer,) if organizer else getattr(held, "leads", ())


def _hand_over(now: ClueState, entry: HandOverClue, ground: Ground, _notices: Notices) -> HandOverClue:
    """Art. 23 names no approver; one is asked all the same, for it leaves the office."""
    if entry.approved_by is None:
        text = f"{now.head.id} 移送给{entry.organ}，没有写批准人"
        raise refusal("approver-missing", text, "写上 --approved-by 领导", f"{ART} 第23条")
    return _elsewhere(now, entry, ground)


def _petition(now: ClueState, entry: ReferPetition, ground: Ground, _notices: Notices) -> ReferPetition:
    return _elsewhere(now, entry, ground)


def _elsewhere(now: ClueState, entry: Leaving, ground: Ground) -> Leaving:
    """Raises DubanError where it would go to the organ that is complained of."""
    if _own(now, (entry.organ,), ground) is not None:
        raise _own_complaint(now.head.id, entry.organ, "转给、移送给它自己", "写它的上级机关：--to 机关")
    return entry


def _join(now: ClueState, entry: JoinClue, ground: Ground, _notices: Notices) -> JoinClue:
    number, into = now.head.id, ground.elsewhere.find(entry.into)
    if not isinstance(into, ClueState) or entry.into == number:
        raise refusal("no-clue", f"{number} 不能并入 {entry.into}：没有这条线索", "duban list 查看编号")
    if not into.open:
        text = f"{entry.into} {into.status}，不能再并入"
        raise refusal("joined-into-ended", text, f"没有新情况的：duban clue decline {number} --ground …")
    refuse_named(number, raw_record(now.head) | {"流水": []}, into.head.giver)
    refuse_named(number, raw_record(entry), into.head.giver)
    own = _own(now, into.units, ground)
    if own is not None and entry.approved_by is None:
        way = f"先自查、转给别的单位；确要并的，经批准：duban clue join {number} --into {entry.into} --approved-by 领导"
        raise _own_complaint(number, own, f"并入它正在办的 {entry.into}", way)
    if not _same_matter(now, into) and (entry.approved_by is None or entry.reason is None):
        text = f"{number} 和 {entry.into} 主题不同，反映的单位也不同，看不出是同一件事"
        raise refusal("other-matter", text, "确是同一件的：--reason 原因 --approved-by 领导")
    return entry


def _same_matter(now: ClueState, other: ClueState) -> bool:
    """Whether two clues are of one matter: the same 主题 or title, the same finding, or a unit of both."""
    one, two = now.head, other.head
    named = (one.subject or one.title) == (two.subject or two.title)
    found = one.found_in is not None and one.found_in == two.found_in
    return named or found or any(other.is_about(unit) for unit in now.register.expanded(one.about))


def _decline(now: ClueState, entry: DeclineClue, _ground: Ground, _notices: Notices) -> DeclineClue:
    if entry.ground is Why.OTHER and entry.reason is None:
        raise refusal("reason-missing", f"{now.head.id} 不予受理要写明理由", "写上 --reason 理由")
    return entry


def _sample(now: ClueState, entry: SampleClue, ground: Ground, _notices: Notices) -> SampleClue:
    """Each clue is in one list only: nobody draws until the lot suits."""
    text = "抽取名单里有重复的，或者比要抽的少"
    if len(set(entry.frame)) < len(entry.frame) or entry.count > len(entry.frame):
        raise refusal("draw-doubled", text, "每个只写一次")
    if set(entry.drawn) != set(draw(entry.frame, entry.count, entry.seed)):
        text = f"按名单和种子“{entry.seed}”抽中的不是这些"
        raise refusal("draw-false", text, "抽中的由程序按种子算出，不能改")
    if now.head.id not in entry.drawn:
        raise refusal("draw-false", f"{now.head.id} 没有抽中", "只记进抽中的线索")
    least = sample_size(ground.policies, len(entry.frame), entry.on)
    if least is not None and entry.count < least:
        text = f"名单 {len(entry.frame)} 条，制度要抽 {least} 条，不能只抽 {entry.count} 条"
        raise refusal("draw-too-few", text, f"--count {least}，或不写，按制度抽")
    strange = set(entry.frame) - {now.head.id} - {each.head.id for each in ground.elsewhere.clues()}
    if strange:
        text = f"抽取名单里的{'、'.join(sorted(strange)[:3])}不是账上的线索"
        raise refusal("no-clue", text, "名单由程序算出：duban clue draw")
    before = [each for each in sampled_before(ground) if each != entry]
    again = {number for each in before if each.recorded_at != entry.recorded_at for number in each.frame}
    if again & set(entry.frame):
        told = "、".join(sorted(again & set(entry.frame))[:3])
        raise refusal("draw-again", f"{told}已经在名单里抽过，不能一直抽到满意为止", "名单里去掉抽过的")
    return entry


def sampled_before(ground: Ground) -> Iterator[SampleClue]:
    """The draws that were made, also those that were voided since: drawn is drawn."""
    for state in ground.elsewhere.clues():
        yield from (each for each in state.head.journal if isinstance(each, SampleClue))


def frame_of(ground: Ground) -> tuple[str, ...]:
    """The clues that a lot is drawn from: units reported on them, and none was in a list before.

    Those that were closed since the last draw are among them: who closes first is looked at all the same.
    """
    draws = list(sampled_before(ground))
    before = {number for each in draws for number in each.frame}
    last = max((each.on for each in draws), default=None)

    def is_in_reach(state: ClueState) -> bool:
        if state.status is _S.CLOSED:
            return state.reports != [] and (last is None or state.closed.on >= last)
        return state.status is _S.REPORTED

    found = (each for each in ground.elsewhere.clues() if each.sendings and is_in_reach(each))
    return tuple(sorted(each.head.id for each in found if each.head.id not in before))


def open_ends(now: ClueState) -> Iterator[tuple[str, str, str]]:
    """What still keeps a clue from its end, unless it is said why: code, words, the way out."""
    number = now.head.id
    journal: Any = now.head.journal
    if now.unverified:
        way = f"duban clue verify {number} --check 情况一致 --found 情况"
        yield "not-verified", "抽中了还没有核查", way
    for owed in now.awaiting_paper[:1]:
        told = f"{owed.on} 的{owed.action}由{owed.approved_by}电话批准，批件还没有到"
        came = f"--event {called(owed, journal)} --set 批准方式=书面 --reason 批件已补"
        yield "paper-owed", told, f"duban clue amend {number} {came}"
    if now.head.giver is not None and not now.answered:
        way = f"duban clue answer {number} --via 电话"
        yield "not-answered", "还没有答复反映人", way


def _close(now: ClueState, entry: CloseClue, _ground: Ground, _notices: Notices) -> CloseClue:
    for code, said, way in open_ends(now):
        if code == "not-answered":
            if entry.unanswered is not None:
                continue
            raise refusal(code, f"{now.head.id} {said}，不能办结", f"{way}；不能答复的：--unanswered 原因")
        raise refusal(code, f"{now.head.id} {said}，不能办结", way)
    return entry


GATES: Gates = {
    _A.ENTER_CLUE: _enter,
    _A.ASSESS_CLUE: _assess,
    _A.SEND_CLUE: _send,
    _A.CHECK_CLUE: _check,
    _A.HAND_OVER_CLUE: _hand_over,
    _A.REFER_PETITION: _petition,
    _A.JOIN_CLUE: _join,
    _A.DECLINE_CLUE: _decline,
    _A.SAMPLE_CLUE: _sample,
    _A.CLOSE_CLUE: _close,
}
"""By action: an entry completed, or refused."""
