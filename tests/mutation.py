"""Any bytes that may stand where a record should, for hypothesis: most of them nearly one."""

from hypothesis import strategies as st

from tests.awkward import FAULTY, ODD, USUAL
from tests.sample import AGGREGATED, INSIGHT, MANAGEMENT, NETWORK_ACTIVITY, OLD, Fields, holding, written

_SMALL_BYTES = 4000
_NAMES = st.sampled_from([*MANAGEMENT, *AGGREGATED, "new"]) | st.text(max_size=5)
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9) | st.sampled_from(["1.1", "2.0"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
_PIECES = [
    *(
        b"\\ud83d",
        b"\\u0041",
        b"\\",
        b'"',
        b"{",
        b"}",
        b"[",
        b"]",
        b",",
        b":",
        b" ",
        b"\n",
        b"\0",
        b"\xff",
        b"\xc3\xa9",
    ),
    *(b"1", b"-", b".", b"e9", b"null", b"true", b"NaN", b'"eventTime":7,', b'"new":1,', b'"readOnly":"x",'),
]


def _changed(fields: Fields, changes: Fields, dropped: set[str]) -> bytes:
    return written({name: value for name, value in (fields | changes).items() if name not in dropped})


def _spliced(raw: bytes, places: list[int], piece: bytes) -> bytes:
    """The piece at each place, instead of as many bytes."""
    for place in places:
        start = place % (len(raw) + 1)
        raw = raw[:start] + piece + raw[start + place % (len(piece) + 1) :]
    return raw


_WHOLE = st.builds(
    _changed,
    st.sampled_from([MANAGEMENT, OLD, INSIGHT, NETWORK_ACTIVITY, AGGREGATED]),
    st.dictionaries(_NAMES, _VALUES, max_size=2),
    st.sets(_NAMES, max_size=2),
)
_KNOWN = st.sampled_from(
    [
        raw
        for raw in (*USUAL.values(), *(raw for raw, _ in (*ODD.values(), *FAULTY.values())))
        if len(raw) < _SMALL_BYTES
    ]
)
_SPLICED = st.builds(
    _spliced, _WHOLE, st.lists(st.integers(0, 1 << 20), min_size=1, max_size=2), st.sampled_from(_PIECES)
)
_JSON = st.builds(lambda value: written({"a": value}), _VALUES)
# In a field that is not looked into, so that it is for the reader to see whether it is JSON.
_UNSEEN = st.builds(holding, _JSON | st.builds(_spliced, _JSON, st.lists(st.integers(0, 99)), st.sampled_from(_PIECES)))
RAW = _WHOLE | _KNOWN | _SPLICED | _UNSEEN | st.binary(max_size=20)
