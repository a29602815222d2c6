"""What an audit finds in a repository that a test of the command line wrote; nothing, if only duban wrote it."""

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from duban.core.audit.findings import Certainty
from duban.errors import DubanError
from duban.files.git.repository import find_repository
from duban.replay.audit import audit

_CLEAN: set[str] = set()
"""Heads that were looked at: most tests start from the same, and many write nothing."""
_YEARS_AHEAD = timedelta(days=3650)
"""Some tests play in a year to come."""


def find_dishonest(root: Path) -> list[str]:
    """What is certain, in words; nothing where a hand committed, or git cannot read the repository."""
    under = "." if (root / "duban.yaml").is_file() else None
    if under is None:
        return []
    try:
        repository = find_repository(root)
        head = repository.head()
        if head is None or head in _CLEAN:
            return []
        _CLEAN.add(head)
        with tempfile.TemporaryDirectory() as folder:
            _, findings = audit(repository, under, Path(folder), datetime.now(UTC) + _YEARS_AHEAD)
    except DubanError:
        return []
    if any(each.rule.code in {"by-hand", "merge-added", "no-file", "unreadable"} for each in findings):
        return []
    return [f"{each.rule.code}: {each.what}" for each in findings if each.rule.weight is Certainty.CERTAIN]
