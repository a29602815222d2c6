"""Inspections as their commands will write them: one plan, one commit an entry, on a real repository."""

from datetime import date
from pathlib import Path
from typing import Any

from tests.outside import defect, typed

from duban.cli.framework.context import Writing
from duban.cli.workflow.actions import act, commit_message
from duban.core.cases.inspection import INSPECTION, INSPECTION_PLAN
from duban.core.model import inspection as entries
from duban.core.model.inspection import ApprovePlan, Inspection, InspectionPlan, Member, Warrant
from duban.core.model.inspection_terms import (
    BasisKind,
    Content,
    InspectionAction,
    LegalMeans,
    Manner,
    Outcome,
    PlanAction,
    ProblemKind,
    Seat,
)
from duban.core.model.terms import YesNo
from duban.files.git.log import Message
from duban.plan import Plan

NUMBER = "DX-2026-0001"
WATER, HOUSING, FINANCE = "县水务局", "县住房和城乡建设局", "县财政局"
LEADER = "林县长"
PROOF = "举报人赵某来信.txt"
"""The name of an evidence tells who gave it: no paper prints it."""
CLUE = "群众赵某电话反映"
HEAD: dict[str, Any] = {
    "title": "农村饮水安全工程建设和管护",
    "warrants": (
        Warrant(
            kind=BasisKind.INSTRUCTION,
            name="关于农村饮水安全的报告",
            doc_no="某水发〔2026〕9号",
            by=LEADER,
            on=date(2026, 8, 28),
            clue=CLUE,
        ),
    ),
    "content": (Content.GOVERNMENT, Content.DUTIES),
    "means": (LegalMeans.HEARING, LegalMeans.LOOKING),
    "manner": (Manner.UNANNOUNCED,),
    "objects": (WATER, HOUSING, FINANCE),
    "scope": "2026年列入计划的12处供水工程",
    "starts_on": date(2026, 9, 3),
    "ends_on": date(2026, 9, 12),
    "team": (
        Member(name="韩组员", unit="县政府办公室"),
        Member(name="秦组长", seat=Seat.HEAD, unit="县政府办公室"),
        Member(name="许代表", seat=Seat.INVITED, capacity="县人大代表"),
    ),
    "named_by": LEADER,
}


def write(folder: Path, day: str, action: Any, fill: Any) -> str | None:  # noqa: ANN401 - of every kind
    """What a command would do: one plan, one commit."""
    context = Writing(root=folder, today=date(2026, 9, 28), on=date.fromisoformat(day))

    def prepare(plan: Plan) -> Message:
        said = {"on": context.on, "recorded_at": plan.hand.moment, "by": plan.hand.actor}
        return commit_message(plan.hand, action.english, str(action), (fill(plan, said),))

    return act(context, prepare).commit


def register(folder: Path, day: str = "2026-09-01", **head: Any) -> str:  # noqa: ANN401 - any field
    """Enter an inspection; its number."""
    made: list[str] = []

    def fill(plan: Plan, said: dict[str, Any]) -> str:
        touched = plan.register_case(
            INSPECTION,
            lambda number: Inspection(id=number, **(HEAD | head)),
            entries.Inspect(**said),
        )
        made.append(touched.file.id)
        return made[0]

    write(folder, day, InspectionAction.INSPECT, fill)
    return made[0]


def enter(folder: Path, day: str, made: type[Any], number: str = NUMBER, /, **said: Any) -> str | None:  # noqa: ANN401
    """Enter one entry of an inspection."""

    def fill(plan: Plan, common: dict[str, Any]) -> str:
        plan.append(plan.open_case(number), made(**common, **said))
        return number

    return write(folder, day, made.action, fill)


def approve(folder: Path, day: str, period: str, *numbers: str, meeting: str | None = None) -> str | None:
    """Approve a plan with these inspections."""
    path = folder / "督查" / period[:4] / "计划.yaml"

    def fill(plan: Plan, common: dict[str, Any]) -> str:
        touched = plan.open_journal(INSPECTION_PLAN, path, InspectionPlan(year=period[:4]))
        entry = ApprovePlan(**common, period=period, added=numbers, approved_by=LEADER, meeting=meeting)
        plan.append(touched, entry, called=f"{period} 督查计划")
        return numbers[0]

    return write(folder, day, PlanAction.APPROVE_PLAN, fill)


def on_site(folder: Path, **head: Any) -> str:  # noqa: ANN401 - any field
    """An inspection whose group has set out, with two days on site."""
    number = register(folder, **head)
    enter(folder, "2026-09-02", entries.Scheme, number, approved_by=LEADER)
    enter(folder, "2026-09-03", entries.SetOut, number)
    for day in ("2026-09-03", "2026-09-08"):
        enter(folder, day, entries.SiteDay, number, place="石桥水厂")
    return number


def found(folder: Path, place: int, unit: str, fact: str, **said: Any) -> None:  # noqa: ANN401 - any field
    """A finding, with its evidence."""
    proof = folder.parent / PROOF
    proof.write_text("某水厂停用三天。", "utf-8")

    def fill(plan: Plan, common: dict[str, Any]) -> str:
        more = common | {"kind": ProblemKind.SLOW} | said
        kept = plan.keep(NUMBER, (proof,))
        entry = entries.Find(unit=unit, place=place, fact=fact, evidence=kept, **more)
        plan.append(plan.open_case(NUMBER), entry)
        return NUMBER

    write(folder, "2026-09-08", InspectionAction.FIND, fill)


def concluded(folder: Path) -> str:
    """An inspection with three findings at two units, one of them disputed, up to its conclusion."""
    number = on_site(folder)
    found(
        folder,
        1,
        WATER,
        "石桥等3处供水工程未按期开工，前期手续停在用地审批。",
        against="某府办〔2026〕12号第三条",
    )
    found(folder, 2, HOUSING, "老街片区管网图纸不全\n两处检查井没有编号", kind=ProblemKind.OTHER)
    found(folder, 3, WATER, "水质检测记录补填", kind=ProblemKind.FAKED)
    for unit in (WATER, HOUSING):
        enter(folder, "2026-09-09", entries.Consult, unit=unit, due_on=date(2026, 9, 14))
    enter(folder, "2026-09-11", entries.AnswerFinding, unit=WATER, place=1, agreed=YesNo.YES)
    enter(
        folder,
        "2026-09-11",
        entries.AnswerFinding,
        unit=WATER,
        place=3,
        agreed=YesNo.NO,
        opinion="记录是当天誊抄的",
    )
    enter(folder, "2026-09-15", entries.Settle, place=3, reason="化验室电脑的时间晚于记录日期")
    enter(
        folder,
        "2026-09-18",
        entries.ConcludeInspection,
        opinion="工程推进总体有序，个别工程滞后，检测记录不实的要严肃纠正。",
        approved_by=LEADER,
    )
    return number


def served(folder: Path) -> str:
    """The same, received by every unit, and its findings disposed of: put right, handed over, left open."""
    number = concluded(folder)
    for unit in (WATER, HOUSING, FINANCE):
        enter(folder, "2026-09-19", entries.Serve, unit=unit, received_by="收发员钱某")
    words = ("--lead-leader", LEADER, "--due-on", "2026-10-20", "--approved-by", LEADER)
    more = ("--requirements", "逐处开工", "--owner", "张三", "--assign", "-C", str(folder))
    made = typed("rectify", "add", "--from", f"{number}/1", *words, *more, "--today", "2026-09-21")
    assert made.returncode == 0, defect(made.stderr)
    enter(
        folder,
        "2026-09-21",
        entries.Dispose,
        place=3,
        outcome=Outcome.HAND_OVER,
        to="县纪委监委",
        doc_no="某督移〔2026〕1号",
        approved_by=LEADER,
    )
    return number
