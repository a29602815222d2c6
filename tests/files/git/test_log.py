"""Commit objects become commits: trailers, dates, encodings, whatever wrote them."""

from datetime import datetime

import pytest

from duban.files.git.log import Commit, Touch, read_commits, read_moment, read_touches

PEOPLE = "author 王五 <w@e.org> 1700000000 +0800\ncommitter 王五 <w@e.org> 1700000000 +0800"
OURS = "Duban-Action: accept\nDuban-Task: PS-2026-0001"


def commit(message: str, head: str = PEOPLE) -> Commit:
    (found,) = read_commits([("a" * 40, f"tree x\n{head}\n\n{message}".encode(), ())])
    return found


TRAILERS = {
    "none": ("甲", []),
    "a subject that looks like one": ("Duban-Action: x", []),
    "the last paragraph": (f"甲\n\n乙\n\n{OURS}\n", ["accept", "PS-2026-0001"]),
    "blank lines after": (f"甲\n\n{OURS}\n\n\n", ["accept", "PS-2026-0001"]),
    "a line of a hook below": (f"甲\n\n{OURS}\nChecked: yes\n", ["accept", "PS-2026-0001", "yes"]),
    "a paragraph of a hook below": (f"甲\n\n{OURS}\n\nSigned-off-by: 乙\n", ["accept", "PS-2026-0001"]),
    "cherry-picked": (f"甲\n\n{OURS}\n(cherry picked from commit abc)\n", ["accept", "PS-2026-0001"]),
    "text that only looks like it": (f"甲\n\n{OURS}\n\n不是尾注\n", []),
    "text among them": (f"甲\n\n{OURS}\n不是尾注\n", []),
    "what a user wrote above": ("甲\n\nDuban-Action: close\n\nDuban-Action: accept\n", ["accept"]),
    "folded": ("甲\n\nDuban-Actor: 王\n  五\n", ["王 五"]),
    "another separator": ("甲\n\nDuban-Action= accept\n", []),
    "only others": ("甲\n\nSigned-off-by: 乙\n", ["乙"]),
    "Windows line ends": ("甲\r\n\r\nDuban-Action: accept\r\n", ["accept"]),
}


@pytest.mark.parametrize(("message", "values"), TRAILERS.values(), ids=TRAILERS)
def test_trailers(message: str, values: list[str]) -> None:
    assert [value for _, value in commit(message).trailers] == values


DATES = {
    "as usual": ("1700000000 +0800", "2023-11-15T06:13:20+08:00", ""),
    "west": ("1700000000 -0330", "2023-11-14T18:43:20-03:30", ""),
    "a zone that is none": ("1700000000 +9959", "2023-11-14T22:13:20+00:00", ""),
    "no zone": ("1700000000", "2023-11-14T22:13:20+00:00", ""),
    "before 1970": ("-1 +0000", "1969-12-31T23:59:59+00:00", ""),
    "none": ("", "1970-01-01T00:00:00+00:00", "没有日期"),
    "too late": ("99999999999999 +0000", "1970-01-01T00:00:00+00:00", "99999999999999 +0000"),
    "too early": ("-62135596800 +0000", "1970-01-01T00:00:00+00:00", "-62135596800 +0000"),
    "words": ("昨天\x1b", "1970-01-01T00:00:00+00:00", "昨天"),
}


@pytest.mark.parametrize(("date", "moment", "odd"), DATES.values(), ids=DATES)
def test_dates(date: str, moment: str, odd: str) -> None:
    found = commit("甲", f"author 王五 <w@e.org> {date}\ncommitter 王五 <w@e.org> {date}")
    assert (found.committed_at.isoformat(), found.at, found.odd_date) == (moment, found.committed_at, odd)


def test_without_a_date_it_is_the_parents() -> None:
    young = f"tree x\nparent {'b' * 40}\nauthor 甲 <x> 1\ncommitter 甲 <x> ?\n\n二".encode()
    old = f"tree x\n{PEOPLE}\n\n一".encode()
    newest, oldest = read_commits([("a" * 40, young, ()), ("b" * 40, old, ())])
    assert (newest.committed_at, newest.odd_date) == (oldest.committed_at, "?")


def test_a_signature_is_no_header_of_ours() -> None:
    signed = f"{PEOPLE}\ngpgsig -----BEGIN\n author 乙 <x> 1 +0000\n -----END\nmergetag object x\n parent y"
    found = commit("甲\n乙\n\n丙", signed)
    assert (found.author, found.email, found.subject, found.parents) == ("王五", "w@e.org", "甲 乙", ())


@pytest.mark.parametrize(
    ("words", "is_read"),
    [
        ("2026-09-28T09:00:00+08:00", True),
        ("2026-09-28T09:00:00", False),
        ("2026-09-28", False),
        ("garbage", False),
        ("", False),
        ("0001-01-01T00:00:00+14:00", False),
        ("9999-12-31T23:59:59-14:00", False),
    ],
)
def test_a_moment_has_a_zone_and_a_year_that_can_be_shown(words: str, *, is_read: bool) -> None:
    assert read_moment(words) == (datetime.fromisoformat(words) if is_read else None)


def test_what_a_commit_touched() -> None:
    none, one, two, three = "0" * 40, "1" * 40, "2" * 40, "3" * 40
    answer = f"{'a' * 40}\0:000000 100644 {none} {one} A\0甲/乙.yaml\0:100644 000000 {two} {none} D\0丙\0"
    answer += f"{'b' * 40}\0::100644 100644 100644 {one} {two} {three} MM\0甲\0"
    assert read_touches(answer.encode()) == {
        "a" * 40: (Touch("甲/乙.yaml", ("",), one), Touch("丙", (two,), "")),
        "b" * 40: (Touch("甲", (one, two), three),),
    } | {"": ()}
