"""The statements of a policy as somebody has written it: one value or a list of them, in any case.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html (2026-04-13)
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Principal = tuple[str, str]
"""AWS, Service, Federated or CanonicalUser, and who."""
EVERYBODY: Principal = ("AWS", "*")


class UnreadablePolicy(ValueError):  # noqa: N818  (a verdict on the text)
    """The text is no policy; the message says why not."""


@dataclass(frozen=True)
class Condition:
    operator: str
    key: str
    """In lower case: names of keys have none."""
    values: tuple[str, ...]


@dataclass(frozen=True)
class Statement:
    """principals, actions and resources are None where the statement says which ones it is not about."""

    label: str
    allows: bool
    principals: tuple[Principal, ...] | None
    actions: tuple[str, ...] | None
    """In lower case: names of actions have none."""
    resources: tuple[str, ...] | None
    conditions: tuple[Condition, ...] = ()


def statements(policy: str) -> list[Statement]:
    """Raises UnreadablePolicy. Of a resource without a policy the text is empty."""
    if not policy.strip():
        return []
    try:
        document: Any = json.loads(policy)
    except ValueError as error:
        raise UnreadablePolicy("it is no JSON") from error
    written = document.get("Statement") if isinstance(document, dict) else None
    listed = [written] if isinstance(written, dict) else written
    if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
        raise UnreadablePolicy("it has no statements")
    return [_statement(each, place) for place, each in enumerate(listed)]


def _statement(written: Mapping[str, Any], place: int) -> Statement:
    label = str(written.get("Sid") or f"number {place + 1}")
    effect = written.get("Effect")
    if effect not in ("Allow", "Deny"):
        raise UnreadablePolicy(f"statement {label} has no Effect of Allow or Deny")
    actions = _texts(written, "Action", label)
    return Statement(
        label=label,
        allows=effect == "Allow",
        principals=_principals(written, label),
        actions=actions and tuple(each.lower() for each in actions),
        resources=_texts(written, "Resource", label),
        conditions=tuple(_conditions(written.get("Condition") or {}, label)),
    )


def _texts(written: Mapping[str, Any], element: str, label: str) -> tuple[str, ...] | None:
    if f"Not{element}" in written:
        return None
    found = many(written.get(element, []))
    if not found:
        raise UnreadablePolicy(f"statement {label} has no {element}")
    return found


def _principals(written: Mapping[str, Any], label: str) -> tuple[Principal, ...] | None:
    if "NotPrincipal" in written:
        return None
    said = written.get("Principal")
    if said == "*":
        return (EVERYBODY,)
    if not isinstance(said, dict) or not said:
        raise UnreadablePolicy(f"statement {label} has no Principal")
    return tuple((kind, who) for kind, names in said.items() for who in many(names))


def _conditions(block: Any, label: str) -> Iterator[Condition]:
    if not isinstance(block, dict) or not all(isinstance(keys, dict) for keys in block.values()):
        raise UnreadablePolicy(f"statement {label} has a Condition that is none")
    for operator, keys in block.items():
        for key, values in keys.items():
            yield Condition(operator, key.lower(), many(values))


def many(value: Any) -> tuple[str, ...]:
    """One value or a list of them; true and numbers as a policy means them."""
    listed = value if isinstance(value, list) else [value]
    return tuple(each if isinstance(each, str) else json.dumps(each) for each in listed)
