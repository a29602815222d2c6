"""Characters that only look like others: both blocks of radicals, compatibility forms, and what stays as it is."""

import unicodedata

import pytest

from duban.core.model.folding import find_lookalike, plain, plain_values

PLAIN = {
    "县\u2f54务局": "县水务局",
    "牵头部\u2ed4": "牵头部门",
    "\u2ed3办": "长办",
    "\u2f2f信局": "工信局",
    "改\u2f95": "改谷",
    "\u2ee2\u2ee5\u2ec5\u2ec9\u2ecb": "马鱼见贝车",
    "\u2ea0\u2ed8\u2ee9\u2ef0": "民青黄龙",
    "\u2e9f": "母",
    "\uf96f林": "說林",
    "\ufa0b": "廓",
    "\U0002f800": "丽",
    "前\ue5e5后": "前\u3000后",
}
SAME = ("", "plain ASCII", "县水务局（１）①", "\u2e9a", "\ufa0e", "門", "Ⅻ㈠", "\u3007")


@pytest.mark.parametrize(("typed", "read"), PLAIN.items())
def test_a_look_alike_is_read_as_what_it_looks_like(typed: str, read: str) -> None:
    assert plain(typed) == read
    assert len(plain(typed)) == len(typed)
    found = find_lookalike(typed)
    assert found is not None
    assert plain(found) != found


@pytest.mark.parametrize("text", SAME)
def test_what_looks_like_nothing_else_stays(text: str) -> None:
    assert (plain(text), find_lookalike(text)) == (text, None)


def test_every_radical_becomes_a_unified_ideograph() -> None:
    signs = [chr(code) for code in (*range(0x2E81, 0x2EF4), *range(0x2F00, 0x2FD6)) if code != 0x2E9A]
    assert {unicodedata.name(plain(sign)).partition("-")[0] for sign in signs} == {"CJK UNIFIED IDEOGRAPH"}
    canonical = [chr(code) for code in (*range(0xF900, 0xFB00), *range(0x2F800, 0x2FA20))]
    assert all(plain(sign) == unicodedata.normalize("NFC", sign) for sign in canonical)


def test_within_lists_and_mappings_too() -> None:
    raw = {"配合单位": ["\u2f54利局"], "来源": [{"名称": "\u2ed3"}], "年度": 2026, "空": None}
    assert plain_values(raw) == {"配合单位": ["水利局"], "来源": [{"名称": "长"}], "年度": 2026, "空": None}
