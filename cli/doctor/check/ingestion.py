"""The ways into CloudWatch Logs that are CloudTrail's own: the trail's link, and a telemetry rule."""

from collections.abc import Iterator

from cli.account import Answer
from cli.doctor.examined import Examined, Look, Step, of_trail, separately
from cli.doctor.result import Result, fail, missing, ok, skipped, warn
from stacks import name
from stacks.config.ingestion import Path
from stacks.name import At


def ingestion(examined: Examined) -> Iterator[Result]:
    looks = {path: look for path, look in LOOKS.items() if path in examined.config.paths}
    yield from separately(
        {
            examined.trail_arn if path is Path.NATIVE else _rule_arn(examined): _bound(look, examined)
            for path, look in looks.items()
        }
    )
    if not looks:
        yield skipped(examined.trail_arn, "records go through the pipeline alone")


def _bound(look: Look, examined: Examined) -> Step:
    return lambda: look(examined)


@of_trail
def _native(examined: Examined, trail: Answer) -> Iterator[Result]:
    there = At(examined.place.partition, examined.trail_account, examined.place.region)
    group, role = name.native_log_group_arn(there, examined.config), name.native_role_arn(there)
    linked, by = trail.get("CloudWatchLogsLogGroupArn") or "", trail.get("CloudWatchLogsRoleArn") or ""
    if (linked, by) == (group, role):
        yield ok(examined.trail_arn, f"it is linked to {group}")
        return
    found = f"it is linked to {linked or 'no log group'} by {by or 'no role'}, and not to {group} by {role}"
    yield fail(examined.trail_arn, found, "deploy Trailkeeper-Native and Trailkeeper-Trail once more")


def _direct(examined: Examined) -> Iterator[Result]:
    operation = "get_telemetry_rule_for_organization" if examined.config.organization else "get_telemetry_rule"
    account = examined.account(examined.trail_account)
    answer = account.read(
        "observabilityadmin", operation, f"telemetry rule {name.DIRECT_RULE}", RuleIdentifier=name.DIRECT_RULE
    )
    arn = _rule_arn(examined)
    if answer is None:
        yield missing(arn, adopted=False)
        return
    parameters = answer.get("TelemetryRule", {}).get("DestinationConfiguration", {}).get("CloudtrailParameters", {})
    if parameters.get("AdvancedEventSelectors"):
        yield ok(answer.get("RuleArn", arn), "the telemetry rule takes CloudTrail's events")
    else:
        yield warn(
            answer.get("RuleArn", arn), "the telemetry rule has no selectors", "deploy Trailkeeper-Direct once more"
        )


def _rule_arn(examined: Examined) -> str:
    kind = "organization-telemetry-rule" if examined.config.organization else "telemetry-rule"
    return name.arn(examined.place, "observabilityadmin", f"{kind}/{name.DIRECT_RULE}", account=examined.trail_account)


LOOKS: dict[Path, Look] = {Path.NATIVE: _native, Path.DIRECT: _direct}
