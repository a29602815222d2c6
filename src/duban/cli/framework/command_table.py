"""The table of all commands: what each is called, where it lives, its line of help, its stage.

Holds no code and imports no command: a command's module is imported only when that command is asked.

To add a command:
1. Write a function in `duban/cli/commands/`. Its docstring is its help page (Chinese); its arguments are
   typed `Annotated[str | None, option("--unit", "单位", "…")] = None`. Types read: str, int, float, bool,
   Path, date, datetime, enums (official term or English name), `list[…]` of these; `parser=` for anything else.
2. A first argument `context: Context` brings --root --today --known --json, `context: Writing` also
   --on --by --dry-run (both from `duban.cli.framework.context`). A function without either sees no workspace.
3. It returns its exit code (None is 0), raises DubanError to stop, and shows its answer with `output.emit`.
4. A command that records an event for each chosen task ends with `record` of `duban.cli.workflow.event_command`.
5. Add one Entry here. A command with sub-commands (`unit add`) names a tuple of entries instead of a function.
"""

from typing import NamedTuple


class Entry(NamedTuple):
    """One command: `target` is "module:attribute" (a function or a tuple of entries)."""

    name: str
    target: str
    help: str
    stage: str = ""


STAGES = ("建账", "登账", "办理", "督促", "核销", "督查", "对账", "查询", "报告", "守正")

COMMANDS: tuple[Entry, ...] = (
    Entry("init", "duban.cli.commands.setup.init:init", "建账：新建工作区和各本台账", "建账"),
    Entry(
        "import",
        "duban.cli.commands.importing.command:import_table",
        "导入公文或表格：读出任务，看过再登账",
        "建账",
    ),
    Entry("unit", "duban.cli.commands.setup.unit:COMMANDS", "单位名册：登记、更名、合并、列出", "建账"),
    Entry("key", "duban.cli.commands.setup.key:COMMANDS", "钥匙：谁的公钥能签名，换、丢、撤回", "建账"),
    Entry("policy", "duban.cli.commands.setup.policy:COMMANDS", "制度：有哪些，每条规则是什么", "建账"),
    Entry(
        "calendar",
        "duban.cli.commands.setup.calendar:COMMANDS",
        "日历：看月历、推算期限、导入放假安排",
        "建账",
    ),
    Entry("schema", "duban.cli.commands.setup.schema:schema", "各类文件的 JSON Schema，供编辑器用", "建账"),
    Entry("doctor", "duban.cli.commands.check.doctor:doctor", "体检：环境、仓库、日历、制度", "建账"),
    Entry("add", "duban.cli.commands.tasks.add:add", "立项，记入台账", "登账"),
    Entry("split", "duban.cli.commands.tasks.split:split", "分解成几件", "登账"),
    Entry("amend", "duban.cli.commands.tasks.amend:amend", "改要素，或更正记错的一笔", "登账"),
    Entry("assign", "duban.cli.commands.tasks.assignment:assign", "交办，定下时限", "登账"),
    Entry("accept", "duban.cli.commands.tasks.assignment:accept", "签收", "办理"),
    Entry("contest", "duban.cli.commands.tasks.assignment:contest", "退件：单位认为不归自己", "办理"),
    Entry(
        "plan", "duban.cli.commands.tasks.planning:plan", "推进计划：牵头单位报来责任人、进度、措施", "办理"
    ),
    Entry("progress", "duban.cli.commands.tasks.progress:progress", "反馈进展，也记收文各环节和履职", "办理"),
    Entry("explain", "duban.cli.commands.tasks.progress:explain", "说明逾期原因", "办理"),
    Entry("coordinate", "duban.cli.commands.tasks.progress:coordinate", "协调单位之间的争议", "办理"),
    Entry("extend", "duban.cli.commands.tasks.schedule:extend", "延期或提前，须经批准", "办理"),
    Entry("transfer", "duban.cli.commands.tasks.assignment:transfer", "转办，换牵头单位", "办理"),
    Entry("suspend", "duban.cli.commands.tasks.schedule:suspend", "中止，停下期限", "办理"),
    Entry("resume", "duban.cli.commands.tasks.schedule:resume", "恢复，期限顺延", "办理"),
    Entry("withdraw", "duban.cli.commands.tasks.assignment:withdraw", "撤销，或并入另一件", "办理"),
    Entry("done", "duban.cli.commands.tasks.progress:done", "报结，附实绩和证据", "办理"),
    Entry("today", "duban.cli.commands.today:today", "今天要办的，一屏看完", "督促"),
    Entry("overdue", "duban.cli.commands.queries:overdue", "逾期的义务，按单位，最久的在前", "督促"),
    Entry("due", "duban.cli.commands.queries:due", "快到期的义务", "督促"),
    Entry("urge", "duban.cli.commands.tasks.reminders:urge", "催办", "督促"),
    Entry("warn", "duban.cli.commands.tasks.reminders:warn", "预警：蓝、黄、红", "督促"),
    Entry("notify", "duban.cli.commands.notify.command:notify", "通知：发给单位和领导", "督促"),
    Entry("verify", "duban.cli.commands.tasks.verification:verify", "核验报结的情况", "核销"),
    Entry("return", "duban.cli.commands.tasks.verification:return_report", "退回补报，写明缺项", "核销"),
    Entry("close", "duban.cli.commands.tasks.verification:close", "销号", "核销"),
    Entry("reopen", "duban.cli.commands.tasks.verification:reopen", "重启已销号的事项", "核销"),
    Entry("revisit", "duban.cli.commands.tasks.verification:revisit", "回访，逐项回答", "核销"),
    Entry(
        "inspect",
        "duban.cli.commands.inspect.command:COMMANDS",
        "督查项目：立项、方案、现场、问题、结论、复核、归档",
        "督查",
    ),
    Entry(
        "interview",
        "duban.cli.commands.interview.command:COMMANDS",
        "约谈：会商、建议、批准、通知、约谈、整改报告、办结",
        "督查",
    ),
    Entry(
        "clue",
        "duban.cli.commands.clue.command:COMMANDS",
        "线索：登记、研判、转办、自查、移送、抽查、答复、办结",
        "督查",
    ),
    Entry("rectify", "duban.cli.commands.tasks.rectify:COMMANDS", "整改：立项、公示、整改不力、看板", "督查"),
    Entry(
        "circulate",
        "duban.cli.commands.results.circulate:COMMANDS",
        "通报：表扬、批评，限期整改，送达",
        "督查",
    ),
    Entry(
        "negative",
        "duban.cli.commands.results.negative:COMMANDS",
        "负面清单：提供、纳入、移出",
        "督查",
    ),
    Entry("award", "duban.cli.commands.results.award:COMMANDS", "激励和亮点工作", "督查"),
    Entry("exempt", "duban.cli.commands.results.exempt:COMMANDS", "容错纠错：申请、核实、认定", "督查"),
    Entry(
        "candidates",
        "duban.cli.commands.report.candidates:candidates",
        "问责情形线索：账上有哪些记录，不作结论",
        "督查",
    ),
    Entry("visit", "duban.cli.commands.quotas.visit:COMMANDS", "走访、一线办公、包保名单", "督查"),
    Entry("meeting", "duban.cli.commands.quotas.meeting:COMMANDS", "会议、研究、汇报", "督查"),
    Entry("quota", "duban.cli.commands.quotas.quota:quota", "定额：谁还差多少，依据哪一条", "督查"),
    Entry(
        "score",
        "duban.cli.commands.score.command:COMMANDS",
        "考核：方案、试算、初评、反馈、申诉、审定、通报、运用",
        "督查",
    ),
    Entry("rank", "duban.cli.commands.score.reckoning:rank", "考核排名，按组别，审定以后才有", "督查"),
    Entry(
        "reconcile",
        "duban.cli.commands.reconcile.command:reconcile",
        "对账：周调度、月自查、季度对账、半年查账、年底交账",
        "对账",
    ),
    Entry("list", "duban.cli.commands.queries:list_tasks", "列出事项，可以筛选", "查询"),
    Entry("show", "duban.cli.commands.queries:show", "一件事项印成一页", "查询"),
    Entry("why", "duban.cli.commands.queries:why", "时限从哪里来，逐日推算", "查询"),
    Entry("log", "duban.cli.commands.queries:log", "留痕：何时登记、谁经办、哪次提交", "查询"),
    Entry(
        "report",
        "duban.cli.commands.report.command:report",
        "报告：总体情况、台账、通报、专报、月报等",
        "报告",
    ),
    Entry("doc", "duban.cli.commands.doc.command:doc", "出文书：通知单、提醒单、预警单、通报等", "报告"),
    Entry("export", "duban.cli.commands.export:export", "导出：日历、CSV、JSON、Parquet", "报告"),
    Entry("check", "duban.cli.commands.check.check:check", "检查整个工作区", "守正"),
    Entry("audit", "duban.cli.commands.check.audit:audit", "审计：逐次提交重放，找出不是 duban 写的", "守正"),
    Entry("guard", "duban.cli.commands.check.guard:COMMANDS", "守门：服务器收推送以前先审计", "守正"),
    Entry("dossier", "duban.cli.commands.vault.dossier:dossier", "档案：一件、一案、一期装成一个包", "守正"),
    Entry(
        "backup",
        "duban.cli.commands.vault.backup:backup",
        "备份：整个账本存成一个文件，当场验过能恢复",
        "守正",
    ),
    Entry(
        "restore", "duban.cli.commands.vault.restore:restore", "恢复：从备份取回账本，连同全部历史", "守正"
    ),
    Entry("commit", "duban.cli.commands.hand_edits.commit:commit", "手工改动入账，问明原因", "守正"),
    Entry(
        "renumber",
        "duban.cli.commands.hand_edits.renumber:renumber",
        "两台电脑用了同一个编号：合并以前换一个",
        "守正",
    ),
    Entry("undo", "duban.cli.commands.undo:undo", "撤回上一条命令", "守正"),
    Entry("upgrade", "duban.cli.commands.setup.upgrade:upgrade", "升级：补上新版本要的", "守正"),
)
