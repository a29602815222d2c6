"""The front matter of a document: title, 文号, issuing organ, date, recipients, and whether it is a report.

Reads the head and the signature only: no item is looked at.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from duban.core.grammar.typed import find_year, written_day, written_days, years_in
from duban.core.model.folding import arabic, fold, simplified
from duban.importers.formats.blocks import Paragraph
from duban.importers.grammar.headings import field_of
from duban.importers.grammar.normalize import one_line
from duban.importers.grammar.numbering import find_marks

_KINDS = (
    "实施意见|指导意见|若干意见|意见|通知|实施方案|工作方案|行动方案|方案|行动计划|工作计划|计划|通报|函|决定|决议|报告|纪要|批复|请示|工作要点|要点|若干措施|措施|"
    "清单|台账|办法|规定|规划|责任分解|任务分解|责任分工|分工|安排|分解表|任务表|责任表|一览表|提示单|交办单|督办单|通知单|任务单|任务书|责任状|责任书|通告|公告|条例|细则|指引|进展|情况|公示|目标"
)
_DOC_NO = re.compile(
    r"[\u4e00-\u9fff]{1,14}\s*[〔\[［【（(﹝]\s*(?:19|20)\d{2}\s*[〕\]］】）)﹞]\s*(?:第\s*)?\d{1,4}\s*号"
)
_TITLE_END = re.compile(rf"(?:{_KINDS})(?:[（(][^）)]{{1,20}}[）)])?$")
_TITLE_IN_LINE = re.compile(
    rf"^.{{4,90}}?(?:{_KINDS})(?=(?!的)[\u4e00-\u9fff]{{1,14}}[〔\[［【（(﹝](?:19|20)\d{{2}})"
)
_META = re.compile(
    r"^(?:当前位置|您的位置|您现在的位置|索引号|组配分类|发布机构|主题分类|名称|文件名称|文号|发文字号|发布文号|发布日期|发布时间|成文日期|公开日期|公开目录|公开形式|公开责任部门|有效性|时效性|内容概述|来源|信息来源|"
    r"时间|点击数|浏览次数|访问量|阅读|阅读次数|作者|字体|发文机构|发文单位|分享到|主题词|【)[^。]{0,4}"
)
_META_DATE = re.compile(r"(?:成文日期|发文日期|印发日期|发布日期|公开日期|发布时间)[:|]*$")
_PRINTED = re.compile("印发|发布|发")
_SIGNED = re.compile(r"[\u4e00-\u9fff]{2,30}(?:政府|办公厅|办公室|委员会|局|厅|部|委|院|办|督查室|领导小组)")
_SIGNER = re.compile(r"[\u4e00-\u9fff()]{2,30}(?:政府|办公厅|办公室|委员会|局|厅|部|国务院|领导小组)$")
_ORGAN_ENDS = "政府 办公厅 办公室 委员会 局 厅 部 委 院 办 督查室 小组 公司 大学 医院 指挥部 国务院"
_ORGANS = tuple(_ORGAN_ENDS.split())
_SALUTATION = re.compile(r"^[^。]{2,160}[:：]$")
_SALUTATION_INLINE = re.compile(r"号\s*((?:各|市|省|县|区|州)[^。：:]{2,120})[:：]")
_REPORT = re.compile(r"通报|表扬|表彰|汇报|进展情况|完成情况|落实情况|办理情况|公示|答复|复函|报告$|总结")
_PRAISES = re.compile(r"经[^。]{0,20}(?:同意|研究)[^。]{0,80}予以(?:通报)?表[扬彰]")
_COVER = re.compile(r"印发|转发|下发|下达")
_ISSUES = re.compile(
    r"(?:现(?:予以|将[^。]{0,60})?|予以)?(?:印发|转发|下发|下达)给?你们|现将[^。]{2,80}(?:印发|下发|予以分解|下达)|现印发"
)
_SENT_OUT = re.compile(r"现将\s*《\s*([^》]{6,60}?)\s*》[^。]{0,40}(?:印发|转发|下发)")
_ANNEX_LINE = re.compile(r"附\s*件\s*[\d一二三四五六七八九十]{0,3}\s*[:：]?")
_NAME = re.compile(r"《[^》]{1,99}》")
_PUBLIC = re.compile(r"[（(](?:此件|本文|本件)[^）)]{0,14}[）)]|(?:公开属性|公开方式|公开选项)[:：].{2,8}")
# What stands under the last item and is none of its text: whom to ask, who signs, when.
_UNDER = re.compile(
    r"[（(](?:联系|信息公开|公开|此页|咨询)[^（()）]{0,80}[)）]"
    r"|[^。；，]{0,24}(?:签字人?|签名|签章|盖章|公章)[^。；，]{0,12}[)）]?[:：]?"
    r"|[\s\d〇○_—-]{0,6}年[\s\d_—-]{0,4}月[\s\d_—-]{0,4}日"
)
_LAST_LINES = 12
# A notice that passes on what others wrote, and has something of its own to say; 印发 sends out its own plan.
_OWN_WORDS = re.compile(
    r"[现并][就将]?[^。；]{0,24}(?:事项|工作|要求|问题)[^。；]{0,12}(?:通知|明确|强调|要求)如下|[提作]出(?:如下|以下)[^。；]{0,8}(?:要求|部署|安排|通知)"
)
_HEAD_LINES = 40
_FEW_LINES = 5
_LONGEST_TITLE, _SHORTEST_TITLE, _LONGEST_LINE, _LONG_NAME = 120, 6, 90, 40
_SHORT_LINE, _NEAR_START = 60, 140


@dataclass(frozen=True, slots=True)
class Front:
    """The front matter; fields that the document does not state are empty."""

    title: str = ""
    doc_no: str = ""
    issuer: str = ""
    issued_on: date | None = None
    recipients: str = ""
    year: int | None = None
    report: bool = False
    cover: bool = False


def read_front(
    paragraphs: Sequence[Paragraph], properties_title: str = "", margins: Sequence[str] = ()
) -> Front:
    """The front matter; `year` is that of the title, else of the issue, else of the number.

    Number and day may also stand in the `margins`, the headers and footers of pages.
    """
    lines = [one_line(paragraph.text) for paragraph in paragraphs]
    head = lines[:_HEAD_LINES]
    title = _title(head, properties_title) or next(filter(_TITLE_END.search, margins), "")
    doc_no = _doc_no(head) or _doc_no(margins)
    issued_on = _issued_on(lines) or _printed_on(margins)
    recipients = _recipients(head)
    whole = "".join(lines)
    year = find_year(title) or (issued_on.year if issued_on else None) or _year_of(doc_no)
    if year is None:
        year = find_year(" ".join(head[:3])[:200]) or _year_of_names(whole)
    plain = simplified(title)
    body = simplified(whole[:3000])
    return Front(
        title=title,
        doc_no=doc_no,
        issuer=_issuer(title, lines),
        issued_on=issued_on,
        recipients=recipients,
        year=year,
        report=_is_report(plain, body),
        cover=bool(_COVER.search(plain) and "通知" in plain) or _ISSUES.search(body) is not None,
    )


def body_of(paragraphs: Sequence[Paragraph], front: Front) -> tuple[tuple[Paragraph, ...], int]:
    """The paragraphs without salutation and signature, and how many of them are a covering notice (印发通知)."""
    kept: list[Paragraph] = []
    cover = 0
    lines = [one_line(paragraph.text) for paragraph in paragraphs]
    plan = _plan_name(front.title)
    for position, (paragraph, line) in enumerate(zip(paragraphs, lines, strict=True)):
        after = lines[position + 1] if position + 1 < len(lines) else ""
        dated = written_day(line) is not None
        begins = _ANNEX_LINE.fullmatch(line) is not None and not line.endswith((":", "："))
        if (
            front.cover
            and not cover
            and position
            and (dated or begins or (plan and simplified(line) == plan))
        ):
            cover = len(kept)
        if (
            dated
            or _PUBLIC.fullmatch(line)
            or (position + _LAST_LINES >= len(lines) and _UNDER.fullmatch(line))
            or _is_imprint(line)
            or (written_day(after) and _SIGNED.fullmatch(line))
        ):
            continue
        if position < _HEAD_LINES and len(line) < _SHORT_LINE and _META.match(simplified(line)):
            continue
        if position < _HEAD_LINES and _SALUTATION.fullmatch(line) and line.rstrip(":：") == front.recipients:
            continue
        kept.append(paragraph)
    head = simplified("".join(lines[:_HEAD_LINES]))
    own = "转发" in head and _OWN_WORDS.search(head) is not None
    if front.cover and not cover and not own and len(paragraphs) >= _FEW_LINES:
        cover = len(kept)
    return tuple(kept), cover


def _plan_name(title: str) -> str:
    found = re.search(r"[《〈]([^》〉]{4,80})[》〉]|(?:印发|转发)([^《]{4,80})的通知$", simplified(title))
    return (found[1] or found[2]).replace(" ", "") if found else ""


def _is_report(title: str, body: str) -> bool:
    """Whether a document tells what was done and sets no tasks."""
    if _REPORT.search(title) and not re.search(r"分工|任务分解|责任分解|整改|实施方案|工作方案", title):
        return True
    return (
        re.search(r"(?:现)?(?:将)?[^。]{0,40}(?:通报|公示|汇报|函复)如下", body) is not None
        or _PRAISES.search(body[: _NEAR_START * 4]) is not None
    )


def _title(head: list[str], properties_title: str) -> str:
    """The first lines, up to the one that ends as titles do; also a title at the head of a longer line."""
    gathered = ""
    for position, line in enumerate(head):
        if _is_no_title(line):
            gathered = ""
            continue
        if (match := _TITLE_IN_LINE.match(line)) is not None:
            return match[0]
        if _ends_title(line):
            if gathered and _TITLE_END.search(simplified(gathered)) is not None:
                return gathered
            gathered = ""
            continue
        if (mark := next(find_marks(line), None)) is not None and mark.start == 0:
            break
        alone = not gathered or gathered.endswith(("文件", "督查", "通报"))
        gathered = line if alone else (gathered + line)[-_LONGEST_TITLE:]
        plain = simplified(gathered)
        long = len(plain) >= _SHORTEST_TITLE and _TITLE_END.search(plain) is not None
        if long and ("关于" in plain or _ends_here(head, position)):
            return gathered
    if _TITLE_END.search(properties_title):
        return properties_title
    named = _SENT_OUT.search(" ".join(head[:8]))
    return "" if named is None else named[1]


def _is_no_title(line: str) -> bool:
    """Whether a line is empty, a page number or the like, or the word 附件."""
    plain = simplified(line)
    return (
        not line
        or "|" in line
        or plain.startswith(("（此件", "(此件"))
        or _ANNEX_LINE.match(plain) is not None
        or _META.match(plain) is not None
    )


def _ends_title(line: str) -> bool:
    """Whether a line ends the title before it: a sentence, a salutation, a number or a date."""
    return (
        len(line) > _LONGEST_LINE
        or line.endswith(("。", "：", ":", "；"))
        or _DOC_NO.fullmatch(line) is not None
        or written_day(line) is not None
    )


def _ends_here(head: list[str], position: int) -> bool:
    after = head[position + 1] if position + 1 < len(head) else ""
    return not after or _TITLE_END.search(simplified(after)) is None or len(after) > _LONG_NAME


# Other documents that a line names, and their numbers in brackets.
_NO_NUMBER = re.compile(
    r"《[^》]{0,200}》\s{0,9}[（(〔][^）)]{0,99}[）)]|[（(][^（()）]{0,99}[〔\[][^）)]{0,99}[）)]"
)


def _doc_no(head: Iterable[str]) -> str:
    for line in head:
        bare = _NO_NUMBER.sub("", line)
        if (match := _DOC_NO.search(bare)) is not None and (
            len(line) < _SHORT_LINE or match.start() < _NEAR_START
        ):
            number = re.sub(r"\s", "", match[0])
            named = re.search(rf".*(?:{_KINDS})(?=(?!的)[\u4e00-\u9fff]{{1,8}}[〔\[［【（(﹝])", number)
            return number[named.end() :] if named else number
    return ""


def _issued_on(lines: Sequence[str]) -> date | None:
    for line in lines[:_HEAD_LINES]:
        folded = arabic(fold(line))
        if _MARKED.search(folded) is not None:
            for day, start, _ in written_days(folded):
                if _META_DATE.search(folded[:start]):
                    return day
    for line in lines[1:]:
        if (dated := written_day(line)) is not None:
            return dated
    for line in lines:
        folded = arabic(fold(line))
        for day, start, end in written_days(folded):
            if _SIGNER.search(folded[:start]) and not folded.startswith(_NOT_SIGNED, end):
                return day
    # a whole document on one line ends with its day
    last = next((arabic(fold(line)) for line in reversed(lines) if line.strip("| 　")), "")
    days = (day for day, start, end in written_days(last) if start and not last[end:].strip("。 |"))
    return next(days, None) if len(last) > _LONGEST_TITLE else None


_MARKED = re.compile("日期|时间")
_NOT_SIGNED = ("前", "起", "至", "止")


def _is_imprint(line: str) -> bool:
    """Whether a line says who printed the document when: 县政府办公室 2026年9月1日印发."""
    folded = arabic(fold(line))
    found = next(written_days(folded), None)
    return (
        found is not None
        and folded[found[2] :] == "印发"
        and found[1] in _IMPRINT
        and not re.search("[，,。；;]", folded[: found[1]])
    )


_IMPRINT = range(2, 25)


def _printed_on(margins: Iterable[str]) -> date | None:
    for line in margins:
        folded = arabic(fold(line))
        for day, _, end in written_days(folded):
            if _PRINTED.match(folded, end):
                return day
    return None


def _year_of(doc_no: str) -> int | None:
    return next(iter(years_in(doc_no)), None)


def _year_of_names(text: str) -> int | None:
    """The only year in the names of documents (《2009年专项行动工作总结》), for a document without any other."""
    years = {find_year(name) for name in _NAME.findall(text)} - {None}
    return years.pop() if len(years) == 1 else None


def _recipients(head: Iterable[str]) -> str:
    for line in head:
        if (
            _SALUTATION.fullmatch(line)
            and not _META.match(line)
            and field_of(line.rstrip(":：")) is None
            and re.search(r"各|政府|局|委|单位|部门", line)
        ):
            return line.rstrip(":：")
        if (match := _SALUTATION_INLINE.search(line[:400])) is not None:
            return match[1]
    return ""


def _issuer(title: str, lines: Sequence[str]) -> str:
    """The organ before 关于 in the title, else the line over the date."""
    before, sign, _ = title.partition("关于")
    if sign and before.endswith(_ORGANS) and 1 < len(before.strip()) <= _LONG_NAME:
        return re.sub(r"\s", "", before)
    for position, line in enumerate(lines[1:], 1):
        if written_day(line) and _SIGNED.fullmatch(one_line(lines[position - 1])):
            return lines[position - 1]
    return ""
