"""`upgrade`: brings a workspace to the format of this release: what is new is added, in one commit.

What each format needs stands in core/model/workspace_formats.py; overwrites nothing of anybody's own: says what
to rename.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from duban.cli.framework.context import Writing
from duban.cli.framework.output import emit, say, show_problems
from duban.cli.framework.output_file import write_file
from duban.cli.workflow.actions import act, commit_message, notice_records, tell_commit, trial
from duban.core.cases.kinds import numbered
from duban.core.model.record import official_keys, raw_record
from duban.core.model.workspace import Config, FormatInForce
from duban.core.model.workspace_formats import (
    edition_of,
    find_taken,
    newest_edition,
    newest_format,
    steps_after,
    wanted_ledgers,
)
from duban.errors import DubanError, Level, Place, Problem
from duban.files.git.attributes import ATTRIBUTES
from duban.files.git.log import Message
from duban.files.git.repository import Repository
from duban.files.workspace.format_gate import KEY
from duban.files.workspace.line_ends import (
    Rewritten,
    amended_attributes,
    find_rewritten,
    opposing_attributes,
    read_attributes,
)
from duban.files.workspace.workspace import CONFIG, LEDGER, POLICIES, Workspace
from duban.files.yaml.edit import append_to_list, edit_head, edit_item
from duban.files.yaml.writer import render_document, render_inline
from duban.plan import Plan

CONFIG_ORDER = tuple(official_keys(Config).values())
UPGRADES = official_keys(Config)["upgrades"]


@dataclass(slots=True)
class Found:
    """What one run found: the format before, and the files whose line ends were put right."""

    before: int = 0
    mended: list[str] = field(default_factory=list)


def upgrade(context: Writing) -> int:
    """升级工作区：把新版本要的台账、文件夹、git 设置补上，一次提交；已经齐全的不动。

    自己的文件和注释都留着。新版本要用的文件夹、字头已经被占用的，说明先改哪一个，改好再升级。
    """
    found = Found()

    def prepare(plan: Plan) -> Message | None:
        workspace = plan.workspace
        found.before = workspace.config.format
        _refuse_taken(workspace)
        repository = workspace.repository
        changed = _rewritten(repository, workspace)
        right = {each.path: each.right for each in changed}
        _set_format(plan, right, context.today)
        _add_ledgers(plan)
        _set_attributes(plan, right)
        plan.notices += opposing_attributes(repository, workspace.root, plan.files)
        found.mended = _mend(plan, repository, changed, dry_run=context.dry_run)
        return commit_message(plan.hand, "upgrade", f"升级到版本 {newest_format()}") if plan.files else None

    written = act(context, prepare)
    if written.recovered:
        show_problems([Problem(Level.NOTICE, "recovered", written.recovered)])
    show_problems(written.notices)
    steps = steps_after(found.before)
    if context.as_json:
        data = {
            "action": "upgrade",
            "commit": written.commit,
            "dry_run": context.dry_run,
            "from": found.before,
            "to": newest_format(),
            "steps": [{"format": step.format, "what": step.what} for step in steps],
            "paths": list(written.paths),
            "line_ends": found.mended,
            "notices": notice_records(written),
        }
        emit(data, context)
        return 0
    would = trial(context)
    if not written.paths:
        say(f"已经是最新的版本 {newest_format()}，没有要补的")
        if found.mended:
            say(f"换行被 git 改过的 {len(found.mended)} 个文件，复原成提交里的原样，没有新的提交{would}")
        return 0
    moved = f"，原来是版本 {found.before}" if steps else ""
    say(f"{'已升级到' if steps else '已补齐'}版本 {newest_format()}{moved}{would}")
    say(*(f"  版本 {step.format}：{step.what}" for step in steps))
    say(*(f"  {label}" for label in written.paths if label not in found.mended))
    if found.mended:
        say(f"  换行被 git 改过的 {len(found.mended)} 个文件，复原")
    tell_commit(written)
    return 0


def _refuse_taken(workspace: Workspace) -> None:
    """Raises DubanError for every folder and 字头 that is needed and is somebody's own."""
    held = {ledger.folder.name: ledger.head for ledger in workspace.ledgers}
    unread = [each for each in workspace.problems if each.place and each.place.path.endswith(f"/{LEDGER}")]
    names = [path.name for path in workspace.root.iterdir()]
    taken = [
        Problem(Level.ERROR, fault.code, fault.message, fault.advice, place=Place(str(fault.keys[0])))
        for fault in find_taken(workspace.config.format, names, held)
    ]
    if unread or taken:
        raise DubanError(*unread, *taken)


def _rewritten(repository: Repository, workspace: Workspace) -> list[Rewritten]:
    if repository.head() is None:
        return []
    files = [entry.task for entry in workspace.read().entries]
    files += [file for kind in numbered() for file in workspace.usable(kind)]
    return list(find_rewritten(repository, workspace.root, files))


def _set_format(plan: Plan, right: Mapping[Path, bytes], today: date) -> None:
    config = plan.workspace.config
    if config.format == newest_format():
        return
    begun = [
        *config.upgrades,
        *(FormatInForce(format=step.format, since=plan.hand.today) for step in steps_after(config.format)),
    ]
    path = plan.workspace.root / CONFIG
    old = path.read_bytes()
    try:
        text = edit_head(
            right.get(path, old).decode(),
            {KEY: newest_format(), UPGRADES: [raw_record(each) for each in begun]},
            CONFIG_ORDER,
        )
        text = _set_edition(text, config, today)
    except DubanError as error:
        advice = f"把 {CONFIG} 改成每行一个键的写法，duban commit 入账，再 duban upgrade"
        raise DubanError(
            *(replace(each, advice=advice, place=Place(CONFIG)) for each in error.problems)
        ) from None
    plan.put(path, text.encode(), old)


def _set_edition(text: str, config: Config, today: date) -> str:
    """The text of duban.yaml where the policies of the new edition hold from today on, and no day before it changes.

    What began before keeps its edition by name; the policy of today stands once more, in the new one.
    """
    before = edition_of(config.format)
    if before == newest_edition():
        return text
    begun = [
        (place, held) for place, held in enumerate(config.policies) if held.since < today and not held.edition
    ]
    for place, _ in begun:
        text = edit_item(text, POLICIES, place, {"版次": before})
    held = max(config.policies, key=lambda each: (each.since <= today, each.since))
    if any(held is each for _, each in begun):
        text = append_to_list(text, POLICIES, [render_inline({"自": today.isoformat(), "名称": held.name})])
    return text


def _add_ledgers(plan: Plan) -> None:
    held = {ledger.head.prefix for ledger in plan.workspace.ledgers}
    for folder, head in wanted_ledgers().items():
        path = plan.workspace.root / folder / LEDGER
        if head.prefix not in held and not path.exists():  # a policy may have it under another 字头
            plan.put(path, render_document(raw_record(head)).encode(), None)


def _set_attributes(plan: Plan, right: Mapping[Path, bytes]) -> None:
    path = plan.workspace.root / ATTRIBUTES
    old = read_attributes(path)
    held = right.get(path, old)
    new = amended_attributes(held)
    if new != held:
        plan.put(path, new, old)


def _mend(plan: Plan, repository: Repository, changed: Sequence[Rewritten], *, dry_run: bool) -> list[str]:
    """Put right what git rewrote: in the same commit, or, where the last one holds it so, on disk alone."""
    labels = [plan.workspace.label(each.path) for each in changed]
    if plan.files or any(each.right != each.committed for each in changed):
        for each in changed:
            if each.path not in plan.files:
                plan.adopt(each.path, each.right, each.data)
    elif changed and not dry_run:
        unmoved = [each for each in changed if each.path.read_bytes() == each.data]
        for each in unmoved:
            write_file(each.path, each.right, force=True)
        top = plan.workspace.root.resolve()
        repository.look_again(
            [repository.relative(top / plan.workspace.label(each.path)) for each in unmoved]
        )
    return labels
