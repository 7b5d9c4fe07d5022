"""Reads the regular expressions of filter patterns: alternatives of characters in a row, without groups.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html#regex-expressions (2026-04-13);
the space is in none of its lists, and in one of its examples.
"""

import re

import msgspec

from lambdas.core.filter_pattern.character import ANY, CLASSES, Characters, between
from lambdas.core.filter_pattern.scan import InvalidPattern, Scan

UNITS_LIMIT = 256
"""Of an expression, with repetitions written out; AWS names no limit."""
_SYMBOLS = ":_#=@/;, -"
_OPERATORS = r"^$?[]{}|\*+."
_LITERAL = re.compile(rf"[A-Za-z0-9{re.escape(_SYMBOLS)}]")
_LITERAL_IN_CLASS = re.compile(rf"[A-Za-z0-9{re.escape(_SYMBOLS)}$?{{}}|*+.]")
_ESCAPED = re.compile(rf"\\([{re.escape(_OPERATORS + _SYMBOLS)}])")
_HEXADECIMAL = re.compile(r"\\x([0-7][0-9A-Fa-f])")
_CLASS = re.compile(r"\\([dDsSwW])")
_COUNT = re.compile(r"\{ ?([0-9]{0,4})(?: ?(,) ?([0-9]{0,4}))? ?\}")
_COUNTS: dict[str, tuple[int, int | None]] = {"*": (0, None), "+": (1, None), "?": (0, 1)}


class Unit(msgspec.Struct, frozen=True):
    characters: Characters
    is_optional: bool = False
    repeats: bool = False


class Alternative(msgspec.Struct, frozen=True):
    units: tuple[Unit, ...]
    from_start: bool
    to_end: bool


def read_alternatives(scan: Scan) -> tuple[Alternative, ...]:
    """Those up to the next %; raises InvalidPattern."""
    offset = scan.offset
    alternatives = [_read_alternative(scan)]
    while scan.take_text("|"):
        alternatives.append(_read_alternative(scan))
    if not scan.text.startswith("%", scan.offset):
        raise scan.unexpected("| or the expression's % after $")
    if sum(len(each.units) for each in alternatives) > UNITS_LIMIT:
        raise scan.refusal(f"a regular expression of more than {UNITS_LIMIT} characters", offset)
    return tuple(alternatives)


def _read_alternative(scan: Scan) -> Alternative:
    from_start = scan.take_text("^")
    units: list[Unit] = []
    while not scan.text.startswith(("|", "%", "$"), scan.offset):
        units.extend(_read_units(scan))
    if not units:
        raise scan.refusal("an alternative without a character")
    return Alternative(tuple(units), from_start, scan.take_text("$"))


def _read_units(scan: Scan) -> list[Unit]:
    characters = _read_characters(scan)
    low, high = _read_counts(scan)
    unit = Unit(characters)
    if high is None:
        return [unit] * low + [Unit(characters, is_optional=True, repeats=True)]
    return [unit] * low + [Unit(characters, is_optional=True)] * (high - low)


def _read_characters(scan: Scan) -> Characters:
    if scan.take_text("."):
        return ANY
    if scan.take_text("["):
        return _read_class(scan)
    if found := scan.take(_CLASS):
        return CLASSES[found[1]]
    return _single(_read_single(scan, _LITERAL))


def _read_class(scan: Scan) -> Characters:
    is_inverted = scan.take_text("^")
    characters = _read_member(scan)
    while not scan.take_text("]"):
        characters |= _read_member(scan)
    return ~characters if is_inverted else characters


def _read_member(scan: Scan) -> Characters:
    if found := scan.take(_CLASS):
        return CLASSES[found[1]]
    offset = scan.offset
    first = _read_single(scan, _LITERAL_IN_CLASS)
    if scan.text.startswith("-]", scan.offset) or not scan.take_text("-"):
        return _single(first)
    last = _read_single(scan, _LITERAL_IN_CLASS)
    if first > last:
        raise scan.refusal("a range whose end is before its beginning", offset)
    return between(first, last)


def _read_single(scan: Scan, literal: re.Pattern[str]) -> str:
    if found := scan.take(literal):
        return found[0]
    if found := scan.take(_ESCAPED):
        return found[1]
    if found := scan.take(_HEXADECIMAL):
        return chr(int(found[1], 16))
    raise _no_character(scan)


def _no_character(scan: Scan) -> InvalidPattern:
    if scan.text.startswith(("(", ")"), scan.offset):
        return scan.refusal("a regular expression has no groups; write \\x28 and \\x29 for parentheses")
    return scan.unexpected("a character of a regular expression (letters, digits, : _ # = @ / ; , - or \\xhh)")


def _single(character: str) -> Characters:
    return Characters(frozenset(character))


def _read_counts(scan: Scan) -> tuple[int, int | None]:
    for sign, counts in _COUNTS.items():
        if scan.take_text(sign):
            return counts
    offset = scan.offset
    found = scan.take(_COUNT)
    if found is None:
        return 1, 1
    low, comma, high = found.groups()
    least = int(low or 0)
    most = (int(high) if high else None) if comma else least
    if not (low or high) or (most is not None and not least <= most) or most == 0:
        raise scan.refusal("expected a count such as {2}, {2,}, {,5} or {2,5}", offset)
    return least, most
