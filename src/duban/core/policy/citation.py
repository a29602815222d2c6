"""How a rule is cited: as the office's own (依据), or as another's whose example is followed (参照).

The one place for these words; what a county's unit reads must not say that it is bound by another city's document.
"""

import re
from collections.abc import Collection

from duban.core.model.folding import normal
from duban.core.model.workspace import OwnDocument
from duban.errors import FOLLOWING

DISCRETIONARY = "（酌定）"
"""Behind a ground whose figure or demand is not the document's."""
_NATIONAL = re.compile("国令第[0-9]+号")
"""The number of a decree of the State Council: it binds every government, so nobody merely follows it."""


def ground_of(cited: str, names: Collection[str], own: OwnDocument | None) -> str:
    """`cited` (document and clause) as it is printed; `names` are title and number of the document cited.

    The office's own, and national law everywhere: 乐府〔2019〕13号 第2条. Another's: 参照 鞍政办发〔2015〕18号 三.2,
    and where the office has a document of its own, behind that:
    某督查办法（某政办发〔2026〕1号）（参照 鞍政办发〔2015〕18号 三.2）.
    """
    if any(map(_NATIONAL.fullmatch, names)):
        return cited
    if own is None:
        return f"{FOLLOWING}{cited}"
    if not {normal(name) for name in names}.isdisjoint(
        normal(each) for each in (own.number, own.name) if each
    ):
        return cited
    number = f"（{own.number}）" if own.number else ""
    return f"{own.name}{number}（{FOLLOWING}{cited}）"


def cited_in(ground: str) -> str:
    """The document and clause that a printed ground cites: what programs compare."""
    before, following, cited = ground.removesuffix(DISCRETIONARY).partition(FOLLOWING)
    if not following:
        return before
    return cited.removesuffix("）") if before else cited


def length_ground(own: OwnDocument | None) -> str:
    """What the lengths of papers rest on, as it is printed (Ledong 16)."""
    number = "乐府〔2019〕13号"
    clause = "第16条：部署专项工作、具体任务的不超过 4000 字，部署某领域工作的不超过 6000 字"
    return ground_of(f"{number} {clause}", {number}, own)
