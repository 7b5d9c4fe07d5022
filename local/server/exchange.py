"""What the wrapper saw of one API call that crossed the wire: the input from which the recorder makes a record."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

BODY_LIMIT_BYTES = 32 * 1024 * 1024
"""Above what any API call carries, except the objects of S3, whose bytes no record shows."""

Kind = Literal["Root", "User", "AssumedRole"]


@dataclass(frozen=True, slots=True)
class Caller:
    """Who signed a request, as the emulator's own credential look-up says."""

    kind: Kind
    arn: str
    principal_id: str
    account_id: str
    access_key_id: str
    session: Mapping[str, Any] = field(default_factory=dict)
    """The emulator's session of an assumed role (issuer, tags, when issued); empty for others."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its response. Header names are lower case. Bodies are whole, or empty where above the limit."""

    started_at: datetime
    account_id: str
    region: str
    service: str
    """The signing name: s3, iam, sts, logs …"""
    method: str
    path: str
    query: str
    request_headers: Mapping[str, str]
    request_body: bytes
    status: int
    response_headers: Mapping[str, str]
    response_body: bytes
    caller: Caller | None
    """None where the request was not signed, or its key is unknown."""
    source_ip: str
    authorized: tuple[tuple[str, str, str], ...] = ()
    """(IAM action, resource ARN, decision) for each time that the emulator evaluated a policy."""
