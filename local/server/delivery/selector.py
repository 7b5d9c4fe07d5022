"""Which records a trail logs.

https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_EventSelector.html,
https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html (2026-11).
"""

from collections.abc import Callable
from typing import Any

from local.server.records.classification import GLOBAL_REGION
from local.server.trails.trail import Selector, Trail

Record = dict[str, Any]

GLOBAL_SOURCES = {"cloudfront.amazonaws.com", "iam.amazonaws.com"}

# A basic selector's value for these names one resource, unless it ends where every ARN of the service begins.
EXACT_TYPES = {"AWS::Lambda::Function": "arn:aws:lambda", "AWS::DynamoDB::Table": "arn:aws:dynamodb"}

Test = Callable[[str, str], bool]
POSITIVE: dict[str, Test] = {"Equals": str.__eq__, "StartsWith": str.startswith, "EndsWith": str.endswith}
NEGATIVE: dict[str, Test] = {f"Not{name}": test for name, test in POSITIVE.items()}


def logs(trail: Trail, record: Record) -> bool:
    return (
        trail.logging
        and record["recipientAccountId"] in trail.accounts
        and _covers(trail, record)
        and _selected(trail, record)
    )


def _covers(trail: Trail, record: Record) -> bool:
    """Since 2021-11-22 global services' events belong to us-east-1: a trail of another Region alone has none."""
    if record["eventSource"] in GLOBAL_SOURCES:
        return trail.include_global_services and trail.covers(GLOBAL_REGION)
    return trail.covers(record["awsRegion"])


def _selected(trail: Trail, record: Record) -> bool:
    if trail.advanced_selectors:
        return any(advanced_selects(selector, record) for selector in trail.advanced_selectors)
    return any(basic_selects(selector, record) for selector in trail.basic_selectors)


def basic_selects(selector: Selector, record: Record) -> bool:
    kind = selector.get("ReadWriteType", "All")
    if kind not in {"All", "ReadOnly" if record["readOnly"] else "WriteOnly"}:
        return False
    if record["eventCategory"] == "Management":
        excluded = selector.get("ExcludeManagementEventSources", ())
        return selector.get("IncludeManagementEvents", True) and record["eventSource"] not in excluded
    return any(_data_resource_selects(resource, record) for resource in selector.get("DataResources", ()))


def _data_resource_selects(selected: dict[str, Any], record: Record) -> bool:
    kind = selected["Type"]
    every = EXACT_TYPES.get(kind)
    arns = [_arn(resource) for resource in record.get("resources", ()) if resource.get("type") == kind]
    for value in selected.get("Values", ()):
        exact = every is not None and value != every
        if any(arn == value if exact else arn.startswith(value) for arn in arns):
            return True
    return False


def advanced_selects(selector: Selector, record: Record) -> bool:
    return all(_field_selects(field, record) for field in selector["FieldSelectors"])


def _field_selects(field: dict[str, Any], record: Record) -> bool:
    """Operators that require something are alternatives; each that forbids something must hold."""
    values = _values(field["Field"], record)
    required = [(test, wanted) for name, test in POSITIVE.items() for wanted in field.get(name, ())]
    forbidden = [(test, wanted) for name, test in NEGATIVE.items() for wanted in field.get(name, ())]
    found = not required or any(test(value, wanted) for test, wanted in required for value in values)
    return found and not any(test(value, wanted) for test, wanted in forbidden for value in values)


def _values(field: str, record: Record) -> list[str]:
    """What a record has under a selector's field; nothing where it has no such field."""
    resources = record.get("resources", ())
    match field:
        case "readOnly":
            return [str(record["readOnly"]).lower()]
        case "resources.type":
            # A data event is of its first resource's type: an object's record names its bucket too.
            return [resource["type"] for resource in resources[:1]] if record["eventCategory"] == "Data" else []
        case "resources.ARN":
            return [_arn(resource) for resource in resources[:1]]
        case "userIdentity.arn":
            return [record["userIdentity"]["arn"]] if "arn" in record["userIdentity"] else []
    return [str(record[field])] if field in record else []


def _arn(resource: dict[str, Any]) -> str:
    return str(resource.get("ARN") or resource.get("ARNPrefix", ""))
