"""`schema`: the JSON Schemas of the files, for editors.

Prints or writes what core generates, with the words of data/captions.yaml; knows no workspace.
"""

from pathlib import Path
from typing import Annotated

import msgspec
import typer

from duban.cli.framework.output import say
from duban.core.schema.json_schema import Captions, render_schemas
from duban.errors import misuse
from duban.files.yaml.reader import parse_yaml

CAPTIONS = Path(__file__).parents[3] / "data" / "captions.yaml"


def schema(
    target: Annotated[
        str | None,
        typer.Argument(
            metavar="[名称或文件夹]",
            help="task、ledger、workspace、policy、template、calendar、standing、notices 等；或写入的文件夹",
        ),
    ] = None,
) -> int:
    """列出各类文件的 JSON Schema；给名称打印一份，给文件夹则全部写入。"""
    files = render_schemas(read_captions())
    if target is None:
        for name in files:
            say(name)
        return 0
    named = f"{target}.schema.json"
    if named in files:
        say(*files[named].splitlines())
        return 0
    folder = Path(target)
    if not folder.is_dir():
        known = "、".join(name.partition(".")[0] for name in files)
        raise misuse("usage-schema", f"没有这个名称，也没有这个文件夹：{target}", f"可用名称：{known}")
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    say(f"已写入 {len(files)} 份到 {folder}")
    return 0


def read_captions() -> Captions:
    """The words that come with duban for every record and key of the files."""
    raw, _ = parse_yaml(CAPTIONS.read_bytes(), CAPTIONS.name)
    return msgspec.convert(raw, Captions)
