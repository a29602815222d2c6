"""`key`, and what audit and guard say of signatures: git itself signs, by a stand-in for ssh-keygen."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from tests.forgeries import git, last_message, recorded, sub
from tests.keys import install, load, make_key, signed, write_commit
from tests.outside import Answer, typed

TASK = "领导批示/2026/PS-2026-0001.yaml"
NAMES = ("王五", "李四", "张三")
LAST = "2026-10-12"
DAY = ("--on", LAST, "--today", LAST)


def said(*words: str) -> str:
    """What a command that succeeds says."""
    answer = typed(*words)
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


@pytest.fixture
def office(books: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The books, the keys of three people, and a git that signs without openssh."""
    keys = tmp_path_factory.mktemp("钥匙")
    for seed, name in enumerate(NAMES, start=1):
        make_key(keys / name, seed)
    git(books, "config", "gpg.ssh.program", str(install(keys)))
    (books / "来表.csv").unlink()
    return keys


@pytest.fixture
def signing(office: Path) -> Path:
    """王五 and 李四 registered from the first day of the books; 王五 signs here, and everybody must."""
    said("key", "add", "王五", str(office / "王五.pub"), "--on", "2026-09-01")
    said("key", "add", "李四", str(office / "李四.pub"), "--on", "2026-09-01")
    said("key", "use", str(office / "王五"))
    said("key", "require")
    return office


def refused(*words: str) -> str:
    """What a command that is refused says."""
    answer = typed(*words)
    assert answer.returncode != 0
    assert answer.stdout == ""
    return answer.stderr


def rules() -> set[str]:
    """The codes of what an audit finds, notes apart."""
    answer = json.loads(typed("audit", "--json").stdout)
    return {each["rule"] for each in answer["findings"] if each["weight"] != "note"}


@pytest.mark.usefixtures("signing")
def test_commits_are_signed_by_git(books: Path) -> None:
    said("progress", "PS-1", "--done", "动工", *DAY)
    assert b"gpgsig -----BEGIN SSH SIGNATURE-----" in _raw(books)
    assert typed("audit").returncode == 0
    listed = said("key", "list")
    assert "起用了签名" in listed
    assert listed.count("SHA256:") == 3


def _raw(folder: Path, name: str = "HEAD") -> bytes:
    return subprocess.run(
        ["git", "-C", str(folder), "cat-file", "commit", name], capture_output=True, check=True
    ).stdout


def test_whoever_does_not_sign_cannot_write(signing: Path, books: Path) -> None:
    git(books, "config", "commit.gpgSign", "false")
    assert "本机的 git 没有设成签名" in refused("progress", "PS-1", "--done", "动工", *DAY)
    git(books, "config", "commit.gpgSign", "true")
    git(books, "config", "user.signingKey", str(signing / "张三"))
    assert "没有登记" in refused("progress", "PS-1", "--done", "动工", *DAY)
    git(books, "config", "user.signingKey", str(signing / "没有"))
    assert "读不到本机签名用的公钥" in refused("progress", "PS-1", "--done", "动工", *DAY)
    git(books, "config", "user.signingKey", str(signing / "李四"))
    assert "公钥是“李四”的，git 里的提交人却是“王五”" in refused("progress", "PS-1", "--done", "动工", *DAY)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("key", "add", "赵六", "{keys}/王五.pub"), "已经登记在“王五”名下"),
        (("key", "add", "赵六", "{keys}/王五"), "这是私钥"),
        (("key", "add", "赵六", "{keys}/没有.pub"), "读不了这个文件"),
        (("key", "add", "赵六", "{keys}"), "读不了这个文件"),
        (("key", "add", "", "{keys}/张三.pub"), "姓名是空的"),
        (("key", "retire", "王伍"), "人员里没有“王伍”的公钥"),
        (("key", "retire", "王五", "--key", "SHA256:没有"), "没有这一把"),
        (("key", "retire", "王五", "--until", "2026-08-01"), "2026-09-01 才起用"),
        (("key", "withdraw", "李四"), "没有写为什么撤回"),
        (("key", "withdraw", "王五", "--reason", "丢失"), "本机就不能签名了"),
        (("key", "use", "没有的文件"), "没有这个文件"),
    ],
)
def test_what_is_refused_says_why(signing: Path, words: tuple[str, ...], told: str) -> None:
    answer = refused(*(word.format(keys=signing) for word in words))
    assert told in answer
    assert "可以这样做：" in answer


def test_signatures_are_not_required_before_somebody_can_sign(office: Path) -> None:
    assert "没有设成签名" in refused("key", "require")
    assert "它还没有登记：duban key add 王五" in said("key", "use", str(office / "王五"))
    assert "没有登记" in refused("key", "require")
    said("key", "add", "王五", str(office / "王五.pub"))
    said("key", "require")
    assert "没有需要写入的改动" in said("key", "require")
    said("key", "require", "--off")


def test_a_key_is_changed_lost_and_withdrawn(signing: Path) -> None:
    make_key(signing / "新的", 9)
    said("key", "add", "王五", str(signing / "新的.pub"), *DAY)
    said("key", "use", str(signing / "新的"))
    first = said("key", "list", "--json")
    assert '"is_own": true' in first
    old = next(line for line in said("key", "list").splitlines() if line.startswith("王五")).split()[1]
    said("key", "retire", "王五", "--key", old, *DAY)
    said("key", "withdraw", "李四", "--reason", "电脑丢失", *DAY)
    assert "电脑丢失" in said("key", "list").replace("\n", "").replace(" ", "")
    assert "撤回过" in refused("key", "add", "赵六", str(signing / "李四.pub"))
    assert rules() == set()
    assert typed("check").returncode == 0


def test_another_format_of_signature_is_left_to_git(office: Path) -> None:
    """Where signatures are not required, a stranger's is a note."""
    said("key", "use", str(office / "张三"))
    said("progress", "PS-1", "--done", "动工", *DAY)
    assert rules() == set()
    assert "公钥没有登记" in said("audit", "--notes").replace("\n", "").replace(" ", "")


def forge(folder: Path, *, key: Path | None, author: str = "王五") -> str:
    """A commit as `progress` would have made it, signed by somebody's key or by nobody; its name."""
    said("progress", "PS-1", "--done", "动工", *DAY)
    data = _raw(folder)
    git(folder, "reset", "--quiet", "--hard", "HEAD~1")
    head, _, body = data.partition(b"\n\n")
    lines = head.split(b"\n")
    head = b"\n".join(lines[: next(at for at, line in enumerate(lines) if line.startswith(b"gpgsig"))])
    head = head.replace("author 王五".encode(), f"author {author}".encode())
    plain = head + b"\n\n" + body
    name = write_commit(folder, signed(plain, load(key)) if key is not None else plain)
    git(folder, "reset", "--quiet", "--hard", name)
    return name


@pytest.mark.forges
@pytest.mark.parametrize(
    ("key", "author", "found"),
    [
        (None, "王五", {"unsigned"}),
        ("张三", "王五", {"not-a-signer"}),
        ("李四", "王五", {"other-signer"}),
        ("王五", "王五", set()),
    ],
)
def test_what_the_wrong_one_signed_is_found(
    signing: Path, books: Path, key: str | None, author: str, found: set[str]
) -> None:
    forge(books, key=signing / key if key else None, author=author)
    assert rules() == found


@pytest.mark.forges
@pytest.mark.usefixtures("signing")
def test_a_signature_of_another_commit_is_found(books: Path) -> None:
    other = _raw(books)
    said("progress", "PS-1", "--done", "动工", *DAY)
    data = _raw(books)
    git(books, "reset", "--quiet", "--hard", "HEAD~1")
    mine, its = (each[each.index(b"\ngpgsig") : each.index(b"\n\n")] for each in (data, other))
    git(books, "reset", "--quiet", "--hard", write_commit(books, data.replace(mine, its)))
    assert rules() == {"signature-forged"}


@pytest.mark.forges
def test_a_withdrawn_key_signs_nothing_more_whatever_the_day(signing: Path, books: Path) -> None:
    git(books, "config", "user.name", "李四")
    said("key", "use", str(signing / "李四"))
    said("accept", "PS-1", *DAY)
    git(books, "config", "user.name", "王五")
    said("key", "use", str(signing / "王五"))
    before = git(books, "rev-parse", "HEAD").strip()
    said("key", "withdraw", "李四", "--reason", "电脑丢失", *DAY)
    assert rules() == set()
    after = git(books, "rev-parse", "HEAD").strip()
    forge(books, key=signing / "李四", author="李四")
    assert rules() == {"key-unfit"}
    # the thief begins before the withdrawal, and has it merged
    git(books, "reset", "--quiet", "--hard", before)
    name = forge(books, key=signing / "李四", author="李四")
    git(books, "reset", "--quiet", "--hard", after)
    git(books, "merge", "--quiet", "--no-edit", name)
    assert rules() == {"came-late"}


@pytest.mark.forges
def test_what_was_left_unsigned_before_and_merged_after_is_told(office: Path, books: Path) -> None:
    said("key", "add", "王五", str(office / "王五.pub"), "--on", "2026-09-01")
    before = git(books, "rev-parse", "HEAD").strip()
    said("progress", "PS-1", "--done", "动工", *DAY)
    aside = git(books, "rev-parse", "HEAD").strip()
    git(books, "reset", "--quiet", "--hard", before)
    said("key", "use", str(office / "王五"))
    said("key", "require")
    git(books, "merge", "--quiet", "--no-edit", aside)
    assert rules() == {"came-late"}


@pytest.mark.forges
@pytest.mark.usefixtures("signing")
def test_a_hand_that_ends_the_rule_must_sign_too(books: Path) -> None:
    sub("duban.yaml", "签名起用: .*\n", "")(books)
    git(books, "commit", "--quiet", "--all", "--no-gpg-sign", "-m", "整理")
    assert rules() == {"by-hand", "unsigned"}


@pytest.mark.forges
@pytest.mark.usefixtures("signing")
def test_key_writes_keys_and_nothing_else_of_people(books: Path) -> None:
    now = recorded(books)
    sub("duban.yaml", "姓名: 李四", "姓名: 李肆")(books)
    text = last_message(books).replace("起用签名", "登记公钥")
    git(books, "commit", "--quiet", "--all", "-m", text, GIT_AUTHOR_DATE=now, GIT_COMMITTER_DATE=now)
    assert rules() == {"trespass"}


def push(folder: Path, *words: str) -> Answer:
    """A push; what the server said."""
    place = ["git", "-C", str(folder), "push", "-q", *(words or ("origin", "HEAD"))]
    return subprocess.run(place, capture_output=True, text=True, check=False, env=os.environ)


@pytest.fixture
def served(signing: Path, books: Path, tmp_path: Path) -> Path:
    """A guarded bare repository that has the books, signatures required."""
    bare = tmp_path / "库.git"
    subprocess.run(["git", "init", "-q", "--bare", str(bare)], check=True)
    git(books, "remote", "add", "origin", f"file://{bare}")
    assert push(books, "-u", "origin", "HEAD").returncode == 0
    said("guard", "install", "--repository", str(bare))
    return signing


@pytest.mark.forges
@pytest.mark.parametrize(
    ("key", "author", "words"),
    [
        (None, "王五", "起用签名以后的提交没有签名"),
        ("张三", "王五", "签名的公钥没有登记在人员里"),
        ("李四", "王五", "签名的人不是提交人"),
    ],
)
def test_the_guard_takes_no_other_signature(
    served: Path, books: Path, key: str | None, author: str, words: str
) -> None:
    forge(books, key=served / key if key else None, author=author)
    answer = push(books)
    assert answer.returncode == 1
    assert words in answer.stderr


@pytest.mark.forges
def test_the_guard_goes_by_the_keys_from_before(served: Path, books: Path) -> None:
    said("progress", "PS-1", "--done", "动工", *DAY)
    assert push(books).returncode == 0
    held = git(books, "rev-parse", "HEAD").strip()
    said("key", "require", "--off")
    git(books, "config", "commit.gpgSign", "false")
    said("progress", "PS-1", "--done", "完工", *DAY)
    answer = push(books)
    assert answer.returncode == 1
    assert "没有签名" in answer.stderr
    # a key that is withdrawn there signs nothing, even from before
    git(books, "reset", "--quiet", "--hard", held)
    git(books, "config", "commit.gpgSign", "true")
    said("key", "withdraw", "李四", "--reason", "电脑丢失", *DAY)
    after = git(books, "rev-parse", "HEAD").strip()
    assert push(books).returncode == 0
    git(books, "reset", "--quiet", "--hard", held)
    name = forge(books, key=served / "李四", author="李四")
    git(books, "reset", "--quiet", "--hard", after)
    git(books, "merge", "--quiet", "--no-edit", name)
    answer = push(books)
    assert answer.returncode == 1
    assert "签名的公钥那时不能用" in answer.stderr


@pytest.mark.usefixtures("signing")
def test_the_keys_are_written_for_git(books: Path) -> None:
    listed = (books / ".git" / "duban" / "allowed_signers").read_text("utf-8")
    assert listed.count('namespaces="git"') == 2
