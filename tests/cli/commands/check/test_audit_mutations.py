"""A writer that breaks one rule of writing: the audit, which shares those rules, notices each.

The rule is broken while a command runs and whole again while the audit does.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.outside import typed

from duban.core.actions.due_dates import limit_for
from duban.core.engine import decide as engine
from duban.files.write.transaction import write_files
from duban.files.yaml.writer import render_event
from duban.plan import Plan

DAY = ("--on", "2026-10-12", "--today", "2026-10-12")
ACCEPT = ("accept", "PS-1", *DAY)
Break = Callable[[pytest.MonkeyPatch], None]


pytestmark = pytest.mark.forges


def _renders(change: Callable[[str], str]) -> Break:
    def broken(patch: pytest.MonkeyPatch) -> None:
        import duban.plan as module

        patch.setattr(module, "render_event", lambda raw: change(render_event(raw)))

    return broken


def _first(patch: pytest.MonkeyPatch) -> None:
    """New entries go to the top."""
    import duban.plan as module

    def put(text: str, key: str, items: list[str]) -> str:
        return text.replace(f"{key}:\n", f"{key}:\n" + "".join(f"  - {item}\n" for item in items))

    patch.setattr(module, "append_to_list", put)


def _says(name: str, value: str | None) -> Break:
    """A trailer says otherwise, or is not there."""

    def broken(patch: pytest.MonkeyPatch) -> None:
        import duban.act as module

        def write(repository: Any, writes: Any, expected: Any, message: Any, *more: Any) -> str:  # noqa: ANN401 - as the real one
            kept = [(key, old if key != name else value) for key, old in message.trailers]
            trailers = tuple((key, each) for key, each in kept if each is not None)
            return write_files(repository, writes, expected, replace(message, trailers=trailers), *more)

        patch.setattr(module, "write_files", write)

    return broken


def _writes_more(label: str, data: bytes) -> Break:
    """The command writes a file that is not its own."""

    def broken(patch: pytest.MonkeyPatch) -> None:
        import duban.act as module

        patch.setattr(module, "find_trespasses", lambda *_: [])
        real = Plan.render

        def render(plan: Plan) -> dict[Path, bytes | None]:
            path = plan.workspace.root / label
            plan.put(path, data, path.read_bytes() if path.exists() else None)
            return real(plan)

        patch.setattr(Plan, "render", render)

    return broken


def _allows_all(patch: pytest.MonkeyPatch) -> None:
    """The table of transitions and the gates before it are not asked."""
    from duban.core.cases.task import TASK

    patch.setattr(engine, "_refuse_illegal", lambda *_: None)
    patch.setitem(TASK.__dict__, "bars", None)


def _lets_through(module: str, name: str, answer: Callable[..., Any]) -> Break:
    def broken(patch: pytest.MonkeyPatch) -> None:
        patch.setattr(f"{module}.{name}", answer)

    return broken


def _due_later(patch: pytest.MonkeyPatch) -> None:
    """Limits come out a week longer."""
    import duban.core.actions.prepare as module

    def longer(*given: Any) -> Any:  # noqa: ANN401 - as the real one
        due, basis, rule = limit_for(*given)
        return (
            (due if due is None else msgspec.structs.replace(due, on=due.on + timedelta(days=7))),
            basis,
            rule,
        )

    patch.setattr(module, "limit_for", longer)
    patch.setattr(module, "founded", lambda _now, event, _ground: event)


def _heads_without_word(patch: pytest.MonkeyPatch) -> None:
    """A change of the head is not written down."""

    def amend(plan: Plan, identifier: str, changes: Any, _make: Any) -> int:  # noqa: ANN401 - as the real one
        plan.set_head(plan.open_task(identifier), changes)
        return len(changes)

    patch.setattr(Plan, "amend", amend)


def _moment_earlier(patch: pytest.MonkeyPatch) -> None:
    """The clock of the PC is set back while the commit's is right."""
    import duban.cli.framework.context as module

    real = module.current_moment
    patch.setattr(module, "current_moment", lambda: real() - timedelta(days=2))


def _entries_earlier(patch: pytest.MonkeyPatch) -> None:
    """Entries note another moment than their commit."""
    import duban.cli.workflow.actions as module

    real = module.common

    def common(*given: Any) -> dict[str, Any]:  # noqa: ANN401 - as the real one
        said = real(*given)
        return said | {"recorded_at": said["recorded_at"] - timedelta(hours=1)}

    patch.setattr("duban.cli.workflow.event_command.common", common)


BROKEN: dict[str, tuple[Break, tuple[str, ...], str]] = {
    "entries are written otherwise": (
        _renders(lambda text: text.replace(", 动作", ",  动作")),
        ACCEPT,
        "not-as-written",
    ),
    "entries go to the top": (_first, ACCEPT, "entry-inserted"),
    "another action is named": (_says("Duban-Action", "warn"), ACCEPT, "trespass"),
    "another task is named": (_says("Duban-Task", "PS-2026-0002"), ACCEPT, "task-not-said"),
    "another person is named": (_says("Duban-Actor", "李四"), ACCEPT, "actor-not-said"),
    "no moment is noted": (_says("Duban-Recorded", None), ACCEPT, "no-moment"),
    "another moment is noted": (_says("Duban-Recorded", "2026-10-01T09:00:00+08:00"), ACCEPT, "clock-back"),
    "a foreign file is written": (
        _writes_more("制度/本县.yaml", "名称: 本县\n".encode()),
        ACCEPT,
        "trespass",
    ),
    "evidence nobody names": (_writes_more("附件/PS-2026-0001/图.txt", b"1"), ACCEPT, "evidence-unnamed"),
    "a change is not written down": (
        _heads_without_word,
        ("amend", "PS-1", "--owner", "李四", "--reason", "换人", "--approved-by", "方县长", *DAY),
        "head-unexplained",
    ),
    "limits come out longer": (_due_later, ("assign", "JB-1", *DAY), "not-allowed"),
    "days to come are let in": (
        _lets_through("duban.core.engine.decide", "refuse_future", lambda *_: None),
        ("accept", "PS-1", "--on", "2026-10-19", "--today", "2026-10-12"),
        "not-allowed",
    ),
    "closed periods are open": (
        _lets_through("duban.plan", "admit", lambda _closings, event, _late: event),
        ("accept", "PS-1", "--on", "2026-09-29", "--today", "2026-10-12"),
        "not-allowed",
    ),
    "the table is not asked": (_allows_all, ("close", "PS-1", *DAY), "not-allowed"),
    "a late entry counts at once": (
        _lets_through("duban.core.actions.prepare", "count_day", lambda event, *_: event),
        (
            "extend",
            "PS-1",
            "--due-on",
            "2026-11-30",
            "--approved-by",
            "李县长",
            "--reason",
            "等批复",
            "--on",
            "2026-10-09",
            "--today",
            "2026-10-12",
        ),
        "not-allowed",
    ),
    "closings are not chained": (
        _lets_through("duban.cli.commands.reconcile.closing", "last_link", lambda _: None),
        ("reconcile", "2026-09", "--reopen", "--reason", "重算", *DAY[2:]),
        "chain-broken",
    ),
    "closings name other books": (
        _lets_through("duban.cli.commands.reconcile.closing", "code_now", lambda _: "AAAA-BBBB-CCCC"),
        ("reconcile", "2026-W40", "--close", *DAY[2:]),
        "chain-broken",
    ),
    "entries note another moment": (_entries_earlier, ACCEPT, "moment-not-said"),
}


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.usefixtures("books")
def test_a_broken_rule_of_writing_is_noticed(name: str) -> None:
    breaks, words, rule = BROKEN[name]
    with pytest.MonkeyPatch.context() as patch:
        breaks(patch)
        answer = typed(*words)
    assert answer.returncode == 0, answer.stderr
    found = json.loads(typed("audit", "--json").stdout)["findings"]
    assert rule in {each["rule"] for each in found}, [(each["rule"], each["what"]) for each in found]


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.usefixtures("books")
def test_unbroken_it_writes_what_an_audit_accepts_or_nothing(name: str) -> None:
    typed(*BROKEN[name][1])
    found = json.loads(typed("audit", "--json").stdout)["findings"]
    assert [each for each in found if each["weight"] != "note"] == []


@pytest.mark.usefixtures("ledgers")
def test_a_clock_that_was_set_back_is_noticed() -> None:
    with pytest.MonkeyPatch.context() as patch:
        _moment_earlier(patch)
        assert typed(*ACCEPT).returncode == 0
    found = json.loads(typed("audit", "--json").stdout)["findings"]
    assert {"clock-back", "clock-off"} <= {each["rule"] for each in found}


@pytest.mark.usefixtures("books")
@pytest.mark.parametrize(("newest", "rule"), [("", "older-rules"), ("9.0.0", "not-allowed")])
def test_what_an_older_release_allowed_is_a_note(newest: str, rule: str) -> None:
    """Unless a newer one has written before: to name an older release is no way round the gates."""
    breaks, words, _ = BROKEN["days to come are let in"]
    if newest:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("duban.files.write.transaction.__version__", newest)
            assert typed("accept", "PS-2", *DAY).returncode == 0
    with pytest.MonkeyPatch.context() as patch:
        breaks(patch)
        assert typed(*words).returncode == 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("duban.replay.judge.__version__", "9.9.9")
        found = json.loads(typed("audit", "--json").stdout)["findings"]
    entry = "2026-10-19 签收"
    assert {each["rule"] for each in found if entry in (each["after"] or "")} == {rule}
