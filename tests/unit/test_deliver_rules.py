"""What deliver finds, logs and counts of the records that a security rule matched."""

import dataclasses
import logging
from collections.abc import Sequence
from typing import Any

import msgspec
import pytest

from lambdas.core import metric
from lambdas.core.error import Unavailable
from lambdas.core.message import Message
from lambdas.core.ruleset import Ruleset
from lambdas.core.security_rule import Rule
from lambdas.core.window import OutOfRange
from lambdas.deliver import cutting, telling
from lambdas.deliver.invocation import Invocation
from lambdas.memory.metric_log import MetricLog
from tests import own_call
from tests.builder import BUCKET, key, log_file, notification, record
from tests.pipeline import NOON_MS, SETTINGS, Closed, Pipeline, StillClock
from tests.security_rule import ROOT_USER, lines, match, run, told, watching
from tests.unit.test_redrive import redrive


def test_a_match_is_delivered_counted_logged_and_told(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    pipeline = watching([record(), match()])
    found = run(pipeline)
    assert pipeline.texts() == [record().decode(), match().decode()]
    assert (found.matched, found.counts[metric.NOTICES_SENT]) == ({"trail-changed": 1}, 1)
    assert told(pipeline) == ["arn:aws:iam::111122223333:user/alice"]
    (line,) = lines(caplog, "rule matched")
    assert (line["rule"], line["actor"], line["action"], line["target"], line["event_id"], line["position"]) == (
        "trail-changed",
        "arn:aws:iam::111122223333:user/alice",
        "cloudtrail.amazonaws.com StopLogging",
        "",
        "of-alice",
        1,
    )
    assert line["key"] == key("0")


@pytest.mark.parametrize("portion", ["usual", "odd", "both"])
def test_a_match_is_found_whichever_way_its_record_is_read(portion: str) -> None:
    records = {"usual": [match()], "odd": [match(new=1)], "both": [record(), match(), record(new=1), match(new=1)]}
    pipeline = watching(records[portion])
    assert run(pipeline).matched == {"trail-changed": 2 if portion == "both" else 1}


@pytest.mark.parametrize("name", [7, None, ["StopLogging"], {"a": 1}, True], ids=str)
def test_an_event_name_that_is_no_text_is_delivered_and_no_oddity(name: object) -> None:
    pipeline = watching([record(eventName=name, eventID="e"), match(eventID="f")])
    found = run(pipeline)
    assert (found.matched, len(pipeline.texts()), found.counts[metric.RECORDS_ODD]) == ({"trail-changed": 1}, 2, 0)


def test_each_rule_that_matches_has_its_own_notice() -> None:
    pipeline = watching([match(userIdentity=ROOT_USER)])
    assert run(pipeline).matched == {"trail-changed": 1, "root-use": 1}
    assert told(pipeline) == ["root of 111122223333"] * 2


def test_a_record_that_is_filtered_is_not_matched() -> None:
    settings = msgspec.structs.replace(SETTINGS, role_arn=own_call.ROLE, key_prefixes=("audit",))
    own = own_call.call("s3", "GetObject", own_call.OBJECT, settings.own_activity.archive_arn)
    foreign = own_call.call("s3", "GetObject", "arn:aws:s3:::somebody-elses/x")
    body = log_file(*(record(**{name: call[name] for name in call if name != "eventTime"}) for call in (own, foreign)))
    read = Rule(name="read", title="Something was read", pattern="{$.eventName = GetObject}")
    pipeline = Pipeline({key("0", prefix="audit/"): body}, settings=settings, rules=Ruleset([read]))
    found = run(pipeline)
    assert (found.counts[metric.RECORDS_FILTERED], found.matched) == (1, {"read": 1})


def test_a_record_that_cannot_be_delivered_for_its_own_sake_is_not_matched() -> None:
    pipeline = watching([match(event_time="never"), match(eventVersion="2.0")])
    assert (run(pipeline).matched, pipeline.topic.messages) == ({}, [])


def test_a_record_that_the_destination_does_not_take_is_matched_all_the_same() -> None:
    settings = msgspec.structs.replace(SETTINGS, out_of_range=OutOfRange.QUARANTINE)
    pipeline = watching([match(event_time="2020-01-01T00:00:00Z")], settings=settings)
    found = run(pipeline)
    assert (found.counts[metric.RECORDS_QUARANTINED], found.matched) == (1, {"trail-changed": 1})


def test_nothing_is_told_of_records_that_are_not_accounted_for() -> None:
    pipeline = watching([match()])
    pipeline.group = Closed()  # type: ignore[assignment]
    found = run(pipeline)
    assert (bool(found.failed), found.matched, pipeline.topic.messages) == (True, {}, [])


def test_what_was_told_before_the_ledger_failed_is_counted_when_it_is_written_down() -> None:
    pipeline = watching([match()])
    ledger, pipeline.ledger = pipeline.ledger, Reading(pipeline.ledger)  # type: ignore[assignment]
    assert (run(pipeline).matched, len(told(pipeline))) == ({}, 1)
    pipeline.ledger, pipeline.clock = ledger, StillClock(now=NOON_MS + 200_000)
    assert (run(pipeline).matched, len(told(pipeline))) == ({"trail-changed": 1}, 1)


class Reading:
    """A ledger that takes the claim, and nothing after it."""

    def __init__(self, ledger: Any) -> None:
        self._ledger, self._writes = ledger, 0

    def write(self, writes: Sequence[Any]) -> Any:
        self._writes += 1
        if self._writes > 1:
            raise Unavailable("no answer")
        return self._ledger.write(writes)


def test_a_flood_of_matches_has_few_lines_and_then_a_count(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    run(watching([match(n=n) for n in range(telling.MOST_LINES)], [match(n=n) for n in range(11)]))
    assert len(lines(caplog, "rule matched")) == telling.MOST_LINES
    (line,) = lines(caplog, "more rules matched")
    assert (line["count"], line["by_rule"]) == (11, {"trail-changed": 11})


def test_matches_are_told_before_they_take_much_memory() -> None:
    count = 2 * cutting.MATCH_LIMIT_COUNT + 10
    pipeline = watching([match(n=n) for n in range(count)])
    found = run(pipeline)
    assert (found.matched, found.counts[metric.RECORDS_DELIVERED]) == ({"trail-changed": count}, count)
    assert pipeline.group.requests > 1


def test_where_there_is_nobody_to_tell_matches_are_logged_and_counted(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    pipeline = watching([match()])
    invocation = Invocation(logging.getLogger("deliver"))
    product = dataclasses.replace(pipeline.product(invocation), alarm=None)
    product.run([Message("0", notification([key("0")]))], pipeline.clock, invocation)
    assert (invocation.matched, len(lines(caplog, "rule matched"))) == ({"trail-changed": 1}, 1)


def test_a_log_file_that_has_its_receipt_is_not_matched_again() -> None:
    pipeline = watching([match()])
    run(pipeline)
    assert run(pipeline).matched == {}


def test_a_record_that_is_delivered_out_of_quarantine_is_told_by_its_place(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    old = match(event_time="2020-01-01T00:00:00Z")
    settings = msgspec.structs.replace(SETTINGS, out_of_range=OutOfRange.QUARANTINE)
    pipeline = watching([record(), old], settings=settings)
    run(pipeline)
    (name,) = pipeline.quarantine.objects
    pipeline.settings = SETTINGS
    found = pipeline.run(redrive(name))
    assert (found.matched, found.delays_seconds) == ({"trail-changed": 1}, [])
    assert [line["position"] for line in lines(caplog, "rule matched")] == [1, 1]


def test_the_matches_of_each_rule_are_emitted_under_its_name() -> None:
    pipeline, log = watching([match(), match(n=2), record(userIdentity=ROOT_USER)]), MetricLog()
    product = dataclasses.replace(pipeline.product(Invocation(logging.getLogger("deliver"))), metric_log=log)
    emitted: dict[str, float] = {}
    event = {"s3Bucket": BUCKET, "s3ObjectKey": [key("0")]}
    product.handle(event, "1", lambda: 100_000, lambda name, _, value: emitted.update({name: value}))
    assert log.values == {
        (("rule", "trail-changed"),): {metric.RULE_MATCHES: [2]},
        (("rule", "root-use"),): {metric.RULE_MATCHES: [1]},
    }
    assert emitted["NoticesSent"] == 1  # of old records: one count
    assert "RuleMatches" not in emitted
