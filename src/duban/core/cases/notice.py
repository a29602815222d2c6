"""What was sent (通知), so that nobody is told twice in a day. 通知/<year>-<month>.yaml.

Whom to tell of what, views/messages says.
"""

import re

from duban.core.engine.kind import Keeping, Kind, by_action
from duban.core.model.workspace import NoticeEntry, NoticeJournal

NOTICE = Kind(
    name="通知",
    english="notices",
    record=NoticeJournal,
    levels=("通知", re.compile(r".+\.yaml")),
    entries=by_action(NoticeEntry),
    keeping=Keeping(
        "notices-deleted",
        "通知记录不能删去，否则会再发一遍",
        "已经发出去的通知被改动或删去了",
        is_checked=False,
    ),
)
