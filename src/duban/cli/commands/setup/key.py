"""`key`: whose SSH keys sign commits (人员 in duban.yaml), from when until when; whether signatures are required.

Signing is git's own; private keys are neither read nor kept here.
"""

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from duban.cli.commands.setup.unit import rewrite_config
from duban.cli.framework.command_table import Entry
from duban.cli.framework.context import Context, Writing
from duban.cli.framework.open_workspace import open_workspace
from duban.cli.framework.option_types import option, switch
from duban.cli.framework.output import emit, say
from duban.cli.options.head_values import one_line
from duban.cli.workflow.actions import act, commit_message, notice_records, outcome, tell
from duban.core.audit.signers import (
    Signer,
    allowed_signers,
    find_signer,
    fingerprint,
    signers,
    unfit,
)
from duban.core.model.record import official_keys, raw_record
from duban.core.model.suggest import guess, nearest
from duban.core.model.workspace import Config, Person, PublicKey
from duban.errors import misuse, refusal
from duban.files.disk.regular_files import read_plain
from duban.files.git.log import Message
from duban.files.git.repository import Repository
from duban.files.git.signing import is_signing, own_key, read_public_key, sign_here
from duban.files.write.preconditions import refuse_unsigned
from duban.files.yaml.edit import DELETE, append_to_list, edit_head, edit_item
from duban.files.yaml.writer import render_item
from duban.plan import Plan
from duban.views.model.sheet import Column, Sheet, Table, row

COMMANDS = (
    Entry("add", f"{__name__}:add", "登记一个人的公钥"),
    Entry("retire", f"{__name__}:retire", "换钥匙：写明旧的用到哪天"),
    Entry("withdraw", f"{__name__}:withdraw", "撤回：丢了、泄露了，从此不算数"),
    Entry("use", f"{__name__}:use", "本机用这把钥匙签名"),
    Entry("require", f"{__name__}:require", "起用签名：以后的提交都要签"),
    Entry("list", f"{__name__}:show", "列出公钥和起止"),
)
PEOPLE, KEYS = "人员", "公钥"
_PERSON = tuple(official_keys(Person).values())
_SIGNED = official_keys(Config)["signed_since"]
_LONGEST = 16_384
_SIGNERS = "allowed_signers"
_SPARE = "再登记一个人的，或一把锁在柜子里的备用的：duban key add 姓名 公钥文件"
Name = Annotated[str, typer.Argument(metavar="姓名", help="和 git 里的 user.name 一样")]
Which = Annotated[str | None, option("--key", "指纹", "哪一把：SHA256:… 的开头几位；只有一把在用的不用写")]


def add(
    context: Writing,
    name: Name,
    file: Annotated[Path, typer.Argument(metavar="公钥文件", help="ssh-keygen 生成的 .pub 文件")],
    email: Annotated[str | None, option("--email", "邮箱", "新登记的人的邮箱，和 git 里的一样")] = None,
) -> int:
    """登记一个人的公钥，从 --on 那天起能签名（默认今天）。人员里没有这个人的，一并登记。

    指纹当面或打电话核对：duban key list 显示的，要和他电脑上 ssh-keygen -lf 公钥文件 显示的一样。
    """
    who = one_line(name, "姓名")
    if who is None:
        raise misuse("usage-value", "姓名是空的。", "写上姓名，和 git 里的 user.name 一样")
    key = read_public_key(_read(file))
    entry = PublicKey(line=key, since=context.on)

    def prepare(plan: Plan) -> Message | None:
        config = plan.workspace.config
        held = find_signer(config, key)
        if held is not None:
            if held.name == who and held.key.withdrawn_on is None:
                return None
            text = f"这把公钥已经登记在“{held.name}”名下" + ("，撤回过" if held.key.withdrawn_on else "")
            raise refusal("key-known", text, "各人用各人的，撤回的不再用：ssh-keygen -t ed25519 另生成一把")
        place = _place(config, who)
        if place is None:
            person = Person(name=who, email=email, keys=(entry,))
            plan.check_texts(raw_record(person), PEOPLE)
            rewrite_config(plan, lambda text: append_to_list(text, PEOPLE, [render_item(raw_record(person))]))
        else:
            keys = (*config.people[place].keys, entry)
            _put(plan, place, keys)
        return _message(plan, f"登记公钥 {who}")

    return _told(context, f"登记 {who} 的公钥 {fingerprint(key)}", prepare)


def retire(
    context: Writing,
    name: Name,
    which: Which = None,
    until: Annotated[date | None, option("--until", "日期", "用到哪天，含当天；默认 --on 那天")] = None,
) -> int:
    """换钥匙：写明旧的用到哪天，它以前签的还算数。先登记新的：duban key add 姓名 新公钥文件。"""
    last = until or context.on

    def prepare(plan: Plan) -> Message | None:
        signer = _chosen(plan.workspace.config, name, which)
        if last < signer.key.since:
            raise refusal("key-backwards", f"这把公钥 {signer.key.since} 才起用", "--until 写那天或以后")
        return _end(plan, signer, {"至": last}, f"公钥用到 {last} {signer.name}")

    return _told(context, f"写明 {name} 的公钥用到 {last}", prepare)


def withdraw(
    context: Writing,
    name: Name,
    reason: Annotated[str | None, option("--reason", "原因", "如 电脑丢失、离岗没有交回")] = None,
    which: Which = None,
) -> int:
    """撤回丢了、泄露了的公钥：从此用它签的都不算数，倒填日期也不算。撤回以前已经在账上的，还是算数。

    本人的钥匙丢了，由别的登记过的人来撤回；再登记新的。
    """
    why = one_line(reason or "", "原因")
    if why is None:
        raise misuse("missing-option", "没有写为什么撤回。", "--reason 电脑丢失")

    def prepare(plan: Plan) -> Message | None:
        signer = _chosen(plan.workspace.config, name, which)
        plan.check_texts(why, PEOPLE)
        own = own_key(plan.repository.settings)
        config = plan.workspace.config
        left = [
            each for each in signers(config) if unfit(each.key, plan.hand.today) is None and each != signer
        ]
        if config.signed_since is not None and (not left or own == signer.key.line):
            text = f"起用了签名，撤回“{signer.name}”的这把以后，" + (
                "本机就不能签名了" if left else "没有人能签名了"
            )
            raise refusal(
                "last-signer",
                text,
                "先登记新的：duban key add 姓名 公钥文件；本机改用它：duban key use 私钥文件",
            )
        return _end(plan, signer, {"撤回": context.on, "缘由": why}, f"撤回公钥 {signer.name}")

    return _told(context, f"撤回 {name} 的公钥", prepare)


def use(
    context: Context,
    file: Annotated[
        Path, typer.Argument(metavar="私钥文件", help="如 ~/.ssh/id_ed25519；只写它在哪里，不读进来")
    ],
) -> int:
    """本机用这把钥匙签名：先试签一次，验得过、登记过，才写进这个仓库的 git 设置。台账不动。"""
    workspace = open_workspace(context)
    path = file.expanduser().absolute()
    if not path.is_file():
        raise refusal("no-key-file", f"没有这个文件：{path}", "生成一把：ssh-keygen -t ed25519")
    if path.suffix == ".pub" and path.with_suffix("").is_file():
        path = path.with_suffix("")
    repository = workspace.repository
    listed = repository.notes / _SIGNERS
    key = sign_here(repository, path, listed)
    _write_signers(repository, workspace.config)
    held = find_signer(workspace.config, key)
    name = fingerprint(key)
    say(f"以后在这个仓库里的提交都用这把钥匙签名：{name}")
    if held is None:
        identity = repository.identity
        say(f"它还没有登记：duban key add {identity.name if identity else '姓名'} {path}.pub")
    else:
        say(f"登记在“{held.name}”名下")
    return 0


def require(
    context: Writing, *, off: Annotated[bool, switch("--off", "停用：以后的提交不必签名")] = False
) -> int:
    """起用签名：从这次提交以后，没有签名的、签名的人没有登记的，审计都点出来，服务器（duban guard）不收。

    先登记各人的公钥（duban key add），各台电脑设好（duban key use），再起用。
    """

    def prepare(plan: Plan) -> Message | None:
        config = plan.workspace.config
        if (config.signed_since is None) is off:
            return None
        if not off:
            usable = [each for each in signers(config) if unfit(each.key, plan.hand.today) is None]
            if len(usable) == 1:
                plan.note("one-signer", f"只有一把能用的公钥（{usable[0].name}），丢了就谁也写不了", _SPARE)
            refuse_unsigned(plan.repository, config, plan.hand.moment.date())
        value: object = DELETE if off else str(plan.hand.today)
        order = tuple(official_keys(Config).values())
        rewrite_config(plan, lambda text: edit_head(text, {_SIGNED: value}, order))
        return _message(plan, "停用签名" if off else "起用签名")

    return _told(context, "停用签名" if off else "起用签名", prepare)


def show(context: Context) -> int:
    """列出各人的公钥：指纹、从哪天用到哪天、撤回了没有；是不是起用了签名；本机用哪一把。"""
    workspace = open_workspace(context)
    config = workspace.config
    held = list(signers(config))
    settings = workspace.repository.settings
    own = own_key(settings) if is_signing(settings) else None
    if context.as_json:
        record = {"signed_since": config.signed_since, "keys": [_record(each, own) for each in held]}
        emit(record, context)
        return 0
    told = (
        f"{config.signed_since} 起用了签名。" if config.signed_since else "没有起用签名。",
        f"本机签名用 {fingerprint(own)}。" if own else "本机没有设成签名：duban key use 私钥文件",
    )
    columns = (Column("姓名", shrink=0), Column("指纹"), Column("起"), Column("止"), Column("说明", shrink=2))
    rows = tuple(
        row(
            each.name,
            fingerprint(each.key.line),
            str(each.key.since),
            str(each.key.until or ""),
            f"{each.key.withdrawn_on} 撤回：{each.key.reason or ''}" if each.key.withdrawn_on else "",
        )
        for each in held
    )
    tables = (Table(columns, rows),) if rows else ()
    emit(Sheet(f"公钥 {len(held)} 把", told, tables), context)
    return 0


def _read(file: Path) -> str:
    try:
        return read_plain(file.expanduser(), _LONGEST).decode("utf-8", "replace")
    except OSError as error:
        raise refusal("no-key-file", f"读不了这个文件：{file}", "写 ssh-keygen 生成的 .pub 文件") from error


def _place(config: Config, name: str) -> int | None:
    return next((at for at, each in enumerate(config.people) if each.name == name), None)


def _chosen(config: Config, name: str, which: str | None) -> Signer:
    """The key of somebody that is meant: the one that is not withdrawn, or that of this fingerprint."""
    held = [each for each in signers(config) if each.name == name]
    if not held:
        near = guess(nearest(name, [each.name for each in signers(config)]))
        raise refusal("no-key", f"人员里没有“{name}”的公钥", f"{near}看有哪些：duban key list")
    wanted = (which or "").removeprefix("SHA256:")
    found = [
        each
        for each in held
        if (fingerprint(each.key.line).removeprefix("SHA256:").startswith(wanted) if which else _in_use(each))
    ]
    if len(found) != 1:
        listed = "、".join(fingerprint(each.key.line) for each in found or held)
        text = f"“{name}”的公钥，{'写的是几把' if found else '没有这一把'}：{listed}"
        raise refusal("which-key", text, "用 --key 写明哪一把：SHA256:… 的开头几位")
    return found[0]


def _in_use(signer: Signer) -> bool:
    return signer.key.withdrawn_on is None and signer.key.until is None


def _end(plan: Plan, signer: Signer, changes: dict[str, Any], subject: str) -> Message | None:
    """Writes when a key ends; nothing where it says so already. Raises DubanError for one that was withdrawn."""
    raw = raw_record(signer.key)
    if raw.get("撤回"):
        raise refusal("key-known", f"这把公钥 {raw['撤回']} 撤回过了", "看有哪些：duban key list")
    if all(str(raw.get(name)) == str(value) for name, value in changes.items()):
        return None
    at, number = signer.place
    keys = [raw_record(each) for each in plan.workspace.config.people[at].keys]
    keys[number] = {name: str(value) for name, value in {**raw, **changes}.items()}
    _rewrite(plan, at, keys)
    return _message(plan, subject)


def _put(plan: Plan, place: int, keys: tuple[PublicKey, ...]) -> None:
    _rewrite(plan, place, [raw_record(each) for each in keys])


def _rewrite(plan: Plan, place: int, keys: list[Any]) -> None:
    rewrite_config(plan, lambda text: edit_item(text, PEOPLE, place, {KEYS: keys}, _PERSON))


def _message(plan: Plan, subject: str) -> Message:
    return commit_message(plan.hand, "key", subject)


def _told(context: Writing, words: str, prepare: Any) -> int:  # noqa: ANN401 - as `act` takes it
    written = act(context, prepare)
    if written.commit is not None:
        workspace = open_workspace(context)
        if (workspace.repository.notes / _SIGNERS).exists():
            _write_signers(workspace.repository, workspace.config)
    data = {"action": "key", **outcome(context, written), "notices": notice_records(written)}
    return tell(context, words, written, data)


def _write_signers(repository: Repository, config: Config) -> None:
    """The keys for git's own `log --show-signature`."""
    repository.notes.mkdir(exist_ok=True)
    (repository.notes / _SIGNERS).write_text(allowed_signers(config), "utf-8")


def _record(signer: Signer, own: str | None) -> dict[str, object]:
    key = signer.key
    return {
        "name": signer.name,
        "email": signer.email,
        "fingerprint": fingerprint(key.line),
        "key": key.line,
        "since": key.since,
        "until": key.until,
        "withdrawn_on": key.withdrawn_on,
        "reason": key.reason,
        "is_own": key.line == own,
    }
