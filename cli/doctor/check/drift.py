"""The trail beside what is configured: its settings, its key, what it selects and what CloudTrail derives from that."""

from collections.abc import Iterator

from cli.account import Answer
from cli.doctor.examined import Examined, Step, of_trail, separately
from cli.doctor.result import Result, fail, ok, skipped, warn
from cli.doctor.selection import different, excluded_sources, in_words
from stacks import name
from stacks.selector import aggregation_as_cloudformation, as_cloudformation

Settings = dict[str, str | bool]

# Beside the calls that each object makes, the preset no-kms-noise leaves out what a person does to a key.
# https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html (2026-04-13)
KMS, KMS_CALLS = "kms.amazonaws.com", "DisableKey, ScheduleKeyDeletion and PutKeyPolicy"


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
        steps += [lambda: _selectors(examined), lambda: _insights(examined), lambda: _aggregation(examined)]
    steps.append(lambda: _left_out(examined))
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
    """Of an adopted trail and bucket the configuration may name none: then deliver may decrypt with none."""
    wanted = name.archive_key(examined.place, examined.config)
    if not wanted and there:
        found = f"its key {there} is not configured: deliver may not decrypt with it, and every log file is denied"
        yield fail(examined.trail_arn, found, f"set archive.key_arn to that key ({there}), and deploy once more")
    elif wanted and wanted != there and not _same_key(examined, wanted, there):
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


def _insights(examined: Examined) -> Iterator[Result]:
    answer = examined.of_trail("get_insight_selectors", TrailName=examined.trail_arn) or {}
    wanted = as_cloudformation(examined.config.trail.insights)
    there = [{"EventCategories": ["Management"], **each} for each in answer.get("InsightSelectors") or []]
    if any(different(wanted, there)):
        found = f"its Insight selectors are {there}, and {wanted} is configured"
        yield fail(examined.trail_arn, found, _deploy(examined))


def _aggregation(examined: Examined) -> Iterator[Result]:
    """What is left of it costs money, and what is lacking is evidence."""
    answer = examined.of_trail("get_event_configuration", TrailName=examined.trail_arn) or {}
    there = answer.get("AggregationConfigurations") or []
    chosen = examined.config.trail.aggregation
    wanted = aggregation_as_cloudformation(chosen)
    if any(different(wanted, there)):
        found = f"its aggregation is {there}, and {wanted or 'none'} is configured"
        told = fail if chosen else warn
        yield told(examined.trail_arn, found, _deploy(examined))


def _left_out(examined: Examined) -> Iterator[Result]:
    there = examined.of_trail("get_event_selectors", TrailName=examined.trail_arn) or {}
    if KMS in excluded_sources(there):
        found = f"its selectors leave out every management event of {KMS}, {KMS_CALLS} of a key among them"
        todo = "take no-kms-noise out of trail.selectors, or have another trail log what is done to keys"
        yield warn(examined.trail_arn, found, todo)


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
