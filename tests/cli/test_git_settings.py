"""Whoever's folder it is and whatever git's settings are: questions and dry runs run nothing, answers are the same."""

import json
import os
import re
import shutil
import stat
import subprocess
from pathlib import Path

import pytest
from tests.cli.closed import AFTER
from tests.outside import Answer, at_home, git, survives, typed

from duban.cli.framework import context
from duban.cli.framework.command_table import COMMANDS

TASK = "领导批示/2026/PS-2026-0001.yaml"
ON, DRY = ("--on", "2026-10-12"), "--dry-run"
READ: dict[str, tuple[str, ...]] = {
    "audit": (),
    "guard check": ("HEAD~1", "HEAD"),
    "backup": ("../备.zip", "--committed", "--force"),
    "restore ../备.zip --check": (),
    "dossier DC-1": ("-o", "../档.zip", "--force"),
    "dossier --check ../档.zip": (),
    "doctor": (),
    "check": (),
    "log": (),
    "log PS-1": (),
    "list": (),
    "show PS-1": (),
    "why PS-1": (),
    "overdue": (),
    "today": (),
    "candidates": (),
    "quota": (),
    "rank": (),
    "score schemes": ("default",),
    "score try": ("default", "2026H1"),
    "due": (),
    "export": ("--csv",),
    "report overview": (),
    "reconcile 2026-09": (),
    "reconcile 2026-09 --verify": (),
    "schema": ("task",),
    "policy list": (),
    "calendar": ("2026-10",),
    "unit list": (),
    "key list": (),
    "urge PS-1 --draft": (),
}
TRIED: dict[str, tuple[str, ...]] = {
    "init": ("../新的",),
    "import": ("../表.csv", "--ledger", "LD", "--yes"),
    "unit add": ("县审计局",),
    "unit rename": ("县水务局", "县水利局"),
    "add": (
        *(
            "--ledger",
            "PS",
            "--title",
            "甲",
            "--source-kind",
            "领导批示",
            "--instruction",
            "刘县长=2026-09-28=请抓紧",
            "--urgency",
            "急件",
        ),
        *("--lead", "县水务局", "--owner", "甲", "--requirements", "甲"),
    ),
    "split": ("PS-1", "--into", "甲：县水务局"),
    "amend": ("PS-1", "--owner", "李四", "--reason", "x"),
    "assign": ("LD-1", "--due-on", "2026-12-31"),
    "accept": ("PS-1",),
    "contest": ("PS-1", "--reason", "x"),
    "plan": ("PS-1", "--owner", "李四"),
    "progress": ("PS-1", "--percent", "40", "--done", "甲"),
    "explain": ("PS-1", "--reason", "x", "--remedy", "y"),
    "coordinate": ("PS-1", "--rung", "1", "--dispute", "x"),
    "extend": ("PS-1", "--to", "2026-12-31", "--reason", "x", "--approved-by", "甲"),
    "transfer": ("PS-1", "--to", "县财政局", "--reason", "x", "--approved-by", "甲"),
    "suspend": ("PS-1", "--reason", "x", "--approved-by", "甲"),
    "resume": ("DC-4",),
    "withdraw": ("PS-1", "--reason", "x"),
    "done": ("PS-1",),
    "urge": ("PS-1",),
    "warn": ("PS-1",),
    "notify": (),
    "verify": ("DC-1", "--method", "现场", "--result", "通过"),
    "return": ("DC-1", "--missing", "x"),
    "close": ("DC-2",),
    "reopen": ("DC-3", "--finding", "反弹", "--reason", "x", "--due-on", "2026-12-31", "--approved-by", "甲"),
    "revisit": ("DC-3", "--genuine", "是"),
    "doc": ("交办", "PS-1"),
    "inspect add": ("--title", "甲", "--object", "县水务局"),
    "interview add": (
        *("--title", "甲", "--cause", "落实不力", "--person", "乙", "--unit", "县水务局", "--post", "局长"),
    ),
    "clue add": ("--title", "甲", "--door", "群众", "--kind", "建议"),
    "rectify add": (
        *("--problem", "甲", "--source-kind", "督查活动", "--source-name", "乙", "--lead", "县水务局"),
        *("--lead-leader", "甲", "--owner", "甲", "--requirements", "甲", "--due-on", "2026-12-31"),
    ),
    "circulate add": (
        *("--tone", "表扬", "--unit", "县水务局", "--fact", "甲", "--scope", "全县", "--basis", "PS-1"),
        *("--approved-by", "甲"),
    ),
    "negative supply": (
        *(
            "--inflow",
            "媒体曝光",
            "--supplier",
            "督查室",
            "--unit",
            "县水务局",
            "--fact",
            "甲",
            "--basis",
            "PS-1",
        ),
    ),
    "award add": (
        *("--unit", "县水务局", "--fact", "甲", "--basis", "PS-1", "--level", "县", "--benefit", "表彰"),
        *("--measure", "甲", "--approved-by", "甲"),
    ),
    "exempt ask": ("TB-1", "--reason", "x"),
    "visit register": ("甲公司", "--kind", "企业", "--level", "县级", "--person", "甲"),
    "meeting add": ("--rule", "meeting-quarter", "--subject", "甲", "--unit", "县水务局"),
    "score open": ("default", "2026H1"),
    "reconcile 2026-10 --close": (),
    "commit": ("-m", "x"),
    "renumber": ("PS-1", "--reason", "x"),
    "undo": (),
    "upgrade": (),
}
DIGEST = re.compile(r"\b[0-9a-f]{64}\b")
"""Of a package: how git packs objects may differ from run to run."""
HOOKS = (
    "pre-commit",
    "commit-msg",
    "post-commit",
    "post-index-change",
    "reference-transaction",
    "fsmonitor-watchman",
)


def test_every_command_is_tried() -> None:
    named = {words.split()[0] for words in (*READ, *TRIED)}
    assert {entry.name for entry in COMMANDS} - named == set()


def program(path: Path, mark: Path) -> Path:
    """A program that leaves a mark, and then does what a filter does."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho \"$0 $*\" >> '{mark}'\nexec cat\n", "utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def poison(folder: Path, mark: Path) -> None:
    """A folder whose settings, attributes, hooks, aliases, trailers and includes all name a program."""
    run = program(folder / ".git" / "x", mark)
    for hook in HOOKS:
        program(folder / ".git" / "hooks" / hook, mark)
    filtered = "\n".join(
        f'[filter "{name}"]\n\tclean = {run}\n\tsmudge = {run}\n\tprocess = {run}\n\trequired = true'
        for name in ("x", "a=b", "c d.e")
    )
    (folder / ".git" / "included").write_text(
        f'{filtered}\n[diff "x"]\n\ttextconv = {run}\n\tcommand = {run}\n', "utf-8"
    )
    names = [
        "status",
        "diff",
        "log",
        "show",
        "cat-file",
        "rev-parse",
        "rev-list",
        "ls-tree",
        "ls-files",
        "commit",
        "config",
        "diff-tree",
    ]
    aliases = "\n".join(f"\t{name} = !{run}" for name in names)
    with (folder / ".git" / "config").open("a", encoding="utf-8") as file:
        file.write(
            f"""
[core]
	fsmonitor = {run}
	hooksPath = {folder / ".git" / "hooks"}
	pager = {run}
	editor = {run}
	sshCommand = {run}
	askPass = {run}
	gitProxy = {run}
	alternateRefsCommand = {run}
	attributesFile = {folder / ".git" / "attributes"}
	untrackedCache = true
[include]
	path = included
[diff]
	external = {run}
[merge "x"]
	driver = {run}
[gpg]
	program = {run}
[gpg "ssh"]
	program = {run}
	defaultKeyCommand = {run}
[log]
	showSignature = true
	follow = true
[trailer]
	separators = "="
[trailer "Duban-Action"]
	command = {run}
	cmd = {run}
	ifexists = replace
[credential]
	helper = {run}
[interactive]
	diffFilter = {run}
[sequence]
	editor = {run}
[uploadpack]
	packObjectsHook = {run}
[pager]
	log = {run}
	status = {run}
[remote "origin"]
	url = ext::{run}
	uploadpack = {run}
[i18n]
	commitEncoding = gbk
	logOutputEncoding = gbk
[alias]
{aliases}
"""
        )
    (folder / ".git" / "attributes").write_text("* filter=x diff=x\n", "utf-8")
    (folder / ".git" / "info").mkdir(exist_ok=True)
    (folder / ".git" / "info" / "attributes").write_text("* filter=x diff=x merge=x\n", "utf-8")


@pytest.fixture
def hostile(books: Path) -> Path:
    """A workspace with an edit by hand, and attributes that name a filter."""
    (books / ".gitattributes").write_text("* filter=x diff=x merge=x\n", "utf-8")
    (books / ".gitignore").write_text("来表.csv\n", "utf-8")
    git("add", ".gitattributes", ".gitignore")
    git("commit", "-qm", "属性")
    assert typed("unit", "add", "县教育局", *AFTER).returncode == 0
    (books.parent / "表.csv").write_text("事项,牵头单位,责任人\n乙,县水务局,甲\n", "utf-8")
    edited = books / "duban.yaml"
    edited.write_text(edited.read_text("utf-8") + "# 手工\n", "utf-8")
    return books


def asked(folder: Path, dry: tuple[str, ...], words: str, more: tuple[str, ...]) -> Answer:
    for path in folder.rglob("*.yaml"):
        os.utime(path)  # a git that is asked about the files has to look inside
    return survives(*words.split(), *more, *dry, *AFTER)


@pytest.mark.parametrize("tried", ["asked", "tried"])
def test_a_hostile_folder_runs_nothing(
    hostile: Path, tmp_path: Path, tried: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = context.current_moment()
    monkeypatch.setattr(context, "current_moment", lambda: moment)
    table, dry = (READ, ()) if tried == "asked" else (TRIED, (DRY,))
    before = {words: asked(hostile, dry, words, more) for words, more in table.items()}
    mark = tmp_path / "留下的"
    poison(hostile, mark)
    subprocess.run(["git", "status", "--short"], capture_output=True, check=False)
    assert mark.exists()  # git by itself does run them
    mark.unlink()
    for words, more in table.items():
        answer = asked(hostile, dry, words, more)
        assert not mark.exists(), (words, mark.read_text("utf-8"))
        said, told = (DIGEST.sub("", each) for each in (before[words].stdout, answer.stdout))
        if words == "check":  # it tells of the line in .gitattributes
            said = said.replace("7 个提示", "8 个提示")
            assert "这一行要 git 改动文件的字节" in answer.stderr
        assert (answer.returncode, told) == (before[words].returncode, said), words


def test_writing_runs_the_hooks_and_no_filter(books: Path, tmp_path: Path) -> None:
    mark = tmp_path / "留下的"
    poison(books, mark)
    (books / ".git" / "config").write_text(
        (books / ".git" / "config").read_text("utf-8").replace(f"hooksPath = {books / '.git' / 'hooks'}", ""),
        "utf-8",
    )
    answer = typed("accept", "PS-1", *AFTER)
    assert answer.returncode == 0, answer.stderr
    ran = {Path(line.split()[0]).name for line in mark.read_text("utf-8").splitlines()}
    assert {"pre-commit", "commit-msg", "post-commit"} <= ran
    assert "x" not in ran
    (books / ".git" / "config").write_text("[core]\n\tbare = false\n", "utf-8")
    (books / ".git" / "info" / "attributes").unlink()
    assert git("cat-file", "-p", f"HEAD:{TASK}") == (books / TASK).read_text("utf-8").strip()
    assert "encoding" not in git("cat-file", "-p", "HEAD")
    assert git("log", "-1", "--format=%(trailers:key=Duban-Action,valueonly)") == "accept"


SETTINGS = {
    "log.follow": "true",
    "log.showSignature": "true",
    "log.date": "relative",
    "log.decorate": "full",
    "log.mailmap": "true",
    "log.diffMerges": "first-parent",
    "log.excludeDecoration": "*",
    "trailer.separators": "=",
    "trailer.ifexists": "replace",
    "i18n.commitEncoding": "gbk",
    "i18n.logOutputEncoding": "gbk",
    "core.commentChar": "D",
    "core.quotepath": "true",
    "core.abbrev": "4",
    "core.ignoreCase": "true",
    "core.precomposeUnicode": "true",
    "core.autocrlf": "true",
    "core.safecrlf": "true",
    "core.eol": "crlf",
    "core.fileMode": "true",
    "core.trustctime": "false",
    "color.ui": "always",
    "commit.cleanup": "strip",
    "commit.verbose": "true",
    "commit.status": "true",
    "commit.template": "/没有",
    "status.short": "true",
    "status.branch": "true",
    "status.showUntrackedFiles": "no",
    "status.relativePaths": "false",
    "diff.renames": "copies",
    "diff.noprefix": "true",
    "diff.ignoreSubmodules": "all",
    "core.sparseCheckoutCone": "true",
    "advice.statusHints": "false",
    "pull.rebase": "true",
    "core.pager": "false",
    "format.pretty": "oneline",
}
VARIABLES = {
    "GIT_DIR": "/没有",
    "GIT_WORK_TREE": "/",
    "GIT_INDEX_FILE": "/没有/index",
    "GIT_OBJECT_DIRECTORY": "/没有",
    "GIT_NAMESPACE": "甲",
    "GIT_CONFIG_PARAMETERS": "'log.follow'='true' 'i18n.commitencoding'='gbk'",
    "GIT_GRAFT_FILE": "/etc/passwd",
    "GIT_SHALLOW_FILE": "/etc/passwd",
    "GIT_REPLACE_REF_BASE": "refs/heads/",
    "GIT_ATTR_SOURCE": "HEAD",
    "GIT_DEFAULT_HASH": "sha256",
    "GIT_EXTERNAL_DIFF": "false",
    "GIT_PAGER": "false",
    "GIT_EDITOR": "false",
    "GIT_SEQUENCE_EDITOR": "false",
    "GIT_ASKPASS": "false",
    "GIT_SSH_COMMAND": "false",
    "GIT_TRACE": "2",
    "GIT_TRACE2": "2",
    "GIT_TRACE_SETUP": "1",
    "GIT_ICASE_PATHSPECS": "1",
    "GIT_GLOB_PATHSPECS": "1",
    "GIT_NOTES_REF": "refs/heads/main",
    "GIT_CEILING_DIRECTORIES": "/没有",
    "GIT_FLUSH": "1",
    "GIT_LITERAL_PATHSPECS": "0",
    "GIT_OPTIONAL_LOCKS": "1",
    "GIT_NO_REPLACE_OBJECTS": "0",
    "LANGUAGE": "zh_CN",
    "PAGER": "false",
}


def answers() -> tuple[object, ...]:
    """What a few commands say, and that a task can be accepted and that taken back."""
    told = [typed(*words) for words in (("check",), ("doctor",), ("log", "PS-1"), ("undo", "--dry-run"))]
    written = [typed(*words).returncode for words in (("accept", "PS-1"), ("undo",))]
    message = git("-c", "i18n.logOutputEncoding=UTF-8", "log", "-2", "--format=%B", "--no-show-signature")
    names = [line for line in message.splitlines() if line.startswith(("Duban-Action", "撤回", "签收"))]
    last = json.loads(typed("log", "PS-1", "--json").stdout)[-1]
    return (*((each.returncode, each.stdout, each.stderr) for each in told), written, names, last["action"])


def placeless(told: object, folder: Path) -> str:
    """What was told, without where it was."""
    return json.dumps(told, ensure_ascii=False).replace(str(folder), "ROOT")


@pytest.fixture(scope="module")
def usual(template: Path, home: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The answers without any setting."""
    folder = tmp_path_factory.mktemp("平常") / "台账"
    shutil.copytree(template, folder)
    with at_home(home), pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        return placeless(answers(), folder)


@pytest.mark.parametrize("section", sorted({name.partition(".")[0] for name in SETTINGS}))
def test_personal_settings_change_no_answer(ledgers: Path, usual: str, section: str) -> None:
    for name, value in SETTINGS.items():
        if name.startswith(f"{section}."):
            git("config", name, value)
    assert placeless(answers(), ledgers) == usual


@pytest.mark.parametrize("first", range(6))
def test_variables_change_no_answer(
    ledgers: Path, usual: str, first: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each sixth of them at once; one by one they stand in tests/files/git/test_settings.py."""
    real = git
    names = list(VARIABLES)[first::6]

    def unspoiled(*words: str) -> str:
        with pytest.MonkeyPatch.context() as patch:
            for name in names:
                patch.delenv(name, raising=False)
            return real(*words)

    monkeypatch.setitem(globals(), "git", unspoiled)
    for name in names:
        monkeypatch.setenv(name, VARIABLES[name])
    assert placeless(answers(), ledgers) == usual


def test_a_working_tree_elsewhere_is_refused(ledgers: Path, tmp_path: Path) -> None:
    git("config", "core.worktree", str(tmp_path))
    for words in (("accept", "PS-1"), ("check",), ("log",)):
        answer = typed(*words)
        assert answer.returncode == 1
        assert "git config --unset core.worktree" in answer.stderr
    assert ledgers.is_dir()


def test_a_checkout_with_windows_line_endings_is_as_committed(ledgers: Path) -> None:
    for path in ledgers.rglob("*.yaml"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert "没有入账" not in typed("check").stderr
    task = ledgers / TASK
    task.write_bytes(task.read_bytes().replace("张三".encode(), "李四".encode()))
    assert typed("check").stderr.count("这个文件有改动还没有入账") == 1
