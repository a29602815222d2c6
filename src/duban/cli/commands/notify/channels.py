"""The one module that speaks to the network: a message to an address, through apprise, in bounded time.

Knows no task and no file. An address is a secret: nothing said here repeats it.
"""

import logging
import re
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from duban.core.model.terms import Channel

if TYPE_CHECKING:
    from apprise import NotifyBase
    from requests import Response

SECONDS = 10.0
"""How long a connection may take, and each silence on it."""
MOST_SECONDS = 20.0
"""How long one message may take in all: a server that answers a byte a second is not waited for."""
SERVICES = {
    Channel.WECOM: ("NotifyWeComBot", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…"),
    Channel.DINGTALK: ("NotifyDingTalk", "dingtalk://加签密钥@访问令牌/"),
    Channel.FEISHU: ("NotifyFeishu", "feishu://机器人令牌/"),
    Channel.MAIL: ("NotifyEmail", "mailtos://用户:密码@邮箱服务器?from=…&to=…"),
    Channel.WEBHOOK: ("NotifyJSON", "jsons://主机/路径"),
}
"""The service of apprise that each channel means, and how its addresses look."""
PAGES = (
    (re.compile(r"https://open\.feishu\.cn/open-apis/bot/v2/hook/([\w-]+)/?"), "feishu"),
    (re.compile(r"https://oapi\.dingtalk\.com/robot/send\?access_token=(\w+)"), "dingtalk"),
)
"""Addresses as the services show them, where apprise knows only its own form."""
ROBOTS = (Channel.WECOM, Channel.DINGTALK, Channel.FEISHU)
"""Those that refuse a message with status 200 and say so in the answer."""
ROOMS = {Channel.WECOM: 2048, Channel.DINGTALK: 9_600, Channel.FEISHU: 14_400}
"""Bytes of text (UTF-8) in one message. WeCom: 2,048 of text. DingTalk (20,000) and Feishu (30 KB) count the request,
in which a Chinese character is six bytes (\\u7763) and not three."""
RUN_SECONDS = 180.0
"""After so long no further message is begun: the next run goes on."""
MINUTE = 60.0
A_MINUTE = {Channel.WECOM: 20, Channel.DINGTALK: 20, Channel.FEISHU: 100}
"""So many messages a minute one robot takes; more are refused, and DingTalk then closes it for ten minutes."""
SHORTEST_SECRET = 4


class _Listener(logging.Handler):
    """What apprise says of a failure, instead of the screen: it may name the address."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one line."""
        self.said.append(record.getMessage())


class Pace:
    """How fast one run may send: no robot gets more a minute than it takes, and no run lasts for ever."""

    def __init__(self) -> None:
        self._ends = time.monotonic() + RUN_SECONDS
        self._sent: dict[str, list[float]] = {}

    def wait(self, channel: Channel, address: str) -> bool:
        """Sleep until the next message may go to this address; False where that is too late for this run."""
        sent, most = self._sent.setdefault(address, []), A_MINUTE.get(channel, 0)
        now = time.monotonic()
        due = max(now, sent[-most] + MINUTE) if most and len(sent) >= most else now
        if due > self._ends:
            return False
        time.sleep(due - now)
        sent.append(due)
        return True


def send(channel: Channel, address: str, subject: str, body: str) -> str | None:
    """Send one message as plain text; why it failed, or None. Takes no longer than MOST_SECONDS."""
    log, listener = logging.getLogger("apprise"), _Listener()
    log.addHandler(listener)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of old modules that apprise still imports
            return _send(channel, address.strip(), (subject, body), listener.said)
    finally:
        log.removeHandler(listener)


def _send(channel: Channel, address: str, words: tuple[str, str], said: list[str]) -> str | None:
    service = _service(channel, address)
    if service is None:
        return f"地址不是{channel}的，应当像 {SERVICES[channel][1]}"
    with _answers() as heard:
        sent = _within(MOST_SECONDS, service, words)
    if sent is None:
        return f"{MOST_SECONDS:g} 秒没有办完，不再等；对方也可能已经收到"
    refused = [why for why in map(_refusal, heard) if why] if channel in ROBOTS else []
    if sent and not refused:
        return None
    return without_secrets(refused[0] if refused else said[-1] if said else "没有回音", address)


def _within(seconds: float, service: "NotifyBase", words: tuple[str, str]) -> bool | None:
    """Whether the service took it; None where that is not known in time.

    No timeout of a socket ends a server that drips, nor the search for a name: what still hangs then is left behind in
    a thread that dies with the process.
    """
    from apprise import NotifyFormat

    ended: list[bool] = []

    def deliver() -> None:
        try:
            ended.append(bool(service.notify(title=words[0], body=words[1], body_format=NotifyFormat.TEXT)))
        except Exception:  # noqa: BLE001 -- whatever a service raises, the message did not go out
            logging.getLogger("apprise").warning("服务出错")

    thread = threading.Thread(target=deliver, daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        return None
    return bool(ended and ended[0])


@contextmanager
def _answers() -> "Iterator[list[Response]]":
    """What is answered meanwhile: of WeCom and DingTalk apprise looks at the status alone."""
    from requests import Session

    heard: list[Response] = []
    plain = Session.send

    def listening(session: Session, *arguments: Any, **options: Any) -> "Response":  # noqa: ANN401 - whatever requests takes
        answer = plain(session, *arguments, **options)
        heard.append(answer)
        return answer

    Session.send = listening  # type: ignore[method-assign, assignment]  # it listens and passes on
    try:
        yield heard
    finally:
        Session.send = plain  # type: ignore[method-assign]  # put back what was there


def _refusal(answer: "Response") -> str | None:
    """Why a robot did not take a message that it answered with status 200."""
    if not answer.ok:
        return None
    try:
        told = answer.json()
    except ValueError:
        told = None
    if not isinstance(told, dict):
        return "回音不是这个服务的，可能没有连上外网"
    code = next((told[name] for name in ("errcode", "code", "StatusCode") if name in told), None)
    return None if code == 0 else f"对方没有收：{told.get('errmsg') or told.get('msg') or ''}（{code}）"


def _service(channel: Channel, address: str) -> "NotifyBase | None":
    """The service of apprise at this address, if it is the one that the channel means."""
    from apprise import Apprise, NotifyFormat, OverflowMode

    for pattern, scheme in PAGES:
        address = pattern.sub(rf"{scheme}://\1/", address) if pattern.fullmatch(address) else address
    found = Apprise.instantiate(address)
    if found is None or type(found).__name__ != SERVICES[channel][0]:
        return None
    found.notify_format = NotifyFormat.TEXT
    found.overflow_mode = (
        OverflowMode.UPSTREAM
    )  # what is sent fits: in parts, some could arrive and others not
    found.redirects = False
    found.request_rate_per_sec = 0  # notify keeps the pace
    found.socket_connect_timeout = found.socket_read_timeout = SECONDS
    if channel is Channel.DINGTALK:
        _sign_once(found)
    return found


def _sign_once(service: Any) -> None:  # noqa: ANN401 - apprise tells no type of it
    """Undo the quoting of the signature: requests quotes it again, and DingTalk does not know it then."""
    twice = service.get_signature

    def once() -> tuple[str, str]:
        moment, signature = twice()
        return moment, unquote(signature)

    service.get_signature = once


def without_secrets(text: str, address: str) -> str:
    """`text` with every part of the address hidden, for errors go to logs and mails."""
    parts = {address, *re.split(r"[/:?&=@,]+", address.partition("://")[2] or address)}
    for part in sorted(parts, key=len, reverse=True):
        if len(part) >= SHORTEST_SECRET:
            text = text.replace(part, "…")
    return text
