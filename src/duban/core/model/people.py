"""Who is named in a field for persons: several in one cell, blanks within names, posts beside them or in brackets.

Pure. A name is only looked up in the roll of leaders (领导), never made up; what is no name stays as it was written.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache, lru_cache

from duban.core.model.folding import half_width
from duban.core.model.record import Fault
from duban.core.model.suggest import guess, nearest
from duban.core.model.task import Task
from duban.core.model.terms import HEADS_OF_UNITS, Action
from duban.core.model.workspace import Leader

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
_DOTS = frozenset(".·・•‧∙⋅●")
_CIRCLED = re.compile("[\u2460-\u2473]")
_MARK = re.compile(r"(?:^|(?<=[\s、;,]))\(?\d{1,2}[.、)]+\s*")
_BRACKET = re.compile(r"[(\[【〔]([^()\[\]【】〔〕]*)[)\]】〕]")
_BETWEEN = re.compile(r"[、,;/|\n\r]+|\s+(?:和|与|及|以及)\s+")
_LABEL = re.compile(r"^[^:]{0,8}(?:领导|责任人|负责人|批示|签批|姓名|县长|书记|主任|局长):\s*")
_BLANK = re.compile(r"\s+")
_AND = re.compile("以及|和|与|及")
_POST_WORDS = [
    "书记",
    "常委",
    "委员",
    "省长",
    "州长",
    "市长",
    "区长",
    "县长",
    "旗长",
    "盟长",
    "镇长",
    "乡长",
    "村长",
    "主席",
    "主任",
    "局长",
    "厅长",
    "部长",
    "处长",
    "科长",
    "股长",
    "院长",
    "校长",
    "园长",
    "检察长",
    "秘书长",
    "组长",
    "站长",
    "所长",
    "队长",
    "馆长",
    "行长",
    "董事长",
    "董事",
    "总经理",
    "副总",
    "经理",
    "总裁",
    "会长",
    "理事长",
    "司令员",
    "政委",
    "参谋长",
    "总工程师",
    "总工",
    "巡视员",
    "调研员",
    "督查专员",
    "专员",
    "主管",
    "负责人",
    "责任人",
    "助理",
    "顾问",
    "党组成员",
    "班子成员",
    "领导",
]
_POST = f"(?:{'|'.join(_POST_WORDS)})"
_BEFORE_POST = (
    "(?:中共|省|自治区|州|市|县|区|旗|盟|镇|乡|街道|村|社区|委员会|委|党委|党组|党工委|工委|管委会|人民政府|政府|府办|办公室|办|人大常委会|人大|政协|"
    "纪委|监委|常务|公安局|局|厅|部|院|副|代|原|第一|主要|分管|联系|牵头)"
)
_POSTS = re.compile(rf"(?:{_BEFORE_POST}*{_POST})+(?:级)?")
_NAME = rf"(?:[{_HAN}]{{1,12}}(?:·[{_HAN}]{{1,12}})+|[{_HAN}]{{2,4}})"
_NAME_THEN_POST = re.compile(rf"(.+?)(?:{_BEFORE_POST}*{_POST})+")
_POLITE = re.compile("(?:等|等人|同志|先生|女士|签批|批示|阅示|阅)+$")
_DOUBLE = frozenset(
    re.findall(
        "..",
        "欧阳太史端木上官司马东方独孤南宫万俟闻人夏侯诸葛尉迟公羊赫连澹台皇甫宗政濮阳公冶太叔申屠公孙慕容仲孙钟离长孙"
        "宇文司徒鲜于司空闾丘亓官司寇令狐呼延拓跋轩辕百里东郭南门西门公西左丘谷梁段干",
    )
)
"""Family names of two characters."""
_SHORT = 2
"""Characters that a name has at least."""
_LONGEST, _LONGEST_POST = 200, 30


class Roll:
    """The leaders of duban.yaml (领导) as a look-up: who is meant, and which post they hold on a day.

    Heads of departments and townships, who lead only their units, are on it where the `whole` roll is asked for.
    """

    def __init__(self, leaders: Iterable[Leader] = (), *, whole: bool = False) -> None:
        held = tuple(leaders)
        self.leaders = tuple(each for each in held if whole or each.kind not in HEADS_OF_UNITS)
        self.heads_of_units = {each.name: each.kind for each in held if each.kind in HEADS_OF_UNITS}
        self._posts: dict[str, list[Leader]] = {}
        for leader in self.leaders:
            self._posts.setdefault(_bare(leader.name), []).append(leader)
        for posts in self._posts.values():
            posts.sort(key=lambda post: post.since or date.min)
        self._by_name = {bare: posts[-1].name for bare, posts in self._posts.items()}
        self._dated = any(leader.days for leader in self.leaders)
        self._named: dict[tuple[str, date | None], tuple[str, ...]] = {}
        self._on: dict[date, tuple[Leader, ...]] = {}

    def __bool__(self) -> bool:
        return bool(self.leaders)

    def __contains__(self, name: str) -> bool:
        return name in self._by_name.values()

    def named(self, text: str, on: date | None = None) -> tuple[str, ...]:
        """The persons whom a field names, each once: by their names on the roll where it knows them.

        A post alone, 刘县长, means who held it on the day.
        """
        asked = (text, on if self._dated else None)
        found = self._named.get(asked)
        if found is None:
            found = self._named[asked] = tuple(dict.fromkeys(self._read(*asked)))
        return found

    def strangers(self, text: str, on: date | None = None) -> Iterator[tuple[str, str]]:
        """The persons of a field who are not on the roll, and whom each may mean: the nearest, or several joined."""
        for name in self.named(text, on):
            if name not in self:
                parts = self._parted(_bare(name), list(self._by_name))
                yield name, "、".join(parts) if parts else nearest(name, self._by_name.values()) or ""

    def absent(self, text: str, on: date) -> Iterator[tuple[str, str, str]]:
        """The persons of a field who are on the roll and hold no post on a day: name, their posts in words, remedy."""
        for name in self.named(text, on):
            posts = self._posts.get(_bare(name), [])
            if posts and not any(post.holds(on) for post in posts):
                held = "、".join(f"任{post.title or '职'}{post.days}" for post in posts)
                bound = "--from" if posts[-1].since and posts[-1].since > on else "--until"
                yield name, held, f"任期记错了的：duban unit leader {name} {bound} 日期"

    def holds_post(self, text: str, kind: str, on: date) -> bool | None:
        """Whether one of the persons named holds a post of a kind on a day; None where the roll says so of nobody.

        The kind stands in the roll (职务类别): what a title is called says nothing of it.
        """
        holders = {_bare(post.name) for post in self.in_office(on) if post.kind == kind}
        return not holders.isdisjoint(map(_bare, self.named(text, on))) if holders else None

    def holders(self, kind: str, on: date) -> tuple[str, ...]:
        """Who holds a post of a kind on a day."""
        return tuple(post.name for post in self.in_office(on) if post.kind == kind)

    def in_office(self, on: date) -> tuple[Leader, ...]:
        """Who holds a post on a day, in the order of the roll."""
        return tuple(leader for leader in self.leaders if leader.holds(on))

    def posts(self, on: date) -> tuple[Leader, ...]:
        """Everybody once, in the order of the roll, in the post of a day, else in the last before it, or the first."""
        found = self._on.get(on)
        if found is None:
            found = self._on[on] = tuple(post for name in self._posts if (post := self._post(name, on)))
        return found

    def reaches(self, approver: str, wanted: str, on: date, said_on: date | None = None) -> bool:
        """Whether one of the persons named first is one of those named second, or stands higher (排序).

        Ranks are those of the posts held: by the first on `on`, by the second when they spoke (`said_on`). A person
        without a rank stands no higher than one who has one; where the other has none, nothing is known.
        """
        asked = self.named(wanted, said_on or on)
        known = [rank for name in asked if (rank := self._rank(name, said_on or on)) is not None]
        for name in self.named(approver, on):
            rank = self._rank(name, on)
            if name in asked or len(known) < len(asked):
                return True
            if rank is not None and rank <= max(known):
                return True
        return False

    def first(self, text: str, on: date) -> str | None:
        """Who ranks first (排序) of the persons that a field names; None where somebody's rank is not known."""
        named = self.named(text, on)
        found = [(rank, name) for name in named if (rank := self._rank(name, on)) is not None]
        return min(found)[1] if found and len(found) == len(named) else None

    def _rank(self, name: str, on: date) -> int | None:
        post = self._post(_bare(name), on)
        return post.rank if post else None

    def _post(self, bare: str, on: date) -> Leader | None:
        posts = self._posts.get(bare, [])
        begun = [post for post in posts if (post.since or on) <= on]
        held = [post for post in begun if post.holds(on)]
        return next(iter(held or begun[-1:] or posts), None)

    def _read(self, text: str, on: date | None) -> Iterator[str]:
        whole = self._find(text, on)
        if whole is not None:
            yield whole
            return
        for piece in split_people(text, frozenset(self._by_name)):
            known = self._find(piece, on)
            parts = self._parted(_bare(piece), list(self._by_name), "·") if known is None else []
            yield from parts or [known or piece]

    def _find(self, text: str, on: date | None) -> str | None:
        """The leader so called, also by family name and post where only one can be meant: 刘县长.

        Who holds the post on the day is meant before who held it once.
        """
        bare = _bare(text)
        if bare in self._by_name:
            return self._by_name[bare]
        bare = _POLITE.sub("", bare)
        post = next(
            (post for post in map(bare.removeprefix, ("", bare[:1], bare[:2])) if _is_post(post)),
            None,
        )
        if post is None:
            return None
        family = bare.removesuffix(post)
        for leaders in (self.in_office(on), self.leaders) if on else (self.leaders,):
            kin = [leader for leader in leaders if _bare(leader.name).startswith(family)]
            held = [leader for leader in kin if post in _titles(leader)]
            if not held and family:
                held = [leader for leader in kin if any(title.endswith(post) for title in _titles(leader))]
            names = {_bare(leader.name) for leader in held}
            if len(names) == 1:
                return self._by_name[names.pop()]
        return None

    def _parted(self, bare: str, names: list[str], between: str = "") -> list[str]:
        """A text that is nothing but names of the roll, joined by `between`: these names; else none."""
        for name in names:
            if bare.startswith(name):
                rest = bare.removeprefix(name)
                if not rest:
                    return [self._by_name[name]]
                if rest.startswith(between) and (
                    more := self._parted(rest.removeprefix(between), names, between)
                ):
                    return [self._by_name[name], *more]
        return []


NO_ROLL = Roll()
_Field = tuple[str, tuple[str | int, ...], str, date]


def find_strangers(task: Task, roll: Roll, on: date) -> Iterator[Fault]:
    """Leaders of a head who are not on the roll; an empty roll knows everybody."""
    for option, keys, text, day in _leaders_of(task, on) if roll else ():
        for name, meant in roll.strangers(text, day):
            joined = "、" in meant
            hint = f"是“{meant}”连在了一起；" if joined else guess(meant)
            put = _put(roll.named(text, day), name, meant) if joined else "姓名"
            amend = _amend(task, option, put, "更正姓名", "改正") if option else ""
            advice = f"{hint}{amend}确是领导的，写进 duban.yaml 的“领导”名册"
            yield Fault(keys, "unknown-leader", f"领导名册里没有“{name}”", advice)


def find_absent(task: Task, roll: Roll, on: date) -> Iterator[Fault]:
    """Leaders of a head who hold no post: who leads or is in charge on a day, who wrote on the paper on its own."""
    for option, keys, text, day in _leaders_of(task, on):
        for name, held, remedy in roll.absent(text, day):
            put = _put(roll.named(text, day), name, "姓名")
            change = _amend(task, option, put, "领导调整", "换成在任的") if option else "核对批示日期；"
            where = "批示领导" if keys[0] == "批示" else keys[0]
            yield Fault(keys, "not-in-office", f"{where}“{name}”{held}，{day} 不在任", change + remedy)


def _leaders_of(task: Task, on: date) -> Iterator[_Field]:
    """Each field of a head for leaders: its option (批示 has none), its keys, what stands there, the day it is of."""
    yield "--lead-leader", ("牵头领导",), task.lead_leader or "", on
    yield "--leader-in-charge", ("分管领导",), task.leader_in_charge or "", on
    for place, each in enumerate(task.instructions):
        yield "", ("批示", place, "领导"), each.leader, each.on or on


def _put(names: Iterable[str], old: str, new: str) -> str:
    return "、".join(new if name == old else name for name in names)


def _amend(task: Task, option: str, value: str, reason: str, why: str) -> str:
    return f"{why}：duban amend {task.id} {option} {value} --reason {reason}{_approved(task)}；"


def _approved(task: Task) -> str:
    """What a change of leaders needs besides once the task is 交办."""
    given = any(event.action is Action.ASSIGN for event in task.journal)
    return " --approved-by 领导" if given else ""


def find_lower_leads(task: Task, roll: Roll, on: date) -> Iterator[Fault]:
    """A matter in the charge of several leaders that nobody of the first one's rank leads (Liupanshui 四（二）)."""
    charged = task.leader_in_charge or ""
    first = roll.first(charged, on)
    if len(roll.named(charged, on)) > 1 and first and not roll.reaches(task.lead_leader or "", first, on):
        text = f"{charged}都分管，由排名靠前的{first}牵头协调"
        reason = " --reason 排名靠前" if task.lead_leader else ""
        advice = f"duban amend {task.id} --lead-leader {first}{reason}{_approved(task)}"
        yield Fault(("牵头领导",), "lower-lead", text, advice)


def find_leader_faults(task: Task, roll: Roll, on: date) -> tuple[Fault, ...]:
    """What is worth telling of the leaders of a head on a day."""
    return (
        *find_strangers(task, roll, on),
        *find_absent(task, roll, on),
        *find_lower_leads(task, roll, on),
    )


@lru_cache(maxsize=4096)
def split_people(text: str, known: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """The persons of a field, each once, without posts, brackets and blanks; `known` names settle what blanks mean.

    Where no name is found the text comes back as it is.
    """
    if len(text) > _LONGEST:
        return (text.strip(),)
    folded = _folded(_CIRCLED.sub("、", text))
    pieces = [piece for part in _BETWEEN.split(_opened(folded)) for piece in _pieces(part, known)]
    names = [_without_post(piece, known) for piece in pieces]
    found = [name for name in names if len(name) > 1 and not _is_post(name)] or names
    return tuple(dict.fromkeys(found)) or ((text.strip(),) if text.strip() else ())


def names_people(text: str) -> bool:
    """Whether a field holds nothing but persons, with posts or without: 张三、李局长 does, 县水务局 by its form too.

    What only has the form of a name (待定, 水务局) is for the caller to tell apart.
    """
    found = split_people(text)
    return bool(found) and all(_is_name(name) and not _is_post(name) for name in found)


# So wide a class of characters takes 4 ms to compile, and most books have no such name.
@cache
def _dot() -> re.Pattern[str]:
    return re.compile(rf"(?<=[{_HAN}])\s*[{''.join(_DOTS)}]\s*(?=[{_HAN}])")


@cache
def _post_then_name() -> re.Pattern[str]:
    return re.compile(rf"[{_HAN}]{{0,30}}{_POST}({_NAME})")


def _is_name_like(text: str) -> bool:
    """Two to four Chinese characters, or parts of at most twelve with a dot between: 买买提·吐尔逊."""
    parts = text.split("·")
    lengths = range(1, 13) if len(parts) > 1 else range(2, 5)
    return all(len(part) in lengths for part in parts) and all(map(_is_han, text.replace("·", "")))


def _is_han(character: str) -> bool:
    return (
        "\u4e00" <= character <= "\u9fff"
        or "\u3400" <= character <= "\u4dbf"
        or "\U00020000" <= character <= "\U0003ffff"
    )


def _folded(text: str) -> str:
    folded = half_width(text)
    return folded.strip() if _DOTS.isdisjoint(folded) else _dot().sub("·", folded).strip()


def _bare(text: str) -> str:
    return _BLANK.sub("", _folded(text))


def _opened(text: str) -> str:
    """Without list marks, labels and brackets; the brackets of a post alone hold the name: 县长（刘伟）."""

    def open_bracket(match: re.Match[str]) -> str:
        before = _BETWEEN.split(text[: match.start()])[-1].strip()
        inside = match[1].strip()
        is_name = _is_name_like(_BLANK.sub("", inside)) and not _is_post(inside)
        return inside if is_name and (not before or _is_post(before)) else " " if before else inside

    return _BRACKET.sub(open_bracket, _LABEL.sub("", _MARK.sub("、", text).strip("、")))


def _pieces(part: str, known: frozenset[str]) -> Iterator[str]:
    for piece in _by_blanks(part.strip(), known):
        yield from _by_and(piece, known)


def _by_blanks(part: str, known: frozenset[str]) -> list[str]:
    """What blanks part: wider ones persons, those beside a single character or a double family name one person."""
    joined = _BLANK.sub("", part)
    blanks = _BLANK.findall(part)
    if not joined or not blanks or joined in known or part.isascii():
        return [part if part.isascii() else joined] if joined else []
    if len({len(blank) for blank in blanks}) > 1:
        widest = max(map(len, blanks))
        return [name for word in re.split(rf"\s{{{widest}}}", part) for name in _by_blanks(word, known)]
    words, found = part.split(), [""]
    for place, word in enumerate(words):
        now = found[-1]
        settled = now in known or (len(now) >= _SHORT and now not in _DOUBLE and len(word) >= _SHORT)
        pair = len(word) == 1 and len(now) >= _SHORT and now not in _DOUBLE and place + 1 < len(words)
        post = _is_post(word) or _is_post(now)
        if now and not post and (settled or pair):
            found.append(word)
        elif post and now and _is_post(word) and place + 1 < len(words) and not _is_post(now):
            found.append("")
        else:
            found[-1] = now + word
    return [name for name in found if name]


def _by_and(piece: str, known: frozenset[str]) -> Iterator[str]:
    """What 和, 与, 及 join where both sides can be names; 李和平 is one."""
    for match in _AND.finditer(piece):
        left, right = piece[: match.start()], piece[match.end() :]
        if piece not in known and len(right) >= _SHORT and _is_name(_without_post(left, known)):
            yield left
            yield from _by_and(right, known)
            return
    yield piece


def _is_name(text: str) -> bool:
    return _is_name_like(text) and text not in _DOUBLE


def _is_post(text: str) -> bool:
    return len(text) <= _LONGEST_POST and _POSTS.fullmatch(text) is not None


def _without_post(piece: str, known: frozenset[str]) -> str:
    """A name without the post before or behind it; a family name keeps it: 刘县长."""
    piece = _POLITE.sub("", piece) or piece
    if len(piece) > _LONGEST_POST or piece in known or _is_post(piece):
        return piece
    after = _NAME_THEN_POST.fullmatch(piece)
    if after is not None:
        longer = (name for name in known if piece.startswith(name) and _is_post(piece.removeprefix(name)))
        return next(longer, after[1] if _is_name(after[1]) else piece)
    before = _post_then_name().fullmatch(piece) if any(word in piece for word in _POST_WORDS) else None
    return before[1] if before is not None and not _is_post(before[1]) else piece


def _titles(leader: Leader) -> list[str]:
    """The posts of a leader one by one: 县委副书记、县长."""
    return [title for title in re.split("[、,;/ ]", _folded(leader.title or "")) if title]
