"""What reaches git of the environment that duban was started in."""

import pytest
from tests.cli.test_git_settings import VARIABLES

from duban.files.git.settings import PASSED_ON, environment

HEEDED = PASSED_ON | {"PAGER"}  # GIT_PAGER comes before it


@pytest.mark.parametrize("writing", [False, True])
@pytest.mark.parametrize("name", sorted(VARIABLES.keys() - HEEDED))
def test_a_variable_does_not_reach_git(name: str, writing: bool) -> None:
    alone = environment({}, writing=writing)
    assert environment({name: VARIABLES[name]}, writing=writing) == alone


@pytest.mark.parametrize("name", sorted(PASSED_ON))
def test_who_commits_and_where_to_look_reaches_git(name: str) -> None:
    assert environment({name: "甲"})[name] == "甲"
