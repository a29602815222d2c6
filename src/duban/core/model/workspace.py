"""duban.yaml, the heads of ledgers, units and people, and the journals of standing duties and notices.

No behaviour beyond shape.
"""

from datetime import date, datetime
from typing import Annotated, ClassVar

from msgspec import Meta
from msgspec import field as key

from duban.core.model.case_file import CaseFile
from duban.core.model.record import Record
from duban.core.model.task import Line, Text
from duban.core.model.terms import BookAction, Channel, LedgerKind, Level, PostKind, Slip, WardKind

CODE_WORD = r"^[A-Za-z0-9\u4e00-\u9fff]{1,12}(?![\s\S])"
"""The code word of a number (文号): letters, digits and Chinese characters, for it becomes part of a file name."""
DIGEST = r"^[0-9a-f]{8}(?![\s\S])"
MONTH = r"^[0-9]{4}-[0-9]{2}(?![\s\S])"
KIND = "种类"
"""The key by which records of one list differ. msgspec reads a tag that is not ASCII only through a text that names a
field too: whoever tags by it takes this one."""
PUBLIC_KEY = r"^ssh-(ed25519|rsa) [A-Za-z0-9+/]{32,4000}={0,2}(?![\s\S])"
"""An SSH public key as OpenSSH writes it, without its comment."""
VARIABLE = r"^DUBAN_[A-Z0-9_]{1,58}(?![\s\S])"


class LedgerHead(Record, frozen=True, kw_only=True):
    """台账.yaml: what a ledger is.

    `used` holds, by year, numbers that undo took back and nobody may get again; `columns` says which heading of the
    spreadsheets that come for this ledger means which field.
    """

    name: Line = key(name="名称")
    kind: LedgerKind = key(name=KIND)
    prefix: Annotated[str, Meta(pattern=r"^[A-Z]{1,6}(?![\s\S])")] = key(name="字头")
    owner: Line | None = key(name="主管", default=None)
    used: dict[str, int] = key(name="已用序号", default_factory=dict)
    columns: dict[str, str] = key(name="导入列", default_factory=dict)
    note: Text | None = key(name="备注", default=None)


class Liaison(Record, frozen=True, kw_only=True):
    """The person who passes messages between a unit and the office (联络员, Anshan 四.3)."""

    name: Line = key(name="姓名")
    phone: str | int | None = key(name="电话", default=None)


class Unit(Record, frozen=True, kw_only=True):
    """An entry of the unit register."""

    name: Line = key(name="全称")
    short_name: Line | None = key(name="简称", default=None)
    former_names: tuple[Line, ...] = key(name="曾用名", default=())
    principal: Line | None = key(name="主要负责人", default=None)
    deputy: Line | None = key(name="分管负责人", default=None)
    liaison: Liaison | None = key(name="联络员", default=None)
    superior: Line | None = key(name="上级", default=None)
    members: tuple[Line, ...] = key(name="成员", default=())
    merged_into: Line | None = key(name="并入", default=None)
    merged_on: date | None = key(name="并入日期", default=None)
    renamed_on: date | None = key(name="更名日期", default=None)

    @property
    def names(self) -> tuple[str, ...]:
        """Every name the unit is or was known by, the full one first."""
        short = (self.short_name,) if self.short_name else ()
        return (self.name, *short, *self.former_names)


class Leader(Record, frozen=True, kw_only=True):
    """A leader in one post, with the rank that decides who leads a shared matter (Liupanshui 四（二）).

    Whoever changes posts, or comes back, has an entry for each; without days it holds always.
    """

    name: Line = key(name="姓名")
    title: Line | None = key(name="职务", default=None)
    kind: PostKind | None = key(name="职务类别", default=None)
    rank: int | None = key(name="排序", default=None)
    since: date | None = key(name="自", default=None)
    until: date | None = key(name="至", default=None)
    portfolio: tuple[Line, ...] = key(name="分管", default=())
    secretary: Line | None = key(name="联系秘书长", default=None)

    def holds(self, on: date) -> bool:
        """Whether the post is held on a day, the first and the last included."""
        return (self.since or on) <= on <= (self.until or on)

    def overlaps(self, other: "Leader") -> bool:
        """Whether both are held on some day."""
        last, others = self.until or date.max, other.until or date.max
        return (self.since or date.min) <= others and (other.since or date.min) <= last

    @property
    def days(self) -> str:
        """From when until when, in words; "" where neither is known."""
        return " ".join(f"{word} {day}" for word, day in (("自", self.since), ("至", self.until)) if day)


class Ward(Record, frozen=True, kw_only=True):
    """An enterprise or a project that a leader is made responsible for (包保), one entry for each who was."""

    name: Line = key(name="名称")
    kind: WardKind = key(name="类别")
    level: Level = key(name="级别")
    person: Line = key(name="包保人")
    since: date | None = key(name="自", default=None)
    until: date | None = key(name="至", default=None)

    def holds(self, on: date) -> bool:
        """Whether it is so on a day, the first and the last included."""
        return (self.since or on) <= on <= (self.until or on)


class PublicKey(Record, frozen=True, kw_only=True):
    """An SSH key that somebody signs commits with, and from when until when; withdrawn: lost, or in other hands."""

    line: Annotated[str, Meta(pattern=PUBLIC_KEY)] = key(name="内容")
    since: date = key(name="自")
    until: date | None = key(name="至", default=None)
    withdrawn_on: date | None = key(name="撤回", default=None)
    reason: Line | None = key(name="缘由", default=None)


class Person(Record, frozen=True, kw_only=True):
    """Somebody of the office or a unit."""

    name: Line = key(name="姓名")
    email: Line | None = key(name="邮箱", default=None)
    post: Line | None = key(name="岗位", default=None)
    role: Line | None = key(name="角色", default=None)
    keys: tuple[PublicKey, ...] = key(name="公钥", default=())


class Recipient(Record, frozen=True, kw_only=True):
    """Who is told by which service what is owed (通知): a unit its duties, a leader those of the tasks tied to them.

    `variable` names the environment variable that holds the address; the address itself is a secret and no part of
    the books.
    """

    unit: Line | None = key(name="单位", default=None)
    leader: Line | None = key(name="领导", default=None)
    channel: Channel = key(name="渠道")
    variable: Annotated[str, Meta(pattern=VARIABLE)] = key(name="地址名")


class PolicyInForce(Record, frozen=True, kw_only=True):
    """From which day on which policy holds (制度), and which edition of what comes with duban it rests on.

    Without one: the edition that came with the workspace's format.
    """

    since: date = key(name="自")
    name: Line = key(name="名称")
    edition: Annotated[int, Meta(ge=1, le=9999)] | None = key(name="版次", default=None)


class OwnDocument(Record, frozen=True, kw_only=True):
    """The office's own document on supervision (依据): what binds its units; without one others' are only followed."""

    name: Line = key(name="名称")
    number: Line | None = key(name="文号", default=None)


class FormatInForce(Record, frozen=True, kw_only=True):
    """From which day on the workspace has a format (升级): its new rules of counting hold from then."""

    format: Annotated[int, Meta(ge=1, le=9999)] = key(name="版本")
    since: date = key(name="自")


class Letterhead(Record, frozen=True, kw_only=True):
    """What stands on the office's documents (文书): who issues them, the code word of their numbers, a telephone."""

    organ: Line | None = key(name="机关", default=None)
    code: Annotated[str, Meta(pattern=CODE_WORD)] | None = key(name="代字", default=None)
    phone: Line | None = key(name="电话", default=None)
    copies: tuple[Line, ...] = key(name="抄送", default=())


class Config(Record, frozen=True, kw_only=True):
    """duban.yaml: a workspace's name, format (workspace_formats.py), policies, units, leaders, people, letterhead."""

    name: Line = key(name="名称")
    code: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_.-]{1,64}(?![\s\S])")] = key(name="工作区号")
    format: Annotated[int, Meta(ge=1, le=9999)] = key(name="版本", default=1)
    upgrades: tuple[FormatInForce, ...] = key(name="升级", default=())
    policies: Annotated[tuple[PolicyInForce, ...], Meta(min_length=1)] = key(name="制度")
    own_document: OwnDocument | None = key(name="依据", default=None)
    units: tuple[Unit, ...] = key(name="单位", default=())
    leaders: tuple[Leader, ...] = key(name="领导", default=())
    people: tuple[Person, ...] = key(name="人员", default=())
    signed_since: date | None = key(name="签名起用", default=None)
    letterhead: Letterhead | None = key(name="文书", default=None)
    recipients: tuple[Recipient, ...] = key(name="通知", default=())
    wards: tuple[Ward, ...] = key(name="包保", default=())

    def format_since(self, number: int) -> date:
        """The day from which a format holds: from the beginning where the workspace was opened in it, else never."""
        days = [each.since for each in self.upgrades if each.format == number]
        if days:
            return min(days)
        return date.min if self.format >= number else date.max


class StandingEntry(Record, frozen=True, kw_only=True):
    """One duty done that belongs to no task (履职): which rule, whose, for which period.

    Of a meeting, a visit, a day on the front line also who, where, about what, which problems and how they were
    handled; `ward`: the enterprise or project that was visited, `stand_in`: why not by who is responsible for it.
    `voids` is the 摘要 of an entry that this one takes back (冲销).
    """

    action: ClassVar[BookAction] = BookAction.STANDING
    on: date = key(name="日期")
    recorded_at: datetime = key(name="登记")
    rule: Line = key(name="规则")
    unit: Line | None = key(name="单位", default=None)
    period: Line = key(name="期")
    persons: tuple[Line, ...] = key(name="人员", default=())
    ward: Line | None = key(name="包保对象", default=None)
    stand_in: Line | None = key(name="代访", default=None)
    place: Line | None = key(name="地点", default=None)
    subject: Line | None = key(name="主题", default=None)
    slips: tuple[Slip, ...] = key(name="错情", default=())
    problems: Text | None = key(name="问题", default=None)
    handling: Text | None = key(name="处理", default=None)
    voids: Annotated[str, Meta(pattern=DIGEST)] | None = key(name="冲销", default=None)
    approved_by: Line | None = key(name="批准人", default=None)
    by: Line = key(name="经办")
    note: Text | None = key(name="备注", default=None)
    late: Line | None = key(name="补登", default=None)


class StandingJournal(CaseFile, frozen=True, kw_only=True):
    """履职/YYYY.yaml."""

    year: int = key(name="年度")
    journal: tuple[StandingEntry, ...] = key(name="流水", default=())


class NoticeEntry(Record, frozen=True, kw_only=True):
    """One message that went out: to whom, by which service, of which duties (their keys)."""

    action: ClassVar[BookAction] = BookAction.NOTIFY
    on: date = key(name="日期")
    recorded_at: datetime = key(name="登记")
    by: Line = key(name="经办")
    unit: Line | None = key(name="单位", default=None)
    leader: Line | None = key(name="领导", default=None)
    channel: Channel = key(name="渠道")
    variable: Annotated[str, Meta(pattern=VARIABLE)] = key(name="地址名")
    tasks: tuple[Line, ...] = key(name="编号", default=())
    duties: Annotated[tuple[Line, ...], Meta(min_length=1)] = key(name="义务")


class NoticeJournal(CaseFile, frozen=True, kw_only=True):
    """通知/YYYY-MM.yaml: what was sent, so that nobody is told twice in a day."""

    period: Annotated[str, Meta(pattern=MONTH)] = key(name="期")
    journal: tuple[NoticeEntry, ...] = key(name="流水", default=())
