"""The one module that speaks to the network: a message to an address, through apprise, in bounded time.

Knows no task and no file. An address is a secret: nothing said here repeats it.
"""

import logging
import re
import warnings
from typing import TYPE_CHECKING

from duban.core.terms import Channel

if TYPE_CHECKING:
    from apprise import NotifyBase

SECONDS = 10.0
"""How long a connection, and each answer on it, may take."""
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
SHORTEST_SECRET = 4


class _Listener(logging.Handler):
    """What apprise says of a failure, instead of the screen: it may name the address."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one line."""
        self.said.append(record.getMessage())


def send(channel: Channel, address: str, subject: str, body: str) -> str | None:
    """Send one message as plain text; why it failed, or None. Takes no longer than a few times SECONDS."""
    log, listener = logging.getLogger("apprise"), _Listener()
    log.addHandler(listener)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of old modules that apprise still imports
            return _send(channel, address.strip(), (subject, body), listener.said)
    finally:
        log.removeHandler(listener)


def _send(channel: Channel, address: str, words: tuple[str, str], said: list[str]) -> str | None:
    from apprise import Apprise, AppriseAsset, NotifyFormat

    service = _service(channel, address)
    if service is None:
        return f"地址不是{channel}的，应当像 {SERVICES[channel][1]}"
    courier = Apprise(asset=AppriseAsset(async_mode=False, http_redirects=False))
    courier.add(service)
    if courier.notify(title=words[0], body=words[1], body_format=NotifyFormat.TEXT):
        return None
    return without_secrets(said[-1] if said else "没有回音", address)


def _service(channel: Channel, address: str) -> "NotifyBase | None":
    """The service of apprise at this address, if it is the one that the channel means."""
    from apprise import Apprise, NotifyFormat, OverflowMode

    for pattern, scheme in PAGES:
        address = pattern.sub(rf"{scheme}://\1/", address) if pattern.fullmatch(address) else address
    found = Apprise.instantiate(address)
    if found is None or type(found).__name__ != SERVICES[channel][0]:
        return None
    found.notify_format = NotifyFormat.TEXT
    found.overflow_mode = OverflowMode.SPLIT
    found.redirects = False
    found.socket_connect_timeout = found.socket_read_timeout = SECONDS
    return found


def without_secrets(text: str, address: str) -> str:
    """`text` with every part of the address hidden, for errors go to logs and mails."""
    parts = {address, *re.split(r"[/:?&=@,]+", address.partition("://")[2] or address)}
    for part in sorted(parts, key=len, reverse=True):
        if len(part) >= SHORTEST_SECRET:
            text = text.replace(part, "…")
    return text
