"""Mentions of time in sentences and in cells of tables: what is a deadline, what recurs, what only looks like one.

Both settings see the same points (points.py); what stands around a point says what it is for. Nothing is guessed: what
the text leaves open is named in `lacks`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from duban.core.grammar.forms import CELL, SENTENCE
from duban.core.grammar.points import BEFORE, Point, read_point, search
from duban.core.grammar.stretches import Base
from duban.core.model.folding import arabic, fold, fold_with_origin

_DONE = (
    "完成|全部|如期|按期|按时|完工|竣工|建成|投入|投用|投产|开工|动工|办结|办理|到位|销号|启动|出台|印发|上线|实现|推广|全面|基本|达到|形成|落实|"
    "报送|上报|报|提交|开放|通车|交付|验收|整改|公布|公开|制定|编制|反馈|建立|完善|开通|运行|交房|取缔|关闭|前置|进行|封顶|施工|主体|试运行|具备|见成效|取得|力争|确保"
)
_DONE_IN_A_YEAR = "(?:全面|基本|力争|确保)?(?:完成|推广|建成|实现|投入使用|投用|竣工|开工|出台)"
_CLOCKS = (
    r"(?P<issue>(?:本|该)?(?:(?:实施|工作|行动)?(?:意见|通知|方案|文件|办法|措施|计划|决定|通报|公告|清单|细则|纪要))?(?:正式)?(?:印发|发布|公布|施行|下发|发文|签发|公告|通报|实施)(?:之日)?(?:起|后))"
    r"|(?P<meeting>(?:本次|此次)?会议?(?:结束|召开|闭会)?(?:之日)?(?:后|起))"
    r"|(?P<receipt>(?:收到|接到)(?!.{0,6}(?:申请|举报|投诉|材料|来信|来访|请求|咨询|报案))[^,，。;；]{0,8}?(?:之日|后)(?:之日)?(?:起|后)?"
    r"|(?:收到|接到|收文|接)(?:本|此|该)?(?:交办|督办|转办|通知|任务)?(?:通知|文件|任务|批示|函|单|件|文)?(?:之日|后)?起?)"
)
_COUNT = r"(?P<count>\d{1,3})个?(?P<unit>工作日|日|天|个?月|周|星期|个?星期)(?:之内|以内|内)"
_COUNT_TOO = _COUNT.replace("工作日|", "工作日|年|", 1)  # years too, after an event: 印发之日起一年内


@dataclass(frozen=True, slots=True)
class Mention:
    """One mention of time in a text: the words as written, the day they set, and what they are.

    `kind` is `day`, `span` (the time of a phase: its end counts where nothing else is said), `counted` (5日内: `count`
    of `unit` from the day that `clock` names: `issued`, `received`, `held`, `start` where nothing says it),
    `recurring`, `continuous`, `start` or `none`. `lacks` names what is missing to find the day: `year`, `calendar`
    or a clock. `rough`: custom sets the day, not the words. `start` and `end` are places in the folded text.
    """

    start: int
    end: int
    kind: str
    on: date | None = None
    lacks: str = ""
    rough: bool = False
    count: int = 0
    unit: str = ""
    clock: str = ""
    point: Point | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A way to speak of time that is no point: an example, what it is, the pattern (of the folded text)."""

    kind: str
    example: str
    pattern: str
    where: frozenset[str] = frozenset({SENTENCE, CELL})


_IN_SENTENCES = frozenset({SENTENCE})
# At one place of the text the rule that stands higher wins; points stand where "point" does.
RULES = (
    Rule("none", "《2020年年底前完成的意见》", r"[《〈][^》〉]{1,80}[》〉]"),
    Rule("none", "国发〔2018〕42号", r"[\[(〔](?:19|20)\d{2}[\])〕]\d+号"),
    Rule(
        "none",
        "审批时限压缩到3个工作日以内",
        r"(?:压缩|缩短|控制|减少|压减|精简|限时|降|提速|(?<![最至]迟)(?<![最至]晚)不超过|不少于|不得超过|至少)[^,，。;；]{0,14}?\d{1,3}个?(?:工作日|日|天|月|周|小时|分钟|年)(?![底末初上中下前\d])(?:以?内|之内|以下)?",
    ),
    Rule(
        "none",
        "5年内",
        r"(?:分|用|近|未来|今后)?(?<!\d)\d{1,2}年(?:以?内|之内|时间)|分\d{1,2}年|近\d{1,2}个?[年月]",
    ),
    Rule(
        "recurring",
        "2019年起，每年2月底前",
        r"(?:(?:从|自)?(?:19|20)\d{2}年(?:\d{1,2}月)?起,?)?(?:于|在)?(?:每个?(?:年|半年|季度|季|月|周|旬|日)度?|逐(?:月|季|年|周)|按(?:月|季|周|年))(?:末月?|底|初)?[^,，。;；、]{0,12}?(?:前|底前?|末|报送?|上报|更新|通报|调度|(?<=\d)日(?!前))",
    ),
    Rule(
        "continuous",
        "长期坚持。",
        r"(?:(?<=[,，;；:：。并])|^)(?:年内|全年)?(?:长期坚持|持续推进|持续实施|长期推进|长期执行|立行立改|即知即改|常态化推进|持续整改|坚持常态化|贯穿全年|全年)(?=[,，;；。)）]|$)",
        _IN_SENTENCES,
    ),
    Rule("counted", "印发之日起30日内", rf"(?:自|从|在|于)?(?:{_CLOCKS}),?{_COUNT_TOO}"),
    Rule("point", "9月30日", ""),
    Rule("unsaid", "15个工作日内报送", rf"{_COUNT}(?={_DONE})", _IN_SENTENCES),
    Rule("unsaid", "请1个月内拿出建议", rf"(?:(?<=[在于请要须应,，;；。])|^){_COUNT}", _IN_SENTENCES),
    Rule("unsaid", "15个工作日内", rf"{_COUNT}", frozenset({CELL})),
)
_COMPILED = {
    setting: tuple((rule.kind, re.compile(rule.pattern)) for rule in RULES if setting in rule.where)
    for setting in (SENTENCE, CELL)
}


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around a point and says what it is for: an example, the words before and after it, the kind.

    `joined` frames ask for a stretch from one point to another (True) or for none (False), `within` ones for a point
    that says 内; `alone` ones for a year without anything (2026年), which other frames do not take.
    """

    kind: str
    example: str
    before: str = ""
    after: str = ""
    joined: bool | None = None
    alone: bool = False
    within: bool = False


_NOT_IN_FRONT = r"(?!提(?![交出供请报升高])|[期置沿景后者述列半往台线端场身世夕]|进(?![行入]))"
_IN_FRONT = rf"(?:{BEFORE}){_NOT_IN_FRONT}"
_LIMIT = (
    r"(?:(?:截止|截至|完成|办结|整改|报送)?(?:时间|日期|时限|期限)(?:为|是|:)?"
    r"|不(?:得)?(?:晚|迟)于|[最至](?:晚|迟)(?:不(?:得)?(?:超|迟|晚)(?:过|于)|于)?|限(?:于)?"
    r"|务必|务求|必须|确保|力争|争取)$"
)
_TERM = r"(?:有效|合同(?:工|履行)?|质量保证|试用|服务|保修|质保|保质|任|聘|租赁|租|执行|协议|见习|挂职)期"
_NO_LIMITS = (
    Frame("none", "已于2018年6月完成", r"(?:已|曾|早)(?:经|于|在)*$"),
    Frame("none", "已办结(2018年6月)", r"已(?:经|全部)?(?:完成|办结|销号|整改到位|落实)\(?$"),
    Frame("none", "2018年6月已销号", after=r"(?:已|曾)(?:经|全|于|完成|办结|销号)"),
    Frame("none", "由5月底提前至4月底", r"由$", r"(?:提前|推迟|延长|延期|调整|顺延)(?:至|到|为)"),
    Frame("none", "以2018年6月30日为基准日", r"以$", r"为(?:基准|准|界|节点|时点)"),
    Frame("none", "截至2月底,已拆除12万平方米", r"截至$", r"[,，]"),
    Frame("none", "2018年度部门决算", after=r"(?:部门|预算|决算|审计|考核|财政)", alone=True),
    Frame("none", "原定2018年6月完成", r"原(?:来|先)?(?:定|计划|拟|要求|预计)(?:于|在|应)*$"),
    Frame("none", "不早于9月30日", r"(?:不(?:得|能)?早于|不(?:得|能)?在|最早(?:于|在)?)$"),
)
FRAMES: dict[str, tuple[Frame, ...]] = {
    SENTENCE: (
        Frame("none", "合同期至2028年12月31日", rf"(?:有效|{_TERM}|期限)(?:限)?(?:延长)?(?:至|到)$"),
        Frame("none", "任期自2018年3月起,至2023年3月止", rf"{_TERM}限?[:：]?(?:自|从)?$", joined=True),
        *_NO_LIMITS,
        Frame("none", "截至9月底", r"(?:截至|截止(?:到|至)?)$", r"(?!前)"),
        Frame("start", "自2021年11月", r"(?:自|从)$", r"(?!前)", joined=False),
        Frame("start", "2021年11月起", after=r"(?:起|开始|以来|以后|之后|后)"),
        Frame("before", "2025年前", after=_IN_FRONT, alone=True),
        Frame("year", "到2025年，", r"[到至]$", r"[,，]", alone=True),
        Frame("year", "2021年全面推广", after=_DONE_IN_A_YEAR, alone=True),
        Frame("none", "2021年", alone=True),
        Frame("before", "2020年12月底前", after=_IN_FRONT),
        Frame("span", "动员部署阶段(5月)", r"\((?:力争|争取|确保|计划|拟|预计|于)?$", r"\)"),
        Frame("span", "时间:3月至5月", r"(?:\(|时间(?:安排)?[:：为]|阶段[:：])$", joined=True),
        Frame("day", "9月完成", after=_DONE),
        Frame("day", "6月至9月分批完成", after=rf"[^,，。;；、]{{0,4}}?(?:{_DONE})", joined=True),
        Frame("none", "2021年1月1日至12月31日", joined=True),
        Frame("day", "截止时间为9月30日", _LIMIT),
        Frame("day", "本季度内，下达资金", within=True),
        Frame("day", "到2023年底", r"[到至在于]$"),
        Frame("none", "9月30日"),
    ),
    CELL: (
        Frame("start", "2018年6月起", after=r"(?:起|开始|以来|以后|之后|后(?!期))(?!至)"),
        Frame("start", "自2018年6月施行", r"自$", r"(?:施行|实施|起)", joined=False),
        *_NO_LIMITS,
        Frame("none", "3月9日召开的会议", after=r"(?:召开|举行|印发|下发|作出)的"),
        Frame("none", "每年6月、12月底前", r"每(?:年度?|半年|个?季度?|个?月)?[^,，;；。]{0,8}$"),
        Frame("before", "9月前", after=_IN_FRONT),
        Frame("none", "2023年汛期前", after=r"[^,，;；。、]{0,8}前", alone=True),
        Frame("day", "9月30日"),
    ),
}
"""The frames of each setting; the one that stands higher wins."""
_FRAMES = {
    setting: tuple((frame, re.compile(frame.before or r"$"), re.compile(frame.after)) for frame in frames)
    for setting, frames in FRAMES.items()
}
_PAST = re.compile(
    r"(?:已|曾)|(?:建成|形成|取得|参加|登记|出生|注册|开工|印发|出台|发布|审批|批准|竣工|投产)(?:投入使用|投产)?的"
)
_EACH = re.compile(r"每(?:个)?(?:年|半年|季度|季|月)?[^,，。;；]{0,6}$")
_SERVICE = re.compile(r"受理|申请|之日|后$|起$|材料|举报|投诉|每|超过")
_AFTER_EVENT = re.compile(r"(?:后|起|之日)[,，]$")
_EXPECTED = re.compile(
    r"\d|[年月季旬]|节|[五六七八]一|三八|十一|[元春周]|星期|底|末|国庆|端午|中秋|清明|坚持|持续|贯穿|推进|立行|即知|全年|[本下][周星]"
)
_LOOK_BACK = 16
_LISTED = re.compile(r"[、和及与或]")


def find_mentions(text: str, setting: str, base: Base) -> Iterator[Mention]:
    """Every mention of time in a folded text, from left to right, none overlapping another.

    A point without a year takes the one named before it in the same sentence, else the document's.
    """
    if _EXPECTED.search(text) is None:
        return
    carried, carried_to = base.named, 0  # the year of a day that has none
    anchor = base.anchor  # the year that 次年 is counted from
    for kind, found in _matches(text, setting):
        if kind != "point":
            yield from _other(kind, found)
            continue
        if base.year is not None and "。" in text[carried_to : found.start()]:
            carried = anchor = None
        point = read_point(found, setting, replace(base, named=carried, anchor=anchor))
        if point.year is not None and (base.year is None or point.year >= base.year):
            carried, carried_to = point.year, point.end
            anchor = anchor if point.next_year else point.year
        yield from _listed(text, point, setting, replace(base, named=carried, anchor=anchor))


def _listed(text: str, point: Point, setting: str, base: Base) -> Iterator[Mention]:
    """The mention of a point, and of those that it lends its month or its end: 5月15日、25日前, 4、8、12月底前."""
    behind = _MORE_DAYS.match(text, point.end) if _ONE_DAY.fullmatch(text, point.start, point.end) else None
    end = behind.end() if behind else point.end
    own = text[point.start : point.end]
    ahead = _MORE_MONTHS.search(text, 0, point.start) if _FROM_MONTH.match(own) else None
    words = [_FROM_MONTH.sub(f"{month}月", own) for month in re.findall(r"\d+", ahead[0])] if ahead else []
    words += [own]
    words += [_ITS_DAY.sub(f"月{day}日", own) for day in re.findall(r"\d+", behind[0])] if behind else []
    for word in words:
        other = point if word == own else _read_as(word, point, setting, base)
        if other is not None:
            yield _framed(text, replace(other, start=point.start, end=end), setting, base)


def _read_as(word: str, point: Point, setting: str, base: Base) -> Point | None:
    year = point.year or (point.last.year if point.last else None)
    found = search(word, setting)
    return read_point(found, setting, replace(base, named=year)) if found else None


_ONE_DAY = re.compile(r"(?:(?:19|20)\d{2}年)?\d{1,2}月\d{1,2}[日号]")
_MORE_DAYS = re.compile(r"(?:[、和及]\d{1,2}[日号](?!\d))+")
_ITS_DAY = re.compile(r"月\d{1,2}[日号]")
_FROM_MONTH = re.compile(r"\d{1,2}月(?!\d)")
# A single number at the beginning is that of an item: 3、6月底前.
_MORE_MONTHS = re.compile(r"(?<![\d.第])(?:(?:\d{1,2}[、和]){2,}|(?<=[^\d、.])\d{1,2}[、和])$")


def _matches(text: str, setting: str) -> Iterator[tuple[str, re.Match[str]]]:
    """The matches of all rules, from left to right, none overlapping another; that of a point covers its stretch."""
    rules = _COMPILED[setting]

    def seek(kind: str, pattern: re.Pattern[str], start: int) -> re.Match[str] | None:
        return search(text, setting, start) if kind == "point" else pattern.search(text, start)

    found = [seek(kind, pattern, 0) for kind, pattern in rules]
    position = 0
    while True:
        for rank, (kind, pattern) in enumerate(rules):
            held = found[rank]
            if held is not None and held.start() < position:
                found[rank] = seek(kind, pattern, position)
        first = min(
            ((match.start(), rank, match) for rank, match in enumerate(found) if match is not None),
            key=lambda each: each[:2],
            default=None,
        )
        if first is None:
            return
        _, rank, match = first
        kind = rules[rank][0]
        yield kind, match
        end = read_point(match, setting, Base(2000)).end if kind == "point" else match.end()
        position = max(end, match.start() + 1)


def _other(kind: str, found: re.Match[str]) -> Iterator[Mention]:
    start, end = found.span()
    if kind == "unsaid":
        ahead = found.string[max(0, start - 20) : start]
        before = re.split(r"[,，。;；]", ahead)[-1]
        if not _SERVICE.search(before) and not _AFTER_EVENT.search(ahead):
            yield Mention(start, end, "counted", count=int(found["count"]), unit=found["unit"], clock="start")
    elif kind == "counted":
        clock = "issued" if found["issue"] else "held" if found["meeting"] else "received"
        yield Mention(start, end, "counted", count=int(found["count"]), unit=found["unit"], clock=clock)
    elif kind != "none":
        yield Mention(start, end, kind)


def _framed(text: str, point: Point, setting: str, base: Base) -> Mention:
    before, after = (
        text[max(0, point.start - _LOOK_BACK) : point.start],
        text[point.end : point.end + _LOOK_BACK],
    )
    frame, told = _frame(point, before, after, setting)
    if frame.kind != "before" and (shared := _shared(text, point, setting, before)) is not None:
        frame, told = shared, None
    kind = "day" if frame.kind in {"before", "year"} else frame.kind
    end = point.end + (told.end() if told and frame.kind == "before" else 0)
    unwanted = setting == SENTENCE and (_PAST.match(text[end : end + 8]) or _EACH.search(before))
    if kind not in {"day", "span"} or unwanted:
        return Mention(point.start, end, "none" if unwanted else kind, point=point)
    if point.lacks:
        return Mention(point.start, end, kind, lacks=point.lacks, point=point)
    on = point.by(before=frame.kind == "before")
    rough = point.rough or (
        frame.kind == "before" and point.form.open and not point.midnight and _by_custom(point)
    )
    if on is not None and base.said_on is not None and on < base.said_on and setting == SENTENCE:
        later = (
            _next_year(on)
            if point.year is None and frame.kind == "before" and point.form.needs == "year"
            else None
        )
        if later is None or later - base.said_on > base.said_on - on:
            return Mention(point.start, end, "none", point=point)  # what happened, no deadline
        on, rough = later, True
    return Mention(point.start, end, kind, on, rough=rough, point=point)


def _shared(text: str, point: Point, setting: str, before: str) -> Frame | None:
    """The frame that a list of points shares with its last: 6月底、12月底前, 4月、8月、11月底前."""
    if point.joined or point.alone:
        return None
    last = point
    while (sign := _LISTED.match(text, last.end)) is not None:
        found = search(text, setting, sign.end())
        if found is None or found.start() != sign.end():
            break
        last = read_point(found, setting, Base(2000))
    if last is point or last.joined or last.alone:
        return None
    frame, _ = _frame(last, before, text[last.end : last.end + _LOOK_BACK], setting)
    if frame.kind != "before":
        return frame if setting == SENTENCE and frame.kind == "day" else None
    return replace(frame, kind="day") if last.exact and not last.begins_late else frame


def _by_custom(point: Point) -> bool:
    """Whether 前 after it leaves open if the stretch itself counts: 9月前, 2025年前; a feast leaves nothing open."""
    return point.first != point.last


def _next_year(on: date) -> date | None:
    try:
        return on.replace(year=on.year + 1)
    except ValueError:
        return on.replace(year=on.year + 1, day=28)


def _frame(point: Point, before: str, after: str, setting: str) -> tuple[Frame, re.Match[str] | None]:
    for frame, in_front, behind in _FRAMES[setting]:
        if frame.joined is not None and frame.joined != point.joined:
            continue
        if frame.within and not point.within:
            continue
        if frame.alone != point.alone and (frame.alone or (point.alone and setting == SENTENCE)):
            continue
        told = behind.match(after)
        if told and (not frame.before or in_front.search(before)):
            return frame, told
    raise AssertionError(setting)


def last_days(mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions that set a deadline; the end of a phase counts only where there is no other."""
    days = [each for each in mentions if each.on is not None and each.kind in {"day", "counted"}]
    return days or [each for each in mentions if each.on is not None and each.kind == "span"]


def limits_named(text: str, said_on: date) -> list[Mention]:
    """What words that are quoted for a limit name: days, and so many days after an event; nothing for 尽快.

    A day without a year is the first from `said_on` on; one that has just gone by may be meant as well.
    """
    found = find_mentions(arabic(fold(text)), CELL, Base(said_on.year, said_on))
    return [way for each in found if each.kind in {"day", "span", "counted"} for way in _ahead(each, said_on)]


def _ahead(mention: Mention, said_on: date) -> Iterator[Mention]:
    point, on = mention.point, mention.on
    gone = point is not None and point.year is None and on is not None and on < said_on
    if not gone or on is None or said_on - on <= _LATELY:
        yield mention
    if gone and point is not None and on is not None and point.first is not None and point.last is not None:
        later = replace(point, first=_next_year(point.first), last=_next_year(point.last))
        yield replace(mention, on=_next_year(on), point=later)


_LATELY = timedelta(days=90)

_OPENING = re.compile(r"(?:原则上|力争|争取|确保|务必|要|需)?(?:截至|于|在|到|至|自|从)?")
_CLOSING = re.compile(rf"(?:{BEFORE})?")
_NEAR_START, _LONGEST = 10, 60
_ALWAYS = re.compile("(?:年内)?(?:长期坚持|持续推进|持续|全年|长期)")


def leading_time(text: str) -> tuple[int, int]:
    """Where the time stands with which a text begins (力争6月底前…: 2 to 6); 0 and 0 where it begins otherwise."""
    folded = fold_with_origin(text[:_LONGEST])
    opening = _OPENING.match(folded.text)
    start = opening.end() if opening else 0
    found = search(folded.text, SENTENCE, start)
    if found is not None and found.start() == start:
        end = read_point(found, SENTENCE, Base()).end
    elif (always := _ALWAYS.match(folded.text, start)) is not None:
        end = always.end()
    else:
        counted = next(
            (each for each in find_mentions(folded.text, SENTENCE, Base()) if each.kind == "counted"), None
        )
        if counted is None or counted.start > _NEAR_START:
            return 0, 0
        start, end = 0, counted.end
    closing = _CLOSING.match(folded.text, end)
    end = closing.end() if closing else end
    return folded.origin[start], folded.origin[end - 1] + 1
