"""`upgrade` and 版本: an older workspace is brought forward in one commit, a newer one is read and never written."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from tests.outside import defect, git, killed_at, typed

from duban import __version__
from duban.core.model import workspace_formats as upgrades
from duban.core.model.terms import LedgerKind
from duban.core.model.workspace import LedgerHead
from duban.core.model.workspace_formats import Step

HAND = ("-c", "user.name=赵六", "-c", "user.email=zhao@example.org")
TASK = "重要文件/2026/WJ-2026-0001.yaml"
ADD = (
    *(
        "add",
        "--ledger",
        "领导批示",
        "--title",
        "清理河道",
        "--source-kind",
        "领导批示",
        "--instruction",
        "刘县长=2026-09-28=请抓紧",
        "--urgency",
        "急件",
    ),
    *("--lead", "县水务局", "--owner", "张三", "--requirements", "清到底"),
)


def by_hand(subject: str = "手工") -> None:
    git("add", "--all")
    git(*HAND, "commit", "--quiet", "-m", subject)


ANEW = "报告按首报日起报，到期日是一期的最后一天；内置制度按原文订正（第2版）；从升级这天起算，以前的不变"
UPGRADED = (
    "升级:\n  - {版本: 2, 自: 2026-09-28}\n  - {版本: 3, 自: 2026-09-28}\n"
    "  - {版本: 4, 自: 2026-09-28}\n  - {版本: 5, 自: 2026-09-28}\n"
)


@pytest.fixture
def old(ledgers: Path) -> Path:
    """The small workspace as the release before 版本 left it, with a comment of a person."""
    (ledgers / ".gitattributes").unlink()
    shutil.rmtree(ledgers / "整改")
    config = ledgers / "duban.yaml"
    text = config.read_text("utf-8").replace("版本: 5\n", "")
    config.write_text(text.replace("单位:", "# 名册  由王五管\n单位:"), "utf-8")
    by_hand("旧格式")
    return ledgers


def right(*words: str) -> str:
    """What a command said that must succeed."""
    answer = typed(*words)
    assert answer.returncode == 0, defect(answer.stderr)
    return answer.stdout


def status() -> str:
    return git("-c", "core.quotepath=off", "status", "--porcelain")


def set_format(ledgers: Path, value: str) -> None:
    config = ledgers / "duban.yaml"
    lines = config.read_text("utf-8").splitlines(keepends=True)
    config.write_text(
        "".join(line for line in lines if not line.startswith("版本")) + f"版本: {value}\n", "utf-8"
    )


# --- an older workspace


def test_one_commit_adds_what_is_new_and_keeps_what_was_written(old: Path) -> None:
    before = (old / "duban.yaml").read_text("utf-8")
    count = int(git("rev-list", "--count", "HEAD"))
    assert right("upgrade", "--dry-run") == (
        "已升级到版本 5，原来是版本 1（试运行，没有写入）\n"
        "  版本 2：git 按原样存取文件，不转换换行\n"
        f"  版本 3：{ANEW}\n  版本 4：整改台账（字头 ZG），督查项目（文件夹 督查，字头 DX）\n"
        "  版本 5：通报、负面清单、激励、容错（文件夹 结果，字头 TB、FM、JL、RC），约谈（文件夹 约谈，字头 YT），"
        "线索（文件夹 线索，字头 XS），考核（文件夹 考核，字头 KH），履职记会议、走访、一线办公（包保名单写进 duban.yaml），提交可以签名（公钥记在人员里）\n"
        "  .gitattributes\n  duban.yaml\n  整改/台账.yaml\n"
    )
    assert status() == ""
    assert not (old / ".gitattributes").exists()
    said = right("upgrade").splitlines()
    assert said[0] == "已升级到版本 5，原来是版本 1"
    assert said[-1].endswith("，3 个文件")
    assert (old / "整改/台账.yaml").read_text("utf-8") == "名称: 督查发现问题整改台账\n种类: 整改\n字头: ZG\n"
    code = next(line for line in before.splitlines(keepends=True) if line.startswith("工作区号"))
    assert (old / "duban.yaml").read_text("utf-8") == before.replace(code, f"{code}版本: 5\n{UPGRADED}")
    assert (old / ".gitattributes").read_text("utf-8") == "* -text\n"
    assert status() == ""
    assert int(git("rev-list", "--count", "HEAD")) == count + 1
    assert git("log", "-1", "--format=%s%n%(trailers:only)").splitlines()[:2] == [
        "升级到版本 5",
        "Duban-Action: upgrade",
    ]
    assert right("upgrade") == "已经是最新的版本 5，没有要补的\n"
    assert int(git("rev-list", "--count", "HEAD")) == count + 1


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "  - {自: 2025-01-01, 名称: anshan-2015}\n",
            "  - {自: 2025-01-01, 名称: anshan-2015, 版次: 1}\n  - {自: 2026-10-08, 名称: anshan-2015}\n",
        ),
        (
            "  - {自: 2025-01-01, 名称: default}  # 试行\n  - 自: 2026-01-01\n    名称: anshan-2015\n",
            (
                "  - {自: 2025-01-01, 名称: default, 版次: 1}  # 试行\n  - 自: 2026-01-01\n    名称: anshan-2015\n"
                "    版次: 1\n  - {自: 2026-10-08, 名称: anshan-2015}\n"
            ),
        ),
        (
            "  - {自: 2025-01-01, 名称: default}\n  - {自: 2027-01-01, 名称: shiwei}\n",
            (
                "  - {自: 2025-01-01, 名称: default, 版次: 1}\n  - {自: 2027-01-01, 名称: shiwei}\n"
                "  - {自: 2026-10-08, 名称: default}\n"
            ),
        ),
        ("  - {自: 2026-10-08, 名称: default}\n", "  - {自: 2026-10-08, 名称: default}\n"),
        ("  - {自: 2027-01-01, 名称: default}\n", "  - {自: 2027-01-01, 名称: default}\n"),
    ],
)
def test_a_new_edition_holds_from_the_day_of_the_upgrade(old: Path, before: str, after: str) -> None:
    config = old / "duban.yaml"
    text = config.read_text("utf-8")
    begin, end = text.index("制度:\n") + len("制度:\n"), text.index("# 名册")
    config.write_text(text[:begin] + before + text[end:], "utf-8")
    by_hand("制度")
    right("upgrade", "--today", "2026-10-08")
    text = config.read_text("utf-8")
    begin, end = text.index("制度:\n") + len("制度:\n"), text.index("# 名册")
    assert text[begin:end] == after


def test_its_json(old: Path) -> None:
    assert old.is_dir()
    data = json.loads(right("upgrade", "--json"))
    assert data == {
        "action": "upgrade",
        "commit": git("rev-parse", "HEAD"),
        "dry_run": False,
        "from": 1,
        "to": 5,
        "steps": [
            {"format": 2, "what": "git 按原样存取文件，不转换换行"},
            {"format": 3, "what": ANEW},
            {"format": 4, "what": "整改台账（字头 ZG），督查项目（文件夹 督查，字头 DX）"},
            {
                "format": 5,
                "what": "通报、负面清单、激励、容错（文件夹 结果，字头 TB、FM、JL、RC），约谈（文件夹 约谈，字头 YT），"
                "线索（文件夹 线索，字头 XS），考核（文件夹 考核，字头 KH），履职记会议、走访、一线办公（包保名单写进 duban.yaml），提交可以签名（公钥记在人员里）",
            },
        ],
        "paths": [".gitattributes", "duban.yaml", "整改/台账.yaml"],
        "line_ends": [],
        "notices": [],
    }
    again = json.loads(right("upgrade", "--json"))
    assert (again["from"], again["to"], again["commit"], again["steps"], again["paths"]) == (
        5,
        5,
        None,
        [],
        [],
    )


def test_check_and_doctor_name_an_older_workspace_and_everything_goes_on(old: Path) -> None:
    told = "工作区是版本 1，这个 duban 用版本 5；照常读写，新的内容还没有加上"
    assert f"提示：duban.yaml\n{told}\n可以这样做：duban upgrade\n" in typed("check").stderr
    assert f"注意  {told}\n      可以这样做：duban upgrade\n" in right("doctor")
    for words in (("list",), ("overdue",), ADD):
        assert told not in right(*words)
    assert "版本" not in (old / "duban.yaml").read_text("utf-8")
    right("upgrade")
    assert told not in typed("check").stderr + right("doctor")


def test_a_new_workspace_has_nothing_to_upgrade(ledgers: Path) -> None:
    assert (ledgers / ".gitattributes").read_text("utf-8") == "* -text\n"
    assert right("upgrade") == "已经是最新的版本 5，没有要补的\n"
    assert typed("check").returncode == 0


def test_a_workspace_within_a_repository(old: Path) -> None:
    outer = old.parent / "外"
    outer.mkdir()
    subprocess.run(["git", "-C", str(outer), "init", "--quiet"], check=True)
    (outer / ".gitattributes").write_text("* text=auto eol=crlf\n", "utf-8")
    subprocess.run(["cp", "-r", str(old), str(outer / "账")], check=True)
    subprocess.run(["rm", "-rf", str(outer / "账" / ".git")], check=True)
    os.chdir(outer / "账")
    git("add", "--all", "..")
    git(*HAND, "commit", "--quiet", "-m", "全部")
    right("upgrade")
    assert git("-c", "core.quotepath=off", "show", "--name-only", "--format=").splitlines() == [
        "账/.gitattributes",
        "账/duban.yaml",
        "账/整改/台账.yaml",
    ]
    assert (outer / ".gitattributes").read_text("utf-8") == "* text=auto eol=crlf\n"
    assert status() == ""
    assert "text: unset" in git("check-attr", "text", "--", TASK)


def test_an_upgrade_is_not_taken_back(old: Path) -> None:
    right("upgrade")
    answer = typed("undo")
    assert answer.returncode == 1
    sha = git("rev-parse", "HEAD")[:8]
    assert answer.stderr == (
        f"错误：上一次提交“升级到版本 5”（{sha}）是升级，不能撤回\n"
        f"可以这样做：旧的事项照常读写，不必退回；真要退回：git revert {sha}\n"
    )
    git(*HAND, "revert", "--no-edit", sha)
    assert not (old / ".gitattributes").exists()
    assert "工作区是版本 1" in typed("check").stderr


@pytest.mark.parametrize("name", ["duban.yaml", ".gitattributes"])
def test_hand_edits_do_not_ride_along(old: Path, name: str) -> None:
    (old / ".gitattributes").write_text("*.md diff\n", "utf-8")
    by_hand()
    (old / name).write_text((old / name).read_text("utf-8") + "# 手工\n", "utf-8")
    (old / TASK).write_text((old / TASK).read_text("utf-8") + "# 别的改动\n", "utf-8")
    answer = typed("upgrade")
    assert answer.returncode == 1
    assert f"错误：{name}\n{name} 有手工改动还没有入账，本次没有写入\n" in answer.stderr
    right("commit", "--reason", "注释")
    right("upgrade")
    assert "# 手工" in (old / name).read_text("utf-8")
    assert status() == ""


def test_a_dirty_tree_is_left_as_it_is(old: Path) -> None:
    (old / TASK).write_text((old / TASK).read_text("utf-8") + "# 别的改动\n", "utf-8")
    right("upgrade")
    assert status() == f"M {TASK}"


def test_a_damaged_workspace_is_not_upgraded(old: Path) -> None:
    (old / "领导批示/台账.yaml").write_text("名称: 甲\n", "utf-8")
    by_hand()
    answer = typed("upgrade")
    assert answer.returncode == 1
    assert "错误：领导批示/台账.yaml" in answer.stderr
    assert not (old / ".gitattributes").exists()


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: f"---\n{text}",
        lambda text: f"\ufeff{text}",
        lambda text: text.rstrip("\n"),
        lambda text: text.replace("制度:", "制度:   # 每年看一次"),
    ],
    ids=["crlf", "dashes", "mark", "no-end", "comment"],
)
def test_however_duban_yaml_is_written(old: Path, change: Callable[[str], str]) -> None:
    config = old / "duban.yaml"
    before = change(config.read_text("utf-8"))
    config.write_bytes(before.encode())
    by_hand()
    right("upgrade")
    after = config.read_bytes().decode()
    added = f"版本: 5\n{UPGRADED}"
    added = added.replace("\n", "\r\n") if "\r" in before else added
    assert after.replace(added, "", 1) == before
    assert status() == ""
    assert typed("check", "--errors").returncode == 0


def test_a_duban_yaml_that_cannot_be_edited_is_named(old: Path) -> None:
    (old / "duban.yaml").write_text(
        "{名称: 甲, 工作区号: a, 制度: [{自: 2025-01-01, 名称: default}]}\n", "utf-8"
    )
    by_hand()
    answer = typed("upgrade")
    assert answer.returncode == 1
    assert answer.stderr == (
        "错误：duban.yaml\n这个文件不是逐行的“键: 值”，不能自动修改。\n"
        "可以这样做：把 duban.yaml 改成每行一个键的写法，duban commit 入账，再 duban upgrade\n"
    )
    assert not (old / ".gitattributes").exists()


# --- .gitattributes


def test_somebodys_own_attributes_are_kept_and_contradictions_named(old: Path) -> None:
    own = "# 图片\n*.png binary\n*.txt text eol=crlf\n*.c ident\n"
    (old / ".gitattributes").write_text(own, "utf-8")
    (old / "附件").mkdir()
    (old / "附件/.gitattributes").write_text("*.md text\n", "utf-8")
    info = old / ".git/info/attributes"
    info.parent.mkdir(exist_ok=True)
    info.write_text("*.csv working-tree-encoding=GBK\n", "utf-8")
    by_hand()
    answer = typed("upgrade")
    assert answer.returncode == 0
    assert (old / ".gitattributes").read_text("utf-8") == own + "* -text\n"
    overridden = "这一行被后面的 * -text 盖过，不起作用"
    acts = "这一行要 git 改动文件的字节，证据会对不上"
    for place, told in (
        (".gitattributes:3", f"{overridden}：*.txt text eol=crlf\n可以这样做：不要了就删去这一行"),
        (".gitattributes:4", f"{acts}：*.c ident\n可以这样做：删去这一行"),
        ("附件/.gitattributes:1", f"{acts}：*.md text\n可以这样做：删去这一行"),
        (".git/info/attributes:1", f"{acts}：*.csv working-tree-encoding=GBK\n可以这样做：删去这一行"),
    ):
        assert f"提示：{place}\n{told}\n" in answer.stderr
        assert f"提示：{place}\n{told}\n" in typed("check").stderr


def test_where_the_line_went_missing_check_says_so_and_upgrade_adds_it(ledgers: Path) -> None:
    (ledgers / ".gitattributes").write_text("* -text\n*.txt text\n", "utf-8")
    by_hand()
    said = typed("check").stderr
    assert (
        ".gitattributes 里要有 * -text，并且不被后面的行盖过；否则 git 会改换行，证据就对不上\n可以这样做：duban upgrade\n"
        in said
    )
    assert right("upgrade").startswith("已补齐版本 5\n  .gitattributes\n提交 ")
    assert (ledgers / ".gitattributes").read_text("utf-8") == "* -text\n*.txt text\n* -text\n"


def test_commit_takes_in_attributes_that_keep_the_files(ledgers: Path) -> None:
    path = ledgers / ".gitattributes"
    path.write_text("*.png -diff\n* -text\n", "utf-8")
    assert "入账 .gitattributes" in right("commit", "--reason", "图片不比较")
    path.write_text("*.png -diff\n", "utf-8")
    answer = typed("commit", "--reason", "x")
    assert answer.returncode == 1
    assert ".gitattributes 里要有 * -text" in answer.stderr
    path.unlink()
    assert typed("commit", "--reason", "x").returncode == 1
    assert "取回：git checkout HEAD -- .gitattributes" in typed("upgrade").stderr
    (path).mkdir()
    assert ".gitattributes 不是文件" in typed("upgrade").stderr


def test_init_extends_the_attributes_of_a_folder(ledgers: Path) -> None:
    place = ledgers.parent / "新"
    place.mkdir()
    (place / ".gitattributes").write_text("*.png -diff\n*.md text", "utf-8")
    answer = typed("init", str(place))
    assert answer.returncode == 0
    assert answer.stderr.startswith(
        "提示：.gitattributes:2\n这一行被后面的 * -text 盖过，不起作用：*.md text\n"
    )
    assert (place / ".gitattributes").read_text("utf-8") == "*.png -diff\n*.md text\n* -text\n"
    os.chdir(place)
    assert status() == ""
    assert right("upgrade") == "已经是最新的版本 5，没有要补的\n"


def test_init_does_not_sweep_up_edited_attributes(ledgers: Path) -> None:
    place = ledgers.parent / "新"
    place.mkdir()
    os.chdir(place)
    git("init", "--quiet")
    (place / ".gitattributes").write_text("* -text\n", "utf-8")
    by_hand()
    (place / ".gitattributes").write_text("* -text\n# 改了\n", "utf-8")
    answer = typed("init", ".")
    assert answer.returncode == 1
    assert (
        "有改动还没有提交，没有建账\n可以这样做：先用 git 提交，或放弃改动：git checkout -- .gitattributes\n"
        in answer.stderr
    )
    by_hand()
    right("init", ".")
    assert (place / ".gitattributes").read_text("utf-8") == "* -text\n# 改了\n"
    assert status() == ""


# --- line ends that git rewrites


def with_evidence(ledgers: Path, data: bytes) -> Path:
    (ledgers.parent / "证据.txt").write_bytes(data)
    right("done", "WJ-1", "--evidence", str(ledgers.parent / "证据.txt"))
    return ledgers / "附件/WJ-2026-0001/证据.txt"


def cloned(source: Path, *settings: str) -> Path:
    target = source.parent / "克隆"
    subprocess.run(["git", "clone", "--quiet", *settings, str(source), str(target)], check=True)
    os.chdir(target)
    return target


TEXTS = [b"a\nb\n", b"a\r\nb\r\n", b"a\r\nb\n", "甲\n".encode("gbk"), b"\x00\r\n\xff\n"]
REWRITING = ("-c", "core.autocrlf=true")


@pytest.mark.parametrize("data", TEXTS)
def test_evidence_survives_a_clone_that_would_rewrite_it(ledgers: Path, data: bytes) -> None:
    with_evidence(ledgers, data)
    clone = cloned(ledgers, *REWRITING)
    assert (clone / "附件/WJ-2026-0001/证据.txt").read_bytes() == data
    assert (clone / TASK).read_bytes() == (ledgers / TASK).read_bytes()
    assert typed("check", "--errors").returncode == 0
    assert status() == ""


@pytest.mark.parametrize("data", TEXTS)
def test_an_upgrade_within_a_rewritten_clone_puts_everything_right(old: Path, data: bytes) -> None:
    with_evidence(old, data)
    before = {
        path: (old / path).read_bytes() for path in git("-c", "core.quotepath=off", "ls-files").splitlines()
    }
    clone = cloned(old, *REWRITING)
    assert (clone / TASK).read_bytes() == before[TASK].replace(b"\n", b"\r\n")
    assert status() == ""
    dry = json.loads(right("upgrade", "--dry-run", "--json"))
    assert TASK in dry["line_ends"]
    said = right("upgrade")
    assert f"  换行被 git 改过的 {len(dry['line_ends'])} 个文件，复原\n" in said
    assert git("-c", "core.quotepath=off", "show", "--name-only", "--format=").splitlines() == [
        ".gitattributes",
        "duban.yaml",
        "整改/台账.yaml",
    ]
    assert status() == ""
    del before["duban.yaml"]
    assert {path: (clone / path).read_bytes() for path in before} == before
    assert typed("check", "--errors").returncode == 0
    assert right("upgrade") == "已经是最新的版本 5，没有要补的\n"


@pytest.mark.parametrize("point", ["temp-written", "replaced-first", "replaced-all", "committed"])
def test_a_crash_within_an_upgrade_is_repaired(old: Path, point: str) -> None:
    with_evidence(old, b"a\nb\n")
    cloned(old, *REWRITING)
    killed_at(point, "upgrade")
    said = typed("upgrade")
    assert said.returncode == 0
    assert "上次的操作“升级到版本 5”中途断了" in said.stderr
    assert right("upgrade") == "已经是最新的版本 5，没有要补的\n"
    assert git("log", "--format=%s").splitlines().count("升级到版本 5") == 1
    assert status() == ""
    assert typed("check", "--errors").returncode == 0


def test_evidence_that_git_had_normalised_is_stored_as_it_was_entered(old: Path) -> None:
    evidence = with_evidence(old, b"a\r\nb\r\n")
    git("config", "core.autocrlf", "true")
    git("add", "--renormalize", ".")
    git(*HAND, "commit", "--quiet", "--allow-empty", "-m", "由 git 转换")
    assert git("cat-file", "-p", "HEAD:附件/WJ-2026-0001/证据.txt") == "a\nb"
    assert status() == ""
    right("upgrade")
    assert evidence.read_bytes() == b"a\r\nb\r\n"
    assert status() == ""
    assert (cloned(old) / "附件/WJ-2026-0001/证据.txt").read_bytes() == b"a\r\nb\r\n"
    assert typed("check", "--errors").returncode == 0


def test_a_clone_that_got_it_normalised_gets_it_back(old: Path) -> None:
    with_evidence(old, b"a\r\nb\r\n")
    git("config", "core.autocrlf", "true")
    git("add", "--renormalize", ".")
    git(*HAND, "commit", "--quiet", "--allow-empty", "-m", "由 git 转换")
    clone = cloned(old)
    evidence = clone / "附件/WJ-2026-0001/证据.txt"
    assert evidence.read_bytes() == b"a\nb\n"
    said = typed("check").stderr
    assert "证据文件只有换行与入账时不同，是 git 改的：附件/WJ-2026-0001/证据.txt" in said
    assert "可以这样做：duban upgrade 复原\n" in said
    right("upgrade")
    assert sha256(evidence.read_bytes()).hexdigest() in (clone / TASK).read_text("utf-8")
    assert typed("check", "--errors").returncode == 0
    assert status() == ""


def test_a_clone_from_before_the_upgrade_is_put_right_without_a_commit(old: Path) -> None:
    evidence = with_evidence(old, b"a\nb\n").relative_to(old)
    clone = cloned(old, *REWRITING)
    right("upgrade", "-C", str(old))
    git("pull", "--quiet", "--no-rebase")
    head, text = git("rev-parse", "HEAD"), (clone / TASK).read_bytes()
    assert b"\r\n" in text
    assert "evidence-line-ends" in typed("check", "--json").stdout
    for words, would in ((("--dry-run",), "（试运行，没有写入）"), ((), "")):
        assert (clone / TASK).read_bytes() == text
        said = right("upgrade", *words).splitlines()
        assert said[0] == "已经是最新的版本 5，没有要补的"
        assert said[1].startswith("换行被 git 改过的 ")
        assert said[1].endswith(f" 个文件，复原成提交里的原样，没有新的提交{would}")
    assert (clone / TASK).read_bytes() == (old / TASK).read_bytes()
    assert (clone / evidence).read_bytes() == b"a\nb\n"
    assert (git("rev-parse", "HEAD"), status()) == (head, "")
    assert typed("check", "--errors").returncode == 0
    assert right("upgrade") == "已经是最新的版本 5，没有要补的\n"


def test_evidence_that_was_changed_is_still_accused(old: Path) -> None:
    evidence = with_evidence(old, b"a\nb\n")
    evidence.write_bytes(b"a\r\nc\r\n")
    right("upgrade")
    assert evidence.read_bytes() == b"a\r\nc\r\n"
    assert "证据文件与入账时不同" in typed("check").stderr


# --- a newer workspace

READS = [
    ("list",),
    ("overdue", "--json"),
    ("show", "WJ-1"),
    ("log",),
    ("unit", "list"),
    ("report", "overview"),
    ("reconcile", "2026-09"),
    ("export", "--csv"),
]
WRITES = [
    ADD,
    ("accept", "WJ-1"),
    ("amend", "WJ-1", "--owner", "李四", "--reason", "x"),
    ("unit", "add", "县教育局"),
    ("commit", "--reason", "x"),
    ("undo",),
    ("urge", "WJ-1"),
    ("notify",),
    ("reconcile", "2026-08", "--close"),
    ("calendar", "import", "2027.json"),
    ("upgrade",),
    (*ADD, "--dry-run"),
    ("export", "--csv", "-o", "出.csv"),
    ("report", "overview", "-o", "领导批示/出.docx"),
]
NEWER = f"工作区是版本 99，这个 duban（{__version__}）只认到版本 5："
ADVICE = "可以这样做：换用记下它的那个 duban 或更新的；版本写错了的，改回 版本: 5\n"


@pytest.fixture
def newer(ledgers: Path) -> Path:
    """The small workspace in a format that this release does not know."""
    set_format(ledgers, "99")
    holidays = {
        "year": 2027,
        "papers": [],
        "days": [{"name": "元旦", "date": "2027-01-01", "isOffDay": True}],
    }
    (ledgers / "2027.json").write_text(json.dumps(holidays, ensure_ascii=False), "utf-8")
    by_hand("更新的 duban 写的")
    return ledgers


@pytest.mark.parametrize("words", READS, ids=" ".join)
def test_a_newer_workspace_is_read_with_a_notice(newer: Path, words: tuple[str, ...]) -> None:
    assert newer.is_dir()
    answer = typed(*words)
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout
    assert (
        answer.stderr.count(
            f"提示：duban.yaml\n{NEWER}有的内容可能认不得，答案可能不全，也不能写入\n{ADVICE}"
        )
        == 1
    )


@pytest.mark.parametrize("words", WRITES, ids=lambda words: words[0])
def test_a_newer_workspace_is_never_written(newer: Path, words: tuple[str, ...]) -> None:
    (newer / TASK).write_text((newer / TASK).read_text("utf-8") + "# 手工\n", "utf-8")
    head, before = git("rev-parse", "HEAD"), status()
    answer = typed(*words)
    assert answer.returncode == 1
    assert f"错误：duban.yaml\n{NEWER}只能读，不能写，本次没有写入\n{ADVICE}" in answer.stderr
    assert (git("rev-parse", "HEAD"), status()) == (head, before)


def test_an_answer_may_stand_beside_a_newer_workspace(newer: Path) -> None:
    assert typed("export", "--csv", "-o", "../出.csv").returncode == 0
    assert (newer.parent / "出.csv").is_file()


def test_what_a_newer_program_left_half_done_is_left_to_it(newer: Path) -> None:
    notes = newer / ".git/duban"
    notes.mkdir(exist_ok=True)
    (notes / "intent.json").write_text('{"shape": "unknown"}', "utf-8")
    answer = typed(*ADD)
    assert NEWER in answer.stderr
    assert "上次" not in answer.stderr
    assert (notes / "intent.json").is_file()


def test_a_newer_workspace_that_cannot_be_read_says_why(newer: Path) -> None:
    config = newer / "duban.yaml"
    config.write_text(config.read_text("utf-8") + "公钥: [甲]\n", "utf-8")
    for words in (("list",), ("check",)):
        answer = typed(*words)
        assert answer.returncode == 1
        assert answer.stderr.startswith(f"提示：duban.yaml\n{NEWER}")
        assert "没有“公钥”这个键" in answer.stderr
    assert f"{NEWER}只能读，不能写" in typed(*ADD).stderr


def test_check_and_doctor_name_a_newer_workspace_once(newer: Path) -> None:
    assert newer.is_dir()
    answer = typed("check")
    assert (answer.returncode, answer.stderr.count(NEWER)) == (0, 1)
    assert right("doctor").count(NEWER) == 1


def test_a_newer_workspace_of_a_unit_is_not_compared(ledgers: Path, newer: Path) -> None:
    assert ledgers == newer
    theirs = newer.parent / "单位"
    subprocess.run(["cp", "-r", str(newer), str(theirs)], check=True)
    set_format(newer, "5")
    by_hand()
    answer = typed("reconcile", "2026-08", "--against", str(theirs))
    assert answer.returncode == 1
    assert f"错误：单位/duban.yaml\n{NEWER}" in answer.stderr


# --- bad values


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("两", "“版本”应当是整数，这里是文字“两”。"),
        ("'2'", "“版本”应当是整数，这里是文字“2”。"),
        ("0", "“版本”应当在 1 到 9999 之间，这里是 0。"),
        ("-1", "“版本”应当在 1 到 9999 之间，这里是 -1。"),
        ("10000", "“版本”应当在 1 到 9999 之间，这里是 10000。"),
        ("1" + "0" * 21, "数字太大。"),
        ("1.5", "“版本”应当是整数，这里是数字 1.5。"),
        ("true", "“版本”应当是整数，这里是是非值 true。"),
        ("[2]", "“版本”应当是整数，这里是列表。"),
        ("", "“版本”是空的。"),
    ],
)
def test_a_bad_value_is_told_with_its_line(ledgers: Path, value: str, told: str) -> None:
    set_format(ledgers, value)
    number = len((ledgers / "duban.yaml").read_text("utf-8").splitlines())
    for words in (("list",), ADD, ("upgrade",), ("check",)):
        answer = typed(*words)
        assert answer.returncode == 1
        assert answer.stderr.startswith(f"错误：duban.yaml:{number}\n  {number} │ 版本:")
        assert told in answer.stderr


@pytest.mark.parametrize("value", ["1", None])
def test_a_hand_does_not_change_the_format(ledgers: Path, value: str | None) -> None:
    if value:
        set_format(ledgers, value)
    else:
        text = (ledgers / "duban.yaml").read_text("utf-8")
        (ledgers / "duban.yaml").write_text(text.replace("版本: 5\n", ""), "utf-8")
    answer = typed("commit", "--reason", "x")
    assert answer.returncode == 1
    assert (
        "版本由 duban upgrade 改，不能手工改：原来是 5\n可以这样做：改回原样；要升级，再用 duban upgrade"
        in answer.stderr
    )


# --- the release


def test_every_commit_names_the_release(ledgers: Path) -> None:
    assert ledgers.is_dir()
    right(*ADD)
    right("undo")
    trailers = "--format=%(trailers:key=Duban-Release,valueonly,separator=%x2C)"
    count = int(git("rev-list", "--count", "HEAD"))
    assert count > 2
    assert git("log", trailers).splitlines() == [__version__] * count
    steps = json.loads(right("log", "--json"))
    assert {step["release"] for step in steps if step["commit"]} == {__version__}


# --- the table of steps, by a toy


TOY = Step(
    6,
    "督查专项",
    folders=("考核",),
    ledgers=(("专项", LedgerHead(name="专项台账", kind=LedgerKind.INSPECTION, prefix="ZY")),),
    attributes=("* -text -merge",),
)


@pytest.fixture
def toy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upgrades, "STEPS", (*upgrades.STEPS, TOY))


@pytest.mark.usefixtures("toy")
def test_a_later_step_adds_its_own(old: Path) -> None:
    data = json.loads(right("upgrade", "--json"))
    assert (data["from"], data["to"], [step["format"] for step in data["steps"]]) == (1, 6, [2, 3, 4, 5, 6])
    assert data["paths"] == [".gitattributes", "duban.yaml", "专项/台账.yaml", "整改/台账.yaml"]
    assert (old / "专项/台账.yaml").read_text("utf-8") == "名称: 专项台账\n种类: 重大督查\n字头: ZY\n"
    assert (old / ".gitattributes").read_text("utf-8") == "* -text\n* -text -merge\n"
    assert right("upgrade") == "已经是最新的版本 6，没有要补的\n"
    assert typed("check", "--errors").returncode == 0
    right("init", str(old.parent / "新"))
    assert (old.parent / "新/专项/台账.yaml").is_file()
    os.chdir(old.parent / "新")
    assert right("upgrade") == "已经是最新的版本 6，没有要补的\n"


def test_a_ledger_in_a_folder_that_became_ours_counts_until_it_is_renamed(old: Path) -> None:
    (old / "督查").mkdir()
    (old / "督查/台账.yaml").write_text("名称: 我的\n种类: 重大督查\n字头: DX\n", "utf-8")
    by_hand()
    head = (
        "--title",
        "老账",
        "--lead",
        "县水务局",
        "--owner",
        "张三",
        "--requirements",
        "办",
        "--due-on",
        "2026-10-30",
    )
    source = ("--source-kind", "督查活动", "--source-name", "汛期督查", "--issuer", "县政府")
    right("add", "--ledger", "DX", *head, *source)
    assert "老账" in right("list")
    assert "“督查”是 duban 留着以后用的，现在是一本台账" in typed("check").stderr
    refused = typed("upgrade")
    assert refused.returncode == 1
    assert "版本 4 要用文件夹“督查”" in refused.stderr
    assert "字头 DX，台账“督查”已经用了" in refused.stderr


@pytest.mark.usefixtures("toy")
@pytest.mark.parametrize(
    ("folder", "prefix", "told", "advice"),
    [
        ("考核", "KP", "版本 5 要用文件夹“考核”，这里的“考核”已经有别的用处", "git mv 考核 新名字"),
        ("考\u200b核", "KP", "", ""),
        ("专项", "XX", "版本 6 要用文件夹“专项”，这里的“专项”已经有别的用处", "git mv 专项 新名字"),
        ("我的专项", "ZY", "版本 6 的“专项台账”要用字头 ZY，台账“我的专项”已经用了", "先给它换字头：没有事项的，改 我的专项/台账.yaml"),
        ("专项", None, "版本 6 要用文件夹“专项”，这里的“专项”已经有别的用处", "git mv 专项 新名字"),
        ("专项", "ZY", "", ""),
    ],
)  # fmt: skip
def test_what_is_taken_is_named_with_what_to_rename(
    old: Path, folder: str, prefix: str | None, told: str, advice: str
) -> None:
    (old / folder).mkdir()
    if prefix:
        (old / folder / "台账.yaml").write_text(f"名称: 我的\n种类: 重大督查\n字头: {prefix}\n", "utf-8")
    else:
        (old / folder / "说明.txt").write_text("甲", "utf-8")
    by_hand()
    answer = typed("upgrade")
    if not told:
        assert answer.returncode == 0, answer.stderr
        return
    assert answer.returncode == 1
    assert told in answer.stderr
    assert advice in answer.stderr
    assert "版本" not in (old / "duban.yaml").read_text("utf-8")
    if "要用文件夹" in told:
        git("mv", folder, "另一个")
    else:
        text = (old / folder / "台账.yaml").read_text("utf-8")
        (old / folder / "台账.yaml").write_text(text.replace("ZY", "ZX"), "utf-8")
    by_hand()
    right("upgrade")
    assert "版本: 6\n" in (old / "duban.yaml").read_text("utf-8")
