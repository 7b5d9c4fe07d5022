"""Exchanges as the wrapper hands them over, made with botocore's own serializers."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import botocore.session
from botocore.serialize import create_serializer

from local.server.exchange import Caller, Exchange

ACCOUNT = "111122223333"
REGION = "eu-west-1"

ALICE = Caller("User", f"arn:aws:iam::{ACCOUNT}:user/alice", "AIDAALICE", ACCOUNT, "AKIAALICE")
ROOT = Caller("Root", f"arn:aws:iam::{ACCOUNT}:root", ACCOUNT, ACCOUNT, "AKIAROOT")
SESSION = Caller(
    "AssumedRole",
    f"arn:aws:sts::{ACCOUNT}:assumed-role/Reader/reading",
    "AROAREADER:reading",
    ACCOUNT,
    "ASIASESSION",
    {"IssuedAt": datetime(2026, 11, 23, 8, tzinfo=UTC).timestamp()},
)


def exchange_of(  # noqa: PLR0913 - each keyword is one part of an exchange
    service: str,
    operation: str,
    parameters: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
    answer: str = "",
    caller: Caller | None = ALICE,
    answer_headers: Mapping[str, str] | None = None,
) -> Exchange:
    model = botocore.session.get_session().get_service_model(service)
    serializer = create_serializer(str(model.resolved_protocol), include_validation=False)
    request: dict[str, Any] = serializer.serialize_to_request(dict(parameters or {}), model.operation_model(operation))
    path, _, fixed = request["url_path"].partition("?")
    query = urlencode(request["query_string"]) if isinstance(request["query_string"], dict) else ""
    signature = {"authorization": "AWS4-HMAC-SHA256 …"} if caller else {}
    return Exchange(
        started_at=datetime(2026, 11, 23, 8, 15, 30, tzinfo=UTC),
        account_id=ACCOUNT,
        region=REGION,
        service=str(model.signing_name),
        method=request["method"],
        path=path,
        query="&".join(part for part in (fixed, query) if part),
        request_headers={
            **{name.lower(): str(value) for name, value in request["headers"].items()},
            **signature,
            "host": "cloud.example",
            "user-agent": "Boto3/1",
        },
        request_body=_bytes(request["body"]),
        status=status,
        response_headers={"x-amzn-requestid": "b0f1d2a3-0000-4000-8000-000000000001", **(answer_headers or {})},
        response_body=answer.encode(),
        caller=caller,
        source_ip="192.0.2.7",
    )


def _bytes(body: dict[str, str] | str | bytes) -> bytes:
    text = urlencode(body) if isinstance(body, dict) else body
    return text if isinstance(text, bytes) else text.encode()
