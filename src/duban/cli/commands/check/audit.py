"""`audit`: every commit replayed and held against what duban would have written; then HEAD against the disk.

Looks and tells; mends nothing.
"""

import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Annotated

from duban.cli.commands.check.check import is_of_the_books
from duban.cli.commands.report.command import Format, read_format, write_sheets
from duban.cli.framework.context import Context
from duban.cli.framework.open_workspace import open_quietly
from duban.cli.framework.option_types import option, switch
from duban.cli.framework.output import emit, say, show_problems, to_json
from duban.core.audit.findings import RULES, Finding, Weight
from duban.errors import refusal
from duban.files.git.content_hash import differs, has_other_bytes
from duban.files.git.incomplete import find_forged_objects, find_gaps
from duban.files.git.repository import Repository
from duban.files.workspace.layout import files_below
from duban.files.workspace.workspace import CALENDARS, CONFIG, EVIDENCE, Workspace
from duban.replay.audit import audit as replay
from duban.replay.witness import code_at, find_code, read_code
from duban.views.queries.audit import audit_record, audit_sheet

_SHORT = 8
_MOST_NAMES = 20


def audit(
    context: Context,
    *,
    witness: Annotated[
        str | None, option("--witness", "校验码", "纸上印着的账目校验码：今天的历史里还有没有它")
    ] = None,
    form: Annotated[Format | None, option("--format", "格式", "默认看 -o 的后缀，没有 -o 就在屏幕上")] = None,
    output: Annotated[Path | None, option("--output -o", "文件", "写进这个文件，后缀定格式")] = None,
    force: Annotated[bool, switch("--force", "文件已经有了也覆盖")] = False,
    notes: Annotated[bool, switch("--notes", "提示也逐处列出")] = False,
) -> int:
    """审计：把每一次提交重放一遍，和 duban 会写的逐字节比对；再看磁盘上的和最后一次提交是不是一样。

    有“确定”的发现时退出码为 1。只读 git 的原始对象，不信缓存、替换、设置和工作文件夹。
    """
    form = read_format(context, form, output)
    workspace = open_quietly(context)
    repository = workspace.repository
    show_problems(find_gaps(repository))
    under = repository.relative(workspace.root.resolve())
    if witness is not None:
        return _witness(context, repository, under, witness)
    with tempfile.TemporaryDirectory(prefix="duban-") as folder, ThreadPoolExecutor(1) as aside:
        objects = aside.submit(find_forged_objects, repository)
        looked, findings = replay(repository, under, Path(folder), context.now())
        findings += (Finding(RULES["object-forged"], "", text) for text in objects.result())
    findings += _on_disk(repository, workspace, under)
    looked.code = code_at(repository, under) if looked.head else None
    certain = any(each.rule.weight is Weight.CERTAIN for each in findings)
    made = to_json(audit_record(looked, findings)) if form is Format.JSON else None
    listed = findings if notes else [each for each in findings if each.rule.weight is not Weight.NOTE]
    sheet = audit_sheet(workspace.config.name, looked, findings, listed)
    write_sheets(context, (sheet,), form, output, force=force, made=made)
    return int(certain)


def _witness(context: Context, repository: Repository, under: str, text: str) -> int:
    code = read_code(text)
    if code is None:
        raise refusal(
            "bad-code", f"“{text}”不是账目校验码", "校验码 12 位，每 4 位一组，如 ABCD-EFGH-IJKL，照纸上的抄"
        )
    seen = find_code(repository, under, code)
    if context.as_json:
        found = (
            None if seen is None else {"commit": seen.sha, "later": seen.later, "changed": list(seen.changed)}
        )
        emit({"code": code, "found": found}, context)
    elif seen is None:
        rule = RULES["not-in-history"]
        say(f"{code}：{rule.title}。{rule.advice}")
    else:
        after = f"，之后又有 {seen.later} 次提交" if seen.later else "，就是现在的账目"
        say(f"{code}：是提交 {seen.sha[:_SHORT]} 时的账目，今天的历史里有它{after}")
        say(*(f"  后来改过：{name}" for name in seen.changed[:_MOST_NAMES]))
        if len(seen.changed) > _MOST_NAMES:
            say(f"  另有 {len(seen.changed) - _MOST_NAMES} 个文件后来也改过")
    return int(seen is None)


def _on_disk(repository: Repository, workspace: Workspace, under: str) -> Iterator[Finding]:
    """Files that the disk has otherwise than the last commit, whatever git was told to overlook or ignore."""
    root = workspace.root.resolve()
    held: set[str] = set()
    for path, mode, name in repository.tree("HEAD", under) if repository.head() else ():
        file = repository.root / path
        label = file.relative_to(root).as_posix()
        held.add(label)
        if not is_of_the_books(label, workspace.reserved):
            continue
        if differs(file, mode, name) is None:
            yield Finding(RULES["disk-differs"], label, f"{label} 不在磁盘上")
        elif differs(file, mode, name) or has_other_bytes(file, name):
            yield Finding(RULES["disk-differs"], label, f"{label} 磁盘上的是另一份")
    if CONFIG not in held:
        yield Finding(RULES["hidden-file"], CONFIG, f"{CONFIG} 没有提交过")
    folders = [
        *(ledger.folder for ledger in workspace.ledgers),
        *(root / name for name in workspace.reserved),
    ]
    for folder in dict.fromkeys(each.resolve() for each in folders if each.is_dir()):
        for file in files_below(folder):
            label = file.relative_to(root).as_posix()
            kept = label.startswith((f"{EVIDENCE}/", f"{CALENDARS}/"))
            if label not in held and (file.suffix == ".yaml" or kept):
                yield Finding(RULES["hidden-file"], label, f"{label} 没有提交过")
