"""Selectors as CloudTrail answers them: which are the same, what they select, and in which words to tell them.

https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetEventSelectors.html (2026-11-23)
"""

import json
from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any

from stacks.config.advanced_selector import OPERATORS, RESOURCE_ARN, RESOURCE_TYPE
from stacks.selector import covers

Selector = Mapping[str, Any]
READ, WRITE = "read", "write"
KINDS = {"All": {READ, WRITE}, "ReadOnly": {READ}, "WriteOnly": {WRITE}}


def different(wanted: Sequence[Selector], there: Sequence[Selector]) -> tuple[list[Selector], list[Selector]]:
    """Those that are not there, and those that nobody wants; neither order nor names count."""
    have, want = Counter(map(_essence, there)), Counter(map(_essence, wanted))
    lacking = [each for each in wanted if _essence(each) in want - have]
    more = [each for each in there if _essence(each) in have - want]
    return lacking, more


def _essence(value: Any) -> Hashable:
    """The same for what means the same: without order, without names, without what is empty."""
    if isinstance(value, Mapping):
        told = {key: _essence(each) for key, each in value.items() if key != "Name" and each not in ([], "", None)}
        return frozenset(told.items())
    if isinstance(value, list):
        return frozenset(map(_essence, value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def in_words(selector: Selector) -> str:
    return json.dumps({key: value for key, value in selector.items() if value not in ([], "", None)})


def management_kinds(selectors: Mapping[str, Any]) -> set[str]:
    """Of GetEventSelectors: which management events the trail logs. Without any selector it logs all of them."""
    basic, advanced = selectors.get("EventSelectors") or [], selectors.get("AdvancedEventSelectors") or []
    if not basic and not advanced:
        return {READ, WRITE}
    kinds = [KINDS.get(each.get("ReadWriteType", "All"), set()) for each in basic if _includes_management(each)]
    kinds += [_advanced_kinds(each) for each in advanced if "Management" in _values(each, "eventCategory", "Equals")]
    return {kind for some in kinds for kind in some}


def excluded_sources(selectors: Mapping[str, Any]) -> set[str]:
    """Of GetEventSelectors: the sources whose management events a selector leaves out, and no other takes in."""
    kept = [
        set(each.get("ExcludeManagementEventSources") or [])
        for each in selectors.get("EventSelectors") or []
        if _includes_management(each)
    ]
    kept += [
        set(_values(each, "eventSource", "NotEquals"))
        for each in selectors.get("AdvancedEventSelectors") or []
        if "Management" in _values(each, "eventCategory", "Equals")
    ]
    return set.intersection(*kept) if kept else set()


def _includes_management(basic: Selector) -> bool:
    return bool(basic.get("IncludeManagementEvents", True))


def _advanced_kinds(selector: Selector) -> set[str]:
    kinds = {"true": {READ}, "false": {WRITE}}
    return kinds.get(",".join(_values(selector, "readOnly", "Equals")), {READ, WRITE})


def _values(selector: Selector, field: str, operator: str) -> list[str]:
    return [
        value
        for each in selector.get("FieldSelectors") or []
        if each.get("Field") == field
        for value in each.get(operator) or []
    ]


def reaching(selectors: Mapping[str, Any], own: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, Selector]]:
    """Each own ARN with a selector that logs data events of it."""
    for basic in selectors.get("EventSelectors") or []:
        for resource in basic.get("DataResources") or []:
            for arn in own.get(resource["Type"], ()):
                if any(covers(resource["Type"], value, arn) for value in resource.get("Values") or []):
                    yield arn, basic
    for advanced in selectors.get("AdvancedEventSelectors") or []:
        for kind in _values(advanced, RESOURCE_TYPE, "Equals"):
            for arn in own.get(kind, ()):
                if _reaches(advanced, arn):
                    yield arn, advanced


def _reaches(selector: Selector, own: str) -> bool:
    """Whether the resource's ARN, or any that begins so where own ends in / or :, is selected and not left out."""
    said = {operator: _values(selector, RESOURCE_ARN, operator) for operator in OPERATORS}
    begins = own.endswith(("/", ":"))
    excluded = any(own.startswith(value) for value in said["NotStartsWith"])
    excluded |= not begins and (own in said["NotEquals"] or any(own.endswith(value) for value in said["NotEndsWith"]))
    selected = any(value == own or (begins and value.startswith(own)) for value in said["Equals"])
    selected |= any(own.startswith(value) or (begins and value.startswith(own)) for value in said["StartsWith"])
    selected |= any(begins or own.endswith(value) for value in said["EndsWith"])
    positive = said["Equals"] or said["StartsWith"] or said["EndsWith"]
    return not excluded and (selected or not positive)


def narrowing(selector: Selector) -> list[str]:
    """The fields, beside category, type and ARN, by which the selector may leave out what the pipeline does."""
    known = {"eventCategory", RESOURCE_TYPE, RESOURCE_ARN}
    return sorted({each["Field"] for each in selector.get("FieldSelectors") or [] if each["Field"] not in known})
