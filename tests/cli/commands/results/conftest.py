"""The office that inspects, here for what follows: circulars, the negative list, awards, exemptions."""

from tests.cli.commands.inspect.conftest import done, office, prepared

__all__ = ["office", "prepared"]

ADD = (
    "add --ledger 领导交办 --source-kind 领导交办 --source-name 方县长 --title 清淤 --lead 县水务局 --owner 张三 "
    "--requirements 办成 --due-on 2026-03-20 --approved-by 方县长 --assign"
)
BLAME = (
    "circulate add --tone 批评 --unit 县水务局 --person 张三 --fact 三次催办仍未办结 --cause 推诿扯皮 --basis JB-1 "
    "--scope 全县 --due-on 2026-04-30 --requirements 全部办结 --pace 立行立改 --filed-with 县监察局 "
    "--lead-leader 方县长 --doc-no 某督字〔2026〕5号 --approved-by 方县长"
)
AWARD = (
    "award add --unit 县财政局 --fact 拨付最快 --basis JB-1 --level 县 --benefit 资金 --measure 以奖代补20万元 "
    "--highlight 2026H1 --approved-by 方县长"
)
STORY = (
    ("2026-03-02", ADD),
    ("2026-03-23", "urge JB-1"),
    ("2026-03-30", BLAME),
    ("2026-03-31", "circulate serve TB-1 --to 本单位 --paper 某督字〔2026〕5号"),
    ("2026-04-01", "circulate serve TB-1 --to 组织人事 --organ 县委组织部 --paper 某督字〔2026〕5号"),
    (
        "2026-04-02",
        "negative supply --inflow 部门提供 --supplier 督查室 --unit 县水务局 --fact 拒不整改 --cause 不落实 --basis TB-1",
    ),
    ("2026-04-03", "negative enlist FM-1 --organ 县监察局 --doc-no 某监发〔2026〕2号"),
    ("2026-04-07", "exempt ask FM-1 --reason 汛情突发，先行先试"),
    ("2026-04-08", "exempt examine RC-1 --organ 县监察局 --fact 属实"),
    (
        "2026-04-09",
        "exempt decide RC-1 --mercy 不作负面评价 --reason 三个区分开来 --righting 补齐方案 --approved-by 方县长",
    ),
    ("2026-04-10", "negative delist FM-1 --organ 县监察局 --reason 已经整改"),
    (
        "2026-04-13",
        AWARD,
    ),
    ("2026-04-14", "circulate revoke TB-1 --reason 事实有误 --approved-by 方县长"),
)
"""What follows from one matter, day by day."""


def tell(upto: str) -> str:
    """The story up to the command that begins so; the day of the last one."""
    for today, line in STORY:
        done(today, line)
        if line.startswith(upto):
            return today
    raise AssertionError(upto)
