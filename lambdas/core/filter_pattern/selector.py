"""Reads a property selector: $.userIdentity.type, $.resources[0].ARN, $.resources[*].ARN, $.*, $.['cluster.name'].

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html (2026-04-13)
"""

import re

from lambdas.core.filter_pattern.scan import Scan
from lambdas.core.filter_pattern.syntax import Step, Wildcard

_NAME = re.compile(r"\.([A-Za-z0-9_-]+)")
_QUOTED_NAME = re.compile(r"\.\['([^']+)'\]")
_INDEX = re.compile(r"\[([0-9]{1,9})\]")
_WILDCARD = re.compile(r"\.\*|\[\*\]")
_BEGINNINGS = (".", "[")


def read_selector(scan: Scan) -> tuple[Step, ...]:
    if not scan.take_text("$"):
        raise scan.unexpected("a selector such as $.eventName, or (")
    if not scan.text.startswith(".", scan.offset):
        raise scan.unexpected(". after $, as a record is an object")
    steps: list[Step] = []
    while scan.text.startswith(_BEGINNINGS, scan.offset):
        steps.append(_read_step(scan))
    return tuple(steps)


def _read_step(scan: Scan) -> Step:
    if name := scan.take(_NAME) or scan.take(_QUOTED_NAME):
        return name[1]
    if index := scan.take(_INDEX):
        return int(index[1])
    if wildcard := scan.take(_WILDCARD):
        return Wildcard(wildcard[0])
    raise scan.unexpected("a name such as .eventName, .['a.b'], an index such as [0], or a wildcard: .* or [*]")
