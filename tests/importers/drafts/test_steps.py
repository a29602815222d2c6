"""The dated steps of a task: what is to be done by when; a bracket or an aim is no step."""

import pytest

from duban.importers.drafts.steps import find_nodes
from duban.importers.grammar.deadlines import Clock

CLOCK = Clock(year=2026)


@pytest.mark.parametrize(
    ("text", "nodes"),
    [
        ("5月底前完成设计，9月底前建成", [("完成设计", "2026-05-31"), ("建成", "2026-09-30")]),
        ("2026年12月31日前（力争11月底前）", []),
        ("2026年12月底前（其中：一期10月底前）", [("一期", "2026-10-31")]),
        ("12月31日（延期至2027年1月31日）", []),
        ("12月底前完成（确保主体11月底前封顶）", [("完成", "2026-12-31"), ("确保主体封顶", "2026-11-30")]),
        ("动员部署阶段（5月）", [("动员部署阶段", "2026-05-31")]),
        ("年底前", []),
    ],
)
def test_the_steps_of_a_text(text: str, nodes: list[tuple[str, str]]) -> None:
    assert [(node.name, str(node.due_on)) for node in find_nodes([text], CLOCK)] == nodes
