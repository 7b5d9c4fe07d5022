"""A log group's key: CloudWatch Logs refuses one that it may not use for the group.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html (2026-04-13)
"""

import functools
from collections.abc import Callable, Mapping
from typing import Any

from ministack.core import responses

from local.server import emulator, seams, service_key

ACTIONS = (
    "kms:Encrypt", "kms:Decrypt", "kms:ReEncryptFrom", "kms:ReEncryptTo", "kms:GenerateDataKey", "kms:DescribeKey",
)  # fmt: skip
TYPE = "AWS::Logs::LogGroup"


def refusal(group: str, key: str) -> str | None:
    """Of the current account and Region."""
    account_id, region = emulator.account_id(), emulator.region()
    arn = f"arn:aws:logs:{region}:{account_id}:log-group:{group}"
    keys = {"kms:encryptioncontext:aws:logs:arn": arn}
    reference = service_key.key_arn(key, account_id, region)
    if service_key.error(reference, f"logs.{region}.amazonaws.com", ACTIONS, keys) is None:
        return None
    return f"The specified KMS key does not exist or is not allowed to be used with Arn '{arn}'"


def install() -> None:
    handlers = seams.seam("services.cloudformation.provisioners._RESOURCE_HANDLERS")[TYPE]
    handlers["create"] = _provisioned(handlers["create"], properties_at=1)
    handlers["update"] = _provisioned(handlers["update"], properties_at=2)
    seams.replace("services.cloudwatch_logs._create_log_group", _permitted)


def _provisioned(provision: Callable[..., Any], properties_at: int) -> Callable[..., Any]:
    """A CloudFormation handler; a group that the template does not name is given its name by the emulator."""

    @functools.wraps(provision)
    def provision_group(*arguments: Any, **named: Any) -> Any:
        properties = arguments[properties_at]
        group = properties.get("LogGroupName")
        message = refusal(group, properties["KmsKeyId"]) if group and properties.get("KmsKeyId") else None
        if message:
            raise ValueError(message)
        return provision(*arguments, **named)

    return provision_group


def _permitted(create: Callable[[Mapping[str, Any]], Any]) -> Callable[[Mapping[str, Any]], Any]:
    @functools.wraps(create)
    def create_log_group(request: Mapping[str, Any]) -> Any:
        key = request.get("kmsKeyId")
        message = refusal(str(request.get("logGroupName")), key) if key else None
        if message:
            return responses.error_response_json("InvalidParameterException", message, 400)
        return create(request)

    return create_log_group
