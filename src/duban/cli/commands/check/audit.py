"""`audit`: every commit replayed and held against what duban would have written; then HEAD against the disk.

Looks and tells; mends nothing.
"""

import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Annotated

from duban.cli.commands.report.command import Format, read_format, write_sheets
from duban.cli.framework.context import Context
from duban.cli.framework.open_workspace import open_quietly
from duban.cli.framework.option_types import option, switch
from duban.cli.framework.output import emit, say, show_problems, to_json
from duban.core.audit.findings import RULES, Certainty, Finding
from duban.errors import DubanError, Problem, refusal
from duban.files.disk.sandbox import confined, limits_for
from duban.files.git.incomplete import find_forged_objects, find_gaps
from duban.files.git.repository import Repository
from duban.files.yaml.reader import read_bytes_limited
from duban.importers.formats.bare_text import bare_text
from duban.replay.audit import audit as replay
from duban.replay.disk import find_differing
from duban.replay.witness import Seen, code_at, find_code, printed_codes, read_code
from duban.views.queries.audit import audit_record, audit_sheet

_SHORT = 8
_MOST_NAMES = 20
_MOST_BYTES = 100 * 1024 * 1024
BareText = tuple[str | None, tuple[Problem, ...]]


def audit(
    context: Context,
    *,
    witness: Annotated[
        str | None,
        option("--witness", "校验码或文件", "印着的账目校验码，或印着它的文件：今天的历史里还有没有它"),
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
    findings += find_differing(workspace)
    looked.code = code_at(repository, under) if looked.head else None
    certain = any(each.rule.weight is Certainty.CERTAIN for each in findings)
    made = to_json(audit_record(looked, findings)) if form is Format.JSON else None
    listed = findings if notes else [each for each in findings if each.rule.weight is not Certainty.NOTE]
    sheet = audit_sheet(workspace.config.name, looked, findings, listed, whole=output is not None)
    write_sheets(context, (sheet,), form, output, force=force, made=made)
    return int(certain)


def _witness(context: Context, repository: Repository, under: str, text: str) -> int:
    code = read_code(text)
    if code is not None:
        seen = {code: find_code(repository, under, code)}
        record: dict[str, object] = _seen_record(code, seen[code])
    else:
        path = Path(text)
        seen = {each: find_code(repository, under, each) for each in _codes_in(path)}
        record = {"file": path, "codes": [_seen_record(*each) for each in seen.items()]}
    if context.as_json:
        emit(record, context)
    else:
        for each, found in seen.items():
            _tell(each, found)
    return int(None in seen.values())


def _codes_in(path: Path) -> list[str]:
    """The codes printed in a file. Raises DubanError where there is no such file, or none in it."""
    if not path.is_file():
        raise refusal(
            "bad-code",
            f"“{path}”不是账目校验码，也不是文件",
            "校验码 12 位，每 4 位一组，如 ABCD-EFGH-IJKL，照纸上的抄；或写导出的文件",
        )
    data = read_bytes_limited(path, path.name, _MOST_BYTES)
    if isinstance(data, Problem):
        raise DubanError(data)
    read = confined(lambda: bare_text(data, path.name), BareText, path.name, limits=limits_for(data))
    if read[0] is None:
        raise DubanError(*read[1])
    codes = printed_codes(read[0])
    if not codes:
        text = f"{path.name} 里没有印账目校验码"
        raise refusal("no-code", text, "通报、台账导出成文件时印着，对账单、结账、交账单也印着")
    return codes


def _seen_record(code: str, seen: Seen | None) -> dict[str, object]:
    found = None if seen is None else {"commit": seen.sha, "later": seen.later, "changed": list(seen.changed)}
    return {"code": code, "found": found}


def _tell(code: str, seen: Seen | None) -> None:
    if seen is None:
        rule = RULES["not-in-history"]
        say(f"{code}：{rule.title}。{rule.advice}")
        return
    after = f"，之后又有 {seen.later} 次提交" if seen.later else "，就是现在的账目"
    say(f"{code}：是提交 {seen.sha[:_SHORT]} 时的账目，今天的历史里有它{after}")
    say(*(f"  后来改过：{name}" for name in seen.changed[:_MOST_NAMES]))
    if len(seen.changed) > _MOST_NAMES:
        say(f"  另有 {len(seen.changed) - _MOST_NAMES} 个文件后来也改过")
