"""`dossier`: one matter, several, a period in a package that proves itself; everything that was bent is found."""

import hashlib
import json
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.forgeries import git
from tests.keys import install, make_key
from tests.outside import typed

from duban.files.package.dossier import member_names
from duban.files.package.manifest import MANIFEST

DAY = ("--today", "2026-09-29")
FILE = "领导批示/2026/PS-2026-0001.yaml"
PROOF = "附件/PS-2026-0001/验收 单.txt"
SUBJECT = "PS-2026-0001"
Members = dict[str, bytes]


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
def office(ledgers: Path, tmp_path: Path) -> Path:
    """The small workspace with one task reported done, its evidence enclosed."""
    (tmp_path / "验收 单.txt").write_text("三处积水点已整治。\n", "utf-8")
    done("accept", "PS-1", *DAY)
    done("done", "PS-1", "--done", "已整治", "--evidence", str(tmp_path / "验收 单.txt"), *DAY)
    return ledgers


@pytest.fixture
def made(office: Path, tmp_path: Path) -> Path:
    assert office.is_dir()
    done("dossier", "PS-1", "-o", str(tmp_path / "档.zip"), *DAY)
    return tmp_path / "档.zip"


def members_of(path: Path) -> Members:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_dossier_holds_page_file_evidence_and_history(office: Path, made: Path) -> None:
    members = members_of(made)
    assert [*members] == [
        *(f"原件/{FILE}", f"原件/{PROOF}", "卷内/PS-2026-0001.html", "历史.pack", "目录.html", MANIFEST)
    ]
    assert members[f"原件/{FILE}"] == (office / FILE).read_bytes()
    assert members[f"原件/{PROOF}"] == (office / PROOF).read_bytes()
    page = members["卷内/PS-2026-0001.html"].decode()
    assert "整治城东积水点" in page
    assert "报结" in page
    index = members["目录.html"].decode()
    assert "duban dossier --check" in index
    assert hashlib.sha256(members[f"原件/{PROOF}"]).hexdigest() in index
    facts = json.loads(members[MANIFEST])
    assert facts["form"] == "duban-dossier"
    assert [each["commit"] for each in facts["about"]["history"]] == git(
        office, "log", "--format=%H", "--", FILE
    ).split()


def test_it_is_checked_without_any_workspace(
    office: Path, made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = json.loads(done("audit", "--json"))["code"]
    (tmp_path / "别处").mkdir()
    shutil.move(office, tmp_path / "移走")
    monkeypatch.chdir(tmp_path / "别处")
    told = done("dossier", "--check", str(made))
    assert "对得上" in told
    assert code in told
    assert "提交没有签名" in told
    answer = json.loads(done("dossier", "--check", str(made), "--json"))
    assert (answer["proved"], answer["signers"], answer["books_code"]) == (2, [None] * 3, code)
    assert [each["number"] for each in answer["papers"]] == [SUBJECT]


def test_no_other_matter_is_in_the_history(office: Path, made: Path, tmp_path: Path) -> None:
    (tmp_path / "历史.pack").write_bytes(members_of(made)["历史.pack"])
    git(tmp_path, "init", "-q", "空")
    git(tmp_path / "空", "index-pack", str(tmp_path / "历史.pack"))
    listed = git(tmp_path / "空", "verify-pack", "-v", str(tmp_path / "历史.pack"))
    kinds = [line.split()[:2] for line in listed.splitlines() if len(line.split()) > 3]
    blobs = {name for name, kind in kinds if kind == "blob"}
    own = {git(office, "rev-parse", f"{sha}:{FILE}").strip()
           for sha in git(office, "log", "--format=%H", "--", FILE).split()}  # fmt: skip
    assert blobs == own
    assert sum(kind == "commit" for _, kind in kinds) == 3


def rewritten(path: Path, change: Callable[[Members], object], *, listed: bool = True) -> str:
    """Changes members, counts the list anew as a forger would, and asks."""
    members = members_of(path)
    change(members)
    raw = json.loads(members.pop(MANIFEST))
    if listed:
        raw["members"] = [
            {"name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            for name, data in members.items()
        ]
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
        archive.writestr(MANIFEST, json.dumps(raw))
    return refused("dossier", "--check", str(path))


def replacing(new: Members) -> Callable[[Members], object]:
    return lambda members: members.update(new)


def about(members: Members, **new: object) -> None:
    raw = json.loads(members[MANIFEST])
    raw["about"] |= new
    members[MANIFEST] = json.dumps(raw).encode()


def bend(members: Members, name: str, old: str, new: str) -> None:
    assert old in members[name].decode()
    members[name] = members[name].decode().replace(old, new).encode()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda members: bend(members, f"原件/{FILE}", "城东", "城西"), "不是提交"),
        (lambda members: bend(members, f"原件/{PROOF}", "三处", "两处"), "摘要不同"),
        (lambda members: members.pop(f"原件/{PROOF}"), "包里没有"),
        (lambda members: members.pop("卷内/PS-2026-0001.html"), "包里没有"),
        (lambda members: members.update({"历史.pack": b"PACK"}), "证明不了"),
        (lambda members: members.update({"历史.pack": members["历史.pack"][:-30]}), "证明不了"),
        (lambda members: about(members, books_code="ABCD-EFGH-IJKL"), "账目校验码"),
        (lambda members: about(members, head="0" * 40), "证明不了"),
        (lambda members: about(members, head="--all"), "证明不了"),
        (lambda members: about(members, folder="../x"), "账目校验码"),
        (lambda members: about(members, history=[{"commit": "1" * 40, "paths": [FILE]}]), "证明不了"),
        (
            lambda members: about(members, originals=[{"member": f"原件/{FILE}", "path": "duban.yaml"}]),
            "不是提交",
        ),
        (
            lambda members: about(members, originals=[{"member": f"原件/{FILE}", "path": "没有"}]),
            "不是提交",
        ),
        (lambda members: about(members, papers=1), "不是这种包"),
    ],
)
def test_what_was_bent_is_found(made: Path, change: Callable[[Members], object], said: str) -> None:
    told = rewritten(made, change)
    assert said in told
    assert str(made) in told


def test_what_was_changed_without_counting_anew_is_found(made: Path) -> None:
    told = rewritten(made, lambda members: members.update({"目录.html": b"x"}), listed=False)
    assert "目录.html" in told


def test_several_and_a_period(office: Path, tmp_path: Path) -> None:
    told = done("dossier", "PS-1", "WJ-1", "PS-2", "PS-2", "-o", str(tmp_path / "几.zip"), *DAY)
    assert "3 件" in told
    done("dossier", "--check", str(tmp_path / "几.zip"))
    done("reconcile", "2026-09", "--close", "--today", "2026-10-08")
    told = done("dossier", "--period", "2026-09", "-o", str(tmp_path / "期.zip"), "--today", "2026-10-08")
    assert "3 件" in told
    members = members_of(tmp_path / "期.zip")
    assert "原件/对账/2026-09/账页.yaml" in members
    assert json.loads(done("dossier", "--check", str(tmp_path / "期.zip"), "--json"))["proved"] == 6
    assert "2025 没有事项" in refused("dossier", "--period", "2025", "--today", "2026-10-08")
    assert office.is_dir()


def test_a_name_is_made_up_beside_the_books(office: Path, tmp_path: Path) -> None:
    done("dossier", "PS-1", *DAY)
    (found,) = tmp_path.glob("*.zip")
    assert found.name.startswith("某县督查室-PS-2026-0001-档案-2026")
    assert "在账本里面" in refused("dossier", "PS-1", "-o", str(office / "x.zip"), *DAY)
    assert "已经有了" in refused("dossier", "PS-1", "-o", str(found), *DAY)
    done("dossier", "PS-1", "-o", str(found), "--force", *DAY)


def test_wrong_words(made: Path) -> None:
    assert "没有写做哪一件" in refused("dossier", code=2)
    assert "只写一样" in refused("dossier", "PS-1", "--period", "2026Q3", code=2)
    assert "只核对" in refused("dossier", "PS-1", "--check", str(made), code=2)
    assert "不是一期" in refused("dossier", "--period", "昨天", code=2)
    assert "PS-9" in refused("dossier", "PS-9")
    assert "没有这个文件" in refused("dossier", "--check", "没有.zip")


@pytest.mark.parametrize(("path", "text"), [(FILE, "# 改\n"), (PROOF, "改")])
@pytest.mark.forges
def test_what_is_not_entered_is_refused(office: Path, tmp_path: Path, path: str, text: str) -> None:
    with (office / path).open("a", encoding="utf-8") as file:
        file.write(text)
    assert path in refused("dossier", "PS-1", "-o", str(tmp_path / "x.zip"), *DAY)
    git(office, "commit", "-q", "-a", "-m", "改")
    if path == PROOF:
        assert "入账时不同" in refused("dossier", "PS-1", "-o", str(tmp_path / "x.zip"), *DAY)
        git(office, "rm", "-q", PROOF)
        git(office, "commit", "-q", "-m", "删")
        assert PROOF in refused("dossier", "PS-1", "-o", str(tmp_path / "x.zip"), *DAY)
        assert not list(tmp_path.glob(".duban*"))
    else:
        done("dossier", "PS-1", "-o", str(tmp_path / "x.zip"), *DAY)


@pytest.mark.forges
def test_a_file_that_cannot_be_read_is_told(office: Path, tmp_path: Path) -> None:
    (task,) = (office / "重要文件").glob("2026/*.yaml")
    task.write_text("[", "utf-8")
    git(office, "commit", "-q", "-a", "-m", "坏了")
    answer = typed("dossier", "PS-1", "-o", str(tmp_path / "x.zip"), *DAY)
    assert answer.returncode == 1
    assert task.name in answer.stderr
    done("dossier", "--check", str(tmp_path / "x.zip"))


@pytest.mark.forges
def test_a_cut_history_proves_nothing(office: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{office}", str(tmp_path / "浅"))
    assert "--unshallow" in refused("dossier", "PS-1", "-C", str(tmp_path / "浅"), *DAY)


@pytest.mark.parametrize("most", [1_000, 0])
def test_the_trail_of_a_page_is_what_log_says(
    office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    """However git was asked, and for how many at once."""
    monkeypatch.setattr("duban.cli.commands.vault.collecting._MOST_NAMED", most)
    done("amend", "PS-1", "--owner", "李四", "--reason", "分工", *DAY)
    done("undo", *DAY)
    done("amend", "PS-1", "--new-ledger", "领导交办", "--reason", "放错了", *DAY)
    done("dossier", "--period", "2026-09", "-o", str(tmp_path / "x.zip"), *DAY)
    members = members_of(tmp_path / "x.zip")
    for number in ("JB-2026-0001", "PS-2026-0002", "WJ-2026-0001"):
        page = members[f"卷内/{number}.html"].decode()
        for step in json.loads(done("log", number, "--json", *DAY)):
            assert step["commit"][:7] in page
    facts = json.loads(members[MANIFEST])["about"]
    (changes,) = [
        each for each in facts["history"] if each["commit"] == git(office, "rev-parse", "HEAD").strip()
    ]
    assert "领导交办/2026/JB-2026-0001.yaml" in changes["paths"]
    done("dossier", "--check", str(tmp_path / "x.zip"))


def test_a_task_that_moved_keeps_its_history(office: Path, tmp_path: Path) -> None:
    done("amend", "PS-1", "--new-ledger", "领导交办", "--reason", "放错了", *DAY)
    done("dossier", "JB-1", "-o", str(tmp_path / "x.zip"), *DAY)
    facts = json.loads(members_of(tmp_path / "x.zip")[MANIFEST])["about"]
    assert len(facts["history"]) == 4
    assert FILE in facts["history"][-1]["paths"]
    done("dossier", "--check", str(tmp_path / "x.zip"))
    assert office.is_dir()


def test_a_workspace_in_a_larger_repository(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert home.is_dir()
    outer = tmp_path / "大 库"
    outer.mkdir()
    monkeypatch.chdir(outer)
    git(outer, "init", "-q")
    done("init", "账", "--name", "某县督查室")
    words = ("--source-kind", "领导批示", "--instruction", "刘县长=2026-09-28=请抓紧", "--urgency", "急件")
    done("add", "--ledger", "领导批示", "--title", "甲", "--requirements", "甲", "--lead", "县水务局", "--owner", "张三",
         *words, "-C", "账")  # fmt: skip
    done("dossier", "PS-1", "-o", str(tmp_path / "x.zip"), "-C", "账")
    checked = json.loads(done("dossier", "--check", str(tmp_path / "x.zip"), "--json"))
    assert checked["proved"] == 1


def test_who_signed_is_told(office: Path, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    keys = tmp_path_factory.mktemp("钥匙")
    make_key(keys / "王五", 1)
    git(office, "config", "gpg.ssh.program", str(install(keys)))
    done("key", "add", "王五", str(keys / "王五.pub"), "--on", "2026-09-01", *DAY)
    done("key", "use", str(keys / "王五"), *DAY)
    done("verify", "PS-1", "--method", "现场", "--result", "通过", *DAY)
    done("dossier", "PS-1", "-o", str(tmp_path / "x.zip"), *DAY)
    assert "allowed_signers" in members_of(tmp_path / "x.zip")
    assert "4 次提交里 1 次有 王五 的签名" in done("dossier", "--check", str(tmp_path / "x.zip"))
    members = members_of(tmp_path / "x.zip")
    other = members["allowed_signers"].replace(b"AAAAC3", b"AAAAC4")
    raw = json.loads(members[MANIFEST])
    members["allowed_signers"] = other
    raw["members"] = [
        {"name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        for name, data in members.items()
        if name != MANIFEST
    ]
    members[MANIFEST] = json.dumps(raw).encode()
    with zipfile.ZipFile(tmp_path / "y.zip", "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    assert "1 次是包里没有的钥匙签的" in done("dossier", "--check", str(tmp_path / "y.zip"))


def test_every_byte_of_the_history_counts(made: Path) -> None:
    """Ten places of the pack are bent, and the list is counted anew each time: git finds it."""
    whole = made.read_bytes()
    pack = members_of(made)["历史.pack"]
    for place in range(20, len(pack) - 20, max(1, len(pack) // 10)):
        made.write_bytes(whole)
        bent = {"历史.pack": pack[:place] + bytes([pack[place] ^ 1]) + pack[place + 1 :]}
        assert "证明不了" in rewritten(made, replacing(bent))


def test_a_pack_is_read_by_git_alone(made: Path, tmp_path: Path) -> None:
    folder = tmp_path / "git"
    git(tmp_path, "init", "-q", str(folder))
    pack = members_of(made)["历史.pack"]
    subprocess.run(["git", "unpack-objects", "-q"], cwd=folder, check=True, input=pack)
    head = json.loads(members_of(made)[MANIFEST])["about"]["head"]
    assert git(folder, "cat-file", "-p", f"{head}:{FILE}").encode() == members_of(made)[f"原件/{FILE}"]


def test_names_that_would_lead_astray_get_a_number() -> None:
    names = member_names(["甲/乙.yaml", "附件/a:b", "附件/\udce4", "附件/x "])
    assert [*names.values()] == ["原件/甲/乙.yaml", "原件/改名/2", "原件/改名/3", "原件/附件/x "]


SAMPLE = Path(__file__).parents[4] / "ledgers"
LATE = ("--today", "2026-11-20")


@pytest.fixture
def county(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The sample ledgers in a repository of their own: every kind of matter."""
    assert home.is_dir()
    folder = tmp_path / "县"
    shutil.copytree(SAMPLE, folder)
    monkeypatch.chdir(folder)
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "样本")
    return folder


@pytest.mark.forges
def test_every_kind_of_matter_can_be_a_dossier(county: Path, tmp_path: Path) -> None:
    found = json.loads(done("list", "--json", *LATE))
    first = {each["task"][:2]: each["task"] for each in reversed(found)}
    assert {"PS", "DX", "YT", "XS", "KH", "TB"} <= {*first}
    for place, number in enumerate(first.values()):
        path = tmp_path / f"{place}.zip"
        done("dossier", number, "-o", str(path), *LATE)
        told = json.loads(done("dossier", "--check", str(path), "--json"))
        assert [each["number"] for each in told["papers"]] == [number]
        assert told["papers"][0]["excerpt"] is (number[:2] in {"XS", "TB", "FM", "JL", "RC"}), number
    assert county.is_dir()


@pytest.mark.forges
def test_a_year_of_everything_names_no_giver(county: Path, tmp_path: Path) -> None:
    done("dossier", "--period", "2026", "-o", str(tmp_path / "年.zip"), *LATE)
    told = done("dossier", "--check", str(tmp_path / "年.zip"))
    assert "没有提交的历史" in told
    for number in ("XS-2026-0001", "XS-2026-0003"):
        giver = done("clue", "giver", number, *LATE).partition("：")[2].split("，")[0]
        assert len(giver) > 1
        excerpt = members_of(tmp_path / "年.zip")[f"摘录/{number}.yaml"]
        assert giver.encode() not in excerpt
        assert "保密".encode() in excerpt
    assert (county / "线索").is_dir()


@pytest.mark.forges
def test_a_result_shows_nothing_of_the_others_of_its_year(county: Path, tmp_path: Path) -> None:
    numbers = [
        each["task"] for each in json.loads(done("list", "--json", *LATE)) if each["task"][:2] in {"TB", "JL"}
    ]
    done("dossier", numbers[0], "-o", str(tmp_path / "x.zip"), *LATE)
    data = b"".join(members_of(tmp_path / "x.zip")[name] for name in (f"摘录/{numbers[0]}.yaml",))
    assert numbers[0].encode() in data
    assert not any(other.encode() in data for other in numbers[1:])
    assert "历史.pack" not in members_of(tmp_path / "x.zip")
    assert county.is_dir()


def test_a_dossier_that_does_not_prove_itself_gets_no_name(
    office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert office.is_dir()
    monkeypatch.setattr("duban.cli.commands.vault.dossier.code_of", lambda _: "ABCD-EFGH-IJKL")
    said = refused("dossier", "PS-1", "-o", str(tmp_path / "档.zip"), *DAY)
    assert said.startswith(f"错误：{tmp_path / '档.zip'}\n刚写的这一份验不过")
    assert not (tmp_path / "档.zip").exists()
