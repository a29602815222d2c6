"""`init`: a workspace from nothing, inside a repository or with one of its own; nothing half-made when it fails."""

import json
import subprocess
from pathlib import Path

import docx
import pytest
from tests.outside import typed

LEDGERS = ("会议议定事项", "重大督查", "重大项目", "重要文件", "领导交办", "领导批示", "整改")


@pytest.fixture
def place(ledgers: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, beside the small workspace."""
    folder = ledgers.parent / "新"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def git(folder: Path, *words: str) -> str:
    done = subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_a_workspace_from_nothing(place: Path) -> None:
    answer = typed("init", "w", "--policy", "anshan-2015", "--name", "某县督查室")
    assert answer.returncode == 0, answer.stderr
    text = (place / "w" / "duban.yaml").read_text("utf-8")
    assert text.startswith(
        "名称: 某县督查室\n工作区号: w\n版本: 5\n制度:\n  - {自: 2026-09-28, 名称: anshan-2015}\n"
    )
    assert sorted(path.parent.name for path in (place / "w").glob("*/台账.yaml")) == sorted(LEDGERS)
    assert (place / "w/领导批示/台账.yaml").read_text("utf-8") == (
        "名称: 领导批示贯彻落实台账\n种类: 领导批示\n字头: PS\n"
    )
    assert git(place / "w", "log", "--format=%s") == "建账 w：制度 anshan-2015"
    assert git(place / "w", "log", "--format=%(trailers:key=Duban-Action,valueonly)") == "init"
    assert git(place / "w", "status", "--porcelain") == ""


def test_without_a_name_the_folder_gives_it(place: Path) -> None:
    assert typed("init", "督查台账").returncode == 0
    lines = (place / "督查台账" / "duban.yaml").read_text("utf-8").splitlines()
    assert lines[0] == "名称: 督查台账"
    assert lines[1].startswith("工作区号: dw-")
    assert lines[4] == "  - {自: 2026-09-28, 名称: default}"


def test_an_empty_folder_will_do(place: Path) -> None:
    (place / "w").mkdir()
    assert typed("init", "w").returncode == 0
    assert (place / "w" / "duban.yaml").is_file()


def test_inside_a_repository_only_its_own_files_are_committed(place: Path) -> None:
    git(place, "init", "--quiet")
    (place / "README.md").write_text("别的文件\n", "utf-8")
    git(place, "add", "README.md")
    answer = typed("init", "ledgers", "--json", "--code", "county-1")
    assert answer.returncode == 0, answer.stderr
    data = json.loads(answer.stdout)
    assert set(data) == {"root", "policy", "commit", "paths"}
    assert data["paths"] == sorted(
        [".gitattributes", "duban.yaml", *(f"{kind}/台账.yaml" for kind in LEDGERS)]
    )
    assert not (place / "ledgers" / ".git").exists()
    assert git(place, "status", "--porcelain") == "A  README.md"
    assert "工作区号: county-1" in (place / "ledgers/duban.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("init", "w"), "已经是一个工作区，不覆盖"),
        (("init", "w/里面"), "在另一个工作区"),
        (("init", "file"), "是一个文件"),
        (("init", "full"), "已经有 领导批示/台账.yaml，不覆盖"),
        (("init", "x", "--policy", "anshan-2016"), "anshan-2015"),
        (("init", "x", "--code", "某县"), "只用字母、数字"),
        (("init", "x", "--name", "一\n二"), "只能写一行"),
        (("init", "x", "--name", " "), "--name 是空的"),
        (("init", "x", "--doc-no", "云府发〔2026〕1号"), "没有写 --local-doc"),
        (("init", "x", "--local-doc", "《》"), "--local-doc 是空的"),
        (("init", "x", "--local-doc", "一\n二"), "只能写一行"),
    ],
)
def test_refused_and_untouched(place: Path, words: tuple[str, ...], said: str) -> None:
    assert typed("init", "w").returncode == 0
    (place / "file").write_text("x", "utf-8")
    (place / "full" / "领导批示").mkdir(parents=True)
    (place / "full/领导批示/台账.yaml").write_text("旧的\n", "utf-8")
    before = sorted(path.as_posix() for path in place.rglob("*") if ".git/" not in path.as_posix())
    answer = typed(*words)
    assert answer.returncode in (1, 2)
    assert said in answer.stderr
    after = sorted(path.as_posix() for path in place.rglob("*") if ".git/" not in path.as_posix())
    assert after == before


def test_nobody_named_leaves_nothing_behind(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "nobody").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "nobody"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "nobody"))
    for words in (("init", "a/b/w"), ("init", "a/b/w", "--by", "王五")):
        answer = typed(*words)
        assert answer.returncode == 1
        assert "git config --global user.name" in answer.stderr
        assert list(place.iterdir()) == []


def test_a_repository_that_was_there_stays_when_it_fails(place: Path) -> None:
    git(place, "init", "--quiet")
    git(place, "commit", "--quiet", "--allow-empty", "-m", "空")
    git(place, "checkout", "--quiet", "--detach")
    answer = typed("init", "w")
    assert answer.returncode == 1
    assert "detached HEAD" in answer.stderr
    assert [path.name for path in place.iterdir()] == [".git"]


def test_a_dry_run_writes_nothing(place: Path) -> None:
    answer = typed("init", "w", "--dry-run")
    assert answer.returncode == 0
    assert "（试运行，没有写入）" in answer.stdout
    assert list(place.iterdir()) == []


def test_a_place_that_cannot_be_made(place: Path) -> None:
    (place / "file").write_text("x", "utf-8")
    answer = typed("init", "file/w")
    assert answer.returncode == 1
    assert "不能建文件夹" in answer.stderr


@pytest.mark.parametrize(
    ("urgency", "on", "due_on"),
    [
        ("急件", "2026-09-28", "2026-10-08"),
        ("非急件", "2026-02-12", "2026-02-26"),
        ("难度较大", "2026-04-28", "2026-05-14"),
    ],
)
def test_the_limits_of_anshan(place: Path, urgency: str, on: str, due_on: str) -> None:
    assert typed("init", "w", "--policy", "anshan-2015", "--on", "2026-01-01").returncode == 0
    answer = typed(
        *("add", "-C", str(place / "w"), "--ledger", "领导批示", "--title", "整治", "--urgency", urgency),
        *("--lead", "县住建局", "--today", on, "--assign", "--json"),
    )
    assert answer.returncode == 0, answer.stderr
    assert json.loads(answer.stdout)["due_on"] == due_on


def test_special_without_a_leaders_day_is_refused(place: Path) -> None:
    assert typed("init", "w", "--policy", "anshan-2015").returncode == 0
    task = ("--ledger", "PS", "--title", "整治", "--urgency", "特殊情况", "--lead", "甲")
    words = ("add", "-C", str(place / "w"), *task)
    answer = typed(*words, "--assign")
    assert answer.returncode == 1
    assert "由领导确定" in answer.stderr
    assert not list((place / "w").glob("领导批示/2026/*"))
    answer = typed(*words, "--assign", "--due-on", "2026-11-02", "--approved-by", "李县长")
    assert answer.returncode == 0
    assert "时限 2026-11-02：领导确定（李县长）" in answer.stdout


# --- the office's own document

URGENT = (
    *("add", "--ledger", "领导交办", "--source-kind", "领导交办", "--lead", "县水务局", "--owner", "张三"),
    *("--requirements", "清到底", "--title", "清淤", "--urgency", "急件", "--assign"),
)
ANSHAN = "参照 鞍政办发〔2015〕18号 三.2"
OWN = f"云溪县督查工作办法（云府发〔2026〕1号）（{ANSHAN}）"


def right(*words: str) -> str:
    answer = typed(*words)
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


def grounds(place: Path) -> set[str]:
    """Whose document every answer names as ground: the office's own, or one that is only followed."""
    where = ("-C", str(place), "--today", "2026-10-09")
    right("doc", "督办提醒单", "JB-1", "--draft", "-o", str(place.parent / "x.docx"), "--force", *where)
    texts = [
        right("why", "JB-1", *where),
        right("overdue", *where),
        right("show", "JB-1", *where),
        right("urge", "JB-1", "--draft", *where),
        right("policy", "show", *where),
        "".join(
            cell.text
            for table in docx.Document(str(place.parent / "x.docx")).tables
            for line in table.rows
            for cell in line.cells
        ),
    ]
    found = {"own" if "云溪县" in text else "参照" if "参照" in text else "?" for text in texts}
    record = json.loads(right("why", "JB-1", "--json", *where))["duties"][0]
    assert record["clause"] == ANSHAN.removeprefix("参照 ")
    found.add(record["ground"])
    return found


def test_without_a_document_of_its_own_an_office_follows_another_s(place: Path) -> None:
    right("init", "w")
    right(*URGENT, "-C", "w")
    right("urge", "JB-1", "--via", "书面", "-C", "w", "--today", "2026-10-09")
    assert grounds(place / "w") == {"参照", ANSHAN}


def test_with_one_it_is_the_ground_and_may_be_added_later(place: Path) -> None:
    right("init", "w", "--local-doc", "《云溪县督查工作办法》", "--doc-no", "云府发[2026]1号")
    config = (place / "w/duban.yaml").read_text("utf-8")
    line = "依据: {名称: 云溪县督查工作办法, 文号: 云府发〔2026〕1号}\n"
    assert line in config
    right(*URGENT, "-C", "w")
    right("urge", "JB-1", "--via", "书面", "-C", "w", "--today", "2026-10-09")
    assert grounds(place / "w") == {"own", OWN}
    (place / "w/duban.yaml").write_text(config.replace(line, ""), "utf-8")
    right("commit", "-C", "w")
    assert grounds(place / "w") == {"参照", ANSHAN}
    (place / "w/duban.yaml").write_text(config, "utf-8")
    right("commit", "-C", "w")
    assert grounds(place / "w") == {"own", OWN}


@pytest.mark.usefixtures("place")
def test_a_refusal_names_it_too() -> None:
    for words, told in (
        ((), "参照：六盘水府发〔2016〕7号 二（一）。"),
        (("--local-doc", "某办法"), "依据：某办法（参照 六盘水府发〔2016〕7号 二（一））。"),
        (
            ("--local-doc", "默认", "--doc-no", "六盘水府发〔2016〕7号"),
            "依据：六盘水府发〔2016〕7号 二（一）。",
        ),
    ):
        folder = f"w{len(words)}"
        right("init", folder, *words)
        answer = typed(
            "add", "-C", folder, "--ledger", "领导交办", "--title", "清淤", "--source-kind", "领导交办"
        )
        assert f"缺“牵头单位”。{told}" in answer.stderr, answer.stderr


@pytest.mark.parametrize(
    ("answers", "stored"),
    [
        (
            ["云溪县督查工作办法", "云府发〔2026〕1号"],
            "依据: {名称: 云溪县督查工作办法, 文号: 云府发〔2026〕1号}\n",
        ),
        (["云溪县督查工作办法", ""], "依据: {名称: 云溪县督查工作办法}\n"),
        ([""], ""),
    ],
)
def test_a_person_is_asked_for_it(
    place: Path, monkeypatch: pytest.MonkeyPatch, answers: list[str], stored: str
) -> None:
    given = iter(answers)
    monkeypatch.setattr("duban.cli.commands.setup.init.can_ask", lambda _context: True)
    monkeypatch.setattr("builtins.input", lambda _prompt: next(given))
    right("init", "w")
    text = (place / "w/duban.yaml").read_text("utf-8")
    assert ("依据" in text) is bool(stored)
    assert stored in text
    assert list(given) == []
