"""A message that is longer than its channel takes: one message that fits, the worst first, and how many are left."""

import json
import re
from pathlib import Path
from typing import cast

import pytest
from requests import PreparedRequest, Response, Session
from tests.outside import git, typed

LIMITS = {"企业微信": 2048, "钉钉": 20_000, "飞书": 30_000}
ADDRESSES = {
    "企业微信": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7abc",
    "钉钉": "https://oapi.dingtalk.com/robot/send?access_token=abcdef0123456789",
    "飞书": "https://open.feishu.cn/open-apis/bot/v2/hook/abcdef-0123-4567",
}
LEFT_OUT = {(channel, 3): range(1) for channel in LIMITS} | {
    ("企业微信", 60): range(40, 60),
    ("钉钉", 60): range(5),
    ("飞书", 60): range(1),
}
TITLE = "推进第{n}项城区老旧供水管网改造及配套路面恢复和沿线居民小区二次供水设施移交工作"
WHEN = ("--today", "2026-11-16")


def laid_out(folder: Path, count: int, recipient: str) -> None:
    """`count` tasks of 县水务局, the higher the number the later."""
    rows = [
        f"{TITLE.format(n=n)},县水务局,张三,2026-10-{10 + n % 20:02d},按时完成\n" for n in range(1, count + 1)
    ]
    sheet = folder.parent / "表.csv"
    sheet.write_text("工作任务,牵头单位,责任人,完成时限,工作要求\n" + "".join(rows), "utf-8")
    words = (
        "--ledger",
        "重要文件",
        "--doc-no",
        "某政发〔2026〕9号",
        "--assign",
        "--yes",
        "--today",
        "2026-10-01",
    )
    answer = typed("import", str(sheet), *words)
    assert answer.returncode == 0, answer.stderr
    path = folder / "duban.yaml"
    path.write_text(path.read_text("utf-8") + f"通知:\n  - {recipient}\n", "utf-8")
    git("commit", "-qam", "通知")


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """What robots were sent; they take everything."""
    bodies: list[bytes] = []

    def take(_session: Session, request: PreparedRequest, **_options: object) -> Response:
        body = request.body
        bodies.append(body.encode() if isinstance(body, str) else cast("bytes", body))
        answer = Response()
        answer.status_code, answer.request, answer.url = 200, request, request.url or ""
        answer._content = b'{"errcode": 0, "code": 0}'
        return answer

    monkeypatch.setattr(Session, "send", take)
    return bodies


def words_of(body: bytes) -> str:
    told = json.loads(body)
    return str(told.get("text", {}).get("content") or told["content"]["text"])


@pytest.mark.parametrize("count", [60, 3])
@pytest.mark.parametrize("channel", LIMITS)
def test_one_message_that_fits(
    ledgers: Path, sent: list[bytes], monkeypatch: pytest.MonkeyPatch, channel: str, count: int
) -> None:
    monkeypatch.setenv("DUBAN_NOTIFY_SW", ADDRESSES[channel])
    laid_out(ledgers, count, f"{{单位: 县水务局, 渠道: {channel}, 地址名: DUBAN_NOTIFY_SW}}")
    answer = typed("notify", "--unit", "县水务局", "--json", *WHEN)
    assert answer.returncode == 0, answer.stderr
    (body,) = sent
    words, (told,) = words_of(body), json.loads(answer.stdout)["deliveries"]
    assert len(words.encode()) <= LIMITS[channel]
    assert channel == "企业微信" or len(body) <= LIMITS[channel]
    assert words.endswith(told["text"])
    assert told["text"].startswith("县水务局：\n")
    lines = [line for line in words.splitlines() if re.match(r"[0-9]+\. ", line)]
    late = re.search("([0-9]+)项逾期", words)
    assert late is not None
    assert int(late[1]) > count  # with those of the small workspace
    assert told["left_out"] in LEFT_OUT[channel, count]
    assert len(lines) + told["left_out"] == int(late[1])
    assert [line for line in lines if "PS-2026-0001" in line] == lines[:1]  # the latest stands first
    assert (f"其余{told['left_out']}项见督办台账，清单请向某县督查室王五索取。" in words) == (
        told["left_out"] > 0
    )
    assert typed("notify", "--unit", "县水务局", "--json", *WHEN).returncode == 0
    assert len(sent) == 1  # sent once, recorded once: also what was only counted


@pytest.mark.parametrize("who", ["林县长", "县水务局"])
def test_a_mail_and_an_endpoint_get_everything(ledgers: Path, who: str) -> None:
    text = (ledgers / "duban.yaml").read_text("utf-8")
    (ledgers / "duban.yaml").write_text(text + "领导: [{姓名: 林县长, 职务: 县长}]\n", "utf-8")
    laid_out(
        ledgers,
        30,
        f"{{单位: 县水务局, 渠道: {'邮件' if who == '县水务局' else '接口'}, 地址名: DUBAN_NOTIFY_SW}}",
    )
    (told,) = json.loads(typed("notify", "--dry-run", "--json", *WHEN).stdout)["deliveries"]
    assert told["left_out"] == 0
    assert told["text"].count("应做：") >= 30
