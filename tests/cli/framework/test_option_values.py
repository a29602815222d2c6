"""What stands behind an option: one value where it has one."""

from pathlib import Path

import pytest
from tests.outside import git, typed

MONEY, WATER, BUILD = "县财政局", "县水务局", "县住房和城乡建设局"
ADD = (*("add", "--ledger", "领导批示", "--title", "清理河道", "--source-kind", "领导批示", "--instruction", "刘县长=2026-09-28=请抓紧", "--urgency", "急件"),
       *("--requirements", "办结"))  # fmt: skip

pytestmark = pytest.mark.usefixtures("ledgers")

TWICE = (
    (
        (*ADD, "--title", "清理河岸"),
        "--title 写了两次：“清理河道”和“清理河岸”，只能写一个。\n可以这样做：只留一个 --title",
    ),
    ((*ADD, "--ledger=重要文件"), "--ledger 写了两次：“领导批示”和“重要文件”，只能写一个。"),
    ((*ADD, "--due-on", "今天", "--due-on", "今天", "--due-on", "明天"), "--due-on 写了3次：“今天”和“今天”和“明天”"),
    (("amend", "PS-1", "--note", "长" * 50, "--note", "甲"), f"“{'长' * 40}…”和“甲”"),
    (("transfer", "PS-1", "--to", MONEY, "--new-lead", BUILD, "--reason", "甲"), "--new-lead 写了两次"),
    (("withdraw", "PS-1", "--into", "PS-2", "--merged-into", "WJ-1", "--reason", "甲"), "--merged-into 写了两次"),
    (("coordinate", "PS-1", "--rung", "1", "--unit", MONEY, "--unit", WATER), "--unit 写了两次"),
    (("progress", "PS-1", "--percent", "60", "--percent", "60"), "--percent 写了两次"),
    (("close", "PS-1", "--approved-by", "甲", "--approved-by", "乙"), "--approved-by 写了两次"),
    (("commit", "-m", "甲", "--reason", "乙"), "--reason 写了两次：“甲”和“乙”"),
    (("list", "-C.", "--root", "."), "--root 写了两次：“.”和“.”"),
    (("due", "--today", "2026-09-28", "--today", "2026-09-29"), "--today 写了两次"),
    (("unit", "add", "县教育局", "--liaison", "甲", "--liaison", "乙"), "--liaison 写了两次"),
    (("report", "overview", "-o", "甲.md", "--output", "乙.md"), "--output 写了两次：“甲.md”和“乙.md”"),
)  # fmt: skip


@pytest.mark.parametrize(("words", "told"), TWICE)
def test_an_option_of_one_value_is_typed_once(words: tuple[str, ...], told: str) -> None:
    before = git("rev-parse", "HEAD")
    answer = typed(*words)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert answer.stderr.startswith("错误：")
    assert told in answer.stderr
    assert (git("rev-parse", "HEAD"), git("status", "--porcelain")) == (before, "")


HARMLESS = (
    ("accept", "PS-1", "--dry-run", "--dry-run"),
    ("accept", "PS-1", "PS-1", "--dry-run"),
    ("list", "--open", "--open", "--ledger", "领导批示", "--ledger", "领导批示"),
    ("add", "--title", "甲", "--title", "乙", "--help"),
)


@pytest.mark.parametrize("words", HARMLESS)
def test_switches_ids_and_the_help_may_be_typed_twice(words: tuple[str, ...]) -> None:
    assert typed(*words).returncode == 0


PERCENTS = (("60", 60), ("60%", 60), ("６０％", 60), (" 60 %", 60), ("0%", 0), ("100%", 100))


@pytest.mark.parametrize(("word", "percent"), PERCENTS)
def test_a_percentage_may_bear_its_sign(ledgers: Path, word: str, percent: int) -> None:
    assert typed("progress", "PS-1", "--percent", word).returncode == 0
    text = (ledgers / "领导批示/2026/PS-2026-0001.yaml").read_text("utf-8")
    assert f"动作: 反馈, 经办: 王五, 单位: {WATER}, 进度: {percent}}}" in text


NO_PERCENTS = (
    ("60.5", "要写整数"),
    ("60.5%", "要写整数"),
    ("abc", "要写整数"),
    ("%", "要写整数"),
    ("60%%", "要写整数"),
    ("101%", "不能大于 100"),
)


@pytest.mark.parametrize(("word", "why"), NO_PERCENTS)
def test_what_is_no_percentage_is_refused_as_typed(word: str, why: str) -> None:
    answer = typed("progress", "PS-1", "--percent", word)
    assert answer.returncode == 2
    assert f"--percent：“{word}”{why}" in answer.stderr


def test_the_sign_belongs_to_percentages_only() -> None:
    assert typed("due", "--within", "5%").returncode == 2


@pytest.mark.parametrize("within", ["5", "5个工作日", "五个工作日内", "５工作日"])
def test_working_days_may_be_said(within: str) -> None:
    answer = typed("due", "--within", within)
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout == typed("due", "--within", "5").stdout


@pytest.mark.parametrize("within", ["5天", "五", "5个月", "5.5", "-1"])
def test_what_is_no_number_of_working_days_is_refused(within: str) -> None:
    assert typed("due", "--within", within).returncode == 2


@pytest.mark.parametrize(
    ("option", "held"),
    [
        (("--instruction", "赵敏=7月2日=请教育局办"), "{领导: 赵敏, 日期: 2026-07-02, 内容: 请教育局办}"),
        (("--instruction", "赵敏=上周五=请教育局办"), "{领导: 赵敏, 日期: 2026-09-25, 内容: 请教育局办}"),
        (
            ("--instruction", "赵敏=请教育局办，9月底前报=县长"),
            "{领导: 赵敏, 内容: 请教育局办，9月底前报=县长}",
        ),
        (("--milestone", "摸底=10月底"), "{节点: 摸底, 时限: 2026-10-31}"),
        (("--milestone", "摸底=1月15日=李四"), "{节点: 摸底, 时限: 2027-01-15, 责任人: 李四}"),
        (("--due-on", "年底前"), "完成时限: {日期: 2026-12-31}"),
        (("--issued-on", "9月1日"), "发文日期: 2026-09-01"),
        (("--cadence", "季后10日内"), "{每: 季, 期满后: {数: 10, 单位: 日}, 原文: 季后10日内}"),
    ],
)
def test_days_are_typed_as_they_are_said(option: tuple[str, str], held: str, ledgers: Path) -> None:
    answer = typed(*ADD, "--lead", WATER, "--owner", "张三", *option)
    assert answer.returncode == 0, answer.stderr
    found = max((ledgers / "领导批示/2026").glob("*.yaml"))
    assert held in found.read_text("utf-8")


@pytest.mark.parametrize(
    "option",
    [("--instruction", "赵敏=2月30日=请办"), ("--milestone", "摸底=2月30日"), ("--due-on", "2月30日")],
)
def test_a_day_that_is_not_is_refused_and_no_text(option: tuple[str, str]) -> None:
    answer = typed(*ADD, "--lead", WATER, "--owner", "张三", *option)
    assert answer.returncode == 2
    assert "日历上没有“2月30日”这一天" in answer.stderr
