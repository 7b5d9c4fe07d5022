"""A record that a security rule matched, and what may be told of it: who did what to what, from where and when.

Nothing else of the record is kept. What is kept is untrusted text: escaped, cut, and without the access keys that may
stand in it.
Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
(2026-04-13)
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from lambdas.core.escape import escaped
from lambdas.core.event_time import time_of
from lambdas.core.security_rule import Rule

Record = Mapping[str, Any]

TOLD_LENGTH = 300
# https://docs.aws.amazon.com/IAM/latest/APIReference/API_AccessKey.html (2026-04-13): 16 to 128 characters. The
# prefixes: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html (2026-04-13)
_ACCESS_KEY = re.compile(r"(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{12,124}")
_ACCESS_KEY_LENGTH = 128
_LEFT_OF_KEY = 4
UNKNOWN = "unknown"
ACTORS = ("arn", "invokedBy", "principalId", "userName")
"""Of userIdentity: the first of these that there is."""
TARGETS: tuple[tuple[str, str], ...] = (
    ("", "bucketName"),
    ("", "roleName"),
    ("", "userName"),
    ("", "groupName"),
    ("", "policyArn"),
    ("", "policyName"),
    ("", "keyId"),
    ("", "groupId"),
    ("", "networkAclId"),
    ("", "routeTableId"),
    ("", "internetGatewayId"),
    ("", "customerGatewayId"),
    ("", "vpcPeeringConnectionId"),
    ("", "vpcId"),
    ("cloudtrail.amazonaws.com", "name"),
    ("config.amazonaws.com", "configurationRecorderName"),
    ("config.amazonaws.com", "deliveryChannelName"),
    ("organizations.amazonaws.com", "accountId"),
    ("organizations.amazonaws.com", "policyId"),
    ("organizations.amazonaws.com", "targetId"),
)
"""Of requestParameters, where the record names no resource: by the event source, "" for every one."""


class Match(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    index: int
    """The record's, in its log file."""
    rule: str
    title: str
    actor: str
    actor_key: str
    """One for whom there is one notice at a time: of an assumed role the role, as anybody may name a session."""
    action: str
    """Event source and event name."""
    target: str = ""
    address: str = ""
    account: str = ""
    region: str = ""
    time: str = ""
    at_ms: int = 0
    event_id: str = ""
    error_code: str = ""
    found_by: tuple[str, str] = ("", "")
    """A field of the actor's records and its value, else of this one; both empty where it has none to be found by."""


def matched(record: Record, rules: Iterable[Rule], index: int) -> Iterator[Match]:
    """For each rule what it is told by; the record is read once."""
    told: dict[str, Any] | None = None
    for rule in rules:
        told = told or _told_of(record)
        yield Match(index=index, rule=rule.name, title=rule.title, **told)


def told(found: object) -> str:
    """Untrusted text as it may be told, with nothing in it that a mail makes a link of; empty where it is no text."""
    if not isinstance(found, str):
        return ""
    plain = _ACCESS_KEY.sub(_masked, found[: TOLD_LENGTH + _ACCESS_KEY_LENGTH])
    return escaped(plain).replace("://", "[://]")[:TOLD_LENGTH]


def _masked(key: re.Match[str]) -> str:
    return "*" * (len(key[0]) - _LEFT_OF_KEY) + key[0][-_LEFT_OF_KEY:]


def _told_of(record: Record) -> dict[str, Any]:
    identity = _inner(record, "userIdentity")
    account = _text(record, "recipientAccountId") or _text(identity, "accountId")
    field, name = _actor(identity)
    actor = f"root of {account or UNKNOWN}" if identity.get("type") == "Root" else name or UNKNOWN
    issuer = _inner(_inner(identity, "sessionContext"), "sessionIssuer")
    return {
        "actor": told(actor),
        "actor_key": _key(_text(issuer, "arn") or (actor if actor.startswith("arn:") else f"{account} {actor}")),
        "action": " ".join(filter(None, (told(record.get("eventSource")), told(record.get("eventName"))))) or UNKNOWN,
        "target": told(_target(record)),
        "address": told(record.get("sourceIPAddress")),
        "account": told(account),
        "region": told(record.get("awsRegion")),
        "time": told(record.get("eventTime")),
        "at_ms": time_of(record) or 0,
        "event_id": told(record.get("eventID")),
        "error_code": told(record.get("errorCode")),
        "found_by": _found_by((field, name), ("eventID", _text(record, "eventID"))),
    }


def _key(actor: str) -> str:
    """Printable ASCII, and no longer than what is told."""
    if told(actor) == actor:
        return actor
    return f"sha256:{hashlib.sha256(actor.encode(errors='surrogatepass')).hexdigest()}"


def _actor(identity: Record) -> tuple[str, str]:
    """The field of a record and its value."""
    named = ((f"userIdentity.{name}", _text(identity, name)) for name in ACTORS)
    return next((each for each in named if each[1]), ("", ""))


def _found_by(*fields: tuple[str, str]) -> tuple[str, str]:
    """What would not be told as it is finds nothing."""
    return next((each for each in fields if each[1] and told(each[1]) == each[1]), ("", ""))


def _target(record: Record) -> str:
    resources = record.get("resources")
    arns = (_text(each, "ARN") for each in resources) if isinstance(resources, list) else iter(())
    parameters, source = _inner(record, "requestParameters"), record.get("eventSource")
    named = (_text(parameters, name) for of_source, name in TARGETS if of_source in ("", source))
    return next(filter(None, arns), "") or next(filter(None, named), "")


def _text(record: object, name: str) -> str:
    found = record.get(name) if isinstance(record, dict) else None
    return found if isinstance(found, str) else ""


def _inner(record: Record, name: str) -> Record:
    found = record.get(name)
    return found if isinstance(found, dict) else {}
