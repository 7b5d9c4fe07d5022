"""An AWS account, as far as somebody's credentials reach: whose they are, and what its services answer.

Only what is in PERMISSIONS is ever asked, and all of it only reads.
"""

from collections.abc import Mapping
from functools import cached_property
from threading import Lock
from typing import Any, Final

import boto3

from lambdas.aws.client import PATIENCE
from lambdas.aws.error import named
from lambdas.core.error import ConfigurationError, PipelineError

# By service and operation of boto3: the permission that IAM knows it by. The services' tables, as of 2026-04-13:
# https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
PERMISSIONS: Final[Mapping[tuple[str, str], str]] = {
    ("cloudtrail", "describe_trails"): "cloudtrail:DescribeTrails",
    ("cloudtrail", "get_event_configuration"): "cloudtrail:GetEventConfiguration",
    ("cloudtrail", "get_event_data_store"): "cloudtrail:GetEventDataStore",
    ("cloudtrail", "get_event_selectors"): "cloudtrail:GetEventSelectors",
    ("cloudtrail", "get_insight_selectors"): "cloudtrail:GetInsightSelectors",
    ("cloudtrail", "get_trail"): "cloudtrail:GetTrail",
    ("cloudtrail", "get_trail_status"): "cloudtrail:GetTrailStatus",
    ("cloudtrail", "list_event_data_stores"): "cloudtrail:ListEventDataStores",
    ("cloudtrail", "list_trails"): "cloudtrail:ListTrails",
    ("ec2", "describe_regions"): "ec2:DescribeRegions",
    ("iam", "get_role"): "iam:GetRole",
    ("iam", "get_role_policy"): "iam:GetRolePolicy",
    ("iam", "list_role_policies"): "iam:ListRolePolicies",
    ("kms", "describe_key"): "kms:DescribeKey",
    ("kms", "get_key_policy"): "kms:GetKeyPolicy",
    ("kms", "get_key_rotation_status"): "kms:GetKeyRotationStatus",
    ("lambda", "get_function_configuration"): "lambda:GetFunctionConfiguration",
    ("lambda", "list_event_source_mappings"): "lambda:ListEventSourceMappings",
    ("observabilityadmin", "get_telemetry_evaluation_status"): "observabilityadmin:GetTelemetryEvaluationStatus",
    ("observabilityadmin", "get_telemetry_evaluation_status_for_organization"): (
        "observabilityadmin:GetTelemetryEvaluationStatusForOrganization"
    ),
    ("observabilityadmin", "get_telemetry_rule"): "observabilityadmin:GetTelemetryRule",
    ("observabilityadmin", "get_telemetry_rule_for_organization"): (
        "observabilityadmin:GetTelemetryRuleForOrganization"
    ),
    ("s3", "get_bucket_encryption"): "s3:GetEncryptionConfiguration",
    ("s3", "get_bucket_policy"): "s3:GetBucketPolicy",
    ("s3", "get_bucket_request_payment"): "s3:GetBucketRequestPayment",
    ("s3", "get_bucket_versioning"): "s3:GetBucketVersioning",
    ("s3", "get_object_lock_configuration"): "s3:GetBucketObjectLockConfiguration",
    ("s3", "get_public_access_block"): "s3:GetBucketPublicAccessBlock",
    ("s3", "head_bucket"): "s3:ListBucket",
    ("s3", "list_buckets"): "s3:ListAllMyBuckets",
    ("sns", "get_topic_attributes"): "sns:GetTopicAttributes",
    ("sns", "list_subscriptions_by_topic"): "sns:ListSubscriptionsByTopic",
    ("sqs", "get_queue_attributes"): "sqs:GetQueueAttributes",
    ("sqs", "get_queue_url"): "sqs:GetQueueUrl",
}


class Absent(PipelineError):  # noqa: N818  (an answer)
    """There is no such thing."""


class Forbidden(ConfigurationError):  # noqa: N818  (an answer)
    """S3 says no more than that."""


# What the services of PERMISSIONS answer where there is nothing of that name.
ABSENT: Final = dict.fromkeys(
    (
        "404",
        "AWS.SimpleQueueService.NonExistentQueue",
        "EventDataStoreNotFoundException",
        "InsightNotEnabledException",
        "NoSuchBucket",
        "NoSuchBucketPolicy",
        "NoSuchEntity",
        "NoSuchPublicAccessBlockConfiguration",
        "NotFound",
        "NotFoundException",
        "ObjectLockConfigurationNotFoundError",
        "QueueDoesNotExist",
        "ResourceNotFoundException",
        "ServerSideEncryptionConfigurationNotFoundError",
        "TrailNotFoundException",
    ),
    Absent,
)

DENIED: Final = {"403": Forbidden, "AccessDenied": ConfigurationError, "UnauthorizedOperation": ConfigurationError}

Answer = dict[str, Any]


class Account:
    def __init__(self, profile: str | None, region: str | None) -> None:
        """Raises Unavailable for a profile that does not exist."""
        with named("AWS configuration"):
            self._session = boto3.session.Session(profile_name=profile, region_name=region)
        self.region: str = self._session.region_name or ""
        self._clients: dict[tuple[str, str], Any] = {}
        self._making = Lock()

    @cached_property
    def _identity(self) -> Answer:
        with named("credentials"):
            identity: Answer = self._client("sts", self.region).get_caller_identity()
        return identity

    @property
    def id(self) -> str:
        """Raises ConfigurationError or Unavailable, as what follows does."""
        account: str = self._identity["Account"]
        return account

    @property
    def partition(self) -> str:
        partition: str = self._identity["Arn"].split(":")[1]
        return partition

    def read(self, service: str, operation: str, what: str, *, region: str = "", **parameters: Any) -> Answer | None:
        """The answer, or None where there is nothing of that name. what: what is read, for the error."""
        if (service, operation) not in PERMISSIONS:
            raise ValueError(f"{service} {operation}")
        try:
            with named(what, {**ABSENT, **DENIED}):
                answer: Answer = getattr(self._client(service, region or self.region), operation)(**parameters)
        except Absent:
            return None
        return answer

    def read_all(self, service: str, operation: str, what: str, member: str, **parameters: Any) -> list[Any]:
        """The members of every page."""
        found: list[Any] = []
        page: Answer = {}
        while True:
            page = self.read(service, operation, what, **parameters) or {}
            found += page.get(member) or []
            if not page.get("NextToken"):
                return found
            parameters["NextToken"] = page["NextToken"]

    def _client(self, service: str, region: str) -> Any:
        """A session makes its clients one at a time, and threads share them.

        https://docs.aws.amazon.com/boto3/latest/guide/clients.html (2026-04-13)
        """
        with self._making, named("AWS configuration"):
            if (service, region) not in self._clients:
                made = self._session.client(service, region_name=region or None, config=PATIENCE)  # type: ignore[call-overload]  # one for each service's name
                self._clients[service, region] = made
            return self._clients[service, region]
