"""What the scenarios say over and over."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local.process import until


def eventually(look: Callable[[], Any], seconds: float = 10) -> Any:
    """What `look` finds as soon as that is true, and otherwise what it finds at last."""
    found = look()
    for _ in until(time.monotonic() + seconds):
        if found:
            break
        found = look()
    return found


def error_code(call: Callable[..., Any], **arguments: Any) -> str:
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    return str(caught.value.response["Error"]["Code"])
