"""A finding as it is told: a line of the findings' log group, and a message to the alarm topic.

What names an object comes from elsewhere: JSON escapes it in the line, and here it is escaped for a mail.
"""

import json
from datetime import UTC, datetime

import msgspec

from lambdas.core.chain_state import KnownFinding
from lambdas.core.escape import escaped, subject_line
from lambdas.core.finding import BY_NAME, WHAT_LENGTH, Severity

TOLD_BY_TOPIC = frozenset({Severity.CRITICAL, Severity.HIGH})


class Untold(KnownFinding, frozen=True, kw_only=True, omit_defaults=True):
    """One that the alarm topic has not taken yet."""

    untold: int = 1

    @classmethod
    def of(cls, known: KnownFinding) -> "Untold":
        return cls(**msgspec.structs.asdict(known))

    @property
    def told(self) -> KnownFinding:
        return KnownFinding(**{name: getattr(self, name) for name in KnownFinding.__struct_fields__})


def line(known: KnownFinding) -> str:
    code = BY_NAME[known.code]
    return json.dumps(
        {
            "code": code.name,
            "severity": code.severity,
            "effect": code.effect,
            "state": known.state,
            "object": known.object,
            "what": known.what[:WHAT_LENGTH],
            "account": known.account,
            "region": known.region,
            "since": moment(known.since_s),
            "first_seen": moment(known.first_s),
            "todo": code.todo,
        }
    )


def is_for_topic(known: KnownFinding) -> bool:
    return BY_NAME[known.code].severity in TOLD_BY_TOPIC


def subject(known: KnownFinding) -> str:
    return subject_line(f"Trailkeeper: {BY_NAME[known.code].severity}: {known.code} in {known.account} {known.region}")


def message(known: KnownFinding) -> str:
    code = BY_NAME[known.code]
    told = {
        "Severity": code.severity,
        "Code": f"{code.name}: {code.what}",
        "Object": known.object,
        "What": known.what[:WHAT_LENGTH],
        "Account": f"{known.account}, Region {known.region}",
        "Since": moment(known.since_s),
        "First seen": moment(known.first_s),
        "To do": code.todo,
    }
    return "\n".join(f"{name}: {escaped(value)}" for name, value in told.items())


def moment(at_s: int) -> str:
    """Empty for 0, which is no time."""
    return f"{datetime.fromtimestamp(at_s, UTC):%Y-%m-%dT%H:%M:%SZ}" if at_s else ""
