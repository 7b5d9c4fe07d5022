"""The loop guard: what the pipeline itself does to deliver records, where the trail records that as well.

Delivering a log file makes calls, which a trail with data events writes into the next log file, and so on for ever.
Such a record is filtered only where its principal, its event name, every resource that it names and the absence of an
error are those of the pipeline's own work. Whatever else the role does is delivered: a filter on the role alone would
hide whoever has stolen it.
"""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

Record = Mapping[str, Any]


class OwnActivity(msgspec.Struct, frozen=True, kw_only=True):
    """The ARNs of what the pipeline works with; where the role's is empty nothing is its own."""

    role_arn: str = ""
    archive_arn: str = ""
    """Of the archive bucket."""
    key_prefixes: tuple[str, ...] = ("",)
    """What the keys of log files begin with, before AWSLogs/."""
    log_group_arn: str = ""
    """Of the destination, without :* at the end."""
    key_arn: str = ""
    """Of the KMS key that encrypts the archive."""

    def concerns(self, body: bytes) -> bool:
        """Whether a log file may hold any such record: a look that costs next to nothing.

        CloudTrail spells = with an escape at times, and no other character that a role's ARN may have.
        """
        sessions = self._sessions.encode()
        spellings = {sessions, sessions.replace(b"=", b"\\u003d")}
        return bool(self.role_arn) and any(spelling in body for spelling in spellings)

    def is_own(self, record: Record) -> bool:
        rule = RULES.get((_text(record, "eventSource"), _text(record, "eventName")))
        if rule is None or record.get("errorCode") is not None or not self._is_principal(record):
            return False
        arns = _resource_arns(record)
        # What is not configured is empty, and so is the ARN of a resource that has none.
        return bool(arns) and all(arn.startswith("arn:") and rule(self, arn) for arn in arns)

    @property
    def _sessions(self) -> str:
        """What the ARN of each of the role's sessions begins with: the role's path is not in it."""
        beginning, _, name = self.role_arn.partition(":role/")
        return f"{beginning.replace(':iam:', ':sts:')}:assumed-role/{name.rpartition('/')[2]}/"

    def _is_principal(self, record: Record) -> bool:
        identity = record.get("userIdentity")
        if not isinstance(identity, dict) or identity.get("type") != "AssumedRole":
            return False
        issuer = identity.get("sessionContext", {})
        issuer = issuer.get("sessionIssuer", {}) if isinstance(issuer, dict) else {}
        of_the_role = isinstance(issuer, dict) and issuer.get("arn") == self.role_arn
        return bool(self.role_arn) and of_the_role and _text(identity, "arn").startswith(self._sessions)


def of_archive(own: OwnActivity, arn: str) -> bool:
    folders = [f"{prefix}/AWSLogs/" if prefix else "AWSLogs/" for prefix in own.key_prefixes]
    return arn == own.archive_arn or any(arn.startswith(f"{own.archive_arn}/{folder}") for folder in folders)


def of_destination(own: OwnActivity, arn: str) -> bool:
    return arn.removesuffix(":*") == own.log_group_arn


def of_archive_key(own: OwnActivity, arn: str) -> bool:
    return arn == own.key_arn


RULES: dict[tuple[str, str], Callable[[OwnActivity, str], bool]] = {
    ("s3.amazonaws.com", "GetObject"): of_archive,
    ("logs.amazonaws.com", "PutLogEvents"): of_destination,
    ("kms.amazonaws.com", "Decrypt"): of_archive_key,
}
"""By event source and event name: whether a resource's ARN is one that the pipeline does this with."""


def _text(record: Record, name: str) -> str:
    found = record.get(name)
    return found if isinstance(found, str) else ""


def _resource_arns(record: Record) -> list[str]:
    """Of every resource; "" for one that has no ARN, which fits no rule."""
    resources = record.get("resources")
    if not isinstance(resources, list):
        return []
    return [_text(resource, "ARN") if isinstance(resource, dict) else "" for resource in resources]
