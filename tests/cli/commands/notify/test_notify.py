"""`notify` against a mail server and an endpoint of our own on the loopback: what goes out, once, and what is recorded."""

import email
import email.policy
import json
import re
import socketserver
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from tests.outside import UNITS, Answer, git, killed_at, typed

from duban.cli.commands.notify import channels as sending
from duban.cli.framework import extras
from duban.core.model.terms import Channel

LATE = "2026-10-12"
ALL = ("notify", "--today", LATE)


class Endpoint(ThreadingHTTPServer):
    """An endpoint that keeps what it is sent and answers `status`."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.got: list[tuple[str, dict[str, str]]] = []
        self.status = 200
        self.location = ""

    @property
    def address(self) -> str:
        return f"json://127.0.0.1:{self.server_address[1]}/geheim-0815/"


class _Answer(BaseHTTPRequestHandler):
    server: Endpoint

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.got.append((self.path, body))
        self.send_response(self.server.status)
        if self.server.location:
            self.send_header("Location", self.server.location)
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


class MailServer(socketserver.ThreadingTCPServer):
    """As much of SMTP as a message needs."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Post)
        self.got: list[tuple[list[str], bytes]] = []

    @property
    def address(self) -> str:
        return f"mailto://127.0.0.1:{self.server_address[1]}/?from=duban@example.org&to=liu@example.org"


class _Post(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self.wfile.write(b"220 test\r\n")
        receivers: list[str] = []
        while line := self.rfile.readline().decode().strip():
            word = line.upper()
            if word.startswith("DATA"):
                self.wfile.write(b"354 go on\r\n")
                lines = iter(self.rfile.readline, b".\r\n")
                self.server.got.append((receivers, b"".join(lines)))
            if word.startswith("RCPT"):
                receivers.append(line.partition("<")[2].partition(">")[0])
            self.wfile.write(b"221 bye\r\n" if word.startswith("QUIT") else b"250 ok\r\n")
            if word.startswith("QUIT"):
                return


@contextmanager
def running(server: socketserver.BaseServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    server = Endpoint()
    with running(server):
        yield server


@pytest.fixture
def mail() -> Iterator[MailServer]:
    server = MailServer()
    with running(server):
        yield server


@pytest.fixture
def books(ledgers: Path, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small workspace with 县水务局 set down for the endpoint, and its address in the environment."""
    set_down(ledgers, f"{{单位: {UNITS[2]}, 渠道: 接口, 地址名: DUBAN_NOTIFY_WATER}}")
    monkeypatch.setenv("DUBAN_NOTIFY_WATER", endpoint.address)
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    return ledgers


def set_down(folder: Path, *recipients: str) -> None:
    """Write 通知 into duban.yaml by hand and commit it."""
    path = folder / "duban.yaml"
    text = path.read_text("utf-8").partition("通知:\n")[0]
    path.write_text(text + "通知:\n" + "".join(f"  - {each}\n" for each in recipients), "utf-8")
    git("commit", "-qam", "通知")


def journal(folder: Path) -> str:
    path = folder / "通知" / "2026-10.yaml"
    return path.read_text("utf-8") if path.exists() else ""


def test_a_message_goes_out_and_is_recorded(books: Path, endpoint: Endpoint) -> None:
    answer = typed(*ALL)
    assert answer.returncode == 0
    ((path, sent),) = endpoint.got
    assert path == "/geheim-0815/"
    assert sent["title"].startswith("督办提醒：")
    assert sent["message"].startswith(f"{UNITS[2]}：\n截至10月12日（周一），")
    assert "1. 整治城东积水点（PS-2026-0001）" in sent["message"]
    assert answer.stdout.startswith(f"已发给 {UNITS[2]}（接口）：{sent['title']}\n提交 ")
    assert "地址名: DUBAN_NOTIFY_WATER" in journal(books)
    assert re.search(r"编号: \[.*PS-2026-0001.*\]", journal(books))
    assert git("log", "-1", "--format=%s|%(trailers:key=Duban-Action,valueonly)") == "通知 1条|notify"
    assert git("-c", "core.quotePath=false", "show", "--name-only", "--format=") == "通知/2026-10.yaml"
    assert git("status", "--porcelain") == ""


def test_the_address_stands_nowhere(books: Path, endpoint: Endpoint) -> None:
    endpoint.status = 500
    shown = [typed(*ALL, "--dry-run"), typed(*ALL), typed(*ALL, "--json")]
    endpoint.status = 200
    shown.append(typed(*ALL))
    assert all("geheim" not in each.stdout + each.stderr for each in shown)
    written = [path for path in books.rglob("*") if path.is_file() and b"geheim" in path.read_bytes()]
    assert written == []


@pytest.mark.usefixtures("books")
def test_never_twice_on_one_day_and_again_on_the_next(endpoint: Endpoint) -> None:
    typed(*ALL)
    head = git("rev-parse", "HEAD")
    answer = typed(*ALL)
    assert re.fullmatch(r"\d+ 项今天已经发过，没有再发。\n", answer.stdout)
    assert (len(endpoint.got), git("rev-parse", "HEAD"), answer.returncode) == (1, head, 0)
    assert typed("notify", "--today", "2026-10-13").returncode == 0
    assert len(endpoint.got) == 2


@pytest.mark.usefixtures("books")
def test_what_is_new_on_the_same_day_is_told_alone(endpoint: Endpoint) -> None:
    typed(*ALL, "--within", "0")
    typed(*ALL, "--within", "2")
    first, second = (sent["message"] for _, sent in endpoint.got)
    assert "逾期说明原因" not in first
    assert "逾期说明原因" in second
    assert "急件三个工作日" not in second


@pytest.mark.usefixtures("books")
def test_a_dry_run_shows_whom_and_what_and_sends_nothing(
    endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extras, "find_spec", lambda _name: None)
    monkeypatch.delenv("DUBAN_NOTIFY_WATER")
    head = git("rev-parse", "HEAD")
    answer = typed(*ALL, "--dry-run")
    lines = answer.stdout.splitlines()
    assert lines[0] == f"―― 发给 {UNITS[2]}（接口），地址在 DUBAN_NOTIFY_WATER，还没有设（试运行，没有发）――"
    assert lines[1] == f"{UNITS[2]}："
    assert (endpoint.got, git("rev-parse", "HEAD"), answer.returncode) == ([], head, 0)


def test_a_failure_is_named_and_tried_again(books: Path, endpoint: Endpoint) -> None:
    endpoint.status = 500
    answer = typed(*ALL)
    assert answer.returncode == 1
    assert f"错误：没有发给 {UNITS[2]}（接口）：" in answer.stderr
    assert "可以这样做：改好以后再敲一次 duban notify，只补发没有发成的" in answer.stderr
    assert journal(books) == ""
    endpoint.status = 200
    assert typed(*ALL).returncode == 0
    assert len(endpoint.got) == 2


def test_one_failure_does_not_stop_the_others(
    books: Path, endpoint: Endpoint, mail: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_down(
        books,
        f"{{单位: {UNITS[0]}, 渠道: 接口, 地址名: DUBAN_NOTIFY_UNSET}}",
        f"{{单位: {UNITS[2]}, 渠道: 接口, 地址名: DUBAN_NOTIFY_WATER}}",
        f"{{单位: {UNITS[0]}, 渠道: 邮件, 地址名: DUBAN_NOTIFY_MAIL}}",
    )
    monkeypatch.setenv("DUBAN_NOTIFY_MAIL", mail.address)
    answer = typed(*ALL, "--within", "20", "--json")
    assert answer.returncode == 1
    assert answer.stderr.startswith(
        f"错误：没有发给 {UNITS[0]}（接口）：环境变量 DUBAN_NOTIFY_UNSET 没有设\n"
    )
    told = json.loads(answer.stdout)
    assert [(each["variable"], each["outcome"]) for each in told["deliveries"]] == [
        ("DUBAN_NOTIFY_UNSET", "failed"),
        ("DUBAN_NOTIFY_WATER", "sent"),
        ("DUBAN_NOTIFY_MAIL", "sent"),
    ]
    assert (len(endpoint.got), len(mail.got)) == (1, 1)


def test_a_mail_to_a_leader_is_plain_text(
    ledgers: Path, mail: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    title = "整治<b>城东</b>[点](http://x)=1+1"
    typed(
        "amend",
        "PS-1",
        "--title",
        title,
        "--leader-in-charge",
        "刘建国",
        "--reason",
        "试",
        "--approved-by",
        "刘建国",
    )
    set_down(ledgers, "{领导: 刘建国, 渠道: 邮件, 地址名: DUBAN_NOTIFY_LIU}")
    monkeypatch.setenv("DUBAN_NOTIFY_LIU", mail.address)
    assert typed(*ALL).returncode == 0
    ((receivers, data),) = mail.got
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert receivers == ["liu@example.org"]
    assert str(message["Subject"]).startswith("督办提醒：")
    assert message.get_content_type() == "text/plain"
    text = message.get_content()
    assert text.startswith("刘建国：")
    assert title in text
    assert f"单位：{UNITS[2]}" in text


def test_a_leader_who_has_left_gets_no_mail(ledgers: Path) -> None:
    typed("amend", "PS-1", "--leader-in-charge", "刘建国", "--reason", "试", "--approved-by", "刘建国")
    typed("unit", "leader", "刘建国", "--title", "县长", "--until", "2026-10-11")
    set_down(ledgers, "{领导: 刘建国, 渠道: 邮件, 地址名: DUBAN_NOTIFY_LIU}")
    for today, sent in (("2026-10-11", True), ("2026-10-12", False)):
        answer = typed("notify", "--dry-run", "--today", today)
        assert ("发给 刘建国（邮件）" in answer.stdout) is sent, answer.stdout
        told = f"通知里的领导“刘建国”任县长至 2026-10-11，{today} 不在任，不再发给他"
        assert (told in answer.stderr) is not sent


@pytest.mark.usefixtures("books")
def test_after_a_crash_nobody_is_told_twice(endpoint: Endpoint) -> None:
    """The message is out, the commit is not: the next run records it and sends nothing."""
    for point in ("intent-written", "replaced-all"):
        endpoint.got.clear()
        day = "2026-10-12" if point == "intent-written" else "2026-10-13"
        killed_at(point, "notify", "--today", day)
        assert len(endpoint.got) == 1
        assert typed("notify", "--today", day).returncode == 0
        assert len(endpoint.got) == 1
        assert git("status", "--porcelain") == ""
        assert git("log", "--format=%s").count("通知 1条") >= 1


def test_two_at_once_send_one_message(books: Path, endpoint: Endpoint) -> None:
    command = [sys.executable, "-m", "duban", *ALL]
    both = [
        subprocess.Popen(command, cwd=books, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(2)
    ]
    for each in both:
        each.communicate(timeout=60)
    assert [each.returncode for each in both] == [0, 0]
    assert len(endpoint.got) == 1


def test_the_record_of_another_machine_counts(
    books: Path, endpoint: Endpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(*ALL)
    git("clone", "-q", str(books), str(tmp_path / "另一台"))
    monkeypatch.chdir(tmp_path / "另一台")
    assert typed(*ALL).returncode == 0
    assert len(endpoint.got) == 1


@pytest.mark.usefixtures("books")
def test_what_was_sent_cannot_be_taken_back() -> None:
    typed(*ALL)
    answer = typed("undo")
    assert answer.returncode == 1
    assert "里的通知已经发出去，收不回来" in answer.stderr


def test_a_record_changed_by_hand_stops_it_before_anything_is_sent(books: Path, endpoint: Endpoint) -> None:
    typed(*ALL)
    path = books / "通知" / "2026-10.yaml"
    path.write_text('期: "2026-10"\n流水: []\n', "utf-8")
    answer = typed(*ALL)
    assert answer.stderr.startswith("错误：通知/2026-10.yaml 有没有入账的手工改动，没有发通知\n")
    assert (answer.returncode, len(endpoint.got)) == (1, 1)
    refused = typed("commit", "--reason", "试")
    assert (refused.returncode, "已经发出去的通知被改动或删去了" in refused.stderr) == (1, True)
    path.unlink()
    assert "通知记录不能删去，否则会再发一遍" in typed("commit", "--reason", "试").stderr


def test_a_record_that_cannot_be_read_stops_it(books: Path, endpoint: Endpoint) -> None:
    folder = books / "通知"
    folder.mkdir()
    (folder / "2026-10.yaml").write_text("期: [", "utf-8")
    assert typed(*ALL).returncode == 1
    assert endpoint.got == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "{单位: 县水务局, 渠道: 企业微信, 地址名: https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=geheim}",
            "“地址名”不是环境变量的名字。\n可以这样做：只写名字，如 DUBAN_NOTIFY_SHUIWU；地址和密钥放进那个环境变量。密钥已经写进文件的，请更换。\n",
        ),
        (
            "{单位: 县水务局, 渠道: 企业微信, 地址名: GEHEIM0815}",
            "“地址名”不是环境变量的名字。\n可以这样做：只写名字，如 DUBAN_NOTIFY_SHUIWU；地址和密钥放进那个环境变量。密钥已经写进文件的，请更换。\n",
        ),
        (
            "{单位: 县水务局, 渠道: 微信, 地址名: DUBAN_A}",
            "“渠道”不能写“微信”。\n可以这样做：是不是“企业微信”？可以写：企业微信、钉钉、飞书、邮件、接口。\n",
        ),
    ],
)
def test_a_secret_in_the_file_is_refused_by_every_command(ledgers: Path, line: str, said: str) -> None:
    set_down(ledgers, line)
    number = len((ledgers / "duban.yaml").read_text("utf-8").splitlines())
    for words in (ALL, ("list",), ("check",)):
        answer = typed(*words)
        assert answer.returncode == 1
        assert answer.stderr.startswith(f"错误：duban.yaml:{number}\n")
        assert answer.stderr.endswith(said)
        assert "geheim" not in answer.stderr.lower()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (
            ALL,
            1,
            "错误：duban.yaml 里没有写“通知”，不知道发给谁\n可以这样做：加上：通知: [{单位: 县水务局, 渠道: 企业微信, 地址名: DUBAN_NOTIFY_SHUIWU}]\n",
        ),
        (
            (*ALL, "--on", "2026-10-08"),
            2,
            "错误：通知是当天发的，不能用 --on 写别的日子。\n可以这样做：去掉 --on\n",
        ),
    ],
)
@pytest.mark.usefixtures("ledgers")
def test_what_is_refused(words: tuple[str, ...], code: int, said: str) -> None:
    answer = typed(*words)
    assert (answer.returncode, answer.stdout, answer.stderr) == (code, "", said)


@pytest.mark.usefixtures("books")
def test_without_apprise_it_says_what_to_install(endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extras, "find_spec", lambda _name: None)
    answer = typed(*ALL)
    said = '错误：发通知要用到 apprise，这里没有安装\n可以这样做：pip install "duban[notify]"\n'
    assert (answer.returncode, answer.stderr, endpoint.got) == (1, said, [])


def test_a_recipient_who_is_nobody_stands_with_his_line(books: Path, endpoint: Endpoint) -> None:
    set_down(books, "{单位: 县水物局, 渠道: 接口, 地址名: DUBAN_NOTIFY_WATER}")
    answer = typed(*ALL)
    assert re.match(r"错误：duban\.yaml:\d+\n", answer.stderr)
    assert "没有单位“县水物局”\n可以这样做：最接近的是“县水务局”\n" in answer.stderr
    assert (answer.returncode, endpoint.got) == (1, [])


@pytest.mark.usefixtures("books")
def test_a_unit_that_nobody_set_down_is_named() -> None:
    answer = typed(*ALL, "--within", "20")
    assert f"提示：{UNITS[0]}有要催的，duban.yaml 的“通知”里没有写" in answer.stderr
    assert answer.returncode == 0


@pytest.mark.usefixtures("books")
def test_one_unit(endpoint: Endpoint) -> None:
    answer = typed(*ALL, "--unit", UNITS[0])
    assert (answer.stdout, endpoint.got, answer.returncode) == ("没有要发的。\n", [], 0)
    typed(*ALL, "--unit", UNITS[2])
    assert len(endpoint.got) == 1


def test_no_answer_redirects_a_message(endpoint: Endpoint) -> None:
    endpoint.status, endpoint.location = (
        307,
        endpoint.address.replace("json", "http").replace("geheim", "anders"),
    )
    assert sending.send(Channel.WEBHOOK, endpoint.address, "甲", "乙") is not None
    assert [path for path, _ in endpoint.got] == ["/geheim-0815/"]


def test_a_service_that_does_not_answer_ends_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that takes the connection and says nothing."""
    monkeypatch.setattr(sending, "SECONDS", 0.3)
    with socketserver.TCPServer(("127.0.0.1", 0), socketserver.BaseRequestHandler) as silent:
        port = silent.server_address[1]
        for channel, address in (
            (Channel.WEBHOOK, f"json://127.0.0.1:{port}/"),
            (Channel.MAIL, f"mailto://127.0.0.1:{port}/?from=a@b.cn&to=c@d.cn"),
        ):
            assert sending.send(channel, address, "甲", "乙") is not None


GOOD: tuple[tuple[Channel, str], ...] = (
    (
        Channel.WECOM,
        "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7abc-4bc4-97a0-0ec2sifa5aaa",
    ),
    (Channel.WECOM, "wecombot://693a91f6-7abc-4bc4-97a0-0ec2sifa5aaa"),
    (Channel.DINGTALK, "dingtalk://SECabcdef0123@abcdef0123456789/"),
    (Channel.DINGTALK, "https://oapi.dingtalk.com/robot/send?access_token=abcdef0123456789"),
    (Channel.FEISHU, "feishu://abcdef-0123-4567/"),
    (Channel.FEISHU, "https://open.feishu.cn/open-apis/bot/v2/hook/abcdef-0123-4567"),
    (Channel.MAIL, "mailtos://u:p@mail.example.org?from=a@b.cn&to=c@d.cn"),
    (Channel.WEBHOOK, "jsons://example.org/x"),
)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize(("channel", "address"), GOOD)
def test_each_channel_takes_its_own_addresses_only(channel: Channel, address: str) -> None:
    assert [each for each in Channel if sending._service(each, address) is not None] == [channel]


@pytest.mark.parametrize(
    "address", ["", "无", "syslog://", "file:///etc/passwd", "json://", "mailto://u:geheim@"]
)
@pytest.mark.parametrize("channel", [Channel.WEBHOOK, Channel.MAIL])
def test_another_address_is_refused_without_repeating_it(
    channel: Channel, address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    said = sending.send(channel, address, "甲", "乙")
    assert said == f"地址不是{channel}的，应当像 {sending.SERVICES[channel][1]}"
    assert capsys.readouterr() == ("", "")


def test_no_part_of_an_address_is_said() -> None:
    hidden: Callable[[str, str], str] = sending.without_secrets
    assert (
        hidden("failed for u:geheim at 10.0.0.1", "mailto://u:geheim@10.0.0.1/?to=a") == "failed for u:… at …"
    )
    assert hidden("error 404", "json://host/abc") == "error 404"


class _Drips(socketserver.StreamRequestHandler):
    """Takes what comes and answers a byte now and then, for ever."""

    def handle(self) -> None:
        self.rfile.readline()
        while not self.server.ended.is_set():  # type: ignore[attr-defined]
            try:
                self.wfile.write(b"X")
            except OSError:
                return
            self.server.ended.wait(0.05)  # type: ignore[attr-defined]


@pytest.fixture
def dripping() -> Iterator[int]:
    """The port of a server that never ends its answer."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Drips) as server:
        server.daemon_threads = True
        server.ended = threading.Event()  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.ended.set()  # type: ignore[attr-defined]
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(
    ("channel", "form"),
    [
        (Channel.WEBHOOK, "json://127.0.0.1:{port}/"),
        (Channel.MAIL, "mailto://127.0.0.1:{port}/?from=a@b.cn&to=c@d.cn"),
    ],
)
def test_a_server_that_drips_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch, dripping: int, channel: Channel, form: str
) -> None:
    monkeypatch.setattr(sending, "MOST_SECONDS", 0.6)
    began = time.monotonic()
    said = sending.send(channel, form.format(port=dripping), "甲", "乙")
    assert time.monotonic() - began < 3
    assert said is not None
    assert "不再等" in said


def test_a_slow_address_holds_up_no_other_command(
    books: Path, endpoint: Endpoint, dripping: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = f"{{单位: {UNITS[0]}, 渠道: 接口, 地址名: DUBAN_NOTIFY_SLOW}}"
    set_down(books, slow, f"{{单位: {UNITS[2]}, 渠道: 接口, 地址名: DUBAN_NOTIFY_WATER}}")
    monkeypatch.setenv("DUBAN_NOTIFY_SLOW", f"json://127.0.0.1:{dripping}/")
    answers: list[Answer] = []
    notes = books / ".git/duban/notifying"
    sends = threading.Thread(target=lambda: answers.append(subprocess_notify(books)))
    sends.start()
    while sends.is_alive() and not notes.is_file():
        time.sleep(0.02)
    assert typed("accept", "PS-1").returncode == 0
    assert sends.is_alive(), "the slow address is still being waited for"
    sends.join()
    (answer,) = answers
    assert answer.returncode == 1
    assert "不再等" in answer.stderr
    assert len(endpoint.got) == 1
    assert git("status", "--porcelain") == ""
    assert not notes.exists()


def subprocess_notify(folder: Path) -> Answer:
    """As its own process, in which one message may take as long as set here."""
    code = (
        "import sys\nfrom duban.cli.commands.notify import channels as sending\nfrom duban.cli.main import main\n"
        "sending.MOST_SECONDS = 4.0\nsys.exit(main(sys.argv[1:]))"
    )
    command = [sys.executable, "-c", code, *ALL]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=60)


def test_what_a_crash_cut_off_is_said_and_sent(books: Path, endpoint: Endpoint) -> None:
    trace = books / ".git/duban/notifying"
    trace.parent.mkdir(exist_ok=True)
    trace.write_text(f"{UNITS[2]}（接口）", "utf-8")
    answer = typed(*ALL)
    assert answer.returncode == 0
    assert f"上次发给 {UNITS[2]}（接口） 时中断了" in answer.stderr
    assert (len(endpoint.got), trace.exists()) == (1, False)
    assert "中断" not in typed(*ALL).stderr


def test_what_went_out_is_said_though_it_cannot_be_recorded(books: Path, endpoint: Endpoint) -> None:
    hook = books / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 1\n", "utf-8")
    hook.chmod(0o755)
    answer = typed(*ALL)
    assert (answer.returncode, "还没有记下" in answer.stdout) == (1, True)
    hook.unlink()
    assert typed(*ALL).returncode == 0
    assert len(endpoint.got) == 1
    assert "DUBAN_NOTIFY_WATER" in journal(books)
