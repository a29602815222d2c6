"""script/demo does what it promises, from the first command to the folder it leaves."""

import os
import re
import subprocess
import sys
from pathlib import Path

HOUSE = Path(__file__).parents[1]
STEPS = ("init", "import", "import", "assign", "amend", "assign", "list", "check", "overdue", "why")
LAST = (
    "explain",
    "done",
    "close",
    "verify",
    "verify",
    "close",
    "log",
    "overdue",
    *("report", "doc", "doc", "report", "report"),
    *("reconcile",) * 5,
    "progress",
)


def test_the_demo_runs_through_without_an_identity_or_a_home(tmp_path: Path) -> None:
    program = tmp_path / "bin" / "duban"
    program.parent.mkdir()
    program.write_text(
        f'#!/bin/sh\nPYTHONPATH="{HOUSE / "src"}" exec "{sys.executable}" -m duban "$@"\n', "utf-8"
    )
    program.chmod(0o755)
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("DUBAN_", "GIT_", "HOME"))
    }
    ran = subprocess.run(
        ["script/demo", "--no-setup"],
        cwd=HOUSE,
        env=kept | {"PATH": f"{program.parent}:{os.environ['PATH']}", "TMPDIR": str(tmp_path)},
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert (ran.returncode, ran.stderr.count("错误：")) == (0, 5), ran.stderr
    assert tuple(re.findall(r"^\$ duban (\S+)", ran.stdout, re.MULTILINE)) == STEPS + LAST
    assert "已销号 HY-2026-0005" in ran.stdout
    assert "督查专报 云督专〔2026〕1号：" in ran.stdout
    for name in ("台账.xlsx", "通知单.docx", "专报.docx", "挂图.html"):
        assert list(tmp_path.glob(f"duban-demo.*/{name}"))
    left = [Path(line.strip()) for line in ran.stdout.splitlines()[-2:]]
    assert all((folder / "duban.yaml").is_file() for folder in left)


def test_the_demo_stops_where_a_step_fails(tmp_path: Path) -> None:
    program = tmp_path / "duban"
    program.write_text("#!/bin/sh\nexit 7\n", "utf-8")
    program.chmod(0o755)
    script = (HOUSE / "script" / "demo").read_text("utf-8").replace("$house/.venv/bin:", f"{tmp_path}:")
    copy = tmp_path / "house" / "script" / "demo"
    copy.parent.mkdir(parents=True)
    copy.write_text(script, "utf-8")
    table = tmp_path / "house" / "tests" / "importers" / "data" / "dazhu-2016.csv"
    table.parent.mkdir(parents=True)
    table.write_text("事项\n", "utf-8")
    ran = subprocess.run(
        ["sh", str(copy), "--no-setup"],
        env=os.environ | {"TMPDIR": str(tmp_path)},
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert ran.returncode == 1
    assert "演示中断：上面这条命令没有成功（退出码 7）" in ran.stderr
