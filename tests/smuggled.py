"""Forgeries that wear the name of a command, hide behind a branch, or are objects that git itself would never make.

As tests/forgeries.py: what is done, and the rules that an audit names.
"""

import os
import re
import shutil
import subprocess
import zlib
from collections.abc import Callable
from pathlib import Path

from tests.forgeries import (
    ACCEPT,
    DONE,
    OLD_ACCEPT,
    PAGE,
    TASK,
    TYPED,
    Act,
    add,
    as_duban,
    drop,
    duban,
    forgery,
    git,
    last_message,
    recorded,
    sub,
)
from tests.outside import DOCUMENT

LEDGER, CONFIG = "领导批示/台账.yaml", "duban.yaml"
SECOND = "领导批示/2026/PS-2026-0002.yaml"
CASE = "重要文件/2026/WJ-2026-0001.yaml"
MOVED = "重要文件/2026/WJ-2026-0002.yaml"
NEWER = DONE.replace("0003", "0004")
PROOF = "附件/WJ-2026-0001/照片.txt"


def says(action: str, *more: str, release: str = "0.0.0", moment: str = "") -> Act:
    """Commits everything with the trailers of a command and `more` of them, whatever it changed."""

    def act(folder: Path) -> None:
        now = moment or recorded(folder)
        lines = [f"Duban-Action: {action}", *more, "Duban-Actor: 王五", f"Duban-Recorded: {now}"]
        text = "整理\n\n" + "\n".join([*lines, "Duban-Today: 2026-10-12", f"Duban-Release: {release}"])
        git(folder, "add", "--all")
        git(folder, "commit", "-q", "-m", text, GIT_AUTHOR_DATE=now, GIT_COMMITTER_DATE=now)

    return act


def write(label: str, text: str) -> Act:
    """An editor: a file written anew."""

    def act(folder: Path) -> None:
        (folder / label).parent.mkdir(parents=True, exist_ok=True)
        (folder / label).write_text(text, "utf-8")

    return act


def remove(label: str) -> Act:
    """A file or folder taken away."""

    def act(folder: Path) -> None:
        path = folder / label
        shutil.rmtree(path) if path.is_dir() else path.unlink()

    return act


def move(label: str, target: str, *edits: tuple[str, str]) -> Act:
    """A file moved, and edited on the way."""

    def act(folder: Path) -> None:
        text = (folder / label).read_text("utf-8")
        for old, new in edits:
            assert old in text
            text = text.replace(old, new, 1)
        (folder / label).unlink()
        write(target, text)(folder)

    return act


def aside(*acts: Act, here: tuple[Act, ...] = (), merge: tuple[Act, ...] = (), ours: bool = False) -> Act:
    """`acts` on a branch, `here` on the main one, then merged with `merge` done before the commit.

    Of a conflict both sides' lines stay.
    """

    def act(folder: Path) -> None:
        branch = git(folder, "branch", "--show-current").strip()
        git(folder, "switch", "-q", "-c", "旁")
        for each in acts:
            each(folder)
        git(folder, "switch", "-q", branch)
        for each in here:
            each(folder)
        words = ["merge", "-q", "--no-commit", "--no-ff", *(["-s", "ours"] if ours else []), "旁"]
        subprocess.run(["git", "-C", str(folder), *words], capture_output=True, check=False)
        for label in git(folder, "diff", "-z", "--name-only", "--diff-filter=U").split("\0")[:-1]:
            text = (folder / label).read_text("utf-8")
            (folder / label).write_text(re.sub(r"(?m)^(<<<<<<<|=======|>>>>>>>).*\n", "", text), "utf-8")
        for each in merge:
            each(folder)
        git(folder, "add", "--all")
        git(folder, "commit", "-q", "-m", "合并")

    return act


def accepted(task: str) -> Act:
    """A signature by the command."""
    return duban("accept", task, "--on", "2026-10-12", *TYPED)


def moved(folder: Path) -> None:
    """A task moved to another ledger."""
    why = ("--reason", "归口调整", "--approved-by", "方县长")
    duban("amend", "PS-2", "--new-ledger", "重要文件", *why, *TYPED)(folder)


def proved(folder: Path) -> None:
    """A report with evidence."""
    (folder / "照片.txt").write_text("照片", "utf-8")
    accepted("WJ-1")(folder)
    duban("done", "WJ-1", "--done", "办了", "--evidence", "照片.txt", "--on", "2026-10-12", *TYPED)(folder)
    (folder / "照片.txt").unlink()


def raw(change: Callable[[bytes], bytes]) -> Act:
    """The last commit written anew as an object of its own, as no git would write it."""

    def act(folder: Path) -> None:
        data = subprocess.run(
            ["git", "-C", str(folder), "cat-file", "commit", "HEAD"], capture_output=True, check=True
        ).stdout
        found = subprocess.run(
            ["git", "-C", str(folder), "hash-object", "-t", "commit", "-w", "--literally", "--stdin"],
            input=change(data),
            capture_output=True,
            check=True,
            env=os.environ,
        ).stdout
        git(folder, "update-ref", "HEAD", found.decode().strip())

    return act


def undoes(revision: str, *edits: Act, moment: str = "") -> Act:
    """A commit that says it takes back `revision`."""

    def act(folder: Path) -> None:
        name = git(folder, "rev-parse", revision).strip()
        git(folder, "revert", "--no-commit", "HEAD")
        for each in edits:
            each(folder)
        says("undo", f"Duban-Undoes: {name}", "Duban-Task: PS-2026-0001", moment=moment)(folder)

    return act


def reorder(label: str) -> Act:
    """An editor: the last two lines change places."""

    def act(folder: Path) -> None:
        lines = (folder / label).read_text("utf-8").splitlines(keepends=True)
        lines[-1], lines[-2] = lines[-2], lines[-1]
        (folder / label).write_text("".join(lines), "utf-8")

    return act


def twice(label: str) -> Act:
    """An editor: the last line once more."""

    def act(folder: Path) -> None:
        lines = (folder / label).read_text("utf-8").splitlines(keepends=True)
        (folder / label).write_text("".join([*lines, lines[-1]]), "utf-8")

    return act


def _outer(folder: Path) -> None:
    """The workspace moved into a folder of itself, opened as a new one."""
    inner = folder / "账"
    inner.mkdir()
    for path in list(folder.iterdir()):
        if path.name not in {".git", "账"}:
            path.rename(inner / path.name)
    sub("账/" + TASK, "责任人: 张三", "责任人: 李四")(folder)
    says("init")(folder)
    for path in list(inner.iterdir()):
        path.rename(folder / path.name)
    inner.rmdir()
    says("init")(folder)


def _octopus(folder: Path) -> None:
    """Three sides, of which the merge drops one."""
    branch = git(folder, "branch", "--show-current").strip()
    for name, task in (("甲", "WJ-1"), ("乙", "PS-2")):
        git(folder, "switch", "-q", "-c", name, branch)
        accepted(task)(folder)
    git(folder, "switch", "-q", branch)
    accepted("PS-1")(folder)
    tree = git(folder, "rev-parse", "HEAD^{tree}").strip()
    made = git(folder, "commit-tree", tree, "-p", "HEAD", "-p", "甲", "-p", "乙", "-m", "合并").strip()
    git(folder, "reset", "-q", "--hard", made)


def _twin_parents(folder: Path) -> None:
    sub(TASK, "责任人: 张三", "责任人: 李四")(folder)
    git(folder, "commit", "-qam", "合并")
    raw(lambda data: data.replace(b"author", data.split(b"\n")[1] + b"\nauthor", 1))(folder)


CLOSE = "  - {日期: 2026-10-12, 登记: {now}, 动作: 结账, 经办: 王五, 合计: "
AMENDED = (
    "  - {日期: 2026-10-12, 登记: {now}, 动作: 变更, 经办: 王五, 字段: 牵头单位, 原值: 县水务局, 新值: 县财政局,"
    " 原因: 未写明}"
)


def undo_last(folder: Path, *, closing: bool) -> None:
    """The commit of the closing taken back, as no `undo` does."""
    duban("reconcile", "2026-10", "--close", "--today", "2026-11-20")(folder)
    assert closing
    name = git(folder, "rev-parse", "HEAD").strip()
    git(folder, "revert", "--no-commit", "HEAD")
    says("undo", f"Duban-Undoes: {name}")(folder)


def closed_without(folder: Path) -> None:
    """A closing whose page is left out."""
    duban("reconcile", "2026-10", "--close", "--today", "2026-11-20")(folder)
    git(folder, "rm", "-q", PAGE.replace("09", "10"))
    git(folder, "commit", "-q", "--amend", "--no-edit")


def closed_otherwise(folder: Path) -> None:
    """A closing whose page has other figures."""
    duban("reconcile", "2026-10", "--close", "--today", "2026-11-20")(folder)
    sub(PAGE.replace("09", "10"), "本期登账: [0-9]+", "本期登账: 77")(folder)
    git(folder, "commit", "-q", "-a", "--amend", "--no-edit")


def renumbered(folder: Path) -> None:
    """A task moved to a number that a task taken back had."""
    words = (
        "--ledger",
        "重要文件",
        "--title",
        "重复",
        "--urgency",
        "急件",
        "--lead",
        "县水务局",
        "--source-kind",
    )
    duban("add", *words, "重要文件", *DOCUMENT, "--owner", "张三", "--requirements", "办结", *TYPED)(folder)
    duban("undo", *TYPED)(folder)
    duban("amend", "PS-2", "--new-ledger", "重要文件", "--reason", "归口", *TYPED)(folder)
    there = max((folder / "重要文件/2026").glob("*.yaml"))
    text = there.read_text("utf-8").replace(there.stem, "WJ-2026-0002")
    there.unlink()
    (folder / CASE.replace("0001", "0002")).write_text(text, "utf-8")
    message = last_message(folder).replace(there.stem, "WJ-2026-0002")
    git(folder, "add", "--all")
    git(folder, "commit", "-q", "--amend", "-m", message)


def linked(folder: Path) -> None:
    """A task becomes a link."""
    path = folder / TASK
    path.unlink()
    path.symlink_to("../../照片.txt")


def unrelated(folder: Path) -> None:
    """A second beginning, with other files, merged in."""
    branch = git(folder, "branch", "--show-current").strip()
    git(folder, "switch", "-q", "--orphan", "旁")
    write(
        "领导批示/2026/PS-2026-0009.yaml", (git(folder, "show", f"{branch}:{TASK}")).replace("0001", "0009")
    )(folder)
    git(folder, "add", "--all")
    git(folder, "commit", "-q", "-m", "整理")
    git(folder, "switch", "-q", branch)
    git(folder, "merge", "-q", "--allow-unrelated-histories", "-m", "合并", "旁")


def ignored_calendar(folder: Path) -> None:
    """A calendar on this disk only."""
    write("日历/本地/2027.json", '{"year": 2027, "papers": [], "days": []}')(folder)
    write(".git/info/exclude", "2027.json\n")(folder)


def cut(folder: Path) -> None:
    """The history cut off before the last commit, as a shallow clone is."""
    write(".git/shallow", git(folder, "rev-parse", "HEAD"))(folder)


def swapped(folder: Path) -> None:
    """The bytes of an old version of a task changed where git keeps them; every name stays as it was."""
    accepted("PS-1")(folder)
    accepted("PS-2")(folder)
    name = git(folder, "rev-parse", f"HEAD:{TASK}").strip()
    path = folder / ".git" / "objects" / name[:2] / name[2:]
    data = zlib.decompress(path.read_bytes()).replace("签收".encode(), "反馈".encode())
    path.chmod(0o644)
    path.write_bytes(zlib.compress(data))


SMUGGLED = (
    # A command's name over what the command cannot do.
    forgery(
        "a01 a new beginning", sub(TASK, "张三", "李四"), says("init"), rules="trespass head-unexplained"
    ),
    forgery("a02 a beginning that deletes", remove(TASK), says("init"), rules="file-gone"),
    forgery(
        "a03 a beginning with other policies",
        sub(CONFIG, "自: 2026-09-28", "自: 2026-09-01"),
        says("init"),
        rules="trespass",
    ),
    forgery(
        "a04 a unit command that turns the policy",
        sub(CONFIG, "自: 2026-09-28", "自: 2026-09-01"),
        says("unit"),
        rules="trespass",
    ),
    forgery(
        "a05 a unit command that lowers the format",
        sub(CONFIG, "版本: [0-9]+", "版本: 1"),
        says("unit"),
        rules="trespass",
    ),
    forgery(
        "a06 a policy under a unit command",
        write("制度/宽.yaml", "名称: 宽\n继承: default\n"),
        says("unit"),
        rules="trespass",
    ),
    forgery("a07 a task under upgrade", sub(TASK, "张三", "李四"), says("upgrade"), rules="head-unexplained"),
    forgery(
        "a08 a signature under upgrade",
        add(TASK, ACCEPT),
        says("upgrade", "Duban-Task: PS-2026-0001"),
        rules="trespass",
    ),
    forgery(
        "a09 an old policy turned under upgrade",
        sub(CONFIG, "自: 2026-09-28", "自: 2026-09-01"),
        says("upgrade"),
        rules="trespass",
    ),
    forgery(
        "a10 units under upgrade", sub(CONFIG, "县水务局", "县水利局"), says("upgrade"), rules="trespass"
    ),
    forgery(
        "a11 evidence under upgrade",
        proved,
        write(PROOF, "另一张"),
        says("upgrade"),
        rules="evidence-changed",
    ),
    forgery(
        "a12 evidence deleted under upgrade", proved, remove(PROOF), says("upgrade"), rules="evidence-changed"
    ),
    forgery("a13 a calendar that is none", write("日历/2026.json", "{}"), says("calendar"), rules="trespass"),
    forgery(
        "a14 a policy under calendar",
        write("制度/宽.yaml", "名称: 宽\n继承: default\n"),
        says("calendar"),
        rules="trespass",
    ),
    forgery(
        "a15 a ledger's kind under register",
        sub(LEDGER, "种类: .*", "种类: 整改"),
        says("register"),
        rules="trespass",
    ),
    forgery(
        "a16 a ledger's prefix by hand", sub(LEDGER, "字头: PS", "字头: QS"), says("commit"), rules="trespass"
    ),
    forgery("a17 a ledger's head deleted by hand", remove(LEDGER), says("commit"), rules="file-gone"),
    forgery("a18 a whole ledger deleted by hand", remove("领导批示"), says("commit"), rules="file-gone"),
    forgery("a19 a whole ledger deleted under undo", remove("领导批示"), says("undo"), rules="not-undone"),
    forgery(
        "a20 a whole ledger deleted plainly, afterwards its head",
        remove(LEDGER),
        says("commit"),
        remove("领导批示"),
        lambda f: git(f, "commit", "-qam", "整理"),
        rules="file-gone by-hand",
    ),
    forgery(
        "a21 a new ledger under register",
        write("别的/台账.yaml", "名称: 别的\n种类: 领导批示\n字头: BD\n"),
        says("register"),
        rules="trespass",
    ),
    forgery(
        "a22 numbers freed",
        add(LEDGER, "已用序号: {'2026': 9}"),
        says("commit"),
        sub(LEDGER, ": 9", ": 1"),
        says("commit"),
        rules="number-again",
    ),
    forgery(
        "a23 duban.yaml deleted",
        remove(CONFIG),
        says("commit"),
        lambda f: git(f, "revert", "--no-edit", "HEAD"),
        rules="file-gone",
    ),
    forgery(
        "a24 the format by hand", sub(CONFIG, "版本: [0-9]+", "版本: 1"), says("commit"), rules="trespass"
    ),
    forgery(
        "a25 an unknown command over duban.yaml",
        sub(CONFIG, "自: 2026-09-28", "自: 2026-09-01"),
        says("tidy"),
        rules="unknown-action",
    ),
    forgery(
        "a26 a command yet to come",
        sub(CONFIG, "自: 2026-09-28", "自: 2026-09-01"),
        says("tidy", release="99.0"),
        rules="newer-release trespass",
    ),
    forgery(
        "a27 line ends left to git, under upgrade",
        remove(".gitattributes"),
        says("upgrade"),
        rules="file-gone",
    ),
    forgery(
        "a28 line ends left to git, by hand",
        write(".gitattributes", "# leer\n"),
        says("commit"),
        rules="trespass",
    ),
    # Closings.
    forgery(
        "b01 the page by hand", sub(PAGE, "本期登账: 8", "本期登账: 7"), says("commit"), rules="trespass"
    ),
    forgery(
        "b02 the page of another closing",
        sub(PAGE, "本期登账: 8", "本期登账: 7"),
        says("close_period", "Duban-Period: 2026-10"),
        rules="trespass",
    ),
    forgery(
        "b03 the page deleted", remove(PAGE), says("close_period", "Duban-Period: 2026-09"), rules="file-gone"
    ),
    forgery("b04 the closing taken back", lambda f: undo_last(f, closing=True), rules="not-undone"),
    forgery("b05 a closing without its page", closed_without, rules="not-as-written"),
    forgery("b06 a closing whose page says otherwise", closed_otherwise, rules="not-as-written"),
    # Numbers and places.
    forgery(
        "c01 a file that moved",
        move(TASK, "领导批示/2027/PS-2026-0001.yaml"),
        says("amend", "Duban-Task: PS-2026-0001"),
        rules="file-gone misplaced",
    ),
    forgery(
        "c02 a number that the file does not have",
        move(TASK, "领导批示/2026/PS-2026-0009.yaml"),
        says("commit", "Duban-Task: PS-2026-0001"),
        rules="misplaced",
    ),
    forgery(
        "c03 renumbered without a word",
        move(
            TASK,
            "领导批示/2026/PS-2026-0009.yaml",
            ("编号: PS-2026-0001", "编号: PS-2026-0009\n曾用编号: PS-2026-0001"),
        ),
        says("amend", "Duban-Task: PS-2026-0009"),
        rules="file-gone",
    ),
    forgery(
        "c04 another's former number",
        sub(TASK, "编号: PS-2026-0001", "编号: PS-2026-0001\n曾用编号: PS-2026-0002"),
        says("amend", "Duban-Task: PS-2026-0001"),
        rules="head-unexplained",
    ),
    forgery("c05 renumbered to one that was used", renumbered, rules="number-again"),
    # What a command says.
    forgery(
        "d01 two persons",
        add(TASK, ACCEPT.replace("王五", "李四")),
        says("accept", "Duban-Task: PS-2026-0001", "Duban-Actor: 李四"),
        rules="said-twice",
    ),
    forgery(
        "d02 two commands",
        add(TASK, ACCEPT),
        says("accept", "Duban-Action: commit", "Duban-Task: PS-2026-0001"),
        rules="said-twice",
    ),
    forgery(
        "d03 the lead amended after it was assigned",
        sub(TASK, "牵头单位: 县水务局", "牵头单位: 县财政局"),
        add(TASK, AMENDED),
        says("amend", "Duban-Task: PS-2026-0001"),
        rules="not-allowed",
    ),
    # Undo.
    forgery(
        "e01 an undo that turns a ledger's kind",
        accepted("PS-1"),
        undoes("HEAD", sub(LEDGER, "名称: .*", "名称: 别的")),
        rules="not-undone",
    ),
    forgery(
        "e02 an undo of another day",
        accepted("PS-1"),
        undoes("HEAD", moment="2027-01-01T09:00:00+08:00"),
        rules="not-undone",
    ),
    forgery(
        "e03 an undo of the last but one",
        accepted("PS-1"),
        accepted("PS-2"),
        undoes("HEAD^"),
        rules="not-undone",
    ),
    forgery("e04 an undo of nobody's", accepted("PS-1"), undoes("HEAD~2"), rules="not-undone"),
    # Merges.
    forgery(
        "f01 a merge that deletes evidence",
        proved,
        aside(accepted("PS-2"), merge=(remove(PROOF),)),
        rules="merge-lost",
    ),
    forgery(
        "f02 a merge that keeps the old policy's register",
        aside(duban("unit", "add", "县教育局"), ours=True),
        rules="merge-lost",
    ),
    forgery(
        "f03 a merge that brings a policy",
        aside(accepted("PS-2"), merge=(write("制度/宽.yaml", "名称: 宽\n继承: default\n"),)),
        rules="merge-added",
    ),
    forgery(
        "f04 a merge that turns the policy",
        aside(accepted("PS-2"), merge=(sub(CONFIG, "自: 2026-09-28", "自: 2026-09-01"),)),
        rules="merge-added",
    ),
    forgery(
        "f05 a merge that deletes a task", aside(accepted("PS-2"), merge=(remove(CASE),)), rules="merge-lost"
    ),
    forgery(
        "f06 a merge that deletes the page",
        aside(accepted("PS-2"), merge=(remove(PAGE),)),
        rules="merge-lost",
    ),
    forgery(
        "f07 a merge that deletes a ledger",
        aside(accepted("PS-2"), merge=(remove("领导批示"),)),
        rules="merge-lost",
    ),
    forgery(
        "f08 a merge that puts entries in another order",
        aside(accepted("PS-2"), merge=(reorder(DONE),)),
        rules="merge-added",
    ),
    forgery(
        "f09 a merge that has an entry twice",
        aside(accepted("PS-2"), merge=(twice(DONE),)),
        rules="merge-added",
    ),
    forgery(
        "f10 a merge that changes only the layout",
        aside(accepted("PS-2"), merge=(sub(TASK, "编号: ", "编号:  "),)),
        rules="merge-added",
    ),
    forgery(
        "f11 a merge that takes the old head of a side",
        aside(
            duban("amend", "PS-2", "--owner", "李四", "--reason", "换人", "--approved-by", "方县长", *TYPED),
            merge=(sub(SECOND, "责任人: 李四", "责任人: 张三"),),
        ),
        rules="merge-added",
    ),
    forgery("f12 a merge of three that drops two", _octopus, rules="merge-lost"),
    forgery("f13 one parent named twice", _twin_parents, rules="merge-added"),
    forgery(
        "f14 a merge that makes a link",
        aside(accepted("PS-2"), merge=(linked,)),
        rules="no-file",
    ),
    forgery("f15 a merge with an unrelated beginning", unrelated, rules="by-hand"),
    forgery(
        "f16 a merge that changes the layout of a head",
        aside(accepted("PS-2"), merge=(sub(LEDGER, "名称: ", "名称:  "),)),
        rules="merge-added",
    ),
    forgery(
        "f17 a merge that moves a task without what the other side wrote",
        aside(accepted("PS-2"), here=(moved,), merge=(drop(MOVED, "签收"),)),
        rules="merge-lost",
    ),
    forgery(
        "f18 a merge that moves a task and adds to it",
        aside(accepted("PS-2"), here=(moved,), merge=(sub(MOVED, "日期: 2026-10-12", "日期: 2026-10-11"),)),
        rules="merge-lost merge-added",
    ),
    # Objects and places that git itself would not make.
    forgery("g07 other bytes under an object's name", swapped, rules="object-forged"),
    forgery("g01 moved into a folder and back", _outer, rules="file-gone"),
    forgery(
        "g02 no date",
        add(TASK, ACCEPT),
        as_duban("accept"),
        raw(lambda d: re.sub(rb"committer .*", b"committer a <b>", d)),
        rules="clock-off",
    ),
    forgery(
        "g03 an encoding that turns letters",
        add(TASK, OLD_ACCEPT),
        lambda f: git(f, "commit", "-qam", "整理"),
        raw(lambda d: d.replace(b"\n\n", b"\nencoding utf-7\n\n", 1)),
        rules="by-hand",
    ),
    forgery(
        "g04 a header between",
        sub(TASK, "张三", "李四"),
        lambda f: git(f, "commit", "-qam", "整理"),
        raw(lambda d: d.replace(b"\n\n", b"\nDuban-Action: commit\n\n", 1)),
        rules="by-hand",
    ),
    forgery("g05 a local calendar that git ignores", ignored_calendar, rules="hidden-file"),
    forgery(
        "g06 a cut of this clone",
        sub(TASK, "张三", "李四"),
        lambda f: git(f, "commit", "-qam", "整理"),
        cut,
        rules="cut-off",
    ),
)
