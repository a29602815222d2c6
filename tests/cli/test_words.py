"""Words from anywhere mean what they look like: characters copied out of a PDF."""

from pathlib import Path

import pytest
from tests.outside import typed

TODAY = ("--today", "2026-10-08")


def said(*words: str) -> str:
    answer = typed(*words, *TODAY)
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


@pytest.mark.parametrize(
    "words",
    [
        ("--unit", "县\u2f54务局"),
        ("--where", "牵头单位=县\u2f54务局"),
        ("--where", "责任人=张\u2f00"),
        ("--text", "城东积\u2f54"),
    ],
)
def test_a_filter_finds_what_the_radicals_look_like(ledgers: Path, words: tuple[str, ...]) -> None:
    typed("amend", "PS-1", "--owner", "张\u2f00", "--reason", "调整", *TODAY)
    assert "PS-2026-0001" in said("list", *words)
    assert b"\xe2\xbd" not in (ledgers / "领导批示/2026/PS-2026-0001.yaml").read_bytes()


def test_old_books_are_found_told_and_put_right(ledgers: Path) -> None:
    path = ledgers / "领导批示/2026/PS-2026-0001.yaml"
    path.write_text(path.read_text("utf-8").replace("牵头单位: 县水务局", "牵头单位: 县\u2f54务局"), "utf-8")
    assert "PS-2026-0001" in said("list", "--unit", "县水务局")
    told = typed("check", *TODAY).stderr
    assert "文字里有形似字“\u2f54”（U+2F54），不是“水”（U+6C34）：“县\u2f54务局”" in told
    said("commit", "--reason", "照旧")
    said("amend", "PS-1", "--lead", "县水务局", "--reason", "字形")
    assert "形似字" not in typed("check", *TODAY).stderr


def test_a_unit_in_radicals_is_the_one_that_is_in_the_register(ledgers: Path) -> None:
    answer = typed("unit", "add", "县\u2f54务局", *TODAY)
    assert answer.returncode == 1
    assert "“县水务局”已经在册" in answer.stderr
    assert said("unit", "add", "县\u2ed4诊部").startswith("已登记单位 县门诊部")
    assert "县门诊部" in (ledgers / "duban.yaml").read_text("utf-8")
