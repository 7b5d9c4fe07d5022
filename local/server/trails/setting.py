"""The settings of a trail as a request names them, and what CloudTrail refuses in them before it looks elsewhere.

https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html (2026-04-13)
"""

from dataclasses import replace
from typing import Any

from local.server import emulator, service_key
from local.server.trails.organization import Organization
from local.server.trails.refusal import Refusal, not_in_use
from local.server.trails.trail import Trail

Parameters = dict[str, Any]

MAX_PREFIX = 200
# Request member -> field of the trail.
SETTINGS = {
    "S3BucketName": "bucket",
    "S3KeyPrefix": "prefix",
    "SnsTopicName": "topic",
    "KmsKeyId": "kms_key",
    "CloudWatchLogsLogGroupArn": "log_group_arn",
    "CloudWatchLogsRoleArn": "log_role_arn",
    "IncludeGlobalServiceEvents": "include_global_services",
    "IsMultiRegionTrail": "multi_region",
    "EnableLogFileValidation": "validates_log_files",
    "RecursiveLogging": "recursive_logging",
}


def changed(trail: Trail, sent: Parameters) -> Trail:
    changes = {field: sent[member] for member, field in SETTINGS.items() if member in sent}
    if changes.get("kms_key"):
        changes["kms_key"] = _key_arn(changes["kms_key"], trail)
    result = replace(trail, **changes)
    _check(result)
    return result


def owning(organization: Organization | None, account_id: str) -> Organization:
    """The organization of an account that may make a trail for it."""
    if organization is None:
        raise not_in_use(account_id)
    if account_id not in organization.administrators | {organization.management}:
        message = f"The account {account_id} is not the management account of the organization {organization.id}."
        raise Refusal("NotOrganizationMasterAccountException", message)
    return organization


def _key_arn(reference: str, trail: Trail) -> str:
    """Of the key itself, also where an alias or a bare id is given; of a key that does not exist, what was given."""
    arn = service_key.key_arn(reference, trail.account_id, trail.home_region)
    key = emulator.key(arn)
    return arn if key is None else str(key["Arn"])


def _check(trail: Trail) -> None:
    for wrong, code, message in (
        (
            trail.multi_region and not trail.include_global_services,
            "InvalidParameterCombinationException",
            "Multi-Region trail must include global service events.",
        ),
        (
            len(trail.prefix) > MAX_PREFIX,
            "InvalidS3PrefixException",
            f"The S3 key prefix is longer than {MAX_PREFIX} characters.",
        ),
        (
            trail.topic.endswith(".fifo"),
            "InvalidSnsTopicNameException",
            "A trail publishes to standard topics only, not to FIFO topics.",
        ),
    ):
        if wrong:
            raise Refusal(code, message)
