"""What a template says of a bucket's encryption, server access log and lifecycle, which the emulator drops.

Neither a server access log is written nor an object expired.
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucket.html (2026-04-13)
"""

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from local.server import seams
from local.server.bucket_lifecycle import lifecycle
from local.server.bucket_request import ask, body

Members = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Call:
    put: str
    root: str
    members: Callable[[str, Members], Members]
    """By the bucket's name and the property's value, in the API's names."""
    delete: str = ""
    """Where there is none, a root without members says the same."""


def encryption(_bucket: str, configuration: Members) -> Members:
    return {
        "Rule": [
            {
                "ApplyServerSideEncryptionByDefault": rule.get("ServerSideEncryptionByDefault", {}),
                "BucketKeyEnabled": rule.get("BucketKeyEnabled", False),
            }
            for rule in configuration["ServerSideEncryptionConfiguration"]
        ]
    }


def logging(bucket: str, configuration: Members) -> Members:
    """A bucket is its own destination where none is named."""
    return {
        "LoggingEnabled": {
            "TargetBucket": configuration.get("DestinationBucketName", bucket),
            "TargetPrefix": configuration.get("LogFilePrefix", ""),
            "TargetObjectKeyFormat": configuration.get("TargetObjectKeyFormat"),
        }
    }


CALLS = {
    "BucketEncryption": Call(
        "_put_bucket_encryption", "ServerSideEncryptionConfiguration", encryption, "_delete_bucket_encryption"
    ),
    "LifecycleConfiguration": Call(
        "_put_bucket_lifecycle", "LifecycleConfiguration", lifecycle, "_delete_bucket_lifecycle"
    ),
    "LoggingConfiguration": Call("_put_bucket_logging", "BucketLoggingStatus", logging),
}


def install() -> None:
    seams.replace("services.cloudformation.provisioners._s3_apply_configurations", _with_calls)


def _with_calls(apply: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(apply)
    def apply_configurations(bucket: str, properties: Members, old_properties: Members | None = None) -> None:
        apply(bucket, properties, old_properties)
        for name, call in CALLS.items():
            if name in properties:
                ask(call.put, bucket, body(call.root, call.members(bucket, properties[name])))
            elif name in (old_properties or {}):
                _remove(call, bucket)

    return apply_configurations


def _remove(call: Call, bucket: str) -> None:
    if call.delete:
        ask(call.delete, bucket)
    else:
        ask(call.put, bucket, body(call.root, {}))
