"""What the system says, in the user's words."""

import errno
import os

import pytest

from duban.errors import reason_of


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        (OSError(errno.EACCES, os.strerror(errno.EACCES)), "没有权限"),
        (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/w/甲.yaml"), "磁盘已满"),
        (FileNotFoundError(errno.ENOENT, "No such file or directory"), "没有这个文件或文件夹"),
        (OSError(errno.EXDEV, "Invalid cross-device link"), "Invalid cross-device link"),
        (OSError("别的"), "别的"),
    ],
)
def test_the_reason_is_told_in_chinese_where_it_is_known(failure: OSError, said: str) -> None:
    assert reason_of(failure) == said
