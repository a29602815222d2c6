"""Templates on disk: the workspace's own before the built-in one, every fault with its line, nothing from outside."""

from pathlib import Path

import pytest

from duban.core.model.terms import DocKind
from duban.errors import DubanError
from duban.files.workspace.templates import read_template
from duban.views.documents.kinds import DOC_RULES

OWN = "文种: 预警单\n标题: 我们的预警单\n正文:\n  - 文字: 请{主送}注意。\n"


def put(root: Path, text: str, kind: str = "预警单") -> Path:
    path = root / "制度" / "模板" / f"{kind}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize("kind", DOC_RULES, ids=lambda kind: kind.english)
def test_every_kind_has_a_template_of_its_own(kind: DocKind) -> None:
    template, label = read_template(None, kind)
    assert template.kind is kind
    assert label == f"内置模板/{kind}.yaml"


def test_the_office_replaces_a_template(tmp_path: Path) -> None:
    assert read_template(tmp_path, DocKind.WARNING)[0].title == "{预警级别}预警单"
    put(tmp_path, OWN)
    template, label = read_template(tmp_path, DocKind.WARNING)
    assert (template.title, label) == ("我们的预警单", "制度/模板/预警单.yaml")


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (OWN.replace("{主送}", "{主题}"), 4, "没有 {主题} 这一项"),
        (OWN.replace("预警单\n标", "督查通报\n标"), 1, "这是“督查通报”的模板，文件名却是“预警单”"),
        (OWN.replace("标题", "题目"), 2, "没有“题目”这个键"),
        (OWN + "用印: 也许\n", 5, "也许"),
        (OWN + "代字: 督 办\n", 5, "“代字”的写法不对：督 办"),
        ("文种: [\n", 2, ""),
    ],
)
def test_each_fault_of_a_template_has_its_line(tmp_path: Path, text: str, line: int, message: str) -> None:
    put(tmp_path, text)
    with pytest.raises(DubanError) as refused:
        read_template(tmp_path, DocKind.WARNING)
    found = [(problem.place.path, problem.place.line) for problem in refused.value.problems if problem.place]
    assert ("制度/模板/预警单.yaml", line) in found
    assert message in str(refused.value)


def test_a_template_that_is_no_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "制度" / "模板" / "预警单.yaml").mkdir(parents=True)
    with pytest.raises(DubanError, match="这是一个文件夹，不是文件"):
        read_template(tmp_path, DocKind.WARNING)


def test_a_link_that_leads_outside_is_refused(tmp_path: Path) -> None:
    outside = tmp_path / "别处.yaml"
    outside.write_text(OWN, "utf-8")
    root = tmp_path / "台账"
    put(root, OWN).unlink()
    (root / "制度" / "模板" / "预警单.yaml").symlink_to(outside)
    with pytest.raises(DubanError, match="路径经过链接通到工作区外面"):
        read_template(root, DocKind.WARNING)
