"""整改类型 out of the words of lists, and short titles of problems."""

import pytest

from duban.core.model.terms import Pace
from duban.importers.grammar.paces import pace_of, pace_told, short_title


@pytest.mark.parametrize(
    ("pace", "words"),
    [
        (Pace.AT_ONCE, "立行立改 立即整改 即知即改 立查立改 边查边改 立行立改类 立行立改。"),
        (Pace.IN_STAGES, "分阶段 分阶段整改 分阶段推进 限期整改 限期改正 分期整改 阶段性整改 限期"),
        (Pace.LASTING, "持续 持续整改 长期坚持 长期整改 持续推进 常态化推进 长期"),
        (None, "组织建设 已整改 2026年6月底 持续整改不力 无 立行立改、持续整改"),
    ],
)
def test_a_cell_names_a_pace(pace: Pace | None, words: str) -> None:
    assert {word: pace_of(word) for word in words.split()} == dict.fromkeys(words.split(), pace)


@pytest.mark.parametrize(
    ("words", "pace"),
    [
        ("立行立改", Pace.AT_ONCE),
        ("立即整改，2026年3月底前完成", Pace.AT_ONCE),
        ("2026年底前，并长期坚持", Pace.LASTING),
        ("立行立改，长期坚持", Pace.LASTING),
        ("2026年12月31日", None),
        ("", None),
    ],
)
def test_the_words_of_a_deadline_tell_a_pace(words: str, pace: Pace | None) -> None:
    assert pace_told(words) is pace


@pytest.mark.parametrize(
    ("problem", "title"),
    [
        ("停车难", "停车难"),
        ("停车难。全县缺1200个泊位。", "停车难"),
        (f"{'甲' * 40}，{'乙' * 30}，丙", "甲" * 40),
        (f"{'甲' * 20}，{'乙' * 20}；{'丙' * 30}", f"{'甲' * 20}，{'乙' * 20}"),
        ("甲" * 80, "甲" * 80),
        (f"乙，{'甲' * 80}", f"乙，{'甲' * 80}"),
    ],
)
def test_a_title_is_the_first_clauses_that_fit(problem: str, title: str) -> None:
    assert short_title(problem) == title
