"""A log file's records, cut out of its inflated bytes: {"Records":[record,…]}, each record's own bytes kept.

The fast path takes what CloudTrail writes, where nothing but commas stands between the records. It cuts the bytes into
portions where a record begins, and each portion where the next ones do. That is right where each piece is a whole
record, which who reads them finds out anyway; where they do not prove it so, msgspec cuts the portion: that it is a
list of whole records proves that its ends were right. From where that fails too, lambdas.core.splitter cuts the rest,
slower but never put off by what one record holds. Where a faster way takes a portion, the slower ones would cut the
same.

Portions keep what is worked on small: few records are in memory as objects at a time, and those in the caches.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice

import msgspec

from lambdas.core.splitter import NEXT_RECORD, split

_AT_A_TIME = 256
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
# Aggregated events have been seen as a bare list.
_SHAPES = ((b'{"Records":[', b"]}"), (b"[", b"]"))
_DECODER = msgspec.json.Decoder(list[msgspec.Raw])
_BEGINNING = NEXT_RECORD[1:]

Portion = Sequence[msgspec.Raw | bytes]
Proves = Callable[[Portion], bool]
"""Whether each of these is a whole JSON object and nothing more."""


class Limits(msgspec.Struct, frozen=True):
    records: int = 500_000
    """Of a log file. All that follows is one more record, and no JSON, so that nothing is lost in silence."""
    portion_bytes: int = 128 * 1024
    """A portion is cut at the first place after so many bytes."""
    portion_most_bytes: int = 1152 * 1024
    """What the longest record that can be delivered needs. A portion without a place to cut it before that is left to
    the splitter: it could hold records of two bytes."""


LIMITS = Limits()


def portions(body: bytes, limits: Limits = LIMITS, proves: Proves | None = None) -> Iterator[Portion]:
    """The records in the order of the file, some at a time; what is no JSON is a record too.

    Without a proof, msgspec cuts every portion. Raises MalformedLogFile, before the first portion, for what holds no
    list of records.
    """
    body = body.removeprefix(_BYTE_ORDER_MARK)
    head, tail = next((shape for shape in _SHAPES if body.startswith(shape[0])), (b"", b""))
    position, count = len(head), 0
    while head:
        stop, is_last = _portion_end(body, position, tail, limits)
        portion = _cut(body[position:stop], proves) if stop else None
        if portion is None or count + len(portion) > limits.records:
            break
        yield portion
        if is_last:
            return
        position, count = stop + 1, count + len(portion)
    rest = split(body, position, limits.records - count)
    while some := list(islice(rest, _AT_A_TIME)):
        yield some


def _portion_end(body: bytes, position: int, tail: bytes, limits: Limits) -> tuple[int, bool]:
    """Where the portion that begins here ends, 0 for nowhere, and whether it is the last."""
    most = position + limits.portion_most_bytes
    stop = body.find(NEXT_RECORD, position + limits.portion_bytes, most)
    if stop >= 0:
        return stop, False
    end = len(body) - len(tail)
    return (end, True) if position <= end <= most and body.endswith(tail) else (0, False)


def _cut(portion: bytes, proves: Proves | None) -> Portion | None:
    """None where it is no list of whole records."""
    if proves:
        first, *others = portion.split(NEXT_RECORD)
        pieces = [first, *(_BEGINNING + piece for piece in others)]
        if first.startswith(b"{") and all(piece.endswith(b"}") for piece in pieces) and proves(pieces):
            return pieces
    try:
        return _DECODER.decode(b"[%b]" % portion)
    except (msgspec.DecodeError, RecursionError):
        return None
