"""Makes a workspace of any size for measuring: believable tasks in every status, the same ones for the same seed.

    python bench/make.py FOLDER --tasks 10000

Writes the files as text, so that making them measures nothing of duban but the calendar.
"""

import argparse
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from duban.core.calendar.counting import add_workdays
from duban.core.calendar.work_calendar import WorkCalendar
from duban.core.model.terms import Every
from duban.core.periods.spans import Span, span_of

TODAY = date(2026, 11, 20)
FIRST = date(2025, 1, 6)
CALENDAR = WorkCalendar(known_until=2026)
LEDGERS = (
    ("WJ", "重要文件", "重要文件贯彻落实台账"),
    ("HY", "会议议定事项", "重要会议议定事项贯彻落实台账"),
    ("PS", "领导批示", "领导批示贯彻落实台账"),
    ("DC", "重大督查", "重大督查活动贯彻落实台账"),
    ("JB", "领导交办", "领导交办督办事项跟踪落实台账"),
    ("XM", "重大项目", "重大项目建设台账"),
)
SOURCES = {
    "WJ": "重要文件",
    "HY": "会议议定",
    "PS": "领导批示",
    "DC": "督查活动",
    "JB": "领导交办",
    "XM": "重大项目",
}
UNITS = (
    "住房城乡建设局", "财政局", "自然资源局", "发展改革局", "教育局", "卫生健康局",
    "民政局", "农业农村局", "水务局", "交通运输局", "人力资源社会保障局", "生态环境局",
    "市场监督管理局", "应急管理局", "公安局", "司法局", "文化旅游局", "审计局",
    "统计局", "林业局", "城市管理局", "信访局", "医疗保障局", "乡村振兴局",
    "商务局", "科技工业信息化局", "投资促进局", "机关事务中心", "大数据局", "残疾人联合会",
)  # fmt: skip
CLERKS = ("王五", "赵敏", "孙立", "周蓉")
PEOPLE = ("张三", "李四", "刘洋", "陈静", "杨帆", "黄磊", "吴涛", "徐丽", "马超", "胡斌", "郭强", "何欣")
LEADERS = ("林县长", "高常务副县长", "罗副县长", "梁副县长", "宋副县长")
PLACES = ("城东片区", "老城区", "东河流域", "工业园区", "西山片区", "高铁新区", "城关镇", "十二个乡镇")
VERBS = ("制定", "完成", "推进", "整改", "建成", "摸排", "开展", "落实")
WORKS = (
    "老旧小区改造方案", "棚户区改造安置房建设", "农村饮水安全工程", "中小学校舍安全排查", "黑臭水体治理",
    "企业欠薪清理", "村卫生室标准化建设", "农贸市场提升改造", "学前教育学位补充", "城市内涝点整治",
    "高标准农田建设", "营商环境评价问题整改", "政务服务事项下放", "道路交通安全隐患治理", "秸秆禁烧巡查",
    "养老服务中心建设", "历史遗留不动产登记办理", "燃气管道更新", "防汛物资储备", "招商项目用地保障",
)  # fmt: skip
TAGS = ("重大决策部署", "重大专项", "群众切身利益")
LIMITS = {"急件": 3, "非急件": 5, "难度较大": 10}
RULES = {"急件": "urgent", "非急件": "normal", "难度较大": "hard"}
FATES = ("closed",) * 62 + ("working",) * 22 + ("late",) * 5 + ("signed",) * 2 + ("assigned",) * 2 + (
    "reported",
) * 2 + ("verified",) + ("suspended",) + ("withdrawn",) * 2 + ("registered",)  # fmt: skip


LONG, NEARLY = timedelta(days=100), 95


def one_in(dice: random.Random, chances: int) -> bool:
    """True once in so many throws."""
    return dice.randrange(chances) == 0


@dataclass
class Draft:
    """One task while it is made up."""

    id: str
    title: str
    lead: str
    clerk: str
    day: date
    lines: list[str] = field(default_factory=list)
    minute: int = 0

    def add(self, on: date, action: str, rest: str = "", by: str = "", unit: str = "") -> None:
        """Append an event recorded on its own day, later than the one before."""
        self.minute = self.minute + 7 if on == self.day else 9
        self.day = on
        hour = 9 + self.minute // 60 % 9
        moment = f"{on}T{hour:02d}:{self.minute % 60:02d}:{self.minute % 59:02d}+08:00"
        named = f", 单位: {unit}" if unit else ""
        more = f", {rest}" if rest else ""
        event = f"{{日期: {on}, 登记: {moment}, 动作: {action}, 经办: {by or self.clerk}{named}{more}}}"
        self.lines.append(f"  - {event}")


def make(folder: Path, tasks: int, seed: int = 1) -> None:
    """Write a workspace of `tasks` tasks into `folder`, which must not exist, and commit it in git."""
    folder.mkdir(parents=True)
    (folder / "duban.yaml").write_text(_config(), encoding="utf-8")
    for prefix, kind, name in LEDGERS:
        (folder / kind).mkdir()
        head = f"名称: {name}\n种类: {kind}\n字头: {prefix}\n主管: 王五\n"
        (folder / kind / "台账.yaml").write_text(head, encoding="utf-8")
    (folder / "履职").mkdir()
    for year in (2025, 2026):
        (folder / "履职" / f"{year}.yaml").write_text(_standing(year), encoding="utf-8")
    for path, text in _files(tasks, random.Random(seed)):
        target = folder / path
        target.parent.mkdir(exist_ok=True)
        target.write_text(text, encoding="utf-8")
    _commit(folder)


def _config() -> str:
    units = "".join(
        f"  - {{全称: 某县{unit}, 简称: 县{unit}, 联络员: {{姓名: {PEOPLE[index % len(PEOPLE)]}}}}}\n"
        for index, unit in enumerate(UNITS)
    )
    leaders = "".join(
        f"  - {{姓名: {name}, 职务: {name[1:]}, 排序: {index}}}\n" for index, name in enumerate(LEADERS, 1)
    )
    policies = "制度:\n  - {自: 2025-01-01, 名称: default}\n"
    return f"名称: 某县督查室\n工作区号: bench\n{policies}单位:\n{units}领导:\n{leaders}"


def _standing(year: int) -> str:
    """The reconciliations and reports of a year that belong to no task, done up to a few days before today."""
    rules = ((Every.WEEK, "week"), (Every.QUARTER, "quarter"), (Every.HALF, "half"), (Every.YEAR, "year"))
    wanted = [(span, rule, "") for every, rule in rules for span in _spans(every, year)]
    for place, unit in enumerate(UNITS):
        done = _spans(Every.MONTH, year)
        wanted += [(span, "month", f"某县{unit}") for span in (done if place % 10 else done[:-1])]
    lines = [
        f"  - {{日期: {span.end}, 登记: {span.end}T16:00:00+08:00, 规则: default/{rule}, "
        f'{f"单位: {unit}, " if unit else ""}期: "{span.label}", 经办: 王五}}'
        for span, rule, unit in wanted
    ]
    return f"年度: {year}\n流水:\n" + "\n".join(lines) + "\n"


def _spans(every: Every, year: int) -> list[Span]:
    found, span = [], span_of(every, date(year, 1, 1))
    while span.end < TODAY and span.start.year <= year:
        found.append(span)
        span = span.next()
    return found


def _files(tasks: int, dice: random.Random) -> Iterator[tuple[str, str]]:
    days = (TODAY - FIRST).days
    starts = sorted(FIRST + timedelta(days=dice.randrange(days)) for _ in range(tasks))
    counts: dict[tuple[str, int], int] = {}
    for start in starts:
        prefix, kind, _ = LEDGERS[dice.choices(range(6), (3, 5, 4, 2, 4, 2))[0]]
        number = counts[prefix, start.year] = counts.get((prefix, start.year), 0) + 1
        identifier = f"{prefix}-{start.year}-{number:04d}"
        yield f"{kind}/{start.year}/{identifier}.yaml", _task(identifier, start, dice)


def _task(identifier: str, start: date, dice: random.Random) -> str:
    title = f"{dice.choice(VERBS)}{dice.choice(PLACES)}{dice.choice(WORKS)}"
    lead, *support = (f"县{unit}" for unit in dice.sample(UNITS, dice.choice((1, 2, 2, 3, 4))))
    draft = Draft(identifier, title, lead, dice.choice(CLERKS), start)
    fate = dice.choice(FATES)
    urgency = dice.choice(("急件", *("非急件",) * 2, "难度较大")) if one_in(dice, 2) else None
    due = (
        add_workdays(start, LIMITS[urgency], CALENDAR).on
        if urgency
        else start + timedelta(days=dice.choice((30, 60, 90, 150, 240, 330)))
    )
    if fate == "closed" and due > TODAY:
        fate = "working"
    elif fate not in {"closed", "withdrawn"} and due < TODAY - timedelta(days=dice.choice((5, 20, 60, 120))):
        fate = "closed"
    head = _head(draft, urgency, due, support, dice)
    _journal(draft, fate, urgency, due, dice)
    return head + "流水:\n" + "\n".join(draft.lines) + "\n"


def _head(draft: Draft, urgency: str | None, due: date, support: list[str], dice: random.Random) -> str:
    prefix = draft.id.partition("-")[0]
    number = dice.randrange(1, 60)
    lines = [
        f"编号: {draft.id}",
        f"事项: {draft.title}",
        "来源:",
        f"  - {{类别: {SOURCES[prefix]}, 名称: 关于{draft.title}的意见, 文号: 某政发〔{draft.day.year}〕{number}号}}",
    ]
    if prefix == "PS":
        lines += ["批示:", f"  - {{领导: {dice.choice(LEADERS)}, 日期: {draft.day}, 内容: 请抓紧落实}}"]
    lines.append(f"缓急: {urgency}" if urgency else f"完成时限: {{日期: {due}, 依据: 来源规定}}")
    lines.append(f"报告类别: {dice.choice(('常规', '常规', '常规', '重要', '紧急'))}")
    if one_in(dice, 5):
        lines.append(f"标签: [{dice.choice(TAGS)}]")
    lines.append(f"牵头单位: {draft.lead}")
    if support:
        lines.append(f"配合单位: [{', '.join(support)}]")
    lines += [
        f"牵头领导: {dice.choice(LEADERS)}",
        f"责任人: {dice.choice(PEOPLE)}",
        f"督办人: {draft.clerk}",
        f"工作要求: 按期{draft.title}，形成书面材料报督查室。",
    ]
    if not urgency and due - draft.day > LONG and one_in(dice, 2):
        half = draft.day + (due - draft.day) / 2
        lines += [
            "时序进度:",
            f"  - {{节点: 完成摸底, 时限: {half}}}",
            f"  - {{节点: 全面完成, 时限: {due}}}",
        ]
    return "\n".join(lines) + "\n"


def _journal(draft: Draft, fate: str, urgency: str | None, due: date, dice: random.Random) -> None:
    start = draft.day
    draft.add(start, "立项")
    if fate == "registered":
        return
    basis = f"依据: 规则, 规则: default/{RULES[urgency]}" if urgency else "依据: 来源规定"
    draft.add(start, "交办", f"时限: {due}, {basis}")
    if fate == "assigned":
        return
    signed = _later(start, 1)
    draft.add(signed, "签收", by=dice.choice(PEOPLE), unit=draft.lead)
    if fate == "signed":
        return
    end = due if fate in {"closed", "reported", "verified"} else TODAY
    slipped = dice.choice((0, 0, 0, 0, 5, 12)) if fate == "closed" else 0
    done_on = min(
        TODAY, max(signed, end - timedelta(days=dice.choice((0, 1, 1, 2))) + timedelta(days=slipped))
    )
    if fate == "late":
        done_on = min(done_on, due)
    _reports(draft, signed, done_on, dice)
    if fate == "working" and draft.day < due < TODAY and not one_in(dice, 5):
        moved = TODAY + timedelta(days=dice.choice((3, 10, 40)))
        draft.add(
            draft.day, "延期", f"批准人: {LEADERS[0]}, 批准方式: 书面, 时限: {moved}, 原因: 施工受汛期影响"
        )
    if fate == "suspended":
        draft.add(draft.day, "中止", f"批准人: {LEADERS[0]}, 批准方式: 书面, 原因: 等待上级规划批复")
    if fate == "withdrawn":
        draft.add(draft.day, "撤销", f"批准人: {LEADERS[0]}, 批准方式: 书面, 原因: 与另一事项重复")
    if fate in {"closed", "reported", "verified"}:
        _finish(draft, fate, done_on, dice)


def _finish(draft: Draft, fate: str, done_on: date, dice: random.Random) -> None:
    done = f"办结日期: {done_on}, 进展: {draft.title}已经完成"
    draft.add(done_on, "报结", done, by=dice.choice(PEOPLE), unit=draft.lead)
    if fate == "reported":
        return
    draft.add(_later(done_on, 4), "核验", "方式: 现场, 结论: 通过")
    if fate == "verified":
        return
    five = "方式: 现场, 情况真实: 是, 政策落实: 是, 整改到位: 是, 问题解决: 是, 群众满意: 是"
    draft.add(_later(done_on, 5), "回访", five)
    draft.add(_later(done_on, 6), "销号", f"批准人: {LEADERS[1]}, 批准方式: 书面")


def _reports(draft: Draft, first: date, last: date, dice: random.Random) -> None:
    """Monthly reports between two days, now and then with an urge before."""
    day, percent = first + timedelta(days=20), 10
    while day < last and percent < NEARLY:
        if one_in(dice, 10):
            draft.add(
                day,
                "催办",
                "方式: 电话, 第几次: 1" if "催办" not in draft.lines[-1] else "方式: 电话",
                unit=draft.lead,
            )
        report = f"进度: {percent}, 进展: 已完成阶段工作{percent}%, 下步: 按计划推进"
        draft.add(day, "反馈", report, by=dice.choice(PEOPLE), unit=draft.lead)
        day += timedelta(days=dice.choice((7, 14, 20, 27)))
        percent += dice.choice((1, 5, 10))


def _later(on: date, workdays: int) -> date:
    return min(TODAY, add_workdays(on, workdays, CALENDAR).on)


def _commit(folder: Path) -> None:
    """One commit, the same for the same files: a fixed author and moment."""
    moment = f"{TODAY}T09:00:00+08:00"
    who = {f"GIT_{role}_{what}": value for role in ("AUTHOR", "COMMITTER") for what, value in (
        ("NAME", "王五"), ("EMAIL", "wangwu@example.invalid"), ("DATE", moment))}  # fmt: skip
    for command in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-q", "-m", "台账"]):
        subprocess.run(["git", *command], cwd=folder, check=True, env=os.environ | who)


def main() -> int:
    """Read the command line and make the workspace."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--tasks", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    make(given.folder, given.tasks, given.seed)
    print(f"{given.tasks} tasks in {given.folder}, as of {TODAY}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
