"""The table of `interview`: its commands in the order of an interview's life.

Holds no code: each stands in the module of its stretch.
"""

from duban.cli.framework.command_table import Entry

_ENTERING = "duban.cli.commands.interview.entering"
_STAGES = "duban.cli.commands.interview.stages"

COMMANDS = (
    Entry("add", f"{_ENTERING}:add", "约谈立项：约谈谁，为什么"),
    Entry("amend", f"{_ENTERING}:amend", "改约谈的要素，或更正记错的一笔"),
    Entry("confer", f"{_STAGES}:confer", "会商：几家商定要不要约谈"),
    Entry("propose", f"{_STAGES}:propose", "约谈建议，报领导"),
    Entry("approve", f"{_STAGES}:approve", "批准约谈"),
    Entry("summon", f"{_STAGES}:summon", "约谈通知：哪天，谁来谈"),
    Entry("hold", f"{_STAGES}:hold", "约谈：问题、说明、表态、要求"),
    Entry("report", f"{_STAGES}:report", "整改报告：单位报原因和措施"),
    Entry("admonish", f"{_STAGES}:admonish", "诫勉：别的机关决定的，只记一笔"),
    Entry("close", f"{_STAGES}:close", "办结，写明有没有成效"),
    Entry("cancel", f"{_STAGES}:cancel", "取消"),
)
