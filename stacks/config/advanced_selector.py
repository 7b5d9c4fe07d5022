"""CloudTrail's advanced event selectors, in AWS's own JSON: the fields of each category, and what each may be told.

Source: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html and its like
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-cloudtrail-trail-advancedfieldselector.html
(2026-11-23). Resource types and event sources are checked for their shape alone: AWS adds some every month.
"""

import json
import re
from collections.abc import Sequence
from typing import Annotated, Final, NamedTuple

from msgspec import Meta, structs

from stacks.config.group import Group

OPERATORS: Final = ("Equals", "NotEquals", "StartsWith", "NotStartsWith", "EndsWith", "NotEndsWith")
EXCLUDABLE: Final = ("kms.amazonaws.com", "rdsdata.amazonaws.com")
"""The sources of management events that a trail can leave out."""
RESOURCE_TYPE, RESOURCE_ARN = "resources.type", "resources.ARN"
FUNCTION = "AWS::Lambda::Function"

FieldName = Annotated[str, Meta(min_length=1, max_length=1000, description="the name of a field of records")]
Value = Annotated[
    str,
    Meta(pattern=r"\A.+\Z", max_length=2048, description="a text of 1 to 2048 characters on one line"),
]
Values = Annotated[
    tuple[Value, ...],
    Meta(min_length=1, description="a list of at least one text of 1 to 2048 characters on one line"),
]
SelectorName = Annotated[
    str, Meta(pattern=r"\A.*\Z", max_length=1000, description="a name of at most 1000 characters on one line")
]


class Rule(NamedTuple):
    """What a selector may say of a field."""

    operators: tuple[str, ...] = OPERATORS
    pattern: str = ""
    """Of each value; where it is empty, any will do."""
    told: str = ""
    """What the pattern allows, to a person."""
    single: bool = False
    """Whether exactly one value is needed."""
    required: bool = False


EQUALS = ("Equals",)
ANY = Rule()
READ_ONLY = Rule(EQUALS, "true|false", "true or false", single=True)
CATEGORY = Rule(
    EQUALS, "Management|Data|NetworkActivity", "Management, Data or NetworkActivity", single=True, required=True
)

FIELDS: Final = {
    "Management": {
        "eventCategory": CATEGORY,
        "eventSource": Rule(("NotEquals",), "|".join(map(re.escape, EXCLUDABLE)), " or ".join(EXCLUDABLE)),
        "readOnly": READ_ONLY,
    },
    "Data": {
        "eventCategory": CATEGORY,
        RESOURCE_TYPE: Rule(
            EQUALS, r"AWS::\w+::\w+", "a resource type like AWS::S3::Object", single=True, required=True
        ),
        RESOURCE_ARN: ANY,
        "eventName": ANY,
        "eventSource": ANY,
        "eventType": ANY,
        "readOnly": READ_ONLY,
        "sessionCredentialFromConsole": Rule(("Equals", "NotEquals"), "true|false", "true or false"),
        "userIdentity.arn": ANY,
    },
    "NetworkActivity": {
        "eventCategory": CATEGORY,
        "eventSource": Rule(
            EQUALS,
            r"[a-z0-9-]+(\.[a-z0-9-]+)+",
            "an event source like secretsmanager.amazonaws.com",
            single=True,
            required=True,
        ),
        "errorCode": Rule(EQUALS, "VpceAccessDenied", "VpceAccessDenied", single=True),
        "eventName": ANY,
        "userIdentity.arn": ANY,
        "vpcEndpointId": ANY,
    },
}


class FieldSelector(Group, frozen=True, rename="pascal", omit_defaults=True):
    """A record is selected by any value of the positive operators, unless one of the negative operators holds."""

    field: FieldName
    equals: Values = ()
    not_equals: Values = ()
    starts_with: Values = ()
    not_starts_with: Values = ()
    ends_with: Values = ()
    not_ends_with: Values = ()

    def __post_init__(self) -> None:
        if not self.operators:
            raise ValueError(f"Equals: expected values of at least one operator ({', '.join(OPERATORS)}), got none")

    @property
    def operators(self) -> dict[str, tuple[str, ...]]:
        """The values of each operator that has any."""
        values = {each.encode_name: getattr(self, each.name) for each in structs.fields(self)}
        return {operator: values[operator] for operator in OPERATORS if values[operator]}


FieldSelectors = Annotated[
    tuple[FieldSelector, ...], Meta(min_length=1, description="a list of at least one field selector")
]


class AdvancedSelector(Group, frozen=True, kw_only=True, rename="pascal", omit_defaults=True):
    """A record is selected where every field selector selects it."""

    name: SelectorName = ""
    field_selectors: FieldSelectors

    def __post_init__(self) -> None:
        check(self.field_selectors)

    def of(self, field: str) -> FieldSelector | None:
        return next((each for each in self.field_selectors if each.field == field), None)

    @property
    def category(self) -> str:
        selector = self.of("eventCategory")
        return selector.equals[0] if selector else ""

    @property
    def resource_type(self) -> str:
        """Of the data events that it selects."""
        selector = self.of(RESOURCE_TYPE)
        return selector.equals[0] if selector else ""

    @property
    def value_count(self) -> int:
        return sum(len(values) for each in self.field_selectors for values in each.operators.values())

    def logs(self, category: str, *, write: bool | None = None) -> bool:
        """Whether events of the category are selected: those that write, those that only read, or any."""
        read_only = self.of("readOnly")
        kind = write is None or read_only is None or read_only.equals == (str(not write).lower(),)
        return kind and self.category == category


def check(fields: Sequence[FieldSelector]) -> None:
    """Raises ValueError, as "KEY: expected …, got …", where CloudTrail would refuse them together."""
    places: dict[str, int] = {}
    for place, each in enumerate(fields):
        if places.setdefault(each.field, place) != place:
            raise ValueError(f'FieldSelectors[{place}].Field: expected each field once, got "{each.field}" again')
    if "eventCategory" not in places:
        raise ValueError(f"FieldSelectors: expected a field selector of eventCategory, got only {', '.join(places)}")
    category = fields[places["eventCategory"]]
    _check_operators(places["eventCategory"], category, CATEGORY)
    rules = FIELDS[category.equals[0]]
    for place, each in enumerate(fields):
        if each.field not in rules:
            wanted = f"one of {', '.join(rules)} in a selector of {category.equals[0]} events"
            raise ValueError(f"FieldSelectors[{place}].Field: expected {wanted}, got {json.dumps(each.field)}")
        _check_operators(place, each, rules[each.field])
    for field, rule in rules.items():
        if rule.required and field not in places:
            raise ValueError(f"FieldSelectors: expected a field selector of {field}, got only {', '.join(places)}")
    if RESOURCE_ARN in places and fields[places[RESOURCE_TYPE]].equals == (FUNCTION,):
        _check_functions(places[RESOURCE_ARN], fields[places[RESOURCE_ARN]])


def _check_operators(place: int, selector: FieldSelector, rule: Rule) -> None:
    for operator, values in selector.operators.items():
        key = f"FieldSelectors[{place}].{operator}"
        if operator not in rule.operators:
            wanted = f"only {' and '.join(rule.operators)} for {selector.field}"
            raise ValueError(f"{key}: expected {wanted}, got {json.dumps(values)}")
        if rule.single and len(values) != 1:
            raise ValueError(f"{key}: expected one value, {rule.told}, got {json.dumps(values)}")
        for position, value in enumerate(values):
            if rule.pattern and not re.fullmatch(rule.pattern, value, re.ASCII):
                raise ValueError(f"{key}[{position}]: expected {rule.told}, got {json.dumps(value)}")


_QUALIFIED = re.compile(r"arn:[^:]*:lambda:[^:]*:[^:]*:function:[^:]*:.*")


def _check_functions(place: int, selector: FieldSelector) -> None:
    """A whole ARN of a function is compared with one that has neither version nor alias.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html (2026-04-13)
    """
    for operator in ("Equals", "NotEquals"):
        for position, value in enumerate(selector.operators.get(operator, ())):
            if _QUALIFIED.fullmatch(value):
                key = f"FieldSelectors[{place}].{operator}[{position}]"
                wanted = "the ARN of a function without version or alias"
                raise ValueError(f"{key}: expected {wanted}, got {json.dumps(value)}")
