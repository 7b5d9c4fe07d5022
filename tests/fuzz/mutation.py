"""Bytes that are nearly right: what CloudTrail writes, with a few edits. Noise seldom gets past the first check."""

from hypothesis import strategies as st

from tests.builder import record

# What JSON, UTF-8, gzip and the cutting of log files are sensitive to.
PIECES = (
    *(
        b'"',
        b"\\",
        b"{",
        b"}",
        b"[",
        b"]",
        b",",
        b":",
        b" ",
        b"\n",
        b"null",
        b"NaN",
        b"1e999",
        b"-",
        b"\\ud800",
        b"\\u0000",
    ),
    *(b"\x00", b"\xff", b"\xc3", b"\xe2\x80\xa8", b"\xef\xbb\xbf", b'"Records":[', b',{"eventVersion":', b"[" * 300),
    *(b'"eventTime":"2026-11-23T12:00:00.5Z"', b'"eventVersion":"2.0"', b'{"Records":', b"]}", b"\x1f\x8b\x08"),
)
RECORDS = (
    record(),
    record(eventID="e", userAgent='é\u2028\\"'),
    record("2026-11-23T12:00:00.123Z", requestParameters={"a": [1, {"b": None}]}, new=[]),
    record(eventID="i", eventCategory="Insight", insightDetails={"state": "Start"}),
    b'{"eventVersion":"1.0","eventCategory":"Aggregated","timeWindow":{"windowStart":"2026-11-23T12:00:00Z"}}',
    b"null",
    b"{}",
    b"[[]]",
    b'"text"',
)


@st.composite
def edited(draw: st.DrawFn, originals: st.SearchStrategy[bytes]) -> bytes:
    """A few pieces put in, taken out, doubled or changed."""
    body = draw(originals)
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(body)))
        stop = draw(st.integers(start, min(len(body), start + 40)))
        piece = draw(st.one_of(st.sampled_from(PIECES), st.binary(max_size=4), st.just(body[start:stop])))
        body = draw(st.sampled_from([body[:start] + piece + body[start:], body[:start] + piece + body[stop:]]))
    return body


def log_file_bodies() -> st.SearchStrategy[bytes]:
    lists = st.lists(st.sampled_from(RECORDS), max_size=6).map(b",".join)
    whole = st.sampled_from(
        [b'{"Records":[%b]}', b"[%b]", b'{ "Records" : [ %b ] }', b'{"a":1,"Records":[%b],"Records":[{}]}']
    )
    return st.builds(lambda shape, records: shape % records, whole, lists)
