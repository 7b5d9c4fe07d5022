"""Cuts records out of bytes that need not be JSON, so that a bad record costs nobody but itself.

It knows strings and brackets and nothing else: numbers, escapes, encodings and what a bracket's partner is are for the
one who reads the record. A record runs to the comma or the closing bracket at its own depth; where that is missing (a
cut or unbalanced file) the last record runs to the end of the bytes. Linear, and without recursion.
"""

import json
import re

from lambdas.core.error import MalformedLogFile

# A whole string, a bracket, a comma, or a quote that nothing closes. Possessive, so that it is linear.
_STRING = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_TOKEN = re.compile(
    rb"(?P<string>" + _STRING + rb')|(?P<open>[\[{])|(?P<close>[\]}])|(?P<comma>,)|(?P<cut>")', re.DOTALL
)
_KEY = re.compile(rb"[\s,]*+(?P<key>" + _STRING + rb")\s*+:\s*+", re.DOTALL)
_CUT_OFF = -1
_SPACE = b" \t\r\n"
_BLANKS = (b" ", b"\t", b"\r", b"\n")


def split(body: bytes, limit: int) -> list[bytes]:
    """At most limit + 1 records, of every list under a top-level key Records, or of the list that the body is.

    What follows the document is one more record, and so is what a missing bracket shows to be missing: b"". Raises
    MalformedLogFile where there is no such list.
    """
    found: list[bytes] = []
    start = _after_space(body, 0)
    if body[start : start + 1] == b"[":
        end = _list(body, start + 1, limit, found)
    elif body[start : start + 1] == b"{":
        end = _envelope(body, start + 1, limit, found)
    else:
        raise MalformedLogFile("no JSON object or list")
    rest = b"" if end == _CUT_OFF else body[end:].strip(_SPACE)
    if rest or end == _CUT_OFF:
        found.append(rest)
    return found[: limit + 1]


def _envelope(body: bytes, position: int, limit: int, found: list[bytes]) -> int:
    """Appends the records of each list of Records; returns where the object ends, or _CUT_OFF."""
    lists = 0
    while match := _KEY.match(body, position):
        position = match.end()
        if _is_records(match["key"]) and body[position : position + 1] == b"[":
            lists += 1
            position = _list(body, position + 1, limit, found)
        else:
            end, delimiter = _value_end(body, position)
            position = end if delimiter else _CUT_OFF
        if position == _CUT_OFF or len(found) > limit:
            break
    if not lists:
        raise MalformedLogFile("no list of Records")
    if position == _CUT_OFF:
        return _CUT_OFF
    position = _after_space(body, position)
    if position == len(body):
        return _CUT_OFF
    return position + 1 if body[position : position + 1] == b"}" else position


def _is_records(key: bytes) -> bool:
    """A key may be spelled with escapes; one that cannot be read is another key."""
    try:
        return bool(json.loads(key) == "Records")
    except ValueError:
        return False


def _list(body: bytes, position: int, limit: int, found: list[bytes]) -> int:
    """Appends the records of the list that is open at the position; returns where it ends, or _CUT_OFF."""
    first = position
    while len(found) <= limit:
        end, delimiter = _value_end(body, position)
        record = body[position:end].strip(_SPACE)
        # Between the brackets of an empty list there is no record; between two commas there is one, and it is no JSON.
        if record or delimiter == b"," or (delimiter and position != first):
            found.append(record)
        if delimiter != b",":
            return end + 1 if delimiter else _CUT_OFF
        position = end + 1
    return len(body)


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
    while body[position : position + 1] in _BLANKS:
        position += 1
    return position
