"""Who gave a clue goes into no dossier: not its file, not its evidence, not git's objects, in no form."""

import base64
import hashlib
import json
import zipfile
from pathlib import Path

import pytest
from tests.cli.commands.clue.conftest import CONTACT, GIVER, done, run, tell
from tests.outside import git

pytestmark = pytest.mark.forges
SECRETS = ("欧阳", CONTACT)
NUMBER = "XS-2026-0001"


def insides(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def forms(word: str) -> list[bytes]:
    plain = word.encode()
    return [plain, word.encode("unicode_escape"), base64.b64encode(plain)[:-3], plain.hex().encode()]


def assert_silent(path: Path) -> None:
    for name, data in insides(path).items():
        for word in SECRETS:
            assert not any(form in data or form in name.encode() for form in forms(word)), name
    assert "历史.pack" not in insides(path)


def test_a_clue_that_somebody_gave(office: Path, tmp_path: Path) -> None:
    today = tell("close")
    told = done(today, "dossier XS-1", "-o", str(tmp_path / "x.zip"))
    assert "是摘录" in told
    assert_silent(tmp_path / "x.zip")
    members = insides(tmp_path / "x.zip")
    assert "反映人: {姓名: 保密}" in members["摘录/XS-2026-0001.yaml"].decode()
    assert "试反映人是谁" in members["目录.html"].decode()
    assert "不能证明" in done(today, f"dossier --check {tmp_path / 'x.zip'}")
    assert GIVER in (office / "线索/2026/XS-2026-0001.yaml").read_text("utf-8")


def test_its_evidence_stays_out(office: Path, tmp_path: Path) -> None:
    tell("send")
    (tmp_path / "来信.txt").write_text(f"{GIVER} {CONTACT}", "utf-8")
    done(
        "2026-03-16", "clue report XS-1 --truth 属实 --found 已复工", "--evidence", str(tmp_path / "来信.txt")
    )
    told = done("2026-03-16", "dossier XS-1", "-o", str(tmp_path / "x.zip"))
    assert "1 份没有放进来：有反映人" in told
    assert_silent(tmp_path / "x.zip")
    assert not any("附件" in name for name in insides(tmp_path / "x.zip"))
    assert (office / "附件" / NUMBER / "来信.txt").is_file()


def test_a_period_with_it(office: Path, tmp_path: Path) -> None:
    tell("close")
    done("2026-03-20", "clue add --title 匿名的 --door 举报箱 --kind 政策不落实 --content 匿名来信")
    told = done("2026-03-20", "dossier --period 2026-03", "-o", str(tmp_path / "x.zip"))
    assert "2 件" in told
    assert_silent(tmp_path / "x.zip")
    assert office.is_dir()


def test_a_giver_who_was_taken_out_is_still_in_the_history(office: Path, tmp_path: Path) -> None:
    today = tell("assess")
    path = office / "线索/2026/XS-2026-0001.yaml"
    lines = [line for line in path.read_text("utf-8").splitlines(keepends=True) if "反映人" not in line]
    path.write_text("".join(lines), "utf-8")
    git("commit", "-q", "-a", "-m", "手工删去")
    done(today, "dossier XS-1", "-o", str(tmp_path / "x.zip"))
    assert_silent(tmp_path / "x.zip")


def test_a_clue_whose_texts_name_him_is_refused(office: Path, tmp_path: Path) -> None:
    today = tell("assess")
    path = office / "线索/2026/XS-2026-0001.yaml"
    path.write_text(path.read_text("utf-8").replace("停工三个月。", f"停工三个月，联系 {CONTACT}"), "utf-8")
    git("commit", "-q", "-a", "-m", "手工")
    answer = run(today, "dossier XS-1", "-o", str(tmp_path / "x.zip"))
    assert answer.returncode == 1
    assert "不能做成档案" in answer.stderr
    assert CONTACT not in answer.stderr
    assert not (tmp_path / "x.zip").exists()


def test_the_dossier_of_another_matter_has_no_object_of_a_clue(office: Path, tmp_path: Path) -> None:
    today = tell("send")
    words = "--source-kind 领导批示 --instruction 方县长=2026-03-02=请抓紧 --urgency 急件 --owner 张三"
    done(today, f"add --ledger 领导批示 --title 通水 --requirements 通水 --lead 县水务局 {words}")
    done(today, "dossier PS-1", "-o", str(tmp_path / "x.zip"))
    members = insides(tmp_path / "x.zip")
    (tmp_path / "h.pack").write_bytes(members["历史.pack"])
    git("index-pack", "--index-version=2", str(tmp_path / "h.pack"))
    listed = git("verify-pack", "-v", str(tmp_path / "h.pack"))
    ours = {line.split()[0] for line in listed.splitlines() if len(line.split()) > 3}
    theirs = {line.split()[2] for line in git("ls-tree", "-r", "-t", "HEAD", "线索").splitlines()}
    assert ours & theirs == set()
    assert json.loads(members["清单.json"])["about"]["history"]
    assert office.is_dir()


def name_as_evidence(office: Path, path: str) -> None:
    """A hand writes into a task that another file of the books is its evidence."""
    digest = hashlib.sha256((office / path).read_bytes()).hexdigest()
    (task,) = (office / "领导批示").glob("2026/*.yaml")
    line = "动作: 反馈, 日期: 2026-03-16, 登记: 2026-03-16T09:00:00+08:00, 经办: 王五, 单位: 县水务局"
    line += f", 进展: 甲, 凭据: [{{路径: {path}, sha256: {digest}}}]"
    task.write_text(f"{task.read_text('utf-8')}  - {{{line}}}\n", "utf-8")
    git("commit", "-q", "-a", "-m", "手工")


@pytest.fixture
def task(office: Path, tmp_path: Path) -> Path:
    tell("send")
    (tmp_path / "来信.txt").write_text(f"{GIVER} {CONTACT}", "utf-8")
    letter = str(tmp_path / "来信.txt")
    done("2026-03-16", "clue report XS-1 --truth 属实 --found 已复工", "--evidence", letter)
    words = "--source-kind 领导批示 --instruction 方县长=2026-03-02=请抓紧 --urgency 急件 --owner 张三"
    done(
        "2026-03-16",
        f"add --ledger 领导批示 --title 通水 --requirements 通水 --lead 县水务局 {words} --assign",
    )
    return office


def test_a_letter_that_another_matter_names_stays_out(task: Path, tmp_path: Path) -> None:
    name_as_evidence(task, f"附件/{NUMBER}/来信.txt")
    told = done("2026-03-16", "dossier PS-1", "-o", str(tmp_path / "x.zip"))
    assert "1 份没有放进来" in told
    members = insides(tmp_path / "x.zip")
    assert "没有放进来的附件是线索的" in members["目录.html"].decode()
    assert not any(word.encode() in data for data in members.values() for word in SECRETS)


def test_the_file_of_a_clue_is_no_evidence(task: Path, tmp_path: Path) -> None:
    name_as_evidence(task, f"线索/2026/{NUMBER}.yaml")
    answer = run("2026-03-16", "dossier PS-1", "-o", str(tmp_path / "x.zip"))
    assert answer.returncode == 1
    assert "不在 附件 里" in answer.stderr
