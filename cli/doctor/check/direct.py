"""CloudTrail's ingestion into CloudWatch Logs without a trail: the telemetry rule, and the evaluation that applies it.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-service-linked-channels.html (2026-04-13)
"""

from collections.abc import Iterator
from functools import partial

from cli.account import Answer
from cli.doctor.examined import Examined, Step, separately
from cli.doctor.result import Result, fail, missing, ok, skipped, warn
from cli.doctor.selection import different, in_words
from lambdas.core.error import Unavailable
from stacks import name, native_name
from stacks.config.ingestion import Path
from stacks.config.rule import DIRECT_CATEGORIES
from stacks.selector import as_cloudformation

# CloudTrail's 0.25 and CloudWatch Logs' 0.50, of us-east-1:
# https://aws.amazon.com/cloudtrail/pricing/ and https://aws.amazon.com/cloudwatch/pricing/ (2026-04-13)
PRICE = "0.75 dollars a GB (in us-east-1)"
NAMES = ("trailkeeper-direct", "trailkeeper-direct-all-regions")
"""Of a rule, whatever its reach."""
STACK = "Trailkeeper-Direct"


def direct(examined: Examined) -> Iterator[Result]:
    """Nothing where no rule is there, and none is to be."""
    configured = Path.DIRECT in examined.config.paths
    wanted = native_name.direct_rule(examined.config) if configured else ""
    looks: dict[str, Step] = {}
    if configured:
        looks[_arn(examined, wanted)] = partial(_rule, examined, wanted)
        looks[f"arn:{examined.place.partition}:iam::{examined.trail_account}:root"] = partial(_evaluation, examined)
    looks |= {_arn(examined, each): partial(_left, examined, each) for each in NAMES if each != wanted}
    yield from separately(looks)


def _arn(examined: Examined, rule: str) -> str:
    kind = "organization-telemetry-rule" if examined.config.organization else "telemetry-rule"
    return name.arn(examined.place, "observabilityadmin", f"{kind}/{rule}", account=examined.trail_account)


def _read(examined: Examined, operation: str, what: str, **parameters: str) -> Answer | None:
    """Of the organization, where there is one."""
    called = f"{operation}_for_organization" if examined.config.organization else operation
    return examined.account(examined.trail_account).read("observabilityadmin", called, what, **parameters)


def _read_rule(examined: Examined, rule: str) -> Answer | None:
    return _read(examined, "get_telemetry_rule", f"telemetry rule {rule}", RuleIdentifier=rule)


def _rule(examined: Examined, rule: str) -> Iterator[Result]:
    answer = _read_rule(examined, rule)
    if answer is None:
        yield missing(_arn(examined, rule), adopted=False)
        return
    arn = answer.get("RuleArn") or _arn(examined, rule)
    parameters = answer.get("TelemetryRule", {}).get("DestinationConfiguration", {}).get("CloudtrailParameters", {})
    taken = [each for each in examined.selectors if any(each.logs(category) for category in DIRECT_CATEGORIES)]
    lacking, more = different(as_cloudformation(taken), parameters.get("AdvancedEventSelectors") or [])
    if not lacking and not more:
        yield ok(arn, "the telemetry rule takes the events that are configured")
        return
    told = [f"it lacks {in_words(each)}" for each in lacking] + [f"it has {in_words(each)}" for each in more]
    found = f"the selectors of the telemetry rule are not as configured: {'; '.join(told)}"
    yield fail(arn, found, f"find out who changed it, and deploy {STACK} once more")


def _evaluation(examined: Examined) -> Iterator[Result]:
    """A rule does nothing where telemetry evaluation is off.

    https://docs.aws.amazon.com/cli/latest/reference/observabilityadmin/start-telemetry-evaluation.html (2026-04-13)
    """
    arn = f"arn:{examined.place.partition}:iam::{examined.trail_account}:root"
    answer = _read(examined, "get_telemetry_evaluation_status", "telemetry evaluation") or {}
    status = answer.get("Status", "NOT_STARTED")
    if status == "RUNNING":
        yield ok(arn, "telemetry evaluation runs")
        return
    why = f" ({answer['FailureReason']})" if answer.get("FailureReason") else ""
    command = "start-telemetry-evaluation" + ("-for-organization" if examined.config.organization else "")
    reach = " --all-regions" if examined.config.trail.multi_region else ""
    found = f"telemetry evaluation is {status}{why}: the telemetry rule takes no events"
    yield fail(arn, found, f"aws observabilityadmin {command}{reach} (StartTelemetryEvaluation)")


def _left(examined: Examined, rule: str) -> Iterator[Result]:
    """The service is not in every Region, and whoever has no rule needs no answer."""
    try:
        answer = _read_rule(examined, rule)
    except Unavailable as error:
        yield skipped(_arn(examined, rule), f"CloudWatch answers for no telemetry rules here: {error}")
        return
    if answer is None:
        return
    arn = answer.get("RuleArn") or _arn(examined, rule)
    yield warn(arn, f"the telemetry rule is not configured: it goes on writing, {PRICE}", _take_away(examined, rule))


def _take_away(examined: Examined, rule: str) -> str:
    if Path.DIRECT not in examined.config.paths:
        return f"delete the stack {STACK}: aws cloudformation delete-stack --stack-name {STACK}"
    command = "delete-telemetry-rule" + ("-for-organization" if examined.config.organization else "")
    return f"aws observabilityadmin {command} --rule-identifier {rule}"
