from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lambdas.core.event_time import is_usual, milliseconds, time_of
from tests.sample import NOON, NOON_MS

TIMES = {
    NOON: NOON_MS,
    "2026-11-23T12:00:00.250Z": NOON_MS + 250,
    "2026-11-23T12:00:00.2509Z": NOON_MS + 250,
    "2026-11-23T13:00:00+01:00": NOON_MS,
    "2026-11-23T06:30:00-05:30": NOON_MS,
    "2026-11-23T12:00:00+00:00": NOON_MS,
    "2026-11-23T12:00Z": NOON_MS,
    "2026-11-23T12:00:00": NOON_MS,
    "2026-11-23 12:00:00": NOON_MS,
    "20261123T120000Z": NOON_MS,
    "2026-11-23": NOON_MS - 12 * 3_600_000,
    "1970-01-01T00:00:00Z": 0,
    "1970-01-01T00:00:00.0009Z": 0,
    "1969-12-31T23:00:00-01:00": 0,
    "9999-12-31T23:59:59Z": 253_402_300_799_000,
}
NO_TIMES = [
    *(
        "",
        " ",
        "now",
        "1795435200",
        NOON + "\n",
        " " + NOON,
        NOON + "Z",
        "2014-03-06T21: 22: 54Z",
        "2025-10-21TT00:52:27Z",
    ),
    *("2026-13-01T12:00:00Z", "2026-02-30T12:00:00Z", "2026-11-23T25:00:00Z", "2026-11-23T12:60:00Z"),
    *(
        "2026-11-23T12:00:60Z",
        "2026-11-23T12:00:00+25:00",
        "0000-01-01T00:00:00Z",
        "\uff12\uff10\uff12\uff16-11-23T12:00:00Z",
    ),
    *("1969-12-31T23:59:59Z", "1969-12-31T23:59:59.999Z", "1970-01-01T00:00:00+00:01", "0001-01-01T00:00:00+23:00"),
    *("\ud83d", "2026-11-23\0", "9" * 100_000),
]
MOMENTS = st.datetimes(datetime(1970, 1, 2), datetime(9999, 12, 30))  # noqa: DTZ001  (they get a zone below)
ZONES = st.builds(timezone, st.integers(-23 * 60, 23 * 60).map(lambda minutes: timedelta(minutes=minutes)))


@pytest.mark.parametrize(("text", "found"), TIMES.items(), ids=TIMES)
def test_a_time_of_iso_8601_is_read(text: str, found: int) -> None:
    assert milliseconds(text) == found


@pytest.mark.parametrize("text", NO_TIMES, ids=[ascii(text)[:40] for text in NO_TIMES])
def test_what_is_no_time_since_1970_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  (it has no other message than the standard library's)
        milliseconds(text)


SPELLED = [text for text in (*TIMES, *NO_TIMES) if text.isascii() and len(text) == 20 and text[10::9] == "TZ"]
"""With the T and the Z in their places: whether there is such a day or hour is another question."""


@pytest.mark.parametrize("text", {*TIMES, *NO_TIMES}, ids=lambda text: ascii(text)[:40])
def test_only_cloudtrails_own_spelling_is_usual(text: str) -> None:
    assert is_usual(text) == (text in SPELLED)


@given(MOMENTS, ZONES)
def test_every_moment_is_read_in_every_zone(moment: datetime, zone: timezone) -> None:
    text = moment.replace(tzinfo=UTC).astimezone(zone).isoformat()
    since = moment.replace(tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)
    assert milliseconds(text) == since // timedelta(milliseconds=1)


@given(st.text(st.characters(codec=None)) | st.text("0123456789-:TZ+. W", max_size=30))
@example("2026-11-23\ud83d12:00:00")
def test_any_text_is_a_time_since_1970_or_refused(text: str) -> None:
    try:
        assert milliseconds(text) >= 0
    except ValueError:
        return


WINDOW = {"windowStart": NOON}
RECORDS = {
    "eventTime": ({"eventTime": NOON}, NOON_MS),
    "eventTime before the window": ({"eventTime": "1970-01-01T00:00:01Z", "timeWindow": WINDOW}, 1000),
    "the window's start": ({"timeWindow": WINDOW}, NOON_MS),
    "the window's start where eventTime is null": ({"eventTime": None, "timeWindow": WINDOW}, NOON_MS),
    "the window's start where eventTime is none": ({"eventTime": "noon", "timeWindow": WINDOW}, NOON_MS),
    "nothing": ({}, None),
    "a number": ({"eventTime": NOON_MS}, None),
    "true": ({"eventTime": True}, None),
    "a list": ({"eventTime": [NOON]}, None),
    "a window that is text": ({"timeWindow": NOON}, None),
    "a window that is null": ({"timeWindow": None}, None),
    "a window without a start": ({"timeWindow": {"windowEnd": NOON}}, None),
    "a start that is a number": ({"timeWindow": {"windowStart": 1}}, None),
}


@pytest.mark.parametrize(("record", "found"), RECORDS.values(), ids=RECORDS)
def test_a_record_happened_at_its_event_time_or_else_at_the_start_of_its_window(
    record: dict[str, object], found: int | None
) -> None:
    assert time_of(record) == found
