"""Which rows of a running register are finished already: 已销号, 已完成, 已撤销.

Looks at single words of a draft only: a sentence on progress (已完成立项, 基本完成) does not count. What is done with
such rows is decided in cli/commands/importing/.
"""

import re

from duban.core.grammar.figures import read_figure
from duban.core.grammar.typed import without_days
from duban.core.model.folding import fold
from duban.importers.drafts.draft import Draft
from duban.importers.grammar.deadlines import parse_deadline
from duban.importers.grammar.normalize import one_line, says_nothing

_ASIDE = re.compile(r"\([^()]*\)|100(?:\.0+)?%|[。.!;,、✓✔√☑]")
_FINISHED = re.compile(
    r"(?:任务|事项|整改|工作|问题|项目)?(?:(?:全部|全面|按期|按时|如期|提前|均|都|现|已|已经|予以|并)*"
    r"(?:销号|销账|办结|办理完毕|办毕|完成|完结|结案|结项|落实到位|整改到位|整改完毕|解决|验收|归档|撤销|撤项|取消|终止|办完|做完|完工|竣工|已结|已办|已落实)"
    r"(?:任务|整改|验收|销号)?)+"
)
_NOT_YET = re.compile("[未待拟不]|正在|部分|基本|阶段|即将")
_LONGEST = 40
_FULL = 100


def finished_words(draft: Draft) -> str:
    """The words by which a draft says that it is finished or dropped; "" for one that does not.

    Its 状态 counts; where that is empty, a 办结日期 beside a deadline (alone it may be one itself), a 进度 of 100 %,
    or a 进展 that is nothing but such a word or 100 %.
    """
    if not says_nothing(draft.status):
        return one_line(draft.status) if _says_so(draft.status) else ""
    if draft.due_text and parse_deadline(draft.done_on, None).on is not None:
        return f"办结日期 {one_line(draft.done_on)}"
    if _is_full(draft.percent):
        return f"进度 {one_line(draft.percent)}"
    return one_line(draft.progress) if _says_so(draft.progress) else ""


def _is_full(text: str) -> bool:
    figure = read_figure(text)
    return figure is not None and figure.number == _FULL and figure.unit in {"", "%"} and not figure.loose


def _says_so(text: str) -> bool:
    if len(text) > _LONGEST or _NOT_YET.search(text):
        return False
    if "%" in fold(text) and _is_full(text):
        return True
    return _FINISHED.fullmatch(_ASIDE.sub("", without_days(fold(text)))) is not None
