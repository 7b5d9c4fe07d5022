"""Cuts records out of bytes that need not be JSON, so that a bad record costs nobody but itself.

It knows strings and brackets and nothing else: numbers, escapes, encodings and what a bracket's partner is are for the
one who reads the record. A record runs to the comma or the closing bracket at its own depth. Where a quote or a bracket
is missing that would be far into its neighbours: a record that is no JSON ends where the next one seems to begin.
Without recursion, and linear but for RESUME_LIMIT looks at no more than LOOK_BYTES each.
"""

import json
import re
from collections.abc import Generator, Iterator

from lambdas.core.error import MalformedLogFile

NEXT_RECORD = b',{"eventVersion":'
"""Between two records of CloudTrail's. No string can hold it, as its quotes would be escaped; an object could."""
RESUME_LIMIT = 100
"""How often in a log file a damaged record is cut off where the next one seems to begin."""
LOOK_BYTES = 2 * 1024 * 1024
"""Twice what a record may have to be delivered: what does not end within it is not looked at as JSON."""

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
    return _Splitter(body, limit).document(position)


class _Splitter:
    def __init__(self, body: bytes, limit: int) -> None:
        self._body = body
        self._left = limit
        self._resumes_left = RESUME_LIMIT

    def document(self, position: int) -> Iterator[bytes]:
        end = yield from self._value(position)
        while end != _CUT_OFF and self._after_space(end) < len(self._body):
            following = self._body.find(NEXT_RECORD, end) if self._left and self._resumes_left else -1
            rest = self._body[self._after_space(end) : following if following >= 0 else None]
            if rest:
                yield rest
            if following < 0:
                return
            # A bracket too many has closed the list before its time.
            self._resumes_left -= 1
            end = yield from self._list(following + 1)
        if end == _CUT_OFF:
            yield b""

    def _value(self, position: int) -> _Records:
        """The document's one value, from the record that begins at the position where that is not 0."""
        start = self._after_space(0)
        kind = self._body[start : start + 1]
        if kind == b"[":
            return (yield from self._list(position or start + 1))
        if position:
            end = yield from self._list(position)
            return end if end == _CUT_OFF else (yield from self._envelope(end, lists=1))
        if kind == b"{":
            return (yield from self._envelope(start + 1))
        raise MalformedLogFile("no JSON object or list")

    def _envelope(self, position: int, lists: int = 0) -> _Records:
        """The records of each list of Records among the members that begin here."""
        while self._left and (match := _KEY.match(self._body, position)):
            position = match.end()
            if _is_records(match["key"]) and self._body[position : position + 1] == b"[":
                lists += 1
                position = yield from self._list(position + 1)
            else:
                end, delimiter = self._value_end(position, b"}")
                position = end if delimiter else _CUT_OFF
            if position == _CUT_OFF:
                break
        if not lists:
            raise MalformedLogFile("no list of Records")
        if position == _CUT_OFF or self._after_space(position) == len(self._body):
            return _CUT_OFF
        position = self._after_space(position)
        return position + 1 if self._body[position : position + 1] == b"}" else position

    def _list(self, position: int) -> _Records:
        """The records of the list that is open at the position."""
        first = position
        while self._left:
            end, delimiter = self._record_end(position)
            record = self._body[position:end].strip(b" \t\r\n")
            # Between the brackets of an empty list is no record; between two commas is one, and it is no JSON.
            if record or delimiter == b"," or (delimiter and position != first):
                self._left -= 1
                yield record
            if delimiter != b",":
                return end + 1 if delimiter else _CUT_OFF
            position = end + 1
        return position

    def _record_end(self, position: int) -> tuple[int, bytes]:
        """Where the record that begins here ends, and what ends it there; b"" where the bytes end."""
        near = position + LOOK_BYTES
        end, delimiter = self._value_end(position, b"]", near)
        following = self._body.find(NEXT_RECORD, position + 1, end)
        if following >= 0 and self._resumes_left and not (delimiter and _is_json(self._body[position:end])):
            self._resumes_left -= 1
            return following, b","
        return (end, delimiter) if delimiter or end == len(self._body) else self._value_end(position, b"]")

    def _value_end(self, position: int, closing: bytes, most: int | None = None) -> tuple[int, bytes]:
        """Where the comma or the parent's closing bracket is; b"" where there is neither before `most`."""
        depth = 0
        most = len(self._body) if most is None else min(most, len(self._body))
        for token in _TOKEN.finditer(self._body, position, most):
            kind = token.lastgroup
            if kind == "open":
                depth += 1
            elif kind == "close" and (depth or token.group() == closing):
                depth -= 1
                if depth < 0:
                    return token.start(), closing
            elif kind == "comma" and depth == 0:
                return token.start(), b","
            elif kind == "cut":
                break
        return most, b""

    def _after_space(self, position: int) -> int:
        match = _SPACE.match(self._body, position)
        return match.end() if match else position


def _is_records(key: bytes) -> bool:
    """A key may be spelled with escapes; one that cannot be read is another key."""
    try:
        return bool(json.loads(key) == "Records")
    except ValueError:
        return False


def _is_json(record: bytes) -> bool:
    try:
        json.loads(record, parse_int=str)
    except (ValueError, RecursionError):
        return False
    return True
