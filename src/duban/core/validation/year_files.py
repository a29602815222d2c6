"""What can be wrong in a file that holds the entries of a year, whatever they are: forbidden texts, days to come.

Pure; what its entries may say besides, their own kind knows.
"""

from collections.abc import Iterator
from datetime import date

from duban.core.model.case_file import JOURNAL, CaseFile
from duban.core.model.record import Fault, raw_record
from duban.core.validation.forbidden_text import find_controls, find_secrets


def find_year_faults(file: CaseFile, last: date) -> Iterator[Fault]:
    """The faults; nothing can have been entered after `last`."""
    raw = raw_record(file)
    yield from (*find_secrets(raw), *find_controls(raw))
    for place, entry in enumerate(file.journal):
        if entry.on > min(entry.recorded_at.date(), last):
            text = f"业务日期 {entry.on} 还没有到：事情还没发生就记了账"
            yield Fault((JOURNAL, place, "日期"), "future-date", text, "改正日期")
