"""The permission to use the key of an encrypted table, which DynamoDB asks of KMS in the caller's name.

Every use of a table's items needs kms:Decrypt; the keys that AWS owns or manages are not asked for. AWS caches the
answer for five minutes. What DynamoDB says of a key that is disabled is not documented; here it is what it says of one
that it may not use. The emulator knows no key of a template's table.
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
https://docs.aws.amazon.com/kms/latest/developerguide/services-dynamodb.html (2026-04-13)
"""

import functools
import json
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Any

from ministack.core.iam_evaluator import PrincipalInfo

from local.server import emulator, principal, seams
from local.server.key_use import condition_keys
from local.server.service_key import DECRYPT, MANAGED, key_arn
from local.server.table_template import Properties, follow, held, region_of, table_name

SPECIFICATION, KEY = "SSESpecification", "KMSMasterKeyId"
DESCRIPTION, KEY_ARN = "SSEDescription", "KMSMasterKeyArn"
SINGLE = {"GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query", "Scan"}
ACTIONS = SINGLE | {"BatchGetItem", "BatchWriteItem", "TransactGetItems", "TransactWriteItems"}

Answer = tuple[int, dict[str, str], bytes]
Handle = Callable[..., Awaitable[Answer]]


def tables(request: Mapping[str, Any]) -> set[str]:
    """The names or ARNs of the tables whose items a request uses."""
    single = [request["TableName"]] if "TableName" in request else []
    transacted = (use["TableName"] for item in request.get("TransactItems", ()) for use in item.values())
    return {*single, *request.get("RequestItems", ()), *transacted}


def denied(who: PrincipalInfo, table: str) -> str | None:
    """Why the principal may not use the items of a table; None where it may, or no customer managed key is used."""
    account_id, region, name = emulator.account_id(), emulator.region(), table
    if table.startswith("arn:"):
        _, _, _, region, account_id, name = table.split(":", 5)
    name = name.removeprefix("table/")
    found = seams.seam("services.dynamodb._tables").get_scoped(account_id, region, name) or {}
    reference = (found.get(DESCRIPTION) or {}).get(KEY_ARN, "")
    arn = key_arn(reference, account_id, region)
    if not reference or f":{MANAGED}" in arn:
        return None
    key = emulator.key(arn)
    if key is None or key["KeyState"] != "Enabled":
        return f"{arn} does not exist or is disabled."
    context = {"aws:dynamodb:tableName": name, "aws:dynamodb:subscriberId": account_id}
    return principal.denial(who, DECRYPT, key["Arn"], condition_keys(context, region, who.account, "dynamodb"))


def install() -> None:
    """Where DynamoDB takes calls that crossed the wire, and where CloudFormation makes tables."""
    seams.replace("services.dynamodb.handle_request", _permitted)
    follow(_encrypted)


def _permitted(handle: Handle) -> Handle:
    @functools.wraps(handle)
    async def handle_permitted(*request: Any) -> Answer:
        _, _, headers, body, query = request
        asked = headers.get("x-amz-target", "").rpartition(".")[2] in ACTIONS
        who = principal.caller(headers, query) if asked else None
        denials = (denied(who, table) for table in sorted(tables(json.loads(body)))) if who else ()
        message = next(filter(None, denials), None)
        return _refusal(message) if message else await handle(*request)

    return handle_permitted


def _refusal(message: str) -> Answer:
    said = {
        "__type": "com.amazon.coral.service#AccessDeniedException",
        "message": f"KMS key access denied error: {message}",
    }
    return int(HTTPStatus.BAD_REQUEST), {"Content-Type": "application/x-amz-json-1.0"}, json.dumps(said).encode()


def _encrypted(arn: str, properties: Properties) -> None:
    reference = (held(properties, region_of(arn)).get(SPECIFICATION) or {}).get(KEY)
    if reference:
        described = {"Status": "ENABLED", "SSEType": "KMS"}
        key = key_arn(reference, emulator.account_id(), region_of(arn))
        seams.seam("services.dynamodb._tables")[table_name(arn)][DESCRIPTION] = described | {KEY_ARN: key}
