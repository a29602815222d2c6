"""How a problem is put right (整改类型), as lists of rectifications call it, and its short title.

Words only: which column or sentence says so is found elsewhere.
"""

import re

from duban.core.model.folding import fold
from duban.core.model.terms import Pace
from duban.importers.grammar.normalize import first_sentence

_LONGEST = 60
_WORDS = (
    (
        Pace.AT_ONCE,
        "立行立改|立查立改|立整立改|即知即改|立知立改|边查边改|立即(?:整改|改正|纠正|落实|完成)?|即时整改|马上整改",
    ),
    (
        Pace.LASTING,
        "长期(?:坚持|整改|推进|抓好)?|持续(?:整改|推进|坚持|加强|巩固|深化)?|常态化?(?:整改|推进|坚持)?|长效整改",
    ),
    (
        Pace.IN_STAGES,
        "分阶段(?:整改|推进|实施)?|分期(?:整改)?|分步(?:整改|实施)?|阶段性?整改|限期(?:整改|改正)?|限时整改|中期推进",
    ),
)
_WHOLE = tuple((pace, re.compile(f"(?:需要?|须)?(?:{words})(?:类|型|问题|到位)?")) for pace, words in _WORDS)
_WITHIN = tuple((pace, re.compile(words)) for pace, words in _WORDS[:2])
_STATE = re.compile(
    r"(?:已经?|未|尚未|基本|正在|部分|全部|阶段性|按期|如期|长期|持续)?"
    r"(?:完成|整改|销号|办结|推进|坚持|启动|验收|到位|落实|整改完成|完成整改|整改到位|整改完毕|推进中|整改中)"
)
_CLAUSE = re.compile("[，,；;：:]")
_MARKS = re.compile(r"[\s。.、；;]+$")


def pace_of(text: str) -> Pace | None:
    """The 整改类型 that a cell names: 立即整改, 限期整改, 长期坚持; None for a cell that says anything else."""
    bare = _MARKS.sub("", fold(text))
    return next((pace for pace, pattern in _WHOLE if pattern.fullmatch(bare)), None)


def pace_told(words: str) -> Pace | None:
    """The 整改类型 that the words of a deadline tell; what is to last, lasts (年底前，并长期坚持)."""
    found = {pace for pace, pattern in _WITHIN if pattern.search(fold(words))}
    return Pace.LASTING if Pace.LASTING in found else next(iter(found), None)


def is_state(text: str) -> bool:
    """Whether a cell names a stage of a rectification and no more: 已完成, 基本完成, 持续推进."""
    return _STATE.fullmatch(_MARKS.sub("", fold(text))) is not None


def short_title(text: str) -> str:
    """What is to be put right, in short: the first sentence of a problem, as far as the last clause that fits."""
    title = first_sentence(text)
    if len(title) <= _LONGEST:
        return title
    ends = [match.start() for match in _CLAUSE.finditer(title, 4, _LONGEST + 1)]
    return title[: ends[-1]] if ends else title
