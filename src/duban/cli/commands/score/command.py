"""The table of `score`: its commands in the order of an appraisal's life.

Holds no code: each stands in the module of its stretch.
"""

from duban.cli.framework.command_table import Entry

_OPENING = "duban.cli.commands.score.opening"
_STAGES = "duban.cli.commands.score.stages"
_RECKONING = "duban.cli.commands.score.reckoning"

COMMANDS = (
    Entry("schemes", f"{_RECKONING}:schemes", "考核方案：有哪些，一个方案写了什么"),
    Entry("try", f"{_RECKONING}:try_scores", "试算：照方案和账现在是几分，不记账"),
    Entry("open", f"{_OPENING}:open_appraisal", "考核立项：哪个方案，哪一期，考核谁"),
    Entry("amend", f"{_OPENING}:amend", "改考核的要素，或更正记错的一笔"),
    Entry("list", f"{_STAGES}:list_appraisal", "列入经批准的考核计划"),
    Entry("mark", f"{_STAGES}:mark", "评议的分，谁打的，逐个单位"),
    Entry("principal", f"{_STAGES}:principal", "主要负责人在考核期里的任职"),
    Entry("draft", f"{_RECKONING}:draft", "初评：照账算出来，定住"),
    Entry("show", f"{_RECKONING}:show", "成绩：全部单位，或一个单位的每一分"),
    Entry("serve", f"{_STAGES}:serve", "成绩单送达单位，申诉从这天起算"),
    Entry("appeal", f"{_STAGES}:appeal", "单位申诉"),
    Entry("review", f"{_STAGES}:review", "申诉复核"),
    Entry("approve", f"{_RECKONING}:approve", "审定结果"),
    Entry("publish", f"{_STAGES}:publish", "通报结果"),
    Entry("use", f"{_STAGES}:use", "结果运用：绩效、奖补、干部、书面检查、帮促整改"),
    Entry("hand-in", f"{_STAGES}:hand_in", "书面检查报来"),
    Entry("cancel", f"{_STAGES}:cancel", "取消"),
    Entry("verify", f"{_RECKONING}:verify", "复算：照当时的账再算一遍，和定住的对"),
)
