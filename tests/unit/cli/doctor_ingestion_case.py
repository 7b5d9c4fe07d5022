"""CloudTrail's own ways into CloudWatch Logs, on and left: by name the setup, the answers that differ, what is said."""

from typing import Any

from lambdas.core.error import ConfigurationError, Unavailable
from stacks.config import Config
from tests.unit.cli.doctor_case import Said, config, selecting
from tests.unit.cli.fake_account import Answers, trail

GROUP = "arn:aws:logs:eu-west-1:111122223333:log-group:/trailkeeper/native:*"
LINKED = {
    "get_trail": trail(
        config(),
        CloudWatchLogsLogGroupArn=GROUP,
        CloudWatchLogsRoleArn="arn:aws:iam::111122223333:role/trailkeeper-native-eu-west-1",
    )
}
ROLE: list[Said] = [("ok", "its trust policy"), ("ok", "its policy allows")]
NATIVE = config(ingestion="native", ingestion_beside=["pipeline"])
DIRECT = config(ingestion="direct")
ORGANIZATION = config(ingestion="direct", organization={"id": "o-exampleorgid", "management_account": "111122223333"})
RUNS: Said = ("ok", "telemetry evaluation runs")


def rules(**by_name: Any) -> Answers:
    """By the name of a rule, with _ for -, what is answered; of the others that they are not there."""
    return {"get_telemetry_rule": lambda asked: by_name.get(asked["RuleIdentifier"].replace("-", "_"))}


def taking(*presets: str) -> Any:
    return {"TelemetryRule": {"DestinationConfiguration": {"CloudtrailParameters": selecting(*presets)}}}


INGESTIONS: dict[str, tuple[Config, Answers, list[Said]]] = {
    "neither": (config(), {}, [("skipped", "through the pipeline alone")]),
    "a link that is lacking": (NATIVE, {}, [("fail", "linked to no log group"), *ROLE]),
    "a link": (NATIVE, LINKED, [("ok", "it is linked"), *ROLE]),
    "a link that is left": (config(), LINKED, [("warn", "native is not configured: it goes on writing, 0.50 dollars")]),
    "a link that cannot be looked at": (
        config(),
        {"get_trail": ConfigurationError("AccessDenied")},
        [("undecided", "AccessDenied")],
    ),
    "a link of an adopted trail": (
        config(
            trail={"arn": "arn:aws:cloudtrail:eu-west-1:111122223333:trail/theirs"},
            archive={"bucket_arn": "arn:aws:s3:::audit"},
        ),
        LINKED,
        [("skipped", "its owner links it")],
    ),
    "a role that is not there yet": (
        NATIVE,
        {**LINKED, "get_role": None},
        [("ok", "it is linked"), ("skipped", "not deployed yet")],
    ),
    "a role that CloudTrail may not take": (
        NATIVE,
        {**LINKED, "get_role": {"Role": {"AssumeRolePolicyDocument": {"Statement": []}}}},
        [("ok", "it is linked"), ("fail", "sts:AssumeRole"), ROLE[1]],
    ),
    "a role that may not write": (
        NATIVE,
        {**LINKED, "list_role_policies": {"PolicyNames": []}},
        [("ok", "it is linked"), ROLE[0], ("fail", "logs:PutLogEvents")],
    ),
    "a telemetry rule": (DIRECT, {}, [("ok", "takes the events that are configured"), RUNS]),
    "a telemetry rule of an organization": (ORGANIZATION, {}, [("ok", "takes the events"), RUNS]),
    "a telemetry rule that is not there yet": (DIRECT, rules(), [("skipped", "not deployed yet"), RUNS]),
    "a telemetry rule with other selectors": (
        DIRECT,
        rules(trailkeeper_direct_all_regions=taking("write-only-management")),
        [("fail", "it lacks"), RUNS],
    ),
    "a telemetry rule without selectors": (
        DIRECT,
        rules(trailkeeper_direct_all_regions={"RuleArn": "arn"}),
        [("fail", "it lacks"), RUNS],
    ),
    "telemetry evaluation that is off": (
        DIRECT,
        {"get_telemetry_evaluation_status": {"Status": "FAILED_START", "FailureReason": "no role"}},
        [("ok", "takes the events"), ("fail", "FAILED_START (no role)")],
    ),
    "telemetry evaluation of an organization that is off": (
        ORGANIZATION,
        {"get_telemetry_evaluation_status_for_organization": {"Status": "NOT_STARTED"}},
        [("ok", "takes the events"), ("fail", "NOT_STARTED")],
    ),
    "a telemetry rule of another reach that is left": (
        DIRECT,
        rules(trailkeeper_direct=taking("management"), trailkeeper_direct_all_regions=taking("management")),
        [("ok", "takes the events"), RUNS, ("warn", "0.75 dollars a GB")],
    ),
    "a telemetry rule that is left": (
        config(),
        rules(trailkeeper_direct=taking("management")),
        [("warn", "it goes on writing, 0.75 dollars a GB")],
    ),
    "a telemetry rule of all Regions that is left": (
        config(),
        rules(trailkeeper_direct_all_regions=taking("management")),
        [("warn", "it goes on writing, 0.75 dollars a GB")],
    ),
    "telemetry rules that cannot be looked at": (
        DIRECT,
        {"get_telemetry_rule": ConfigurationError("AccessDenied")},
        [("undecided", "AccessDenied"), RUNS, ("undecided", "AccessDenied")],
    ),
    "no telemetry rules in the Region": (
        config(),
        {"get_telemetry_rule": Unavailable("no such endpoint")},
        [("skipped", "CloudWatch answers for no telemetry rules here: no such endpoint")] * 2,
    ),
}
