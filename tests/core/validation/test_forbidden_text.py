"""Marks of secrecy and steering characters: what is refused, what is only worth a look, what is fine."""

import pytest

from duban.core.model.record import raw_record
from duban.core.model.task import Source
from duban.core.model.terms import SourceKind
from duban.core.validation.forbidden_text import (
    find_controls,
    find_lookalikes,
    find_mentions,
    find_secrets,
    is_harmless,
)

REFUSED = (
    "机密★10年",
    "绝密 ★ 长期",
    "秘密",
    "机密级",
    "关于某事的通知（秘密）",
    "【机密】某方案",
    "[绝密件]",
)
LOOKED_AT = ("加强商业秘密保护", "严守国家秘密", "绝密文件管理办法")
FINE = ("秘书长", "保密检查", "机关密切配合", "★重点工程★", "")


@pytest.mark.parametrize("text", REFUSED)
def test_marks_are_refused(text: str) -> None:
    faults = find_secrets({"事项": text})
    assert [(fault.keys, fault.code) for fault in faults] == [(("事项",), "secret")]
    assert find_mentions({"事项": text}) == []


@pytest.mark.parametrize("text", LOOKED_AT)
def test_words_are_looked_at(text: str) -> None:
    assert find_secrets({"流水": [{"备注": text}]}) == []
    assert [fault.keys for fault in find_mentions({"流水": [{"备注": text}]})] == [("流水", 0, "备注")]


@pytest.mark.parametrize("text", FINE)
def test_ordinary_words_pass(text: str) -> None:
    assert find_secrets({"事项": text}) == find_mentions({"事项": text}) == []


def test_the_classified_reference_may_say_so() -> None:
    raw = {"涉密登记": {"登记号": "机密", "保管": "机要室（机密）"}}
    assert find_secrets(raw) == find_mentions(raw) == []


@pytest.mark.parametrize(
    ("text", "sign", "place"),
    [("a\x1b[31m", "U+001B", 2), ("甲\u202e乙", "U+202E", 2), ("\x00", "U+0000", 1)],
)
def test_steering_characters_are_found(text: str, sign: str, place: int) -> None:
    (fault,) = find_controls({"事项": text})
    assert fault.code == "control-character"
    assert f"{sign}（第{place}个字）" in fault.message


@pytest.mark.parametrize("text", ["第一行\n第二行\t完", "👩‍👩‍👧 镕喆堃", "ﬁ"])
def test_text_that_steers_nothing(text: str) -> None:
    assert find_controls({"工作要求": text}) == []


SIGNS = (
    *(chr(code) for code in range(0x20)),
    *"\x7f\x80\x9f\u061c\u200e\u202e\u2066\ufffe\uffff\u2f00\uf900\ue5e5",
)


@pytest.mark.parametrize("text", [*REFUSED, *LOOKED_AT, *FINE, *(f"甲{sign}乙" for sign in SIGNS)])
def test_what_is_harmless_at_one_look_holds_nothing_to_find(text: str) -> None:
    record = Source(kind=SourceKind.DOCUMENT, name=text)
    raw = raw_record(record)
    found = [
        *find_secrets(raw),
        *find_mentions(raw),
        *find_controls(raw),
        *find_lookalikes(raw),
    ]
    assert not found or not is_harmless(record)
    assert is_harmless(record) or text not in FINE
