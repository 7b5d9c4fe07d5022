"""What CloudTrail and the pipeline have to be allowed, statement by statement, as AWS's documents write it.

The stacks put these into the policies that they make. Where a resource is adopted its owner needs them, and
`trailkeeper doctor` compares them with what is there. Nothing here knows the CDK.
- bucket: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
- bucket of several accounts:
  https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-set-bucket-policy-for-multiple-accounts.html
- key: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
- topic: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-permissions-for-sns-notifications.html
(all as of 2026-04-13)
"""

import json
from collections.abc import Sequence
from typing import Any

from stacks import name
from stacks.config import KEY, Config, InvalidConfig
from stacks.legacy import legacy_principals
from stacks.name import Place

Statement = dict[str, Any]

BUCKET_POLICY_BYTES, KEY_POLICY_BYTES = 20 * 1024, 32 * 1024
ELSE_BYTES = 1024
"""What the other statements of these policies take at the most."""
CLOUDTRAIL = {"Service": "cloudtrail.amazonaws.com"}
ACL = {"s3:x-amz-acl": "bucket-owner-full-control"}


def one_or_list(values: Sequence[str]) -> str | list[str]:
    """A policy writes one value without brackets, as AWS's documents do."""
    return values[0] if len(values) == 1 else list(values)


def allow(
    sid: str,
    principal: dict[str, Any],
    action: str | list[str],
    resource: str | list[str],
    condition: dict[str, Any] | None = None,
) -> Statement:
    written = {"Sid": sid, "Effect": "Allow", "Principal": principal, "Action": action, "Resource": resource}
    return {**written, "Condition": condition} if condition else written


def bucket_statements(place: Place, config: Config) -> list[Statement]:
    """The ACL check, the account's own log files, and those of an organization or of further accounts."""
    sources = name.writers(place, config)
    several = len(sources) > 1
    source = {"aws:SourceArn": one_or_list(sources)}
    date = "20131101" if several else "20150319"
    bucket = name.archive_arn(place, config)
    accounts = list(dict.fromkeys(map(name.account_of, sources)))
    folders = [each for account in accounts for each in name.log_files_arns(place, config, account)]
    statements = [
        allow(f"AWSCloudTrailAclCheck{date}", CLOUDTRAIL, "s3:GetBucketAcl", bucket, {"StringEquals": source}),
        allow(
            f"AWSCloudTrailWrite{date}",
            CLOUDTRAIL,
            "s3:PutObject",
            one_or_list(folders),
            {"StringEquals": {**ACL, **source}},
        ),
    ]
    return [*statements, *_organization_write(place, config), *_legacy(place, config)]


def check_sizes(place: Place, config: Config) -> None:
    """Raises InvalidConfig where the trails of other accounts are more than a policy can name.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/add-bucket-policy.html
    https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html (2026-04-13)
    """
    for resource, statements, most in (
        ("bucket", bucket_statements(place, config), BUCKET_POLICY_BYTES),
        ("key", archive_key_statements(place, config), KEY_POLICY_BYTES),
    ):
        size = len(json.dumps(statements, separators=(",", ":")).encode())
        if size > most - ELSE_BYTES:
            told = f"few enough for a policy of the {resource} of {most} bytes"
            count = len(config.archive.other_trails)
            raise InvalidConfig(f"cdk.json: {KEY}.archive.other_trails: expected {told}, got {count}")


def _organization_write(place: Place, config: Config) -> list[Statement]:
    """Beside the management account's own, which covers a later change back to a trail of one account."""
    if config.organization is None:
        return []
    source = {"aws:SourceArn": name.trail_arn(place, config)}
    return [
        allow(
            "AWSCloudTrailOrganizationWrite20150319",
            {"Service": ["cloudtrail.amazonaws.com"]},
            "s3:PutObject",
            one_or_list(name.log_files_arns(place, config, config.organization.id)),
            {"StringEquals": {**ACL, **source}},
        )
    ]


def _legacy(place: Place, config: Config) -> list[Statement]:
    """For trails that wrote before CloudTrail was a service principal: they act as an account of each Region."""
    if not config.archive.legacy_principals:
        return []
    roots = {"AWS": legacy_principals(place.partition, config.region)}
    bucket = name.archive_arn(place, config)
    accounts = list(dict.fromkeys(map(name.account_of, name.writers(place, config))))
    folders = [each for account in accounts for each in name.log_files_arns(place, config, account)]
    return [
        allow("AWSCloudTrailLegacyAclCheck20131101", roots, "s3:GetBucketAcl", bucket),
        allow("AWSCloudTrailLegacyWrite20131101", roots, "s3:PutObject", one_or_list(folders), {"StringEquals": ACL}),
    ]


def archive_key_statements(place: Place, config: Config) -> list[Statement]:
    """CloudTrail's. kms:Decrypt is what an S3 Bucket Key asks of CloudTrail too."""
    source = {"StringEquals": {"aws:SourceArn": one_or_list(name.writers(place, config))}}
    contexts = one_or_list(name.every_trail_arns(place, config))
    context = {"StringLike": {"kms:EncryptionContext:aws:cloudtrail:arn": contexts}}
    return [
        key_statement("Allow CloudTrail to encrypt logs", CLOUDTRAIL, "kms:GenerateDataKey*", source | context),
        key_statement("Allow CloudTrail to decrypt a trail", CLOUDTRAIL, "kms:Decrypt", source | context),
        key_statement("Allow CloudTrail to describe key", CLOUDTRAIL, "kms:DescribeKey", source),
    ]


def key_statement(
    sid: str, principal: dict[str, Any], action: str | list[str], condition: dict[str, Any] | None = None
) -> Statement:
    """A statement of a key's policy, in which "*" is the key itself."""
    return allow(sid, principal, action, "*", condition)


def topic_statements(place: Place, config: Config) -> list[Statement]:
    source = {"aws:SourceArn": one_or_list(name.writers(place, config))}
    topic = name.topic_arn(place, config)
    return [allow("AWSCloudTrailSNSPolicy20131101", CLOUDTRAIL, "SNS:Publish", topic, {"StringEquals": source})]


def notification_key_statements(place: Place, config: Config) -> list[Statement]:
    """Topic and queue share a key: CloudTrail publishes to the topic, and the topic sends to the queue.

    CloudTrail's has no condition, as its document has none: where a request to KMS lacks the key of a condition,
    notifications are lost, and CloudTrail tells of it in GetTrailStatus only.
    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-permissions-for-sns-notifications.html
    https://docs.aws.amazon.com/sns/latest/dg/sns-enable-encryption-for-topic-sqs-queue-subscriptions.html (2026-04-13)
    """
    use = ["kms:GenerateDataKey*", "kms:Decrypt"]
    from_topic = {"ArnEquals": {"aws:SourceArn": name.topic_arn(place, config)}}
    statements = [
        key_statement("Allow the topic to send to the queue", {"Service": "sns.amazonaws.com"}, use, from_topic)
    ]
    if config.notification.topic_arn:
        return statements
    return [key_statement("Allow CloudTrail to publish to the topic", CLOUDTRAIL, use), *statements]


def verification_key_statements(place: Place) -> list[Statement]:
    """EventBridge's is without a condition, as its documents have it.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-delivery-troubleshooting.html (2026-04-13)
    """
    use = ["kms:Decrypt", "kms:GenerateDataKey"]
    by_events = key_statement("Allow EventBridge to use the key", {"Service": "events.amazonaws.com"}, use)
    return [log_group_key_statement(place), by_events]


def below_prefixes(config: Config) -> dict[str, Any]:
    """Of a listing: nothing but what the trail writes."""
    folders = [f"{prefix}/AWSLogs/*" if prefix else "AWSLogs/*" for prefix in name.key_prefixes(config)]
    return {"StringLike": {"s3:prefix": one_or_list(folders)}}


def log_group_key_statement(place: Place) -> Statement:
    """CloudWatch Logs' use of a key, for log groups of the account: also those that had their name before.

    Each read of an encrypted log group needs it, whenever the log group was made.
    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html (2026-04-13)
    """
    return key_statement(
        "Allow CloudWatch Logs to use the key",
        {"Service": logs_principal(place)},
        ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
        {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": name.log_group_arn(place, "*")}},
    )


def logs_principal(place: Place) -> str:
    """The one service here whose principal holds the Region, and in China the partition's own domain.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
    https://docs.amazonaws.cn/en_us/aws/latest/userguide/endpoints-Beijing.html (2026-04-13)
    """
    domain = "amazonaws.com.cn" if place.partition == "aws-cn" else "amazonaws.com"
    return f"logs.{place.region}.{domain}"


def access_log_statement(place: Place, sid: str, objects: str, source: str) -> Statement:
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html (2026-04-13)."""
    condition = {"ArnLike": {"aws:SourceArn": source}, "StringEquals": {"aws:SourceAccount": place.account}}
    return allow(sid, {"Service": "logging.s3.amazonaws.com"}, "s3:PutObject", objects, condition)
