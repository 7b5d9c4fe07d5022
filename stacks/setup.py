"""What CloudFormation lacks: the function setup, and custom resources of the project's own that it serves.

Its stack is deployed before the trail's, whose own custom resources stand beside the trail: what holds up a change of
paths comes before it, and rolls back with it. They know the function by its name, so that nothing is exported.
"""

import hashlib
from typing import Any

import msgspec
from aws_cdk import CustomResource, Duration, RemovalPolicy, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct, IDependable

from stacks import code, name
from stacks.config import Config
from stacks.config.ingestion import Path
from stacks.nag import accept, accept_wildcard
from stacks.name import Place
from stacks.role import WRITE_STREAMS, allow

READ, UPDATE = ["cloudtrail:GetTrail"], ["cloudtrail:UpdateTrail"]
# Of each service-linked role of CloudTrail, by the service that it is of.
# https://docs.aws.amazon.com/awscloudtrail/latest/userguide/using-service-linked-roles.html (2026-04-13)
SERVICE_LINKED = {
    "cloudtrail.amazonaws.com": "AWSServiceRoleForCloudTrail",
    "context.cloudtrail.amazonaws.com": "AWSServiceRoleForCloudTrailEventContext",
}
# What setup waits for CloudTrail at the most, and the answer, with some time left; then for CloudFormation.
TIMEOUT, SERVICE_TIMEOUT = Duration.minutes(3), Duration.minutes(5)


class Setup(Stack):
    def __init__(self, scope: Construct, id: str, config: Config, **stack: Any) -> None:  # noqa: A002  (CDK's word)
        super().__init__(scope, id, **stack)
        before: IDependable = self._function(config)
        if config.trail.arn:
            overlap(self, config).node.add_dependency(before)
        for account in config.organization.delegated_administrators if config.organization else ():
            # Each by its own id: a change of account makes one and deletes one, and what is found stays found. One
            # after the other: CloudTrail refuses what comes while it is at another change.
            properties = {"AccountId": account}
            administrator = custom_resource(self, f"Administrator{account}", "DelegatedAdministrator", properties)
            administrator.node.add_dependency(before)
            before = administrator

    def _function(self, config: Config) -> lambda_.Function:
        log = logs.LogGroup(
            self,
            "SetupLog",
            log_group_name=name.SETUP_LOG,
            retention=logs.RetentionDays.ONE_YEAR,
            removal_policy=RemovalPolicy.DESTROY,
        )
        function = lambda_.Function(
            self,
            "Setup",
            function_name=name.SETUP,
            description="Sets of the trail and its organization what CloudFormation cannot",
            code=code.modules(),
            handler="lambdas.setup.handler.handler",
            layers=[code.libraries(self)],
            runtime=code.RUNTIME,
            architecture=code.ARCHITECTURE,
            log_group=log,
            logging_format=lambda_.LoggingFormat.JSON,
            memory_size=256,
            # A request that has failed is answered already: CloudFormation has gone on, and may have rolled back.
            retry_attempts=0,
            role=self._role(config),
            timeout=TIMEOUT,
        )
        reason = "The layer's compiled modules are locked for Python 3.13, which AWS supports until 2029-06-30."
        accept(function, "AwsSolutions-L1", reason)
        return function

    def _role(self, config: Config) -> iam.Role:
        role = iam.Role(
            self,
            "SetupRole",
            role_name=name.role_name(self, name.SETUP),
            assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
            inline_policies={"Setup": iam.PolicyDocument(statements=statements(self, config))},
        )
        own_log = name.log_streams_arn(self, name.SETUP_LOG)
        accept_wildcard(role, own_log, "Lambda names the streams; only in the function's own log group.")
        if config.organization:
            accept_wildcard(role, "*", "These actions of CloudTrail and Organizations are of no resource.")
        return role


def overlap(stack: Stack, config: Config) -> CustomResource:
    """Fails where a path into CloudWatch Logs would be taken away before another has been on for an hour."""
    return custom_resource(stack, "IngestionOverlap", "IngestionOverlap", {"Paths": sorted(config.paths)})


def trail_settings(stack: Stack, config: Config) -> CustomResource:
    """With a digest of what CloudFormation may update the trail for, without knowing of these settings."""
    properties = {
        "TrailArn": name.trail_arn(stack, config),
        "RecursiveLogging": str(config.trail.recursive_logging).lower(),
        "NativeLink": str(Path.NATIVE in config.paths).lower(),
        "Trail": hashlib.sha256(msgspec.json.encode(about_trail(config))).hexdigest(),
    }
    return custom_resource(stack, "TrailSettings", "TrailSettings", properties)


def about_trail(config: Config) -> dict[str, Any]:
    return {
        "home": [config.account, config.region],
        "trail": config.trail,
        "paths": sorted(config.paths),
        "organization": config.organization.id if config.organization else "",
        "bucket": [config.archive.bucket_name, config.archive.bucket_arn],
        "key": config.archive.key_arn,
        "topic": config.notification.topic_arn,
    }


def custom_resource(stack: Stack, id: str, kind: str, properties: dict[str, Any]) -> CustomResource:  # noqa: A002
    return CustomResource(
        stack,
        id,
        service_token=name.arn(stack, "lambda", f"function:{name.SETUP}"),
        service_timeout=SERVICE_TIMEOUT,
        resource_type=f"Custom::{kind}",
        properties=properties,
    )


def statements(place: Place, config: Config) -> list[iam.PolicyStatement]:
    """Those for an organization also without delegated administrators: one may have to be deregistered."""
    return [
        allow("WriteOwnLog", WRITE_STREAMS, name.log_streams_arn(place, name.SETUP_LOG)),
        *([] if config.trail.arn else for_trail(place, config)),
        *(for_organization(place) if config.organization else []),
    ]


def for_trail(place: Place, config: Config) -> list[iam.PolicyStatement]:
    arn = name.trail_arn(place, config)
    return [allow("ReadTrail", READ, arn), allow("ChangeTrail", UPDATE, arn)]


def for_organization(place: Place) -> list[iam.PolicyStatement]:
    """What UpdateTrail needs for an organization's trail, and whoever assigns a delegated administrator.

    https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudtrail.html
    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-delegated-administrator-permissions.html
    https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsorganizations.html (2026-04-13)
    """
    administrate = ["cloudtrail:RegisterOrganizationDelegatedAdmin", "cloudtrail:DeregisterOrganizationDelegatedAdmin"]
    delegate = ["organizations:RegisterDelegatedAdministrator", "organizations:DeregisterDelegatedAdministrator"]
    only_cloudtrail = {"StringEquals": {"organizations:ServicePrincipal": "cloudtrail.amazonaws.com"}}
    only_services = {"StringEquals": {"iam:AWSServiceName": list(SERVICE_LINKED)}}
    roles = service_linked_roles(place)
    # A role that is not there yet is asked for without its path.
    bare = [name.arn(place, "iam", f"role/{role}", region="") for role in SERVICE_LINKED.values()]
    return [
        allow("FindTrustedAccess", ["organizations:ListAWSServiceAccessForOrganization"], "*"),
        allow("FindServiceLinkedRole", ["iam:GetRole"], *roles, *bare),
        allow("MakeServiceLinkedRole", ["iam:CreateServiceLinkedRole"], *roles, conditions=only_services),
        allow("AssignAdministrator", administrate, "*"),
        allow("DelegateToAdministrator", delegate, "*", conditions=only_cloudtrail),
    ]


def service_linked_roles(place: Place) -> list[str]:
    paths = [f"role/aws-service-role/{service}/{role}" for service, role in SERVICE_LINKED.items()]
    return [name.arn(place, "iam", path, region="") for path in paths]
