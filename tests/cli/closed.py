"""A workspace whose September 2026 is closed, with a task in every standing; for the tests of closed periods."""

from tests.outside import defect, typed

WHOLE = (
    *(
        "--source-kind",
        "领导批示",
        "--instruction",
        "刘县长=2026-09-28=请抓紧",
        "--source-name",
        "关于河道的要求",
        "--urgency",
        "非急件",
    ),
    *("--lead", "县水务局", "--owner", "张三", "--clerk", "王五", "--requirements", "做到位"),
)
TABLE = "事项,牵头单位,责任人,缓急,工作要求\n来表的一件,县水务局,张三,急件,做到位\n"
BEFORE = ("--today", "2026-09-30")
AFTER = ("--today", "2026-10-12")
IN, LATE = ("--on", "2026-09-30"), ("--late", "--reason", "当时漏记")


def type_right(*words: str) -> str:
    """Types a command that must succeed; what it said."""
    answer = typed(*words)
    assert answer.returncode == 0, (words, defect(answer.stderr))
    return answer.stdout


def enter(ledger: str, title: str, *more: str) -> None:
    """Enters one task in September."""
    type_right("add", "--ledger", ledger, "--title", title, *WHOLE, *more, *BEFORE)


def close_september() -> None:
    """One task in each standing, and the month closed on 10-08."""
    enter("领导交办", "待交办的一件")
    for title in ("报了的一件", "验了的一件", "销了的一件", "停了的一件"):
        enter("重大督查", title, "--assign")
    for name in ("DC-1", "DC-2", "DC-3"):
        type_right("done", name, "--done-on", "2026-09-29", *BEFORE)
    for name in ("DC-2", "DC-3"):
        type_right("verify", name, "--method", "现场", "--result", "通过", *BEFORE)
    type_right("close", "DC-3", *BEFORE)
    type_right("suspend", "DC-4", "--reason", "等批复", "--approved-by", "李副县长", *BEFORE)
    type_right("reconcile", "2026-09", "--close", "--today", "2026-10-08")
