"""The security rules of a deployment: the table's, those on its own roles and resources, and the configuration's.

What the deployment's own roles call is known, so any other call is one by whoever has stolen them. What is changed of
its resources is changed by CloudFormation, so any other change is one to look at. Nothing here knows the CDK: where
only the deployment knows account or Region, a name ends in *.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lambdas.core.security_rule import RULES, Rule
from stacks import name
from stacks.config import Config
from stacks.config.ingestion import Path
from stacks.config.rule import partition_of
from stacks.config.rules import OWN_CHANGES, OWN_MISUSES
from stacks.name import At

# By the name of a function: the eventName of each call that its role is used for, its own and those of services for it.
_LOG = ("CreateLogStream", "PutLogEvents")
_KEY = ("Decrypt", "DescribeKey", "Encrypt", "GenerateDataKey", "ReEncrypt")
_QUEUE = (
    "ChangeMessageVisibility*",
    "DeleteMessage*",
    "GetQueueAttributes",
    "ReceiveMessage",
    "SendMessage*",
)
EXPECTED = {
    name.DELIVER: (
        *_LOG,
        *_KEY,
        *_QUEUE,
        *("DeleteObject", "GetObject", "HeadObject", "PutObject", "PutItem", "TransactWriteItems", "Publish"),
    ),
    name.VERIFY: (
        *_LOG,
        *_KEY,
        *_QUEUE,
        *("GetObject", "HeadObject", "ListObject*", "ListPublicKeys", "PutItem", "Query", "Publish"),
    ),
    name.WATCH: (
        *_LOG,
        *("Decrypt", "DescribeKey", "GetTrail", "GetTrailStatus", "GetEventSelectors", "ListRegions"),
        *("GetChannel", "ListImports", "ListObject*", "Scan"),
    ),
    name.SETUP: (
        *_LOG,
        *("GetTrail", "UpdateTrail", "ListAWSServiceAccessForOrganization", "GetRole", "CreateServiceLinkedRole"),
        *("RegisterOrganizationDelegatedAdmin", "DeregisterOrganizationDelegatedAdmin"),
        *("RegisterDelegatedAdministrator", "DeregisterDelegatedAdministrator"),
    ),
}
LONGEST = 100
"""Of a name in a pattern, which may have 1,024 characters; a longer one is told by its beginning."""
CLOUDFORMATION = "cloudformation.amazonaws.com"


@dataclass(frozen=True)
class Changes:
    """What changes a kind of resource, and how its requests name it."""

    source: str
    members: tuple[str, ...]
    values: tuple[str, ...]
    without: str = ""
    """A call that the functions make themselves."""
    calls: tuple[str, ...] = ()
    """Those that are meant, where not all are."""
    also: tuple[tuple[str, str], ...] = ()
    """Further members, each with its value."""
    happened: str = "was changed, and not by CloudFormation"
    """To the resource, as the rule's title ends."""


def rules(config: Config) -> tuple[Rule, ...]:
    """In the order of the table; a deployment's own stand last."""
    own = (Rule(name=each.name, title=each.title, pattern=each.pattern) for each in config.rules.own)
    built_in = (rule for rule in (*RULES, *own_rules(config)) if rule.name not in config.rules.off)
    return (*built_in, *own)


def own_rules(config: Config) -> Iterator[Rule]:
    """Those on what there is: without the pipeline some roles and resources are not."""
    place = At(partition_of(config.region), config.account or "*", config.region or "*")
    for function in functions(config):
        misuse = OWN_MISUSES[function.removeprefix("trailkeeper-")]
        yield Rule(
            name=misuse,
            title=f"The role of {function} made a call that the function never makes",
            pattern=misused(config, ended(name.role_name(place, function)), EXPECTED[function]),
        )
    for changed, told in changes(place, config).items():
        yield Rule(
            name=changed,
            title=f"{OWN_CHANGES[changed]} of the deployment {told.happened}",
            pattern=pattern(config, told),
        )


def functions(config: Config) -> Sequence[str]:
    return (*(name.FUNCTIONS if Path.PIPELINE in config.paths else ()), name.SETUP)


def changes(place: At, config: Config) -> dict[str, Changes]:
    """By the rule's name."""
    found = {
        "own-function-changed": functions_changed(config),
        "own-role-changed": Changes(
            "iam.amazonaws.com",
            ("roleName",),
            tuple(name.role_name(place, each) for each in (*functions(config), "trailkeeper-native")),
        ),
        "own-table-changed": Changes("dynamodb.amazonaws.com", ("tableName", "resourceArn"), tables(config)),
        "own-queue-changed": Changes(
            "sqs.amazonaws.com", ("queueUrl", "sourceArn"), tuple(f"*{each}" for each in name.QUEUES)
        ),
        "own-topic-changed": Changes(
            "sns.amazonaws.com",
            ("topicArn", "subscriptionArn"),
            tuple(f"*:{each}*" for each in (name.topic_arn(place, config).rpartition(":")[2], name.ALARMS)),
        ),
        "own-log-group-changed": log_groups_changed(config),
        "own-bucket-changed": Changes("s3.amazonaws.com", ("bucketName",), buckets(place, config)),
        "own-alarm-changed": Changes("monitoring.amazonaws.com", ("alarmName", "alarmNames[*]"), ("trailkeeper-*",)),
        "own-schedule-changed": Changes("events.amazonaws.com", ("name", "rule"), ("trailkeeper-*", "Trailkeeper-*")),
        "own-stack-deleted": Changes(
            CLOUDFORMATION,
            ("stackName",),
            ("Trailkeeper-*", "*:stack/Trailkeeper-*"),
            calls=("DeleteStack", "UpdateTerminationProtection"),
            happened="was deleted, or its termination protection was changed",
        ),
        "own-trail-changed": trail_changed(place, config),
    }
    only_pipeline = {"own-table-changed", "own-queue-changed"}
    left_out = set() if Path.PIPELINE in config.paths else only_pipeline
    return {rule: told for rule, told in found.items() if rule not in left_out}


def functions_changed(config: Config) -> Changes:
    """A function is named as such, by its ARN, or in the answer about an event source that has but an id."""
    members = ("requestParameters.functionName", "responseElements.functionArn")
    return Changes("lambda.amazonaws.com", members, tuple(f"*{each}*" for each in functions(config)))


def log_groups_changed(config: Config) -> Changes:
    """By name or ARN, in logGroupName, logGroupIdentifier, resourceIdentifier or resourceArn.

    A pattern has at most three selectors with a wildcard, and no place for each group in each member.
    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html (2026-04-13)
    """
    groups = tuple(f"*{each.log_group_name}" for each in (config.destination, config.native, config.verification))
    members = ("logGroupName", "logGroupIdentifier", "resourceIdentifier")
    own = tuple((member, "*/aws/lambda/trailkeeper-*") for member in members)
    return Changes("logs.amazonaws.com", ("*",), groups, _LOG[0], also=own)


def trail_changed(place: At, config: Config) -> Changes:
    """By its selectors and the like, whose requests have trailName: what has name is told of by CloudWatch.5.

    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_PutEventSelectors.html (2026-04-13)
    """
    trail = name.trail_arn(place, config).rpartition("/")[2]
    return Changes("cloudtrail.amazonaws.com", ("trailName",), (trail, f"*:trail/{trail}"))


def tables(config: Config) -> tuple[str, ...]:
    named = (config.ledger.table_name, config.verification.table_name, name.RULES_TABLE)
    return tuple(f"*{each}" for each in named)


def buckets(place: At, config: Config) -> tuple[str, ...]:
    return (
        name.archive_bucket(place, config),
        name.quarantine_bucket(place, config),
        name.access_logs_bucket(place, config),
    )


def misused(config: Config, role: str, expected: Sequence[str]) -> str:
    session = "$.userIdentity.sessionContext.sessionIssuer.userName"
    others = (f'($.eventName != "{each}")' for each in expected)
    return all_of([*in_accounts(config, "userIdentity.accountId"), f'({session} = "{role}")', *others])


def pattern(config: Config, told: Changes) -> str:
    """Older records have no readOnly or managementEvent; all have sourceIPAddress, without which != would be false.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
    (2026-04-13)
    """
    without = [f'($.eventName != "{told.without}")'] if told.without else []
    called = [any_of([f'($.eventName = "{each}")' for each in told.calls])] if told.calls else []
    pairs = [*((member, value) for member in told.members for value in told.values), *told.also]
    named = [f'({field(member)} = "{ended(value)}")' for member, value in pairs]
    return all_of(
        [
            f'($.eventSource = "{told.source}")',
            "($.readOnly IS FALSE || $.readOnly NOT EXISTS)",
            "($.managementEvent IS TRUE || $.managementEvent NOT EXISTS)",
            f'($.sourceIPAddress != "{CLOUDFORMATION}")',
            *without,
            *called,
            *in_accounts(config, "recipientAccountId"),
            any_of(named),
        ]
    )


def field(member: str) -> str:
    return f"$.{member}" if "." in member else f"$.requestParameters.{member}"


def in_accounts(config: Config, member: str) -> list[str]:
    """Of an organization others may have resources of the same names."""
    owners = [config.account, *([config.organization.management_account] if config.organization else [])]
    known = dict.fromkeys(owner for owner in owners if owner)
    return [any_of([f'($.{member} = "{owner}")' for owner in known])] if known else []


def ended(value: str) -> str:
    """A value of at most LONGEST characters, with nothing after the first * but that at its beginning."""
    kept, star, _ = value[1:].partition("*")
    whole = f"{value[:1]}{kept}{star}"
    return whole if len(whole) <= LONGEST else f"{whole[: LONGEST - 1]}*"


def all_of(conditions: Iterable[str]) -> str:
    return f"{{ {' && '.join(conditions)} }}"


def any_of(conditions: Sequence[str]) -> str:
    return conditions[0] if len(conditions) == 1 else f"({' || '.join(conditions)})"
