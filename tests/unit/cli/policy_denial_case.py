"""Policies of a bucket that say all that is documented, and deny something: by name the policy, and its gaps."""

from tests.unit.cli.policy_case import (
    BUCKET,
    CHECK,
    KEY,
    ORGANIZATION,
    WRITE,
    Gaps,
    Policy,
    denied,
    deny_unless,
    text,
)

DENIALS: dict[str, tuple[Policy, Gaps]] = {
    "TLS asked for": (deny_unless("Bool", "aws:SecureTransport", "false"), []),
    "TLS 1.2 asked for": (deny_unless("NumericLessThan", "s3:TlsVersion", "1.2"), []),
    "TLS 1.3 asked for": (
        deny_unless("NumericLessThan", "s3:TlsVersion", "1.3"),
        [("unclear", "may deny it"), ("unclear", "may deny it")],
    ),
    "an endpoint asked for": (
        deny_unless("StringNotEquals", "aws:SourceVpce", "vpce-1"),
        [("denied", "s3:GetBucketAcl"), ("denied", "by its condition on aws:sourcevpce")],
    ),
    "an endpoint asked for, but of services": (
        text(
            CHECK,
            WRITE,
            denied(
                Condition={
                    "StringNotEquals": {"aws:SourceVpce": "vpce-1"},
                    "BoolIfExists": {"aws:PrincipalIsAWSService": "false"},
                }
            ),
        ),
        [],
    ),
    "an organization asked for": (
        deny_unless("StringNotEquals", "aws:PrincipalOrgID", ORGANIZATION),
        [("denied", "s3:GetBucketAcl"), ("denied", "by its condition on aws:principalorgid")],
    ),
    "an organization asked for, IfExists": (
        deny_unless("StringNotEqualsIfExists", "aws:PrincipalOrgID", ORGANIZATION),
        [("denied", "GetBucketAcl"), ("denied", "PutObject")],
    ),
    "an organization asked for, where there is one": (
        text(
            CHECK,
            WRITE,
            denied(
                Condition={
                    "StringNotEquals": {"aws:PrincipalOrgID": ORGANIZATION},
                    "Null": {"aws:PrincipalOrgID": "false"},
                }
            ),
        ),
        [],
    ),
    "addresses asked for": (
        deny_unless("NotIpAddress", "aws:SourceIp", "10.0.0.0/8"),
        [("unclear", "GetBucketAcl"), ("unclear", "aws:sourceip")],
    ),
    "deleting denied": (text(CHECK, WRITE, denied(Action=["s3:DeleteObject", "s3:DeleteObject*"])), []),
    "all but reading denied": (
        text(CHECK, WRITE, denied(Action=None, NotAction="s3:GetObject")),
        [("unclear", "GetBucketAcl"), ("unclear", "PutObject")],
    ),
    "all but one role denied": (
        text(CHECK, WRITE, denied(Principal=None, NotPrincipal={"AWS": "arn:aws:iam::111122223333:role/admin"})),
        [("unclear", "GetBucketAcl"), ("unclear", "PutObject")],
    ),
    "another service denied": (text(CHECK, WRITE, denied(Principal={"Service": "config.amazonaws.com"})), []),
    "another folder denied": (text(CHECK, WRITE, denied(Resource=f"{BUCKET}/inbox/*")), []),
    "a part of the folder denied": (
        text(CHECK, WRITE, denied(Action="s3:PutObject", Resource=f"{BUCKET}/*/CloudTrail-Digest/*")),
        [("denied", "statement No denies it")],
    ),
    "writing denied": (text(CHECK, WRITE, denied(Action="s3:Put*")), [("denied", "s3:PutObject")]),
    "all but KMS denied": (
        deny_unless("StringNotEquals", "s3:x-amz-server-side-encryption", "aws:kms"),
        [("unclear", "s3:GetBucketAcl"), ("denied", "encrypted with AES256: statement No denies it")],
    ),
    "all but KMS and AES256 denied": (
        text(
            CHECK,
            WRITE,
            denied(
                Action="s3:PutObject",
                Condition={"StringNotEquals": {"s3:x-amz-server-side-encryption": ["aws:kms", "AES256"]}},
            ),
        ),
        [],
    ),
    "another key denied": (
        text(
            CHECK,
            WRITE,
            denied(
                Action="s3:PutObject",
                Condition={"StringNotEqualsIfExists": {"s3:x-amz-server-side-encryption-aws-kms-key-id": f"{KEY}5"}},
            ),
        ),
        [("denied", "s3:PutObject")],
    ),
    "no encryption denied": (
        text(
            CHECK, WRITE, denied(Action="s3:PutObject", Condition={"Null": {"s3:x-amz-server-side-encryption": "true"}})
        ),
        [],
    ),
}
