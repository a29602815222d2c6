"""`notify`: sends what is owed to those whom duban.yaml names, and records that it was sent.

Messages go out under a lock of their own, so that a slow address holds up no other command; each is noted at once
beside git, all are recorded in one commit.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

from duban.cli.commands.notify.channels import ROOMS, Pace, send
from duban.cli.commands.notify.message_drafts import WITHIN
from duban.cli.framework.context import Writing
from duban.cli.framework.extras import need_extra
from duban.cli.framework.option_types import option
from duban.cli.framework.output import emit, say, show_problems
from duban.cli.options.task_options import offer_units
from duban.cli.workflow.actions import act, commit_message
from duban.core.books.books import Books
from duban.core.books.recipients import absent_recipients, addressee, recipient_faults
from duban.core.books.selection import known_units
from duban.core.cases.notice import NOTICE
from duban.core.duties.duty import OFFICE
from duban.core.model.terms import BookAction
from duban.core.model.workspace import NoticeEntry, NoticeJournal
from duban.errors import DubanError, Level, Problem, misuse, refusal
from duban.files.disk.listing import is_there
from duban.files.git.log import Message
from duban.files.git.repository import find_repository
from duban.files.workspace.records import placed
from duban.files.workspace.workspace import CONFIG, find_root
from duban.files.write.lock import lock
from duban.files.write.sent_messages import add_to_spool, begin_try, end_try, read_spool, unfinished_try
from duban.plan import Plan
from duban.render.text.escape import visible_lines
from duban.views.footnotes import closing_problems, unread_files
from duban.views.messages.outbox import Delivery, Outbox, delivery_record, outbox
from duban.views.messages.text import subject

WORD = "通知"
SENT, FAILED, DRY_RUN = "sent", "failed", "dry_run"
MOST_NAMED = 8

Outcome = tuple[Delivery, str, str | None]


def notify(
    context: Writing,
    unit: Annotated[
        list[str] | None, option("--unit", "单位", "只通知这家单位", autocompletion=offer_units)
    ] = None,
    within: Annotated[int, option("--within", "天数", "往后看几个工作日", min=0)] = WITHIN,
) -> int:
    """通知：把逾期的和快到期的发给 duban.yaml 里“通知”写着的单位和领导。

    同一项义务同一天只发一次，发过的记在“通知”文件夹里；没有发成的下次再发。地址和密钥只放在环境变量里。
    --dry-run 只看要发给谁、发什么。
    """
    if context.on != context.today:
        raise misuse("usage-on", "通知是当天发的，不能用 --on 写别的日子。", "去掉 --on")
    if context.late is not None:
        raise misuse("usage-late", "通知是当天发的，没有补登。", "去掉 --late 和 --reason")
    if context.dry_run:
        begun = _begin(context, unit or (), within)
        outcomes: list[Outcome] = [(delivery, DRY_RUN, None) for delivery in begun.found.deliveries]
        return _end(context, begun, outcomes, None)
    need_extra("apprise", "notify", "发通知")
    notes = find_repository(find_root(context.root)).notes
    with lock(notes / "notify.lock", holder="duban notify"):
        begun = _begin(context, unit or (), within)
        entries = list(begun.lost)
        outcomes = []
        stopped_at = unfinished_try(notes)
        if stopped_at is not None:
            text = f"上次发给 {stopped_at} 时中断了，对方可能已经收到；没有记下的这次照常发"
            show_problems([Problem(Level.NOTICE, "try-unfinished", text)])
            end_try(notes)
        pace = Pace()
        for delivery in begun.found.deliveries:
            begin_try(notes, _whom(delivery))
            error = _send(delivery, pace)
            outcomes.append((delivery, FAILED if error else SENT, error))
            if error is None:
                entry = _entry(begun.actor, context, delivery)
                add_to_spool(notes, context.today, entry)
                entries.append(entry)
            end_try(notes)
        try:
            commit = _record(context, entries)
        except DubanError:
            show_problems(_problems(outcomes, begun.found))
            say(*(f"已发给 {_whom(each)}，还没有记下" for each, outcome, _ in outcomes if outcome == SENT))
            raise
    return _end(context, begun, outcomes, commit)


@dataclass(frozen=True, slots=True)
class Begun:
    """What is to be sent, decided under the lock of the workspace; `lost` went out earlier and is not recorded yet."""

    books: Books
    found: Outbox
    lost: tuple[NoticeEntry, ...]
    actor: str


def _begin(context: Writing, typed: Sequence[str], within: int) -> Begun:
    """Look into the books for what is owed. Raises DubanError where the record of what was sent cannot be kept."""
    begun: list[Begun] = []

    def prepare(plan: Plan) -> None:
        books = plan.workspace.books(context.today)
        _refuse_bad_list(plan, books)
        path = _path(plan, context.today)
        journal = plan.open_journal(NOTICE, path, NoticeJournal(period=path.stem)).file.journal
        _refuse_edited(plan, path)
        notes = plan.repository.notes
        lost = tuple(entry for entry in read_spool(notes, context.today) if entry not in journal)
        told = {
            (entry.variable, key)
            for entry in (*journal, *lost)
            if entry.on == context.today
            for key in entry.duties
        }
        units = known_units(typed, books, OFFICE)
        found = outbox(books, within, told, units, ROOMS)
        begun.append(Begun(books, found, lost, plan.hand.actor))

    act(context, prepare)
    return begun[0]


def _record(context: Writing, entries: Sequence[NoticeEntry]) -> str | None:
    """Write what went out into the books; the commit."""

    def prepare(plan: Plan) -> Message | None:
        path = _path(plan, context.today)
        _refuse_edited(plan, path)
        touched = plan.open_journal(NOTICE, path, NoticeJournal(period=path.stem))
        new = [entry for entry in entries if entry not in touched.file.journal]
        for entry in new:
            plan.append(touched, entry)
        return commit_message(plan.hand, BookAction.NOTIFY.english, f"{WORD} {len(new)}条") if new else None

    return act(context, prepare).commit if entries else None


def _end(context: Writing, begun: Begun, outcomes: Sequence[Outcome], commit: str | None) -> int:
    _tell(context, outcomes, begun.found, commit)
    show_problems(_problems(outcomes, begun.found))
    absent = absent_recipients(begun.books)
    show_problems([Problem(Level.NOTICE, each.code, each.message, each.advice) for each in absent])
    show_problems(closing_problems(begun.books))
    return int(any(outcome == FAILED for _, outcome, _ in outcomes) or bool(unread_files(begun.books.unread)))


def _refuse_bad_list(plan: Plan, books: Books) -> None:
    """Raises DubanError where nobody is set down, or somebody who does not exist."""
    if not books.config.recipients:
        example = f"{WORD}: [{{单位: 县水务局, 渠道: 企业微信, 地址名: DUBAN_NOTIFY_SHUIWU}}]"
        raise refusal("no-recipients", f"{CONFIG} 里没有写“{WORD}”，不知道发给谁", f"加上：{example}")
    faults = list(recipient_faults(books))
    if faults:
        data = (plan.workspace.root / CONFIG).read_bytes()
        raise DubanError(*(placed(fault, data, CONFIG) for fault in faults))


def _path(plan: Plan, today: date) -> Path:
    return plan.workspace.root / NOTICE.folder / f"{today:%Y-%m}.yaml"


def _refuse_edited(plan: Plan, path: Path) -> None:
    """Raises DubanError where the record of what was sent was changed by hand.

    It must be known before anything is sent: afterwards it would be too late to refuse.
    """
    repository = plan.repository
    if is_there(path) and not repository.is_clean([repository.relative(path)]):
        label = plan.workspace.label(path)
        raise refusal("hand-edited", f"{label} 有没有入账的手工改动，没有发通知", "先 duban commit 入账")


def _send(delivery: Delivery, pace: Pace) -> str | None:
    """Why a message did not go out; None once it did."""
    recipient = delivery.recipient
    address = os.environ.get(recipient.variable, "").strip()
    if not address:
        return f"环境变量 {recipient.variable} 没有设"
    if not pace.wait(recipient.channel, address):
        return "这次已经用了太久，没有轮到"
    return send(recipient.channel, address, subject(delivery.message), visible_lines(delivery.body))


def _entry(actor: str, context: Writing, delivery: Delivery) -> NoticeEntry:
    recipient = delivery.recipient
    return NoticeEntry(
        on=context.today,
        recorded_at=context.now(),
        by=actor,
        unit=recipient.unit,
        leader=recipient.leader,
        channel=recipient.channel,
        variable=recipient.variable,
        tasks=delivery.tasks,
        duties=delivery.keys,
    )


def _tell(context: Writing, outcomes: Sequence[Outcome], found: Outbox, commit: str | None) -> None:
    if context.as_json:
        rows = [delivery_record(*outcome) for outcome in outcomes]
        data = {"date": context.today, "dry_run": context.dry_run, "commit": commit, "deliveries": rows}
        emit(data | {"told_before": found.repeated, "without_recipient": found.silent}, context)
        return
    sent = [delivery for delivery, outcome, _ in outcomes if outcome == SENT]
    for delivery in sent:
        short = f"（写不下，有 {delivery.left_out} 项只报了数）" if delivery.left_out else ""
        say(f"已发给 {_whom(delivery)}：{subject(delivery.message)}{short}")
    trials = [delivery for delivery, outcome, _ in outcomes if outcome == DRY_RUN]
    for place, delivery in enumerate(trials):
        ready = "" if os.environ.get(delivery.recipient.variable) else "，还没有设"
        head = f"―― 发给 {_whom(delivery)}，地址在 {delivery.recipient.variable}{ready}（试运行，没有发）――"
        say(*([""] if place else []), head, *delivery.body.split("\n"))
    if found.repeated:
        say(f"{found.repeated} 项今天已经发过，没有再发。")
    if not outcomes and not found.repeated:
        say("没有要发的。")
    if commit:
        say(f"提交 {commit[:8]}，记下 {len(sent)} 条")


def _whom(delivery: Delivery) -> str:
    return f"{addressee(delivery.recipient)}（{delivery.recipient.channel}）"


def _problems(outcomes: Sequence[Outcome], found: Outbox) -> list[Problem]:
    problems = [
        Problem(
            Level.ERROR,
            "not-sent",
            f"没有发给 {_whom(delivery)}：{error}",
            "改好以后再敲一次 duban notify，只补发没有发成的",
        )
        for delivery, _, error in outcomes
        if error
    ]
    if found.silent:
        more = "等" if len(found.silent) > MOST_NAMED else ""
        text = f"{'、'.join(found.silent[:MOST_NAMED])}{more}有要催的，{CONFIG} 的“{WORD}”里没有写"
        problems.append(
            Problem(
                Level.NOTICE, "no-recipient", text, "补上渠道和地址名，或用 duban urge --draft 写好了自己发"
            )
        )
    return problems
