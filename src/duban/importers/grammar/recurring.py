"""The 报送周期 that words of a document say, in either script and with Chinese numerals.

Words in, a value out; which words recur, when.py and the columns of a table say.
"""

import msgspec

from duban.core.duties.cadence_text import parse_cadence
from duban.core.model.task import Cadence
from duban.importers.grammar.folding import fold_with_origin
from duban.importers.grammar.normalize import one_line

_LONGEST = 500


def read_cadence(words: str) -> Cadence | None:
    """The cadence of these words, which it keeps as they are; None where they name no single one."""
    found = parse_cadence(fold_with_origin(words).text)
    return msgspec.structs.replace(found, text=one_line(words)[:_LONGEST]) if found else None
