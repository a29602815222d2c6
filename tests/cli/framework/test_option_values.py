"""What stands behind an option: one value where it has one."""

from pathlib import Path

import pytest
from tests.outside import git, typed

MONEY, WATER, BUILD = "县财政局", "县水务局", "县住房和城乡建设局"
ADD = (*("add", "--ledger", "领导批示", "--title", "清理河道", "--source-kind", "领导批示", "--urgency", "急件"),
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
