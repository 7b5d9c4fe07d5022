"""CloudTrail, where CloudFormation does not reach: RecursiveLogging, and who administers it for an organization."""

from collections.abc import Mapping
from typing import Any

from lambdas.aws.body import Body
from lambdas.aws.error import named
from lambdas.core.error import ConfigurationError, PipelineError

# What a person has to change. All else that these operations answer with, such as ConflictException, may pass.
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
    """Each method may be called again. They raise ConfigurationError or Unavailable."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._body = Body(client, "cloudtrail.UpdateTrail")

    def set_recursive_logging(self, trail_arn: str, *, on: bool) -> bool:
        """False where there is no such trail. All else of the trail stays as it is.

        The request's body is not the one that boto3 makes: the one that Lambda has may not know RecursiveLogging yet,
        which came to CloudTrail after 2026-08-21.
        """
        self._body.set({"Name": trail_arn, "RecursiveLogging": on})
        with named(f"trail {trail_arn}", ERRORS):
            try:
                self._client.update_trail(Name=trail_arn)
            except self._client.exceptions.TrailNotFoundException:
                return False
        return True

    def register_administrator(self, account: str) -> bool:
        """False where the account is a delegated administrator already."""
        with named(f"delegated administrator {account}", ERRORS):
            try:
                self._client.register_organization_delegated_admin(MemberAccountId=account)
            except self._client.exceptions.AccountRegisteredException:
                return False
        return True

    def deregister_administrator(self, account: str) -> None:
        """Nothing where the account is none, or has left the organization."""
        errors = self._client.exceptions
        with named(f"delegated administrator {account}", ERRORS):
            try:
                self._client.deregister_organization_delegated_admin(DelegatedAdminAccountId=account)
            except (errors.AccountNotRegisteredException, errors.AccountNotFoundException):
                return
