"""What leaves: JSON that anybody can read back, and no character that steers a terminal."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.cli.framework.context import Context, Screen
from duban.cli.framework.dates import BEIJING
from duban.cli.framework.output import emit, plain_data, say, to_json
from duban.views.model.sheet import Column, Kind, Mark, Sheet, Table, row


class Status(StrEnum):
    IN_PROGRESS = "办理中"


class Head(msgspec.Struct):
    title: str = msgspec.field(name="事项")
    status: Status = Status.IN_PROGRESS


@dataclass(frozen=True)
class Duty:
    due_on: date
    status: Status


def test_data_has_english_names_and_iso_days() -> None:
    data = {
        "duty": Duty(date(2026, 10, 8), Status.IN_PROGRESS),
        "head": Head("题"),
        "at": datetime(2026, 9, 1, 9, tzinfo=BEIJING),
        "path": Path("a/b"),
        "units": ("甲", "乙"),
        "tags": frozenset({"乙", "丙"}),
        "none": None,
        Status.IN_PROGRESS: 1,
    }
    assert plain_data(data) == {
        "duty": {"due_on": "2026-10-08", "status": "in_progress"},
        "head": {"title": "题", "status": "in_progress"},
        "at": "2026-09-01T09:00:00+08:00",
        "path": "a/b",
        "units": ["甲", "乙"],
        "tags": ["丙", "乙"],
        "none": None,
        "in_progress": 1,
    }


def test_what_has_no_json_form_is_an_error() -> None:
    with pytest.raises(TypeError, match="no JSON form for object"):
        to_json(object())


@given(
    st.recursive(st.none() | st.booleans() | st.integers() | st.text(st.characters()), st.lists, max_leaves=5)
)
def test_json_is_readable_and_cannot_steer_a_terminal(value: object) -> None:
    text = to_json(value)
    assert json.loads(text) == value
    text.encode("utf-8")
    assert not [char for char in text if char != "\n" and (char < " " or "\x7f" <= char < "\xa0")]
    assert not set(text) & set("\u202e\u2066\u200b\u2028\ufeff")


def context(*, as_json: bool = False, colour: bool = False) -> Context:
    return Context(
        root=Path(),
        today=date(2026, 9, 1),
        as_json=as_json,
        screen=Screen(columns=40, terminal=colour, colour=colour),
    )


SHEET = Sheet("题", (), (Table((Column("天", Kind.DATE),), (row(date(2026, 9, 1)),)),))


def test_a_sheet_is_laid_out_or_given_as_data(capsys: pytest.CaptureFixture[str]) -> None:
    emit(SHEET, context())
    assert capsys.readouterr().out == "题\n\n天\n----------\n2026-09-01\n"
    emit(SHEET, context(colour=True))
    assert capsys.readouterr().out.startswith("\x1b[1m题\x1b[0m\n")
    emit(SHEET, context(as_json=True))
    assert json.loads(capsys.readouterr().out)["tables"][0]["rows"] == [["2026-09-01"]]
    emit([{"mark": Mark.LATE}], context())
    assert json.loads(capsys.readouterr().out) == [{"mark": "late"}]


def test_what_is_said_is_one_harmless_line_each(capsys: pytest.CaptureFixture[str]) -> None:
    say("已登\n记", "\x1b]0;x\x07")
    assert capsys.readouterr().out == "已登 记\n␛]0;x␇\n"
