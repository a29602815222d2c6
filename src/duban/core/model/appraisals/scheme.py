"""A scheme of appraisal (考核方案) as a file says it: items, rules, bonus, vetoes, bands, terms of appeal.

Only shape: what cannot be seen in it core/scoring/schemes.py refuses, how it is reckoned core/scoring/reckon.py says.
"""

from datetime import date
from typing import Annotated

from msgspec import Meta
from msgspec import field as key

from duban.core.model.appraisals.terms import Occasion, Outset, VetoEffect
from duban.core.model.record import Record
from duban.core.model.results.terms import BlameCause
from duban.core.model.task import Line, Period, Text
from duban.core.model.terms import Method, YesNo
from duban.core.model.workspace import KIND

Marks = Annotated[int, Meta(ge=-1000, le=1000)] | Annotated[float, Meta(ge=-1000, le=1000)]
"""A number of marks as it is typed; core/scoring/numbers.py takes it exactly, arithmetic is never done on floats."""
FullMarks = Annotated[int, Meta(gt=0, le=1000)] | Annotated[float, Meta(gt=0, le=1000)]
Weight = Annotated[int, Meta(gt=0, le=100)] | Annotated[float, Meta(gt=0, le=100)]
Times = Annotated[int, Meta(ge=1, le=9999)]


class SchemeDocument(Record, frozen=True, kw_only=True):
    """The office's own document that issues a scheme (文件): without its 文号 nobody is ranked."""

    title: Line = key(name="标题")
    number: Line = key(name="文号")
    organ: Line = key(name="机关")
    issued_on: date = key(name="日期")


class ScoreRule(Record, tag_field=KIND, frozen=True, kw_only=True):
    """What every rule says: what it is called, which clause it is, whether its figures are ours (酌定)."""

    id: Annotated[str, Meta(pattern=r"^[a-z][a-z0-9-]{0,39}(?![\s\S])")] = key(name="标识")
    name: Line = key(name="名称")
    clause: Line = key(name="条款")
    discretionary: YesNo = key(name="酌定", default=YesNo.NO)
    note: Text | None = key(name="说明", default=None)


class PerCase(ScoreRule, frozen=True, kw_only=True, tag="逐件"):
    """So many marks for each case; `support`: for a unit that only supports; `causes`, `methods` narrow it."""

    occasions: Annotated[tuple[Occasion, ...], Meta(min_length=1)] = key(name="事由")
    marks: Marks = key(name="分值")
    support: Marks | None = key(name="协办分值", default=None)
    causes: tuple[BlameCause, ...] = key(name="原因", default=())
    methods: tuple[Method, ...] = key(name="方式", default=())


class TimesRung(Record, frozen=True, kw_only=True):
    """From so many times on, so many marks."""

    times: Times = key(name="次数")
    marks: Marks = key(name="分值")


class ByTimes(ScoreRule, frozen=True, kw_only=True, tag="阶梯"):
    """Marks by how often it happened to a unit in one task: the highest rung that was reached."""

    occasions: Annotated[tuple[Occasion, ...], Meta(min_length=1)] = key(name="事由")
    rungs: Annotated[tuple[TimesRung, ...], Meta(min_length=1)] = key(name="档次")


class CaseShare(ScoreRule, frozen=True, kw_only=True, tag="比率"):
    """The full marks of the item times a share of cases; with fewer than `least` cases the item is not counted."""

    good: Annotated[tuple[Occasion, ...], Meta(min_length=1)] = key(name="分子")
    whole: Annotated[tuple[Occasion, ...], Meta(min_length=1)] = key(name="分母")
    least: Times = key(name="最少件数")


class Opinion(ScoreRule, frozen=True, kw_only=True, tag="评议"):
    """The mean of the marks that were entered and signed; `judges` says who gives them."""

    judges: Line = key(name="评议人")


AnyScoreRule = PerCase | ByTimes | CaseShare | Opinion


class ScoreItem(Record, frozen=True, kw_only=True):
    """An item: its full marks, the lowest it may fall to, its weight in the whole, who supplies the evidence."""

    name: Line = key(name="名称")
    clause: Line = key(name="条款")
    full: FullMarks = key(name="满分")
    lowest: Marks = key(name="下限", default=0)
    outset: Outset = key(name="起算", default=Outset.FULL)
    weight: Weight = key(name="权重", default=100)
    supplier: Line = key(name="提供单位")
    rules: Annotated[tuple[AnyScoreRule, ...], Meta(min_length=1)] = key(name="规则")


class ScoreBonus(Record, frozen=True, kw_only=True):
    """What is added to, or taken off, the whole, within its own bounds."""

    clause: Line = key(name="条款")
    highest: Marks = key(name="上限")
    lowest: Marks = key(name="下限")
    supplier: Line = key(name="提供单位")
    rules: Annotated[tuple[AnyScoreRule, ...], Meta(min_length=1)] = key(name="规则")


class ScoreVeto(Record, frozen=True, kw_only=True):
    """So many cases keep a unit from the highest band, or put it into the lowest."""

    id: Annotated[str, Meta(pattern=r"^[a-z][a-z0-9-]{0,39}(?![\s\S])")] = key(name="标识")
    name: Line = key(name="名称")
    clause: Line = key(name="条款")
    discretionary: YesNo = key(name="酌定", default=YesNo.NO)
    occasions: Annotated[tuple[Occasion, ...], Meta(min_length=1)] = key(name="事由")
    times: Times = key(name="次数", default=1)
    effect: VetoEffect = key(name="效果")


class ScoreBand(Record, frozen=True, kw_only=True):
    """A band: from this number on, which belongs to it (以上含本数)."""

    name: Line = key(name="名称")
    since: Marks = key(name="起")


class AppealTerms(Record, frozen=True, kw_only=True):
    """How long a unit has to appeal, counted from its receipt; how long the review and a new approval may take."""

    clause: Line = key(name="条款")
    discretionary: YesNo = key(name="酌定", default=YesNo.NO)
    apply: Period = key(name="申请")
    decide: Period = key(name="复核")
    approve: Period | None = key(name="再审定", default=None)


class LastPlaces(Record, frozen=True, kw_only=True):
    """Who is last: so many places, in groups of at least so many units."""

    clause: Line = key(name="条款")
    places: Annotated[int, Meta(ge=1, le=9)] = key(name="名次", default=2)
    least: Annotated[int, Meta(ge=6, le=999)] = key(name="最少单位", default=6)


class ScoreScheme(Record, frozen=True, kw_only=True):
    """考核/方案/<name>.yaml, or one that comes with duban; an appraisal keeps the whole of its own.

    One that inherits (继承) says only what is its own: what it lacks in the end is told when it is read.
    """

    name: Line = key(name="名称")
    title: Line = key(name="全称")
    base: Line | None = key(name="继承", default=None)
    document: SchemeDocument | None = key(name="文件", default=None)
    sources: tuple[Line, ...] = key(name="出处", default=())
    note: Text | None = key(name="说明", default=None)
    items: tuple[ScoreItem, ...] = key(name="项目", default=())
    bonus: ScoreBonus | None = key(name="加减分", default=None)
    vetoes: tuple[ScoreVeto, ...] = key(name="否决", default=())
    decimals: Annotated[int, Meta(ge=0, le=3)] = key(name="小数位", default=1)
    bands: tuple[ScoreBand, ...] = key(name="等次", default=())
    appeal: AppealTerms | None = key(name="申诉", default=None)
    tail: LastPlaces | None = key(name="末位", default=None)
    tenure: Annotated[int, Meta(ge=0, le=366)] = key(name="任职天数", default=0)

    @property
    def terms(self) -> AppealTerms:
        """The terms of appeal; a scheme that is used has them (core/scoring/schemes.py)."""
        if self.appeal is None:
            raise ValueError(f"{self.name} has no terms of appeal")
        return self.appeal
