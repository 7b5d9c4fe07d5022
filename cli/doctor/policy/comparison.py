"""A policy's answer to what AWS documents: the gaps between the two, each told in a line."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from cli.doctor.policy.condition import holds
from cli.doctor.policy.glob import covers, overlap
from cli.doctor.policy.request import SOURCE, Document, Facts, Request, of_stranger, requests
from cli.doctor.policy.statement import EVERYBODY, Condition, Principal, Statement, UnreadablePolicy, statements
from cli.doctor.policy.trilean import Trilean, all_of, any_of


class Kind(StrEnum):
    MISSING = "missing"
    """Nothing allows it."""
    DENIED = "denied"
    """A statement denies it, whatever others allow."""
    WIDER = "wider"
    """It is allowed to trails of strangers too."""
    UNCLEAR = "unclear"
    """It cannot be told."""


@dataclass(frozen=True)
class Gap:
    kind: Kind
    about: str
    reason: str
    document: Document
    note: str = ""
    """Which of several requests it is about, where it is not about all of them."""

    @property
    def told(self) -> str:
        return f"{self.about}{self.note and f', {self.note}'}: {self.reason}"


class Fit(NamedTuple):
    """How far a statement is about a request, element by element."""

    principal: Trilean
    action: Trilean
    resource: Trilean
    conditions: tuple[Trilean, ...]

    @property
    def whole(self) -> Trilean:
        return all_of([self.principal, self.action, self.resource, *self.conditions])


def compare(policy: str, documented: Sequence[Document], facts: Facts) -> list[Gap]:
    """Empty where the policy says what the documents ask for; each gap once."""
    try:
        there = statements(policy)
    except UnreadablePolicy as error:
        return [Gap(Kind.UNCLEAR, "the policy", f"it cannot be read: {error}", {})]
    gaps: dict[tuple[str, ...], Gap] = {}
    for document in documented:
        for gap in _gaps(document, there, facts):
            first = gaps.setdefault((gap.kind, gap.about, gap.reason), gap)
            if first.note != gap.note:
                gaps[gap.kind, gap.about, gap.reason] = replace(first, note="")
    return list(gaps.values())


def _gaps(document: Document, there: Sequence[Statement], facts: Facts) -> Iterator[Gap]:
    asked = list(requests(document, facts))
    for request in asked:
        yield from _refusals(document, request, there, facts)
    for request in asked:
        if SOURCE in request.context and request.principal[0] == "Service" and "trail/" in str(request.context[SOURCE]):
            yield from _wider(document, of_stranger(request), there)


def _refusals(document: Document, request: Request, there: Sequence[Statement], facts: Facts) -> Iterator[Gap]:
    wanted = _wanted(request)
    for statement in there:
        if not statement.allows and (verdict := denies(statement, request)) is not False:
            says = "denies it" if verdict else "may deny it"
            kind = Kind.DENIED if verdict else Kind.UNCLEAR
            reason = f"statement {statement.label} {says}{_because(statement)}"
            yield Gap(kind, wanted, reason, document, request.told)
    allowing = [statement for statement in there if statement.allows]
    verdict = any_of(fit(statement, request).whole for statement in allowing)
    if verdict is False:
        yield Gap(Kind.MISSING, wanted, _why(request, allowing, facts), document, request.told)
    if verdict is None:
        unclear = [statement.label for statement in allowing if fit(statement, request).whole is None]
        reason = f"it cannot be told whether statement {' or '.join(unclear)} allows it"
        yield Gap(Kind.UNCLEAR, wanted, reason, document, request.told)


def _wider(document: Document, request: Request, there: Sequence[Statement]) -> Iterator[Gap]:
    if any(not statement.allows and denies(statement, request) is not False for statement in there):
        return
    for statement in there:
        if statement.allows and fit(statement, request).whole:
            reason = "CloudTrail is allowed it for the trails of any account (a confused deputy)"
            yield Gap(Kind.WIDER, f"{request.action} by statement {statement.label}", reason, document)


def fit(statement: Statement, request: Request) -> Fit:
    """Whether the statement takes everything that the request stands for."""
    return Fit(
        _principal(statement.principals, request.principal),
        _any_covers(statement.actions, request.action.lower()),
        _any_covers(statement.resources, request.resource),
        tuple(holds(condition, request.context) for condition in statement.conditions),
    )


def denies(statement: Statement, request: Request) -> Trilean:
    """Whether the statement takes a part of what the request stands for; of a part of its actions it cannot be told."""
    action = _any_covers(statement.actions, request.action.lower())
    if action is False and _any_overlaps(statement.actions, request.action.lower()):
        action = None
    whole = fit(statement, request)
    return all_of([whole.principal, action, _any_overlaps(statement.resources, request.resource), *whole.conditions])


def _any_covers(patterns: Sequence[str] | None, text: str) -> Trilean:
    """Policy variables, ${…}, and what is not listed cannot be told."""
    if patterns is None:
        return None
    return any_of(None if "${" in pattern else covers(pattern, text) for pattern in patterns)


def _any_overlaps(patterns: Sequence[str] | None, text: str) -> Trilean:
    if patterns is None:
        return None
    return any_of(None if "${" in pattern else overlap(pattern, text) for pattern in patterns)


def _principal(listed: Sequence[Principal] | None, wanted: Principal) -> Trilean:
    """An account's id and the ARN of its root mean the account, and with it every role of it that IAM allows it to."""
    if listed is None:
        return None
    kind, who = wanted
    same = {wanted, EVERYBODY, (kind, "*")}
    if kind == "AWS":
        account = who.split(":")[4]
        same |= {(kind, account), (kind, f"{':'.join(who.split(':')[:4])}:{account}:root")}
    return any(each in same for each in listed)


def _wanted(request: Request) -> str:
    return f"{request.action} on {request.resource} by {request.principal[1]}"


def _because(statement: Statement) -> str:
    if not statement.conditions:
        return ""
    return f", by its condition on {' and '.join(dict.fromkeys(each.key for each in statement.conditions))}"


def _why(request: Request, allowing: Sequence[Statement], facts: Facts) -> str:
    """Of the statement that gets nearest."""
    fits = [(statement, fit(statement, request)) for statement in allowing]
    for_it = [(each, found) for each, found in fits if found.principal is not False]
    if not for_it:
        return "no statement is for it"
    doing = [(each, found) for each, found in for_it if found.action is not False]
    if not doing:
        return "no statement allows the action"
    there = [(each, found) for each, found in doing if found.resource is not False]
    if not there:
        return _elsewhere(request, [resource for each, _ in doing for resource in each.resources or ()], facts)
    statement, found = there[0]
    failed = [each for each, verdict in zip(statement.conditions, found.conditions, strict=True) if verdict is False]
    return f"statement {statement.label} asks for {' and '.join(map(_asked, failed))}{_held(request, failed)}"


def _elsewhere(request: Request, resources: Sequence[str], facts: Facts) -> str:
    lacking = [
        told
        for part, told in facts.folders.items()
        if part in request.resource and not any(part in resource for resource in resources)
    ]
    hint = f", without {' and '.join(lacking)}" if lacking else ""
    return f"it is allowed on {', '.join(dict.fromkeys(resources))} only{hint}"


def _asked(condition: Condition) -> str:
    return f"{condition.key} {condition.operator} {json.dumps(list(condition.values))}"


def _held(request: Request, failed: Sequence[Condition]) -> str:
    held = {each.key: request.context.get(each.key, ()) for each in failed}
    told = [f"{key} is {', '.join(value or 'absent' for value in values)}" for key, values in held.items()]
    return f", and {' and '.join(told)}"
