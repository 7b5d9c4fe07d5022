"""S3 Object Lock of a template's bucket, which the emulator drops, and what it forbids to the bucket itself.

The emulator keeps a locked version of an object until its retention ends, and asks s3:BypassGovernanceRetention of
whoever wants to go round it. Object Lock is never disabled again; a template that says less leaves it without a rule.
Versioning is not suspended meanwhile, and a stack deletes no bucket that holds objects.
https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-configure.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucket.html (2026-04-13)
"""

import functools
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from local.server import seams
from local.server.bucket_request import ask, body
from local.server.key_use import Answer

BUCKET = "AWS::S3::Bucket"
ENABLED, CONFIGURATION = "ObjectLockEnabled", "ObjectLockConfiguration"

Properties = Mapping[str, Any]


def is_enabled(properties: Properties) -> bool:
    """By a template's boolean, which may be text."""
    return str(properties.get(ENABLED, False)).lower() == "true"


def configuration(properties: Properties) -> Properties:
    """In the API's names, which are the template's."""
    return {"ObjectLockEnabled": "Enabled", "Rule": properties.get(CONFIGURATION, {}).get("Rule")}


def install() -> None:
    seams.replace("services.cloudformation.provisioners._s3_apply_configurations", _with_lock)
    seams.replace("services.s3._put_bucket_versioning", _unless_locked)
    seams.seam("services.cloudformation.provisioners._RESOURCE_HANDLERS")[BUCKET]["delete"] = _delete_empty


def _with_lock(apply: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(apply)
    def apply_configurations(bucket: str, properties: Properties, old_properties: Properties | None = None) -> None:
        apply(bucket, properties, old_properties)
        if is_enabled(properties):
            ask("_put_bucket_versioning", bucket, body("VersioningConfiguration", {"Status": "Enabled"}))
        if is_enabled(properties) or CONFIGURATION in {**(old_properties or {}), **properties}:
            content = body("ObjectLockConfiguration", configuration(properties))
            ask("_put_object_lock_configuration", bucket, content)

    return apply_configurations


def _unless_locked(put: Callable[[str, bytes], Answer]) -> Callable[[str, bytes], Answer]:
    @functools.wraps(put)
    def put_bucket_versioning(bucket: str, content: bytes) -> Answer:
        if b"Suspended" in content and seams.seam("services.s3._bucket_object_lock").get(bucket):
            message = "An Object Lock configuration is present on this bucket, so its versioning cannot be suspended."
            refusal: Answer = seams.seam("services.s3._error")("InvalidBucketState", message, int(HTTPStatus.CONFLICT))
            return refusal
        return put(bucket, content)

    return put_bucket_versioning


def _delete_empty(bucket: str, _properties: Properties) -> None:
    """A bucket that is gone already is deleted."""
    if seams.seam("services.s3._buckets").get(bucket) is not None:
        ask("_delete_bucket", bucket)
