"""What status tells of a situation: the answers, the alarms, the Regions, the numbers, and the exit code."""

from typing import Any

import pytest

from cli.status import flow
from cli.status.judgement import EXIT_CODES, Answer, answers, not_well, raised, verdict, without_data
from cli.status.number import NUMBERS, read
from cli.status.region import NOT_THERE, regions_of
from cli.status.report import as_json
from cli.status.situation import Situation, Sources, gather
from lambdas.core.error import ConfigurationError
from lambdas.core.metric import SERVICES
from lambdas.core.trail_status import TrailStatus
from stacks.alarm_row import Question
from stacks.alarm_table import BY_NAME
from stacks.config import Config
from stacks.config.trail import OrganizationConfig, TrailConfig
from stacks.config.watch import WatchConfig
from tests.unit.cli.dashboard_builder import PLACE, alarm_states, cloudwatch, descriptions, nothing
from tests.unit.cli.fake_cloudwatch import NOW_S
from tests.unit.cli.status_builder import DENIED, REGIONS, FakeTrails, on, situation

EXITS = {
    "all is well": (situation(), 0),
    "an alarm is on": (on(quarantined="ALARM"), 1),
    "a Region is not well before its alarm is on": (situation(trails={"us-east-1": TrailStatus(is_logging=False)}), 1),
    "the trail is not there": (situation(trails={"eu-west-1": None}), 1),
    "some alarms have no data yet": (on(watch_failing="INSUFFICIENT_DATA"), 0),
    "no alarm has data": (situation(cloudwatch(states=dict.fromkeys(alarm_states(), "INSUFFICIENT_DATA"))), 2),
    "there are no alarms": (situation(cloudwatch(states={})), 2),
    "the alarms are denied": (situation(cloudwatch(refused="DescribeAlarms")), 2),
    "the numbers are denied": (situation(cloudwatch(refused="GetMetricData")), 0),
    "the trail is denied": (situation(trails=dict.fromkeys(REGIONS, DENIED)), 0),
    "the alarms are denied and a Region is not well": (
        situation(cloudwatch(refused="DescribeAlarms"), {"us-east-1": TrailStatus(is_logging=False)}),
        1,
    ),
}


@pytest.mark.parametrize(("of", "code"), EXITS.values(), ids=EXITS)
def test_the_exit_code(of: Situation, code: int) -> None:
    assert EXIT_CODES[verdict(of)] == code


def test_each_question_has_its_answer() -> None:
    assert answers(on(messages_late="ALARM")) == {
        Question.COMPLETE: Answer.OK,
        Question.FRESH: Answer.ALARM,
        Question.PROVEN: Answer.OK,
    }


def test_an_alarm_tells_what_its_row_says() -> None:
    (told,) = raised(on(messages_late="ALARM"))
    assert (told.name, told.since_s) == ("messages-late", NOW_S - 1800)
    assert told.what == BY_NAME["messages-late"].what
    assert told.first.startswith("look at deliver's throttles")
    assert told.runbook == "docs/runbook.md#messages-late"


def test_an_alarm_that_another_one_explains_is_not_told() -> None:
    states = alarm_states(trail_missing="ALARM") | {"trailkeeper-trail-stopped-measured": "ALARM"}
    assert [each.name for each in raised(situation(cloudwatch(states=states)))] == ["trail-missing"]


def test_an_alarm_that_no_row_knows_tells_its_own_description() -> None:
    name = "trailkeeper-rule-root-used"
    of = cloudwatch(states=alarm_states() | {name: "ALARM"}, described=descriptions() | {name: "Root was used."})
    assert [(each.name, each.what, each.first) for each in raised(situation(of))] == [
        ("rule-root-used", "Root was used.", "")
    ]


def test_alarms_without_data_are_named() -> None:
    assert without_data(on(watch_failing="INSUFFICIENT_DATA")) == ["watch-failing"]


WRONG = {
    "stopped": (TrailStatus(is_logging=False), ["it does not log"]),
    "denied by the bucket": (TrailStatus(is_logging=True, delivery_error="AccessDenied"), ["log files: AccessDenied"]),
    "denied by the topic": (
        TrailStatus(is_logging=True, notification_error="AuthorizationError"),
        ["notifications: AuthorizationError"],
    ),
    "two at once": (
        TrailStatus(is_logging=True, delivery_error="NoSuchBucket", digest_error="NoSuchBucket"),
        ["log files: NoSuchBucket", "digests: NoSuchBucket"],
    ),
    "no trail there": (None, [NOT_THERE]),
}


@pytest.mark.parametrize(("status", "expected"), WRONG.values(), ids=WRONG)
def test_a_region_that_is_not_well_tells_cloudtrails_own_error(status: TrailStatus | None, expected: list[str]) -> None:
    assert not_well(situation(trails={"us-east-1": status})) == {"us-east-1": expected}


def test_a_trail_that_is_not_to_log_is_well_where_it_does_not() -> None:
    of = situation(trails={"us-east-1": TrailStatus(is_logging=False)}, config=Config(trail=TrailConfig(logging=False)))
    assert not_well(of) == {}


def test_without_a_trail_in_its_home_region_no_other_is_asked() -> None:
    trails = FakeTrails({"eu-west-1": None})
    sources: Any = Sources(cloudwatch(), trails, lambda: REGIONS)  # type: ignore[arg-type]
    assert not_well(gather(Config(), PLACE, sources, NOW_S)) == {"eu-west-1": [NOT_THERE]}
    assert trails.asked == ["eu-west-1"]


ASKED = {
    "all that are enabled": (Config(), ["eu-west-1", "ap-southeast-2", "us-east-1"]),
    "those that are configured": (Config(watch=WatchConfig(regions=("us-east-1",))), ["eu-west-1", "us-east-1"]),
    "the home Region alone": (Config(trail=TrailConfig(multi_region=False)), ["eu-west-1"]),
}


@pytest.mark.parametrize(("config", "expected"), ASKED.values(), ids=ASKED)
def test_the_regions_that_are_asked(config: Config, expected: list[str]) -> None:
    assert list(regions_of(config, "eu-west-1", lambda: REGIONS)) == expected


def test_regions_that_cannot_be_listed_are_told_and_the_home_region_is_asked_all_the_same() -> None:
    def denied() -> Any:
        raise ConfigurationError("the account's Regions: AccessDeniedException: no")

    sources: Any = Sources(cloudwatch(), FakeTrails({}), denied)  # type: ignore[arg-type]
    found = gather(Config(), PLACE, sources, NOW_S)
    assert [each.region for each in found.regions] == ["eu-west-1"]
    assert found.untold == ["the account's Regions: AccessDeniedException: no"]


def test_an_organizations_trail_is_asked_for_by_the_arn_of_the_management_account() -> None:
    organization = OrganizationConfig(id="o-abcdefghij", management_account="222233334444")
    config = Config(account="111122223333", region="eu-west-1", organization=organization)
    of = situation(config=config)
    assert as_json(of)["trail"] == "arn:aws:cloudtrail:eu-west-1:222233334444:trail/trailkeeper"


def test_each_number_is_of_a_metric_that_is_emitted() -> None:
    emitted = {(service, metric.name) for service, metrics in SERVICES.items() for metric in metrics}
    own = [number.measure for number in NUMBERS if number.measure.namespace == "Trailkeeper"]
    assert {(dict(measure.dimensions)["service"], measure.metric) for measure in own} <= emitted
    assert len({number.key for number in NUMBERS}) == len(NUMBERS)


def test_what_is_of_a_day_is_added_up_and_what_is_measured_is_the_last() -> None:
    def value(metric: str, at: float) -> float | None:
        return {"RecordsRead": 2.0, "FindingsOpen": (at - NOW_S) / 300 + 300}.get(metric)

    found = read(cloudwatch(value), NOW_S)
    assert found["records_read"] == 24 * 2 * 12
    assert found["findings_open"] == round(299 * 1.9)
    assert found["dead_letters"] is None


def test_numbers_without_a_value_are_said_to_have_none() -> None:
    told = dict(flow.rows(read(cloudwatch(nothing), NOW_S)))
    assert told["records"] == "no data"
    assert told["dead letters"] == "no data; of verify no data"


SUMS = {
    "adds up": (10.0, "10 read = 7 delivered + 3 filtered + 0 quarantined"),
    "does not": (11.0, "11 read which is not 7 delivered + 3 filtered + 0 quarantined"),
}


@pytest.mark.parametrize(("value", "expected"), SUMS.values(), ids=SUMS)
def test_records_that_do_not_add_up_are_said_not_to(value: float, expected: str) -> None:
    numbers = {"records_read": value, "records_delivered": 7.0, "records_filtered": 3.0}
    assert dict(flow.rows(numbers))["records"] == expected


def test_another_home_region_is_the_trails() -> None:
    config = Config(trail=TrailConfig(arn="arn:aws:cloudtrail:us-east-1:111122223333:trail/audit"))
    sources: Any = Sources(cloudwatch(), FakeTrails({}), lambda: REGIONS)  # type: ignore[arg-type]
    found = gather(config, PLACE, sources, NOW_S)
    assert found.regions[0].region == "us-east-1"
