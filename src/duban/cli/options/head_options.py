"""The options that fill the head of a task, once, for every command that takes them: add, split, amend.

Declares only; what the typed words become stands in head_values.py.
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from duban.cli.framework.option_types import option
from duban.core.model.terms import ApprovedVia, Horizon, Pace, Reporting, SourceKind, Urgency, YesNo

SOURCE, PEOPLE, WORK, LIMIT, RIGHTING = "来源", "单位和人", "要求", "时限", "整改"


@dataclass(frozen=True, kw_only=True)
class SourceOptions:
    """Where a duty comes from (来源)."""

    source_kind: Annotated[SourceKind | None, option("--source-kind", "类别", "来源的类别", SOURCE)] = None
    source_name: Annotated[str | None, option("--source-name", "名称", "文件、会议的名称", SOURCE)] = None
    doc_no: Annotated[str | None, option("--doc-no", "文号", "如 某政发〔2026〕7号", SOURCE)] = None
    issuer: Annotated[str | None, option("--issuer", "机关", "发文机关，没有文号的要写", SOURCE)] = None
    clause: Annotated[str | None, option("--clause", "条款", "第几条、第几项", SOURCE)] = None
    session: Annotated[str | None, option("--session", "届次", "第几次会议", SOURCE)] = None
    held_on: Annotated[date | None, option("--held-on", "日期", "会议日期", SOURCE)] = None
    issued_on: Annotated[date | None, option("--issued-on", "日期", "发文日期", SOURCE)] = None
    occurred_on: Annotated[
        date | None, option("--occurred-on", "日期", "突发事件发生的日期，第一时间报告从它起算", SOURCE)
    ] = None


@dataclass(frozen=True, kw_only=True)
class HeadOptions(SourceOptions):
    """Everything the head of a task may say, under the option names of the glossary."""

    title: Annotated[str | None, option("--title", "事项", "要办的事，一行写完")] = None
    urgency: Annotated[Urgency | None, option("--urgency", "缓急", "缓急类别，据此推算时限", LIMIT)] = None
    reporting: Annotated[Reporting | None, option("--reporting", "类别", "报告类别", LIMIT)] = None
    horizon: Annotated[Horizon | None, option("--horizon", "性质", "任务性质", LIMIT)] = None
    due_on: Annotated[date | None, option("--due-on", "日期", "来源或领导定的完成日期", LIMIT)] = None
    due_text: Annotated[str | None, option("--due-text", "原文", "时限的原话，如 年底前", LIMIT)] = None
    approved_by: Annotated[
        str | None, option("--approved-by", "领导", "批准人；与 --due-on 同用时，日期由他确定", LIMIT)
    ] = None
    approved_via: Annotated[
        ApprovedVia | None, option("--approved-via", "方式", "批准方式，电话批准的待补批件", LIMIT)
    ] = None
    cadence: Annotated[
        str | None,
        option("--cadence", "周期", "来源要求多久报一次，如 每月25日前、每季度结束后10日内", LIMIT),
    ] = None
    milestone: Annotated[
        list[str] | None, option("--milestone", "节点=日期", "时序进度的一步；可再加 =责任人", LIMIT)
    ] = None
    lead: Annotated[list[str] | None, option("--lead", "单位", "牵头单位；联合牵头如 甲局、乙局", PEOPLE)] = (
        None
    )
    support: Annotated[list[str] | None, option("--support", "单位", "配合单位，如 甲局、乙局", PEOPLE)] = (
        None
    )
    owner: Annotated[list[str] | None, option("--owner", "姓名", "责任人", PEOPLE)] = None
    handler: Annotated[list[str] | None, option("--handler", "姓名", "承办人", PEOPLE)] = None
    post: Annotated[str | None, option("--post", "岗位", "责任岗位", PEOPLE)] = None
    clerk: Annotated[list[str] | None, option("--clerk", "姓名", "督办人，本室谁跟这件事", PEOPLE)] = None
    lead_leader: Annotated[list[str] | None, option("--lead-leader", "姓名", "牵头领导", PEOPLE)] = None
    leader_in_charge: Annotated[
        list[str] | None, option("--leader-in-charge", "姓名", "分管领导", PEOPLE)
    ] = None
    instruction: Annotated[
        list[str] | None, option("--instruction", "领导=内容", "批示；也可写 领导=日期=内容", SOURCE)
    ] = None
    requirements: Annotated[str | None, option("--requirements", "文字", "工作要求", WORK)] = None
    measures: Annotated[str | None, option("--measures", "文字", "工作措施", WORK)] = None
    standard: Annotated[str | None, option("--standard", "文字", "工作标准，办成什么样", WORK)] = None
    indicator: Annotated[
        list[str] | None, option("--indicator", "名称=目标", "量化指标，如 新增学位=1200个", WORK)
    ] = None
    tag: Annotated[list[str] | None, option("--tag", "标签", "制度的规则按标签适用", WORK)] = None
    parent: Annotated[str | None, option("--parent", "编号", "上级任务的编号", WORK)] = None
    upstream_id: Annotated[
        str | None, option("--upstream-id", "工作区号=编号", "上级交办单位台账里的编号", WORK)
    ] = None
    public: Annotated[YesNo | None, option("--public", "是|否", "是否公开", WORK)] = None
    listed: Annotated[YesNo | None, option("--listed", "是|否", "是否挂牌", WORK)] = None
    classified_ref: Annotated[
        str | None, option("--classified-ref", "登记号=保管", "涉密事项只写登记号和保管处", WORK)
    ] = None
    note: Annotated[str | None, option("--note", "文字", "备注", WORK)] = None
    problem: Annotated[
        str | None, option("--problem", "文字", "整改的问题，照发现时的原文，可以很长", RIGHTING)
    ] = None
    goal: Annotated[str | None, option("--goal", "文字", "整改目标；完成标准写 --standard", RIGHTING)] = None
    pace: Annotated[Pace | None, option("--pace", "类型", "整改类型", RIGHTING)] = None
    found_in: Annotated[
        str | None,
        option("--found-in --from", "编号/序号", "督查项目发现的问题，如 DX-2026-0001/3", RIGHTING),
    ] = None
