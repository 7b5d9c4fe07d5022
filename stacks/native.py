"""The trail's own link to CloudWatch Logs: a log group with its key, and the role by which CloudTrail writes there.

Both are where the trail is: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/send-cloudtrail-events-to-cloudwatch-logs.html
(2026-04-13).
"""

from typing import Any

from aws_cdk import Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from constructs import Construct

from stacks import name, native_name, policy
from stacks.bucket import KEEP, own_key
from stacks.config import Config
from stacks.nag import accept_wildcard
from stacks.name import Place


class Native(Stack):
    def __init__(self, scope: Construct, id: str, config: Config, **stack: Any) -> None:  # noqa: A002  (CDK's word)
        super().__init__(scope, id, **stack)
        group = config.native.log_group_name
        use = policy.log_group_key_statement(self)
        alias = name.key_alias(config, "native")
        self.key = own_key(self, "NativeKey", "Encrypts what CloudTrail itself writes to CloudWatch Logs", alias, [use])
        records = logs.CfnLogGroup(
            self,
            "NativeRecords",
            log_group_name=group,
            retention_in_days=config.native.retention_days,
            kms_key_id=self.key.key_arn,
        )
        records.apply_removal_policy(KEEP)
        self._role(config)

    def _role(self, config: Config) -> None:
        """Trusted without aws:SourceArn, with which CloudTrail does not deliver: https://github.com/prowler-cloud/prowler/issues/4714."""
        written = [iam.PolicyStatement.from_json(each) for each in role_statements(self, config)]
        role = iam.Role(
            self,
            "NativeRole",
            role_name=native_name.native_role_name(self),
            assumed_by=iam.ServicePrincipal("cloudtrail.amazonaws.com"),
            inline_policies={"Deliver": iam.PolicyDocument(statements=written)},
        )
        reason = "CloudTrail numbers the streams of an account; only those of this trail's name, in this log group."
        for resource in native_name.native_stream_arns(self, config):
            accept_wildcard(role, resource, reason)


def role_statements(place: Place, config: Config) -> list[policy.Statement]:
    """https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html.

    As of 2026-04-13.
    """
    streams = policy.one_or_list(native_name.native_stream_arns(place, config))
    actions = {
        "AWSCloudTrailCreateLogStream2014110": "logs:CreateLogStream",
        "AWSCloudTrailPutLogEvents20141101": "logs:PutLogEvents",
    }
    return [{"Sid": sid, "Effect": "Allow", "Action": [action], "Resource": streams} for sid, action in actions.items()]
