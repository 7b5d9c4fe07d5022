"""What a record has to have for a condition to match it, seen before the record is decoded.

A field's JSON holds a string as it is, in quotes, or with a backslash somewhere. So a text that a condition asks for is
in the field's bytes, or a backslash is.
"""

import string

import msgspec

from lambdas.core.filter_pattern.syntax import (
    Comparison,
    Condition,
    Every,
    Operator,
    Predicate,
    Some,
    State,
    Step,
    Text,
    Value,
)

EVENT_NAME = "eventName"
_FIELDS = (
    "eventVersion eventTime eventSource eventName awsRegion sourceIPAddress userAgent errorCode errorMessage requestID "
    "eventID eventType apiVersion recipientAccountId sharedEventID vpcEndpointId vpcEndpointAccountId eventCategory"
)
_OF_IDENTITY = "type userName principalId arn accountId accessKeyId invokedBy identityProvider"
_OF_ISSUER = "type userName principalId arn accountId"
TEXTS: frozenset[tuple[Step, ...]] = frozenset(
    [
        *((name,) for name in _FIELDS.split()),
        *(("userIdentity", name) for name in _OF_IDENTITY.split()),
        *(("userIdentity", "sessionContext", "sessionIssuer", name) for name in _OF_ISSUER.split()),
    ]
)
"""Where CloudTrail writes a text, or nothing:
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html and
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
(2026-04-13).
"""
_OF_NUMBERS = frozenset(string.digits + "+-.einfa")
"""What the text of a number can have, inf and nan among them: the JSON of a number may be another text."""
_LITERALS = {Predicate.IS_NULL: "null", Predicate.IS_TRUE: "true", Predicate.IS_FALSE: "false"}


class Need(msgspec.Struct, frozen=True):
    """The record has the field, and the field's JSON has the fragment or a backslash."""

    field: str
    """Of the record itself."""
    fragment: str = ""
    """Where it is empty, the field has to be there."""
    is_exact: bool = False
    """The field is the text that the fragment is, without quotes."""
    place: tuple[str, ...] = ()
    """One of TEXTS, where the record has a text like the following one; empty where no such thing is known."""
    text: str = ""
    """With its wildcards; no number's text is like it."""


Clause = frozenset[Need]
"""Of which one holds."""
Needs = tuple[Clause, ...]
"""Of which all hold; what leaves out most comes first."""


def needs_of(condition: Condition) -> Needs:
    """What holds of every record that matches; empty where nothing is known."""
    match condition:
        case Every(terms):
            clauses = dict.fromkeys(clause for term in terms for clause in needs_of(term))
            return tuple(sorted(clauses, key=_worth, reverse=True))
        case Some(terms):
            needs = [needs_of(term) for term in terms]
            return (frozenset[Need]().union(*(each[0] for each in needs)),) if all(needs) else ()
        case State(steps, predicate):
            return () if predicate is Predicate.NOT_EXISTS else _of_field(steps, _LITERALS[predicate])
        case Comparison(steps, operator, value):
            return _of_comparison(steps, operator, value)


def _worth(clause: Clause) -> tuple[bool, bool, bool, int, int]:
    """How much it leaves out, and how cheaply that is seen.

    Only event names, only whole texts, only texts at known places, the shortest fragment's length, few of them.
    """
    is_exact = all(need.is_exact for need in clause)
    is_named = is_exact and all(need.field == EVENT_NAME for need in clause)
    is_placed = all(need.place for need in clause)
    return is_named, is_exact, is_placed, min(len(need.fragment) for need in clause), -len(clause)


def _of_comparison(steps: tuple[Step, ...], operator: Operator, value: Value) -> Needs:
    if operator is not Operator.EQUAL or not isinstance(value, Text) or _is_of_number(value.value):
        return _of_field(steps)
    if not isinstance(steps[0], str):
        return ()
    is_exact = len(steps) == 1 and "*" not in value.value
    fragment = value.value if is_exact else max(f'"{value.value}"'.split("*"), key=len)
    place, text = (tuple(map(str, steps)), value.value) if steps in TEXTS else ((), "")
    return (frozenset({Need(steps[0], fragment, is_exact, place, text)}),)


def _is_of_number(text: str) -> bool:
    return _OF_NUMBERS.issuperset(text.replace("*", ""))


def _of_field(steps: tuple[Step, ...], fragment: str = "") -> Needs:
    field, *inner = steps
    if not isinstance(field, str):
        return ()
    if inner and isinstance(inner[-1], str) and fragment in ("", *_LITERALS.values()):
        fragment = f'"{inner[-1]}"'
    return (frozenset({Need(field, fragment)}),)
