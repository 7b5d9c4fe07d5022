"""Filter patterns of CloudWatch Logs for log events in JSON: what stands between the braces.

A condition on a field that a log event does not have is false, whatever its operator, but for NOT EXISTS; && binds
stronger than ||; with [*] one element is enough, and with .* one field. A number without quotes is
also the text of its digits.
https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html (2026-04-13)
That != is false of a missing field: https://github.com/DataBiosphere/azul/issues/5884 (2024-01-24)
"""

import operator
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Condition = Callable[[Any], bool]
"""Of a decoded log event."""

TOKEN = re.compile(
    r"""\s*(?:
    (?P<selector>\$(?:\.(?:[A-Za-z0-9_-]+|\*)|\.?\[(?:\d+|\*|'[^']*'|"[^"]*")\])+)
    |(?P<quoted>"(?:[^"\\]|\\.)*")
    |(?P<regex>%[^%]+%)
    |(?P<sign>&&|\|\||!=|>=|<=|[=<>()])
    |(?P<word>[A-Za-z0-9_.*:/@+-]+)
    )""",
    re.VERBOSE,
)
STEP = re.compile(r"""\.?\[(?P<index>\d+|\*)\]|\.?\[(?P<bracket>'[^']*'|"[^"]*")\]|\.(?P<name>[A-Za-z0-9_-]+|\*)""")
NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
ORDERS: Mapping[str, Callable[[Any, Any], bool]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}
STATES: Mapping[str, Any] = {"NULL": None, "TRUE": True, "FALSE": False}
ALL = "*"


class PatternError(ValueError):
    pass


@dataclass(frozen=True, slots=True)
class Token:
    kind: str
    text: str


def condition(text: str) -> Condition:
    """Raises PatternError where CloudWatch Logs would refuse the pattern."""
    return _Parser(list(_tokens(text))).whole()


def selected(selector: str, log_event: Any) -> list[Any]:
    """Every value that a selector such as $.a[*].b points to; raises PatternError for what is no selector."""
    token = TOKEN.fullmatch(selector)
    if token is None or token.lastgroup != "selector":
        raise PatternError(f"{selector} is no selector")
    found = [log_event]
    for step in STEP.finditer(selector):
        found = [value for holder in found for value in _within(holder, step)]
    return found


def regex(text: str) -> re.Pattern[str]:
    """$ is the very end, a dot is any character, and classes are of ASCII."""
    anchored = re.sub(r"(?<!\\)\$$", r"\\Z", re.sub(r"\{(\d*), *(\d*)\}", r"{\1,\2}", text))
    try:
        return re.compile(anchored, re.ASCII | re.DOTALL)
    except re.error as error:
        raise PatternError(f"{text!r} is no regular expression: {error}") from error


def _within(holder: Any, step: re.Match[str]) -> list[Any]:
    index = step["index"]
    if step["name"] == ALL:
        return list(holder.values()) if isinstance(holder, dict) else []
    if index is None:
        name = step["name"] or step["bracket"][1:-1]
        return [holder[name]] if isinstance(holder, dict) and name in holder else []
    if not isinstance(holder, list):
        return []
    return holder if index == ALL else holder[int(index) : int(index) + 1]


def _tokens(text: str) -> Iterator[Token]:
    place, end = 0, len(text.rstrip())
    while place < end:
        found = TOKEN.match(text, place)
        if found is None or found.lastgroup is None:
            raise PatternError(f"unexpected at {place}: {text[place : place + 20]!r}")
        yield Token(found.lastgroup, found[found.lastgroup])
        place = found.end()


class _Parser:
    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = [*tokens, Token("end", "")]
        self._place = 0

    def whole(self) -> Condition:
        found = self._either()
        if self._next().kind != "end":
            raise PatternError(f"unexpected after a condition: {self._tokens[self._place - 1].text!r}")
        return found

    def _next(self) -> Token:
        token = self._tokens[min(self._place, len(self._tokens) - 1)]
        self._place += 1
        return token

    def _took(self, text: str) -> bool:
        token = self._tokens[self._place]
        taken = token.kind in ("sign", "word") and token.text == text
        self._place += taken
        return taken

    def _either(self) -> Condition:
        parts = [self._both()]
        while self._took("||"):
            parts.append(self._both())
        return lambda log_event: any(part(log_event) for part in parts)

    def _both(self) -> Condition:
        parts = [self._one()]
        while self._took("&&"):
            parts.append(self._one())
        return lambda log_event: all(part(log_event) for part in parts)

    def _one(self) -> Condition:
        if self._took("("):
            inner = self._either()
            if not self._took(")"):
                raise PatternError("a parenthesis is not closed")
            return inner
        token = self._next()
        if token.kind != "selector":
            raise PatternError(f"a selector is expected, not {token.text!r}")
        return self._test(token.text)

    def _test(self, selector: str) -> Condition:
        if self._took("NOT"):
            if not self._took("EXISTS"):
                raise PatternError("EXISTS is expected after NOT")
            return lambda log_event: not selected(selector, log_event)
        if self._took("IS"):
            state = STATES.get(self._next().text, ...)
            if state is ...:
                raise PatternError("NULL, TRUE or FALSE is expected after IS")
            return lambda log_event: any(value is state for value in selected(selector, log_event))
        sign, value = self._next(), self._next()
        holds = _comparison(sign, value)
        return lambda log_event: any(map(holds, selected(selector, log_event)))


def _comparison(sign: Token, value: Token) -> Condition:
    if sign.kind != "sign" or value.kind not in ("quoted", "regex", "word"):
        raise PatternError(f"a comparison is expected, not {sign.text!r} {value.text!r}")
    if sign.text in ORDERS:
        if value.kind != "word" or not NUMBER.fullmatch(value.text):
            raise PatternError(f"{sign.text} needs a number, not {value.text!r}")
        return _ordered(ORDERS[sign.text], _number(value.text))
    equal = _equality(value)
    if sign.text == "=":
        return equal
    if sign.text != "!=":
        raise PatternError(f"{sign.text!r} is no operator")
    return lambda found: _is_scalar(found) and not equal(found)


def _ordered(compare: Callable[[Any, Any], bool], limit: float) -> Condition:
    return lambda found: _is_number(found) and compare(found, limit)


def _equality(value: Token) -> Condition:
    if value.kind == "regex":
        expression = regex(value.text[1:-1])
        return lambda found: _is_scalar(found) and expression.search(str(found)) is not None
    text = re.sub(r"\\(.)", r"\1", value.text[1:-1]) if value.kind == "quoted" else value.text
    if value.kind == "word" and NUMBER.fullmatch(text):
        number = _number(text)
        return lambda found: found == text if isinstance(found, str) else _is_number(found) and found == number
    first, *parts = text.split("*")
    return lambda found: _is_scalar(found) and _fits(str(found), first, parts)


def _fits(text: str, first: str, parts: list[str]) -> bool:
    """Whether the text begins with the first, holds all but the last of the parts in order, and ends with the last."""
    if not parts:
        return text == first
    *inner, last = parts
    place = len(first)
    for part in inner:
        found = text.find(part, place)
        if found < 0:
            return False
        place = found + len(part)
    return text.startswith(first) and text.endswith(last) and len(text) - len(last) >= place


def _number(text: str) -> float:
    """Whole numbers keep all of their digits."""
    return int(text) if re.fullmatch(r"[+-]?\d+", text) else float(text)


def _is_number(found: Any) -> bool:
    return isinstance(found, (int, float)) and not isinstance(found, bool) and found == found  # noqa: PLR0124 - no NaN


def _is_scalar(found: Any) -> bool:
    """Truth values are not compared: they have conditions of their own."""
    return isinstance(found, str) or _is_number(found)
