"""What a result needs besides its place in the journal: an approver, a unit, what it rests on, what it speaks of.

Each gate refuses with errors.DubanError and the way out; what only ought to be is a notice.
"""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from duban.core.actions.corrections import is_slip
from duban.core.actions.due_dates import Ground
from duban.core.engine.decide import refuse_future
from duban.core.engine.fold import fold
from duban.core.engine.journal import corrected_event, is_named_by
from duban.core.model.events import Correct
from duban.core.model.inspection_terms import Outcome
from duban.core.model.results.records import Award, Circulate, DecideExemption, ServeResult, Supply, causes_of
from duban.core.model.results.terms import Mercy, ResultAction, ResultKind, ResultStage, Tone
from duban.core.model.suggest import guess, nearest
from duban.core.model.terms import Action, ApprovedVia, YesNo
from duban.core.periods.spans import parse_span
from duban.core.results.life import TOLD, BookState, Matter, Results, can_be_exempted
from duban.errors import Level, Problem, refusal

Notices = list[Problem]
_SEE = "duban {} list 查看"


def _results(ground: Ground) -> Results:
    found: Results | None = ground.elsewhere.results()
    return found or Results({}, {})


def _refuse_unapproved(entry: Any) -> None:  # noqa: ANN401 - any entry that is approved
    if entry.approved_by is None:
        text = f"{entry.number} 的{entry.action}没有写批准人"
        raise refusal("approver-missing", text, "写上 --approved-by 领导")
    if entry.approved_via is ApprovedVia.PHONE:
        text = f"{entry.number} 的{entry.action}不能凭电话批准"
        raise refusal("phone-result", text, "批件到了再记：--approved-via 书面 或 会议")


def _refuse_nobody(entry: Any) -> None:  # noqa: ANN401 - any entry that opens a result
    if entry.unit is None and not entry.persons:
        raise refusal(
            "whom-missing", f"{entry.number} 没有写是哪个单位、哪个人", "--unit 单位，或 --person 姓名"
        )


def _refuse_unknown_causes(entry: Circulate | Supply, ground: Ground) -> None:
    """Raises DubanError for a cause that neither the vocabulary nor the policy of the day has."""
    known = [each.name for each in ground.policies.at(entry.on).settings.causes]
    for name in entry.other_causes:
        if name not in known:
            listed = f"制度里另列的有：{'、'.join(known)}" if known else "制度里没有另列原因"
            how = "要加的，写进 制度/ 里那份制度的 设置、原因（名称、条款），再 duban commit"
            way = f"{guess(nearest(name, known))}{listed}；{how}"
            raise refusal("unknown-cause", f"{entry.number} 的原因“{name}”，制度里没有", way)


def _refuse_groundless(entry: Any, ground: Ground) -> None:  # noqa: ANN401 - any entry that opens a result
    """Raises DubanError for a result that rests on nothing, or on what is not in the books."""
    if not entry.basis and not entry.evidence:
        text = f"{entry.number} 没有写依据，也没有附证据"
        way = "--basis 编号（事项 WJ-…、督查的问题 DX-…/3），或 --evidence 文件"
        raise refusal("basis-missing", text, way)
    results = _results(ground)
    for word in entry.basis:
        number, sign, place = word.partition("/")
        held = ground.elsewhere.find(number)
        finding = not sign or (place.isdecimal() and int(place) in getattr(held, "findings", {}))
        if (held is None and number not in results.matters) or not finding:
            text = f"{entry.number} 的依据 {word}：账上没有"
            raise refusal(
                "no-basis", text, "核对编号：duban list；督查的问题写 DX-2026-0001/3，duban show 查看"
            )


def _tell_undisposed(entry: Circulate, ground: Ground, notices: Notices) -> None:
    """A finding that is circulated ends so (处理) in its inspection too."""
    for word in entry.basis:
        number, sign, place = word.partition("/")
        finding: Any = ground.elsewhere.find(number).findings.get(int(place)) if sign else None
        if finding is not None and not any(
            each.outcome is Outcome.CIRCULATE and each.on <= entry.on for each in finding.disposals
        ):
            text = f"{word} 通报了，督查里还没有记这个去向"
            way = f"duban inspect dispose {number} --finding {place} --outcome 通报 --approved-by 领导"
            notices.append(Problem(Level.NOTICE, "finding-undisposed", text, way))


def _refuse_bad_limit(entry: Circulate, ground: Ground) -> None:
    if entry.due_on is not None and entry.due_on < entry.on:
        text = f"{entry.number} 的限期整改 {entry.due_on} 在通报（{entry.on}）以前"
        raise refusal("due-before", text, "改 --due-on")
    if (entry.due_on is None) is not (entry.rectification is None):
        text = f"{entry.number} 的限期整改和整改事项要一起写"
        raise refusal("limit-without-task", text, "用 duban circulate add --due-on …：整改事项同时立项")
    if entry.rectification is not None and ground.elsewhere.find(entry.rectification) is None:
        raise refusal(
            "no-task", f"{entry.number} 的整改 {entry.rectification}：账上没有", "duban list 查看编号"
        )


def _circulate(_now: BookState, entry: Circulate, ground: Ground, notices: Notices) -> None:
    """A circular; of a superior's only what it rests on is asked, for it is not ours."""
    if entry.issuer is None:
        _refuse_unapproved(entry)
    _refuse_nobody(entry)
    _refuse_groundless(entry, ground)
    _tell_undisposed(entry, ground, notices)
    _refuse_unknown_causes(entry, ground)
    if entry.tone is Tone.PRAISE:
        if causes_of(entry) or entry.due_on or entry.filed_with:
            text = f"{entry.number} 是表扬，不写原因、限期整改、登记备案"
            raise refusal("praise-odd", text, "去掉 --cause、--due-on、--filed-with；是批评的写 --tone 批评")
        return
    _refuse_bad_limit(entry, ground)
    if entry.issuer is not None:
        return
    if not causes_of(entry):
        way = "--cause 措施不力，可以写几个；有哪些见 duban circulate add --help"
        raise refusal("cause-missing", f"{entry.number} 是批评，没有写原因", way)
    for missing, way in ((entry.due_on, "--due-on 日期"), (entry.filed_with, "--filed-with 机关")):
        if missing is None:
            what = "限期整改" if way.startswith("--due") else "报哪个部门登记备案"
            text = f"{entry.number} 是通报批评，没有写{what}"
            notices.append(Problem(Level.NOTICE, "blame-incomplete", text, f"{way}（参照六盘水四（五））"))


def _supply(_now: BookState, entry: Supply, ground: Ground, _notices: Notices) -> None:
    _refuse_nobody(entry)
    _refuse_unknown_causes(entry, ground)
    _refuse_groundless(entry, ground)


def _award(_now: BookState, entry: Award, ground: Ground, notices: Notices) -> None:
    _refuse_unapproved(entry)
    _refuse_nobody(entry)
    _refuse_groundless(entry, ground)
    span = parse_span(entry.half) if entry.half else None
    if span is not None and span.start > entry.on:
        raise refusal("future-period", f"{entry.half} 还没有开始，评不出亮点", "写已经开始的半年，如 2026H1")
    results = _results(ground)
    for matter in results.of(ResultKind.NEGATIVE):
        named = matter.opened.unit
        listed = matter.stage is ResultStage.LISTED and matter.number not in results.exempted
        if listed and named and entry.unit and ground.register.same(named, entry.unit):
            text = f"{entry.unit} 在负面清单上（{matter.number}，{matter.changed.on} 纳入）"
            notices.append(Problem(Level.NOTICE, "awarded-though-listed", text, _SEE.format("negative")))


def _approved(_now: BookState, entry: Any, _ground: Ground, _notices: Notices) -> None:  # noqa: ANN401 - any entry
    _refuse_unapproved(entry)


def _target(number: str, entry: Any, ground: Ground) -> Matter:  # noqa: ANN401 - an entry of an exemption
    """What an exemption speaks of. Raises DubanError where it is nothing that could be exempted."""
    results = _results(ground)
    matter = results.matters.get(number)
    if matter is None:
        raise refusal("no-result", f"{entry.number} 要免的 {number}：账上没有", _SEE.format("circulate"))
    if not can_be_exempted(matter):
        text = f"{number} 是{matter.kind}，现在“{matter.stage}”，没有什么可以容错的"
        raise refusal("not-exemptible", text, "容错只对通报批评和已纳入的负面清单")
    return matter


def _ask(_now: BookState, entry: Any, ground: Ground, _notices: Notices) -> None:  # noqa: ANN401 - AskExemption
    _target(entry.of, entry, ground)
    results = _results(ground)
    for other in results.of(ResultKind.EXEMPTION):
        if (
            other.target == entry.of
            and other.stage is not ResultStage.REFUSED
            and other.number != entry.number
        ):
            text = f"{entry.of} 已经有 {other.number}（{other.stage}）"
            raise refusal("exemption-twice", text, f"接着办那一件：duban exempt list 查看 {other.number}")


def _decide(now: BookState, entry: DecideExemption, ground: Ground, _notices: Notices) -> None:
    _refuse_unapproved(entry)
    if entry.mercy is not Mercy.NONE and entry.righting is None:
        text = f"{entry.number} 认定容错，没有写怎样纠错"
        raise refusal("righting-missing", text, "--righting 文字：容错和纠错一起作（乐东第43条“容错纠错”）")
    matter = now.matters.get(entry.number)
    if matter is not None and matter.kind is ResultKind.EXEMPTION and entry.mercy is not Mercy.NONE:
        _target(matter.target, entry, ground)


def _serve(now: BookState, entry: ServeResult, _ground: Ground, _notices: Notices) -> None:
    matter = now.matters.get(entry.number)
    if matter is None:
        return
    for each in reversed(matter.steps):
        if not isinstance(each, TOLD):
            return
        if isinstance(each, ServeResult) and (each.receiver, each.organ) == (entry.receiver, entry.organ):
            text = f"{entry.number} 已在 {each.on} 送达{each.receiver}（{each.paper}）"
            raise refusal("served-twice", text, "不必再记；送另一个机关的写 --organ")


GATES: Mapping[Any, Callable[[BookState, Any, Ground, Notices], None]] = {
    ResultAction.CIRCULATE: _circulate,
    ResultAction.SUPPLY: _supply,
    ResultAction.AWARD: _award,
    ResultAction.REVOKE_RESULT: _approved,
    ResultAction.ASK_EXEMPTION: _ask,
    ResultAction.DECIDE_EXEMPTION: _decide,
    ResultAction.SERVE_RESULT: _serve,
}
"""By action: what refuses an entry."""


def _correct(now: BookState, entry: Correct, ground: Ground) -> None:
    """What could not have been written cannot be written by a correction; the slip of the day needs no word."""
    journal: tuple[Any, ...] = now.file.journal
    wrong = next((each for each in journal if is_named_by(each, entry.target)), None)
    if entry.approved_by is None and (
        wrong is None or wrong_is_out(now, wrong) or not is_slip(now, wrong, entry)
    ):
        text = f"更正 {entry.target.on} 的{entry.target.action}，没有写批准人"
        raise refusal("approver-missing", text, "写上 --approved-by 领导")
    if wrong is None or entry.void is YesNo.YES:
        return
    if "编号" in (entry.value or {}):
        raise refusal("number-fixed", "编号终身不变，不能更正", "记错的用 --void 作废，另记一笔")
    try:
        right = corrected_event(wrong, entry)
    except msgspec.ValidationError:
        return  # the fold reports it as a bad correction, and decide refuses it there
    refuse_future(right, ground)
    gate = GATES.get(right.action)
    if gate is not None:
        without = msgspec.structs.replace(now.file, journal=tuple(e for e in journal if e is not wrong))
        state: Any = fold(now.life, without, right.on, register=now.register)
        gate(state, right, ground, [])


def wrong_is_out(now: BookState, wrong: Any) -> bool:  # noqa: ANN401 - any entry
    """Whether somebody has already been served the result that an entry belongs to."""
    matter = now.matters.get(wrong.number)
    return matter is not None and bool(matter.served)


def complete(now: BookState, entry: Any, ground: Ground, notices: Notices) -> Any:  # noqa: ANN401 - any entry
    """An entry as it may be written."""
    if entry.action is Action.CORRECT:
        _correct(now, entry, ground)
        return entry
    gate = GATES.get(entry.action)
    if gate is not None:
        gate(now, entry, ground, notices)
    return entry
