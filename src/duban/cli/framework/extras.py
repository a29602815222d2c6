"""Extras: heavy libraries that only some installations have, asked for by the command that needs them.

Only looks whether they are there; says which command of pip brings them.
"""

from importlib.util import find_spec

from duban.errors import refusal


def need_extra(module: str, extra: str, purpose: str) -> None:
    """Raises DubanError where `module` is not installed, with the pip command that brings it."""
    if find_spec(module) is None:
        raise refusal("no-extra", f"{purpose}要用到 {module}，这里没有安装", f'pip install "duban[{extra}]"')
