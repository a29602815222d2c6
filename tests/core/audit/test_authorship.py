"""Who wrote an event: by what the versions of a file hold, whatever messages and clocks say."""

import pytest

from duban.core.audit.authorship import Version, find_authorship


def version(sha: str, before: str, after: str) -> Version:
    """A commit: `before` gives each parent's events as letters, parents parted by a bar."""
    return Version(sha, tuple(tuple(side) for side in before.split("|")), tuple(after))


CASES = {
    "each its own": ([version("1", "", "a"), version("2", "a", "ab")], "ab", {"a": "1", "b": "2"}, ""),
    "undone, and done again": (
        [version("1", "", "a"), version("2", "a", "ab"), version("3", "ab", "a"), version("4", "a", "ab")],
        "ab",
        {"a": "1", "b": "4"},
        "",
    ),
    "undone": (
        [version("1", "", "a"), version("2", "a", "ab"), version("3", "ab", "a")],
        "a",
        {"a": "1"},
        "23",
    ),
    "two that look alike": ([version("1", "", "a"), version("2", "a", "aa")], "aa", {"a": "12"}, ""),
    "put in before the others": (
        [version("1", "", "ac"), version("2", "ac", "abc")],
        "abc",
        {"a": "1", "b": "2", "c": "1"},
        "",
    ),
    "merged from a branch": (
        [
            version("1", "", "a"),
            version("2", "a", "ab"),
            version("3", "a", "ac"),
            version("4", "ab|ac", "abc"),
        ],
        "abc",
        {"a": "1", "b": "2", "c": "3"},
        "",
    ),
    "brought by both branches": (
        [version("1", "", "a"), version("2", "a", "ab"), version("3", "a", "ab")],
        "ab",
        {"a": "1", "b": "2"},
        "",
    ),
    "written by the merge itself": (
        [version("1", "", "a"), version("4", "a|a", "ax")],
        "ax",
        {"a": "1", "x": "4"},
        "",
    ),
    "dropped by a merge": (
        [version("1", "", "a"), version("2", "a", "ab"), version("4", "a|ab", "a")],
        "a",
        {"a": "1"},
        "24",
    ),
    "never committed": ([version("1", "", "a")], "az", {"a": "1", "z": ""}, ""),
}


@pytest.mark.parametrize(("versions", "present", "writers", "lost"), CASES.values(), ids=CASES)
def test_who_wrote_what(versions: list[Version], present: str, writers: dict[str, str], lost: str) -> None:
    found = find_authorship(versions, present)
    assert {digest: "".join(shas) for digest, shas in found.writers.items()} == writers
    assert found.lost == set(lost)
