"""What the scenarios say over and over."""

import os
import time
from collections.abc import Callable
from typing import Any, TypeVar

import pytest
from botocore.exceptions import ClientError

from local.process import until

Found = TypeVar("Found")


def eventually(look: Callable[[], Found], good: Callable[[Found], object] = bool, seconds: float = 20) -> Found:
    """What `look` finds as soon as that is good, and otherwise what it finds at last: an assertion can show it."""
    found = look()
    for _ in until(time.monotonic() + seconds):
        if good(found):
            break
        found = look()
    return found


def error_code(call: Callable[..., Any], **arguments: Any) -> str:
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    return str(caught.value.response["Error"]["Code"])


def exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
