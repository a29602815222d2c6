"""`init`: a new workspace, its policy and its ledgers, in one commit.

Writes through the same transaction as every other command; on failure the folder is as it was.
"""

import os
import re
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from duban.cli.framework.context import Writing
from duban.cli.framework.option_types import option
from duban.cli.framework.output import emit, say, show_problems
from duban.cli.framework.prompts import ask, can_ask
from duban.cli.options.head_values import one_line
from duban.cli.workflow.actions import actor_of, commit_message, trial
from duban.core.documents.numbers import as_official
from duban.core.model.record import raw_record, read_record
from duban.core.model.workspace import Config, LedgerHead, OwnDocument
from duban.core.model.workspace_formats import newest_format, wanted_ledgers
from duban.core.policy.rules import Policy
from duban.errors import DubanError, misuse, reason_of, refusal
from duban.files.disk.regular_files import digest
from duban.files.disk.safe_paths import refuse_odd_name
from duban.files.git.attributes import ATTRIBUTES
from duban.files.git.repository import Repository, find_repository
from duban.files.git.repository import init as init_repository
from duban.files.workspace.format_gate import KEY
from duban.files.workspace.line_ends import amended_attributes, opposing_attributes, read_attributes
from duban.files.workspace.policies import load_policy
from duban.files.workspace.workspace import CONFIG, LEDGER
from duban.files.write.lock import lock
from duban.files.write.transaction import recover, write_files
from duban.files.yaml.writer import render_document
from duban.plan import Hand

_CODE = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_HINT = """\
# 单位、领导、人员逐步登记在这里；单位用 duban unit add 登记，登记之后写错的单位会被指出来。
# 制度按日期排列，换制度时另加一行：  - {自: 2027-01-01, 名称: 新制度}
"""


def init(
    context: Writing,
    folder: Annotated[Path, typer.Argument(metavar="文件夹", help="新工作区放在哪里，可以是空文件夹")],
    policy: Annotated[str, option("--policy", "制度", "用哪个制度（duban policy list）")] = "default",
    name: Annotated[str | None, option("--name", "名称", "本单位的名称，默认文件夹名")] = None,
    code: Annotated[str | None, option("--code", "工作区号", "字母、数字和 _ . -，默认由名称推得")] = None,
    local_doc: Annotated[
        str | None,
        option("--local-doc", "名称", "本单位自己的督查制度文件；写了它，依据印它，没有写的印“参照”"),
    ] = None,
    doc_no: Annotated[
        str | None, option("--doc-no", "文号", "这份文件的文号，如 某政办发〔2026〕1号")
    ] = None,
) -> int:
    """建账：新建工作区，写好 duban.yaml 和制度要求的各本台账。在已有的 git 仓库里就记在那里，否则新建仓库。"""
    target = (_base(context) / folder.expanduser()).resolve()
    refuse_odd_name(target.name)
    _refuse_taken(target)
    chosen, problems = load_policy(policy, None)
    if chosen is None:
        raise DubanError(*problems)
    own = _own_document(context, local_doc, doc_no)
    config = msgspec.structs.replace(_config(context, target, policy, name, code), own_document=own)
    files = _files(target, chosen, config)
    attributes = target / ATTRIBUTES
    held = read_attributes(attributes)
    files[attributes] = amended_attributes(held)
    taken = [path for path in files if path != attributes and path.exists()]
    if taken:
        listed = "、".join(path.relative_to(target).as_posix() for path in taken)
        raise refusal("exists", f"{target} 里已经有 {listed}，不覆盖", "换一个文件夹")
    if files[attributes] == held:
        del files[attributes]
    _refuse_edited(attributes, held)
    commit = None if context.dry_run else _write(context, target, files, held, policy)
    if commit is not None:
        show_problems(opposing_attributes(find_repository(target), target, {}))
    labels = sorted(path.relative_to(target).as_posix() for path in files)
    if context.as_json:
        emit({"root": str(target), "policy": policy, "commit": commit, "paths": labels}, context)
        return 0
    say(f"已建账：{target}，制度 {policy}{trial(context)}", *(f"  {label}" for label in labels))
    if commit:
        say(f"提交 {commit[:8]}，{len(labels)} 个文件", f"下一步：cd {target} && duban add …")
    return 0


def _own_document(context: Writing, name: str | None, number: str | None) -> OwnDocument | None:
    """The office's own document, as typed or as a person answers; None where there is none.

    Raises UsageError for a number without a name, and for an empty one.
    """
    if name is None and number is not None:
        raise misuse(
            "usage-value", "写了 --doc-no，没有写 --local-doc。", "--local-doc 文件名称 --doc-no 文号"
        )
    if name is None:
        if not can_ask(context):
            return None
        name = ask("本单位自己的督查制度文件，叫什么", optional=True)
        if not name:
            return None
        number = ask("它的文号", optional=True) or None
    title = (one_line(name, "--local-doc") or "").strip("《》")
    if not title:
        raise misuse("usage-value", "--local-doc 是空的。", "写上文件的名称，如 某县督查工作办法；没有的不写")
    typed = one_line(number, "--doc-no") if number else None
    return OwnDocument(name=title, number=as_official(typed) if typed else None)


def _refuse_edited(path: Path, held: bytes | None) -> None:
    """Raises DubanError where somebody's own .gitattributes differs from the last commit: it must not ride along."""
    if held is None:
        return
    try:
        repository = find_repository(path.parent)
        was = repository.show("HEAD", repository.relative(path)) if repository.head() else None
    except DubanError:
        return
    if was is not None and was != held:
        advice = f"先用 git 提交，或放弃改动：git checkout -- {ATTRIBUTES}"
        raise refusal("hand-edited", f"{path} 有改动还没有提交，没有建账", advice)


def _base(context: Writing) -> Path:
    """Where a relative folder counts from: --root, else here; DUBAN_ROOT names a workspace that exists already."""
    return Path.cwd() if os.environ.get("DUBAN_ROOT") else context.root


def _refuse_taken(target: Path) -> None:
    if (target / CONFIG).exists():
        raise refusal("exists", f"{target} 已经是一个工作区，不覆盖", f"duban list -C {target}")
    if target.exists() and not target.is_dir():
        raise refusal("exists", f"{target} 是一个文件，不是文件夹", "换一个名字")
    outer = next((parent for parent in target.parents if (parent / CONFIG).is_file()), None)
    if outer is not None:
        raise refusal("nested", f"{target} 在另一个工作区 {outer} 里面", "换到它外面")


def _config(context: Writing, target: Path, policy: str, name: str | None, code: str | None) -> Config:
    title = one_line(name, "--name") if name is not None else target.name
    if not title:
        raise misuse("usage-value", "--name 是空的。", "写上本单位的名称，如 某县督查室")
    if code is not None and not _CODE.fullmatch(code):
        raise misuse("usage-value", f"--code：“{code}”不能用。", "只用字母、数字和 _ . -，最多 64 个")
    if code is None:
        digest = sha256(f"{title}\n{context.now().isoformat()}".encode()).hexdigest()[:8]
        code = target.name if _CODE.fullmatch(target.name) else f"dw-{digest}"
    raw = {"名称": title, "工作区号": code, KEY: newest_format()}
    raw["制度"] = [{"自": context.on.isoformat(), "名称": policy}]
    return read_record(raw, Config)


def _files(target: Path, policy: Policy, config: Config) -> dict[Path, bytes | None]:
    files: dict[Path, bytes | None] = {
        target / CONFIG: (render_document(raw_record(config)) + _HINT).encode()
    }
    for plan in policy.ledgers:
        head = LedgerHead(name=plan.name, kind=plan.kind, prefix=plan.prefix)
        files[target / plan.kind / LEDGER] = render_document(raw_record(head)).encode()
    for folder, head in wanted_ledgers().items():
        files.setdefault(target / folder / LEDGER, render_document(raw_record(head)).encode())
    return files


def _write(
    context: Writing, target: Path, files: dict[Path, bytes | None], held: bytes | None, policy: str
) -> str:
    """Write and commit; a folder or repository that was made for it is taken away again when that fails."""
    made = _made(target)
    try:
        target.mkdir(parents=True, exist_ok=True)
        repository, fresh = _repository(target)
    except OSError as error:
        _take_away(made, None)
        advice = "检查上一级文件夹的权限和磁盘空间，或换一个地方"
        raise refusal("read-only", f"不能建文件夹 {target}（{reason_of(error)}）", advice) from None
    except DubanError:
        _take_away(made, None)
        raise
    try:
        hand = Hand(actor_of(context, repository), context.now(), context.today)
        message = replace(commit_message(hand, "init", ""), subject=f"建账 {target.name}：制度 {policy}")
        with lock(repository.notes / "lock"):
            told = recover(repository)
            if told:
                say(told)
            expected = dict.fromkeys(files) | {target / ATTRIBUTES: None if held is None else digest(held)}
            return write_files(repository, files, expected, message)
    except BaseException:
        _take_away(made, repository.git_dir if fresh else None)
        raise


def _repository(target: Path) -> tuple[Repository, bool]:
    """The repository the folder lies in, or a new one, and whether it is new."""
    try:
        return find_repository(target), False
    except DubanError as error:
        if error.problems[0].code != "no-repository":
            raise
    return init_repository(target), True


def _made(target: Path) -> list[Path]:
    """The folders that do not exist yet, the innermost first."""
    return [folder for folder in (target, *target.parents) if not folder.exists()]


def _take_away(folders: list[Path], git_folder: Path | None) -> None:
    import shutil

    if git_folder is not None:
        shutil.rmtree(git_folder, ignore_errors=True)
    for folder in folders:
        try:
            folder.rmdir()
        except OSError:
            return
