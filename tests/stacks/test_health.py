"""The alarms: their table beside the metrics that functions emit, and what of them is deployed."""

import re
from pathlib import Path
from typing import Any

import pytest

from lambdas.core.metric import NAMESPACE, SERVICE, SERVICES
from stacks import name
from stacks.alarm_row import DESCRIPTION_LENGTH, Question, Row
from stacks.alarm_table import ALARMS, BY_NAME, alarms
from stacks.config import Config, load
from tests.stacks.synthesis import Resources, Synthesis, synthesize

TOPIC = "arn:aws:sns:eu-central-1:111122223333:trailkeeper-alarms"
COMPOSITE = "AWS::CloudWatch::CompositeAlarm"
DEFAULT = list(alarms(Config()))
CAUSED = [row for row in DEFAULT if row.because]
FEWER: dict[str, dict[str, Any]] = {
    "nothing": {},
    "no validation": {"trail": {"log_file_validation": False}},
    "no logging": {"trail": {"logging": False}},
    "the trail's own link": {"ingestion_beside": ["native"]},
}


def named(health: Resources, kind: str = "") -> dict[str, dict[str, Any]]:
    """By AlarmName."""
    return {
        each["Properties"]["AlarmName"]: each["Properties"]
        for each in health.values()
        if each["Type"] == kind or not kind
    }


def in_rule(rule: str) -> list[str]:
    return re.findall(r'ALARM\("([^"]+)"\)', rule)


# --- The table ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", ALARMS, ids=lambda row: row.name)
def test_an_alarm_is_on_a_metric_that_something_emits(row: Row) -> None:
    """A function of ours in its service, without a further dimension; or AWS of a function or queue of ours."""
    dimensions = dict(row.measure.dimensions)
    emitted = {
        NAMESPACE: lambda: [metric.name for metric in SERVICES[dimensions[SERVICE]] if not metric.dimensions],
        "AWS/Lambda": lambda: ["Errors"] if dimensions["FunctionName"] in name.FUNCTIONS else [],
        "AWS/SQS": lambda: (
            ["ApproximateNumberOfMessagesVisible", "ApproximateAgeOfOldestMessage"]
            if dimensions["QueueName"] in name.QUEUES
            else []
        ),
    }
    assert row.measure.metric in emitted[row.measure.namespace]()


@pytest.mark.parametrize("row", ALARMS, ids=lambda row: row.name)
def test_an_alarm_says_what_who_what_first_and_where_to_read_on(row: Row) -> None:
    parts = re.fullmatch(r"(.+\.) Affected: (.+) First: (.+) Runbook: docs/runbook\.md#(.+)", row.description)
    assert parts is not None
    assert parts[4] == row.name
    assert len(row.description) <= DESCRIPTION_LENGTH


def test_every_alarm_has_a_name_of_its_own() -> None:
    assert len({row.name for row in ALARMS}) == len(ALARMS)
    assert {row.name for row in ALARMS}.isdisjoint(Question)


def test_what_explains_an_alarm_is_an_alarm_and_none_explains_itself_in_the_end() -> None:
    def causes(row: Row, seen: tuple[str, ...] = ()) -> set[str]:
        assert row.name not in seen
        further = [causes(BY_NAME[cause], (*seen, row.name)) for cause in row.because]
        return set(row.because).union(*further)

    assert all(causes(row) <= set(BY_NAME) for row in ALARMS)


@pytest.mark.parametrize("row", ALARMS, ids=lambda row: row.name)
def test_an_alarm_looks_back_no_further_than_cloudwatch_evaluates(row: Row) -> None:
    """A day of periods below an hour: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html."""
    assert 1 <= row.to_alarm <= row.periods
    assert row.periods * row.period_seconds <= 24 * 3600


# --- What is deployed -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", DEFAULT, ids=lambda row: row.name)
def test_the_alarm_on_the_metric_is_as_the_table_has_it(health: Resources, row: Row) -> None:
    found = named(health, "AWS::CloudWatch::Alarm")[row.measured_name]
    told = [{"Name": dimension, "Value": value} for dimension, value in row.measure.dimensions]
    assert (found["Namespace"], found["MetricName"], found["Dimensions"]) == (
        row.measure.namespace,
        row.measure.metric,
        told,
    )
    assert found["ComparisonOperator"] == ("LessThanThreshold" if row.is_below else "GreaterThanOrEqualToThreshold")
    assert (found["Statistic"], found["Threshold"], found["Period"]) == (
        row.statistic,
        row.threshold,
        row.period_seconds,
    )
    assert (found["EvaluationPeriods"], found["DatapointsToAlarm"]) == (row.periods, row.to_alarm)
    assert found["TreatMissingData"] == row.missing
    assert "Metrics" not in found


@pytest.mark.parametrize("row", DEFAULT, ids=lambda row: row.name)
def test_each_cause_is_told_once_by_the_alarm_that_bears_its_name(health: Resources, row: Row) -> None:
    found = named(health)
    told = [] if row.is_told_otherwise else [TOPIC]
    assert found[row.alarm_name]["AlarmDescription"] == row.description
    assert found[row.alarm_name]["ActionsEnabled"] is True
    assert found[row.alarm_name]["AlarmActions"] == told
    assert found[row.alarm_name]["OKActions"] == ([] if row.is_event else told)
    if row.because:
        assert "AlarmActions" not in found[row.measured_name]


@pytest.mark.parametrize("row", CAUSED, ids=lambda row: row.name)
def test_an_alarm_is_silent_while_another_explains_it(health: Resources, row: Row) -> None:
    composed = named(health, COMPOSITE)
    expected = f'ALARM("{row.measured_name}") AND NOT ALARM("{row.explained_name}")'
    assert composed[row.alarm_name]["AlarmRule"] == expected
    explained = composed[row.explained_name]
    measured = [each.measured_name for each in DEFAULT if each.name in row.because]
    assert sorted(in_rule(explained["AlarmRule"])) == sorted(measured)
    assert " AND " not in explained["AlarmRule"]
    assert not explained.get("AlarmActions")


@pytest.mark.parametrize("row", CAUSED, ids=lambda row: row.name)
def test_what_explains_an_alarm_silences_it_when_it_is_seen_late_and_for_some_time_after(
    health: Resources, row: Row
) -> None:
    found = named(health, COMPOSITE)[row.alarm_name]
    assert found["ActionsSuppressor"] == row.explained_name
    assert found["ActionsSuppressorWaitPeriod"] == row.wait_seconds
    assert found["ActionsSuppressorExtensionPeriod"] == row.tail_seconds


def test_a_message_is_late_only_after_what_fails_has_been_received_three_times() -> None:
    slow = next(row for row in alarms(load({"delivery": {"timeout_seconds": 600}})) if row.name == "messages-late")
    assert slow.threshold == 2 * (6 * 600 + 2) + 300


def test_the_runbook_may_be_elsewhere() -> None:
    address = "https://wiki.example.com/trailkeeper"
    rows = alarms(load({"alarm": {"runbook": address}}))
    assert all(row.description.endswith(f"Runbook: {address}#{row.name}") for row in rows)


@pytest.mark.parametrize("question", Question)
def test_the_answer_to_a_question_is_all_its_alarms_and_tells_nobody(health: Resources, question: Question) -> None:
    answer = named(health, COMPOSITE)[f"trailkeeper-{question}"]
    assert in_rule(answer["AlarmRule"]) == [row.alarm_name for row in DEFAULT if row.question is question]
    assert " AND " not in answer["AlarmRule"]
    assert not answer.get("AlarmActions")


@pytest.mark.parametrize("configuration", FEWER.values(), ids=FEWER)
def test_a_composed_alarm_is_made_after_each_that_it_names(tmp_path: Path, configuration: dict[str, Any]) -> None:
    resources = synthesize(configuration, tmp_path, assets=False).templates["Trailkeeper-Health"]["Resources"]
    names = {id_: each["Properties"]["AlarmName"] for id_, each in resources.items()}
    composed = [each for each in resources.values() if each["Type"] == COMPOSITE]
    assert set(names.values()) >= {row.alarm_name for row in alarms(load(configuration))}
    for each in composed:
        before = each["DependsOn"] if isinstance(each["DependsOn"], list) else [each["DependsOn"]]
        assert set(in_rule(each["Properties"]["AlarmRule"])) == {names[id_] for id_ in before}
        assert len(each["Properties"]["AlarmRule"]) <= 10_240


def test_the_alarms_are_made_after_all_that_they_are_on(synthesis: Synthesis) -> None:
    assert set(synthesis.dependencies["Trailkeeper-Health"]) == set(synthesis.templates) - {"Trailkeeper-Health"}
