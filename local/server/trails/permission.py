"""What CloudTrail, as a service, is permitted to do for a trail by the policies of its bucket, topic and key.

The calls and their condition keys:
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-permissions-for-sns-notifications.html
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html (2026-11)
"""

from local.server import emulator, service_key, topic
from local.server.encryption import bucket_key
from local.server.trails import log_link
from local.server.trails.refusal import Refusal
from local.server.trails.trail import Trail

ACL = "bucket-owner-full-control"


def check(trail: Trail) -> None:
    """Refuse a trail that could not deliver, as CreateTrail and UpdateTrail do."""
    if emulator.bucket_owner(trail.bucket) is None:
        raise Refusal("S3BucketDoesNotExistException", f"S3 bucket {trail.bucket} does not exist!")
    if key_error(trail) is not None:
        _refuse_key(trail)
    if bucket_error(trail, trail.permitted_folders) is not None:
        message = f"Incorrect S3 bucket policy is detected for bucket: {trail.bucket}"
        raise Refusal("InsufficientS3BucketPolicyException", message)
    if topic_error(trail) is not None:
        message = "SNS Topic does not exist or the topic policy is incorrect!"
        raise Refusal("InsufficientSnsTopicPolicyException", message)
    log_link.check(trail)


def delivery_error(trail: Trail, account_id: str, kind: str = "CloudTrail") -> str | None:
    """The code that GetTrailStatus shows, or None where the account's objects of this kind may be written."""
    return bucket_error(trail, (trail.log_folder(account_id),), kind) or key_error(trail)


def bucket_error(trail: Trail, folders: tuple[str, ...], kind: str = "CloudTrail") -> str | None:
    owner = emulator.bucket_owner(trail.bucket)
    if owner is None:
        return "NoSuchBucket"
    policy = emulator.bucket_policy(trail.bucket, owner)
    arn = f"arn:aws:s3:::{trail.bucket}"
    source = _source(trail)
    put = source | {"s3:x-amz-acl": ACL}
    if trail.kms_key:
        put["s3:x-amz-server-side-encryption"] = "aws:kms"
        put["s3:x-amz-server-side-encryption-aws-kms-key-id"] = trail.kms_key
    permitted = emulator.allows(policy, "s3:GetBucketAcl", arn, source) and all(
        emulator.allows(policy, "s3:PutObject", f"{arn}/{folder}{kind}/", put) for folder in folders
    )
    return None if permitted else "AccessDenied"


def topic_error(trail: Trail) -> str | None:
    if not trail.topic:
        return None
    policy = emulator.topic_policy(trail.topic_arn)
    if policy is None:
        return "NotFound"
    if not emulator.allows(policy, "SNS:Publish", trail.topic_arn, _source(trail)):
        return "AuthorizationError"
    error = topic.use_error(trail.topic_arn, emulator.SERVICE, _source(trail))
    return error and f"KMS{error}"


def key_error(trail: Trail) -> str | None:
    """An S3 Bucket Key of the bucket needs kms:Decrypt beside what encrypts a log file."""
    if not trail.kms_key:
        return None
    actions = (service_key.GENERATE, service_key.DECRYPT) if bucket_key(trail.bucket) else (service_key.GENERATE,)
    keys = _source(trail) | {"kms:encryptioncontext:aws:cloudtrail:arn": trail.arn}
    error = service_key.error(trail.kms_key, emulator.SERVICE, actions, keys)
    return f"KMS.{error}Exception" if error in {"NotFound", "Disabled"} else error


def _refuse_key(trail: Trail) -> None:
    codes = {
        "KMS.NotFoundException": ("KmsKeyNotFoundException", f"KMS key {trail.kms_key} does not exist."),
        "KMS.DisabledException": ("KmsKeyDisabledException", f"KMS key {trail.kms_key} is disabled."),
    }
    insufficient = (
        "InsufficientEncryptionPolicyException",
        f"Insufficient permissions to access S3 bucket {trail.bucket} or KMS key {trail.kms_key}.",
    )
    raise Refusal(*codes.get(key_error(trail) or "", insufficient))


def _source(trail: Trail) -> dict[str, str]:
    return {"aws:sourcearn": trail.arn, "aws:sourceaccount": trail.account_id}
