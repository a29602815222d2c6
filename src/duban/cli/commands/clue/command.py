"""The table of `clue`: its commands in the order of a clue's life.

Holds no code: each stands in the module of its stretch.
"""

from duban.cli.framework.command_table import Entry

_ENTERING = "duban.cli.commands.clue.entering"
_ROUTING = "duban.cli.commands.clue.routing"
_ENDING = "duban.cli.commands.clue.ending"

COMMANDS = (
    Entry("add", f"{_ENTERING}:add", "线索登记"),
    Entry("amend", f"{_ENTERING}:amend", "改线索的要素，或更正记错的一笔"),
    Entry("giver", f"{_ENTERING}:giver", "看反映人：只有这条命令说"),
    Entry("assess", f"{_ROUTING}:assess", "研判：定去向"),
    Entry("send", f"{_ROUTING}:send", "转办：转给单位，定时限"),
    Entry("check", f"{_ROUTING}:check", "自查：用一次督查、一件事项查"),
    Entry("hand-over", f"{_ROUTING}:hand_over", "移送：移送有权机关"),
    Entry("receipt", f"{_ROUTING}:receipt", "移送签收：接收机关签收了"),
    Entry("petition", f"{_ROUTING}:petition", "转信访"),
    Entry("join", f"{_ROUTING}:join", "并案：并入同一件事的线索"),
    Entry("decline", f"{_ROUTING}:decline", "不予受理"),
    Entry("report", f"{_ENDING}:report", "反馈：单位办理的情况，或自查的结果"),
    Entry("draw", f"{_ENDING}:draw", "抽查：从反馈了的线索里抽，谁都能重算"),
    Entry("verify", f"{_ENDING}:verify", "核查抽中的线索"),
    Entry("answer", f"{_ENDING}:answer", "答复反映人"),
    Entry("close", f"{_ENDING}:close", "办结"),
)
