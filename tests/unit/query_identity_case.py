"""What the saved queries on identities and sign-ins find."""

from tests.unit.record_case import ACCOUNT, EACH, ROLE, TIMES, USER, Case, call

OTHER = {"userIdentity.arn": f"{USER}-2"}
ROOT = {"userIdentity.type": "Root", "userIdentity.arn": f"arn:aws:iam::{ACCOUNT}:root"}
PROGRAM = {"userAgent": "aws-cli/2"}
READ = call("s3", "GetObject")
SHOWN_READ = {"service": "s3.amazonaws.com", "action": "GetObject"}
DENIED = {"errorCode": "AccessDenied"}
ASSUMED = {
    **call("sts", "AssumeRole", roleArn=ROLE, roleSessionName="night"),
    "responseElements.credentials.accessKeyId": "ASIAIOSFODNN7EXAMPLE",
    "responseElements.assumedRoleUser.arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/example/night",
}
REFUSED = {**call("sts", "AssumeRole", roleArn=ROLE), **DENIED}
FOREIGN = {**call("sts", "AssumeRole"), "userIdentity.accountId": "222233334444", "userIdentity.arn": None}
SESSION = {
    **READ,
    "userIdentity.arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/example/night",
    "userIdentity.sessionContext.sessionIssuer.arn": ROLE,
}
LOGIN = call("signin", "ConsoleLogin")
SIGNED_IN = {**LOGIN, "responseElements.ConsoleLogin": "Success", "additionalEventData.MFAUsed": "No"}
WITH_MFA = {**SIGNED_IN, "additionalEventData.MFAUsed": "Yes"}
NOT_IN = {
    **LOGIN,
    "responseElements.ConsoleLogin": "Failure",
    "additionalEventData.MFAUsed": "No",
    "errorMessage": "Failed authentication",
    "userIdentity.userName": "example",
}

CASES = (
    Case(
        "identities/who used root",
        ({**READ, **ROOT, **DENIED},),
        (READ, {**READ, **ROOT, "userIdentity.invokedBy": "AWS"}, {**ROOT, "eventType": "AwsServiceEvent"}),
        {**EACH, **SHOWN_READ, **PROGRAM, **DENIED, "who": f"arn:aws:iam::{ACCOUNT}:root"},
    ),
    Case(
        "identities/what did this access key do",
        ({**READ, **DENIED, "userIdentity.accessKeyId": "AKIAIOSFODNN7EXAMPLE"},),
        (READ, {**READ, "userIdentity.accessKeyId": "AKIAIOSFODNN7EXAMPL2"}),
        {**EACH, **SHOWN_READ, **PROGRAM, **DENIED},
    ),
    Case(
        "identities/what did this identity do",
        ({**READ, **DENIED},),
        ({**READ, **OTHER},),
        {**EACH, **SHOWN_READ, **PROGRAM, **DENIED},
    ),
    Case(
        "identities/what did this role do",
        (SESSION, SESSION),
        (READ, {**SESSION, "userIdentity.sessionContext.sessionIssuer.arn": f"{ROLE}-2"}),
        {**TIMES, **SHOWN_READ, "session": SESSION["userIdentity.arn"], "calls": "2"},
    ),
    Case(
        "identities/from where does this identity call",
        (READ, READ, {**READ, "sourceIPAddress": "198.51.100.1"}),
        ({**READ, **OTHER},),
        {**TIMES, **PROGRAM, "address": "203.0.113.10", "calls": "2"},
    ),
    Case(
        "identities/who called from this address",
        (READ, READ),
        ({**READ, "sourceIPAddress": "203.0.113.101"},),
        {**TIMES, **SHOWN_READ, "who": USER, "calls": "2"},
    ),
    Case(
        "identities/who calls from the internet",
        (READ,),
        tuple({"sourceIPAddress": each} for each in ("10.1.2.3", "172.31.0.1", "AWS Internal", "s3.amazonaws.com")),
        {**TIMES, "who": USER, "address": "203.0.113.10", "calls": "1"},
    ),
    Case(
        "identities/which programs call rarely",
        (READ, {**READ, **OTHER}, {**READ, "userAgent": "curl/8"}),
        ({**READ, "userAgent": None},),
        {**PROGRAM, "calls": "2", "identities": "2", "first_call": "2026-11-24T10:00:00Z"},
    ),
    Case(
        "identities/who is new",
        (READ, {**READ, "eventTime": "2026-11-24T11:00:00Z"}),
        ({"userIdentity.arn": None},),
        {"userIdentity.arn": USER, "first_call": "2026-11-24T10:00:00Z", "calls": "2"},
    ),
    Case(
        "identities/who assumed this role",
        (ASSUMED, REFUSED),
        (READ, call("sts", "AssumeRole", roleArn=f"{ROLE}-2"), call("sts", "GetSessionToken", roleArn=ROLE)),
        {**EACH, "session": "night", "issued_key": "ASIAIOSFODNN7EXAMPLE"},
    ),
    Case(
        "identities/who was issued this temporary key",
        (ASSUMED,),
        (REFUSED, {**READ, "userIdentity.accessKeyId": "ASIAIOSFODNN7EXAMPLE"}),
        {
            **EACH,
            "action": "AssumeRole",
            "role": ROLE,
            "session": f"arn:aws:sts::{ACCOUNT}:assumed-role/example/night",
        },
    ),
    Case(
        "identities/which other accounts call",
        (FOREIGN, FOREIGN),
        (READ, {"userIdentity.accountId": None}, {**FOREIGN, "recipientAccountId": None}),
        {
            **TIMES,
            "caller_account": "222233334444",
            "account": ACCOUNT,
            "service": "sts.amazonaws.com",
            "action": "AssumeRole",
            "calls": "2",
        },
    ),
    Case(
        "sign-ins/who signed in",
        (SIGNED_IN, WITH_MFA, NOT_IN),
        (READ,),
        {**EACH, **PROGRAM, "outcome": "Success", "mfa": "Yes"},
    ),
    Case(
        "sign-ins/without mfa",
        (SIGNED_IN,),
        (READ, WITH_MFA, NOT_IN),
        {**EACH, "identity_type": "IAMUser"},
    ),
    Case(
        "sign-ins/failed",
        (NOT_IN, NOT_IN),
        (READ, SIGNED_IN, WITH_MFA),
        {
            **TIMES,
            "user": "example",
            "errorMessage": "Failed authentication",
            "address": "203.0.113.10",
            "account": ACCOUNT,
            "calls": "2",
        },
    ),
)
