"""What a template says of a bucket, as S3's own handlers take it; what they refuse fails the stack."""

import html
from collections.abc import Mapping
from http import HTTPStatus
from itertools import starmap
from typing import Any

from local.server import seams

NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/"


def body(root: str, members: Mapping[str, Any]) -> bytes:
    content = "".join(starmap(_element, members.items()))
    return f'<{root} xmlns="{NAMESPACE}">{content}</{root}>'.encode()


def _element(name: str, value: Any) -> str:
    """A list is the element again and again, and None is no element."""
    if isinstance(value, list | tuple):
        return "".join(_element(name, item) for item in value)
    if value is None:
        return ""
    if isinstance(value, Mapping):
        content = "".join(starmap(_element, value.items()))
    else:
        content = html.escape(str(value).lower() if isinstance(value, bool) else str(value))
    return f"<{name}>{content}</{name}>"


def ask(handler: str, bucket: str, *content: bytes) -> None:
    """Raises ValueError, as CloudFormation's handlers do, where S3 refuses."""
    status, _, answer = seams.seam(f"services.s3.{handler}")(bucket, *content)
    if status >= HTTPStatus.MULTIPLE_CHOICES:
        raise ValueError(f"{handler.lstrip('_')} of {bucket}: {answer.decode()}")
