"""What an entry of an inspection needs besides its place in the journal: who may, on whose word, by when.

Each function completes an entry or raises errors.DubanError with the way out; what only ought to be is a notice.
"""

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, cast

import msgspec

from duban.core.actions.approval import Word, refuse_other_post, refuse_strangers
from duban.core.actions.due_dates import Ground
from duban.core.casework.draw import draw
from duban.core.duties.duty import period_due
from duban.core.engine.fold import fold
from duban.core.inspections.conclusions import CONCLUSIONS
from duban.core.inspections.endings import refuse_contradiction
from duban.core.inspections.life import ENDED, InspectionState
from duban.core.inspections.limits import last_filing, rule_of, tell_past
from duban.core.inspections.objects import (
    refuse_own,
    refuse_same_day,
    refuse_stranger,
    refuse_wider_lot,
    strange_leads,
    tell_strange_leads,
)
from duban.core.inspections.overlap import related, tell_overlap
from duban.core.inspections.owed import refuse_wrong_duty
from duban.core.inspections.team import (
    is_member,
    refuse_odd_team,
    refuse_partial,
    refuse_partial_on_site,
    tell_partial,
)
from duban.core.inspections.warrants import (
    is_settled,
    refuse_bare,
    refuse_givers,
    refuse_other_settler,
    refuse_unfounded,
    refuse_unless_government,
    unfounded,
)
from duban.core.model.inspection import (
    Announce,
    AnswerFinding,
    Cancel,
    Consult,
    Declare,
    Draw,
    File,
    Find,
    Inspect,
    Inspection,
    Merge,
    Propose,
    ReportUp,
    Scheme,
    SetOut,
    Settle,
    SiteDay,
)
from duban.core.model.inspection_terms import (
    DrawnOf,
    InspectionAction,
    InspectionName,
    InspectionStatus,
    LegalMeans,
    Manner,
)
from duban.core.model.record import raw_record
from duban.core.model.terms import YesNo
from duban.core.policy.case_steps import InspectionStep
from duban.errors import DubanError, Level, Problem, refusal

Notices = list[Problem]
_A = InspectionAction
_ART = "国令第733号"


def refuse_head(head: Inspection) -> None:
    """Raises DubanError for a head that no inspection may have, when it is entered or changed."""
    if head.organizer is not None and head.name is InspectionName.GOVERNMENT and head.designation is None:
        raise refusal(
            "not-designated",
            f"{head.organizer}以政府名义督查，要有政府的指定：未经指定不得开展",
            "写上 --designated-by 机关 --designated-on 日期 --designated-scope … --designated-duties … "
            "--designated-until 日期；部门自己的督查用 --name 部门，提前备案",
            f"{_ART} 第7条",
        )
    if head.starts_on and head.ends_on and head.ends_on < head.starts_on:
        text = f"督查从 {head.starts_on} 开始，不能在 {head.ends_on} 结束"
        raise refusal("ends-before-start", text, "改 --starts-on 或 --ends-on")
    if head.name is InspectionName.DEPARTMENT and head.organizer is None:
        raise refusal("organizer-missing", "部门自己的督查，没有写是哪个部门", "写上 --organizer 单位")
    if head.designation is not None and head.designation.until < head.designation.on:
        text = f"{head.designation.on} 指定，期限却到 {head.designation.until}，先后颠倒了"
        raise refusal("designation-odd", text, "改 --designated-on 或 --designated-until")
    refuse_bare(head)
    refuse_odd_team(head)


def _inspect(now: InspectionState, entry: Inspect, ground: Ground, notices: Notices) -> Inspect:
    refuse_head(now.head)
    refuse_wrong_duty(now.head, ground.policies, entry.on)
    refuse_unfounded(now.head, ground, notices)
    refuse_givers(now.head, raw_record(now.head), ground)
    refuse_own(now, now.head)
    tell_past(now.head, entry, notices)
    tell_strange_leads(now, now.head, ground, notices)
    tell_overlap(now.head, entry.on, ground, notices)
    return entry


def _file(now: InspectionState, entry: File, ground: Ground, notices: Notices) -> File:
    head = now.head
    if head.name is not InspectionName.DEPARTMENT:
        text = f"{head.id} 以政府名义督查，不用备案"
        raise refusal(
            "not-filed-here", text, "部门自己的督查才备案；改名义：duban inspect amend … --name 部门"
        )
    last = last_filing(now, ground.policies, ground.calendar, entry.on)
    if last is not None and last < entry.on:
        held = rule_of(ground, InspectionStep.FILE, entry.on)
        clause = held[0].ground(held[1]) if held else ""
        text = f"{head.id} 计划 {head.starts_on} 开始，最迟应在 {last} 备案"
        notices.append(Problem(Level.NOTICE, "filed-late", text, "改期，或由领导批准按计划外开展", clause))
    return entry


def _propose(now: InspectionState, entry: Propose, ground: Ground, notices: Notices) -> Propose:
    head = now.head
    if not now.is_proposed:
        own = head.name is InspectionName.DEPARTMENT
        text = f"{head.id} 不是部门以政府名义的督查，不用报计划"
        way = (
            f"部门自己的督查要备案：duban inspect file {head.id}" if own else "列入计划：duban inspect plan …"
        )
        raise refusal("not-proposed-here", text, way)
    last = last_filing(now, ground.policies, ground.calendar, entry.on)
    if last is not None and last < entry.on and not now.proposals:
        held = rule_of(ground, InspectionStep.PROPOSE, entry.on)
        clause = held[0].ground(held[1]) if held else ""
        text = f"{head.id} 计划 {head.starts_on} 开始，最迟应在 {last} 报计划"
        notices.append(
            Problem(Level.NOTICE, "proposed-late", text, "改期，或由行政首长批准按计划外开展", clause)
        )
    if entry.approved_by is not None:
        refuse_other_settler(head, entry.approved_by, entry.on, ground, notices, what="计划")
    return entry


def _report(_now: InspectionState, entry: ReportUp, ground: Ground, notices: Notices) -> ReportUp:
    if _ORGAN.fullmatch(entry.to) is None and ground.register.find(entry.to) is None:
        refuse_strangers(entry.to, "报送的领导", ground.roll, notices, entry.on)
    return entry


_ORGAN = re.compile(r".{2,}(?:府|办|办公室|委|委员会|局|厅|部|室|院|组|人大|政协)")
"""To whom a report goes that is no person: a superior's office, a committee."""
_WANTED: Mapping[str, Callable[[InspectionState], object]] = {
    "督查内容（--content）": lambda now: now.head.content,
    "督查对象（--object）": lambda now: now.head.objects,
    "范围（--scope）": lambda now: now.head.scope,
    "起止日期（--starts-on、--ends-on）": lambda now: now.head.starts_on and now.head.ends_on,
    "组长（--team 姓名:组长）": lambda now: now.head.head_of_team,
    "组长由谁指定（--named-by）": lambda now: now.head.named_by,
    "回访的事项（--task）": lambda now: now.head.tasks or now.head.revisit is YesNo.NO,
}


def lacking(now: InspectionState) -> list[str]:
    """What the scheme still has to name (国令第733号 arts. 8, 15), with the option that fills it."""
    return [words for words, ask in _WANTED.items() if not ask(now)]


_ASKED_OF_UNITS = (LegalMeans.HEARING, LegalMeans.SELF_CHECK)


def _tell_announced_means(head: Inspection, notices: Notices) -> None:
    """A notice where nobody is told and yet units are to report: 四不两直 hears no reports (Liupanshui 五（一）)."""
    asked = "、".join(each for each in _ASKED_OF_UNITS if each in head.means)
    if asked and (head.announced is YesNo.NO or Manner.UNANNOUNCED in head.manner):
        text = f"{head.id} 不发通知（暗访），又要{asked}：单位事先就知道了"
        notices.append(
            Problem(Level.NOTICE, "means-announced", text, f"duban inspect amend {head.id} --means …")
        )


def _scheme(now: InspectionState, entry: Scheme, ground: Ground, notices: Notices) -> Scheme:
    """The scheme names what art. 15 asks for; the group has a head whom the government named (art. 8)."""
    head = now.head
    strange = strange_leads(now, head, ground)
    if strange is not None:
        raise DubanError(strange)
    tell_past(head, entry, notices)
    if head.name is InspectionName.DEPARTMENT:
        return entry
    missing = lacking(now)
    if missing:
        raise refusal(
            "scheme-incomplete",
            f"{head.id} 的督查方案还缺：{'、'.join(missing)}",
            f"先补上：duban inspect amend {head.id} …",
            f"{_ART} 第8、15条",
        )
    if entry.approved_by is None:
        text = f"{head.id} 的督查方案要经审定，没有写批准人"
        raise refusal("approver-missing", text, f"duban inspect scheme {head.id} --approved-by 领导")
    if not (now.proposals and is_settled(now, entry.on, ground)):
        refuse_other_settler(head, entry.approved_by, entry.on, ground, notices)
    if head.named_by is not None:
        refuse_other_post(Word(head.named_by, "督查组组长的指定", entry.on, f"{_ART} 第8条"), ground, notices)
    tell_partial(now, notices)
    _tell_announced_means(head, notices)
    tell_overlap(now.head, entry.on, ground, notices)
    return entry


def _declare(now: InspectionState, entry: Declare, _ground: Ground, _notices: Notices) -> Declare:
    before = now.declared.get(entry.member)
    if not is_member(now, entry.member) and before is None:
        names = "、".join(member.name for member in now.head.team) or "还没有写组员"
        raise refusal("not-a-member", f"{entry.member}不在 {now.head.id} 的督查组里", f"督查组：{names}")
    if entry.aside is YesNo.YES and entry.reason is None:
        raise refusal("reason-missing", f"{entry.member}要回避，没有写情形", "写上 --reason 情形")
    lifts = before is not None and before.aside is YesNo.YES and entry.aside is YesNo.NO
    if lifts and (entry.reason is None or entry.approved_by is None):
        text = f"{entry.member}声明过要回避（{before.reason if before else ''}），解除要写明原因、经批准"
        raise refusal("aside-lifted", text, "写上 --reason 原因 --approved-by 领导")
    return entry


def _draw(now: InspectionState, entry: Draw, ground: Ground, notices: Notices) -> Draw:
    if entry.count > len(entry.frame):
        text = f"名单只有{len(entry.frame)}个，抽不出{entry.count}个"
        raise refusal("draw-too-many", text, "减少 --count，或补全名单")
    if len(set(entry.frame)) < len(entry.frame):
        raise refusal("draw-doubled", f"{now.head.id} 的抽取名单里有重复的", "每个只写一次")
    refuse_wider_lot(now, entry)
    first = _drawn_before(now, entry)
    if first is not None and (entry.note is None or entry.approved_by is None):
        text = f"{now.head.id} 在 {first.on} 用种子“{first.seed}”抽过{entry.of}，不能一直抽到满意为止"
        raise refusal("draw-again", text, "确要重抽的写明原因、经批准：--note 原因 --approved-by 领导")
    if first is not None:
        text = f"{now.head.id} 的{entry.of}是重抽的，{first.on} 的那一次（种子“{first.seed}”）留在流水里"
        notices.append(Problem(Level.NOTICE, "drawn-again", text))
    right = draw(entry.frame, entry.count, entry.seed)
    if set(entry.drawn) != set(right):
        text = f"按名单和种子“{entry.seed}”抽中的是{'、'.join(right)}，写的却是{'、'.join(entry.drawn)}"
        raise refusal("draw-false", text, "抽中的由程序按种子算出，不能改")
    if entry.of is DrawnOf.OBJECTS:
        drawn = fold(
            now.life,
            msgspec.structs.replace(now.head, journal=(*now.head.journal, entry)),
            entry.on,
            register=now.register,
        )
        tell_strange_leads(cast("InspectionState", drawn), now.head, ground, notices)
    return entry


def _drawn_before(now: InspectionState, entry: Draw) -> Draw | None:
    """The last draw out of a list that has something of this one; one that was voided was drawn all the same."""
    drawn = (each for each in now.head.journal if isinstance(each, Draw) and each.of is entry.of)
    same = [each for each in drawn if not set(each.frame).isdisjoint(entry.frame)]
    return max(same, key=lambda each: each.recorded_at, default=None)


def _announce(now: InspectionState, entry: Announce, _ground: Ground, _notices: Notices) -> Announce:
    if now.head.announced is YesNo.NO:
        text = f"{now.head.id} 写明不发通知，不能通知单位"
        raise refusal(
            "unannounced", text, f"要通知的先改：duban inspect amend {now.head.id} --announced 是 …"
        )
    refuse_stranger(now, entry.unit)
    return entry


_FIRST = {
    "not-filed": "先备案：duban inspect file {}；",
    "not-proposed": "计划报来了的记上：duban inspect propose {} --on 报来那天；",
    "not-settled": "审定了的记上：duban inspect propose {} --approved-by 秘书长；",
}
"""What to do about what is lacking, before the way round it."""


def _start(now: InspectionState, entry: SetOut, ground: Ground, notices: Notices) -> SetOut:
    head = now.head
    why = unfounded(now, entry.on, ground)
    if entry.unplanned is not None and entry.approved_by is None:
        text = f"{head.id} 按计划外开展，没有写批准人"
        raise refusal(
            "approver-missing", text, f"duban inspect start {head.id} --unplanned 原因 --approved-by …"
        )
    if entry.unplanned is not None and head.name is InspectionName.GOVERNMENT:
        refuse_unless_government(entry, "计划外开展", f"{_ART} 第11条", ground, notices)
    if why is not None and entry.unplanned is None:
        code, text, clause = why
        who = "行政首长" if head.name is InspectionName.GOVERNMENT else "领导"
        first = _FIRST.get(code, "").format(head.id)
        way = f"{first}确需开展的由{who}批准：duban inspect start {head.id} --unplanned 原因 --approved-by {who}"
        raise refusal(code, f"{head.id} {text}", way, clause)
    if head.starts_on and head.ends_on and not head.starts_on <= entry.on <= head.ends_on:
        text = f"{head.id} 定在 {head.starts_on} 至 {head.ends_on}，{entry.on} 不在里面"
        way = f"改期：duban inspect amend {head.id} --starts-on … --ends-on … --approved-by … --reason …"
        raise refusal("outside-scheme", text, way, f"{_ART} 第15条")
    if head.designation is not None and entry.on < head.designation.on:
        text = f"{head.id} 在 {head.designation.on} 才指定，{entry.on} 不能开展"
        way = f"改实施的日期，或改正指定的日期：duban inspect amend {head.id} --designated-on …"
        raise refusal("not-designated", text, way, f"{_ART} 第7条")
    if head.designation is not None and entry.on > head.designation.until:
        text = f"{head.id} 指定的期限到 {head.designation.until} 为止"
        way = f"请政府重新指定：duban inspect amend {head.id} --designated-until … --approved-by … --reason …"
        raise refusal("designation-over", text, way, f"{_ART} 第7条")
    strange = strange_leads(now, head, ground)
    if strange is not None:
        raise DubanError(strange)
    refuse_partial(now)
    silent = [member.name for member in head.team if member.name not in now.declared]
    if silent:
        text = f"{head.id} 的{'、'.join(silent)}还没有回避声明"
        notices.append(Problem(Level.NOTICE, "undeclared", text, f"duban inspect declare {head.id} 姓名"))
    return entry


def _site_day(now: InspectionState, entry: SiteDay, _ground: Ground, notices: Notices) -> SiteDay:
    strange = [name for name in entry.members if not is_member(now, name)]
    if strange:
        text = f"{'、'.join(strange)}不在 {now.head.id} 的督查组里"
        raise refusal("not-a-member", text, f"先改督查组：duban inspect amend {now.head.id} --team …")
    if entry.unit is not None:
        refuse_stranger(now, entry.unit)
    refuse_partial_on_site(now, entry)
    refuse_same_day(now, entry)
    designated = now.head.designation
    if designated is not None and entry.on > designated.until:
        text = f"{now.head.id} 指定的期限到 {designated.until} 为止，{entry.on} 不能再到现场"
        way = f"请政府重新指定：duban inspect amend {now.head.id} --designated-until … --approved-by … --reason …"
        raise refusal("designation-over", text, way, f"{_ART} 第7条")
    past = now.head.ends_on is not None and entry.on > now.head.ends_on
    if past and now.status is InspectionStatus.ON_SITE:
        text = f"{now.head.id} 的方案到 {now.head.ends_on} 为止"
        notices.append(Problem(Level.NOTICE, "past-scheme", text, "延长的要变更方案", f"{_ART} 第15条"))
    return entry


def _find(now: InspectionState, entry: Find, _ground: Ground, _notices: Notices) -> Find:
    refuse_stranger(now, entry.unit)
    return entry


def _consult(now: InspectionState, entry: Consult, ground: Ground, notices: Notices) -> Consult:
    if entry.unit is None or not now.of_unit(entry.unit):
        text = f"{now.head.id} 没有记{entry.unit or '单位'}的问题，没有什么要征求意见"
        raise refusal("nothing-found", text, f"先记问题：duban inspect find {now.head.id} --unit …")
    same = any(each.on == entry.on and now.is_by(each, entry.unit) for each in now.consults)
    if same and all(each.consulted is not None for each in now.of_unit(entry.unit)):
        text = f"{now.head.id} {entry.on} 已经就这些问题征求{entry.unit}的意见"
        way = f"时限写错了的：duban inspect amend {now.head.id} --event 征求意见 --set 时限=… --reason …"
        raise refusal("consulted-today", text, way)
    if entry.due_on is not None and entry.due_on < entry.on:
        text = f"反馈时限 {entry.due_on} 在征求意见那天（{entry.on}）以前"
        raise refusal("due-before", text, "改 --due-on")
    held = rule_of(ground, InspectionStep.CONSULT, entry.on)
    usual = period_due(entry.on, held[1].period, ground.calendar).on if held and held[1].period else None
    if entry.due_on is not None and entry.due_on < (usual or entry.on + timedelta(days=1)):
        told = "当天" if entry.due_on == entry.on else str(entry.due_on)
        text = f"只给{entry.unit}到{told}的时间反馈意见" + (f"，按制度到 {usual}" if usual else "")
        clause = held[0].ground(held[1]) if held else ""
        notices.append(Problem(Level.NOTICE, "due-short", text, "太短的改 --due-on", clause))
    if entry.due_on is not None:
        return entry
    if usual is None:
        text = "制度没有写单位几天内反馈意见"
        raise refusal("no-limit", text, f"duban inspect consult {now.head.id} --unit … --due-on 日期")
    return msgspec.structs.replace(entry, due_on=usual)


def _answer(now: InspectionState, entry: AnswerFinding, _ground: Ground, _notices: Notices) -> AnswerFinding:
    if entry.place is not None and entry.place not in now.findings:
        return entry  # the table says that there is none
    meant = now.of_unit(entry.unit or "") if entry.place is None else [now.findings[entry.place]]
    if any(not now.register.answers_for(entry.unit or "", each.unit) for each in meant):
        text = f"第{entry.place}个问题是{meant[0].unit}的，不是{entry.unit}的"
        raise refusal("wrong-unit", text, f"--unit {meant[0].unit}")
    if not meant or any(each.consulted is None for each in meant):
        text = f"{now.head.id} 还没有就这些问题征求{entry.unit or '单位'}的意见"
        raise refusal(
            "not-consulted", text, f"duban inspect consult {now.head.id} --unit {entry.unit or '…'}"
        )
    if entry.agreed is YesNo.NO and entry.opinion is None:
        raise refusal("opinion-missing", "单位不认可，没有写它的意见", "写上 --opinion 意见")
    return entry


def _settle(now: InspectionState, entry: Settle, ground: Ground, _notices: Notices) -> Settle:
    if entry.holds is YesNo.NO and entry.approved_by is None:
        text = f"{now.head.id} 第{entry.place}个问题不予认定，没有写批准人"
        raise refusal("approver-missing", text, "写上 --approved-by 领导")
    if entry.holds is YesNo.NO:
        refuse_contradiction(now, entry.place, ground)
    return entry


def _cancel(now: InspectionState, entry: Cancel, _ground: Ground, _notices: Notices) -> Cancel:
    if entry.approved_by is None:
        text = f"{now.head.id} 取消要经批准，没有写批准人"
        raise refusal("approver-missing", text, "写上 --approved-by 领导")
    if any(each.holds for each in now.findings.values()):
        text = f"{now.head.id} 已经查出问题，不能取消：每个问题都要有结果"
        raise refusal("findings-stand", text, f"{_ART} 第16条：作出结论，再处理")
    return entry


def _merge(now: InspectionState, entry: Merge, ground: Ground, _notices: Notices) -> Merge:
    number = now.head.id
    into = next((each for each in ground.elsewhere.inspections() if each.head.id == entry.into), None)
    if entry.into == number:
        raise refusal("merged-into-itself", f"{number} 不能并入它自己", "--into 写另一次督查的编号")
    if into is None:
        raise refusal("no-inspection", f"{number} 不能并入 {entry.into}：没有这次督查", "duban list 查看编号")
    if into.status in ENDED or into.concluded is not None:
        text = f"{entry.into} {into.status}，不能再并入"
        raise refusal("merged-into-ended", text, "并入还没有作出结论的一次")
    if not related(now.head, into, now.register):
        text = f"{number} 和 {entry.into}（{into.head.title}）不是同一事项，也没有相同的督查对象，不能并入"
        subject, cancel = (
            f"duban inspect {each}" for each in (f"amend {number} --subject …", f"cancel {number} …")
        )
        way = f"同一事项的写明主题：{subject}；不督查了的：{cancel}"
        raise refusal("unrelated", text, way)
    if now.head.rule is not None and (into.head.rule, into.head.period) != (now.head.rule, now.head.period):
        text = f"{number} 是“{now.head.rule}”{now.head.period}期要的督查，{entry.into} 不是"
        way = f"先写到那一次：duban inspect amend {entry.into} --rule {now.head.rule} --period {now.head.period} …"
        raise refusal("duty-left", text, way)
    if entry.approved_by is None:
        raise refusal("approver-missing", f"{number} 并入 {entry.into} 要经批准", "写上 --approved-by 领导")
    return entry


GATES: Mapping[Any, Callable[[Any, Any, Any, Notices], Any]] = {
    **CONCLUSIONS,
    _A.INSPECT: _inspect,
    _A.FILE: _file,
    _A.PROPOSE: _propose,
    _A.SCHEME: _scheme,
    _A.DECLARE: _declare,
    _A.DRAW: _draw,
    _A.ANNOUNCE: _announce,
    _A.START: _start,
    _A.SITE_DAY: _site_day,
    _A.FIND: _find,
    _A.CONSULT: _consult,
    _A.ANSWER: _answer,
    _A.SETTLE: _settle,
    _A.REPORT_UP: _report,
    _A.CANCEL: _cancel,
    _A.MERGE: _merge,
}
"""By action: an entry completed, or refused; changes of what was entered stand in changes.py."""
