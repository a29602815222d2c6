"""Appraisals as a test reads them: facts by hand, a scheme of a few rules, a head, a story of entries.

The story is told once; a test says how far it goes, leaves out what it does not want, and puts in what it does.
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

import msgspec
from tests.builders import day, make_ground, make_policy, make_register, moment

from duban.core.actions.due_dates import Elsewhere, Ground
from duban.core.cases.appraisal import APPRAISAL
from duban.core.engine.decide import decide
from duban.core.engine.fold import fold
from duban.core.model.appraisals.records import Appraisal, FrozenScore
from duban.core.model.appraisals.scheme import ScoreScheme
from duban.core.model.appraisals.terms import Occasion
from duban.core.model.people import Roll
from duban.core.model.record import read_record
from duban.core.model.workspace import Leader
from duban.core.scoring.facts import Fact
from duban.core.scoring.life import AppraisalState
from duban.core.scoring.points import Side
from duban.core.scoring.reckon import Score, reckon

ID, UNITS = "KH-2026-0001", ("甲局", "乙局")
DOCUMENT = {"标题": "督查考核办法", "文号": "县府办发〔2025〕9号", "机关": "县政府办", "日期": "2025-12-20"}
LATE_RULE = {"种类": "逐件", "事由": ["逾期办结", "逾期未办结"], "分值": -5}
SCHEME: dict[str, Any] = {
    "名称": "本县",
    "全称": "本县督查考核办法",
    "文件": DOCUMENT,
    "项目": [{"名称": "办理", "满分": 100, "规则": [LATE_RULE]}],
    "等次": [{"名称": "优秀", "起": 90}, {"名称": "合格", "起": 60}, {"名称": "不合格", "起": 0}],
    "申诉": {
        "条款": "第七条",
        "申请": {"数": 3, "单位": "工作日"},
        "复核": {"数": 10, "单位": "工作日"},
        "再审定": {"数": 5, "单位": "工作日"},
    },
    "末位": {"条款": "第八条"},
}
OPINION = {"名称": "评议", "满分": 20, "起算": "零", "规则": [{"种类": "评议", "评议人": "县领导"}]}
POLICY = make_policy()
REGISTER = make_register(
    {"全称": "甲局", "简称": "甲", "主要负责人": "周正"},
    {"全称": "乙局"},
    {"全称": "丙局"},
    {"全称": "县政府办"},
)
LEADERS = Roll([read_record({"姓名": "方县长", "职务": "县长"}, Leader)])


def raw_scheme(**changed: Any) -> dict[str, Any]:  # noqa: ANN401 - raw values
    """A scheme by official keys; 标识, 名称, 条款, 提供单位 are filled in where they do not matter."""
    raw = {key: value for key, value in (SCHEME | changed).items() if value is not None}
    items = [{"条款": "第三条", "提供单位": "督查室"} | item for item in raw.get("项目", [])]
    place = 0
    for item in items:
        rules = []
        for rule in item["规则"]:
            place += 1
            rules.append({"标识": f"r{place}", "名称": f"规则{place}", "条款": f"第{place}款"} | rule)
        item["规则"] = rules
    bonus = raw.get("加减分")
    if bonus:
        rules = [
            {"标识": f"b{at}", "名称": f"加减{at}", "条款": "第五条"} | rule
            for at, rule in enumerate(bonus["规则"], 1)
        ]
        raw["加减分"] = (
            {"条款": "第五条", "提供单位": "督查室", "上限": 5, "下限": -5} | bonus | {"规则": rules}
        )
    vetoes = [
        {"标识": f"v{at}", "名称": "否决", "条款": "第六条"} | each
        for at, each in enumerate(raw.get("否决", ()))
    ]
    return raw | {"项目": items} | ({"否决": vetoes} if vetoes else {})


def scheme(**changed: Any) -> ScoreScheme:  # noqa: ANN401 - raw values
    return read_record(raw_scheme(**changed), ScoreScheme)


def fact(told: str, **fields: Any) -> Fact:  # noqa: ANN401 - values of a fact
    """`逾期办结 WJ-1 2026-03-31`: what happened, in which task (or of which number), on which day."""
    occasion, number, on = told.split()
    tasks = (number,) if number.startswith("WJ") else ()
    given = {"unit": "甲局", "what": occasion, "about": tasks} | fields
    return Fact(occasion=Occasion(occasion), number=number, on=day(on), **given)


def score(made: ScoreScheme, *facts: Fact, **judged: Iterable[tuple[str, Fraction]]) -> Score:
    """What 甲局 comes to."""
    return reckon(made, Side("甲局", "县直", facts, {name: tuple(each) for name, each in judged.items()}))


def frozen(unit: str = "甲局", marks: str = "95.0", **fields: Any) -> dict[str, Any]:  # noqa: ANN401 - raw values
    """A result as the journal has it."""
    held = {
        "得分": marks,
        "未取整": marks.removesuffix(".0"),
        "等次": "优秀",
        "各项": [{"项目": "办理", "分": "95"}],
    }
    return {"单位": unit, "组别": "县直"} | held | {"记分摘要": "0" * 8} | fields


SCORES = [frozen("甲局", 位次=1), frozen("乙局", "85.0", 等次="合格", 位次=2)]
STORY: dict[str, tuple[str, str, dict[str, Any]]] = {
    "立项": ("2026-01-05", "考核立项", {}),
    "计划": ("2026-01-09", "列入考核计划", {"计划": "2026年度督查检查考核计划", "批准人": "方县长"}),
    "任职": (
        "2026-07-01",
        "任职情况",
        {"单位": "甲局", "姓名": "周正", "自": "2026-01-01", "至": "2026-06-30"},
    ),
    "初评": ("2026-07-06", "考核初评", {"成绩": SCORES}),
    "送甲": ("2026-07-07", "考核送达", {"单位": "甲局", "签收人": "小李"}),
    "送乙": ("2026-07-08", "考核送达", {"单位": "乙局", "签收人": "小张"}),
    "申诉": ("2026-07-10", "考核申诉", {"单位": "乙局", "理由": "客观原因"}),
    "复核": (
        "2026-07-17",
        "考核复核",
        {"单位": "乙局", "复核人": ["李复核"], "结论": "改变", "撤销记分": ["a" * 8], "理由": "属实"},
    ),
    "审定": ("2026-07-20", "考核审定", {"批准人": "方县长", "成绩": SCORES}),
    "通报": ("2026-07-22", "考核通报", {"文号": "县府办发〔2026〕5号", "范围": "全县"}),
    "运用": (
        "2026-08-03",
        "考核运用",
        {"单位": "乙局", "用途": "绩效工资", "机关": "县人社局", "内容": "按合格等次"},
    ),
}
"""By a short name: the day, the action, what else the entry says (official keys)."""
HEAD: dict[str, Any] = {
    "编号": ID,
    "考核名称": "上半年督查考核",
    "期": "2026H1",
    "主办": "县政府办",
    "组别": [{"名称": "县直", "单位": list(UNITS)}],
}


def entry(on: str, action: str, at: str | None = None, /, **said: Any) -> Any:  # noqa: ANN401 - any kind of entry
    """An entry by its action and official keys; recorded at nine on its own day unless `at` is given."""
    kinds = {str(each): kind for each, kind in APPRAISAL.entries.items()}
    raw = {"日期": on, "登记": moment(at or on).isoformat(), "动作": action, "经办": "王五"} | said
    return msgspec.convert({key: value for key, value in raw.items() if value is not None}, kinds[action])


def told(name: str, **said: Any) -> Any:  # noqa: ANN401 - any kind of entry
    """An entry of the story, changed as said (a day by 日期)."""
    on, action, own = STORY[name]
    values = own | said
    return entry(values.pop("日期", on), action, **values)


def upto(last: str, *, without: Iterable[str] = (), **changed: Mapping[str, Any]) -> tuple[Any, ...]:
    """The story up to an entry, without some, with some changed."""
    names = list(STORY)[: list(STORY).index(last) + 1]
    return tuple(told(name, **changed.get(name, {})) for name in names if name not in set(without))


def appraisal(*journal: Any, scheme: dict[str, Any] | None = None, **head: Any) -> Appraisal:  # noqa: ANN401 - entries, raw values
    """An appraisal with this journal; `head` by official keys, None takes one away; `scheme`: what differs in it."""
    raw = HEAD | {"方案": raw_scheme(**(scheme or {}))} | head
    held = {key: value for key, value in raw.items() if value is not None}
    return msgspec.structs.replace(read_record(held, Appraisal), journal=journal)


def state_of(file: Appraisal, on: str = "2026-12-31") -> AppraisalState:
    state: Any = fold(APPRAISAL.life, file, day(on), register=REGISTER)
    found: AppraisalState = state
    return found


def ground(today: str = "2026-12-01", **tasks: Any) -> Ground:  # noqa: ANN401 - states of tasks
    """What a decision looks at: the register, the leaders, a few numbers that are in the books."""
    elsewhere = Elsewhere(tasks.get)
    return msgspec.structs.replace(
        make_ground(POLICY, today, REGISTER, None), roll=LEADERS, elsewhere=elsewhere
    )


def decided(file: Appraisal, made: Any, at: Ground | None = None) -> Any:  # noqa: ANN401 - any kind of entry
    """What becomes of an entry, and what its writer is told. Raises DubanError."""
    return decide(APPRAISAL, file, made, at or ground())


def results(*raw: dict[str, Any]) -> tuple[FrozenScore, ...]:
    return tuple(read_record(each, FrozenScore) for each in raw)


def scheme_raw_items() -> list[dict[str, Any]]:
    """The items of the scheme, as a file has them."""
    items: list[dict[str, Any]] = SCHEME["项目"]
    return items
