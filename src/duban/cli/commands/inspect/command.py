"""The table of `inspect`: its commands in the order of an inspection's life.

Holds no code: each stands in the module of its stretch.
"""

from duban.cli.framework.command_table import Entry

_ENTERING = "duban.cli.commands.inspect.entering"
_PREPARING = "duban.cli.commands.inspect.preparing"
_ON_SITE = "duban.cli.commands.inspect.on_site"
_CONCLUDING = "duban.cli.commands.inspect.concluding"

COMMANDS = (
    Entry("add", f"{_ENTERING}:add", "督查立项"),
    Entry("amend", f"{_ENTERING}:amend", "改督查的要素，或更正记错的一笔"),
    Entry("file", f"{_PREPARING}:file", "备案：部门自己的督查"),
    Entry("propose", f"{_PREPARING}:propose", "计划报审：部门报来以政府名义的督查计划"),
    Entry("scheme", f"{_PREPARING}:scheme", "方案审定"),
    Entry("declare", f"{_PREPARING}:declare", "回避声明"),
    Entry("draw", f"{_PREPARING}:draw", "抽取：对象、人员、点位，谁都能重算"),
    Entry("announce", f"{_PREPARING}:announce", "督查通知"),
    Entry("start", f"{_PREPARING}:start", "实施：督查组出发"),
    Entry("day", f"{_ON_SITE}:day", "现场：在现场的一天"),
    Entry("find", f"{_ON_SITE}:find", "发现问题，自动编号"),
    Entry("consult", f"{_ON_SITE}:consult", "就发现的问题征求单位意见"),
    Entry("answer", f"{_ON_SITE}:answer", "单位反馈的意见"),
    Entry("settle", f"{_ON_SITE}:settle", "认定：单位有异议的问题"),
    Entry("report", f"{_CONCLUDING}:report", "督查报告，报领导"),
    Entry("conclude", f"{_CONCLUDING}:conclude", "督查结论"),
    Entry("serve", f"{_CONCLUDING}:serve", "结论送达"),
    Entry("ask-review", f"{_CONCLUDING}:ask_review", "单位申请复核"),
    Entry("review", f"{_CONCLUDING}:review", "复核决定"),
    Entry("dispose", f"{_CONCLUDING}:dispose", "问题的处理：整改、通报、线索、移送"),
    Entry("receipt", f"{_CONCLUDING}:receipt", "移送回执：接收机关签收了、怎样办的"),
    Entry("archive", f"{_CONCLUDING}:archive", "归档"),
    Entry("cancel", f"{_CONCLUDING}:cancel", "取消"),
    Entry("merge", f"{_CONCLUDING}:merge", "并入另一次督查"),
    Entry("plan", "duban.cli.commands.inspect.plan:plan", "督查计划：看一年、一月的，审定、移出、核对重复"),
    Entry("days", "duban.cli.commands.inspect.days:days", "现场天数：本月到现场几天，够不够"),
)
