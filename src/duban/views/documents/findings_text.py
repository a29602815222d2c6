"""The findings of an inspection in words and tables: what was found, what the unit said, what became of it.

Pure. What goes to a unit says of a finding only that it is to be put right: whither else it went is not told there.
"""

from collections.abc import Iterable, Iterator, Sequence

from duban.core.books.books import Books
from duban.core.inspections.endings import Ending, ending_of
from duban.core.inspections.life import Finding, InspectionState
from duban.core.model.inspection import Dispose, Settle
from duban.core.model.inspection_terms import Outcome, ProblemKind
from duban.core.model.terms import YesNo
from duban.views.documents.fields import leader_name
from duban.views.documents.inspection_fields import unit_now
from duban.views.model.official_document import Grid, Paragraph, day_text

TOTAL = "合计"


def stopped(text: str) -> str:
    """A text as a sentence: with a full stop at its end."""
    text = text.strip()
    return text if text.endswith(("。", "！", "？", "；")) else f"{text}。"


def proofs(finding: Finding) -> int:
    """How many pieces of evidence a finding has; their names, which may tell who gave them, are not printed."""
    return len({each.sha256 for each in finding.evidence})


def is_silent(finding: Finding, now: InspectionState) -> bool:
    """Whether its unit was asked and did not answer in time."""
    asked = finding.consulted
    return finding.answer is None and asked is not None and (asked.due_on or now.until) < now.until


def told_of(finding: Finding, mark: str, now: InspectionState, speaker: str = "") -> Iterator[Paragraph]:
    """A finding as paragraphs: the fact, its kind and proof, what `speaker` says and how that was settled."""
    first, *others = [line.strip() for line in finding.fact.splitlines() if line.strip()]
    yield Paragraph(f"{mark}{stopped(first)}")
    yield from (Paragraph(stopped(line)) for line in others)
    kind, count = finding.found.kind, proofs(finding)
    said = [
        "" if kind is ProblemKind.OTHER else f"属于{kind}。",
        f"违反：{stopped(' '.join(finding.found.against.split()))}" if finding.found.against else "",
        f"有证据{count}份。" if count else "",
        heard(finding, speaker, now) if speaker else "",
        f"（{now.head.id}/{finding.place}）",
    ]
    yield Paragraph("".join(said))


def heard(finding: Finding, speaker: str, now: InspectionState) -> str:
    """What its unit says of a finding, and how the office settled it, as sentences."""
    answer = finding.answer
    said = f"{speaker}没有按时反馈意见。" if is_silent(finding, now) else ""
    if answer is not None:
        words = f"：{stopped(' '.join(answer.opinion.split()))}" if answer.opinion else "。"
        said = f"{speaker}{'认可' if answer.agreed is YesNo.YES else '有异议'}{words}"
    ruled = ruling(finding)
    if ruled is not None:
        verdict = "予以认定" if finding.holds else "不予认定"
        said += f"经研究，{verdict}：{stopped(' '.join((ruled.reason or '').split()))}"
    return said


def ruling(finding: Finding) -> Settle | Dispose | None:
    """By which word the office held to a finding, or gave it up."""
    return finding.settled if finding.holds else finding.given_up


def task_text(books: Books, disposal: Dispose, *, standing: bool = True) -> str:
    """A rectification as papers name it: its number, its day, and where it is `standing`."""
    item = books.find(disposal.task or "")
    if item is None:
        return disposal.task or ""
    due = f"{day_text(item.state.due_on)}前" if item.state.due_on else ""
    return "，".join(filter(None, (item.task.id, due, str(item.state.status) * standing)))


def disposal_text(books: Books, disposal: Dispose) -> str:
    """What became of a finding: the rectification, or to whom it went under which number, never what was written."""
    if disposal.outcome is Outcome.RECTIFY:
        return task_text(books, disposal)
    approver = leader_name(books, disposal.approved_by)
    said = [
        disposal.to or "",
        disposal.doc_no or "",
        day_text(disposal.on),
        f"{approver}批准" if approver else "",
    ]
    return "，".join(filter(None, said))


def places_text(places: Iterable[int]) -> str:
    """Numbers of findings in words, those that follow one another as a range: 第1至3个、第5个."""
    runs: list[list[int]] = []
    for place in sorted(places):
        if runs and place == runs[-1][-1] + 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    return "、".join(f"第{run[0]}至{run[-1]}个" if len(run) > 1 else f"第{run[0]}个" for run in runs)


def grouped(books: Books, findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    """Findings by the unit that they are of, under its name of today."""
    found: dict[str, list[Finding]] = {}
    for each in findings:
        found.setdefault(unit_now(books, each.unit), []).append(each)
    return found


def list_grid(
    books: Books, now: InspectionState, findings: Sequence[Finding], units: Sequence[str] = ()
) -> Grid:
    """The findings as a table, which may go out to some `units`; columns of which nothing is known are left out."""
    columns = ("序号", "单位", "存在问题", "类别", "违反规定", "证据", "单位意见", "认定", "处理")
    rows = [
        (
            str(each.place),
            "" if len(units) == 1 else unit_now(books, each.unit),
            each.fact,
            "" if each.found.kind is ProblemKind.OTHER else str(each.found.kind),
            each.found.against or "",
            f"{proofs(each)}份" if proofs(each) else "",
            _opinion(each, now),
            _verdict(each),
            "\n".join(
                f"{one.outcome}：\n{disposal_text(books, one)}"
                for one in ending_of(now, each, books.elsewhere).entries
                if not units or one.outcome is Outcome.RECTIFY
            ),
        )
        for each in findings
    ]
    return filled(columns, rows, whole={"序号", "类别", "证据"})


def filled(columns: Sequence[str], rows: Sequence[tuple[str, ...]], whole: set[str]) -> Grid:
    """A table without the columns in which no row says anything; those named `whole` are not broken."""
    kept = [place for place in range(len(columns)) if any(cells[place] for cells in rows)]
    titles = tuple(columns[place] for place in kept)
    return Grid(
        titles=titles,
        rows=tuple(tuple(cells[place] for place in kept) for cells in rows),
        whole=frozenset(place for place, title in enumerate(titles) if title in whole),
    )


def _opinion(finding: Finding, now: InspectionState) -> str:
    answer = finding.answer
    if answer is not None:
        agreed = "认可" if answer.agreed is YesNo.YES else "有异议"
        return f"{agreed}：{answer.opinion}" if answer.opinion else agreed
    return "没有反馈" if is_silent(finding, now) else ""


def _verdict(finding: Finding) -> str:
    ruled = ruling(finding)
    return f"{'认定' if finding.holds else '不予认定'}：{ruled.reason}" if ruled is not None else ""


def kinds_grid(findings: Sequence[Finding]) -> Grid:
    """How many findings there are of each kind, the most frequent first."""
    counts = {kind: sum(each.found.kind is kind for each in findings) for kind in ProblemKind}
    found = sorted((kind for kind in counts if counts[kind]), key=lambda kind: -counts[kind])
    rows = [(str(kind), str(counts[kind])) for kind in found]
    rows.append((TOTAL, str(len(findings))))
    return Grid(("类别", "问题"), tuple(rows), frozenset({0, 1}), frozenset({1}), "按类别")


def units_grid(books: Books, now: InspectionState, findings: Sequence[Finding]) -> Grid:
    """By unit: how many were found, stand, were given up, are disputed, are put right, have no end yet."""
    titles = ("单位", "发现", "认定", "不予认定", "有异议", "交整改", "待处理")
    ends = {each.place: ending_of(now, each, books.elsewhere) for each in findings}
    rows = [
        (unit, *_counts([ends[each.place] for each in held]))
        for unit, held in grouped(books, findings).items()
    ]
    rows.append((TOTAL, *_counts(list(ends.values()))))
    places = frozenset(range(1, len(titles)))
    return Grid(titles, tuple(rows), places, places, "按单位")


def _counts(ends: Sequence[Ending]) -> tuple[str, ...]:
    findings = [each.finding for each in ends]
    held = sum(each.holds for each in findings)
    counts = (
        len(findings),
        held,
        len(findings) - held,
        sum(each.answer is not None and each.answer.agreed is YesNo.NO for each in findings),
        sum(Outcome.RECTIFY in each.outcomes for each in ends),
        sum(each.is_open for each in ends),
    )
    return tuple(map(str, counts))
