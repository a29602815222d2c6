"""Who approves stands on the roll of leaders, where there is one."""

from pathlib import Path

import pytest
from tests.outside import git, typed

pytestmark = pytest.mark.usefixtures("ledgers")
ROLL = "领导:\n  - {姓名: 李国栋, 职务: 县长}\n  - {姓名: 张丁, 职务: 副县长}\n"
ADD = (
    "add --ledger 重大项目 --title 修路 --source-kind 重大项目 --lead 县水务局 --owner 张三 --requirements 修 "
    "--due-on 2026-12-31 --assign"
)


@pytest.fixture
def roll(ledgers: Path) -> None:
    config = ledgers / "duban.yaml"
    config.write_text(config.read_text("utf-8") + ROLL, "utf-8")
    git("commit", "--quiet", "--all", "-m", "名册")
    assert typed(*ADD.split()).returncode == 0


def extend(approver: str) -> tuple[int, str]:
    answer = typed("extend", "XM-1", "--due-on", "2027-01-15", "--approved-by", approver, "--reason", "雨")
    return answer.returncode, answer.stdout + answer.stderr


@pytest.mark.usefixtures("roll")
@pytest.mark.parametrize(
    ("approver", "hint"),
    [("门卫老李", ""), ("duban progress XM-2", ""), ("副县张丁", ""), ("张钉", "最接近的是“张丁”")],
)
def test_somebody_who_is_no_leader_approves_nothing(approver: str, hint: str, ledgers: Path) -> None:
    code, said = extend(approver)
    assert code == 1
    assert "不能作延期的批准人" in said
    assert hint in said
    assert "延期" not in (ledgers / "重大项目/2026/XM-2026-0001.yaml").read_text("utf-8")


@pytest.mark.usefixtures("roll")
@pytest.mark.parametrize("approver", ["李国栋", "李县长", "李国栋、张丁"])
def test_a_leader_is_written_by_the_name_of_the_roll(approver: str, ledgers: Path) -> None:
    assert extend(approver)[0] == 0
    named = "李国栋、张丁" if "、" in approver else "李国栋"
    assert f"批准人: {named}" in (ledgers / "重大项目/2026/XM-2026-0001.yaml").read_text("utf-8")


def test_without_a_roll_everybody_is_known() -> None:
    assert typed(*ADD.split()).returncode == 0
    assert extend("门卫老李")[0] == 0


def test_a_number_typed_with_any_brackets_is_kept_and_found(ledgers: Path) -> None:
    words = ADD.replace("--assign", "").split()
    assert typed(*words, "--doc-no", "黔府发[2016]6号").returncode == 0
    assert "文号: 黔府发〔2016〕6号" in (ledgers / "重大项目/2026/XM-2026-0001.yaml").read_text("utf-8")
    for asked in ("黔府发〔2016〕6号", "黔府发[2016]6号", "黔府发（2016）6号"):
        assert "XM-2026-0001" in typed("list", "--text", asked).stdout
