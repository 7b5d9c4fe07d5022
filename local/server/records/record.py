"""One API call as CloudTrail records it.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html (2026-11)
"""

import json
import uuid
from collections.abc import Callable
from typing import Any

from local.server.exchange import Exchange
from local.server.records import classification, s3
from local.server.records.identity import ANONYMOUS, RoleOf, foreign_identity, user_identity
from local.server.records.naming import empty_sets, written
from local.server.records.operation import Operation, operation
from local.server.records.request import parameters
from local.server.records.resource import resources
from local.server.records.response import NOT_AUTHENTICATED, Response, response

Record = dict[str, Any]
BucketOwner = Callable[[str], str | None]

EVENT_VERSION = "1.11"
TEXT_LIMIT = 1024
OBJECT_LIMITS = {"requestParameters": 100 * 1024, "responseElements": 100 * 1024, "additionalEventData": 28 * 1024}


def records(exchange: Exchange, role_of: RoleOf, bucket_owner: BucketOwner) -> list[Record]:
    """None at all of what CloudTrail does not record; one for each account where the resource is another account's."""
    called = operation(exchange)
    if called is None or not classification.recorded(called):
        return []
    answered = response(exchange, called)
    unauthenticated = answered.error_code in NOT_AUTHENTICATED or _signed_by_nobody(exchange)
    if unauthenticated:
        return []
    owner = bucket_owner(called.labels.get("Bucket", "")) if called.service == "s3" else None
    return copies(_record(exchange, called, answered, role_of, owner or exchange.account_id))


def copies(record: Record) -> list[Record]:
    """The caller's account has the record; the account that owns the resource has one too, and both share an id."""
    caller = record["userIdentity"].get("accountId")
    owners = [resource["accountId"] for resource in record.get("resources", []) if resource.get("accountId")]
    if caller == ANONYMOUS["accountId"]:
        return [within_limits({**record, "recipientAccountId": owner}) for owner in owners[:1]]
    foreign = [owner for owner in owners if owner != caller]
    if not foreign:
        return [within_limits({**record, "recipientAccountId": caller})]
    shared = {**record, "sharedEventID": str(uuid.uuid4())}
    theirs = {"userIdentity": foreign_identity(record["userIdentity"]), "eventID": str(uuid.uuid4())}
    return [
        within_limits({**shared, "recipientAccountId": caller}),
        within_limits({**shared, **theirs, "recipientAccountId": foreign[0]}),
    ]


def within_limits(record: Record) -> Record:
    """Texts are cut and objects left out as CloudTrail does, so that a record stays below 256 KB."""
    kept = dict(record)
    for name in ("userAgent", "errorCode", "errorMessage", "requestID"):
        if isinstance(kept.get(name), str):
            kept[name] = kept[name].encode()[:TEXT_LIMIT].decode(errors="ignore")
    for name, limit in OBJECT_LIMITS.items():
        if kept.get(name) is not None and len(json.dumps(kept[name]).encode()) > limit:
            del kept[name]
    return kept


def _signed_by_nobody(exchange: Exchange) -> bool:
    signed = "authorization" in exchange.request_headers or "X-Amz-Credential=" in exchange.query
    return exchange.caller is None and (signed or exchange.service != "s3")


def _record(exchange: Exchange, called: Operation, answered: Response, role_of: RoleOf, owner: str) -> Record:
    sent = parameters(exchange, called)
    data = classification.data_type(called)
    identity = dict(ANONYMOUS) if exchange.caller is None else user_identity(exchange.caller, role_of)
    error = {"errorCode": answered.error_code, "errorMessage": answered.error_message}
    return {
        "eventVersion": EVENT_VERSION,
        "userIdentity": identity,
        "eventTime": f"{exchange.started_at:%Y-%m-%dT%H:%M:%SZ}",
        "eventSource": classification.event_source(called),
        "eventName": classification.event_name(called),
        "awsRegion": classification.event_region(called, exchange.region),
        "sourceIPAddress": exchange.source_ip,
        "userAgent": _user_agent(exchange, called),
        **{name: value for name, value in error.items() if value is not None},
        "requestParameters": _request_parameters(exchange, called, answered, sent),
        "responseElements": _response_elements(exchange, called, answered),
        **({"additionalEventData": s3.additional_event_data(exchange)} if called.service == "s3" else {}),
        "requestID": answered.request_id or str(uuid.uuid4()),
        "eventID": str(uuid.uuid4()),
        "readOnly": classification.read_only(called),
        **_resources(exchange, called, sent, answered, owner),
        "eventType": "AwsApiCall",
        **classification.api_version(called),
        "managementEvent": data is None,
        "recipientAccountId": exchange.account_id,
        "eventCategory": "Management" if data is None else "Data",
        "tlsDetails": _tls_details(exchange),
    }


def _user_agent(exchange: Exchange, called: Operation) -> str:
    agent = exchange.request_headers.get("user-agent", "")
    return f"[{agent}]" if called.service == "s3" else agent


def _request_parameters(exchange: Exchange, called: Operation, answered: Response, sent: dict[str, Any]) -> Any:
    if called.service == "s3":
        return s3.parameters(exchange, called)
    # A refusal comes before the service has read the request; EC2, whose refusal has another code, reads it first.
    refused = answered.error_code == "AccessDenied"
    shape = called.model.input_shape
    if refused or shape is None:
        return None
    if called.protocol == "ec2":
        unrestricted = empty_sets(shape) if called.model.name.startswith("Describe") else {}
        return unrestricted | written(shape, sent, "ec2") or None
    return written(shape, sent) or None


def _response_elements(exchange: Exchange, called: Operation, answered: Response) -> Any:
    if answered.error_code is not None or not classification.has_response_elements(called):
        return None
    if called.service == "s3":
        return s3.response_elements(exchange) if classification.data_type(called) else None
    if called.protocol == "ec2":
        shape = called.model.output_shape
        elements = written(shape, answered.elements, "ec2") if shape is not None else {"_return": True}
        return {"requestId": answered.request_id, **elements}
    if called.model.output_shape is None:
        return None
    return written(called.model.output_shape, answered.elements) or None


def _resources(
    exchange: Exchange, called: Operation, sent: dict[str, Any], answered: Response, owner: str
) -> dict[str, Any]:
    if answered.error_code == "AccessDenied" and called.service != "s3":
        return {}
    found = resources(exchange, called, sent, answered.elements, owner)
    return {"resources": found} if found else {}


def _tls_details(exchange: Exchange) -> dict[str, str]:
    return {
        "tlsVersion": "TLSv1.3",
        "cipherSuite": s3.CIPHER_SUITE,
        "clientProvidedHostHeader": exchange.request_headers.get("host", ""),
    }
