"""A log file's records, cut out of its inflated bytes: {"Records": [record, …]}, each record's own bytes kept.

The fast path takes what CloudTrail writes, where nothing but the commas stands between the records; it cuts with
msgspec and looks into no record. Whatever else arrives is cut by lambdas.core.splitter, slower but never put off by
what one record holds. Where the fast path accepts a file, the splitter would cut the same records.
"""

from collections.abc import Sequence

import msgspec

from lambdas.core.error import MalformedLogFile
from lambdas.core.splitter import split

RECORD_LIMIT = 500_000
# The shortest record CloudTrail writes has a dozen commas; a file of more commas than this is cut one record at a time,
# where the count is bounded before memory is taken.
_COMMA_LIMIT = 2_000_000
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class _Envelope(msgspec.Struct):
    records: list[msgspec.Raw] = msgspec.field(name="Records")


# Aggregated events have been seen as a bare list.
_SHAPES = (
    (b'{"Records":[', b"]}", msgspec.json.Decoder(_Envelope)),
    (b"[", b"]", msgspec.json.Decoder(list[msgspec.Raw])),
)


def records(body: bytes) -> Sequence[msgspec.Raw | bytes]:
    """The records in the order of the file, each as the bytes between its commas; what is no JSON is a record too.

    Raises MalformedLogFile for what holds no list of records, or holds more than RECORD_LIMIT of them.
    """
    body = body.removeprefix(_BYTE_ORDER_MARK)
    cut = _cut(body)
    found: Sequence[msgspec.Raw | bytes] = split(body, RECORD_LIMIT) if cut is None else cut
    if len(found) > RECORD_LIMIT:
        raise MalformedLogFile(f"more than {RECORD_LIMIT} records")
    return found


def _cut(body: bytes) -> list[msgspec.Raw] | None:
    """None where anything but records and commas stands between the brackets: white space, or a second Records key."""
    for head, tail, decoder in _SHAPES:
        if not body.startswith(head) or not body.endswith(tail) or body.count(b",") > _COMMA_LIMIT:
            continue
        try:
            decoded = decoder.decode(body)
        except (msgspec.DecodeError, RecursionError):
            return None
        found = decoded.records if isinstance(decoded, _Envelope) else decoded
        commas = max(len(found) - 1, 0)
        return found if len(head) + sum(map(len, found)) + commas + len(tail) == len(body) else None
    return None
