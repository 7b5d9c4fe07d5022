"""Filter patterns of CloudWatch Logs: which log events one matches.

Between braces it is of log events in JSON; otherwise it is of terms, which all have to be in the log event, or one of
those after ?, and none of those after -. Between percent signs it is a regular expression. Patterns between brackets,
for fields between spaces, are refused.
https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html (2026-04-13)
"""

import functools
import json
import re
from collections.abc import Callable
from typing import Any

from local.server.json_pattern import Condition, PatternError, condition, regex, selected

Matches = Callable[[str], bool]
"""Of a log event's message."""

LENGTH_LIMIT = 1024
TERM = re.compile(r'(?P<sign>[?+-]?)(?:"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<plain>[^\s"]+))(?:\s+|$)')
REGEX = re.compile(r"%(?P<expression>[^%]+)%")

NO_JSON = object()


@functools.lru_cache(maxsize=512)
def compiled(pattern: str) -> Matches:
    """Raises PatternError where CloudWatch Logs would refuse the pattern."""
    text = pattern.strip()
    if len(pattern) > LENGTH_LIMIT:
        raise PatternError(f"a pattern has at most {LENGTH_LIMIT} characters")
    if text.startswith("["):
        raise PatternError("the embedded cloud does not serve patterns between brackets")
    if text.startswith("{"):
        return _of_json(text)
    expression = REGEX.fullmatch(text)
    if expression:
        wanted = regex(expression["expression"])
        return lambda message: wanted.search(message) is not None
    return _of_terms(text)


def decoded(message: str) -> Any:
    """NO_JSON where the message is no JSON object."""
    if not message.lstrip().startswith("{"):
        return NO_JSON
    try:
        return json.loads(message)
    except ValueError:
        return NO_JSON


def number(selector: str, message: str) -> float | None:
    """Of a field of a log event in JSON, also where it is a text."""
    log_event = decoded(message)
    found = selected(selector, log_event) if log_event is not NO_JSON else []
    try:
        return float(found[0]) if found else None
    except (TypeError, ValueError):
        return None


def _of_json(text: str) -> Matches:
    if not text.endswith("}"):
        raise PatternError("a brace is not closed")
    holds: Condition = condition(text[1:-1])

    def matches(message: str) -> bool:
        log_event = decoded(message)
        return log_event is not NO_JSON and holds(log_event)

    return matches


def _of_terms(text: str) -> Matches:
    terms: dict[str, list[str]] = {"": [], "?": [], "-": []}
    place = 0
    while place < len(text):
        found = TERM.match(text, place)
        if found is None:
            raise PatternError(f"unexpected at {place}: {text[place : place + 20]!r}")
        quoted, sign = found["quoted"], found["sign"].replace("+", "")
        terms[sign].append(found["plain"] if quoted is None else re.sub(r"\\(.)", r"\1", quoted))
        place = found.end()

    def matches(message: str) -> bool:
        if any(term in message for term in terms["-"]) or not all(term in message for term in terms[""]):
            return False
        # Beside terms that have to be there, CloudWatch Logs does not ask for the others.
        return bool(terms[""]) or not terms["?"] or any(term in message for term in terms["?"])

    return matches
