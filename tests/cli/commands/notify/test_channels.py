"""What WeCom, DingTalk and Feishu would be sent, and how they say no: without a network, below apprise and requests."""

import base64
import hmac
import io
import json
from types import SimpleNamespace
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

import pytest
from requests import PreparedRequest, Response, Session
from requests.adapters import HTTPAdapter

from duban.cli.commands.notify import channels as sending
from duban.core.model.terms import Channel


class Robot(HTTPAdapter):
    """What WeCom, DingTalk and Feishu would be sent, and an answer in their place."""

    answer = b'{"errcode": 0, "errmsg": "ok"}'
    status = 200

    def __init__(self) -> None:
        super().__init__()
        self.got: list[PreparedRequest] = []

    def send(self, request: PreparedRequest, *_arguments: object, **_options: object) -> Response:
        self.got.append(request)
        response = Response()
        response.status_code, response.raw, response.request = self.status, io.BytesIO(self.answer), request
        return response


@pytest.fixture
def robot(monkeypatch: pytest.MonkeyPatch) -> Robot:
    adapter = Robot()
    monkeypatch.setattr(Session, "get_adapter", lambda *_arguments, **_options: adapter)
    return adapter


def told(request: PreparedRequest) -> Any:  # noqa: ANN401 - JSON
    return json.loads(cast("bytes", request.body))


TEXT = "督办提醒\r\n<b>甲</b>"
ROBOTS = (
    (
        Channel.WECOM,
        "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7abc",
        "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7abc",
        {"msgtype": "text", "text": {"content": TEXT}},
    ),
    (
        Channel.DINGTALK,
        "https://oapi.dingtalk.com/robot/send?access_token=abcdef0123456789",
        "https://oapi.dingtalk.com/robot/send?access_token=abcdef0123456789",
        {"msgtype": "text", "text": {"content": TEXT}, "at": {"atMobiles": [], "isAtAll": False}},
    ),
    (
        Channel.FEISHU,
        "https://open.feishu.cn/open-apis/bot/v2/hook/abcdef-0123",
        "https://open.feishu.cn/open-apis/bot/v2/hook/abcdef-0123/",
        {"msg_type": "text", "content": {"text": TEXT}},
    ),
)


@pytest.mark.parametrize(("channel", "address", "asked", "payload"), ROBOTS)
def test_each_robot_gets_what_its_service_documents(
    robot: Robot, channel: Channel, address: str, asked: str, payload: object
) -> None:
    assert sending.send(channel, address, "督办提醒", "<b>甲</b>") is None
    (request,) = robot.got
    assert (request.method, request.url) == ("POST", asked)
    assert "application/json" in str(request.headers["Content-Type"])
    assert told(request) == payload


@pytest.mark.parametrize(
    ("channel", "answer", "said"),
    [
        (
            Channel.WECOM,
            '{"errcode": 45009, "errmsg": "api freq out of limit"}',
            "api freq out of limit（45009）",
        ),
        (Channel.DINGTALK, '{"errcode": 310000, "errmsg": "sign not match"}', "sign not match（310000）"),
        (Channel.FEISHU, '{"code": 19024, "msg": "Key Words Not Found"}', "Key Words Not Found（19024）"),
    ],
)
def test_a_robot_that_refuses_with_status_200_has_refused(
    robot: Robot, channel: Channel, answer: str, said: str
) -> None:
    robot.answer = answer.encode()
    address = next(row[1] for row in ROBOTS if row[0] is channel)
    assert sending.send(channel, address, "甲", "乙") == f"对方没有收：{said}"


@pytest.mark.parametrize("answer", ["<html>请先登录</html>", "[]", ""])
def test_a_page_that_is_no_answer_of_the_service_is_a_failure(robot: Robot, answer: str) -> None:
    robot.answer = answer.encode()
    said = sending.send(Channel.WECOM, ROBOTS[0][1], "甲", "乙")
    assert said == "回音不是这个服务的，可能没有连上外网"


def test_an_old_robot_of_feishu_takes_a_message_too(robot: Robot) -> None:
    robot.answer = b'{"StatusCode": 0, "StatusMessage": "success"}'
    assert sending.send(Channel.FEISHU, ROBOTS[2][1], "甲", "乙") is None


def test_dingtalk_is_signed_so_that_it_knows_the_signature(robot: Robot) -> None:
    assert sending.send(Channel.DINGTALK, "dingtalk://SECabc@abcdef0123456789/", "甲", "乙") is None
    (asked,) = (parse_qs(urlsplit(str(request.url)).query) for request in robot.got)
    words = f"{asked['timestamp'][0]}\nSECabc".encode()
    signature = base64.b64encode(hmac.new(b"SECabc", words, "sha256").digest()).decode()
    assert asked == {
        "access_token": ["abcdef0123456789"], "timestamp": asked["timestamp"], "sign": [signature]
    }  # fmt: skip


def test_what_is_sent_is_one_message(robot: Robot) -> None:
    """In parts, some could arrive and others not: what is too long is shortened before (views/messages/outbox.py)."""
    lines = [f"{number}. 完成城东片区老旧小区改造和管网整治（XM-2026-{number:04d}）" for number in range(60)]
    for channel, address, *_ in ROBOTS:
        robot.got.clear()
        assert sending.send(channel, address, "督办提醒", "\n".join(lines)) is None
        assert len(robot.got) == 1


def test_a_robot_gets_no_more_a_minute_than_it_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    now = [1000.0]

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    monkeypatch.setattr(sending, "time", SimpleNamespace(monotonic=lambda: now[0], sleep=sleep))
    pace = sending.Pace()
    assert all(pace.wait(Channel.WECOM, "甲") for _ in range(20))
    assert sum(slept) == 0
    assert pace.wait(Channel.WECOM, "乙")
    assert pace.wait(Channel.WEBHOOK, "丙")
    assert sum(slept) == 0
    assert all(pace.wait(Channel.WECOM, "甲") for _ in range(20))
    assert sum(slept) == 60
    assert all(pace.wait(Channel.WECOM, "甲") for _ in range(40))
    assert sum(slept) == 180
    assert not pace.wait(Channel.WECOM, "甲")  # the next run goes on
