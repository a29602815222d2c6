"""How policies are shown: every rule with its clause, told from its figures."""

from datetime import date

import msgspec
import pytest

from duban.core.model.record import read_record
from duban.core.policy.rules import Policy, PolicyBook
from duban.files.workspace.policies import list_policies, load_policy
from duban.views.model.sheet import Sheet
from duban.views.queries.policies import policy_list, policy_show, tell_rule


def read(name: str) -> Policy:
    policy, _ = load_policy(name, None)
    assert policy is not None
    return policy


def cells(sheet: Sheet, table: int = 0) -> list[list[object]]:
    return [[cell.value for cell in row] for row in sheet.tables[table].all_rows()]


@pytest.mark.parametrize("policy", [policy for policy, _ in list_policies(None)], ids=lambda p: p.name)
def test_every_rule_is_shown_with_clause_and_words(policy: Policy) -> None:
    sheet = policy_show(policy)
    shown = {row[0]: row for row in cells(sheet)}
    assert set(shown) == {rule.id for rule in policy.rules}
    for rule in policy.rules:
        assert shown[rule.id][3] == policy.ground(rule)
        assert shown[rule.id][4] == rule.text
    assert [row[0] for row in cells(sheet, 1)] == ["WJ", "HY", "PS", "DC", "JB", "XM"]


@pytest.mark.parametrize(
    ("name", "rule_id", "told"),
    [
        ("anshan-2015", "urgent", "急件：牵头单位交办起3个工作日内报结"),
        ("anshan-2015", "special", "特殊情况：牵头单位在领导确定的日子前报结"),
        (
            "anshan-2015",
            "revisit",
            "标签重大决策部署或标签重大专项或标签群众切身利益：督查室报结起10日内回访",
        ),
        ("anshan-2015", "quarterly-overall", "各单位每季履职一次，期末前（酌定）"),
        (
            "anshan-2015",
            "revisit-answers",
            (
                "标签重大决策部署或标签重大专项或标签群众切身利益：回访方式抽查或现场或暗访，"
                "逐项回答情况真实、政策落实、整改到位、问题解决、群众满意"
            ),
        ),
        (
            "default",
            "revisit-first",
            "标签重大决策部署或标签重大专项或标签群众切身利益：先回访后销号（酌定）",
        ),
        ("anshan-2015", "required", "写明牵头单位，完成时限、缓急至少有一个"),
        (
            "liupanshui-2016",
            "interpret",
            "重要文件、没有标签特别重大、没有标签本级文件：牵头单位收文起5个工作日内解读",
        ),
        ("liupanshui-2016", "explain", "牵头单位逾期起5个工作日内说明（酌定）"),
        ("liupanshui-2016", "single-lead", "写明牵头单位，只能有一个牵头单位"),
        ("liupanshui-2016", "ledger-support", "写明配合单位（只提示）"),
        ("liupanshui-2016", "verify", "先核验后销号，方式不限"),
        ("liupanshui-2016", "week", "督查室每周履职一次，期末前；环节：周调度（酌定）"),
        ("default", "quarter", "督查室每季履职一次，期满后10个工作日内；环节：季度对账（酌定）"),
        ("ledong-2019", "submit", "督查室收文当日呈批"),
        ("ledong-2019", "split-long-term", "中长期、没有标签原则性：时序进度最粗每年一个节点"),
        ("guizhou-2020", "monthly-important", "重要：牵头单位每月反馈一次，期末前（酌定）"),
        ("guizhou-2020", "feedback", "牵头单位办结起5个工作日内报结；来源定了日子的从其规定"),
        ("guizhou-2020", "verify-on-site", "先核验后销号，方式现场"),
        ("guizhou-2020", "warning", "到期前5个工作日列为临期（酌定）"),
        ("shiwei", "verify-against-list", "先核验后销号，方式不限，实绩对照量化指标"),
    ],
)
def test_a_rule_is_told_from_its_figures(name: str, rule_id: str, told: str) -> None:
    rule = read(name).rule(rule_id)
    assert rule is not None
    assert tell_rule(rule) == told


LOCAL = read_record(
    {
        "名称": "本市",
        "全称": "本市制度",
        "规则": [
            {
                "种类": "周期",
                "标识": "monthly",
                "名称": "每月5日前",
                "条款": "一",
                "说明": "x",
                "义务人": "牵头单位",
                "每": "月",
                "期满后": {"数": 5, "单位": "日"},
                "施行": "2026-01-01",
                "废止": "2027-01-01",
            },
            {
                "种类": "时限",
                "标识": "done",
                "名称": "办结",
                "条款": "二",
                "说明": "x",
                "义务人": "牵头单位",
                "起算": "交办",
                "期限": {"数": 3, "单位": "日"},
                "完成": ["报结", "反馈"],
                "完成日": "办结日期",
            },
            {"种类": "核验", "标识": "v", "名称": "v", "条款": "三", "说明": "x", "证据": "是"},
            {
                "种类": "约谈",
                "标识": "t",
                "名称": "t",
                "条款": "四",
                "说明": "x",
                "环节": "约谈次数",
                "次数": 2,
                "按自然年": "是",
            },
        ],
        "设置": {"联合牵头": "是"},
    },
    Policy,
)


def test_what_the_built_in_policies_do_not_use_is_told_too() -> None:
    sheet = policy_show(LOCAL)
    assert [row[2] for row in cells(sheet)] == [
        "牵头单位交办起3日内报结或反馈（看办结日期）",
        "牵头单位每月反馈一次，期满后5日内；2026-01-01起施行；2027-01-01起废止",
        "先核验后销号，方式不限，要有证据",
        "同一人一年（自然年）内被约谈2次，列为调整岗位的候选",
    ]
    assert sheet.paragraphs == ("设置（酌定）：可以联合牵头。",)
    assert sheet.notes == ()


def test_the_head_names_the_document_and_says_what_is_discretionary() -> None:
    sheet = policy_show(read("guizhou-2020"))
    assert "黔府办发〔2020〕12号" in sheet.paragraphs[0]
    assert sheet.paragraphs[-1].startswith("通报、负面清单另列的原因：不作为（三）")
    assert sheet.paragraphs[-2] == (
        "设置（酌定）：登账期限3个工作日，60天没有消息就提示，不联合牵头，来源定的时限看日期，报结后10个工作日内核验，没有写报告类别的按常规报告。"
    )
    assert "酌定" in sheet.notes[0]
    assert policy_show(msgspec.structs.replace(read("ledong-2019"), rules=())).notes == ()


def test_the_list_says_which_one_holds() -> None:
    anshan, default = read("anshan-2015"), read("default")
    book = PolicyBook(entries=((date(2025, 1, 1), anshan), (date(2026, 1, 1), default)))
    listed = [(anshan, False), (default, False), (LOCAL, True)]
    rows = cells(policy_list(listed, book, date(2025, 12, 31)))
    assert [(row[0], row[4], row[5]) for row in rows] == [
        ("anshan-2015", "内置", "现行"),
        ("default", "内置", None),
        ("本市", "本地", None),
    ]
    assert [row[5] for row in cells(policy_list(listed, None, date(2026, 1, 1)))] == [None, None, None]
