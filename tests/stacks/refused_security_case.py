"""Configurations of security rules and of watch that are not right, and the line about each."""

from typing import Any

from stacks.config.security import built_in
from tests.stacks.refused_config_case import PLACE, Row

ROOT = '{ $.userIdentity.type = "Root" }'
FREE = 100 - len(built_in())
"""How many metric filters a log group has left beside the built-in rules."""
CHANNEL = "arn:aws-cn:cloudtrail:cn-north-1:111122223333:channel/01234567-89ab-cdef-0123-456789abcdef"


def own(pattern: str = ROOT, name: str = "own") -> dict[str, str]:
    return {"name": name, "title": "Something is wrong", "pattern": pattern}


def rules(*rows: dict[str, str], **keys: Any) -> dict[str, Any]:
    return {"rules": {"own": list(rows), **keys}}


def not_read(pattern: str, reason: str, place: int = 0) -> Row:
    """A pattern that is not in the language, behind those that are."""
    some = [own(name=f"own-{number}") for number in range(place)]
    line = f"rules.own[{place}].pattern: expected a filter pattern for JSON, got {reason}"
    return rules(*some, own(pattern)), line


SECURITY: list[Row] = [
    not_read("ERROR", "offset 0: not a JSON pattern, which begins with {: terms match no field of a record"),
    not_read(
        "{ $.a EXISTS }", "offset 6: EXISTS is not in the language: IS NULL, IS TRUE, IS FALSE, NOT EXISTS are", 2
    ),
    (
        rules(own() | {"pattern": "{" + "a" * 1024}),
        (f'rules.own[0].pattern: expected a filter pattern of at most 1,024 characters, got "{{{"a" * 1024}"'),
    ),
    (
        rules(own(name="root-use")),
        'rules.own[0].name: expected a name that no other rule has, got "root-use"',
    ),
    (rules(own(), own()), 'rules.own[1].name: expected a name that no other rule has, got "own"'),
    (
        rules(own(name="own-role-changed")),
        'rules.own[0].name: expected a name that no other rule has, got "own-role-changed"',
    ),
    (
        rules(off=["root-used"]),
        f'rules.off[0]: expected one of {", ".join(built_in())}, got "root-used"',
    ),
    (rules(off=["root-use", "root-use"]), 'rules.off[1]: expected each once, got "root-use" again'),
    (
        {"destination": {"log_class": "INFREQUENT_ACCESS"}, "rules": {"evaluated_by": "both"}},
        (
            "destination.log_class: expected STANDARD where rules.evaluated_by is both:"
            " a log group of this class has no metric filters"
        ),
    ),
    (
        {"ingestion": "direct", "rules": {"evaluated_by": "metric-filters"}},
        "rules.evaluated_by: expected deliver or nobody where all ingestion is direct, got metric-filters",
    ),
    (
        rules(*(own(name=f"own-{number}") for number in range(FREE + 1)), evaluated_by="metric-filters"),
        (
            f"rules.own: expected at most {FREE} where rules.evaluated_by is metric-filters, as a log group has at most"
            f" 100 metric filters and {len(built_in())} are built in, got {FREE + 1}"
        ),
    ),
    (
        PLACE | {"watch": {"channels": [CHANNEL]}},
        f'watch.channels[0]: expected an ARN of the partition aws, got "{CHANNEL}"',
    ),
    (
        {"watch": {"closed_accounts": ["222233334444", "222233334444"]}},
        'watch.closed_accounts[1]: expected each once, got "222233334444" again',
    ),
]
