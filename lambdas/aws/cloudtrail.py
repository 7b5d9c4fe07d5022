"""CloudTrail, where CloudFormation does not reach: RecursiveLogging, the end of a trail's link to CloudWatch Logs, and
who administers CloudTrail for an organization.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec
from botocore.exceptions import ClientError

from lambdas.aws.body import Body
from lambdas.aws.error import named
from lambdas.core.error import ConfigurationError, PipelineError, Unavailable
from lambdas.core.trail import Trail

PAUSES_SECONDS = (2, 4, 8, 16, 20, 30, 30)
"""Between attempts at a change that CloudTrail does not take for now: 110 seconds, of the function's 180."""
NO_LINK = {"CloudWatchLogsLogGroupArn": "", "CloudWatchLogsRoleArn": ""}
"""https://docs.aws.amazon.com/awscloudtrail/latest/userguide/stop-cloudtrail-from-sending-events-to-cloudwatch-logs.html
(2026-04-13)."""
NO_TRAIL = "TrailNotFoundException"

# What a person has to change. All else that these operations answer with, such as ConflictException, may pass.
# https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrail.html (2026-11-23)
# https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_UpdateTrail.html (2026-11-23)
# https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_RegisterOrganizationDelegatedAdmin.html (2026-11-23)
ERRORS: Mapping[str, type[PipelineError]] = dict.fromkeys(
    (
        "AccountNotFoundException",
        "CannotDelegateManagementAccountException",
        "CloudTrailARNInvalidException",
        "CloudTrailAccessNotEnabledException",
        "CloudTrailInvalidClientTokenIdException",
        "CloudWatchLogsDeliveryUnavailableException",
        "DelegatedAdminAccountLimitExceededException",
        "InsufficientDependencyServiceAccessPermissionException",
        "InsufficientEncryptionPolicyException",
        "InsufficientIAMAccessPermissionException",
        "InsufficientS3BucketPolicyException",
        "InsufficientSnsTopicPolicyException",
        "InvalidCloudWatchLogsLogGroupArnException",
        "InvalidCloudWatchLogsRoleArnException",
        "InvalidEventSelectorsException",
        "InvalidHomeRegionException",
        "InvalidKmsKeyIdException",
        "InvalidParameterCombinationException",
        "InvalidParameterException",
        "InvalidS3BucketNameException",
        "InvalidS3PrefixException",
        "InvalidSnsTopicNameException",
        "InvalidTrailNameException",
        "KmsException",
        "KmsKeyDisabledException",
        "KmsKeyNotFoundException",
        "NoManagementAccountSLRExistsException",
        "NotOrganizationManagementAccountException",
        "NotOrganizationMasterAccountException",
        "OperationNotPermittedException",
        "OrganizationNotInAllFeaturesModeException",
        "OrganizationsNotInUseException",
        "S3BucketDoesNotExistException",
        "TrailNotProvidedException",
        "UnsupportedOperationException",
    ),
    ConfigurationError,
)


class CloudTrail:
    """Each method may be called again. They raise ConfigurationError or Unavailable.

    A change that is refused for now, such as with ConflictException soon after CreateTrail, is tried again for a while.
    """

    def __init__(self, client: Any, sleep: Callable[[float], None] = time.sleep) -> None:
        self._client = client
        self._sleep = sleep
        self._body = Body(client, "cloudtrail.UpdateTrail")
        for operation in ("GetTrail", "UpdateTrail"):
            client.meta.events.register(f"before-parse.cloudtrail.{operation}", _keep_recursive_logging)

    def trail(self, trail_arn: str) -> Trail | None:
        """None where there is no such trail."""
        found = self._answer(f"trail {trail_arn}", self._client.get_trail, (NO_TRAIL,), (), Name=trail_arn)
        return None if found is None else _trail({**found, **found["Trail"]})

    def change_trail(self, trail_arn: str, *, unlink: bool, recursive_logging: bool | None) -> Trail | None:
        """As CloudTrail says that the trail is then, or None where there is no such trail.

        All else of the trail stays as it is, and so does its RecursiveLogging for None. The request's body is not the
        one that boto3 makes: the one that Lambda has may not know RecursiveLogging yet, which came to CloudTrail after
        2026-08-21.
        """
        changed = {} if recursive_logging is None else {"RecursiveLogging": recursive_logging}
        self._body.set({"Name": trail_arn, **(NO_LINK if unlink else {}), **changed})
        update = self._client.update_trail
        found = self._answer(f"trail {trail_arn}", update, (NO_TRAIL,), PAUSES_SECONDS, Name=trail_arn)
        return None if found is None else _trail(found)

    def register_administrator(self, account: str) -> bool:
        """False where the account is a delegated administrator already."""
        register, fine = self._client.register_organization_delegated_admin, ("AccountRegisteredException",)
        what = f"delegated administrator {account}"
        return self._answer(what, register, fine, PAUSES_SECONDS, MemberAccountId=account) is not None

    def deregister_administrator(self, account: str) -> None:
        """Nothing where the account is none, or has left the organization."""
        deregister = self._client.deregister_organization_delegated_admin
        fine = ("AccountNotRegisteredException", "AccountNotFoundException")
        what = f"delegated administrator {account}"
        self._answer(what, deregister, fine, PAUSES_SECONDS, DelegatedAdminAccountId=account)

    def _answer(
        self, what: str, operation: Callable[..., Any], fine: Sequence[str], pauses: Sequence[float], **sent: str
    ) -> dict[str, Any] | None:
        """None for an error that is fine. A connection that fails is not tried again: it has taken long already."""
        left = iter(pauses)
        while True:
            try:
                with named(what, ERRORS):
                    return _unless(fine, operation, **sent)
            except Unavailable as error:
                pause = next(left, None)
                if pause is None or not isinstance(error.__cause__, ClientError):
                    raise
            self._sleep(pause)


def _unless(fine: Sequence[str], operation: Callable[..., Any], **sent: str) -> dict[str, Any] | None:
    try:
        answer: dict[str, Any] = operation(**sent)
    except ClientError as error:
        if error.response["Error"]["Code"] in fine:
            return None
        raise
    return answer


def _trail(shown: Mapping[str, Any]) -> Trail:
    return Trail(bool(shown.get("CloudWatchLogsLogGroupArn")), shown.get("RecursiveLogging"))


class _Told(msgspec.Struct, rename="pascal"):
    recursive_logging: bool | None = None
    trail: "_Told | None" = None


def _keep_recursive_logging(response_dict: dict[str, Any], customized_response_dict: dict[str, Any], **_: Any) -> None:
    """Also where Lambda's boto3 does not know it, and would leave it out. Boto3 refuses what is no JSON."""
    try:
        told = msgspec.json.decode(response_dict["body"], type=_Told)
    except msgspec.DecodeError:
        return
    found = (told.trail or told).recursive_logging
    if found is not None:
        customized_response_dict["RecursiveLogging"] = found
