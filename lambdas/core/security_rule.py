"""The security rules: filter patterns of CloudWatch Logs, each with what it means when a record matches.

Security Hub compares a metric filter's pattern with the one that its control names, so those are kept to the letter:
https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html (2026-04-13).
"""

import msgspec


class Rule(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    name: str
    """The dimension rule of its metric, and the end of its alarm's name."""
    title: str
    """What it means when a record matches: a sentence without its full stop."""
    pattern: str
    control: str = ""
    """Security Hub's, such as CloudWatch.1."""
    cis: str = ""
    """Of the CIS AWS Foundations Benchmark: 1.2: 3.3; 1.4: 4.3."""


def _called(*event_names: str, event_source: str = "") -> str:
    """The pattern for any of some calls, as Security Hub writes it."""
    any_name = " || ".join(f"($.eventName={event_name})" for event_name in event_names)
    return f"{{($.eventSource={event_source}) && ({any_name})}}" if event_source else f"{{{any_name}}}"


RULES: tuple[Rule, ...] = (
    Rule(
        name="root-use",
        title="The root user of an account did something",
        pattern=(
            '{$.userIdentity.type="Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType !="AwsServiceEvent"}'
        ),
        control="CloudWatch.1",
        cis="1.2: 1.1, 3.3; 1.4: 1.7, 4.3",
    ),
    Rule(
        name="unauthorized-call",
        title="A call was denied, for want of a permission",
        pattern='{($.errorCode="*UnauthorizedOperation") || ($.errorCode="AccessDenied*")}',
        control="CloudWatch.2",
        cis="1.2: 3.1",
    ),
    Rule(
        name="sign-in-without-mfa",
        title="An IAM user signed in to the console without MFA",
        pattern=(
            '{ ($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes")'
            ' && ($.userIdentity.type = "IAMUser") && ($.responseElements.ConsoleLogin = "Success") }'
        ),
        control="CloudWatch.3",
        cis="1.2: 3.2",
    ),
    Rule(
        name="iam-policy-change",
        title="A policy of IAM was made, changed, deleted, attached or detached",
        pattern=_called(
            "DeleteGroupPolicy",
            "DeleteRolePolicy",
            "DeleteUserPolicy",
            "PutGroupPolicy",
            "PutRolePolicy",
            "PutUserPolicy",
            "CreatePolicy",
            "DeletePolicy",
            "CreatePolicyVersion",
            "DeletePolicyVersion",
            "AttachRolePolicy",
            "DetachRolePolicy",
            "AttachUserPolicy",
            "DetachUserPolicy",
            "AttachGroupPolicy",
            "DetachGroupPolicy",
            event_source="iam.amazonaws.com",
        ),
        control="CloudWatch.4",
        cis="1.2: 3.4; 1.4: 4.4",
    ),
    Rule(
        name="trail-change",
        title="A trail was made, changed, deleted, started or stopped",
        pattern=_called("CreateTrail", "UpdateTrail", "DeleteTrail", "StartLogging", "StopLogging"),
        control="CloudWatch.5",
        cis="1.2: 3.5; 1.4: 4.5",
    ),
    Rule(
        name="console-sign-in-failure",
        title="Somebody failed to sign in to the console",
        pattern='{($.eventName=ConsoleLogin) && ($.errorMessage="Failed authentication")}',
        control="CloudWatch.6",
        cis="1.2: 3.6; 1.4: 4.6",
    ),
    Rule(
        name="key-disabled-or-scheduled-for-deletion",
        title="A KMS key was disabled or scheduled for deletion",
        pattern=_called("DisableKey", "ScheduleKeyDeletion", event_source="kms.amazonaws.com"),
        control="CloudWatch.7",
        cis="1.2: 3.7; 1.4: 4.7",
    ),
    Rule(
        name="bucket-policy-change",
        title="A bucket's ACL, policy, CORS, lifecycle or replication was changed",
        pattern=_called(
            "PutBucketAcl",
            "PutBucketPolicy",
            "PutBucketCors",
            "PutBucketLifecycle",
            "PutBucketReplication",
            "DeleteBucketPolicy",
            "DeleteBucketCors",
            "DeleteBucketLifecycle",
            "DeleteBucketReplication",
            event_source="s3.amazonaws.com",
        ),
        control="CloudWatch.8",
        cis="1.2: 3.8; 1.4: 4.8",
    ),
    Rule(
        name="config-change",
        title="AWS Config was stopped or changed",
        pattern=_called(
            "StopConfigurationRecorder",
            "DeleteDeliveryChannel",
            "PutDeliveryChannel",
            "PutConfigurationRecorder",
            event_source="config.amazonaws.com",
        ),
        control="CloudWatch.9",
        cis="1.2: 3.9; 1.4: 4.9",
    ),
    Rule(
        name="security-group-change",
        title="A security group was made, changed or deleted",
        pattern=_called(
            "AuthorizeSecurityGroupIngress",
            "AuthorizeSecurityGroupEgress",
            "RevokeSecurityGroupIngress",
            "RevokeSecurityGroupEgress",
            "CreateSecurityGroup",
            "DeleteSecurityGroup",
        ),
        control="CloudWatch.10",
        cis="1.2: 3.10; 1.4: 4.10",
    ),
    Rule(
        name="network-acl-change",
        title="A network ACL was made, changed or deleted",
        pattern=_called(
            "CreateNetworkAcl",
            "CreateNetworkAclEntry",
            "DeleteNetworkAcl",
            "DeleteNetworkAclEntry",
            "ReplaceNetworkAclEntry",
            "ReplaceNetworkAclAssociation",
        ),
        control="CloudWatch.11",
        cis="1.2: 3.11; 1.4: 4.11",
    ),
    Rule(
        name="gateway-change",
        title="A customer gateway or internet gateway was made, changed or deleted",
        pattern=_called(
            "CreateCustomerGateway",
            "DeleteCustomerGateway",
            "AttachInternetGateway",
            "CreateInternetGateway",
            "DeleteInternetGateway",
            "DetachInternetGateway",
        ),
        control="CloudWatch.12",
        cis="1.2: 3.12; 1.4: 4.12",
    ),
    Rule(
        name="route-change",
        title="A route or route table was made, changed or deleted",
        pattern=_called(
            "CreateRoute",
            "CreateRouteTable",
            "ReplaceRoute",
            "ReplaceRouteTableAssociation",
            "DeleteRouteTable",
            "DeleteRoute",
            "DisassociateRouteTable",
            event_source="ec2.amazonaws.com",
        ),
        control="CloudWatch.13",
        cis="1.2: 3.13; 1.4: 4.13",
    ),
    Rule(
        name="vpc-change",
        title="A VPC or VPC peering was made, changed or deleted",
        pattern=_called(
            "CreateVpc",
            "DeleteVpc",
            "ModifyVpcAttribute",
            "AcceptVpcPeeringConnection",
            "CreateVpcPeeringConnection",
            "DeleteVpcPeeringConnection",
            "RejectVpcPeeringConnection",
            "AttachClassicLinkVpc",
            "DetachClassicLinkVpc",
            "DisableVpcClassicLink",
            "EnableVpcClassicLink",
        ),
        control="CloudWatch.14",
        cis="1.2: 3.14; 1.4: 4.14",
    ),
    Rule(
        name="organization-change",
        title="The organization, one of its accounts or its policies was changed",
        pattern=_called(
            "AcceptHandshake",
            "AttachPolicy",
            "CreateAccount",
            "CreateOrganizationalUnit",
            "CreatePolicy",
            "DeclineHandshake",
            "DeleteOrganization",
            "DeleteOrganizationalUnit",
            "DeletePolicy",
            "DetachPolicy",
            "DisablePolicyType",
            "EnablePolicyType",
            "InviteAccountToOrganization",
            "LeaveOrganization",
            "MoveAccount",
            "RemoveAccountFromOrganization",
            "UpdatePolicy",
            "UpdateOrganizationalUnit",
            event_source="organizations.amazonaws.com",
        ),
        cis="1.4: 4.15",
    ),
)
