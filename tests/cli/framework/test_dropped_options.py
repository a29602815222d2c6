"""An option that is accepted does something: in a combination where it could not, it is refused."""

import pytest
from tests.outside import git, typed

DROPPED = (
    ("reconcile 2026-09 --force", "--force 在只看账的时候用不上"),
    ("reconcile 2026-09 --reason 甲", "--reason 在只看账的时候用不上"),
    ("reconcile 2026-09 --verify --reason 甲", "--reason 在--verify用不上"),
    ("reconcile 2026-09 --reopen --force --reason 甲", "--force 在--reopen用不上"),
    ("reconcile 2026-09 --close --detail", "--detail 在--close用不上"),
    ("reconcile 2026-09 --close --unit 县水务局", "--unit、--ledger、--leader 在--close用不上"),
    ("reconcile 2026-09 --verify --leader 甲", "用不上"),
    ("reconcile 2026-09 --statements 单 --detail", "--detail 在--statements用不上"),
    (
        "reconcile 2026Q3 --settle 甲 --ledger 领导批示 --ledger 重要文件",
        "只记进一本台账，写了“领导批示”和“重要文件”",
    ),
    ("import 表.csv --ledger JB --force", "--force 只和 --sheet 一起用"),
    ("import 表.csv --sheet 草稿.xlsx --assign", "不登账"),
    ("import 表.csv --sheet 草稿.xlsx --source-name 甲", "不登账"),
    ("notify --dry-run --late --reason 甲", "没有补登"),
    ("unit add 甲局 --from-tasks --short-name 甲", "不能写负责人、联络员"),
    ("urge PS-1 --within 3", "--within 只和 --draft 一起用"),
    ("amend PS-1 --void --reason 甲", "只用于更正"),
    ("export --ics --table duties", "没有 --table"),
    ("report overview --public", "--public 只用于挂图、台账、约谈情况、考核情况、考核排名、通报和结果运用"),
    ("report register --public --where 责任人=张三", "公开的台账不按要素筛选"),
    ("report register --public --leader 张三", "不能按 --leader 筛选"),
    ("report units --where 退件", "--where 只用于台账"),
)


@pytest.mark.usefixtures("ledgers")
@pytest.mark.parametrize(("line", "said"), DROPPED)
def test_what_would_be_dropped_is_refused(line: str, said: str) -> None:
    answer = typed(*line.split())
    assert (answer.returncode, said in answer.stderr) == (2, True), answer.stderr
    assert git("status", "--porcelain") == ""


@pytest.mark.usefixtures("ledgers")
def test_the_last_steps_of_one_task() -> None:
    whole, last = typed("log", "PS-1").stdout, typed("log", "PS-1", "--last", "1").stdout
    assert "立项" in whole
    assert "立项" not in last.partition("交办")[0].rpartition("----")[2]
    assert "交办" in last
