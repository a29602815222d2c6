"""What each kind of source must say of itself: one table; a part of another task has that one's source."""

from typing import Any

import pytest
from tests.builders import make_task

from duban.core.policy.source_particulars import missing_particulars

WRITTEN = {"领导": "刘县长", "日期": "2026-09-28", "内容": "请抓紧"}
SPOKEN = {"领导": "刘县长", "日期": "2026-09-28", "内容": "口头"}


@pytest.mark.parametrize(
    ("source", "instructions", "options"),
    [
        ({"类别": "重要文件"}, [], ["--doc-no … 或 --source-name … --issuer …"]),
        ({"类别": "重要文件", "名称": "关于防汛的通知"}, [], ["--doc-no … 或 --source-name … --issuer …"]),
        ({"类别": "重要文件", "机关": "省水利厅"}, [], ["--source-name …"]),
        ({"类别": "重要文件", "名称": "关于防汛的通知", "机关": "省水利厅"}, [], []),
        ({"类别": "重要文件", "文号": "某政发〔2026〕7号"}, [], []),
        ({"类别": "会议议定"}, [], ["--source-name …", "--held-on … --session …"]),
        ({"类别": "会议议定", "名称": "县政府常务会议", "届次": "第3次"}, [], ["--held-on … --session …"]),
        ({"类别": "会议议定", "会议日期": "2026-09-24"}, [], ["--source-name …"]),
        ({"类别": "会议议定", "名称": "县政府专题会议", "会议日期": "2026-09-24"}, [], []),
        ({"类别": "领导批示"}, [], ["--instruction 领导=日期=内容"]),
        ({"类别": "领导批示"}, [{"领导": "刘县长"}], ["--instruction 领导=日期=内容"]),
        ({"类别": "领导批示"}, [{"领导": "刘县长", "内容": "请抓紧"}], ["--instruction 领导=日期=内容"]),
        ({"类别": "领导批示"}, [{"领导": "刘县长"}, WRITTEN], []),
        ({"类别": "领导批示"}, [SPOKEN], []),
        ({"类别": "督查活动"}, [], ["--source-name …"]),
        ({"类别": "督查活动", "名称": "国务院第十次大督查"}, [], []),
        ({"类别": "媒体反映"}, [], ["--source-name …"]),
        *(
            ({"类别": kind}, [], [])
            for kind in ("领导交办", "重大项目", "政府工作报告", "改革", "调研", "单位自定", "其他")
        ),
    ],
)
def test_what_a_source_lacks(
    source: dict[str, Any], instructions: list[dict[str, str]], options: list[str]
) -> None:
    task = make_task(sources=[source], instructions=instructions)
    found = missing_particulars(task)
    assert [missing.advice for missing in found] == options
    assert all(f"来源是{source['类别']}，缺" in missing.message for missing in found)
    assert missing_particulars(make_task(sources=[source], parent="WJ-2026-0009")) == []


def test_a_task_without_a_source_lacks_the_source() -> None:
    assert missing_particulars(make_task()) == []


@pytest.mark.parametrize(
    ("instruction", "lacking"),
    [
        (None, "哪位领导、哪天、怎么批的"),
        ({"领导": "刘县长"}, "哪天、怎么批的"),
        ({"领导": "刘县长", "内容": "请抓紧"}, "哪天"),
        ({"领导": "刘县长", "日期": "2026-09-28"}, "怎么批的"),
    ],
)
def test_what_is_missing_is_told_by_name(instruction: dict[str, str] | None, lacking: str) -> None:
    task = make_task(sources=[{"类别": "领导批示"}], instructions=[instruction] if instruction else [])
    assert [f"缺批示（{lacking}；" in missing.message for missing in missing_particulars(task)] == [True]
