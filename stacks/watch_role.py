"""What watch may do, each purpose in a statement of its own: it reads, and writes nothing but its own log."""

from dataclasses import dataclass

from aws_cdk import Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs

from stacks import name
from stacks.config import Config
from stacks.nag import accept_wildcard
from stacks.name import Place
from stacks.role import WRITE_STREAMS, allow, via

STATUS = ["cloudtrail:GetTrail", "cloudtrail:GetTrailStatus"]


@dataclass(frozen=True)
class Used:
    """What watch works with and has no name before it is made."""

    verification_key: kms.Key
    own_log: logs.LogGroup


def watch_role(stack: Stack, config: Config, used: Used) -> iam.Role:
    statements = [*to_watch(stack, config), *to_add_up(stack, config, used)]
    role = iam.Role(
        stack,
        "WatchRole",
        role_name=name.role_name(stack, name.WATCH),
        assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
        inline_policies={"Watch": iam.PolicyDocument(statements=statements)},
    )
    accept_wildcards(role, stack, config, used)
    return role


def to_watch(stack: Stack, config: Config) -> list[iam.PolicyStatement]:
    """The trail wherever it is, and what of CloudTrail Lake is named. Imports are of no resource.

    https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudtrail.html
    https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsaccountmanagement.html (2026-04-13)
    """
    actions = [*STATUS, *(["cloudtrail:GetEventSelectors"] if compares_selectors(stack, config) else [])]
    channels, imports = config.watch.channels, config.watch.event_data_stores
    return [
        allow("SeeTrail", actions, trail_of_any_region(stack, config)),
        *([allow("FindRegions", ["account:ListRegions"], "*")] if asks_for_regions(config) else []),
        *([allow("SeeChannels", ["cloudtrail:GetChannel"], *channels)] if channels else []),
        *([allow("SeeImports", ["cloudtrail:ListImports"], "*")] if imports else []),
    ]


def to_add_up(stack: Stack, config: Config, used: Used) -> list[iam.PolicyStatement]:
    """What verify remembers of each account, and how many objects are in quarantine."""
    read, key = ["kms:Decrypt", "kms:DescribeKey"], used.verification_key.key_arn
    return [
        allow("ReadAccounts", ["dynamodb:Scan"], name.verification_table_arn(stack, config)),
        allow("DecryptAccounts", read, key, conditions=via(stack, "dynamodb")),
        allow("CountQuarantined", ["s3:ListBucket"], name.quarantine_arn(stack, config)),
        allow("WriteOwnLog", WRITE_STREAMS, name.log_streams_arn(stack, used.own_log.log_group_name)),
    ]


def trail_of_any_region(place: Place, config: Config) -> str:
    """A trail of all Regions is asked for by its ARN in each of them."""
    return name.of_any_region(name.trail_arn(place, config))


def compares_selectors(place: Place, config: Config) -> bool:
    """Not of a trail that is its owner's, nor of an organization's, whose members do not see them.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/creating-trail-organization.html (2026-04-13)
    """
    return not config.trail.arn and name.trail_account(place, config) == name.home(place, config).account


def asks_for_regions(config: Config) -> bool:
    return not config.watch.regions and (config.trail.multi_region or bool(config.trail.arn))


def accept_wildcards(role: iam.Role, stack: Stack, config: Config, used: Used) -> None:
    own_log = name.log_streams_arn(stack, used.own_log.log_group_name)
    accept_wildcard(role, trail_of_any_region(stack, config), "One trail, which is asked for in each of its Regions.")
    accept_wildcard(role, own_log, "Lambda names the streams; only in the function's own log group.")
    if asks_for_regions(config) or config.watch.event_data_stores:
        accept_wildcard(role, "*", "The account's Regions and CloudTrail's imports are of no resource; it only reads.")
