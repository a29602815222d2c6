"""`backup` and `restore`: what goes in comes out, byte for byte and commit for commit; everything else is refused."""

import json
import os
import stat
import subprocess
import zipfile
from pathlib import Path

import pytest
from tests.forgeries import git
from tests.outside import typed

from duban.files.package import backup as packages
from duban.files.package.manifest import MANIFEST


def done(*words: str) -> str:
    answer = typed(*words)
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


def refused(*words: str, code: int = 1) -> str:
    answer = typed(*words)
    assert answer.returncode == code, answer.stdout
    assert answer.stdout == ""
    assert "可以这样做" in answer.stderr
    return answer.stderr


@pytest.fixture
def saved(books: Path, tmp_path: Path) -> Path:
    """A backup of a workspace whose September is closed."""
    (books / "来表.csv").unlink()
    git(books, "tag", "交账")
    git(books, "branch", "旧")
    done("backup", str(tmp_path / "备.zip"))
    return tmp_path / "备.zip"


def files_of(folder: Path) -> dict[str, bytes]:
    found = (
        path for path in folder.rglob("*") if path.is_file() and ".git" not in path.relative_to(folder).parts
    )
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def test_a_backup_restores_to_the_same_books(books: Path, saved: Path, tmp_path: Path) -> None:
    told = done("restore", str(saved), str(tmp_path / "新账"))
    assert f"已恢复：{tmp_path / '新账'}" in told
    assert files_of(tmp_path / "新账") == files_of(books)
    assert git(tmp_path / "新账", "show-ref") == git(books, "show-ref")
    assert git(tmp_path / "新账", "status", "--porcelain") == ""
    assert git(tmp_path / "新账", "symbolic-ref", "HEAD") == git(books, "symbolic-ref", "HEAD")
    ours, theirs = (
        json.loads(done("audit", "--json", "-C", str(each))) for each in (books, tmp_path / "新账")
    )
    assert ours == theirs
    assert ours["code"] in told
    assert done("check", "-C", str(tmp_path / "新账")) == done("check")
    assert done("accept", "PS-1", "--on", "2026-10-12", "--today", "2026-10-12", "-C", str(tmp_path / "新账"))


def test_only_its_owner_may_read_it(saved: Path) -> None:
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600


def test_it_can_be_tried_without_a_folder(saved: Path, tmp_path: Path) -> None:
    before = sorted(tmp_path.iterdir())
    assert f"能恢复：{saved}" in done("restore", str(saved), "--check")
    assert sorted(tmp_path.iterdir()) == before


def test_programs_read_what_was_saved_and_restored(books: Path, tmp_path: Path) -> None:
    (books / "来表.csv").unlink()
    made = json.loads(done("backup", str(tmp_path / "备.zip"), "--json"))
    again = json.loads(done("restore", made["file"], str(tmp_path / "新"), "--json"))
    assert made["head"] == again["head"] == git(books, "rev-parse", "HEAD").strip()
    assert made["left_out"] == []
    assert made["size"] == (tmp_path / "备.zip").stat().st_size
    assert again["tasks"] > 3
    assert again["links"] == []
    assert {*made} - {*again} == {"size", "sha256", "left_out"}


def test_a_backup_without_duban_is_a_bundle_of_git(saved: Path, tmp_path: Path, books: Path) -> None:
    with zipfile.ZipFile(saved) as archive:
        assert archive.namelist() == ["说明.txt", "账本.bundle", MANIFEST]
        told = archive.read("说明.txt").decode("utf-8-sig")
        archive.extract("账本.bundle", tmp_path)
    subprocess.run(["git", "clone", "-q", str(tmp_path / "账本.bundle"), str(tmp_path / "clone")], check=True)
    assert files_of(tmp_path / "clone") == files_of(books)
    assert "git clone 账本.bundle" in told


def test_a_name_is_made_up_and_stands_beside_the_books(ledgers: Path, tmp_path: Path) -> None:
    done("backup")
    (made,) = tmp_path.glob("*.zip")
    assert made.name.startswith("某县督查室-备份-2026")
    (tmp_path / "盘").mkdir()
    done("backup", str(tmp_path / "盘"))
    assert len(list((tmp_path / "盘").iterdir())) == 1
    assert ledgers.parent == tmp_path


def test_a_workspace_inside_a_larger_repository_comes_back_with_it(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert home.is_dir()
    outer = tmp_path / "大 库"
    outer.mkdir()
    monkeypatch.chdir(outer)
    git(outer, "init", "-q")
    (outer / "别的.txt").write_text("别的", "utf-8")
    git(outer, "add", ".")
    git(outer, "commit", "-q", "-m", "别的")
    done("init", "账")
    done("backup", str(tmp_path / "备.zip"), "-C", "账")
    told = done("restore", str(tmp_path / "备.zip"), str(tmp_path / "新"))
    assert f"cd {tmp_path / '新' / '账'}" in told
    assert (tmp_path / "新" / "别的.txt").read_text("utf-8") == "别的"


@pytest.mark.forges
def test_what_is_not_entered_is_refused_or_told(ledgers: Path, tmp_path: Path) -> None:
    (ledgers / "duban.yaml").write_text((ledgers / "duban.yaml").read_text("utf-8") + "# 改\n", "utf-8")
    (ledgers / "草稿.txt").write_text("草稿", "utf-8")
    said = refused("backup", str(tmp_path / "备.zip"))
    assert "duban.yaml" in said
    assert not (tmp_path / "备.zip").exists()
    answer = typed("backup", str(tmp_path / "备.zip"), "--committed", "--json")
    assert answer.returncode == 0
    assert json.loads(answer.stdout)["left_out"] == ["duban.yaml", "草稿.txt"]
    assert answer.stderr.count("不在备份里") == 2
    done("restore", str(tmp_path / "备.zip"), str(tmp_path / "新"))
    assert "改" not in (tmp_path / "新" / "duban.yaml").read_text("utf-8")


def test_where_it_may_not_stand(ledgers: Path, tmp_path: Path) -> None:
    assert "在账本里面" in refused("backup", str(ledgers / "x.zip"))
    assert "在账本里面" in refused("backup", str(ledgers / ".git"))
    assert "不是 .zip 文件" in refused("backup", str(tmp_path / "x.tar"))
    assert "不存在" in refused("backup", str(tmp_path / "没有" / "x.zip"))
    (tmp_path / "有.zip").write_text("别人的", "utf-8")
    assert "已经有了" in refused("backup", str(tmp_path / "有.zip"))
    assert (tmp_path / "有.zip").read_text("utf-8") == "别人的"
    done("backup", str(tmp_path / "有.zip"), "--force")
    done("restore", str(tmp_path / "有.zip"), "--check")


def test_a_backup_that_does_not_restore_gets_no_name(
    ledgers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ledgers.is_dir()
    real = packages.write_backup

    def spoilt(path: Path, bundle: Path, *rest: object) -> None:
        data = bundle.read_bytes()
        bundle.write_bytes(data[:-40] + b"\0" + data[-39:])
        real(path, bundle, *rest)  # type: ignore[arg-type] # handed on as it came

    monkeypatch.setattr("duban.cli.commands.vault.backup.write_backup", spoilt)
    said = refused("backup", str(tmp_path / "备.zip"))
    assert said.startswith(
        f"错误：{tmp_path / '备.zip'}\n刚写的这一份验不过，没有留下：账本.bundle 里的 git 仓库恢复不出来"
    )
    assert "git fsck" in said
    assert sorted(path.name for path in tmp_path.iterdir()) == ["台账 副本"]


def test_a_history_that_is_cut_off_is_no_backup(ledgers: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{ledgers}", str(tmp_path / "浅"))
    assert "git fetch --unshallow" in refused("backup", str(tmp_path / "备.zip"), "-C", str(tmp_path / "浅"))


def test_where_nothing_may_be_restored(ledgers: Path, saved: Path, tmp_path: Path) -> None:
    for taken in (ledgers, ledgers / "duban.yaml"):
        assert "已经有东西" in refused("restore", str(saved), str(taken))
    assert "另一个账本" in refused("restore", str(saved), str(ledgers / "新"))
    assert "不存在" in refused("restore", str(saved), str(tmp_path / "没有" / "新"))
    assert "没有写恢复到哪里" in refused("restore", str(saved), code=2)
    assert "不写文件夹" in refused("restore", str(saved), "新", "--check", code=2)
    (tmp_path / "空").mkdir()
    done("restore", str(saved), str(tmp_path / "空"))
    assert (tmp_path / "空" / "duban.yaml").is_file()


def spoil(path: Path, **new: object) -> None:
    """Rewrites what a backup says of itself, its digests counted anew."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    listed = json.loads(members[MANIFEST])
    listed["about"] |= new
    members[MANIFEST] = json.dumps(listed).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ({"folder": "../.."}, "在仓库外面"),
        ({"folder": "/etc"}, "在仓库外面"),
        ({"folder": "附件"}, "不是"),
        ({"head": "0" * 40}, "分支"),
        ({"refs": {}}, "分支"),
        ({"branch": "旧的"}, "旧的"),
        ({"commits": 1}, "不是"),
        ({"files": 1}, "不一样多"),
        ({"bytes": 1}, "不一样多"),
        ({"books_code": "ABCD-EFGH-IJKL"}, "账目校验码"),
        ({"files": "x"}, "不是这种包"),
    ],
)
def test_a_backup_that_says_something_else_is_refused(
    saved: Path, tmp_path: Path, new: dict[str, object], said: str
) -> None:
    spoil(saved, **new)
    before = sorted(tmp_path.iterdir())
    told = refused("restore", str(saved), str(tmp_path / "新"))
    assert said in told
    assert str(saved) in told
    assert sorted(tmp_path.iterdir()) == before


def test_what_is_no_backup_is_told(tmp_path: Path, home: Path) -> None:
    assert home.is_dir()
    (tmp_path / "x.zip").write_bytes(b"PK")
    assert "不是压缩包" in refused("restore", str(tmp_path / "x.zip"), "--check")
    with zipfile.ZipFile(tmp_path / "y.zip", "w") as archive:
        archive.writestr("a", "b")
    assert "不是 duban 的备份" in refused("restore", str(tmp_path / "y.zip"), "--check")


def test_a_disk_without_room_is_told(saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full:
        free = 10

    monkeypatch.setattr("shutil.disk_usage", lambda _: Full)
    before = sorted(tmp_path.iterdir())
    assert "只剩 0 MB" in refused("restore", str(saved), str(tmp_path / "新"))
    assert sorted(tmp_path.iterdir()) == before


def test_a_bomb_is_not_unpacked(saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "_PLENTY", 0)
    monkeypatch.setattr(packages, "_MOST_RATIO", 0)
    assert "压缩炸弹" in refused("restore", str(saved), str(tmp_path / "新"))
    assert not (tmp_path / "新").exists()


@pytest.mark.forges
def test_books_that_cannot_be_read_come_back_and_are_told(ledgers: Path, tmp_path: Path) -> None:
    git(ledgers, "checkout", "-q", "-b", "坏")
    (task,) = (ledgers / "重要文件").glob("2026/*.yaml")
    task.write_text("[", "utf-8")
    git(ledgers, "commit", "-q", "-a", "-m", "坏了")
    git(ledgers, "checkout", "-q", "main")
    git(ledgers, "merge", "-q", "坏")
    done("backup", str(tmp_path / "备.zip"))
    answer = typed("restore", str(tmp_path / "备.zip"), str(tmp_path / "新"))
    assert answer.returncode == 1
    assert "2 件事项读得出" in answer.stdout
    assert task.name in answer.stderr


def test_hooks_of_the_user_do_not_run(saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    (hooks / "post-checkout").write_text(f"#!/bin/sh\ntouch {tmp_path / 'ran'}\n")
    (hooks / "post-checkout").chmod(0o755)
    settings = tmp_path / "settings"
    own = Path(os.environ["HOME"], ".gitconfig").read_text("utf-8")
    settings.write_text(f"{own}[core]\n\thooksPath = {hooks}\n", "utf-8")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    done("restore", str(saved), str(tmp_path / "新"))
    assert not (tmp_path / "ran").exists()


def test_what_was_stashed_is_told(ledgers: Path, tmp_path: Path) -> None:
    (ledgers / "duban.yaml").write_text((ledgers / "duban.yaml").read_text("utf-8") + "# 改\n", "utf-8")
    git(ledgers, "stash", "-q")
    answer = typed("backup", str(tmp_path / "备.zip"))
    assert answer.returncode == 0
    assert "refs/stash" in answer.stderr


def test_a_disk_that_has_no_room_for_the_proof_is_told(
    ledgers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full:
        free = 10

    monkeypatch.setattr("shutil.disk_usage", lambda _: Full)
    said = refused("backup", str(tmp_path / "备.zip"))
    assert said.startswith(f"错误：{tmp_path / '备.zip'}\n恢复要 0 MB")
    assert sorted(path.name for path in tmp_path.iterdir()) == [ledgers.name]
