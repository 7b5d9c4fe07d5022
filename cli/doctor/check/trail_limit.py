"""Whether there is room for the trail, in its home Region and, for a multi-Region trail, in every other.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html (2026-04-13)
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from cli.doctor.check.cost import account_arn, accounts, here
from cli.doctor.examined import Account, Examined, Step, separately
from cli.doctor.result import Result, fail, ok, undecided, warn
from lambdas.core.error import PipelineError

MOST_TRAILS = 5
AT_ONCE = 16

Found = set[str] | PipelineError
"""The ARNs of a Region's trails, or why they could not be read."""


def trail_limit(examined: Examined) -> Iterator[Result]:
    for account in accounts(examined):
        steps: list[Step] = [partial(_home, examined, account)]
        if examined.config.trail.multi_region and not examined.adopts_trail:
            steps.append(partial(_elsewhere, examined, account))
        for step in steps:
            yield from separately({account_arn(examined, account): step})


def _home(examined: Examined, account: str) -> Iterator[Result]:
    there = {each["TrailARN"] for each in here(examined.account(account))}
    told = f"{len(there)} of the {MOST_TRAILS} trails that {examined.place.region} takes"
    arn = account_arn(examined, account)
    if len(there) < MOST_TRAILS:
        yield ok(arn, told)
    elif examined.trail_arn in there:
        yield warn(arn, f"{told}, the deployment's among them", "delete one that is not needed: there is no room")
    else:
        yield fail(arn, f"{told}: there is no room for the deployment's", "delete one, or adopt one by trail.arn")


def _elsewhere(examined: Examined, account: str) -> Iterator[Result]:
    """A multi-Region trail takes a place in every Region that is enabled; an adopted one has its places."""
    reader, arn = examined.account(account), account_arn(examined, account)
    answer = reader.read("ec2", "describe_regions", "the Regions that are enabled") or {}
    regions = sorted({each["RegionName"] for each in answer.get("Regions") or []} - {examined.place.region})
    with ThreadPoolExecutor(AT_ONCE) as threads:
        found = dict(zip(regions, threads.map(partial(_trails, reader), regions), strict=True))
    full = [region for region, trails in found.items() if _is_full(trails, examined.trail_arn)]
    unread = {region: trails for region, trails in found.items() if isinstance(trails, PipelineError)}
    for region in full:
        told = f"{region} has {MOST_TRAILS} trails and takes no more: there is no room for the deployment's"
        yield fail(arn, told, f"delete one in {region}, or adopt one by trail.arn")
    if unread:
        yield _undecided(arn, list(unread), next(iter(unread.values())))
    if not full and not unread:
        yield ok(arn, f"there is room in the other Regions ({len(regions)})")


def _trails(account: Account, region: str) -> Found:
    try:
        return {each["TrailARN"] for each in here(account, region)}
    except PipelineError as error:
        return error


def _is_full(trails: Found, own: str) -> bool:
    return not isinstance(trails, PipelineError) and len(trails) >= MOST_TRAILS and own not in trails


def _undecided(arn: str, regions: Sequence[str], error: PipelineError) -> Result:
    return undecided(arn, type(error)(f"whether there is room in {', '.join(regions)}: {error}"))
