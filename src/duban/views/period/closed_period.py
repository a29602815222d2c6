"""A closed period computed anew: the same or not, by git and by the files, and why not.

Pure; the two computations are handed in.
"""

from collections.abc import Iterator
from typing import Any

import msgspec

from duban.core.balance.tampering import Difference, PageDifference
from duban.core.periods.closings import PeriodClose, option
from duban.core.periods.spans import Span
from duban.errors import Problem
from duban.views.footnotes import moment_text, some_of
from duban.views.model.fields import record_of
from duban.views.model.sheet import Column, Kind, Row, Sheet, Table, row

_SAME = {True: "一致", False: "不一致"}


class Pass(msgspec.Struct, frozen=True):
    """One computation against the stored page; `broken` is why it could not be made.

    `older` are figures that another 口径 counted otherwise: the facts are the same, so they are no difference.
    """

    differences: tuple[PageDifference, ...]
    digest_same: bool
    broken: tuple[Problem, ...] = ()
    older: tuple[PageDifference, ...] = ()

    @property
    def same(self) -> bool:
        """Whether every figure, every list and all that the books said came out as stored."""
        return not self.differences and self.digest_same and not self.broken


class Recheck(msgspec.Struct, frozen=True):
    """Both computations; `from_git` and `commit` are None where git does not have the closing."""

    span: Span
    closing: PeriodClose
    commit: str | None
    from_git: Pass | None
    from_files: Pass
    policies_same: bool
    reasons: tuple[Difference, ...]

    @property
    def same(self) -> bool:
        """Whether the period still gives its figures, by git and by the files."""
        return self.from_git is not None and self.from_git.same and self.from_files.same


def recheck_record(found: Recheck) -> dict[str, Any]:
    """What `reconcile --verify --json` prints."""
    return record_of(found, "period=span.label same closed_at=closing.recorded_at commit") | {
        "from_git": found.from_git and _pass_record(found.from_git),
        "from_files": _pass_record(found.from_files),
        "policies_same": found.policies_same,
        "reasons": [record_of(each, "code task path message=text") for each in found.reasons],
    }


def _pass_record(one: Pass) -> dict[str, Any]:
    broken = [record_of(each, "code message") for each in one.broken]
    said = {"broken": broken, "differences": one.differences, "older_method": one.older}
    return record_of(one, "same digest_same") | said


def recheck_sheet(found: Recheck) -> Sheet:
    """The answer as people read it."""
    tables = tuple(_tables(found))
    return Sheet(f"复算 {found.span.label}：{_SAME[found.same]}", tuple(_paragraphs(found)), tables)


def _paragraphs(found: Recheck) -> Iterator[str]:
    moment = moment_text(found.closing.recorded_at)
    yield f"{found.span.label} 在 {found.closing.on} 结账（经办 {found.closing.by}，登记 {moment}）。"
    if found.from_git is None:
        yield "git 里找不到结账的提交，不能从 git 复算。"
    else:
        yield f"从 git 复算（提交 {(found.commit or '')[:8]}）：{_told(found.from_git)}。"
    yield f"从现在的文件复算（只算到结账时登记的）：{_told(found.from_files)}。"
    if found.from_files.older:
        count = len(found.from_files.older)
        yield f"到期、按期等 {count} 个数字按当时的口径记，和现在的不同；事实一致，不算不一致。"
    if not found.policies_same:
        yield "制度和结账时的不同；数字一致的，这一处不算不一致。"
    if found.same:
        return
    if found.reasons:
        yield "为什么："
        yield from (f"{each.text}（{each.path}）" for each in found.reasons)
    else:
        yield "没有找到改动过的事项、单位、日历、制度；也可能是别的版本的 duban 记的。"
        yield f"看账页的经过：git log -- 对账/{found.span.label}"
    if found.reasons:
        yield f"逐件查看：duban check；确要改这一期：duban reconcile {option(found.span)} --reopen --reason …"


def _told(one: Pass) -> str:
    if one.broken:
        return f"{_SAME[False]}，{'；'.join(each.message for each in one.broken)}"
    if one.same:
        return f"{_SAME[True]}，每个数字、每一件都相同"
    if not one.differences:
        return f"{_SAME[False]}，数字相同，事项的内容和结账时不同"
    return f"{_SAME[False]}，{len(one.differences)} 处"


def _tables(found: Recheck) -> Iterator[Table]:
    passes = (("从 git 复算", found.from_git), ("从现在的文件复算", found.from_files))
    for title, one in passes:
        if one is not None and one.differences:
            columns = (
                Column("处", shrink=1),
                Column("数字", shrink=0),
                Column("账页", Kind.INT, 0),
                Column("复算", Kind.INT, 0),
                Column("事项", shrink=2),
            )
            yield Table(columns, tuple(map(_row, one.differences)), title)


def _row(each: PageDifference) -> Row:
    names = [*(f"少 {name}" for name in each.missing), *(f"多 {name}" for name in each.extra)]
    return row(each.where, each.term, each.stored, each.found, some_of(names) or None)
