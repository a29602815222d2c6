from pathlib import Path

import pytest

from duban.errors import DubanError
from duban.files.disk.safe_paths import check_name, inside, safe_stem


@pytest.mark.parametrize(
    "name", ["甲.yaml", "附件/WJ-2026-0001/方案 （送审稿）.pdf", "a/./b", "..a/b..", "a b/c"]
)
def test_paths_inside_are_allowed(tmp_path: Path, name: str) -> None:
    assert inside(tmp_path, name) == tmp_path.resolve() / name


@pytest.mark.parametrize(
    "name",
    [
        "../x",
        "a/../../x",
        "/etc/passwd",
        "C:\\x",
        "c:x",
        "\\\\host\\x",
        ".git/config",
        "a/.GIT/x",
        "",
        ".",
        "a\0b",
        "a/..",
    ],
)
def test_paths_outside_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(DubanError) as error:
        inside(tmp_path, name)
    assert error.value.problems[0].code == "path-outside"


def test_links_that_lead_out_are_refused(tmp_path: Path) -> None:
    root = tmp_path / "root"
    (root / "real").mkdir(parents=True)
    (root / "in").symlink_to("real")
    (root / "out").symlink_to(tmp_path)
    assert inside(root, "in/x") == root.resolve() / "real" / "x"
    for name in ("out", "out/x"):
        with pytest.raises(DubanError):
            inside(root, name)


@pytest.mark.parametrize("name", ["方案.pdf", "关于“十四五”的报告（终稿）.docx", "a-b_c 1.txt", "consul.txt"])
def test_ordinary_names_are_allowed(name: str) -> None:
    check_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        ".hidden",
        "-rf",
        "~x",
        "a/b",
        "a\\b",
        "a\nb",
        "a\x1b[31m",
        "a\u202eb.pdf",
        "CON",
        "nul.txt",
        "com1.pdf",
        "a:b",
        "a.",
        "a ",
        " a",
        "很" * 67,
        f"a{chr(0xD800)}",
        "x|y",
        "a*",
    ],
)
def test_names_that_something_misreads_are_refused(name: str) -> None:
    with pytest.raises(DubanError) as error:
        check_name(name)
    assert error.value.problems[0].code == "file-name"
    assert error.value.problems[0].message.isprintable()


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("市水务局", True),
        ("市水务局（河长办）", True),
        ("结账", False),
        ("../市水务局", False),
        ("甲/乙局", False),
        ("-rf", False),
        (".隐藏", False),
        ("CON", False),
        ("甲:乙", False),
        ("末尾有点.", False),
        ("看不见\u200b的", False),
        ("很" * 300, False),
        ("//", False),
    ],
)
def test_a_stem_is_safe_and_its_own(name: str, kept: bool) -> None:
    stem = safe_stem(name, {"结账"})
    assert (stem == name) is kept
    check_name(f"{stem}.yaml")
    assert stem != "结账"
    assert safe_stem(name, {"结账"}) == stem
    assert safe_stem(f"{name}2", {"结账"}) != stem
