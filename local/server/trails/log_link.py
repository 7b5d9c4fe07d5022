"""A trail's own link to CloudWatch Logs: its log group, its role, its streams, and what the role has to be permitted.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/send-cloudtrail-events-to-cloudwatch-logs.html
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudwatch-log-group-log-stream-naming-for-cloudtrail.html
(2026-04-13). The codes and messages of refusals: https://github.com/aws/aws-cdk/issues/1963 (permissions),
https://github.com/awslabs/dynamodb-continuous-backup/issues/2 (trust), https://github.com/pulumi/docs/issues/5117.
"""

import re
from collections.abc import Callable

from local.server import emulator, principal
from local.server.trails.refusal import Refusal
from local.server.trails.trail import Trail

GROUP_ARN = re.compile(r"arn:aws[a-z-]*:logs:(?P<region>[a-z0-9-]+):(?P<account>\d{12}):log-group:(?P<name>[^:*]+):\*")
ROLE_ARN = re.compile(r"arn:aws[a-z-]*:iam::(?P<account>\d{12}):role/(?:.+/)?(?P<name>[^/]+)")
ACTIONS = ("logs:CreateLogStream", "logs:PutLogEvents")
SESSION = "CLOUDWATCHLOGS_DELIVERY_SESSION"

BAD_GROUP, BAD_ROLE = "InvalidCloudWatchLogsLogGroupArnException", "InvalidCloudWatchLogsRoleArnException"


def check(trail: Trail) -> None:
    """Refuse a trail that could not write to its log group, as CreateTrail and UpdateTrail do."""
    if not trail.log_group_arn and not trail.log_role_arn:
        return
    for holds, code, message in CHECKS:
        if not holds(trail):
            raise Refusal(code, message)


def delivery_error(trail: Trail, account_id: str) -> str | None:
    """The code that GetTrailStatus shows, or None where log events of the account may be written."""
    account, region, name = log_group(trail)
    if not emulator.has_log_group(account, region, name):
        return "ResourceNotFoundException"
    return None if trusted(trail) and _permitted(trail, (stream(trail, account_id),)) else "AccessDenied"


def log_group(trail: Trail) -> tuple[str, str, str]:
    """Account, Region and name."""
    found = GROUP_ARN.fullmatch(trail.log_group_arn)
    return (found["account"], found["region"], found["name"]) if found else ("", "", "")


def stream(trail: Trail, account_id: str) -> str:
    """Where the records of an account go, whatever Region they are of."""
    own = f"{account_id}_CloudTrail_{trail.home_region}"
    return f"{trail.organization.id}_{own}" if trail.organization else own


def streams(trail: Trail) -> tuple[str, ...]:
    """Those that a trail needs when it is made; an organization's might become its account's."""
    own = f"{trail.account_id}_CloudTrail_{trail.home_region}"
    return tuple(dict.fromkeys((own, stream(trail, trail.account_id))))


def trusted(trail: Trail) -> bool:
    """Whether CloudTrail may assume the role. No condition key is known to be sent."""
    found = ROLE_ARN.fullmatch(trail.log_role_arn)
    trust = emulator.trust_policy(found["account"], found["name"]) if found else None
    return trust is not None and emulator.allows(trust, "sts:AssumeRole", trail.log_role_arn, {})


def _is_its_group(trail: Trail) -> bool:
    """In an account that owns the trail, and its home Region."""
    account, region, name = log_group(trail)
    mine = account in trail.owners and region == trail.home_region
    return mine and emulator.has_log_group(account, region, name)


def _permitted(trail: Trail, names: tuple[str, ...]) -> bool:
    session = principal.role_session(trail.log_role_arn, SESSION)
    group = trail.log_group_arn.removesuffix(":*")
    needed = ((action, f"{group}:log-stream:{name}") for action in ACTIONS for name in names)
    return all(principal.denial(session, action, arn) is None for action, arn in needed)


# In this order: none is asked unless those before it hold.
CHECKS: tuple[tuple[Callable[[Trail], bool], str, str], ...] = (
    (lambda trail: bool(trail.log_role_arn), BAD_ROLE, "You must specify a role ARN as well as a log group."),
    (lambda trail: bool(trail.log_group_arn), BAD_GROUP, "You must specify a log group as well as a role ARN."),
    (_is_its_group, BAD_GROUP, "CloudTrail cannot validate the specified log group ARN."),
    (trusted, BAD_ROLE, "Access denied. Check the trust relationships for your role."),
    (lambda trail: _permitted(trail, streams(trail)), BAD_GROUP, "Access denied. Check the permissions for your role."),
)
