"""What was refused; and what changed in who may do what, in keys and in secrets."""

from stacks.saved_query.row import SERVICE, WHAT, WHO, Query, changes, counts, of_calls, records

DENIED = "errorCode like /UnauthorizedOperation$|^AccessDenied/"
"""As CIS has it: https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html (2026-04-13)."""
THROTTLED = "errorCode like /Throttl|RequestLimitExceeded|TooManyRequests|SlowDown|RateExceeded/"
NAMED = "coalesce(requestParameters.userName, requestParameters.roleName, requestParameters.groupName) as changed"
POLICIES = (
    "AttachGroupPolicy", "AttachRolePolicy", "AttachUserPolicy", "CreatePolicy", "CreatePolicyVersion",
    "DeleteGroupPolicy", "DeletePolicy", "DeletePolicyVersion", "DeleteRolePolicy", "DeleteUserPolicy",
    "DetachGroupPolicy", "DetachRolePolicy", "DetachUserPolicy", "PutGroupPolicy", "PutRolePolicy", "PutUserPolicy",
    "SetDefaultPolicyVersion",
)  # fmt: skip
BOUNDARIES = (
    "DeleteRolePermissionsBoundary", "DeleteUserPermissionsBoundary", "PutRolePermissionsBoundary",
    "PutUserPermissionsBoundary",
)  # fmt: skip
MADE = ("CreateGroup", "CreateInstanceProfile", "CreateLoginProfile", "CreateRole", "CreateUser", "UpdateLoginProfile")
WEAKENED = (
    "DeactivateMFADevice", "DeleteAccountPasswordPolicy", "DeleteVirtualMFADevice", "UpdateAccountPasswordPolicy",
)  # fmt: skip
PROVIDERS = (
    "AddClientIDToOpenIDConnectProvider", "CreateOpenIDConnectProvider", "CreateSAMLProvider",
    "DeleteOpenIDConnectProvider", "DeleteSAMLProvider", "UpdateOpenIDConnectProviderThumbprint", "UpdateSAMLProvider",
)  # fmt: skip
SECRETS = ("BatchGetSecretValue", "GetSecretValue")
PARAMETERS = ("GetParameter", "GetParameters", "GetParametersByPath")

QUERIES = (
    Query(
        "denied/what was denied",
        "What was denied, to whom, and for which reason?",
        records(DENIED, SERVICE, WHAT, "errorCode", "errorMessage"),
    ),
    Query(
        "denied/who is denied most",
        "Which identities are denied most often, and what?",
        counts(DENIED, WHO, SERVICE, WHAT),
    ),
    Query(
        "denied/at vpc endpoints",
        "Which calls did the policy of a VPC endpoint deny? Needs network activity events.",
        records(
            'eventCategory = "NetworkActivity" and errorCode = "VpceAccessDenied"',
            SERVICE,
            WHAT,
            "vpcEndpointId as endpoint",
        ),
    ),
    Query(
        "denied/errors by service",
        "Which errors do which services answer with, how often?",
        counts("ispresent(errorCode)", SERVICE, "errorCode"),
    ),
    Query(
        "denied/what was throttled",
        "Which identities call so often that services throttle them?",
        counts(THROTTLED, WHO, SERVICE, WHAT),
    ),
    Query(
        "permissions/new access keys",
        "Who made an access key for which user?",
        records(
            of_calls("iam", "CreateAccessKey"),
            "requestParameters.userName as changed",
            "responseElements.accessKey.accessKeyId as issued_key",
            "errorCode",
        ),
    ),
    Query(
        "permissions/new users roles and passwords",
        "Who made a user, role, group or password for the console?",
        changes(of_calls("iam", *MADE), NAMED),
    ),
    Query(
        "permissions/policies",
        "Who changed which policy of IAM, and whose?",
        changes(
            of_calls("iam", *POLICIES, *BOUNDARIES),
            NAMED,
            "coalesce(requestParameters.policyArn, requestParameters.policyName) as policy",
        ),
    ),
    Query(
        "permissions/trust policies",
        "Who changed who may assume a role?",
        changes(
            of_calls("iam", "UpdateAssumeRolePolicy"),
            NAMED,
            "requestParameters.policyDocument as policy",
        ),
    ),
    Query(
        "permissions/mfa and passwords weakened",
        "Who removed an MFA device, or changed the password policy?",
        changes(of_calls("iam", *WEAKENED), NAMED),
    ),
    Query(
        "permissions/identity providers",
        "Who changed by which identity providers people and programs sign in?",
        changes(
            of_calls("iam", *PROVIDERS),
            "coalesce(requestParameters.sAMLProviderArn, requestParameters.openIDConnectProviderArn,"
            " requestParameters.name, requestParameters.url) as changed",
        ),
    ),
    Query(
        "keys and secrets/keys disabled or deleted",
        "Who disabled a KMS key, or has it deleted, and when?",
        changes(
            of_calls("kms", "DeleteImportedKeyMaterial", "DisableKey", "DisableKeyRotation", "ScheduleKeyDeletion"),
            "coalesce(resources.0.ARN, requestParameters.keyId) as changed",
            "responseElements.deletionDate as deleted_at",
        ),
    ),
    Query(
        "keys and secrets/key grants",
        "Who gave or took back which use of a KMS key, by a grant?",
        changes(
            of_calls("kms", "CreateGrant", "RetireGrant", "RevokeGrant"),
            "coalesce(resources.0.ARN, requestParameters.keyId) as changed",
            "requestParameters.granteePrincipal as grantee",
            "requestParameters.operations.0 as first_operation",
        ),
    ),
    Query(
        "keys and secrets/key policies",
        "Who changed the policy of a KMS key?",
        changes(
            of_calls("kms", "PutKeyPolicy"),
            "coalesce(resources.0.ARN, requestParameters.keyId) as changed",
            "requestParameters.policy as policy",
        ),
    ),
    Query(
        "keys and secrets/secrets read",
        "Who read which secret of Secrets Manager, how often?",
        counts(
            of_calls("secretsmanager", *SECRETS),
            WHO,
            "requestParameters.secretId as secret",
        ),
    ),
    Query(
        "keys and secrets/parameters read",
        "Who read which parameter of Systems Manager, how often?",
        counts(
            of_calls("ssm", *PARAMETERS),
            WHO,
            "coalesce(requestParameters.name, requestParameters.path, requestParameters.names.0) as parameter",
        ),
    ),
)
