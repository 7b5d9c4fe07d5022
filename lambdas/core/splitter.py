"""Cuts records out of bytes that need not be JSON, so that a bad record costs nobody but itself.

It knows strings and brackets and nothing else: numbers, escapes, encodings and what a bracket's partner is are for the
one who reads the record. A record runs to the comma or the closing bracket at its own depth; where that is missing (a
cut or unbalanced file) the last record runs to the end of the bytes. Linear, and without recursion.
"""

import json
import re
from collections.abc import Generator, Iterator

from lambdas.core.error import MalformedLogFile

# A whole string, a bracket, a comma, or a quote that nothing closes. Possessive, so that it is linear.
_STRING = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_TOKEN = re.compile(
    rb"(?P<string>" + _STRING + rb')|(?P<open>[\[{])|(?P<close>[\]}])|(?P<comma>,)|(?P<cut>")', re.DOTALL
)
_KEY = re.compile(rb"[\s,]*+(?P<key>" + _STRING + rb")\s*+:\s*+", re.DOTALL)
_SPACE = re.compile(rb"[ \t\r\n]*+")
_CUT_OFF = -1

_Records = Generator[bytes, None, int]
"""Yields records, and returns where what it walked ends: _CUT_OFF where its closing bracket is missing."""


def split(body: bytes, position: int, limit: int) -> Iterator[bytes]:
    """The records of every list under a top-level key Records, or of the list that the body is.

    Begins at a record where the position is not 0. After `limit` records, and after the end of the document, all that
    is left is one record; what a missing bracket shows to be missing is b"". Raises MalformedLogFile, before the first
    record, where there is no such list.
    """
    start = _after_space(body, 0)
    is_list = body[start : start + 1] == b"["
    left = _Left(limit)
    if position or is_list:
        end = yield from _list(body, position or start + 1, left)
    elif body[start : start + 1] == b"{":
        end = yield from _envelope(body, start + 1, left)
    else:
        raise MalformedLogFile("no JSON object or list")
    if position and not is_list and end != _CUT_OFF:
        end = yield from _envelope(body, end, left, lists=1)
    rest = b"" if end == _CUT_OFF else body[_after_space(body, end) :]
    if rest or end == _CUT_OFF:
        yield rest


class _Left:
    """How many records may still be told apart."""

    def __init__(self, count: int) -> None:
        self.count = count


def _envelope(body: bytes, position: int, left: _Left, lists: int = 0) -> _Records:
    """The records of each list of Records among the members that begin here."""
    while left.count and (match := _KEY.match(body, position)):
        position = match.end()
        if _is_records(match["key"]) and body[position : position + 1] == b"[":
            lists += 1
            position = yield from _list(body, position + 1, left)
        else:
            end, delimiter = _value_end(body, position)
            position = end if delimiter else _CUT_OFF
        if position == _CUT_OFF:
            break
    if not lists:
        raise MalformedLogFile("no list of Records")
    if position == _CUT_OFF or _after_space(body, position) == len(body):
        return _CUT_OFF
    position = _after_space(body, position)
    return position + 1 if body[position : position + 1] == b"}" else position


def _is_records(key: bytes) -> bool:
    """A key may be spelled with escapes; one that cannot be read is another key."""
    try:
        return bool(json.loads(key) == "Records")
    except ValueError:
        return False


def _list(body: bytes, position: int, left: _Left) -> _Records:
    """The records of the list that is open at the position."""
    first = position
    while left.count:
        end, delimiter = _value_end(body, position)
        record = body[position:end].strip(b" \t\r\n")
        # Between the brackets of an empty list there is no record; between two commas there is one, and it is no JSON.
        if record or delimiter == b"," or (delimiter and position != first):
            left.count -= 1
            yield record
        if delimiter != b",":
            return end + 1 if delimiter else _CUT_OFF
        position = end + 1
    return position


def _value_end(body: bytes, position: int) -> tuple[int, bytes]:
    """Where the value that begins here ends, and the comma or bracket of its parent there; b"" where the bytes end."""
    depth = 0
    for token in _TOKEN.finditer(body, position):
        kind = token.lastgroup
        if kind == "open":
            depth += 1
        elif kind == "close":
            depth -= 1
            if depth < 0:
                return token.start(), token.group()
        elif kind == "comma" and depth == 0:
            return token.start(), b","
        elif kind == "cut":
            break
    return len(body), b""


def _after_space(body: bytes, position: int) -> int:
    match = _SPACE.match(body, position)
    return match.end() if match else position
