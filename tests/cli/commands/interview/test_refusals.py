"""What the commands of `interview` refuse in words of their own, and what a hand may write."""

from pathlib import Path

import pytest
from tests.cli.commands.interview.conftest import ADD, FIRST, STORY, commits, done, run, tell
from tests.outside import defect, git

pytestmark = pytest.mark.usefixtures("office")
WRONG = [
    ("add", "interview add --title 甲 --cause 落实不力 --unit 水务 --post 局长", "缺 --person"),
    ("add", f"interview add --title 甲 --cause 没有 {ADD}", "--cause"),
    (
        "add",
        "interview add --title 甲 --cause 落实不力 --person 周正 --unit 县林业局 --post 局长",
        "没有单位“县林业局”",
    ),
    ("add", f"interview add --title 甲 --cause 进展缓慢 {ADD} --task JB-9 --inspection DX-1", "JB-9"),
    ("add", f"interview add --title 甲 --cause 进展缓慢 {ADD} --task JB-1 --inspection DX-9", "DX-9"),
    ("add", f"interview add --title 甲 --cause 进展缓慢 {ADD} --task JB-1 --finding DX-1", "不是 编号/序号"),
    ("add", f"interview add --title 甲 --cause 进展缓慢 {ADD} --task JB-1 --finding DX-1/4", "没有第4个问题"),
    ("add", f"interview add --title 甲 --cause 落实不力 --tier 二级 {ADD}", "没有写上一次是哪一次"),
    ("add", f"interview add --title 甲 --cause 落实不力 --tier 二级 --former YT-1 {ADD}", "还没有约谈"),
    ("add", "interview confer YT-9 --party 县委办公室", "YT-9"),
    ("add", "interview summon YT-1 --at 2026-03-10 --interviewer 何部长", "现在是“待建议”"),
    ("confer", "interview propose YT-1 --to 外人", "领导名册里没有“外人”"),
    ("approve", "interview summon YT-1 --at 2026-03-10 --interviewer 孙明", "要是组织部长（何部长）"),
    ("approve", "interview amend YT-1 --post 党组书记 --reason 写漏", "要经批准"),
    ("summon", "interview hold YT-1 --faults 慢", "缺 --demands"),
    ("hold", "interview close YT-1 --effect 已见效 --reason 好", "整改报告还没有收到"),
    ("hold", "interview cancel YT-1 --reason 不谈了 --approved-by 方县长", "现在是“待整改报告”"),
    ("close", "interview amend YT-1 --post 书记 --reason 写错 --approved-by 方县长", "先作废约谈办结"),
    ("close", "interview amend YT-1 --set 问题=x --reason 错", "--set、--void 只用于更正"),
    ("close", "interview amend YT-1 --reason 错", "没有写改什么"),
    ("hold", "interview amend YT-1 --event 约谈 --reason 错", "没有写更正成什么"),
    ("hold", "doc 约谈纪要", "没有写是哪一个"),
    ("hold", "doc 约谈纪要 DX-1", "DX-1"),
    ("hold", "doc 约谈通知书 YT-1 --where 责任人=张三", "是约谈的文书"),
    ("approve", "doc 约谈通知书 YT-1", "不能出约谈通知书"),
    ("approve", "doc 约谈纪要 YT-1", "duban interview summon"),
]


@pytest.mark.parametrize(("upto", "line", "said"), WRONG, ids=[line for _, line, _ in WRONG])
def test_what_is_refused(upto: str, line: str, said: str) -> None:
    today = tell(upto)
    before = commits()
    answer = run(today, line)
    assert answer.returncode in {1, 2}, answer.stdout
    assert said in defect(answer.stderr)
    assert commits() == before


def test_a_second_tier_is_entered_once() -> None:
    for today, line in STORY[:9]:
        done(today, line)
    answer = run("2026-04-14", STORY[8][1])
    assert "已经有二级约谈 YT-2026-0002" in answer.stderr


def test_a_hand_is_held_to_the_gates(office: Path) -> None:
    today = tell("confer")
    path = office / "约谈/2026/YT-2026-0001.yaml"
    entry = "  - {日期: 2026-03-04, 登记: 2026-03-04T10:00:00+08:00, 动作: 约谈通知, 经办: 王五, 约谈日期: 2026-03-09, 约谈人: [何部长]}\n"
    text = path.read_text("utf-8")
    path.write_text(text + entry, "utf-8")
    answer = run("2026-03-04", "commit --reason 手工")
    assert (answer.returncode, "不能约谈通知" in answer.stderr) == (1, True), answer.stderr
    path.write_text(
        text
        + entry.replace("约谈通知", "约谈建议").replace(
            "约谈日期: 2026-03-09, 约谈人: [何部长]", "报送: 方县长"
        ),
        "utf-8",
    )
    done("2026-03-04", "commit --reason 手工")
    assert today == "2026-03-03"


def test_an_older_workspace_has_none(office: Path) -> None:
    config = office / "duban.yaml"
    config.write_text(config.read_text("utf-8").replace("版本: 5", "版本: 4"), "utf-8")
    git("commit", "-qam", "旧版本")
    assert "先升级：duban upgrade" in run("2026-03-02", FIRST).stderr
    done("2026-03-02", "upgrade")
    done("2026-03-02", FIRST)
