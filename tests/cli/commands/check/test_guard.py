"""`guard`: real pushes to a bare repository over file://; what duban wrote comes in, nothing else."""

import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.forgeries import ACCEPT, FORGERIES, TASK, add, as_duban, by_commit, drop, git, plainly, sub
from tests.outside import typed
from tests.smuggled import raw, says

pytestmark = pytest.mark.forges
DAY = ("--on", "2026-10-12", "--today", "2026-10-12")
Act = Callable[[Path], object]


@pytest.fixture
def served(books: Path, tmp_path: Path) -> Path:
    """The books, pushed to a bare repository that is guarded from then on."""
    (books / "来表.csv").unlink()
    bare = tmp_path / "库.git"
    subprocess.run(["git", "init", "-q", "--bare", str(bare)], check=True)
    git(books, "remote", "add", "origin", f"file://{bare}")
    git(books, "push", "-q", "-u", "origin", "HEAD")
    answer = typed("guard", "install", "--repository", str(bare))
    assert answer.returncode == 0, answer.stderr
    return books


def push(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """A push; what the server said."""
    place = ["git", "-C", str(folder), "push", "-q", *(words or ("origin", "HEAD"))]
    return subprocess.run(place, capture_output=True, text=True, check=False, env=os.environ)


def test_what_duban_wrote_comes_in(served: Path) -> None:
    for words in (("accept", "PS-1", *DAY), ("progress", "PS-1", "--done", "动工", *DAY), ("undo",)):
        assert typed(*words).returncode == 0
    answer = push(served)
    assert answer.returncode == 0, answer.stderr
    assert git(served, "rev-parse", "@{u}") == git(served, "rev-parse", "HEAD")


@pytest.mark.parametrize(
    ("acts", "words"),
    [
        ((sub(TASK, "张三", "李四"), plainly), "不是 duban 做的提交"),
        ((drop(TASK, "动作: 交办"), as_duban("assign")), "已经入账的一笔被改动或删去"),
        ((add(TASK, ACCEPT), as_duban("warn")), "写了这条命令不能写的东西"),
    ],
)
def test_a_foreign_commit_does_not(served: Path, acts: tuple[Act, ...], words: str) -> None:
    before = git(served, "rev-parse", "@{u}")
    for act in acts:
        act(served)
    answer = push(served)
    assert answer.returncode == 1
    assert words in answer.stderr
    assert "可以这样做" in answer.stderr
    assert git(served, "ls-remote", "origin", "HEAD").split()[0] == before.strip()


def test_history_only_grows(served: Path) -> None:
    branch = git(served, "branch", "--show-current").strip()
    git(served, "reset", "-q", "--hard", "HEAD~1")
    answer = push(served, "--force", "origin", "HEAD")
    assert answer.returncode == 1
    assert "丢掉了这里已有的提交" in answer.stderr
    assert "分支不能删" in push(served, "origin", f":{branch}").stderr


def test_tags_stay_where_they_are(served: Path) -> None:
    git(served, "tag", "交账")
    assert push(served, "origin", "交账").returncode == 0
    git(served, "tag", "-f", "交账", "HEAD~1")
    assert "标签打过就不能移" in push(served, "--force", "origin", "交账").stderr
    assert "标签打过就不能移" in push(served, "origin", ":refs/tags/交账").stderr


def test_replacements_are_not_taken(served: Path) -> None:
    git(served, "replace", "HEAD", "HEAD^")
    assert "只收分支和标签" in push(served, "origin", "refs/replace/*:refs/replace/*").stderr


def test_a_new_branch_is_judged_as_a_whole(served: Path) -> None:
    git(served, "switch", "-q", "-c", "旁")
    assert typed("accept", "PS-1", *DAY).returncode == 0
    assert push(served, "origin", "旁").returncode == 0
    sub(TASK, "张三", "李四")(served)
    plainly(served)
    git(served, "switch", "-q", "-c", "再旁")
    assert "不是 duban 做的提交" in push(served, "origin", "再旁").stderr


LOOSE = """\
名称: 宽松
全称: 宽松
继承: default
规则:
  - 标识: urgent
    种类: 时限
    名称: 急件三十天
    条款: 一
    说明: 急件三十个工作日。
    适用: {缓急: [急件]}
    义务人: 牵头单位
    起算: 交办
    期限: {数: 30, 单位: 工作日}
    完成: [报结]
    完成日: 日期
"""
NEW = (
    *("add", "--ledger", "领导交办", "--title", "新的一件", "--urgency", "急件", "--lead", "县水务局"),
    *("--source-kind", "领导交办", "--source-name", "会上交办", "--instruction", "方县长=2026-10-12=请抓紧"),
    *("--owner", "张三", "--clerk", "王五", "--requirements", "办结", "--assign"),
)


def test_a_policy_and_what_it_loosens_do_not_come_in_together(served: Path) -> None:
    branch = git(served, "branch", "--show-current").strip()
    (served / "制度").mkdir()
    (served / "制度" / "宽松.yaml").write_text(LOOSE, "utf-8")
    sub("duban.yaml", "名称: default}", "名称: default}\n  - {自: 2026-10-12, 名称: 宽松}")(served)
    by_commit(served)
    answer = typed(*NEW, *DAY)
    assert answer.returncode == 0, answer.stderr
    answer = push(served)
    assert answer.returncode == 1
    assert "这一笔当时不能记" in answer.stderr
    assert push(served, "origin", f"HEAD~1:refs/heads/{branch}").returncode == 0
    assert push(served).returncode == 0


def test_a_period_that_was_closed_meanwhile_stays_closed(served: Path, tmp_path: Path) -> None:
    other = tmp_path / "另一份"
    git(served, "clone", "-q", git(served, "remote", "get-url", "origin").strip(), str(other))
    assert typed("accept", "PS-1", "--on", "2026-10-12", "--today", "2026-11-20").returncode == 0
    assert typed("reconcile", "2026-10", "--close", "--today", "2026-11-20", "-C", str(other)).returncode == 0
    assert push(other).returncode == 0
    git(served, "pull", "-q", "--no-rebase", "--no-edit")
    answer = push(served)
    assert answer.returncode == 1
    assert "2026-10" in answer.stderr


def test_a_merge_that_drops_a_side_does_not_come_in(served: Path) -> None:
    merge = next(each for each in FORGERIES if each.name.startswith("70"))
    for act in merge.acts:
        act(served)
    assert "合并丢了一边已经入账的" in push(served).stderr


def test_two_commits_can_be_asked_about(served: Path) -> None:
    old = git(served, "rev-parse", "HEAD").strip()
    assert typed("accept", "PS-1", *DAY).returncode == 0
    assert typed("guard", "check", old, "HEAD").returncode == 0
    sub(TASK, "张三", "李四")(served)
    plainly(served)
    answer = typed("guard", "check", old, "HEAD")
    assert answer.returncode == 1
    assert "不是 duban 做的提交" in answer.stderr


def test_another_hook_is_left_alone(served: Path, tmp_path: Path) -> None:
    del served
    hook = tmp_path / "库.git" / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\nexit 0\n", "utf-8")
    answer = typed("guard", "install", "--repository", str(hook.parents[1]))
    assert answer.returncode == 1
    assert hook.read_text("utf-8") == "#!/bin/sh\nexit 0\n"
    assert "duban guard receive" in answer.stderr


def test_what_git_would_not_say_is_refused(served: Path) -> None:
    del served
    assert "不是 git 给钩子的" in typed("guard", "receive", stdin="一 二\n").stderr


def test_a_tag_smuggles_nothing_into_a_new_branch(served: Path) -> None:
    sub(TASK, "张三", "李四")(served)
    plainly(served)
    git(served, "tag", "旁证")
    assert push(served, "origin", "旁证").returncode == 0
    assert "不是 duban 做的提交" in push(served, "origin", "旁证^{commit}:refs/heads/新").stderr


def test_a_workspace_above_hides_nothing_below(served: Path, tmp_path: Path) -> None:
    """Books in a folder; a second workspace is opened above them, then they are edited."""
    del served
    outer, bare = tmp_path / "外", tmp_path / "外.git"
    for words in (("init", "-q", str(outer)), ("init", "-q", "--bare", str(bare))):
        subprocess.run(["git", *words], check=True)
    assert typed("guard", "install", "--repository", str(bare)).returncode == 0
    git(outer, "remote", "add", "origin", f"file://{bare}")
    assert typed("init", str(outer / "账"), *DAY[2:]).returncode == 0
    assert push(outer).returncode == 0
    assert typed("init", str(outer), *DAY[2:]).returncode == 0
    assert push(outer).returncode == 0, push(outer).stderr
    sub("账/领导批示/台账.yaml", "名称: .*", "名称: 别的")(outer)
    plainly(outer)
    assert "不是 duban 做的提交" in push(outer).stderr


def test_a_command_of_a_release_to_come_is_not_taken(served: Path) -> None:
    sub("duban.yaml", "名称: default", "名称: default ")(served)
    says("tidy", release="99.0")(served)
    assert "更新的版本" in push(served).stderr


def test_objects_that_git_would_not_make_do_not_come_in(served: Path) -> None:
    before = git(served, "rev-parse", "@{u}")
    raw(lambda data: re.sub(rb"committer .*", b"committer a", data))(served)
    assert push(served).returncode == 1
    assert git(served, "ls-remote", "origin", "HEAD").split()[0] == before.strip()
