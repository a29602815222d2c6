"""What git's error messages mean, in words a clerk understands, each with the command that helps.

Runs nothing: it is given what git printed.
"""

import re
from pathlib import Path

from duban.errors import DubanError, refusal

_MAX_LINES = 12

_IDENTITY = (
    "git 还不知道你是谁，不能记录是谁改的。",
    'git config --global user.name "姓名"；git config --global user.email "邮箱"',
)
PROGRESS = {
    "rebase-merge": ("变基（rebase）", "git rebase"),
    "rebase-apply/applying": ("打补丁（am）", "git am"),
    "rebase-apply": ("变基（rebase）", "git rebase"),
    "MERGE_HEAD": ("合并", "git merge"),
    "CHERRY_PICK_HEAD": ("拣选（cherry-pick）", "git cherry-pick"),
    "REVERT_HEAD": ("回退（revert）", "git revert"),
    "sequencer": ("一连串拣选或回退", "git cherry-pick"),
    "BISECT_LOG": ("二分查找（bisect）", "git bisect"),
}
"""Unfinished operations: the file in the git directory that marks each, its Chinese name, the command to end it.

The order matters: a rebase that stops also leaves the marks of a merge or a cherry-pick.
"""
_STOPPED = {
    "MERGE_HEAD": ("partial commit during a merge", "not concluded your merge"),
    "CHERRY_PICK_HEAD": ("partial commit during a cherry-pick", "not concluded your cherry-pick"),
    "rebase-merge": ("partial commit during a rebase",),
}
PARTIAL = (
    "这份克隆不完整（部分克隆），有的内容没有取来；duban 读的时候不联网",
    "克隆一份完整的：git clone 仓库 文件夹（不带 --filter）",
)
NO_REPOSITORY = "no-repository"
_QUOTED = {"read-only", "disk-full", "git-damaged", "git-signing", "git-locked"}
_CHECK_OWNER = "检查文件夹（包括 .git）的主人和权限。"

_REMEDIES: tuple[tuple[str, str, str, str], ...] = (
    (
        "dubious ownership",
        "git-owner",
        "这个 git 仓库属于另一个用户，git 不肯使用：写入时 git 会运行仓库自己指定的程序（钩子、签名）。",
        "先看清 .git/hooks 和 .git/config，信得过才执行：git config --global --add safe.directory {folder}",
    ),
    (
        "must be run in a work tree",
        "git-bare",
        "这是一个裸仓库（没有工作文件夹）。",
        "先克隆出一份：git clone 仓库 文件夹",
    ),
    (
        "not a git repository",
        NO_REPOSITORY,
        "这个文件夹不在 git 仓库里。",
        "在工作区里运行 git init，或用 duban init 新建工作区。",
    ),
    (
        "is in submodule",
        "git-submodule",
        "这个文件夹属于一个 git 子模块。",
        "在子模块里单独建工作区，或把工作区移到子模块外面。",
    ),
    ("tell me who you are", "git-identity", *_IDENTITY),
    ("no email was given", "git-identity", *_IDENTITY),
    ("empty ident name", "git-identity", *_IDENTITY),
    (
        "index.lock': file exists",
        "git-locked",
        "另一个 git 命令正在使用这个仓库。",
        "等它结束再试；如果没有别的 git 在运行，删去 .git/index.lock 再试。",
    ),
    (
        "cannot lock ref",
        "git-locked",
        "另一个 git 命令正在使用这个仓库。",
        "等它结束再试；如果没有别的 git 在运行，删去它说的那个 .lock 文件再试。",
    ),
    ("no space left", "disk-full", "磁盘满了。", "清出空间再试。"),
    ("out of diskspace", "disk-full", "磁盘满了。", "清出空间再试。"),
    ("couldn't write '", "disk-full", "磁盘写不进去，多半是满了。", "清出空间再试。"),
    ("disk quota exceeded", "disk-full", "磁盘配额用完了。", "清出空间再试。"),
    ("file too large", "disk-full", "文件超过了磁盘允许的大小。", "清出空间再试。"),
    (
        "read-only file system",
        "read-only",
        "磁盘是只读的，不能写入。",
        "换到可以写的文件夹，或请管理员重新挂载。",
    ),
    ("permission denied", "read-only", "没有写入这个仓库的权限。", _CHECK_OWNER),
    ("insufficient permission", "read-only", "没有写入这个仓库的权限。", _CHECK_OWNER),
    (
        "ignored by one of your .gitignore",
        "git-ignored",
        "要提交的文件被 .gitignore 忽略了。",
        "在 .gitignore 里为工作区去掉这一条，或加上 !路径。",
    ),
    (
        "outside of your sparse-checkout",
        "git-sparse",
        "git 被设成不要这一部分文件（sparse-checkout），不会提交它们。",
        "取回全部文件再试：git sparse-checkout disable",
    ),
    (
        "gpg failed to sign",
        "git-signing",
        "git 提交的签名没有成功。",
        "检查签名设置：git config --get-regexp 'gpg|sign'",
    ),
    ("nothing to commit", "git-nothing", "没有需要提交的改动。", "文件和上一次提交一样。"),
    ("no changes added to commit", "git-nothing", "没有需要提交的改动。", "文件和上一次提交一样。"),
    ("does not have any commits yet", "git-unborn", "仓库里还没有任何提交。", "先登记一件事项。"),
    ("promisor remote", "history-partial", *PARTIAL),
    ("' not allowed", "history-partial", *PARTIAL),
    ("bad object", "git-damaged", "git 仓库里缺少对象，可能已损坏。", "检查仓库：git fsck"),
    ("Could not read", "git-damaged", "git 仓库里缺少对象，可能已损坏。", "检查仓库：git fsck"),
    ("bogus commit", "git-damaged", "git 仓库里有读不懂的提交，可能已损坏。", "检查仓库：git fsck"),
    ("unable to read tree", "git-damaged", "git 仓库里缺少对象，可能已损坏。", "检查仓库：git fsck"),
    ("object file", "git-damaged", "git 仓库里缺少对象，可能已损坏。", "检查仓库：git fsck"),
    ("unknown revision", "git-revision", "仓库里没有这个提交。", "用 duban log 查看提交。"),
    ("unknown repository extension", "git-old", "这个仓库要更新的 git 才能读。", "升级 git。"),
    ("expected git repo version", "git-old", "这个仓库要更新的 git 才能读。", "升级 git。"),
    ("unknown option", "git-old", "git 的版本太旧。", "升级到 git 2.31 或更新的版本。"),
)


def explain(command: str, words: str, folder: Path) -> DubanError:
    """The error for what git printed when `command` failed."""
    lowered = words.lower()
    quoted = _quote(words)
    stopped = next((mark for mark, signs in _STOPPED.items() if any(sign in lowered for sign in signs)), None)
    if stopped is not None:
        return in_progress(stopped)
    for sign, code, message, advice in _REMEDIES:
        if sign in lowered:
            words_of_git = f"git 说：\n{quoted}" if code in _QUOTED else ""
            return refusal(code, message + words_of_git, advice.replace("{folder}", str(folder)))
    if command == "commit":
        return refusal(
            "git-hook",
            f"git 提交没有成功。git（或提交钩子）说：\n{quoted}",
            "按它说的改好再试；钩子在 .git/hooks 里。",
        )
    return refusal("git-failed", f"git {command} 没有成功。git 说：\n{quoted}", "按它说的处理后再试。")


def damaged(words: str) -> DubanError:
    """The refusal where the last commit exists but cannot be read; `words` are git's."""
    said = f"git 说：{_quote(words)}" if words.strip() else ""
    text = f"git 读不到上一次提交，仓库可能已损坏。{said}"
    return refusal("git-damaged", text, "先不要写入；检查仓库：git fsck；从别的克隆或备份取回")


def unknown(folder: Path) -> DubanError:
    """The refusal where there is a git directory that git does not recognise."""
    text = f"git 不认这个文件夹是仓库，它可能已损坏（HEAD、commondir、objects）：{folder}"
    return refusal("git-damaged", text, "不要运行 git init；从别的克隆或备份取回 .git")


def hanging(command: str, seconds: float) -> DubanError:
    """The refusal where git did not end in time."""
    spent = f"{seconds / 60:g} 分钟" if seconds >= 60 else f"{seconds:g} 秒"  # noqa: PLR2004 - a minute
    return refusal(
        "git-hanging",
        f"git {command} 过了 {spent}还没有结束，已经把它和它启动的程序一起结束了。",
        "多半是提交钩子或签名程序卡住了：检查 .git/hooks 和 git config --get-regexp 'gpg|sign'，改好再试。",
    )


def no_identity() -> DubanError:
    """The refusal where git has no name and address for commits."""
    return refusal("git-identity", *_IDENTITY)


def in_progress(mark: str) -> DubanError:
    """The refusal while a merge, a rebase or the like is in progress: `mark` is a name of PROGRESS."""
    words, command = PROGRESS[mark]
    advice = f"先做完：{command} --continue；或放弃：{command} --abort"
    if mark == "BISECT_LOG":
        advice = "先结束它：git bisect reset"
    return refusal("git-in-progress", f"仓库里有一次没有做完的{words}，这时不能写入台账。", advice)


def _quote(words: str) -> str:
    """The last lines of what git said, safe to print."""
    lines = [
        re.sub(r"[^\S ]|[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", "\ufffd", line)
        for line in words.split("\n")
    ]
    shown = [line.rstrip("\ufffd") for line in lines if line.strip("\ufffd ")]
    return "\n".join(shown[-_MAX_LINES:]) or "（没有说明）"
