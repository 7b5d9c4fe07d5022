"""Writing to a trail's bucket, as its bucket's and its key's policies permit."""

from dataclasses import dataclass, field

from local.server import emulator, encryption
from local.server.delivery.log_file import HEADERS
from local.server.trails.permission import delivery_error
from local.server.trails.trail import Trail


@dataclass(frozen=True, slots=True)
class Stored:
    key: str
    body: bytes
    kind: str = "CloudTrail"
    """The folder below the account's that the bucket has to admit."""
    metadata: dict[str, str] = field(default_factory=dict)
    """Further headers of the object."""


def store(trail: Trail, account_id: str, wanted: Stored) -> str | None:
    """The code that GetTrailStatus shows, or None once it is stored."""
    error = delivery_error(trail, account_id, wanted.kind)
    if error is None:
        try:
            emulator.put_object(trail.bucket, wanted.key, wanted.body, headers(trail) | wanted.metadata)
        except emulator.NotStored as not_stored:
            error = not_stored.code
    return error


def headers(trail: Trail) -> dict[str, str]:
    if not trail.kms_key:
        return HEADERS
    context = encryption.context_header({"aws:cloudtrail:arn": trail.arn})
    return HEADERS | {encryption.ALGORITHM: encryption.KMS, encryption.KEY_ID: trail.kms_key} | context
