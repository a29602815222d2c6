"""The shell: lazy commands, Chinese pages, Chinese mistakes, and an error boundary nothing passes."""

import os
import subprocess
import sys
import types
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import pytest
import typer

from duban.cli.framework import app as shell
from duban.cli.framework import command_table as commands
from duban.cli.framework import context
from duban.cli.framework.command_table import Entry
from duban.cli.framework.context import Context, Writing
from duban.cli.framework.dates import BEIJING
from duban.cli.framework.error_boundary import run
from duban.cli.framework.help import typed_name
from duban.cli.framework.output import emit, say
from duban.cli.main import main
from duban.errors import Level, Place, Problem, refusal
from duban.render.text.width import width
from duban.views.model.sheet import Column, Sheet, Table, row

SOURCE = Path(__file__).parents[3] / "src"


class Colour(StrEnum):
    RED = "红"
    DEEP_BLUE = "深蓝"


def ask(
    context: Context,
    task: Annotated[list[str] | None, typer.Argument(metavar="编号", help="只看这些任务")] = None,
    unit: Annotated[list[str] | None, typer.Option("--unit", metavar="单位", help="只看这些单位")] = None,
    within: Annotated[int, typer.Option("--within", min=0, max=99, help="几个工作日之内")] = 5,
    share: Annotated[float | None, typer.Option("--share", help="比例")] = None,
    colour: Annotated[Colour | None, typer.Option("--colour", help="颜色")] = None,
    due_on: Annotated[date | None, typer.Option("--due-on", help="期限")] = None,
    file: Annotated[Path | None, typer.Option("--file", help="文件")] = None,
    public: Annotated[bool | None, typer.Option("--public/--private", help="是否公开")] = None,
) -> int:
    """问一问。"""
    seen = {
        "root": context.root,
        "today": context.today,
        "known": context.known,
        "task": task,
        "unit": unit,
        "within": within,
        "share": share,
        "colour": colour,
        "due_on": due_on,
        "file": file,
        "public": public,
    }
    sheet = Sheet("问", (), (Table((Column("单位"),), (row(",".join(unit or [])),)),))
    emit(seen if context.as_json else sheet, context)
    return 0


def act(
    context: Writing,
    task: Annotated[str, typer.Argument(metavar="编号", help="任务编号")],
    unit: Annotated[str, typer.Option("--unit", metavar="单位", help="办理的单位")],
) -> None:
    """做一做。"""
    say(f"{task} {unit} {context.on} {context.actor} {context.dry_run}")


def refuse() -> None:
    """拒绝。"""
    place = Place("重要文件/甲.yaml", 14, 5, "  - {日期: 2026-03-02, 动作: 销号}", 3)
    raise refusal("close", "不能销号：还没有核验", "duban verify 甲", "黔府办发〔2020〕12号 二（一）", place)


def fail(how: Annotated[str, typer.Argument(help="怎样")]) -> int:
    """坏掉。"""
    kinds: dict[str, type[BaseException]] = {
        "defect": ValueError,
        "interrupt": KeyboardInterrupt,
        "eof": EOFError,
        "abort": typer.Abort,
        "memory": MemoryError,
        "deep": RecursionError,
    }
    if how in kinds:
        raise kinds[how](f"\x1b[31m{how}")
    return int(how)


ENTRIES = (
    Entry("ask", "sample_commands:ask", "询问：问一问", "查询"),
    Entry("act", "sample_commands:act", "动作：做一做", "办理"),
    Entry("refuse", "sample_commands:refuse", "拒绝", "办理"),
    Entry("fail", "sample_commands:fail", "坏掉"),
    Entry("absent", "duban_no_such_module:command", "从不被导入", "建账"),
    Entry("unit", "sample_commands:UNIT", "单位：新增、改名", "建账"),
)
UNIT = (
    Entry("add", "sample_commands:act", "新增一个单位"),
    Entry("merge", "duban_no_such_module:merge", "合并"),
)


@pytest.fixture(autouse=True)
def _sample(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    module = types.ModuleType("sample_commands")
    vars(module).update(ask=ask, act=act, refuse=refuse, fail=fail, UNIT=UNIT)
    monkeypatch.setitem(sys.modules, "sample_commands", module)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("COLUMNS", "80")
    for name in ("DUBAN_ROOT", "DUBAN_TODAY", "DUBAN_ACTOR", "DUBAN_FAULT"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def duban(capsys: pytest.CaptureFixture[str]) -> "Duban":
    return Duban(capsys)


class Duban:
    """Runs a command line in this process and keeps what it said."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys
        self.out = self.err = ""

    def __call__(self, *words: str) -> int:
        code = main(words, ENTRIES)
        self.out, self.err = self.capsys.readouterr()
        return code


def test_version_is_answered_before_anything_is_loaded() -> None:
    code = "import sys\nfrom duban.cli.main import main\nmain(['--version'])\nprint(*sorted(sys.modules))"
    answer = subprocess.run(
        [sys.executable, "-c", code], env=plain_environment(), capture_output=True, text=True, check=True
    )
    first, modules = answer.stdout.splitlines()
    assert first.startswith("duban 0.")
    loaded = set(modules.split())
    assert {"duban", "duban.cli", "duban.cli.main"} == {name for name in loaded if name.startswith("duban")}
    assert not loaded & {"typer", "typing", "re", "importlib.metadata", "msgspec"}


HEAVY = ("pydantic", "rich", "ruamel", "openpyxl", "ryaml", "chinese_calendar", "dateutil", "msgspec")


def test_a_command_loads_neither_pydantic_nor_rich_nor_another_command(tmp_path: Path) -> None:
    (tmp_path / "light.py").write_text(
        "from datetime import date\nfrom enum import Enum\nfrom pathlib import Path\nfrom typing import Annotated\n"
        "import typer\nfrom duban.cli.framework.context import Context\nfrom duban.cli.framework.output import emit\n"
        "class Word(Enum):\n    ONE = '一'\n"
        "def run(context: Context, word: Annotated[Word, typer.Option()] = Word.ONE,\n"
        "        n: Annotated[int, typer.Option()] = 1, f: Annotated[Path | None, typer.Option()] = None,\n"
        "        on: Annotated[list[str] | None, typer.Argument()] = None) -> None:\n"
        "    emit([word, n, f, on], context)\n",
        "utf-8",
    )
    code = (
        "import sys\nfrom duban.cli.main import main\nfrom duban.cli.framework.command_table import Entry\n"
        "table = (Entry('light', 'light:run', 'x', '查询'), Entry('other', 'no_such_module:run', 'y', '查询'))\n"
        "assert main(sys.argv[1:], table) == 0\n"
        f"print([name for name in sys.modules if name.split('.')[0] in {HEAVY!r}])"
    )
    for words in (["light", "--n", "3", "--word", "一", "x"], ["--help"], ["light", "--help"]):
        answer = subprocess.run(
            [sys.executable, "-c", code, *words],
            env=plain_environment(tmp_path),
            capture_output=True,
            text=True,
            check=True,
        )
        assert answer.stdout.splitlines()[-1] == "[]", words


def plain_environment(*more: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, [SOURCE, *more])), "PYTHONUTF8": "1"}


def test_help_shows_every_command_under_its_stage_without_importing_it(duban: Duban) -> None:
    assert duban("--help") == 0
    page = duban.out
    places = [
        page.index(word)
        for word in ("用法：duban 命令", "\n建账\n", "absent", "\n办理\n", "act", "\n查询\n", "ask")
    ]
    assert places == sorted(places)
    assert "\n命令\n  fail" in page
    assert all(width(line) <= 80 for line in page.splitlines())
    assert "duban 命令 --help" in page


@pytest.mark.parametrize("words", [("ask", "--help"), ("ask", "-h"), ("help", "ask")])
def test_the_page_of_a_command_is_chinese(duban: Duban, words: tuple[str, ...]) -> None:
    assert duban(*words) == 0
    for part in (
        "用法：duban ask [选项]… [编号…]",
        "问一问。",
        "参数",
        "选项",
        "公共选项",
        "--today 日期",
        "默认 5",
    ):
        assert part in duban.out
    assert "（可以写多次）" in duban.out
    assert "--colour 红|深蓝" in duban.out
    assert "显示这页帮助" in duban.out
    english = ("Usage", "Options", "Arguments", "Show this", "default", "required", "<str>")
    assert not [word for word in english if word in duban.out]


def test_a_group_alone_shows_its_page_as_misuse(duban: Duban) -> None:
    assert duban("unit") == 2
    assert "用法：duban unit 命令" in duban.err
    assert duban() == 2
    assert "用法：duban 命令" in duban.err
    assert duban("unit", "--help") == 0
    assert "新增一个单位" in duban.out


def test_a_group_runs_its_command(duban: Duban) -> None:
    assert duban("unit", "add", "甲", "--unit", "乙", "--on", "2026-9-1", "--by", "王五") == 0
    assert duban.out == "甲 乙 2026-09-01 王五 False\n"


def test_words_are_read_as_their_types(duban: Duban, tmp_path: Path) -> None:
    words = [
        "--unit",
        "甲",
        "--unit",
        "乙",
        "--within",
        "７",
        "--share",
        "0.5",
        "--colour",
        "deep-blue",
        "--due-on",
        "今天",
    ]
    words += [
        "--file",
        "a/b",
        "--today",
        "2026/09/01",
        "--known",
        "2026-09-02",
        "--private",
        "--json",
        "WJ-1",
    ]
    assert duban("ask", *words) == 0
    import json

    assert json.loads(duban.out) == {
        "root": str(tmp_path),
        "today": "2026-09-01",
        "known": "2026-09-02T23:59:59.999999+08:00",
        "task": ["WJ-1"],
        "unit": ["甲", "乙"],
        "within": 7,
        "share": 0.5,
        "colour": "deep_blue",
        "due_on": "2026-09-01",
        "file": "a/b",
        "public": False,
    }


def test_today_rules_whatever_order_the_options_stand_in(duban: Duban) -> None:
    assert duban("ask", "--due-on", "昨天", "--json", "--today", "2026-01-01") == 0
    assert '"due_on": "2025-12-31"' in duban.out


MISTAKES = (
    (["ask", "--unti", "甲"], "没有选项 --unti", "最接近的是 --unit"),
    (["--json", "ask"], "没有选项 --json", "公共选项写在命令后面"),
    (["ask", "-z"], "没有选项 -z", "duban ask --help"),
    (["askk"], "没有命令“askk”", "最接近的是 ask"),
    (["询问"], "没有命令“询问”", "最接近的是 ask"),
    (["unit", "ad"], "没有命令“ad”", "duban unit --help"),
    (["xyz"], "没有命令“xyz”", "duban --help"),
    (["act", "甲"], "缺少选项 --unit", "duban act --help"),
    (["act", "--unit", "甲"], "缺少参数 编号", "duban act --help"),
    (["act", "甲", "--unit"], "选项 --unit 后面要跟一个值", "duban act --help"),
    (["act", "甲", "乙", "--unit", "丙"], "多出来的内容：乙", "加引号"),
    (["act", "甲", "—unit", "--unit", "丙"], "选项前面是两个半角的 -：—unit", "改成 --unit"),
    (["act", "甲", "--unit", "丙", "--dry-run=1"], "选项 --dry-run 不带值", "duban act --help"),
    (["act", "甲", "--unit", "丙", "--by", " "], "--by 后面是空的", "王五"),
    (["ask", "--within", "x"], "--within：“x”要写整数", ""),
    (["ask", "--within", "-1"], "--within：“-1”不能小于 0", ""),
    (["ask", "--within", "100"], "--within：“100”不能大于 99", ""),
    (["ask", "--within", "9" * 5000], "要写整数", ""),
    (["ask", "--share", "nan"], "--share：“nan”要写数字", ""),
    (["ask", "--colour", "蓝"], "--colour：“蓝”没有这个取值", "最接近的是 深蓝；可以是 红、深蓝"),
    (["ask", "--file", ""], "--file：“”要写文件或文件夹的路径", ""),
    (["ask", "--due-on", "2026-02-30"], "--due-on：日历上没有 2026年2月30日", "2026年9月1日"),
    (["ask", "--today", "someday"], "--today：“someday”不是日期", "昨天"),
    (["ask", "--known", "2026-09-01 25:00"], "--known：“2026-09-01 25:00”不是时刻", "09:30"),
    (["ask", "--root", "/no/such/folder"], "--root 指的文件夹不存在", "duban init"),
    (["ask", "--unit", "坏\udcff"], "不是有效的 UTF-8", ""),
    (["ask", "--\x1b[31mred"], "没有选项 --␛[31mred", ""),
    (["\u202eask\x07"], "没有命令“‹U+202E›ask␇”", ""),
)


@pytest.mark.parametrize(("words", "message", "advice"), MISTAKES)
def test_a_wrong_command_line_is_explained_in_chinese(
    duban: Duban, words: list[str], message: str, advice: str
) -> None:
    assert duban(*words) == 2
    assert duban.err.startswith("错误：")
    assert message in duban.err
    assert advice in duban.err
    assert duban.out == ""


def test_environment_gives_folder_today_and_actor(
    duban: Duban, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "账").mkdir()
    monkeypatch.setenv("DUBAN_ROOT", str(tmp_path / "账"))
    monkeypatch.setenv("DUBAN_TODAY", "2026年3月5日")
    monkeypatch.setenv("DUBAN_ACTOR", "李四")
    assert duban("ask", "--json") == 0
    assert str(tmp_path / "账") in duban.out
    assert '"today": "2026-03-05"' in duban.out
    assert duban("act", "甲", "--unit", "乙", "--dry-run") == 0
    assert duban.out == "甲 乙 2026-03-05 李四 True\n"
    monkeypatch.setenv("DUBAN_TODAY", "03-0x")
    assert duban("ask") == 2
    assert "环境变量 DUBAN_TODAY：“03-0x”不是日期" in duban.err
    monkeypatch.setenv("DUBAN_ROOT", str(tmp_path / "无"))
    assert duban("ask", "--today", "2026-01-01") == 2
    assert "环境变量 DUBAN_ROOT 指的文件夹不存在" in duban.err


def test_today_is_the_day_in_beijing(monkeypatch: pytest.MonkeyPatch) -> None:
    late = datetime(2026, 12, 31, 16, 30, tzinfo=BEIJING).astimezone()
    monkeypatch.setattr(context, "current_moment", lambda: late.astimezone(BEIJING))
    assert context.current_day({}) == date(2026, 12, 31)
    assert context.current_day({"DUBAN_TODAY": "明天"}) == date(2027, 1, 1)
    assert context.current_moment().utcoffset() == BEIJING.utcoffset(None)


def test_a_refusal_shows_place_excerpt_marker_clause_and_advice(duban: Duban) -> None:
    assert duban("refuse") == 1
    assert duban.err == (
        "错误：重要文件/甲.yaml:14\n"
        "  14 │   - {日期: 2026-03-02, 动作: 销号}\n"
        "     │     ^^^^^\n"
        "不能销号：还没有核验。依据：黔府办发〔2020〕12号 二（一）。\n"
        "可以这样做：duban verify 甲\n"
    )


@pytest.mark.parametrize("how", ["defect", "memory", "deep"])
def test_a_defect_leaves_a_log_and_no_traceback_on_the_screen(duban: Duban, tmp_path: Path, how: str) -> None:
    assert duban("fail", how) == 3
    assert "Traceback" not in duban.err
    assert "duban 内部出错" in duban.err
    (log,) = (tmp_path / "state" / "duban").iterdir()
    assert str(log) in duban.err
    assert "Traceback" in log.read_text("utf-8")
    assert log.stat().st_mode & 0o077 == 0


def test_a_defect_without_a_writable_folder_still_ends_with_three(
    duban: Duban, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "file"))
    assert duban("fail", "defect") == 3
    assert "记录文件也写不下" in duban.err


def test_interruption_and_early_end_of_input(duban: Duban) -> None:
    assert duban("fail", "interrupt") == 130
    assert duban("fail", "abort") == 130
    assert duban("fail", "eof") == 1
    assert "输入提前结束" in duban.err


def test_the_number_a_command_returns_is_the_exit_code(duban: Duban) -> None:
    assert duban("fail", "1") == 1
    assert duban("fail", "0") == 0


def test_a_reader_that_stops_early_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "long.py").write_text(
        "from duban.cli.framework.output import say\ndef run() -> None:\n    say(*['行'] * 100000)\n", "utf-8"
    )
    code = (
        "import sys\nfrom duban.cli.main import main\nfrom duban.cli.framework.command_table import Entry\n"
        "sys.exit(main(['x'], (Entry('x', 'long:run', 'x'),)))"
    )
    line = f'"{sys.executable}" -c "$CODE" | head -1; echo "${{PIPESTATUS[0]}}"'
    answer = subprocess.run(
        ["bash", "-c", line],
        env={**plain_environment(tmp_path), "CODE": code},
        capture_output=True,
        text=True,
        check=True,
    )
    assert (answer.stdout, answer.stderr) == ("行\n0\n", "")


@pytest.mark.parametrize(
    ("where", "code", "told"), [(">/dev/full", 1, "磁盘满了"), (">&-", 0, ""), ("2>&-", 0, "")]
)
def test_a_place_that_takes_no_output_is_no_defect(tmp_path: Path, where: str, code: int, told: str) -> None:
    line = f'"{sys.executable}" -m duban policy list {where}'
    answer = subprocess.run(
        ["bash", "-c", line], env=plain_environment(tmp_path), capture_output=True, text=True, check=False
    )
    assert answer.returncode == code, answer.stderr
    assert told in answer.stderr
    assert "Traceback" not in answer.stderr
    assert "内部出错" not in answer.stderr


def test_an_encoding_without_chinese_does_not_stop_the_answer() -> None:
    code = "import sys\nfrom duban.cli.main import main\nsys.exit(main(['nope'], ()))"
    environment = {**plain_environment(), "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    answer = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=False)
    assert answer.returncode == 2
    assert "没有命令“nope”" in answer.stderr.decode("utf-8")


def test_file_names_that_cannot_be_read_right_lose_no_task_in_silence() -> None:
    environment = {**plain_environment(), "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "LC_ALL": "C"}
    line = [sys.executable, "-m", "duban", "list"]
    answer = subprocess.run(line, env=environment, capture_output=True, check=False)
    assert answer.returncode == 2
    assert "系统按 ascii 读文件名" in answer.stderr.decode("utf-8")


def complete(
    words: str, position: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> list[str]:
    monkeypatch.setenv("_DUBAN_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", words)
    monkeypatch.setenv("COMP_CWORD", str(position))
    with pytest.raises(SystemExit) as stop:
        run([], ENTRIES)
    assert stop.value.code == 0
    return capsys.readouterr().out.split()


def test_the_shell_completes_commands_options_and_values_lazily(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert complete("duban a", 1, monkeypatch, capsys) == ["ask", "act", "absent"]
    assert complete("duban unit ", 2, monkeypatch, capsys) == ["add", "merge"]
    assert complete("duban ask --un", 2, monkeypatch, capsys) == ["--unit"]
    assert complete("duban ask --colour ", 3, monkeypatch, capsys) == ["红", "深蓝"]


def test_completion_is_installed_with_a_chinese_word(
    duban: Duban, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr("typer._completion_shared._get_shell_name", lambda: "bash")
    assert duban("--show-completion") == 0
    assert "_DUBAN_COMPLETE=complete_bash" in duban.out
    assert duban("--install-completion") == 0
    assert "bash 的补全已装到" in duban.out
    assert (tmp_path / ".bash_completions" / "duban.sh").exists()
    monkeypatch.setattr("typer._completion_shared._get_shell_name", lambda: None)
    assert duban("--install-completion") == 1
    assert "认不出当前的 shell" in duban.err


def test_the_table_names_no_command_twice_and_only_known_stages() -> None:
    names = [entry.name for entry in commands.COMMANDS]
    assert len(names) == len(set(names))
    assert {entry.stage for entry in commands.COMMANDS} <= set(commands.STAGES)


def every_command(entries: tuple[Entry, ...], path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found = []
    for entry in entries:
        command = shell.load(entry)
        here = (*path, entry.name)
        found += (
            every_command(tuple(command.entries.values()), here)
            if isinstance(command, shell.Group)
            else [here]
        )
    return found


def test_every_command_has_a_page_and_every_option_a_word(capsys: pytest.CaptureFixture[str]) -> None:
    for path in [*every_command(commands.COMMANDS), ("--help",)]:
        assert run([*path, "--help"]) == 0
        page = capsys.readouterr().out
        assert page.startswith("用法：duban")
        assert [line for line in page.splitlines() if width(line) > 80] == [], path
    for entry in commands.COMMANDS:
        command = shell.load(entry)
        bare = [typed_name(param) for param in command.params if not vars(param).get("help")]
        assert bare == [], entry.name


def test_notices_are_called_notices(capsys: pytest.CaptureFixture[str]) -> None:
    from duban.cli.framework.output import show_problems

    show_problems([Problem(Level.NOTICE, "x", "只是\n提醒")])
    assert capsys.readouterr().err == "提示：只是 提醒\n"


def test_a_named_fault_point_kills_the_process_there(tmp_path: Path) -> None:
    (tmp_path / "writer.py").write_text(
        "from duban.cli.framework.output import say\nfrom duban.files.write import transaction\n"
        "def run() -> None:\n    for point in ('intent-written', 'committed'):\n"
        "        transaction.fault(point)\n        say(point)\n",
        "utf-8",
    )
    code = (
        "import sys\nfrom duban.cli.main import main\nfrom duban.cli.framework.command_table import Entry\n"
        "sys.exit(main(['x'], (Entry('x', 'writer:run', 'x'),)))"
    )
    said = {}
    for point in ("intent-written", "committed", "no-such-point"):
        environment = {**plain_environment(tmp_path), "DUBAN_FAULT": point, "PYTHONUNBUFFERED": "1"}
        answer = subprocess.run(
            [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
        )
        said[point] = (answer.returncode, answer.stdout.split())
    assert said == {
        "intent-written": (-9, []),
        "committed": (-9, ["intent-written"]),
        "no-such-point": (0, ["intent-written", "committed"]),
    }


def test_python_m_duban_is_the_same() -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "duban", "--version"],
        env=plain_environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.startswith("duban 0.")


def test_the_screen_is_asked_once_and_can_refuse_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert context.read_screen() == context.Screen(columns=80, terminal=True, colour=True)
    monkeypatch.setenv("NO_COLOR", "1")
    assert not context.read_screen().colour
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("TERM", "dumb")
    assert not context.read_screen().colour
    monkeypatch.setenv("COLUMNS", "3")
    assert context.read_screen().columns == 20


def test_a_working_folder_that_is_gone_is_said(duban: Duban, tmp_path: Path) -> None:
    (tmp_path / "gone").mkdir()
    os.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    assert duban("ask") == 2
    assert "当前文件夹已经被删除" in duban.err
    os.chdir(tmp_path)
    assert duban("ask") == 0


def test_logs_go_to_the_home_folder_or_a_temporary_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("XDG_STATE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert context.state_folder() == tmp_path / ".local" / "state" / "duban"

    def homeless() -> Path:
        raise RuntimeError

    monkeypatch.setattr(Path, "home", homeless)
    assert context.state_folder().name == "duban"


def test_the_command_line_of_the_process_is_the_default(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["duban", "--version"])
    assert main() == 0
    assert run(["--version"], ENTRIES) == 0
    assert len(set(capsys.readouterr().out.splitlines())) == 1


def test_a_type_the_shell_cannot_read_is_a_defect(duban: Duban, monkeypatch: pytest.MonkeyPatch) -> None:
    def odd(word: Annotated[complex, typer.Argument(help="数")]) -> None:
        del word

    vars(sys.modules["sample_commands"])["fail"] = odd
    assert duban("fail", "1") == 3
    monkeypatch.undo()


@pytest.mark.parametrize("word", ["－－percent", "—percent", "——percent=40", "–json", "—-percent"])
def test_full_width_dashes_are_explained(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["progress", "PS-1", word, "40"]) == 2
    told = capsys.readouterr().err
    assert f"选项前面是两个半角的 -：{word}" in told
    assert "改成 --" in told
