"""Templates of documents on disk: the workspace's own in 制度/模板/, else the one that comes with duban.

Reads only; what a template means stands in core/documents/template.py.
"""

from pathlib import Path

from duban.core.documents.template import Template, find_template_faults
from duban.core.model.terms import DocKind
from duban.errors import DubanError, Level, Problem
from duban.files.disk.safe_paths import inside
from duban.files.workspace.records import placed, read_data
from duban.files.yaml.reader import read_bytes_limited

BUILT_IN = Path(__file__).parents[2] / "data" / "templates"
LOCAL = "制度/模板"
LABEL = "内置模板"


def template_file(root: Path | None, kind: DocKind) -> tuple[bytes, str]:
    """The bytes of a kind's template, and its name for people. Raises DubanError where it cannot be read."""
    name = f"{kind}.yaml"
    path, label = BUILT_IN / name, f"{LABEL}/{name}"
    if root is not None and (local := inside(root, f"{LOCAL}/{name}")).exists():
        path, label = local, f"{LOCAL}/{name}"
    data = read_bytes_limited(path, label)
    if isinstance(data, Problem):
        raise DubanError(data)
    return data, label


def read_template(root: Path | None, kind: DocKind) -> tuple[Template, str]:
    """The template of a kind, and its name for people. Raises DubanError with every fault and its line."""
    data, label = template_file(root, kind)
    template, problems = read_data(data, label, Template)
    if template is None:
        raise DubanError(*problems)
    faults = [*problems, *(placed(fault, data, label) for fault in find_template_faults(template, kind))]
    if any(fault.level is Level.ERROR for fault in faults):
        raise DubanError(*faults)
    return template, label
