"""The templates of documents (制度/模板/*.yaml): their shape, the fields they may name, and how a field is filled in.

Pure text. What a task says is put in after the template was read, so it can never act as a template itself.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Annotated

from msgspec import Meta
from msgspec import field as key

from duban.core.model.record import Fault, Record
from duban.core.model.suggest import nearest
from duban.core.model.terms import DocKind, Layout, Seal, Section, YesNo
from duban.core.model.workspace import CODE_WORD
from duban.errors import Level, Problem

Line = Annotated[str, Meta(min_length=1, max_length=500)]
Text = Annotated[str, Meta(max_length=5000)]
TableRow = Annotated[tuple[Text, ...], Meta(min_length=2, max_length=4)]
FIELD = re.compile(r"\{([^{}\n]{0,40})\}")

FIELDS = (
    "文号", "机关", "日期", "主送", "称谓", "事项数", "联系人", "电话", "回复期限",
    "单位", "主要负责人", "分管负责人", "联络员", "联络员电话",
    "编号", "事项", "来源", "批示", "批示领导", "台账", "缓急", "状态",
    "牵头领导", "分管领导", "牵头单位", "配合单位", "责任人", "承办人", "岗位", "督办人", "第一责任人", "直接责任人",
    "工作要求", "工作措施", "工作标准", "量化指标", "时序进度",
    "交办日期", "收悉", "时限", "限期", "整改时限", "原定时限", "时限依据", "延期情况", "反馈周期", "推进计划",
    "进度", "进展", "困难问题",
    "逾期情况", "逾期工作日", "催办次序", "催办情况",
    "预警级别", "预警日期", "预警对象", "预警原因", "研判",
    "整改问题", "整改依据", "整改来源", "整改类型", "整改目标", "整改限期", "整改情况",
    "办结日期", "办结情况", "指标实绩", "核验情况", "核验结论",
    "总体情况", "单位情况", "逾期清单", "督查范围", "领导",
    "督查名称", "督查根据", "督查内容", "涉及事项", "督查对象", "范围", "督查时间", "督查方式", "组织形式", "实施方式",
    "主办单位", "参加单位", "督查组", "组长指定", "指定", "审定", "实施情况", "计划外", "问题数",
    "督查意见", "认定问题", "整改安排", "结论批准", "复核机关", "复核期限", "复核决定期限", "计划名称", "计划审定",
    "被约谈人", "被约谈人职务", "约谈事项", "约谈缘由", "约谈根据", "约谈时间", "约谈地点",
    "约谈人", "参加人员", "指出问题", "说明情况", "表态", "约谈要求", "整改报告期限",
    "结果对象", "结果人员", "结果事实", "结果原因", "结果依据", "结果内容", "结果批准",
    "限期整改", "整改编号", "登记备案", "提供单位", "提供渠道", "纳入机关", "纳入日期", "纳入文号",
    "移出机关", "移出日期", "移出文号", "移出理由", "容错认定", "纠错",
    "容错对象", "容错核实", "容错日期", "容错理由", "容错文号",
    "送本单位", "送组织人事", "送绩效考核", "送监察",
    "反映内容", "地点", "线索来源", "线索办理", "移送内容", "材料份数", "移送批准",
    "考核名称", "考核期", "考核方案", "考核得分", "考核说明", "申诉期限", "考核审定", "考核结果",
)  # fmt: skip
"""Everything that a template may name in braces."""

LONGEST = {DocKind.BULLETIN: 6000, DocKind.BRIEF: 6000, DocKind.OTHER: 6000}
LONGEST_OTHER = 4000
"""Characters of a body (Ledong 16): what sets concrete tasks 4000, what concerns a whole field 6000.

The clause has no limit for a circular or a newsletter: they go over the whole field, 6000 is our own choice.
"""


REPORTING = frozenset({DocKind.BULLETIN, DocKind.BRIEF, DocKind.SPECIAL})
"""Kinds that carry the figures and sections of the report so called."""
_LIST = frozenset({Section.LISTED})
SECTIONS = {
    DocKind.BULLETIN: frozenset({Section.SITUATION, Section.GOOD, Section.WANTING, Section.DEMANDS}),
    DocKind.BRIEF: frozenset({Section.SITUATION, Section.GOOD, Section.WANTING, Section.DEMANDS}),
    DocKind.SPECIAL: frozenset({Section.SITUATION}),
    DocKind.INSPECTION_REPORT: frozenset(
        {Section.SITUATION, Section.WANTING, Section.OPINIONS, Section.HANDLING}
    ),
    DocKind.INSPECTION_CONCLUSION: frozenset({Section.WANTING}),
    DocKind.FINDINGS: _LIST,
    DocKind.INSPECTION_PLAN: _LIST,
    DocKind.RECTIFICATION_LIST: _LIST,
    DocKind.SCORE_SHEET: frozenset({Section.LISTED, Section.WANTING}),
    DocKind.SCORE_CIRCULAR: _LIST,
}
"""Kinds that take over sections, of a report or of an inspection, and which."""


class TemplatePart(Record, frozen=True, kw_only=True):
    """One part of a body: a paragraph, a heading, a table of labels and values, or a section of the report.

    The number of a heading is set by the layout.
    """

    level: Annotated[int, Meta(ge=0, le=4)] = key(name="层级", default=0)
    text: Text | None = key(name="文字", default=None)
    table: tuple[TableRow, ...] = key(name="表格", default=())
    section: Section | None = key(name="章节", default=None)
    each: YesNo = key(name="每件", default=YesNo.NO)
    given: Line | None = key(name="如有", default=None)


class Template(Record, frozen=True, kw_only=True):
    """One kind of document: what it says, in which order."""

    kind: DocKind = key(name="文种")
    title: Line = key(name="标题")
    code: Annotated[str, Meta(pattern=CODE_WORD)] | None = key(name="代字", default=None)
    recipients: Line | None = key(name="主送", default=None)
    seal: Seal = key(name="用印", default=Seal.SEALED)
    parts: Annotated[tuple[TemplatePart, ...], Meta(min_length=1)] = key(name="正文")
    note: Line | None = key(name="附注", default=None)
    slip: tuple[TableRow, ...] = key(name="回执", default=())
    copies: tuple[Line, ...] = key(name="抄送", default=())
    limit: Annotated[int, Meta(ge=1)] | None = key(name="字数上限", default=None)
    one_page: YesNo = key(name="一页", default=YesNo.NO)
    red_head: YesNo = key(name="红头", default=YesNo.YES)
    layout: Layout = key(name="版式", default=Layout.OFFICIAL)
    wide: YesNo = key(name="横向", default=YesNo.NO)
    masthead: Line | None = key(name="报头", default=None)
    remark: Line | None = key(name="标注", default=None)

    @property
    def most_characters(self) -> int:
        """How many characters a body may have before it is noticed."""
        return self.limit or LONGEST.get(self.kind, LONGEST_OTHER)


def too_long(characters: int, template: Template, ground: str) -> list[Problem]:
    """A notice where the body of a paper of this kind is longer than it may be, and what that rests on."""
    if characters <= template.most_characters:
        return []
    text = f"正文 {characters} 字，超过 {template.most_characters} 字"
    return [Problem(Level.NOTICE, "doc-length", text, "压缩文字，或把材料改作附件", ground)]


def fill(text: str, fields: Mapping[str, str]) -> str:
    """The text with each {field} replaced by its value, once: a value is never looked at again."""
    return FIELD.sub(lambda found: fields.get(found[1], found[0]), text)


def fill_pieces(text: str, fields: Mapping[str, str]) -> tuple[str, ...]:
    """The same in pieces: what the template says and what was filled in, by turns."""
    pieces, end = [], 0
    for found in FIELD.finditer(text):
        pieces += [text[end : found.start()], fields.get(found[1], found[0])]
        end = found.end()
    return tuple(piece for piece in (*pieces, text[end:]) if piece)


def names_in(text: str) -> tuple[str, ...]:
    """The fields that a text names."""
    return tuple(found[1] for found in FIELD.finditer(text))


def find_template_faults(template: Template, kind: DocKind) -> Iterator[Fault]:
    """Everything that the shape alone does not tell: another kind, unknown fields, parts that say nothing."""
    if template.kind is not kind:
        text = f"这是“{template.kind}”的模板，文件名却是“{kind}”"
        yield Fault(("文种",), "template-kind", text, f"写成 文种: {kind}，或改文件名")
    for keys, text in template_texts(template):
        for name in names_in(text):
            if name not in FIELDS:
                yield _unknown(keys, f"{{{name}}}", name)
        left = FIELD.sub("", text)
        if "{" in left or "}" in left:
            yield Fault(keys, "template-brace", "花括号没有成对", "写成 {事项} 这样，一对半角花括号")
    if template.layout is Layout.NEWSLETTER and kind not in REPORTING:
        text = f"{kind}不是简报，没有期号"
        yield Fault(("版式",), "template-layout", text, f"版式 写 {Layout.OFFICIAL} 或 {Layout.LETTER}")
    if template.wide is YesNo.YES and (
        template.red_head is YesNo.YES or template.layout is not Layout.OFFICIAL
    ):
        text = "横向的纸没有红头，也不是信函、简报"
        yield Fault(("横向",), "template-wide", text, f"红头 写 {YesNo.NO}，版式 写 {Layout.OFFICIAL}")
    for place, part in enumerate(template.parts):
        yield from _part_faults(part, ("正文", place), kind)
    yield from _row_faults(template.slip, ("回执",))


def _part_faults(part: TemplatePart, keys: tuple[str | int, ...], kind: DocKind) -> Iterator[Fault]:
    if part.given is not None and part.given not in FIELDS:
        yield _unknown((*keys, "如有"), part.given, part.given)
    if sum((part.text is not None, bool(part.table), part.section is not None)) != 1:
        text = "这一部分要么写文字，要么写表格，要么写章节"
        yield Fault(keys, "template-part", text, "写一个 文字、一个 表格 或一个 章节")
    if part.level and part.text is None:
        what = "表格" if part.table else "章节"
        yield Fault((*keys, "层级"), "template-level", f"{what}没有层级", "去掉 层级，小标题另写一部分")
    if part.section is not None and part.section not in SECTIONS.get(kind, ()):
        text = f"{kind}没有“{part.section}”这一章节"
        known = "、".join(each for each in Section if each in SECTIONS.get(kind, ()))
        advice = f"可以写：{known}" if known else f"章节只用于{'、'.join(SECTIONS)}"
        yield Fault((*keys, "章节"), "template-section", text, advice)
    yield from _row_faults(part.table, (*keys, "表格"))


def _row_faults(rows: tuple[TableRow, ...], keys: tuple[str | int, ...]) -> Iterator[Fault]:
    for number, cells in enumerate(rows):
        if len(cells) % 2:
            text = f"这一行有 {len(cells)} 格，栏目和内容不成对"
            yield Fault((*keys, number), "template-row", text, "依次写 栏目、内容、栏目、内容")


def _unknown(keys: tuple[str | int, ...], shown: str, name: str) -> Fault:
    near = nearest(name, FIELDS)
    advice = f"最接近的是 {{{near}}}；" if near else ""
    return Fault(keys, "template-field", f"没有 {shown} 这一项", f"{advice}可用的各项见 docs/data-model.md")


def template_texts(template: Template) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every text of a template that may name fields, and where it stands."""
    yield ("标题",), template.title
    if template.recipients is not None:
        yield ("主送",), template.recipients
    if template.note is not None:
        yield ("附注",), template.note
    for place, part in enumerate(template.parts):
        if part.text is not None:
            yield ("正文", place, "文字"), part.text
        yield from _row_texts(part.table, ("正文", place, "表格"))
    yield from _row_texts(template.slip, ("回执",))


def _row_texts(
    rows: tuple[TableRow, ...], keys: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for number, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            yield (*keys, number, column), cell
