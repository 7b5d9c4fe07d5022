"""The operations on a trail's selectors, and what CloudTrail refuses in them.

https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_PutEventSelectors.html (2026-11)
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-cloudtrail-trail-advancedfieldselector.html
(2026-11-23)
"""

from dataclasses import dataclass, replace
from typing import Any

from local.server import emulator
from local.server.trails import view
from local.server.trails.refusal import Refusal
from local.server.trails.registry import Registry
from local.server.trails.trail import DEFAULT_SELECTORS, Selector, Trail

MAX_BASIC, MAX_DATA_RESOURCES, MAX_ADVANCED_VALUES = 5, 250, 500
BASIC_TYPES = {"AWS::S3::Object", "AWS::Lambda::Function", "AWS::DynamoDB::Table"}
EXCLUDABLE = {"kms.amazonaws.com", "rdsdata.amazonaws.com"}

ALL = frozenset({"Equals", "StartsWith", "EndsWith", "NotEquals", "NotStartsWith", "NotEndsWith"})
EQUALS = frozenset({"Equals"})

# By category: the fields that a selector may name, with the operators of each.
FIELDS = {
    "Management": {"eventCategory": EQUALS, "eventSource": frozenset({"NotEquals"}), "readOnly": EQUALS},
    "Data": {
        "eventCategory": EQUALS, "eventName": ALL, "eventSource": ALL, "eventType": ALL, "readOnly": EQUALS,
        "resources.ARN": ALL, "resources.type": EQUALS, "sessionCredentialFromConsole": ALL, "userIdentity.arn": ALL,
    },
    "NetworkActivity": {
        "errorCode": EQUALS, "eventCategory": EQUALS, "eventName": ALL, "eventSource": EQUALS, "userIdentity.arn": ALL,
        "vpcEndpointId": ALL,
    },
}  # fmt: skip
REQUIRED = {"Management": set[str](), "Data": {"resources.type"}, "NetworkActivity": {"eventSource"}}


@dataclass(frozen=True, slots=True)
class SelectorOperations:
    registry: Registry

    def put_event_selectors(self, sent: dict[str, Any]) -> view.View:
        basic, advanced = sent.get("EventSelectors"), sent.get("AdvancedEventSelectors")
        if (basic is None) == (advanced is None):
            raise _invalid("You must use either EventSelectors or AdvancedEventSelectors, and not both.")
        with self.registry.changing():
            trail = self._at_home(sent)
            trail = _with_advanced(trail, advanced) if advanced is not None else _with_basic(trail, basic or [])
            self.registry.put(trail)
        return view.selectors(trail)

    def get_event_selectors(self, sent: dict[str, Any]) -> view.View:
        return view.selectors(self._find(sent))

    def _find(self, sent: dict[str, Any]) -> Trail:
        return self.registry.find(sent.get("TrailName", ""), emulator.account_id(), emulator.region())

    def _at_home(self, sent: dict[str, Any]) -> Trail:
        return self.registry.find_at_home(sent.get("TrailName", ""), emulator.account_id(), emulator.region())


def check_basic(selectors: list[Selector]) -> None:
    resources = [resource for selector in selectors for resource in selector.get("DataResources", [])]
    excluded = {source for selector in selectors for source in selector.get("ExcludeManagementEventSources", [])}
    if not 1 <= len(selectors) <= MAX_BASIC:
        raise _invalid(f"Specify a valid number of selectors (1 to {MAX_BASIC}) for your trail.")
    if sum(len(resource.get("Values", [])) for resource in resources) > MAX_DATA_RESOURCES:
        raise _invalid(f"A trail's selectors name {MAX_DATA_RESOURCES} data resources at the most.")
    if unknown := {resource.get("Type") for resource in resources} - BASIC_TYPES:
        raise _invalid(f"Event selectors have no data resources of these types: {sorted(map(str, unknown))}.")
    if unknown := excluded - EXCLUDABLE:
        raise _invalid(f"These sources of management events cannot be excluded: {sorted(unknown)}.")


def check_advanced(selectors: list[Selector]) -> None:
    fields = [field for selector in selectors for field in selector["FieldSelectors"]]
    count = sum(len(values) for field in fields for name, values in field.items() if name in ALL)
    if not selectors or count > MAX_ADVANCED_VALUES:
        raise _invalid(f"Specify between 1 and {MAX_ADVANCED_VALUES} values in your trail's selectors.")
    for selector in selectors:
        _check_fields({field["Field"]: field for field in selector["FieldSelectors"]})


def _check_fields(fields: dict[str, dict[str, Any]]) -> None:
    category = fields.get("eventCategory", {}).get("Equals", [])
    if len(category) != 1 or category[0] not in FIELDS:
        raise _invalid(f"The field eventCategory must equal one of {sorted(FIELDS)}.")
    allowed = FIELDS[category[0]]
    for name, field in fields.items():
        operators = {operator for operator in ALL if operator in field}
        if name not in allowed or not operators or not operators <= allowed[name]:
            raise _invalid(f"The field {name} of {category[0]} events cannot be selected by {sorted(operators)}.")
    for name in REQUIRED[category[0]]:
        if len(fields.get(name, {}).get("Equals", [])) != 1:
            raise _invalid(f"The field {name} of {category[0]} events must equal one value.")


def _with_basic(trail: Trail, selectors: list[Selector]) -> Trail:
    check_basic(selectors)
    whole = tuple({**DEFAULT_SELECTORS[0], **selector} for selector in selectors)
    return replace(trail, basic_selectors=whole, advanced_selectors=())


def _with_advanced(trail: Trail, selectors: list[Selector]) -> Trail:
    check_advanced(selectors)
    return replace(trail, basic_selectors=DEFAULT_SELECTORS, advanced_selectors=tuple(selectors))


def _invalid(message: str) -> Refusal:
    return Refusal("InvalidEventSelectorsException", message)
