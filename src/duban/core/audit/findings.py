"""What an audit of the commits may find: each rule by its code, how sure it is, whom to ask.

Pure data; the room replay finds.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from duban.core.model.terms import Term


class Certainty(Term):
    """How sure a finding is."""

    CERTAIN = "确定"
    DOUBT = "可疑"
    NOTE = "提示"


class AuditRule(NamedTuple):
    """One rule: what it says is wrong, how sure that is, and what to do about it."""

    code: str
    title: str
    weight: Certainty
    advice: str


_ASK = "问提交人；要保留的，用更正（duban amend --event）另记"
_BACK = "照 git show 提交 -- 文件 改回原样，duban commit 入账"

RULES: dict[str, AuditRule] = {
    each.code: each
    for each in (
        AuditRule(
            "cut-off", "历史从这里断开，之前的没有查", Certainty.CERTAIN, "取全历史：git fetch --unshallow"
        ),
        AuditRule("object-forged", "git 的对象被换过或缺失", Certainty.CERTAIN, "从另一份克隆取回"),
        AuditRule("by-hand", "不是 duban 做的提交，改了台账", Certainty.CERTAIN, _ASK),
        AuditRule("unknown-action", "提交自称的命令，duban 没有", Certainty.CERTAIN, _ASK),
        AuditRule("newer-release", "提交自称是更新的版本写的", Certainty.DOUBT, "用那个版本审计"),
        AuditRule("said-twice", "提交说明里同一项写了几次", Certainty.CERTAIN, _ASK),
        AuditRule("misplaced", "文件不在它的编号、它的期该在的地方", Certainty.CERTAIN, _BACK),
        AuditRule("trespass", "写了这条命令不能写的东西", Certainty.CERTAIN, _BACK),
        AuditRule("entry-lost", "已经入账的一笔被改动或删去", Certainty.CERTAIN, _BACK),
        AuditRule("entry-inserted", "补写的一笔插在已有的流水中间", Certainty.CERTAIN, _BACK),
        AuditRule("head-unexplained", "要素改了，流水里没有变更", Certainty.CERTAIN, _BACK),
        AuditRule("not-as-written", "文件的字节和 duban 写的不同", Certainty.CERTAIN, _BACK),
        AuditRule("moment-not-said", "一笔的登记时间和提交说明的不同", Certainty.CERTAIN, _ASK),
        AuditRule("actor-not-said", "一笔的经办和提交说明的不同", Certainty.CERTAIN, _ASK),
        AuditRule("task-not-said", "提交改了它没有说的编号", Certainty.CERTAIN, _ASK),
        AuditRule("no-moment", "提交没有登记时间", Certainty.CERTAIN, _ASK),
        AuditRule("clock-back", "登记时间早于上一次提交", Certainty.CERTAIN, "对照电脑的时钟和收文登记"),
        AuditRule(
            "hand-moment",
            "手工写的一笔，登记时间早于上一次提交",
            Certainty.DOUBT,
            "对照收文登记；duban 写的没有这样的",
        ),
        AuditRule("other-day", "命令把别的一天当作今天", Certainty.NOTE, "补录、演练之外不用 --today 记账"),
        AuditRule("other-hand", "录入的人不是经办的人", Certainty.NOTE, "问录入的人：替谁记的、凭什么记的"),
        AuditRule(
            "late-entry", "补登：业务日期在已经结账的一期里", Certainty.NOTE, "对照原始记录和补登的原因"
        ),
        AuditRule("clock-off", "登记时间和提交的时间相差太多", Certainty.DOUBT, "对照电脑的时钟和收文登记"),
        AuditRule("in-future", "提交的时间还没有到", Certainty.CERTAIN, "对照电脑的时钟"),
        AuditRule(
            "older-rules",
            "旧版口径：旧版记的一笔，照今天的规则不能记",
            Certainty.NOTE,
            "不用改；要紧的对照那时的规则",
        ),
        AuditRule(
            "unsigned",
            "起用签名以后的提交没有签名",
            Certainty.CERTAIN,
            "问提交人；本机签名：duban key use 私钥文件；还没推送的：git rebase --force-rebase -S @{u}",
        ),
        AuditRule(
            "signature-forged", "签名不是这次提交的，或改过", Certainty.CERTAIN, "问提交人；从另一份克隆取回"
        ),
        AuditRule(
            "not-a-signer", "签名的公钥没有登记在人员里", Certainty.CERTAIN, "问提交人；登记：duban key add"
        ),
        AuditRule(
            "key-unfit", "签名的公钥那时不能用", Certainty.CERTAIN, "问提交人；换钥匙：duban key add 新的"
        ),
        AuditRule("other-signer", "签名的人不是提交人", Certainty.CERTAIN, _ASK),
        AuditRule(
            "came-late",
            "起用签名、撤回公钥以后才并进来，照以前的做的",
            Certainty.DOUBT,
            "问提交人：是那以前做的、后来才合并，还是有人倒填了时间",
        ),
        AuditRule(
            "stranger-signed",
            "有签名，公钥没有登记（那时没有起用签名）",
            Certainty.NOTE,
            "登记：duban key add",
        ),
        AuditRule("keys-changed", "公钥或签名起用改了", Certainty.NOTE, "对照批准；公钥的指纹当面核对"),
        AuditRule("not-allowed", "这一笔当时不能记", Certainty.CERTAIN, _ASK),
        AuditRule("unreadable", "文件读不了", Certainty.CERTAIN, _BACK),
        AuditRule("file-gone", "入账的文件删去了", Certainty.CERTAIN, "取回：git checkout 提交^ -- 文件"),
        AuditRule("number-again", "用过的编号又给了另一件", Certainty.CERTAIN, _ASK),
        AuditRule("not-undone", "自称撤回，却没有恢复原状", Certainty.CERTAIN, _BACK),
        AuditRule("evidence-changed", "证据或文书改动、删去了", Certainty.CERTAIN, _BACK),
        AuditRule("evidence-unnamed", "添了附件，没有一笔提到它", Certainty.DOUBT, _ASK),
        AuditRule("merge-lost", "合并丢了一边已经入账的", Certainty.CERTAIN, "从那一边取回"),
        AuditRule("merge-added", "合并的提交里夹带了改动", Certainty.CERTAIN, _ASK),
        AuditRule(
            "beside-closing",
            "合并进来的一笔，那一期在另一边已经结账，账页里没有它",
            Certainty.DOUBT,
            "重开那一期再结：duban reconcile 期 --reopen；或作废后补登",
        ),
        AuditRule("no-file", "台账里有一个链接或子仓库，不是文件", Certainty.CERTAIN, "换成原来的文件"),
        AuditRule(
            "chain-broken",
            "结账没有接着前一笔，或它写的账目校验码不是那时的账目",
            Certainty.CERTAIN,
            "对照印出的账页；git log -- 对账 查看经过",
        ),
        AuditRule(
            "page-wrong",
            "账页、摘要和结账那次提交里的账不同",
            Certainty.CERTAIN,
            "复算：duban reconcile 期 --verify；对照印出的账页",
        ),
        AuditRule(
            "score-wrong",
            "考核的成绩和初评、审定那次提交里的账算的不同",
            Certainty.CERTAIN,
            "复算：duban score verify 编号；git log -- 考核 查看经过",
        ),
        AuditRule(
            "days-moved",
            "制度、日历、名册的改动，动了已经过去的时限",
            Certainty.NOTE,
            "对照批准的文件；要从某天起用的，写新的一行，不改旧的",
        ),
        AuditRule("rules-changed", "制度、日历、名册或台账的头改了", Certainty.NOTE, "对照批准的文件"),
        AuditRule(
            "disk-differs",
            "磁盘上的文件和最后一次提交不同",
            Certainty.CERTAIN,
            "duban commit 入账，或 git checkout -- 文件",
        ),
        AuditRule(
            "hidden-file", "文件在台账里，却不在提交里", Certainty.CERTAIN, "入账：duban commit；不要的移走"
        ),
        AuditRule(
            "not-in-history",
            "校验码对应的账目不在今天的提交里",
            Certainty.CERTAIN,
            "历史被改写过，或是另一份副本：对照校验码的来处",
        ),
    )
}


@dataclass(slots=True)
class Looked:
    """What an audit looked at: commits (merges among them), entries, the times of the first and last commit."""

    commits: int = 0
    merges: int = 0
    entries: int = 0
    first: datetime | None = None
    last: datetime | None = None
    head: str = ""
    code: str | None = None
    """The 账目校验码 of HEAD."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found: by which rule, in which commit (None: on the disk), by whom, where, and in words what."""

    rule: AuditRule
    path: str
    what: str
    commit: str | None = None
    who: str = ""
    at: datetime | None = None
    action: str = ""
    before: str = ""
    after: str = ""
