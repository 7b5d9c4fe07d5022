"""Which notices deliver sends, how many, and that nothing of it costs a delivery."""

import itertools
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from lambdas.core import metric
from lambdas.core.error import ConfigurationError, PipelineError, RefusedBatch, Throttled, Unavailable
from lambdas.core.receipt import State
from lambdas.deliver import telling
from lambdas.memory.notices import Notices
from lambdas.memory.topic import Topic
from tests.builder import key, notification, record
from tests.pipeline import NOON_MS, Pipeline, StillClock
from tests.security_rule import ROOT_USER, lines, match, run, told, watching
from tests.unit.test_faults import Trap, attempt, come_to_an_end

QUIET_MS = 60 * 60 * 1000


@pytest.mark.parametrize(("later_ms", "notices"), [(0, 1), (QUIET_MS - 1000, 1), (QUIET_MS, 2)])
def test_after_a_notice_there_is_no_other_of_its_rule_and_actor_for_the_quiet_time(later_ms: int, notices: int) -> None:
    pipeline = watching([match()], [match(n=2)])
    pipeline.run_keys(key("0"))
    pipeline.clock = StillClock(now=NOON_MS + later_ms)
    found = pipeline.run_keys(key("1"))
    assert (len(told(pipeline)), found.counts[metric.NOTICES_HELD]) == (notices, 2 - notices)
    assert found.matched == {"trail-changed": 1}


def test_another_actor_or_another_rule_has_a_notice_of_its_own() -> None:
    pipeline = watching([match(), match("bob"), match(userIdentity=ROOT_USER), record(userIdentity=ROOT_USER)])
    run(pipeline)
    assert len(told(pipeline)) == 4


def test_the_table_is_asked_once_for_a_rule_and_an_actor_of_an_invocation() -> None:
    notices = Asked()
    pipeline = watching([match(n=n) for n in range(5)], [match(n=6), match("bob")], notices=notices)
    found = run(pipeline)
    assert notices.claims == ["arn:aws:iam::111122223333:user/alice", "arn:aws:iam::111122223333:user/bob"]
    assert (found.counts[metric.NOTICES_SENT], found.counts[metric.NOTICES_HELD]) == (2, 5)


class Asked(Notices):
    def __init__(self) -> None:
        super().__init__()
        self.claims: list[str] = []

    def claim(self, rule: str, actor: str, now_s: int, lease_seconds: int) -> bool:
        self.claims.append(actor)
        return super().claim(rule, actor, now_s, lease_seconds)


def test_what_is_frequent_is_told_in_a_count_and_what_is_rare_one_by_one() -> None:
    users = [f"user-{number}" for number in range(telling.MOST_OF_A_RULE + 7)]
    pipeline = watching([match(user) for user in users], [record(userIdentity=ROOT_USER)])
    found = run(pipeline)
    assert len(told(pipeline)) == telling.MOST_OF_A_RULE + 1
    assert "root of 111122223333" in told(pipeline)
    assert found.counts[metric.NOTICES_SENT] == telling.MOST_OF_A_RULE + 2
    subject, text = pipeline.topic.messages[-1]
    assert subject == "Trailkeeper: 7 further matches of 1 rule"
    assert "trail-changed: 7\n" in text


def test_what_is_rare_is_told_after_a_flood_was_settled() -> None:
    pipeline = watching([match(f"user-{number}") for number in range(6000)], [record(userIdentity=ROOT_USER)])
    run(pipeline)
    assert "root of 111122223333" in told(pipeline)


def test_a_count_of_further_matches_of_a_rule_has_a_quiet_time_too() -> None:
    floods = [[match(f"user-{number}") for number in range(first, first + 10)] for first in (0, 10)]
    pipeline = watching(*floods)
    pipeline.run_keys(key("0"))
    pipeline.run_keys(key("1"))
    assert [subject for subject, _ in pipeline.topic.messages if "further" in subject] == [
        "Trailkeeper: 7 further matches of 1 rule"
    ]


def test_matches_of_old_records_are_told_in_the_count_alone() -> None:
    pipeline = watching([match()])
    pipeline.clock = StillClock(now=NOON_MS + telling.OLD_MS + 1000)
    run(pipeline)
    assert [subject for subject, _ in pipeline.topic.messages] == ["Trailkeeper: 1 further match of 1 rule"]


def test_who_was_not_told_one_by_one_is_told_next_time() -> None:
    users = [f"user-{number}" for number in range(telling.MOST_OF_A_RULE + 1)]
    pipeline = watching([match(user) for user in users], [match(users[-1])])
    pipeline.run_keys(key("0"))
    pipeline.run_keys(key("1"))
    assert told(pipeline)[-1].endswith(users[-1])


def test_notices_that_take_their_time_are_told_in_a_count_so_that_the_delivery_goes_on() -> None:
    pipeline = watching([match(f"user-{number}") for number in range(10)])
    pipeline.topic = Slow(pipeline.clock)
    assert not run(pipeline).failed
    assert len(told(pipeline)) == 2
    assert pipeline.topic.messages[-1][0] == "Trailkeeper: 8 further matches of 1 rule"


def test_where_an_invocation_is_nearly_over_no_notice_is_begun_and_the_delivery_ends(
    caplog: pytest.LogCaptureFixture,
) -> None:
    pipeline = watching([match(), match("bob")])
    pipeline.clock = StillClock(left=itertools.chain([120_000] * 2, itertools.repeat(120_000 // telling.LEFT)))
    found = run(pipeline)
    assert (found.failed, found.counts[metric.TOPIC_FAILURES], pipeline.topic.messages) == ({}, 1, [])
    assert lines(caplog, "notice failed")[0]["reason"] == "no time is left in this invocation to tell of matches"
    assert found.matched == {"trail-changed": 2}


class Slow(Topic):
    def __init__(self, clock: StillClock) -> None:
        super().__init__()
        self._clock = clock

    def publish(self, subject: str, text: str) -> None:
        self._clock.now += telling.MOST_MS // 2
        super().publish(subject, text)


FAULTS: tuple[type[PipelineError], ...] = (ConfigurationError, Unavailable, Throttled, RefusedBatch)


class Broken:
    """A table or a topic that fails from its call number `at` on."""

    def __init__(self, port: Any, error: type[PipelineError], at: int = 1) -> None:
        self._port, self._error, self._at = port, error, at
        self.calls = 0

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def call(*arguments: Any) -> Any:
            self.calls += 1
            if self.calls >= self._at:
                raise self._error("why it failed")
            return getattr(self._port, name)(*arguments)

        return call


@pytest.mark.parametrize("error", FAULTS)
@pytest.mark.parametrize(("port", "at"), [("topic", 1), ("notices", 1), ("notices", 2), ("notices", 3)])
def test_a_table_or_a_topic_that_fails_costs_no_delivery_and_is_not_tried_again(
    error: type[PipelineError], port: str, at: int, caplog: pytest.LogCaptureFixture
) -> None:
    pipeline = watching([match(), match("bob")], [match("carol"), b"null"])
    broken = Broken(getattr(pipeline, port), error, at)
    setattr(pipeline, port, broken)
    found = run(pipeline)
    assert not found.failed
    assert all(receipt.state is State.DELIVERED for receipt in pipeline.ledger.receipts.values())
    assert (found.matched, found.counts[metric.TOPIC_FAILURES], broken.calls) == ({"trail-changed": 3}, 1, at)
    (line,) = lines(caplog, "notice failed")
    assert line["reason"] == "why it failed"


def test_a_notice_that_the_topic_did_not_take_holds_the_next_one_up_for_less_than_a_minute() -> None:
    pipeline = watching([match()], [match(n=2)])
    pipeline.topic, topic = Broken(pipeline.topic, Unavailable), pipeline.topic  # type: ignore[assignment]
    pipeline.run_keys(key("0"))
    pipeline.topic, pipeline.clock = topic, StillClock(now=NOON_MS + 60_000)
    pipeline.run_keys(key("1"))
    assert len(told(pipeline)) == 1


def test_a_count_of_further_matches_that_the_topic_does_not_take_costs_no_delivery() -> None:
    pipeline = watching([match(f"user-{number}") for number in range(telling.MOST_OF_A_RULE + 1)])
    pipeline.topic = Broken(pipeline.topic, ConfigurationError, telling.MOST_OF_A_RULE + 1)  # type: ignore[assignment]
    found = run(pipeline)
    assert (found.failed, found.counts[metric.TOPIC_FAILURES]) == ({}, 1)


CRASH_FILES: tuple[list[bytes], ...] = (
    [match(pad="x" * 400_000), record(), match(n=2, pad="x" * 700_000), match("bob", pad="x" * 500_000)],
    [match("carol"), b"null"],
)
CRASH_KEYS = [notification([key("0")]), notification([key("1")])]


def crashed(trap: Trap) -> tuple[Pipeline, list[str]]:
    pipeline = watching(*CRASH_FILES)
    notices, topic = pipeline.notices, pipeline.topic
    pipeline.notices, pipeline.topic = trap.around(notices), trap.around(topic)
    left = attempt(pipeline, trap, CRASH_KEYS)
    pipeline.notices, pipeline.topic = notices, topic
    return pipeline, left


def steps() -> list[tuple[int, bool]]:
    trap = Trap()
    crashed(trap)
    assert {name.partition(".")[0] for name in trap.calls} >= {"Notices", "Topic", "Ledger", "LogGroup"}
    return [(at, after) for at in range(1, len(trap.calls) + 1) for after in (False, True)]


@pytest.mark.parametrize(("at", "after"), steps())
def test_killed_at_any_call_every_match_is_told_and_twice_at_most(at: int, after: bool) -> None:  # noqa: FBT001
    pipeline, left = crashed(Trap(at, after))
    come_to_an_end(pipeline, left)
    times = Counter(who.rpartition("/")[2] for who in told(pipeline))
    assert set(times) == {"alice", "bob", "carol"}
    assert max(times.values()) <= 2
    assert sum(times.values()) <= 4


@pytest.mark.parametrize(("at", "after"), steps())
def test_a_call_that_fails_costs_at_most_the_notices_of_one_invocation_and_no_record(at: int, after: bool) -> None:  # noqa: FBT001
    pipeline, left = crashed(Trap(at, after, Unavailable("no answer")))
    come_to_an_end(pipeline, left)
    assert all(receipt.state is State.DELIVERED for receipt in pipeline.ledger.receipts.values())
    texts = set(pipeline.texts())
    assert all(raw.decode() in texts for records in CRASH_FILES for raw in records if raw != b"null")
