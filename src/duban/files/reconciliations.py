"""The files of a period (对账/<period>/): where they are, and what they hold.

Reads only; what they mean is core's, and act.py writes them.
"""

from pathlib import Path

from duban.core.closing import ClosingPage, PeriodClose
from duban.core.periods import Span
from duban.core.reconcile import Opening, opening_of
from duban.errors import DubanError, refusal
from duban.files.records import read_file
from duban.files.workspace import CLOSING, PERIODS, Workspace

PAGE = "账页.yaml"


def period_folder(workspace: Workspace, span: Span) -> Path:
    """The folder of a period."""
    return workspace.root / PERIODS / span.label


def closing_path(workspace: Workspace, span: Span) -> Path:
    """The journal of closings of a period."""
    return period_folder(workspace, span) / CLOSING


def page_path(workspace: Workspace, span: Span) -> Path:
    """The page of the closing that holds."""
    return period_folder(workspace, span) / PAGE


def read_page(workspace: Workspace, span: Span, closing: PeriodClose) -> ClosingPage:
    """The page that `closing` left. Raises DubanError where it is gone, broken, or of another closing."""
    path = page_path(workspace, span)
    label = workspace.label(path)
    if not path.is_file():
        raise refusal(
            "page-gone", f"{span.label} 已结账，账页却不在：{label}", f"取回：git checkout HEAD -- {label}"
        )
    page, problems = read_file(path, label, ClosingPage)
    if page is None:
        raise DubanError(*problems)
    if page.period != span.label or page.closed_at != closing.recorded_at:
        text = f"{label} 不是 {span.label} 这次结账（{closing.recorded_at.isoformat()}）的账页"
        raise refusal("page-of-another", text, f"git log -- {label} 查看经过，取回结账时的一份")
    return page


def read_opening(workspace: Workspace, held: tuple[Span, PeriodClose] | None) -> Opening | None:
    """What the closing before leaves as an opening. Raises as read_page."""
    if held is None:
        return None
    span, closing = held
    return opening_of(span, closing, read_page(workspace, span, closing))
