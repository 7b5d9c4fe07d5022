"""What an alarm tells its topics, as CloudWatch does: only where the topic's policy and key admit it.

The emulator tells every topic, and leaves members out. SNS is shown the alarm's ARN and account, and the account as
the topic's owner, which a new topic's own policy asks for. A failed action is in the alarm's history.
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html (2026-04-13)
"""

import functools
import json
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import botocore.loaders

from local.server import emulator, seams, topic

Alarm = Mapping[str, Any]
Dispatch = Callable[[dict[str, Any], str, str, str], None]

CLOUDWATCH = "cloudwatch.amazonaws.com"
ACTIONS = {"ALARM": "AlarmActions", "OK": "OKActions", "INSUFFICIENT_DATA": "InsufficientDataActions"}
SUBJECT_LIMIT = 100
SUPPRESSOR = "ActionsSuppressor"


def message(alarm: Alarm, old: str, new: str, reason: str, now: datetime) -> dict[str, Any]:
    _, _, _, region, account_id, _, _ = alarm["AlarmArn"].split(":", 6)
    return {
        "AlarmName": alarm["AlarmName"],
        "AlarmDescription": alarm.get("AlarmDescription") or None,
        "AWSAccountId": account_id,
        "AlarmConfigurationUpdatedTimestamp": _time(alarm.get("AlarmConfigurationUpdatedTimestamp", 0)),
        "NewStateValue": new,
        "NewStateReason": reason,
        "StateChangeTime": _time(now.timestamp()),
        "Region": region_name(region),
        "AlarmArn": alarm["AlarmArn"],
        "OldStateValue": old,
        **{name: list(alarm.get(name) or ()) for name in ("OKActions", "AlarmActions", "InsufficientDataActions")},
        **(_of_rule(alarm) if "AlarmRule" in alarm else {"Trigger": _trigger(alarm)}),
    }


def _trigger(alarm: Alarm) -> dict[str, Any]:
    extended = alarm.get("ExtendedStatistic")
    statistic = {"ExtendedStatistic": extended} if extended else {"Statistic": str(alarm["Statistic"]).upper()}
    return {
        "MetricName": alarm["MetricName"],
        "Namespace": alarm["Namespace"],
        "StatisticType": next(iter(statistic)),
        **statistic,
        "Unit": alarm.get("Unit"),
        "Dimensions": [{"value": each["Value"], "name": each["Name"]} for each in alarm.get("Dimensions") or ()],
        "Period": alarm["Period"],
        "EvaluationPeriods": alarm["EvaluationPeriods"],
        "DatapointsToAlarm": alarm.get("DatapointsToAlarm") or alarm["EvaluationPeriods"],
        "ComparisonOperator": alarm["ComparisonOperator"],
        "Threshold": alarm["Threshold"],
        "TreatMissingData": alarm.get("TreatMissingData") or "missing",
        "EvaluateLowSampleCountPercentile": "",
    }


def _of_rule(alarm: Alarm) -> dict[str, Any]:
    children = json.loads(alarm.get("StateReasonData") or "{}").get("triggeringAlarms", ())
    return {
        "AlarmRule": alarm["AlarmRule"],
        "TriggeringChildren": [
            {
                "Arn": child["arn"],
                "State": {"Value": child["state"]["value"], "Timestamp": child["state"]["timestamp"]},
            }
            for child in children
        ],
    }


@functools.cache
def region_name(region: str) -> str:
    """As the console calls it: US East (N. Virginia)."""
    for partition in botocore.loaders.Loader().load_data("endpoints")["partitions"]:
        if region in partition["regions"]:
            return str(partition["regions"][region]["description"])
    return region


def refusal(topic_arn: str, alarm_arn: str) -> str | None:
    """Why CloudWatch may not publish; None where it may."""
    account_id = alarm_arn.split(":")[4]
    keys = {"aws:sourcearn": alarm_arn, "aws:sourceaccount": account_id}
    policy = emulator.topic_policy(topic_arn)
    if policy is None:
        return "Topic does not exist"
    asked = keys | {"aws:sourceowner": account_id}
    if not emulator.allows(policy, "SNS:Publish", topic_arn, asked, CLOUDWATCH):
        return f"CloudWatch Alarms is not authorized to perform: SNS:Publish on resource: {topic_arn}"
    if topic.use_error(topic_arn, CLOUDWATCH, keys) is not None:
        return "CloudWatch Alarms does not have authorization to access the SNS topic encryption key."
    return None


def install() -> None:
    seams.replace("services.cloudwatch._dispatch_alarm_actions", lambda dispatch: functools.wraps(dispatch)(_dispatch))


def _dispatch(alarm: dict[str, Any], old: str, new: str, reason: str) -> None:
    actions = alarm.get(ACTIONS[new]) or ()
    if not alarm.get("ActionsEnabled", True) or _is_suppressed(alarm):
        return
    for arn in actions:
        if arn.split(":")[2:3] == ["sns"]:
            _publish(arn, alarm, message(alarm, old, new, reason, datetime.now(UTC)))


def _publish(topic_arn: str, alarm: Alarm, told: Mapping[str, Any]) -> None:
    refused = refusal(topic_arn, alarm["AlarmArn"])
    summary = f"Successfully executed action {topic_arn}"
    if refused:
        summary = f"Failed to execute action {topic_arn}. Received error: {json.dumps(refused)}"
    else:
        subject = f'{told["NewStateValue"]}: "{alarm["AlarmName"]}" in {told["Region"]}'
        emulator.publish(topic_arn, json.dumps(told), subject[:SUBJECT_LIMIT])
    seams.seam("services.cloudwatch._history_entries")().append(
        {
            "AlarmName": alarm["AlarmName"],
            "AlarmType": "CompositeAlarm" if "AlarmRule" in alarm else "MetricAlarm",
            "Timestamp": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "HistoryItemType": "Action",
            "HistorySummary": summary,
            "HistoryData": json.dumps({"actionState": "Failed" if refused else "Succeeded"}),
        }
    )


def _is_suppressed(alarm: Alarm) -> bool:
    """While the suppressor is in ALARM, without the periods before and after."""
    suppressor = str(alarm.get(SUPPRESSOR) or "").rpartition(":alarm:")[2]
    found = [seams.seam(f"services.cloudwatch.{table}").get(suppressor) for table in ("_alarms", "_composite_alarms")]
    return any(each is not None and each["StateValue"] == "ALARM" for each in found)


def _time(seconds: float) -> str:
    moment = datetime.fromtimestamp(seconds or time.time(), UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}+0000"
