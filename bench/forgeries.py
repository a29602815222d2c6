"""The forgeries of a trail, each planted in a copy of one workspace: what `check`, `audit` and `guard` say of it.

    .venv/bin/python -m bench.forgeries [WORD ...]

Printed: a Markdown table, a row for each forgery whose name holds one of the words (all without words), and how many
each of the three noticed. Of `check` and `audit` what is new against the workspace before; of `guard` whether a push
of what came after would be refused ("–": nothing was committed).
"""

import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

from tests.cli.closed import close_september
from tests.forgeries import FORGERIES, Forgery, git
from tests.outside import SETTINGS, at_home, set_up, typed
from tests.smuggled import SMUGGLED


def says(*words: str) -> set[str]:
    """The codes that a command tells; a crash is a code, too."""
    answer = typed(*words, "--json")
    try:
        said = json.loads(answer.stdout)
    except ValueError:
        return {f"exit {answer.returncode}"}
    if "findings" in said:
        return {each["rule"] for each in said["findings"] if each["weight"] != "note"}
    return {each["code"] for each in said.get("problems", ())}


def tried(forgery: Forgery, base: Path, folder: Path, known: set[str]) -> tuple[str, str, str]:
    """What the three say of one forgery."""
    shutil.copytree(base, folder, symlinks=True)
    os.chdir(folder)
    old = git(folder, "rev-parse", "HEAD").strip()
    for act in forgery.acts:
        act(folder)
    new = git(folder, "rev-parse", "HEAD").strip()
    checked, audited = says("check") - known, says("audit")
    guarded = "–" if old == new else "refused" if typed("guard", "check", old, new).returncode else ""
    return "、".join(sorted(checked)), "、".join(sorted(audited)), guarded


def main() -> None:
    """Plant each, print."""
    wanted = [
        each
        for each in (*FORGERIES, *SMUGGLED)
        if not sys.argv[1:] or any(word in each.name for word in sys.argv[1:])
    ]
    with tempfile.TemporaryDirectory() as spare:
        home = Path(spare, "home")
        home.mkdir()
        (home / ".gitconfig").write_text(SETTINGS, "utf-8")
        with at_home(home):
            base = set_up(Path(spare, "base"))
            os.chdir(base)
            close_september()
            known = says("check")
            print("| forgery | `check` | `audit` | `guard` |\n|---|---|---|---|")
            counts = [0, 0, 0]
            for number, each in enumerate(wanted):
                said = tried(each, base, Path(spare, str(number)), known)
                counts = [count + bool(word.strip("–")) for count, word in zip(counts, said, strict=True)]
                print(f"| {each.name} | {' | '.join(said)} |", flush=True)
                os.chdir(spare)
                shutil.rmtree(Path(spare, str(number)))
    print(f"\n{len(wanted)} forgeries; noticed by check {counts[0]}, audit {counts[1]}, guard {counts[2]}")


if __name__ == "__main__":
    main()
