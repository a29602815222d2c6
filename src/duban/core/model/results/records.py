"""结果/<year>.yaml: circulars, the negative list, awards and exemptions of a year, each entry with its number.

Only shape: what an entry does stands in core/results/life.py, what is allowed in core/results/gates.py.
"""

from datetime import date
from typing import Annotated

from msgspec import Meta
from msgspec import field as key

from duban.core.model.case_file import CaseFile, NumberedFile
from duban.core.model.events import TAG, Correct, Evidence, Issue, Target
from duban.core.model.inspection import Entry
from duban.core.model.results.terms import (
    AwardLevel,
    Benefit,
    BlameCause,
    Inflow,
    Mercy,
    Receiver,
    ResultAction,
    Tone,
)
from duban.core.model.task import Line, TaskId, Text
from duban.core.model.terms import ApprovedVia

ResultId = Annotated[str, Meta(pattern=r"^(TB|FM|JL|RC)-[0-9]{4}-[0-9]{4,}(?![\s\S])")]
HALF = r"^[0-9]{4}H[12](?![\s\S])"


class ResultEntry(Entry, frozen=True, kw_only=True):
    """What every entry of results carries: the number of the result that it opens, or goes on with."""

    number: ResultId = key(name="编号")


class ApprovedResult(ResultEntry, frozen=True, kw_only=True):
    """An entry of a result that somebody has to approve."""

    approved_by: Line | None = key(name="批准人", default=None)
    approved_via: ApprovedVia | None = key(name="批准方式", default=None)


class Circulate(ApprovedResult, tag="通报", frozen=True, kw_only=True):
    """A unit, or persons of it, is praised or blamed in a circular (Liupanshui 四（五））.

    `issuer` is a superior that did so: a fact that is entered, no word of our own.
    """

    action = ResultAction.CIRCULATE
    tone: Tone = key(name="性质")
    persons: tuple[Line, ...] = key(name="人员", default=())
    fact: Text = key(name="事实")
    causes: tuple[BlameCause, ...] = key(name="原因", default=())
    other_causes: tuple[Line, ...] = key(name="另列原因", default=())
    basis: tuple[Line, ...] = key(name="依据", default=())
    scope: Line = key(name="范围")
    channel: Line | None = key(name="发布渠道", default=None)
    issuer: Line | None = key(name="上级机关", default=None)
    doc_no: Line | None = key(name="文号", default=None)
    due_on: date | None = key(name="限期整改", default=None)
    rectification: TaskId | None = key(name="整改", default=None)
    filed_with: Line | None = key(name="登记备案", default=None)
    evidence: tuple[Evidence, ...] = key(name="证据", default=())


class Supply(ResultEntry, tag="提供", frozen=True, kw_only=True):
    """Somebody supplies a matter for the negative list (Liupanshui 四（六））."""

    action = ResultAction.SUPPLY
    inflow: Inflow = key(name="渠道")
    supplier: Line = key(name="提供单位")
    persons: tuple[Line, ...] = key(name="人员", default=())
    fact: Text = key(name="事实")
    causes: tuple[BlameCause, ...] = key(name="原因", default=())
    other_causes: tuple[Line, ...] = key(name="另列原因", default=())
    basis: tuple[Line, ...] = key(name="依据", default=())
    evidence: tuple[Evidence, ...] = key(name="证据", default=())


class Enlist(ResultEntry, tag="纳入", frozen=True, kw_only=True):
    """The keeper of the list takes it in."""

    action = ResultAction.ENLIST
    organ: Line = key(name="机关")
    doc_no: Line | None = key(name="文号", default=None)


class Decline(ResultEntry, tag="不予纳入", frozen=True, kw_only=True):
    """The keeper of the list does not take it in."""

    action = ResultAction.DECLINE
    organ: Line = key(name="机关")
    reason: Text = key(name="理由")


class Delist(ResultEntry, tag="移出", frozen=True, kw_only=True):
    """The keeper of the list takes it out again; that it was in stays."""

    action = ResultAction.DELIST
    organ: Line = key(name="机关")
    doc_no: Line | None = key(name="文号", default=None)
    reason: Text = key(name="理由")
    cleared: Line | None = key(name="澄清范围", default=None)


class Award(ApprovedResult, tag="激励", frozen=True, kw_only=True):
    """A unit is rewarded (Liupanshui 四（六）); `half`: as a highlight (亮点) of a half-year (市委意见 四（三））."""

    action = ResultAction.AWARD
    persons: tuple[Line, ...] = key(name="人员", default=())
    fact: Text = key(name="事实")
    basis: tuple[Line, ...] = key(name="依据", default=())
    level: AwardLevel = key(name="级别")
    benefit: Benefit = key(name="激励方式")
    measure: Text = key(name="激励内容")
    half: Annotated[str, Meta(pattern=HALF)] | None = key(name="亮点", default=None)
    doc_no: Line | None = key(name="文号", default=None)
    evidence: tuple[Evidence, ...] = key(name="证据", default=())


class RevokeResult(ApprovedResult, tag="撤销结果", frozen=True, kw_only=True):
    """A circular or an award is taken back; it stays readable.

    `cleared`: it was not true, and where that was told (澄清正名; Ledong 43).
    """

    action = ResultAction.REVOKE_RESULT
    reason: Text = key(name="理由")
    cleared: Line | None = key(name="澄清范围", default=None)


class AskExemption(ResultEntry, tag="申请容错", frozen=True, kw_only=True):
    """It is asked to exempt one entry (容错; Ledong 43)."""

    action = ResultAction.ASK_EXEMPTION
    of: ResultId = key(name="对象")
    reason: Text = key(name="理由")
    evidence: tuple[Evidence, ...] = key(name="证据", default=())


class Examine(ResultEntry, tag="核实容错", frozen=True, kw_only=True):
    """What was asked has been looked into."""

    action = ResultAction.EXAMINE
    organ: Line = key(name="机关")
    found: Text = key(name="情况")


class DecideExemption(ApprovedResult, tag="认定容错", frozen=True, kw_only=True):
    """What the exemption comes to; always with what is put right (纠错)."""

    action = ResultAction.DECIDE_EXEMPTION
    mercy: Mercy = key(name="认定")
    reason: Text = key(name="理由")
    righting: Text | None = key(name="纠错", default=None)
    doc_no: Line | None = key(name="文号", default=None)


class ServeResult(ResultEntry, tag="结果送达", frozen=True, kw_only=True):
    """It went out to the unit, or to those who use it; `paper` is what went (文号, 清单)."""

    action = ResultAction.SERVE_RESULT
    receiver: Receiver = key(name="送达对象")
    organ: Line | None = key(name="机关", default=None)
    paper: Line = key(name="文书")


class IssueResult(Issue, tag="发文", frozen=True, kw_only=True):
    """A paper of one result was made; who has got it, its 结果送达 says."""

    number: ResultId = key(name="编号")


class ResultTarget(Target, frozen=True, kw_only=True):
    """Names the entry that a correction means (更正对象)."""

    action: ResultAction = key(name=TAG)  # type: ignore[assignment] # the actions of a kind are its own


class CorrectResult(Correct, tag="更正", frozen=True, kw_only=True):
    """Replaces or voids a wrong entry, for every question asked after it was recorded."""

    target: ResultTarget = key(name="更正对象")


Opening = Circulate | Supply | Award | AskExemption
AnyResult = (
    Circulate
    | Supply
    | Enlist
    | Decline
    | Delist
    | Award
    | RevokeResult
    | AskExemption
    | Examine
    | DecideExemption
    | ServeResult
    | IssueResult
    | CorrectResult
)


class ResultBook(CaseFile, frozen=True, kw_only=True):
    """结果/YYYY.yaml. What goes on with a result stands in the file of the year that its number says."""

    year: Annotated[str, Meta(pattern=r"^[0-9]{4}(?![\s\S])")] = key(name="年度")
    journal: tuple[AnyResult, ...] = key(name="流水", default=())


class OneResult(NumberedFile, frozen=True, kw_only=True):
    """The entries of one number, as questions and corrections look at them; it is no file."""

    id: ResultId = key(name="编号")
    title: Text = key(name="事项", default="")
    journal: tuple[AnyResult, ...] = key(name="流水", default=())


def causes_of(entry: Opening) -> tuple[str, ...]:
    """Why somebody is blamed: the words of the vocabulary, then those that the policy adds."""
    return (*map(str, getattr(entry, "causes", ())), *getattr(entry, "other_causes", ()))


def is_blame(entry: Opening) -> bool:
    """Whether a result speaks against its unit: that is what can be exempted."""
    return isinstance(entry, Supply) or (isinstance(entry, Circulate) and entry.tone is Tone.BLAME)
