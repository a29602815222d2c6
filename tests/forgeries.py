"""Forgeries of a trail, as somebody with an editor and git would make them: 72 kinds, each with what an audit says.

`how` it is committed: plainly, with trailers and dates forged, by `duban commit`, or not at all (None).
"""

import json
import os
import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.outside import typed

Act = Callable[[Path], object]
TASK = "领导批示/2026/PS-2026-0001.yaml"
DONE = "重大督查/2026/DC-2026-0003.yaml"
REPORTED = "重大督查/2026/DC-2026-0001.yaml"
CLOSING, PAGE = "对账/2026-09/结账.yaml", "对账/2026-09/账页.yaml"
MOMENT = "+08:00"


def git(folder: Path, *words: str, **settings: str) -> str:
    """Runs git in a folder; what it said."""
    done = subprocess.run(
        ["git", "-C", str(folder), *words],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | settings,
    )
    return done.stdout


def last_message(folder: Path, revision: str = "HEAD") -> str:
    """The message of a commit."""
    return git(folder, "log", "-1", "--format=%B", revision)


def recorded(folder: Path) -> str:
    """The moment that the last commit notes."""
    found = re.search(r"Duban-Recorded: (\S+)", last_message(folder))
    assert found is not None
    return found[1]


def sub(label: str, old: str, new: str, count: int = 1) -> Act:
    """An editor: a pattern in a file replaced; it must be there."""

    def act(folder: Path) -> None:
        path = folder / label
        text, done = re.subn(old, new, path.read_text("utf-8"), count=count)
        assert done, (label, old)
        path.write_text(text, "utf-8")

    return act


def drop(label: str, line: str) -> Act:
    """An editor: the first line that matches taken out."""

    def act(folder: Path) -> None:
        path = folder / label
        lines = path.read_text("utf-8").splitlines(keepends=True)
        at = next(place for place, each in enumerate(lines) if re.search(line, each))
        path.write_text("".join(lines[:at] + lines[at + 1 :]), "utf-8")

    return act


def add(label: str, line: str) -> Act:
    """An editor: a line at the end; {now} is the moment that the last commit notes."""

    def act(folder: Path) -> None:
        path = folder / label
        path.write_text(path.read_text("utf-8") + line.replace("{now}", recorded(folder)) + "\n", "utf-8")

    return act


def plainly(folder: Path) -> None:
    """Commits everything, as anybody does."""
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "整理")


def as_duban(action: str, task: str = "PS-2026-0001") -> Act:
    """Commits everything with the trailers of a command, its dates those noted last."""

    def act(folder: Path) -> None:
        now = recorded(folder)
        text = (
            f"签收 {task}：修路\n\nDuban-Action: {action}\nDuban-Task: {task}\nDuban-Actor: 王五\n"
            f"Duban-Recorded: {now}\nDuban-Today: 2026-10-12\nDuban-Release: 0.0.0"
        )
        git(folder, "add", "--all")
        git(folder, "commit", "--quiet", "-m", text, GIT_AUTHOR_DATE=now, GIT_COMMITTER_DATE=now)

    return act


def by_commit(_folder: Path) -> None:
    """Takes the hand edit in by `duban commit`."""
    answer = typed("commit", "--reason", "整理", "--today", "2026-10-12")
    assert answer.returncode == 0, answer.stderr


def duban(*words: str) -> Act:
    """A command that succeeds."""

    def act(_folder: Path) -> None:
        answer = typed(*words)
        assert answer.returncode == 0, answer.stderr

    return act


@dataclass(frozen=True)
class Forgery:
    """What is done, one act after the other, and the rules that an audit names (none: only an anchor tells)."""

    name: str
    acts: tuple[Act, ...]
    rules: tuple[str, ...]


def forgery(name: str, *acts: Act, rules: str) -> Forgery:
    """One forgery; `rules` are codes, a blank between."""
    return Forgery(name, acts, tuple(rules.split()))


ACCEPT = "  - {日期: 2026-09-29, 登记: {now}, 动作: 签收, 经办: 王五, 单位: 县水务局}"
OLD_ACCEPT = "  - {日期: 2026-09-29, 登记: 2026-09-29T09:00:00+08:00, 动作: 签收, 经办: 王五, 单位: 县水务局}"
FAIL, PASS = "结论: 不通过", "结论: 通过"
TYPED = ("--today", "2026-10-12")


def _swap(path: Path) -> None:
    lines = path.read_text("utf-8").splitlines(keepends=True)
    lines[-1], lines[-2] = lines[-2], lines[-1]
    path.write_text("".join(lines), "utf-8")


def _insert(folder: Path, line: str) -> None:
    path = folder / TASK
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text(
        "".join([*lines[:-1], line.replace("{now}", recorded(folder)) + "\n", lines[-1]]), "utf-8"
    )


def _link(path: Path) -> None:
    other = path.with_name("别处.txt")
    path.rename(other)
    path.symlink_to(other.name)


def _policy(folder: Path) -> None:
    (folder / "制度").mkdir()
    (folder / "制度" / "宽松.yaml").write_text("名称: 宽松\n继承: default\n", "utf-8")


def _calendar(folder: Path) -> None:
    (folder / "日历" / "本地").mkdir(parents=True)
    year = {"year": 2026, "papers": [], "days": [{"name": "县庆", "date": "2026-10-09", "isOffDay": True}]}
    (folder / "日历" / "本地" / "2026.json").write_text(json.dumps(year, ensure_ascii=False), "utf-8")


def _evidence(folder: Path) -> None:
    path = folder / "附件" / "PS-2026-0001" / "照片.txt"
    path.parent.mkdir(parents=True)
    path.write_text("照片", "utf-8")


def _as_then(folder: Path, moment: str, *, dated: bool = True) -> None:
    text = (
        "签收 PS-2026-0001：修路\n\nDuban-Action: accept\nDuban-Task: PS-2026-0001\nDuban-Actor: 王五\n"
        f"Duban-Recorded: {moment}\nDuban-Release: 0.0.0"
    )
    dates = {"GIT_AUTHOR_DATE": moment, "GIT_COMMITTER_DATE": moment} if dated else {}
    git(folder, "add", "--all")
    git(folder, "commit", "-q", "-m", text, **dates)


def _without_moment(folder: Path) -> None:
    text = "签收 PS-2026-0001\n\nDuban-Action: accept\nDuban-Task: PS-2026-0001\nDuban-Actor: 王五"
    git(folder, "add", "--all")
    git(folder, "commit", "-q", "-m", text)


def _merge(folder: Path, strategy: str, *edits: Act) -> None:
    """Two branches that each accept a task; merged."""
    branch = git(folder, "branch", "--show-current").strip()
    git(folder, "switch", "-q", "-c", "旁")
    duban("accept", "WJ-1", "--on", "2026-10-12", *TYPED)(folder)
    git(folder, "switch", "-q", branch)
    duban("accept", "PS-2", "--on", "2026-10-12", *TYPED)(folder)
    git(folder, "merge", "-q", "--no-commit", "--no-ff", *(["-s", strategy] if strategy else []), "旁")
    for edit in edits:
        edit(folder)
    git(folder, "add", "--all")
    git(folder, "commit", "-q", "-m", "合并")


def _again(folder: Path) -> None:
    text = git(folder, "show", f"HEAD^:{DONE.replace('0003', '0004')}")
    now = recorded_before(folder)
    lines = [
        line for line in text.splitlines(keepends=True) if "动作: 立项" in line or "  - {日期" not in line
    ]
    path = folder / DONE.replace("0003", "0004")
    path.write_text(re.sub(r"登记: [^,]+", f"登记: {now}", "".join(lines)), "utf-8")
    message = (
        f"立项 DC-2026-0004\n\nDuban-Action: register\nDuban-Task: DC-2026-0004\nDuban-Actor: 王五\n"
        f"Duban-Recorded: {now}\nDuban-Today: 2026-10-12"
    )
    git(folder, "add", "--all")
    git(folder, "commit", "-q", "-m", message, GIT_COMMITTER_DATE=now)


def recorded_before(folder: Path) -> str:
    """The moment that the last commit but one notes."""
    found = re.search(r"Duban-Recorded: (\S+)", last_message(folder, "HEAD^"))
    assert found is not None
    return found[1]


_PROOF = "附件/WJ-2026-0001/照片.txt"


def _proved(folder: Path) -> None:
    """A report with evidence."""
    (folder / "照片.txt").write_text("照片", "utf-8")
    duban("accept", "WJ-1", "--on", "2026-10-12", *TYPED)(folder)
    duban("done", "WJ-1", "--done", "办了", "--evidence", "照片.txt", "--on", "2026-10-12", *TYPED)(folder)
    (folder / "照片.txt").unlink()


def _ignored(folder: Path, where: str) -> None:
    path = folder / where
    path.parent.mkdir(exist_ok=True)
    held = path.read_text("utf-8") if path.exists() else ""
    path.write_text(f"{held}PS-2026-0009.yaml\n", "utf-8")
    text = (folder / TASK).read_text("utf-8").replace("PS-2026-0001", "PS-2026-0009")
    (folder / TASK.replace("0001", "0009")).write_text(text, "utf-8")


def _closed_again(folder: Path) -> None:
    """Reopened by duban, then closed by hand, with the code that the first closing had."""
    duban("reconcile", "2026-09", "--reopen", "--reason", "重算", *TYPED)(folder)
    path = folder / CLOSING
    text = path.read_text("utf-8")
    first = text[text.index("  - 动作: 结账") : text.index("  - {动作: 重开")]
    again = re.sub("登记: .*", f"登记: {recorded(folder)}", first).replace("2026-10-08", "2026-10-12")
    path.write_text(f"{text}{again}", "utf-8")


def _crlf(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))


def _graft(folder: Path) -> None:
    head, first = git(folder, "rev-parse", "HEAD", "HEAD~2").split()
    (folder / ".git" / "info").mkdir(exist_ok=True)
    (folder / ".git" / "info" / "grafts").write_text(f"{head} {first}\n", "ascii")


def _aside(folder: Path) -> None:
    """An edit and its reversal on a branch that is merged: the end is as if nothing had been."""
    branch = git(folder, "branch", "--show-current").strip()
    git(folder, "switch", "-q", "-c", "旁")
    sub(TASK, "张三", "李四")(folder)
    plainly(folder)
    sub(TASK, "李四", "张三")(folder)
    plainly(folder)
    git(folder, "switch", "-q", branch)
    git(folder, "merge", "-q", "--no-ff", "-m", "合并", "旁")


FORGERIES = (
    # An editor and a plain commit.
    forgery(
        "01 an old date moved",
        sub(TASK, "日期: 2026-09-28, 登记", "日期: 2026-09-25, 登记"),
        plainly,
        rules="by-hand",
    ),
    forgery("02 a check deleted", drop(DONE, "动作: 核验"), plainly, rules="by-hand"),
    forgery("03 a signature inserted", add(TASK, OLD_ACCEPT), plainly, rules="by-hand"),
    forgery(
        "04 a told day changed", sub(TASK, "时限: 2026-10-08", "时限: 2026-12-08"), plainly, rules="by-hand"
    ),
    forgery(
        "05 an approver put in",
        sub(DONE, "动作: 销号, 经办: 王五", "动作: 销号, 经办: 王五, 批准人: 方县长"),
        plainly,
        rules="by-hand",
    ),
    forgery(
        "06 who entered it changed",
        sub(TASK, "动作: 交办, 经办: 王五", "动作: 交办, 经办: 李四"),
        plainly,
        rules="by-hand",
    ),
    forgery("07 the person changed", sub(TASK, "责任人: 张三", "责任人: 李四"), plainly, rules="by-hand"),
    forgery("08 the title changed", sub(TASK, "事项: .*", "事项: 别的事"), plainly, rules="by-hand"),
    forgery(
        "09 the lead changed", sub(TASK, "牵头单位: 县水务局", "牵头单位: 县财政局"), plainly, rules="by-hand"
    ),
    forgery("10 the order changed", lambda f: _swap(f / DONE), plainly, rules="by-hand"),
    forgery("11 a task deleted", lambda f: (f / TASK).unlink(), plainly, rules="by-hand"),
    forgery(
        "12 the newest task deleted, its number given again",
        lambda f: (f / DONE.replace("0003", "0004")).unlink(),
        plainly,
        rules="by-hand",
    ),
    forgery(
        "13 a closed digest changed",
        sub(CLOSING, "账目摘要: ....", "账目摘要: 0000"),
        plainly,
        rules="by-hand",
    ),
    forgery("14 the closing page changed", sub(PAGE, "本期登账: 8", "本期登账: 7"), plainly, rules="by-hand"),
    forgery("15 the closing deleted", lambda f: (f / CLOSING).unlink(), plainly, rules="by-hand"),
    forgery(
        "16 the policy since changed",
        sub("duban.yaml", "自: 2026-09-28", "自: 2026-09-01"),
        plainly,
        rules="by-hand",
    ),
    forgery("17 a policy of one's own", _policy, plainly, rules="by-hand"),
    forgery("18 a calendar of one's own", _calendar, plainly, rules="by-hand"),
    forgery("19 a unit renamed", sub("duban.yaml", "县水务局", "县水利局"), plainly, rules="by-hand"),
    forgery(
        "20 the kind of a ledger",
        sub("领导批示/台账.yaml", "类别: 领导批示|种类: 领导批示|字头: PS", "字头: QS"),
        plainly,
        rules="by-hand",
    ),
    forgery("21 the file a link", lambda f: _link(f / TASK), plainly, rules="no-file"),
    forgery(
        "22 edited and put back",
        sub(TASK, "张三", "李四"),
        plainly,
        sub(TASK, "李四", "张三"),
        plainly,
        rules="by-hand",
    ),
    forgery("23 the format changed only", sub(TASK, "编号: ", "编号:  "), plainly, rules="by-hand"),
    # The trailers of a command, its moments and dates forged.
    forgery(
        "30 an old date moved",
        sub(TASK, "日期: 2026-09-28, 登记", "日期: 2026-09-25, 登记"),
        as_duban("accept"),
        rules="entry-lost",
    ),
    forgery(
        "31 a check deleted", drop(DONE, "动作: 核验"), as_duban("verify", "DC-2026-0003"), rules="entry-lost"
    ),
    forgery(
        "32 a signature with an old 登记", add(TASK, OLD_ACCEPT), as_duban("accept"), rules="moment-not-said"
    ),
    forgery(
        "33 a signature in the middle",
        lambda f: _insert(f, ACCEPT),
        as_duban("accept"),
        rules="entry-inserted",
    ),
    forgery(
        "34 a told day changed",
        sub(TASK, "时限: 2026-10-08", "时限: 2026-12-08"),
        as_duban("assign"),
        rules="entry-lost",
    ),
    forgery(
        "35 the person changed",
        sub(TASK, "责任人: 张三", "责任人: 李四"),
        as_duban("amend"),
        rules="head-unexplained",
    ),
    forgery(
        "36 the title changed by another command",
        sub(TASK, "事项: .*", "事项: 别的事"),
        as_duban("accept"),
        rules="trespass",
    ),
    forgery(
        "37 a signature by another",
        add(TASK, ACCEPT.replace("王五", "李四")),
        as_duban("accept"),
        rules="actor-not-said",
    ),
    forgery(
        "38 a signature of a stranger",
        add(TASK, ACCEPT.replace("县水务局", "县教育局")),
        as_duban("accept"),
        rules="not-allowed",
    ),
    forgery(
        "39 closed without a check",
        add(TASK, ACCEPT.replace("签收", "销号").replace(", 单位: 县水务局", "")),
        as_duban("close"),
        rules="not-allowed",
    ),
    forgery("40 another action than said", add(TASK, ACCEPT), as_duban("warn"), rules="trespass"),
    forgery(
        "41 another task than said",
        add(TASK, ACCEPT),
        as_duban("accept", "WJ-2026-0001"),
        rules="task-not-said",
    ),
    forgery(
        "42 not as duban writes",
        add(TASK, ACCEPT.replace("{日期", "{ 日期")),
        as_duban("accept"),
        rules="not-as-written",
    ),
    forgery(
        "43 a task in the wrong hand", lambda f: (f / TASK).unlink(), as_duban("amend"), rules="file-gone"
    ),
    forgery(
        "44 an undo that undoes nothing", sub(TASK, "张三", "李四"), as_duban("undo"), rules="not-undone"
    ),
    forgery(
        "45 evidence nobody names",
        add(TASK, ACCEPT),
        _evidence,
        as_duban("accept"),
        rules="evidence-unnamed",
    ),
    forgery("46 a link in the books", lambda f: _link(f / TASK), as_duban("accept"), rules="no-file"),
    forgery("47 an unknown command", sub(TASK, "张三", "李四"), as_duban("tidy"), rules="unknown-action"),
    forgery(
        "48 a day in a closed period",
        add(TASK, ACCEPT.replace("2026-09-29", "2026-09-30")),
        as_duban("accept"),
        rules="not-allowed",
    ),
    forgery(
        "49 a day to come",
        add(TASK, ACCEPT.replace("2026-09-29", "2026-11-30")),
        as_duban("accept"),
        rules="not-allowed",
    ),
    forgery(
        "50 the head of a ledger",
        sub("领导批示/台账.yaml", "字头: PS", "字头: QS"),
        as_duban("accept"),
        rules="trespass",
    ),
    forgery(
        "51 a digest with a closing's trailers",
        sub(CLOSING, "账目摘要: ....", "账目摘要: 0000"),
        as_duban("close_period"),
        rules="entry-lost",
    ),
    forgery(
        "52 the clock set back",
        add(TASK, ACCEPT.replace("{now}", "2026-10-01T09:00:00+08:00")),
        lambda f: _as_then(f, "2026-10-01T09:00:00+08:00"),
        rules="clock-back",
    ),
    forgery(
        "53 the commit's time kept, the moment forged",
        add(TASK, ACCEPT.replace("{now}", "2026-10-01T09:00:00+08:00")),
        lambda f: _as_then(f, "2026-10-01T09:00:00+08:00", dated=False),
        rules="clock-back clock-off",
    ),
    forgery("54 no moment", add(TASK, ACCEPT), _without_moment, rules="no-moment"),
    forgery(
        "55 a moment to come",
        add(TASK, ACCEPT.replace("{now}", "2099-10-01T09:00:00+08:00")),
        lambda f: _as_then(f, "2099-10-01T09:00:00+08:00"),
        rules="in-future",
    ),
    forgery(
        "56 squashed into another's commit",
        sub(DONE, "责任人: 张三", "责任人: 李四"),
        lambda f: git(f, "commit", "-qa", "--amend", "--no-edit"),
        rules="trespass",
    ),
    forgery("57 a revert", lambda f: git(f, "revert", "--no-edit", "HEAD"), rules="by-hand"),
    forgery(
        "58 a revert dressed as undo",
        lambda f: git(f, "revert", "--no-commit", "HEAD~2"),
        as_duban("undo"),
        rules="not-undone",
    ),
    forgery(
        "59 a reopening that follows nothing",
        add(
            CLOSING,
            "  - {动作: 重开, 日期: 2026-10-12, 登记: {now}, 经办: 王五, 原因: 重算}",
        ),
        as_duban("reopen_period"),
        rules="chain-broken",
    ),
    forgery("96 a closing of other books", _closed_again, as_duban("close_period"), rules="chain-broken"),
    # A correct-looking entry by the wrong road.
    forgery(
        "60 a policy taken in",
        sub("duban.yaml", "自: 2026-09-28", "自: 2026-09-01"),
        by_commit,
        rules="rules-changed",
    ),
    forgery("61 a calendar taken in", _calendar, by_commit, rules="rules-changed"),
    forgery(
        "62 an old 登记 taken in",
        add(TASK, OLD_ACCEPT.replace("日期: 2026-09-29", "日期: 2026-10-09")),
        by_commit,
        rules="hand-moment",
    ),
    forgery(
        "63 entered in a leader's name",
        duban("accept", "PS-1", "--on", "2026-10-12", "--by", "方县长", *TYPED),
        rules="other-hand",
    ),
    forgery(
        "64 entered into a closed period, with a reason",
        duban("accept", "PS-1", "--on", "2026-09-29", "--late", "--reason", "当时漏记", *TYPED),
        rules="late-entry",
    ),
    # Branches.
    forgery("70 a merge that drops a side", lambda f: _merge(f, "ours"), rules="merge-lost"),
    forgery(
        "71 a merge with an edit in it",
        lambda f: _merge(f, "", sub(TASK, "责任人: 张三", "责任人: 李四")),
        rules="merge-added",
    ),
    forgery(
        "72 a number given twice",
        duban("withdraw", "DC-4", "--reason", "重复", "--approved-by", "李县长", *TYPED),
        lambda f: (f / DONE.replace("0003", "0004")).unlink(),
        plainly,
        _again,
        rules="by-hand number-again",
    ),
    # What git was told to overlook, and what only the disk has.
    forgery(
        "80 skip-worktree",
        lambda f: git(f, "update-index", "--skip-worktree", TASK),
        sub(TASK, "张三", "李四"),
        rules="disk-differs",
    ),
    forgery(
        "81 assume-unchanged",
        lambda f: git(f, "update-index", "--assume-unchanged", TASK),
        sub(TASK, "张三", "李四"),
        rules="disk-differs",
    ),
    forgery("82 a task that git ignores", lambda f: _ignored(f, ".gitignore"), rules="hidden-file"),
    forgery(
        "83 a task that this clone ignores", lambda f: _ignored(f, ".git/info/exclude"), rules="hidden-file"
    ),
    forgery("84 a file taken away", lambda f: (f / TASK).unlink(), rules="disk-differs"),
    forgery("85 line ends", lambda f: _crlf(f / TASK), rules="disk-differs"),
    forgery(
        "86 evidence altered, and taken in",
        _proved,
        lambda f: (f / _PROOF).write_text("另一张", "utf-8"),
        plainly,
        rules="by-hand",
    ),
    forgery(
        "87 evidence altered under a command's name",
        _proved,
        lambda f: (f / _PROOF).write_text("另一张", "utf-8"),
        as_duban("done", "WJ-2026-0001"),
        rules="evidence-changed",
    ),
    forgery(
        "88 evidence taken away under a command's name",
        _proved,
        lambda f: (f / _PROOF).unlink(),
        as_duban("done", "WJ-2026-0001"),
        rules="evidence-changed",
    ),
    # What git shows otherwise than it is.
    forgery(
        "90 a commit replaced",
        sub(TASK, "张三", "李四"),
        plainly,
        lambda f: git(f, "replace", "HEAD", "HEAD^"),
        rules="by-hand",
    ),
    forgery(
        "91 a graft",
        sub(TASK, "张三", "李四"),
        plainly,
        sub(TASK, "李四", "张三"),
        plainly,
        _graft,
        rules="by-hand",
    ),
    forgery("92 a commit on a side branch, merged", _aside, rules="by-hand"),
    forgery(
        "93 the encoding of a message",
        add(TASK, ACCEPT),
        lambda f: git(f, "-c", "i18n.commitEncoding=GBK", "commit", "-qam", "签收"),
        rules="by-hand",
    ),
    forgery(
        "94 trailers in the middle of a message",
        sub(TASK, "张三", "李四"),
        lambda f: git(f, "commit", "-qam", "Duban-Action: accept\n\n随手改了"),
        rules="by-hand",
    ),
    forgery(
        "95 an author's date alone",
        add(TASK, ACCEPT),
        lambda f: _as_then(f, "2026-10-01T09:00:00+08:00", dated=False),
        rules="moment-not-said clock-back",
    ),
)
