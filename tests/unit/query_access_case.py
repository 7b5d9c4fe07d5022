"""What the saved queries on refusals, permissions, keys and secrets find."""

from tests.unit.record_case import EACH, TIMES, USER, Case, call

LIST_USERS, READ = call("iam", "ListUsers"), call("s3", "GetObject")
FAILED = {"errorCode": "EntityAlreadyExists"}
DENIED = {**READ, "errorCode": "AccessDenied", "errorMessage": "is not authorized"}
UNAUTHORIZED = {**call("ec2", "RunInstances"), "errorCode": "Client.UnauthorizedOperation"}
MISSING = {**READ, "errorCode": "NoSuchBucketPolicy"}
KEY = "arn:aws:kms:eu-central-1:111122223333:key/1"
OF_KEY = {"resources.0.ARN": KEY}

CASES = (
    Case(
        "denied/what was denied",
        (DENIED, UNAUTHORIZED, {**READ, "errorCode": "AccessDeniedException"}),
        (READ, MISSING),
        {
            **EACH,
            "service": "s3.amazonaws.com",
            "action": "GetObject",
            "errorCode": "AccessDenied",
            "errorMessage": "is not authorized",
        },
    ),
    Case(
        "denied/who is denied most",
        (DENIED, DENIED, UNAUTHORIZED),
        (READ, MISSING),
        {**TIMES, "who": USER, "service": "s3.amazonaws.com", "action": "GetObject", "calls": "2"},
    ),
    Case(
        "denied/at vpc endpoints",
        (
            {
                **READ,
                "eventCategory": "NetworkActivity",
                "errorCode": "VpceAccessDenied",
                "vpcEndpointId": "vpce-1",
            },
        ),
        ({**READ, "eventCategory": "NetworkActivity"}, {**DENIED, "vpcEndpointId": "vpce-1"}),
        {**EACH, "service": "s3.amazonaws.com", "action": "GetObject", "endpoint": "vpce-1"},
    ),
    Case(
        "denied/errors by service",
        (MISSING, MISSING, DENIED),
        (READ,),
        {**TIMES, "service": "s3.amazonaws.com", "errorCode": "NoSuchBucketPolicy", "calls": "2"},
    ),
    Case(
        "denied/what was throttled",
        tuple({**READ, "errorCode": each} for each in ("ThrottlingException", "Client.RequestLimitExceeded")),
        (READ, MISSING, DENIED),
        {**TIMES, "who": USER, "service": "s3.amazonaws.com", "action": "GetObject", "calls": "2"},
    ),
    Case(
        "permissions/new access keys",
        (
            {
                **call("iam", "CreateAccessKey", userName="robot"),
                "responseElements.accessKey.accessKeyId": "AKIAIOSFODNN7EXAMPLE",
            },
            {**call("iam", "CreateAccessKey", userName="robot"), **FAILED},
        ),
        (LIST_USERS, call("kafka", "CreateAccessKey")),
        {**EACH, "changed": "robot", "issued_key": "AKIAIOSFODNN7EXAMPLE"},
    ),
    Case(
        "permissions/new users roles and passwords",
        (
            {**call("iam", "CreateUser", userName="robot"), **FAILED},
            call("iam", "CreateRole", roleName="robots"),
            call("iam", "UpdateLoginProfile", userName="robot"),
        ),
        (LIST_USERS, call("connect", "CreateUser", userName="robot")),
        {**EACH, "action": "CreateRole", "changed": "robots"},
    ),
    Case(
        "permissions/policies",
        (
            {**call("iam", "AttachUserPolicy", userName="robot", policyArn="arn:aws:iam::aws:policy/A"), **FAILED},
            call("iam", "PutGroupPolicy", groupName="robots", policyName="inline"),
            call("iam", "DeleteRolePermissionsBoundary", roleName="robots"),
        ),
        (LIST_USERS, call("iam", "GetPolicy", policyArn="arn:aws:iam::aws:policy/A"), call("iot", "CreatePolicy")),
        {**EACH, "action": "PutGroupPolicy", "changed": "robots", "policy": "inline"},
    ),
    Case(
        "permissions/trust policies",
        ({**call("iam", "UpdateAssumeRolePolicy", roleName="robots", policyDocument="{}"), **FAILED},),
        (LIST_USERS, call("iam", "UpdateRole", roleName="robots")),
        {**EACH, **FAILED, "action": "UpdateAssumeRolePolicy", "changed": "robots", "policy": "{}"},
    ),
    Case(
        "permissions/mfa and passwords weakened",
        (
            {**call("iam", "DeactivateMFADevice", userName="robot"), **FAILED},
            call("iam", "UpdateAccountPasswordPolicy"),
        ),
        (LIST_USERS, call("iam", "EnableMFADevice", userName="robot")),
        {**EACH, **FAILED, "action": "DeactivateMFADevice", "changed": "robot"},
    ),
    Case(
        "permissions/identity providers",
        (
            {**call("iam", "CreateSAMLProvider", name="corporate"), **FAILED},
            call("iam", "CreateOpenIDConnectProvider", url="https://token.example.com"),
        ),
        (LIST_USERS, call("iam", "GetSAMLProvider", sAMLProviderArn="arn:aws:iam::111122223333:saml-provider/x")),
        {**EACH, "action": "CreateOpenIDConnectProvider", "changed": "https://token.example.com"},
    ),
    Case(
        "keys and secrets/keys disabled or deleted",
        (
            {
                **call("kms", "ScheduleKeyDeletion", keyId="1"),
                **OF_KEY,
                "responseElements.deletionDate": "Dec 24, 2026",
            },
            {**call("kms", "DisableKey", keyId="alias/a"), "errorCode": "NotFoundException"},
        ),
        (call("kms", "Decrypt", keyId="1"), call("kms", "EnableKey", keyId="1")),
        {**EACH, "action": "ScheduleKeyDeletion", "changed": KEY, "deleted_at": "Dec 24, 2026"},
    ),
    Case(
        "keys and secrets/key grants",
        (
            {
                **call("kms", "CreateGrant", keyId="1", granteePrincipal=USER),
                "requestParameters.operations.0": "Decrypt",
                "errorCode": "AccessDenied",
            },
        ),
        (call("kms", "ListGrants", keyId="1"),),
        {
            **EACH,
            "action": "CreateGrant",
            "changed": "1",
            "grantee": USER,
            "first_operation": "Decrypt",
            "errorCode": "AccessDenied",
        },
    ),
    Case(
        "keys and secrets/key policies",
        ({**call("kms", "PutKeyPolicy", keyId="1", policy="{}"), **OF_KEY, "errorCode": "AccessDenied"},),
        (call("kms", "GetKeyPolicy", keyId="1"),),
        {**EACH, "action": "PutKeyPolicy", "changed": KEY, "policy": "{}", "errorCode": "AccessDenied"},
    ),
    Case(
        "keys and secrets/secrets read",
        (call("secretsmanager", "GetSecretValue", secretId="door"),) * 2,
        (call("secretsmanager", "DescribeSecret", secretId="door"),),
        {**TIMES, "who": USER, "secret": "door", "calls": "2"},
    ),
    Case(
        "keys and secrets/parameters read",
        (
            call("ssm", "GetParameter", name="/door"),
            {**call("ssm", "GetParameters"), "requestParameters.names.0": "/door"},
        ),
        (call("ssm", "DescribeParameters"), call("ssm", "PutParameter", name="/door")),
        {**TIMES, "who": USER, "parameter": "/door", "calls": "2"},
    ),
)
