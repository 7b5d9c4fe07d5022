"""A link to CloudWatch Logs Insights, and that no record's text breaks out of its query."""

import re
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.core.insights_link import LogGroup, link, literal, query
from lambdas.core.match import Match, matched
from tests.security_rule import STOPPED
from tests.unit.test_match import HOSTILE, SESSION

GROUP = LogGroup("/trailkeeper/records", "eu-west-1")
LITERAL = re.compile(r'"(?:[^"\\]|\\["\\])*"')
NOON = {"eventTime": "2026-11-23T12:00:00Z", "eventID": "e-1"}
QUERY = """\
fields @timestamp, eventSource, eventName, sourceIPAddress, errorCode, @message
| filter userIdentity.arn = "arn:aws:sts::111122223333:assumed-role/admin/chosen"
| sort @timestamp asc
| limit 1000"""


def match(**record: Any) -> Match:
    (found,) = matched(record, [STOPPED], 0)
    return found


def of(arn: object) -> Match:
    return match(userIdentity={"arn": arn}, **NOON)


def detail(address: str) -> str:
    """As the console reads it."""
    _, _, encoded = address.partition("#logsV2:logs-insights$3FqueryDetail$3D")
    return unquote(unquote(encoded.replace("$", "%")))


def decoded(text: str) -> str:
    return unquote(text.replace("*", "%"))


def test_the_query_finds_the_records_of_the_actor() -> None:
    assert query(of(SESSION)) == QUERY


def test_the_link_opens_the_query_on_the_destination_an_hour_around_the_record() -> None:
    address = link(of(SESSION), GROUP)
    assert address.startswith("https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#logsV2:")
    told = re.fullmatch(
        r"~\(end~'(.*)~start~'(.*)~timeType~'ABSOLUTE~tz~'UTC~editorString~'(.*)~isLiveTail~false~source~\(~'(.*)\)\)",
        detail(address),
    )
    assert told
    end, start, text, group = map(decoded, told.groups())
    assert (start, end) == ("2026-11-23T11:00:00.000Z", "2026-11-23T13:00:00.000Z")
    assert (text, group) == (QUERY, "/trailkeeper/records")


@pytest.mark.parametrize(
    ("partition", "host"),
    [
        ("aws", "eu-west-1.console.aws.amazon.com"),
        ("aws-cn", "console.amazonaws.cn"),
        ("aws-us-gov", "console.amazonaws-us-gov.com"),
        ("aws-of-tomorrow", "eu-west-1.console.aws.amazon.com"),
    ],
)
def test_each_partition_has_its_own_console(partition: str, host: str) -> None:
    assert link(of(SESSION), LogGroup("g", "eu-west-1", partition)).startswith(f"https://{host}/cloudwatch/home?")


@pytest.mark.parametrize("value", [given for given, _ in HOSTILE.values()], ids=HOSTILE)
def test_hostile_text_is_in_no_link_but_as_a_literal(value: object) -> None:
    address = link(match(userIdentity={"arn": value}, eventID=value, eventTime=value), GROUP)
    assert re.fullmatch(r"[A-Za-z0-9:/?=#$*._-]+", address)
    assert address.count("$2528") == address.count("$2529") == 2


BREAKOUTS = (
    '" or 1=1',
    '\\" | stats count(*)',
    '\\\\" | limit 1',
    "' | fields @ptr",
    '"\n| limit 1 #',
    "*22*20$2529$2529",
    "~)~source~(~'other",
    "`x` # y",
)


@pytest.mark.parametrize("text", BREAKOUTS)
@pytest.mark.parametrize("place", ["actor", "event id"])
def test_untrusted_text_does_not_break_out_of_the_query(text: str, place: str) -> None:
    found = of(text) if place == "actor" else match(eventTime=NOON["eventTime"], eventID=text)
    first, *rest = query(found).split("\n")
    assert first.startswith("fields ")
    assert [line.split(" ")[1] for line in rest] in (["filter", "sort", "limit"], ["sort", "limit"])
    assert all(LITERAL.fullmatch(line.split(" = ", 1)[1]) for line in rest if line.startswith("| filter"))


@given(st.text())
def test_a_literal_ends_where_it_ends(text: str) -> None:
    assert LITERAL.fullmatch(literal(text))
    assert literal(text).isprintable()


@pytest.mark.parametrize(
    ("record", "filtered"),
    [
        ({"eventID": "e-1"}, ['eventID = "e-1"']),
        ({"userIdentity": {"arn": "a\nb"}, "eventID": "e-1"}, ['eventID = "e-1"']),
        ({"userIdentity": {"arn": "a\nb"}, "eventID": "e\n1"}, []),
        ({}, []),
    ],
)
def test_who_cannot_be_searched_for_is_found_by_the_record_or_by_the_time(
    record: dict[str, Any], filtered: list[str]
) -> None:
    lines = query(match(**record)).split("\n| ")
    assert [line.removeprefix("filter ") for line in lines if line.startswith("filter")] == filtered


@pytest.mark.parametrize(
    "event_time", ["9999-12-31T23:59:59Z", "9999-12-31T23:59:59-23:59", "1970-01-01T00:00:00Z", "never"]
)
def test_any_time_of_a_record_makes_a_link(event_time: str) -> None:
    assert "~start~'" in detail(link(match(eventTime=event_time), GROUP))
