"""The security rules once more, each as a plain question about a record: the second way of counting.

Nothing of the product's is used; what each asks is written from the names of the controls and their calls.
"""

from collections.abc import Callable
from typing import Any

Record = dict[str, Any]

CALLS: dict[str, tuple[str, str]] = {
    "iam-policy-change": (
        "iam.amazonaws.com",
        (
            "DeleteGroupPolicy DeleteRolePolicy DeleteUserPolicy PutGroupPolicy PutRolePolicy PutUserPolicy"
            " CreatePolicy DeletePolicy CreatePolicyVersion DeletePolicyVersion AttachRolePolicy DetachRolePolicy"
            " AttachUserPolicy DetachUserPolicy AttachGroupPolicy DetachGroupPolicy"
        ),
    ),
    "trail-change": ("", "CreateTrail UpdateTrail DeleteTrail StartLogging StopLogging"),
    "key-disabled-or-scheduled-for-deletion": ("kms.amazonaws.com", "DisableKey ScheduleKeyDeletion"),
    "bucket-policy-change": (
        "s3.amazonaws.com",
        (
            "PutBucketAcl PutBucketPolicy PutBucketCors PutBucketLifecycle PutBucketReplication DeleteBucketPolicy"
            " DeleteBucketCors DeleteBucketLifecycle DeleteBucketReplication"
        ),
    ),
    "config-change": (
        "config.amazonaws.com",
        "StopConfigurationRecorder DeleteDeliveryChannel PutDeliveryChannel PutConfigurationRecorder",
    ),
    "security-group-change": (
        "",
        (
            "AuthorizeSecurityGroupIngress AuthorizeSecurityGroupEgress RevokeSecurityGroupIngress"
            " RevokeSecurityGroupEgress CreateSecurityGroup DeleteSecurityGroup"
        ),
    ),
    "network-acl-change": (
        "",
        (
            "CreateNetworkAcl CreateNetworkAclEntry DeleteNetworkAcl DeleteNetworkAclEntry ReplaceNetworkAclEntry"
            " ReplaceNetworkAclAssociation"
        ),
    ),
    "gateway-change": (
        "",
        (
            "CreateCustomerGateway DeleteCustomerGateway AttachInternetGateway CreateInternetGateway"
            " DeleteInternetGateway DetachInternetGateway"
        ),
    ),
    "route-change": (
        "ec2.amazonaws.com",
        (
            "CreateRoute CreateRouteTable ReplaceRoute ReplaceRouteTableAssociation DeleteRouteTable DeleteRoute"
            " DisassociateRouteTable"
        ),
    ),
    "vpc-change": (
        "",
        (
            "CreateVpc DeleteVpc ModifyVpcAttribute AcceptVpcPeeringConnection CreateVpcPeeringConnection"
            " DeleteVpcPeeringConnection RejectVpcPeeringConnection AttachClassicLinkVpc DetachClassicLinkVpc"
            " DisableVpcClassicLink EnableVpcClassicLink"
        ),
    ),
    "organization-change": (
        "organizations.amazonaws.com",
        (
            "AcceptHandshake AttachPolicy CreateAccount CreateOrganizationalUnit CreatePolicy DeclineHandshake"
            " DeleteOrganization DeleteOrganizationalUnit DeletePolicy DetachPolicy DisablePolicyType EnablePolicyType"
            " InviteAccountToOrganization LeaveOrganization MoveAccount RemoveAccountFromOrganization UpdatePolicy"
            " UpdateOrganizationalUnit"
        ),
    ),
}
"""The event source that a rule asks for, if it asks for one, and its event names."""


def within(record: Record, *names: str) -> Any:
    """None where it is missing."""
    found: Any = record
    for name in names:
        found = found.get(name) if isinstance(found, dict) else None
    return found


def is_root_use(record: Record) -> bool:
    identity, event_type = record.get("userIdentity"), record.get("eventType")
    if not isinstance(identity, dict) or identity.get("type") != "Root" or "invokedBy" in identity:
        return False
    return isinstance(event_type, str) and event_type != "AwsServiceEvent"


def is_unauthorized(record: Record) -> bool:
    code = record.get("errorCode")
    return isinstance(code, str) and (code.endswith("UnauthorizedOperation") or code.startswith("AccessDenied"))


def is_sign_in_without_mfa(record: Record) -> bool:
    mfa = within(record, "additionalEventData", "MFAUsed")
    return (
        record.get("eventName") == "ConsoleLogin"
        and within(record, "userIdentity", "type") == "IAMUser"
        and within(record, "responseElements", "ConsoleLogin") == "Success"
        and isinstance(mfa, str)
        and mfa != "Yes"
    )


def is_sign_in_failure(record: Record) -> bool:
    return record.get("eventName") == "ConsoleLogin" and record.get("errorMessage") == "Failed authentication"


def is_call(event_source: str, event_names: str) -> Callable[[Record], bool]:
    names = event_names.split()
    return lambda record: record.get("eventName") in names and event_source in {"", record.get("eventSource")}


QUESTIONS: dict[str, Callable[[Record], bool]] = {
    "root-use": is_root_use,
    "unauthorized-call": is_unauthorized,
    "sign-in-without-mfa": is_sign_in_without_mfa,
    "console-sign-in-failure": is_sign_in_failure,
    **{rule: is_call(*calls) for rule, calls in CALLS.items()},
}


def rules_of(record: Record) -> set[str]:
    return {rule for rule, question in QUESTIONS.items() if question(record)}
