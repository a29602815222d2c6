"""`undo`: takes back the last command of this workspace by a reverse commit; the numbers it gave stay used.

Looks at the commit and says what goes; everything is written by the one write path.
"""

from collections.abc import Mapping
from pathlib import Path

from duban.cli.framework.context import Writing
from duban.cli.framework.output import emit, say, show_problems
from duban.cli.workflow.actions import act, commit_message, tell_commit, trial
from duban.cli.workflow.commit_diff import entries_between, former_state
from duban.core.cases.closing import CLOSING
from duban.core.model.clues.terms import ClueAction
from duban.core.model.inspection_terms import InspectionAction
from duban.errors import refusal
from duban.files.git.history import numbers_in
from duban.files.git.log import Commit, Message
from duban.files.git.repository import Repository
from duban.files.workspace.workspace import LEDGER, Ledger, Workspace
from duban.files.yaml.edit import edit_head
from duban.plan import Plan

ACTION, TASK, UNDONE = "Duban-Action", "Duban-Task", "Duban-Undoes"
_SHORT = 8


def undo(context: Writing) -> int:
    """撤回上一条命令：用一次反向的提交恢复原状，留痕，用过的编号不再用。

    已经推送的、之后又有改动的、不是 duban 做的提交，还有抽取，不能撤回；记错的一笔用 duban amend --event 更正。
    """
    done: list[Commit] = []

    def prepare(plan: Plan) -> Message:
        repository = plan.repository
        commit = _last(repository, plan.workspace)
        _refuse(repository, plan.workspace, commit)
        before = {
            plan.workspace.root / _inside(repository, plan, name): data
            for name, data in repository.before(commit.sha).items()
        }
        _refuse_old(plan, commit)
        _refuse_kept(plan, before, commit)
        done.append(commit)
        for path, data in before.items():
            plan.put(path, data, path.read_bytes() if path.exists() else None)
        keep_numbers(plan, [path for path, data in before.items() if data is None])
        subject, tasks = f"撤回：{commit.subject}", commit.trailer(TASK)
        return commit_message(plan.hand, "undo", subject, tasks, (UNDONE, commit.sha))

    written = act(context, prepare)
    commit = done[0]
    if context.as_json:
        data = {
            "action": "undo",
            "commit": written.commit,
            "dry_run": context.dry_run,
            "undone": {"commit": commit.sha, "subject": commit.subject, "tasks": commit.trailer(TASK)},
            "paths": written.paths,
        }
        emit(data, context)
        return 0
    if written.recovered:
        say(written.recovered)
    show_problems(written.notices)
    say(f"已撤回：{commit.subject}（提交 {commit.sha[:_SHORT]}）{trial(context)}")
    tell_commit(written)
    return 0


def _last(repository: Repository, workspace: Workspace) -> Commit:
    found = repository.log([repository.relative(workspace.root)], most=1)
    if not found:
        raise refusal("nothing-to-undo", "这个工作区还没有提交，没有可以撤回的", "duban log 查看经过")
    return found[0]


def _refuse(repository: Repository, workspace: Workspace, commit: Commit) -> None:
    """Raises DubanError where the last commit is not one that may be taken back."""
    action = (*commit.trailer(ACTION), "")[0]
    named = f"上一次提交“{commit.subject}”（{commit.sha[:_SHORT]}）"
    if not action:
        text = f"{named}不是 duban 做的，不能由 duban 撤回"
        raise refusal("not-by-duban", text, f"git revert {commit.sha[:_SHORT]}")
    back = f"旧的事项照常读写，不必退回；真要退回：git revert {commit.sha[:_SHORT]}"
    final = {
        "undo": ("already-undone", "本身就是撤回，不再往前撤", "重新执行原来的命令即可"),
        "notify": ("undo-notify", "里的通知已经发出去，收不回来", "duban log 查看经过"),
        "init": ("undo-init", "是建账，不能撤回", f"真的不要了，删去文件夹 {workspace.root}"),
        "upgrade": ("undo-upgrade", "是升级，不能撤回", back),
    }
    if action in final:
        code, why, advice = final[action]
        raise refusal(code, f"{named}{why}", advice)
    if repository.is_pushed(commit.sha):
        text = f"{named}已经推送出去，别人可能已经看到，不能撤回"
        raise refusal("pushed", text, "记错的一笔：duban amend 编号 --event …")
    outside = [path for path in commit.paths if not _is_below(repository, workspace, path)]
    if outside:
        raise refusal("outside", f"{named}还改了工作区以外的 {outside[0]}", "用 git 处理")


def _refuse_old(plan: Plan, commit: Commit) -> None:
    """Raises DubanError for what was entered on a day before: who asked since was told of it (the clerk's own slip)."""
    recorded = commit.recorded_at or commit.committed_at
    if commit.trailer(TASK) and recorded.date() < plan.hand.moment.date():
        text = f"上一次提交“{commit.subject}”是 {recorded.date()} 记的，隔天不能撤回"
        advice = "记错的一笔用更正：duban amend 编号 --event … --allowed-by 领导 --reason …"
        raise refusal("undo-old", text, advice)


def _refuse_kept(plan: Plan, before: Mapping[Path, bytes | None], commit: Commit) -> None:
    """Raises DubanError where the command closed or reopened a period, wrote into a closed one, or drew by lot."""
    workspace = plan.workspace
    moved = {path.stem: old for path, old in before.items() if old is not None and not path.exists()}
    for path, old in before.items():
        label = workspace.label(path)
        if path.name == CLOSING.levels[-1]:
            period = path.parent.name
            done = "重开" if commit.trailer(ACTION) == ("reopen_period",) else "结账"
            advice = (
                f"再结账：duban reconcile {period} --close"
                if done == "重开"
                else f"duban reconcile {period} --reopen --reason 原因"
            )
            raise refusal("undo-closing", f"{period} 的{done}要留痕，不能撤回", advice)
        new = path.read_bytes() if path.is_file() else None
        for day, what, advice in entries_between(label, old or former_state(label, new, moved), new):
            if what == ClueAction.SAMPLE_CLUE:
                text = f"上一次提交记了 {day} 的{what}，抽了就留下，不能撤回换一个种子"
                raise refusal("undo-draw", text, "抽中的都要核查：duban clue verify")
            if what == InspectionAction.DRAW:
                text = f"上一次提交记了 {day} 的{what}，抽了就留下，不能撤回换一个种子"
                again = f"duban inspect draw {path.stem} … --note 原因 --approved-by 领导"
                raise refusal("undo-draw", text, f"抽错了的，写明原因、经批准重抽：{again}")
            held = workspace.closings.covering(day)
            if held is not None:
                text = f"上一次提交记了 {day} 的{what}，已计入 {held[0].label}（{held[1].on} 结账），不能撤回"
                raise refusal("undo-closed-period", text, advice)


def _is_below(repository: Repository, workspace: Workspace, path: str) -> bool:
    return (repository.root / path).is_relative_to(workspace.root.resolve())


def _inside(repository: Repository, plan: Plan, path: str) -> Path:
    """A path of git as one of the workspace."""
    return (repository.root / path).relative_to(plan.workspace.root.resolve())


def keep_numbers(plan: Plan, added: list[Path]) -> None:
    """Note in 台账.yaml the highest number that goes with the files taken away: nobody gets it again."""
    for ledger in plan.workspace.ledgers:
        used = _highest(ledger, added)
        merged = dict(ledger.head.used)
        for year, number in used.items():
            merged[year] = max(number, merged.get(year, 0))
        if merged == ledger.head.used:
            continue
        path = ledger.folder / LEDGER
        old = path.read_bytes()
        held = plan.files.get(path)
        text = (held if held is not None else old).decode()
        plan.put(path, edit_head(text, {"已用序号": merged}).encode(), old)


def _highest(ledger: Ledger, added: list[Path]) -> dict[str, int]:
    found: dict[str, int] = {}
    for path in added:
        year = path.parent.name
        if path.parent.parent == ledger.folder and year.isdecimal():
            found[year] = max([*numbers_in([path], ledger.head.prefix, int(year)), found.get(year, 0)])
    return {year: number for year, number in found.items() if number}
