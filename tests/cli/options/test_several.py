"""Options that mean several take several, also in one word: 甲局、乙局."""

import pytest
from tests.outside import typed

BUILD, WATER = "县住房和城乡建设局", "县水务局"

pytestmark = pytest.mark.usefixtures("ledgers")

FOUND = (
    (("list", "--unit", WATER), "PS-2026-0001 WJ-2026-0001"),
    (("list", "--unit", f"{WATER}、{BUILD}"), "PS-2026-0001 PS-2026-0002 WJ-2026-0001"),
    (("list", "--ledger", "领导批示、重要文件"), "PS-2026-0001 PS-2026-0002 WJ-2026-0001"),
    (("list", "--status", "待签收、待核验"), "PS-2026-0001 PS-2026-0002 WJ-2026-0001"),
    (("list", "--status", "办理中、已销号"), ""),
    (("list", "PS-1、WJ-1"), "PS-2026-0001 WJ-2026-0001"),
    (("list", "--leader", "赵敏、孙立"), "PS-2026-0001"),
    (("due", "--within", "60", "--unit", f"{WATER}；{BUILD}", "--rule", "时限、节点"), "PS-2026-0001 PS-2026-0002 WJ-2026-0001"),
    (("urge", "--draft", "--within", "60", "--unit", f"{BUILD}、{WATER}"), "PS-2026-0001 PS-2026-0002 WJ-2026-0001"),
)  # fmt: skip
NAMES = ("PS-2026-0001", "PS-2026-0002", "WJ-2026-0001")


@pytest.mark.parametrize(("words", "found"), FOUND)
def test_filters_take_several(words: tuple[str, ...], found: str) -> None:
    for number, leader in ((1, "赵敏"), (2, "钱伟")):
        assert typed("amend", f"PS-{number}", "--leader-in-charge", leader, "--reason", "补").returncode == 0
    answer = typed(*words)
    assert " ".join(name for name in NAMES if name in answer.stdout) == found, answer.stderr
