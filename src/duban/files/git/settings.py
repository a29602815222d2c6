"""The settings and the environment of every git call, which make its answer the same on every machine.

Pure, runs nothing. A call that reads runs no program named in the folder (hooks, filters, monitors, transports); a
call that writes keeps the user's identity, hooks and signing, and nothing else.
"""

import os
from collections.abc import Iterable, Mapping
from functools import cache

PASSED_ON = frozenset(
    {
        *(f"GIT_{who}_{what}" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL", "DATE")),
        *("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM"),
        *("GIT_CEILING_DIRECTORIES", "GIT_DISCOVERY_ACROSS_FILESYSTEM"),
        *("GIT_EXEC_PATH", "GIT_TEMPLATE_DIR", "GIT_DEFAULT_HASH"),
    }
)
"""The GIT_… variables that reach git: identity, settings, where to look, how `init` begins. No others do."""

QUARANTINE = ("GIT_QUARANTINE_PATH", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES")
"""Where git keeps what is being pushed until its hook has agreed."""

_SAME = {
    "core.quotepath": "off",
    "color.ui": "false",
    "user.useConfigOnly": "true",
    "core.fsmonitor": "false",
    "core.untrackedCache": "false",
    "core.commitGraph": "false",
    "core.autocrlf": "false",
    "core.safecrlf": "false",
    "core.eol": "lf",
    "i18n.commitEncoding": "UTF-8",
    "i18n.logOutputEncoding": "UTF-8",
    "commit.verbose": "false",
    "commit.status": "false",
    "status.showUntrackedFiles": "all",
    "status.relativePaths": "true",
    "status.submoduleSummary": "false",
    "advice.detachedHead": "false",
    "advice.graftFileDeprecated": "false",
}
"""For every call: neither messages nor files are changed on the way, and no monitor is asked."""

_READING = {
    "core.hooksPath": os.devnull,
    "core.pager": "cat",
    "core.editor": "false",
    "core.askPass": "false",
    "core.sshCommand": "false",
    "core.gitProxy": "false",
    "core.alternateRefsCommand": "false",
    "core.ignoreCase": "false",
    "core.precomposeUnicode": "false",
    "core.attributesFile": os.devnull,
    "credential.helper": "",
    "diff.external": "",
    "gpg.program": "false",
    "gpg.ssh.program": "false",
    "gpg.x509.program": "false",
    "gpg.ssh.defaultKeyCommand": "",
    "log.follow": "false",
    "log.showSignature": "false",
    "log.mailmap": "false",
    "log.decorate": "false",
    "log.date": "default",
    "log.diffMerges": "off",
    "diff.renames": "false",
    "diff.ignoreSubmodules": "none",
    "trailer.separators": ":",
    "core.commentChar": "#",
    "protocol.allow": "never",
}
"""For calls that read: no program from somebody's settings is run, nothing is fetched, output has its standard form."""

_DROPPED = " .,:;<>\"\\'"
"""What git drops at the ends of a name and an address."""


def environment(
    given: Mapping[str, str], *, writing: bool = False, filters: Iterable[str] = ()
) -> dict[str, str]:
    """The environment of one git call, made from that of this process; `filters` are names to switch off.

    GIT_AUTHOR_DATE and the like are passed on: the date of a commit is the user's statement, as its author is.
    Settings are passed through the environment, because a filter's name may hold any character.
    """
    kept = {
        name: value
        for name, value in given.items()
        if name != "LANGUAGE" and (not name.startswith("GIT_") or name in PASSED_ON)
    }
    if (
        "GIT_QUARANTINE_PATH" in given
    ):  # a hook before receiving: what was pushed lies apart, and only these show it
        kept |= {name: given[name] for name in QUARANTINE if name in given}
    return kept | _fixed(writing, tuple(filters))


@cache
def _fixed(writing: bool, filters: tuple[str, ...]) -> dict[str, str]:  # noqa: FBT001 - a part of `environment`
    settings = _SAME if writing else _SAME | _READING
    for name in filters:
        settings = settings | _off(name)
    fixed = {
        "LC_ALL": "C",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_LITERAL_PATHSPECS": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_GRAFT_FILE": os.devnull,
        "GIT_CONFIG_COUNT": str(len(settings)),
    }
    if not writing:
        fixed |= {"GIT_ALLOW_PROTOCOL": "none", "GIT_NO_LAZY_FETCH": "1", "GIT_PAGER": "cat"}
    for number, (key, value) in enumerate(settings.items()):
        fixed |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    return fixed


def filters_among(keys: Iterable[str]) -> list[str]:
    """The filters that settings of these names define."""
    parts = (key.split(".", 1)[1].rpartition(".") for key in keys if key.startswith("filter."))
    return sorted({name for name, dot, _ in parts if dot})


def identity_among(settings: Mapping[str, str], given: Mapping[str, str]) -> tuple[str, str] | None:
    """The author's name and address where user.name and user.email alone say them; None where git must be asked.

    `given` is the environment of this process, which can name the author too.

    Git drops spaces and punctuation at the ends of both, and takes none that is empty.
    """
    found = settings.get("user.name", ""), settings.get("user.email", "")
    if any(name == "EMAIL" or name.startswith("GIT_AUTHOR_") for name in given):
        return None
    others = any(f"{who}.{what}" in settings for who in ("author", "committer") for what in ("name", "email"))
    is_plain = all(word == word.strip(_DROPPED) != "" and word.isprintable() for word in found)
    return found if is_plain and not others and not set("<>") & set("".join(found)) else None


def _off(name: str) -> dict[str, str]:
    nothing = dict.fromkeys((f"filter.{name}.{what}" for what in ("clean", "smudge", "process")), "")
    return nothing | {f"filter.{name}.required": "false"}
