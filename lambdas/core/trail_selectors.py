"""The fingerprint of a trail's event selectors: the same for all that select the same by the same words.

Neither the order of selectors, of their fields and of values counts, nor how often one stands there, nor a selector's
name, nor whether a default is written out. Sources (2026-04-13):
https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetEventSelectors.html
https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_EventSelector.html
https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedEventSelector.html
"""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

Selector = Mapping[str, Any]
_DEFAULT: Selector = {}
"""A basic selector with every default: what a trail has that was given none."""


def fingerprint(selectors: Iterable[Selector]) -> str:
    """SHA-256 in hexadecimal. selectors: the trail's EventSelectors or its AdvancedEventSelectors, as CloudTrail's API
    and CloudFormation spell them.
    """
    told = sorted({_canonical(each) for each in selectors} or {_canonical(_DEFAULT)})
    return hashlib.sha256(msgspec.json.encode(told)).hexdigest()


def _canonical(selector: Selector) -> str:
    if "FieldSelectors" in selector:
        return _text(["advanced", sorted({_field(each) for each in selector["FieldSelectors"] or ()})])
    resources = {_text([each["Type"], _values(each.get("Values"))]) for each in selector.get("DataResources") or ()}
    return _text(
        [
            "basic",
            selector.get("ReadWriteType") or "All",
            selector.get("IncludeManagementEvents") in (None, True),
            _values(selector.get("ExcludeManagementEventSources")),
            sorted(resources),
        ]
    )


def _field(selector: Selector) -> str:
    operators = [(name, _values(values)) for name, values in selector.items() if name != "Field" and values]
    return _text([selector["Field"], sorted(operators)])


def _values(values: Iterable[str] | None) -> list[str]:
    return sorted(set(values or ()))


def _text(value: object) -> str:
    return msgspec.json.encode(value).decode()
