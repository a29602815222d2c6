"""The index of a dossier: what lies in it, what does not and why, and how somebody without the books checks it.

Pure: lays out what it is handed.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from duban.views.model.fields import Field, table_of
from duban.views.model.sheet import Column, Kind, Sheet

HOW = "核对：duban dossier --check 这个压缩包，不要账本也行；没有 duban 的，逐个比 清单.json 里的 SHA-256。"
SEALED = (
    "有线索记着反映人：它的文件是摘录，不写反映人；它的附件没有放进来；"
    "整包不放提交的历史，免得有人拿它去试反映人是谁。"
)
EXCERPT = (
    "注明“摘录”的，原件里还有别的内容（同一文件里的别的结果，或者反映人），"
    "这里只有它自己的；git 的历史不能证明摘录。"
)
LEFT_OUT = "没有放进来的附件是线索的：来信、答复里可能有反映人。"
PROVED = (
    "历史.pack 是 git 的对象：动过这些文件的提交，和从提交到文件的路；每份原件都能用它证明就是账上的那一份。"
)


class Listed(NamedTuple):
    """A matter in the index."""

    number: str
    title: str
    kind: str
    page: str
    original: str
    evidence: int
    left_out: int


class Enclosed(NamedTuple):
    """A file in the index, with its digest."""

    member: str
    size: int
    sha256: str


_MATTERS: tuple[Field[Listed], ...] = (
    Field("number", Column("编号", shrink=0)),
    Field("title", Column("事项", shrink=1)),
    Field("kind", Column("类别", shrink=0)),
    Field("page", Column("页")),
    Field("original", Column("原件")),
    Field("evidence", Column("附件", Kind.INT, 0)),
    Field("left_out", Column("没有放进来的附件", Kind.INT, 0)),
)
_FILES: tuple[Field[Enclosed], ...] = (
    Field("member", Column("文件", shrink=1)),
    Field("size", Column("字节", Kind.INT, 0)),
    Field("sha256", Column("SHA-256", shrink=2)),
)


def index_sheet(
    title: str,
    stamp: tuple[datetime, str, str, str],
    matters: Sequence[Listed],
    files: Sequence[Enclosed],
    notes: Sequence[str],
) -> Sheet:
    """The index; `stamp`: when it was made, the day that the pages show, the last commit, the code of the books."""
    made_at, shown, head, code = stamp
    lines = (
        f"{made_at:%Y-%m-%d %H:%M} 做成；页上是 {shown} 的样子，原件是最后一次提交里的。",
        f"账上最后一次提交：{head}；账目校验码：{code}。和印在纸上的、审计说的对一对。",
    )
    tables = (table_of(_MATTERS, matters, "卷内"), table_of(_FILES, files, "原件和附件"))
    return Sheet(title, lines, tuple(table for table in tables if table.rows), (*notes, HOW))
