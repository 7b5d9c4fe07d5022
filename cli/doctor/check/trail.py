"""The trail itself, beside what is configured: its settings, what it selects, whether it logs, and what went wrong."""

from collections.abc import Iterator

from cli.account import Answer
from cli.doctor.examined import Examined, Step, of_trail, separately
from cli.doctor.result import Result, fail, missing, ok, skipped, warn
from cli.doctor.selection import different, in_words
from stacks import name
from stacks.selector import aggregation_as_cloudformation, as_cloudformation

Settings = dict[str, str | bool]

# What GetTrailStatus tells of a delivery that failed, and of what.
# https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html (2026-11-23)
ERRORS = {
    "LatestDeliveryError": "log files to the archive",
    "LatestDigestDeliveryError": "digests to the archive",
    "LatestCloudWatchLogsDeliveryError": "records to CloudWatch Logs by the trail's own link",
}


@of_trail
def validation(examined: Examined, trail: Answer) -> Iterator[Result]:
    arn = examined.trail_arn
    if trail.get("LogFileValidationEnabled"):
        yield ok(arn, "log file validation is on")
    elif examined.config.trail.log_file_validation:
        todo = f"deploy once more, or aws cloudtrail update-trail --name {arn} --enable-log-file-validation"
        yield fail(arn, "log file validation is off: no digest shows what CloudTrail wrote", todo)
    else:
        todo = "set trail.log_file_validation to true"
        yield warn(arn, "log file validation is off, as configured: no digest shows what CloudTrail wrote", todo)


def logging(examined: Examined) -> Iterator[Result]:
    arn = examined.trail_arn
    status = examined.of_trail("get_trail_status", Name=arn)
    if status is None:
        yield missing(arn, adopted=examined.adopts_trail)
        return
    yield _logs(arn, logs=bool(status.get("IsLogging")), wanted=examined.config.trail.logging)
    for member, what in ERRORS.items():
        if status.get(member):
            yield fail(arn, f"CloudTrail could not deliver {what}: {status[member]}", _mend(member))


def _logs(arn: str, *, logs: bool, wanted: bool) -> Result:
    if logs and wanted:
        return ok(arn, "it logs")
    if logs:
        return fail(arn, "it logs, and trail.logging is false", "deploy once more, or set trail.logging to true")
    if wanted:
        return fail(arn, "it does not log: nothing is recorded", f"aws cloudtrail start-logging --name {arn}")
    return warn(arn, "it does not log, as configured: nothing is recorded", "set trail.logging to true")


def _mend(member: str) -> str:
    if member == "LatestCloudWatchLogsDeliveryError":
        return "look at the role and the log group of the trail's link"
    return "look at bucket-policy, key-policy and bucket here: CloudTrail tries again for 30 days"


@of_trail
def drift(examined: Examined, trail: Answer) -> Iterator[Result]:
    """Not the topic, validation and the link to CloudWatch Logs, of which other checks tell."""
    wanted = _settings(examined)
    differing = {each: value for each, value in wanted.items() if (trail.get(each) or _unset(value)) != value}
    for setting, value in differing.items():
        yield _differs(examined, setting, trail.get(setting), value)
    if not differing:
        yield ok(examined.trail_arn, f"its settings are as configured ({', '.join(wanted)})")
    steps: list[Step] = [lambda: _key(examined, trail.get("KmsKeyId") or "")]
    if not examined.adopts_trail:
        steps += [lambda: _selectors(examined), lambda: _derived(examined)]
    for step in steps:
        yield from separately({examined.trail_arn: step})


def _settings(examined: Examined) -> Settings:
    config, place = examined.config, examined.place
    settings: Settings = {"S3BucketName": name.archive_bucket(place, config), "S3KeyPrefix": config.trail.key_prefix}
    if not examined.adopts_trail:
        settings["IsMultiRegionTrail"] = config.trail.multi_region
        settings["IncludeGlobalServiceEvents"] = config.trail.global_service_events
    if not examined.adopts_trail or config.organization:
        settings["IsOrganizationTrail"] = config.organization is not None
    return settings


def _differs(examined: Examined, setting: str, there: object, wanted: object) -> Result:
    found = f"{setting} is {_shown(there)}, and {_shown(wanted)} is configured"
    return fail(examined.trail_arn, found, _deploy(examined))


def _unset(value: str | bool) -> str | bool:  # noqa: FBT001  (a value as CloudTrail has it)
    return False if isinstance(value, bool) else ""


def _shown(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value or "not set")


def _deploy(examined: Examined) -> str:
    if examined.adopts_trail:
        return "have the trail's owner change it, or change cdk.json"
    return "find out who changed it, and deploy once more"


def _key(examined: Examined, there: str) -> Iterator[Result]:
    """Not that of an adopted trail and bucket of which the configuration names none."""
    wanted = name.archive_key(examined.place, examined.config)
    if wanted and wanted != there and not _same_key(examined, wanted, there):
        yield _differs(examined, "KmsKeyId", there, wanted)
    elif wanted:
        yield ok(examined.trail_arn, "its key is as configured")


def _same_key(examined: Examined, wanted: str, there: str) -> bool:
    """A key has an ARN, and each of its aliases another."""
    arns = []
    for arn in (wanted, there):
        if not arn.startswith("arn:"):
            return False
        described = examined.account(name.account_of(arn)).read("kms", "describe_key", f"key {arn}", KeyId=arn)
        arns.append(described and described["KeyMetadata"]["Arn"])
    return arns[0] is not None and arns[0] == arns[1]


def _selectors(examined: Examined) -> Iterator[Result]:
    there = examined.of_trail("get_event_selectors", TrailName=examined.trail_arn) or {}
    basic = examined.config.trail.selectors.basic
    member = "EventSelectors" if basic else "AdvancedEventSelectors"
    wanted = as_cloudformation(basic or examined.selectors)
    other = there.get("AdvancedEventSelectors" if basic else "EventSelectors") or []
    lacking, more = different(wanted, [*(there.get(member) or []), *other])
    if not lacking and not more:
        yield ok(examined.trail_arn, "its selectors are as configured")
        return
    told = [f"the trail lacks {in_words(each)}" for each in lacking] + [f"it has {in_words(each)}" for each in more]
    yield fail(examined.trail_arn, f"its selectors are not as configured: {'; '.join(told)}", _deploy(examined))


def _derived(examined: Examined) -> Iterator[Result]:
    """Insights and aggregation."""
    trail = examined.config.trail
    insights = examined.of_trail("get_insight_selectors", TrailName=examined.trail_arn) or {}
    wanted = as_cloudformation(trail.insights)
    there = [{"EventCategories": ["Management"], **each} for each in insights.get("InsightSelectors") or []]
    if any(different(wanted, there)):
        yield fail(
            examined.trail_arn, f"its Insight selectors are {there}, and {wanted} is configured", _deploy(examined)
        )
    if not trail.aggregation:
        return
    answer = examined.of_trail("get_event_configuration", TrailName=examined.trail_arn) or {}
    aggregations = answer.get("AggregationConfigurations") or []
    wanted = aggregation_as_cloudformation(trail.aggregation)
    if any(different(wanted, aggregations)):
        found = f"its aggregation is {aggregations}, and {wanted} is configured"
        yield fail(examined.trail_arn, found, _deploy(examined))


@of_trail
def recursion(examined: Examined, trail: Answer) -> Iterator[Result]:
    """RecursiveLogging: whether the trail records CloudTrail's own deliveries. It came after 2026-08-21."""
    wanted, arn = examined.config.trail.recursive_logging, examined.trail_arn
    if "RecursiveLogging" not in trail:
        yield skipped(arn, "GetTrail does not tell of RecursiveLogging here")
    elif examined.adopts_trail or trail["RecursiveLogging"] == wanted:
        yield ok(arn, f"RecursiveLogging is {_shown(trail['RecursiveLogging'])}")
    else:
        found = f"RecursiveLogging is {_shown(trail['RecursiveLogging'])}, and {_shown(wanted)} is configured"
        yield fail(arn, found, _deploy(examined))
