"""Whether the trail logs, what went wrong when it delivered, and whether what it writes can be verified."""

from collections.abc import Iterator
from datetime import timedelta

from cli.account import Answer
from cli.doctor.examined import Examined, of_trail
from cli.doctor.result import Result, fail, missing, ok, warn

QUIET = timedelta(hours=24)

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
    yield from _quiet(examined, status)
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


def _quiet(examined: Examined, status: Answer) -> Iterator[Result]:
    """An account in which nobody does anything has no log file either."""
    delivered = status.get("LatestDeliveryTime")
    since = delivered or status.get("StartLoggingTime")
    if not status.get("IsLogging") or since is None or examined.now - since <= QUIET:
        return
    told = "the last log file was delivered at" if delivered else "no log file was delivered since it was started at"
    todo = "unless nobody has used the account, look at bucket-policy, key-policy and drift here"
    yield warn(examined.trail_arn, f"{told} {since:%Y-%m-%dT%H:%M:%SZ}, more than 24 hours ago", todo)


def _mend(member: str) -> str:
    if member == "LatestCloudWatchLogsDeliveryError":
        return "look at the role and the log group of the trail's link"
    return "look at bucket-policy, key-policy and bucket here: CloudTrail tries again for 30 days"
