"""Policies of a bucket that allow something: by name the policy, and its gaps."""

import json

from tests.unit.cli.policy_case import (
    ACL,
    BUCKET,
    CHECK,
    ORGANIZATION,
    OTHER,
    SOURCE,
    TRAIL,
    WRITE,
    Gaps,
    Policy,
    changed,
    condition,
    denied,
    text,
    write,
    writes_where,
)

BUCKETS: dict[str, tuple[Policy, Gaps]] = {
    "as documented": (text(CHECK, WRITE), []),
    "no policy": ("", [("missing", "s3:GetBucketAcl"), ("missing", "no statement is for it")]),
    "no JSON": ("{", [("unclear", "it is no JSON")]),
    "no object": ("[]", [("unclear", "it has no statements")]),
    "an effect of neither kind": (write(Effect="allow"), [("unclear", "no Effect of Allow or Deny")]),
    "a statement without an action": (write(Action=None), [("unclear", "has no Action")]),
    "a condition that is none": (writes_where(["x"]), [("unclear", "has a Condition that is none")]),
    "one statement and no list": (
        json.dumps(
            {
                "Statement": changed(
                    WRITE,
                    Action=["s3:PutObject", "s3:GetBucketAcl"],
                    Resource="*",
                    Condition=condition("StringEquals", aws__SourceArn=TRAIL),
                )
            }
        ),
        [],
    ),
    "lists of one": (write(Action=["s3:PutObject"], Resource=[f"{BUCKET}/AWSLogs/111122223333/*"]), []),
    "a list of services": (write(Principal={"Service": ["config.amazonaws.com", "cloudtrail.amazonaws.com"]}), []),
    "everybody": (write(Principal="*"), []),
    "everybody, as AWS": (write(Principal={"AWS": "*"}), []),
    "another service": (
        write(Principal={"Service": "config.amazonaws.com"}),
        [("missing", "no statement allows the action")],
    ),
    "an account of the legacy ones": (
        write(Principal={"AWS": "arn:aws:iam::859597730677:root"}),
        [("missing", "no statement allows the action")],
    ),
    "an action in another case": (write(Action="S3:putobject"), []),
    "an action with a wildcard": (write(Action="s3:Put*"), []),
    "an action with a question mark": (write(Action="s3:PutObjec?"), []),
    "every action": (write(Action="*"), []),
    "another action": (write(Action="s3:PutObjectAcl"), [("missing", "no statement allows the action")]),
    "a resource with a wildcard": (write(Resource=f"{BUCKET}/*"), []),
    "a resource with a wildcard inside": (write(Resource=f"{BUCKET}/*/111122223333/*"), []),
    "every resource": (write(Resource="*"), []),
    "another account's folder": (
        write(Resource=f"{BUCKET}/AWSLogs/222233334444/*"),
        [("missing", "it is allowed on arn:aws:s3:::audit/AWSLogs/2222")],
    ),
    "a part of the folder": (
        write(Resource=f"{BUCKET}/AWSLogs/111122223333/CloudTrail/*"),
        [("missing", "CloudTrail/* only")],
    ),
    "another bucket": (write(Resource="arn:aws:s3:::audit-2/*"), [("missing", "arn:aws:s3:::audit-2/* only")]),
    "a wildcard over a part of each name": (write(Resource=f"{BUCKET}/AWSLogs/????????????/*"), []),
    "a policy variable": (
        write(Resource=f"{BUCKET}/AWSLogs/${{aws:SourceAccount}}/*"),
        [("unclear", "AWSCloudTrailWrite20150319")],
    ),
    "not these actions": (write(Action=None, NotAction="s3:GetObject"), [("unclear", "it cannot be told whether")]),
    "not these resources": (
        write(Resource=None, NotResource="arn:aws:s3:::other/*"),
        [("unclear", "it cannot be told whether")],
    ),
    "not these principals": (
        write(Principal=None, NotPrincipal={"AWS": "111122223333"}),
        [("unclear", "it cannot be told whether")],
    ),
    "a condition's key in another case": (
        writes_where({"StringEquals": {"S3:X-Amz-Acl": ACL["s3:x-amz-acl"], "AWS:SourceArn": TRAIL}}),
        [],
    ),
    "a condition's values in a list": (
        writes_where({"StringEquals": {**ACL, "aws:SourceArn": ["arn:aws:cloudtrail:x:y:trail/z", TRAIL]}}),
        [],
    ),
    "another trail": (
        writes_where({"StringEquals": {**ACL, "aws:SourceArn": OTHER}}),
        [("missing", f'aws:sourcearn StringEquals ["{OTHER}"], and aws:sourcearn is {TRAIL}')],
    ),
    "another ACL": (
        writes_where({"StringEquals": {"s3:x-amz-acl": "private", **SOURCE}}),
        [("missing", 's3:x-amz-acl StringEquals ["private"], and s3:x-amz-acl is bucket-owner-full-control')],
    ),
    "every trail of the account, StringLike": (
        writes_where({"StringLike": {"aws:SourceArn": "arn:aws:cloudtrail:*:111122223333:trail/*"}}),
        [],
    ),
    "every trail of the account, ArnLike": (
        writes_where({"ArnLike": {"aws:SourceArn": "arn:aws:cloudtrail:*:111122223333:trail/*"}}),
        [],
    ),
    "an ARN's wildcard over a colon": (
        writes_where({"ArnLike": {"aws:SourceArn": "arn:aws:cloudtrail:*:trail/trailkeeper"}}),
        [("missing", "ArnLike")],
    ),
    "a wildcard that StringEquals does not know": (
        writes_where({"StringEquals": {"aws:SourceArn": "arn:aws:cloudtrail:*:111122223333:trail/*"}}),
        [("missing", "StringEquals")],
    ),
    "ArnEquals": (writes_where({"ArnEquals": SOURCE, "StringEquals": ACL}), []),
    "the trail, where it is told": (writes_where({"StringEqualsIfExists": {**ACL, **SOURCE}}), []),
    "the account": (writes_where({"StringEquals": {**ACL, "aws:SourceAccount": "111122223333"}}), []),
    "another account": (
        writes_where({"StringEquals": {"aws:SourceAccount": "222233334444"}}),
        [("missing", "222233334444")],
    ),
    "no trail": (
        writes_where({"StringEquals": ACL}),
        [("wider", "s3:PutObject by statement AWSCloudTrailWrite20150319")],
    ),
    "no condition": (write(Condition=None), [("wider", "trails of any account")]),
    "no trail in either": (
        text(changed(CHECK, Condition=None), changed(WRITE, Condition=None)),
        [("wider", "GetBucketAcl"), ("wider", "PutObject")],
    ),
    "trails of strangers denied": (
        text(
            CHECK,
            changed(WRITE, Condition=None),
            denied(Condition={"ArnNotLike": SOURCE, "Bool": {"aws:PrincipalIsAWSService": "true"}}),
        ),
        [],
    ),
    "an operator that is not known": (
        writes_where({"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}),
        [("unclear", "it cannot be told")],
    ),
    "a condition's key that is not known": (
        writes_where({"StringEquals": {"s3:x-amz-storage-class": "STANDARD"}}),
        [("unclear", "it cannot be told")],
    ),
    "the organization of a principal that has none": (
        writes_where({"StringEquals": {"aws:PrincipalOrgID": ORGANIZATION}}),
        [("missing", "aws:principalorgid is absent")],
    ),
    "a ForAnyValue of what is absent": (
        writes_where({"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "*"}}),
        [("missing", "absent")],
    ),
}
