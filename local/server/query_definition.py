"""Saved queries of Logs Insights: the operations, and the resource type AWS::Logs::QueryDefinition.

https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutQueryDefinition.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-querydefinition.html
(2026-04-13)
"""

import contextlib
import time
import uuid
from collections.abc import Mapping
from typing import Any

from ministack.core.responses import AccountRegionScopedDict

from local.server import log_operation, seams
from local.server.log_operation import Refused, invalid

TYPE = "AWS::Logs::QueryDefinition"
ID = "queryDefinitionId"

Members = Mapping[str, Any]
Resource = tuple[str, dict[str, str]]

# Property -> member of PutQueryDefinition.
PROPERTIES = {
    "Name": "name",
    "QueryString": "queryString",
    "LogGroupNames": "logGroupNames",
    "QueryLanguage": "queryLanguage",
}
LENGTHS = {"name": 255, "queryString": 10_000}
GROUPS_LIMIT = 50
PAGE = 1000
LANGUAGES = ("CWLI", "SQL", "PPL")

definitions = AccountRegionScopedDict()
"""By id."""


def put(sent: Members) -> Members:
    for member, longest in LENGTHS.items():
        if not 1 <= len(sent.get(member) or "") <= longest:
            raise invalid(f"{member} must have length between 1 and {longest}")
    if len(sent.get("logGroupNames") or ()) > GROUPS_LIMIT:
        raise invalid(f"logGroupNames must have at most {GROUPS_LIMIT} members")
    language = sent.get("queryLanguage") or LANGUAGES[0]
    if language not in LANGUAGES:
        raise invalid(f"queryLanguage must be one of {', '.join(LANGUAGES)}")
    known = sent.get(ID)
    if known and known not in definitions:
        raise _missing(known)
    definition_id = known or str(uuid.uuid4())
    definitions[definition_id] = {
        ID: definition_id,
        "name": sent["name"],
        "queryString": sent["queryString"],
        "queryLanguage": language,
        "logGroupNames": list(sent.get("logGroupNames") or ()),
        "lastModified": int(time.time() * 1000),
    }
    return {ID: definition_id}


def describe(sent: Members) -> Members:
    prefix, language = sent.get("queryDefinitionNamePrefix") or "", sent.get("queryLanguage")
    found = sorted(
        (
            each
            for each in definitions.values()
            if each["name"].startswith(prefix) and language in (None, each["queryLanguage"])
        ),
        key=lambda each: (each["name"], each[ID]),
    )
    start = _place(sent.get("nextToken"))
    end = start + min(sent.get("maxResults") or PAGE, PAGE)
    more = {"nextToken": str(end)} if end < len(found) else {}
    return {"queryDefinitions": found[start:end], **more}


def delete(sent: Members) -> Members:
    if definitions.pop(sent.get(ID), None) is None:
        raise _missing(str(sent.get(ID)))
    return {"success": True}


def _place(token: str | None) -> int:
    try:
        return int(token or 0)
    except ValueError as error:
        raise invalid("The specified nextToken is invalid.") from error


def _missing(definition_id: str) -> Refused:
    return Refused("ResourceNotFoundException", f"The specified query definition does not exist: {definition_id}")


def _create(_logical_id: str, properties: Members, _stack_name: str) -> Resource:
    return _provisioned(put(_sent(properties)))


def _update(definition_id: str, _old: Members, new: Members, _stack_name: str) -> Resource:
    return _provisioned(put({**_sent(new), ID: definition_id}))


def _delete(definition_id: str, _properties: Members) -> None:
    with contextlib.suppress(Refused):  # gone already: as deleted as it can be
        delete({ID: definition_id})


def _sent(properties: Members) -> dict[str, Any]:
    return {member: properties[name] for name, member in PROPERTIES.items() if name in properties}


def _provisioned(answer: Members) -> Resource:
    return str(answer[ID]), {"QueryDefinitionId": str(answer[ID])}


def install() -> None:
    log_operation.add(
        {"PutQueryDefinition": put, "DescribeQueryDefinitions": describe, "DeleteQueryDefinition": delete}
    )
    handlers = seams.seam("services.cloudformation.provisioners._RESOURCE_HANDLERS")
    handlers[TYPE] = {"create": _create, "update": _update, "delete": _delete}
