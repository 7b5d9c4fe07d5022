"""Names that are needed before their bearers exist: fixed, so that no policy waits for a resource, and so that what is
in another account is named without asking it. Nothing here knows the CDK.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from stacks.config import Config

DELIVER = "trailkeeper-deliver"
DELIVER_LOG = f"/aws/lambda/{DELIVER}"
VERIFY = "trailkeeper-verify"
WATCH = "trailkeeper-watch"
WATCH_LOG = f"/aws/lambda/{WATCH}"
WATCH_SCHEDULE = "trailkeeper-watch"
SETUP = "trailkeeper-setup"
FUNCTIONS = (DELIVER, VERIFY, WATCH)
SETUP_LOG = f"/aws/lambda/{SETUP}"
TOPIC = "trailkeeper-notifications"
QUEUE = "trailkeeper-notifications"
DEAD_LETTERS = "trailkeeper-dead-letters"
VERIFICATION_QUEUE = "trailkeeper-verification"
VERIFICATION_DEAD_LETTERS = "trailkeeper-verification-dead-letters"
QUEUES = (QUEUE, DEAD_LETTERS, VERIFICATION_QUEUE, VERIFICATION_DEAD_LETTERS)
ALARMS = "trailkeeper-alarms"
RULES_TABLE = "trailkeeper-rules"
"""Which notices of security rules were sent."""
DASHBOARD = "trailkeeper"


class Place(Protocol):
    """Where something is: a stack, whose three may be tokens of the CDK, or what a command has found out."""

    @property
    def partition(self) -> str: ...
    @property
    def account(self) -> str: ...
    @property
    def region(self) -> str: ...


@dataclass(frozen=True)
class At:
    """A place that is known."""

    partition: str
    account: str
    region: str


def home(place: Place, config: Config) -> At:
    """Where the pipeline is: bucket, topic, key. The trail of an organization is in another account."""
    return At(place.partition, config.account or place.account, config.region or place.region)


def arn(place: Place, service: str, resource: str, *, account: str | None = None, region: str | None = None) -> str:
    owner = place.account if account is None else account
    where = place.region if region is None else region
    return f"arn:{place.partition}:{service}:{where}:{owner}:{resource}"


def trail_account(place: Place, config: Config) -> str:
    """Of the trail: the organization's management account, or the pipeline's own."""
    return config.organization.management_account if config.organization else home(place, config).account


def trail_arn(place: Place, config: Config) -> str:
    """What aws:SourceArn holds when CloudTrail acts for the trail. Its home Region is the pipeline's."""
    account = trail_account(place, config)
    return config.trail.arn or arn(home(place, config), "cloudtrail", f"trail/{config.trail.name}", account=account)


def writers(place: Place, config: Config) -> list[str]:
    """The ARNs of all trails that write to the archive: the deployment's own, those it had, those of other accounts."""
    return [trail_arn(place, config), *config.trail.former_arns, *config.archive.other_trails]


def writers_of_any_region(place: Place, config: Config) -> list[str]:
    """As AWS's documents write the encryption context aws:cloudtrail:arn, whichever Region the log file is of."""
    return [of_any_region(written) for written in writers(place, config)]


def of_any_region(arn_of: str) -> str:
    *beginning, _, rest = arn_of.split(":", 4)
    return ":".join([*beginning, "*", rest])


def account_of(arn_of: str) -> str:
    return arn_of.split(":")[4]


def every_trail_arns(place: Place, config: Config) -> list[str]:
    """What CloudTrail's documents ask of the encryption context aws:cloudtrail:arn: all Regions, all of its trails."""
    accounts = [account_of(each) for each in writers(place, config)]
    return [arn(place, "cloudtrail", "trail/*", account=account, region="*") for account in dict.fromkeys(accounts)]


def key_alias(config: Config, purpose: str) -> str:
    """KMS takes every character of a trail's name but the dot.

    https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html (2026-04-13)
    """
    return f"{config.trail.name.replace('.', '-')}-{purpose}"


def archive_key(place: Place, config: Config) -> str:
    """The ARN of an alias, which says where a key is before there is one; of an adopted key, or empty where none is.

    A bucket that is adopted together with its trail has the key that its owner has given it, or none.
    """
    if config.archive.key_arn or (config.trail.arn and config.archive.bucket_arn):
        return config.archive.key_arn
    return arn(home(place, config), "kms", f"alias/{key_alias(config, 'archive')}")


def makes_archive_key(config: Config) -> bool:
    return not config.archive.key_arn and not (config.trail.arn and config.archive.bucket_arn)


def archive_bucket(place: Place, config: Config) -> str:
    if config.archive.bucket_arn:
        return config.archive.bucket_arn.rpartition(":")[2]
    return config.archive.bucket_name or _bucket(place, config, "archive")


def archive_owner(place: Place, config: Config) -> str:
    return config.archive.bucket_account or home(place, config).account


def archive_arn(place: Place, config: Config) -> str:
    return bucket_arn(place, archive_bucket(place, config))


def key_prefixes(config: Config) -> list[str]:
    """What the keys of log files begin with: the trail's present prefix first, and those that it had."""
    return [config.trail.key_prefix, *config.trail.former_key_prefixes]


def log_files_arns(place: Place, config: Config, folder: str = "") -> list[str]:
    """The objects that the trail writes, log files and digests: below each prefix, all of them or those of a folder.

    A folder is that of an account or of an organization.
    """
    parts = [[archive_arn(place, config), prefix, "AWSLogs", folder, "*"] for prefix in key_prefixes(config)]
    return ["/".join(part for part in path if part) for path in parts]


def access_logs_bucket(place: Place, config: Config) -> str:
    return _bucket(place, config, "access-logs")


def quarantine_bucket(place: Place, config: Config) -> str:
    return config.quarantine.bucket_name or _bucket(place, config, "quarantine")


def quarantine_arn(place: Place, config: Config) -> str:
    return bucket_arn(place, quarantine_bucket(place, config))


def _bucket(place: Place, config: Config, purpose: str) -> str:
    at = home(place, config)
    return f"trailkeeper-{purpose}-{at.account}-{at.region}"


def bucket_arn(place: Place, bucket: str) -> str:
    return arn(place, "s3", bucket, account="", region="")


def topic_arn(place: Place, config: Config) -> str:
    return config.notification.topic_arn or arn(home(place, config), "sns", TOPIC)


def own_arn(place: Place, config: Config, service: str, resource: str) -> str:
    return arn(home(place, config), service, resource)


def queue_arn(place: Place, config: Config) -> str:
    return arn(home(place, config), "sqs", QUEUE)


def dead_letters_arn(place: Place, config: Config) -> str:
    return arn(home(place, config), "sqs", DEAD_LETTERS)


def ledger_arn(place: Place, config: Config) -> str:
    return arn(home(place, config), "dynamodb", f"table/{config.ledger.table_name}")


def verification_table_arn(place: Place, config: Config) -> str:
    return arn(home(place, config), "dynamodb", f"table/{config.verification.table_name}")


def deliver_arn(place: Place, config: Config) -> str:
    return own_arn(place, config, "lambda", f"function:{DELIVER}")


def role_name(place: Place, function: str) -> str:
    """With the Region, as the names of roles are the whole account's; IAM allows 64 characters.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html (2026-04-13)
    """
    return f"{function}-{place.region}"


def rules_table_arn(place: Place, config: Config) -> str:
    return arn(home(place, config), "dynamodb", f"table/{RULES_TABLE}")


def deliver_role_arn(place: Place, config: Config) -> str:
    """Of the role, which aws:PrincipalArn holds for each of its sessions."""
    at = home(place, config)
    return arn(at, "iam", f"role/{role_name(at, DELIVER)}", region="")


def verify_role_arn(place: Place, config: Config) -> str:
    at = home(place, config)
    return arn(at, "iam", f"role/{role_name(at, VERIFY)}", region="")


def log_group_arn(place: Place, log_group_name: str) -> str:
    return arn(place, "logs", f"log-group:{log_group_name}")


def log_streams_arn(place: Place, log_group_name: str) -> str:
    return f"{log_group_arn(place, log_group_name)}:log-stream:*"


def own_resources(place: Place, config: Config) -> Mapping[str, Sequence[str]]:
    """By the resources.type of a data event: what the ARNs of the deployment's own resources begin with.

    A data event of one of them would be a record, whose delivery makes the next data event.
    """
    buckets = archive_bucket(place, config), quarantine_bucket(place, config), access_logs_bucket(place, config)
    return {
        "AWS::S3::Object": [f"{bucket_arn(place, bucket)}/" for bucket in buckets],
        "AWS::Lambda::Function": [own_arn(place, config, "lambda", f"function:{each}") for each in FUNCTIONS],
        "AWS::DynamoDB::Table": [
            ledger_arn(place, config),
            verification_table_arn(place, config),
            rules_table_arn(place, config),
        ],
        "AWS::SQS::Queue": [own_arn(place, config, "sqs", each) for each in QUEUES],
        "AWS::SNS::Topic": [topic_arn(place, config), own_arn(place, config, "sns", ALARMS)],
    }
