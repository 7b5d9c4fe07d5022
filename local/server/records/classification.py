"""Which event a call is: its source and name, management or data, read or write, global or of a Region.

Tables, because CloudTrail's own answers follow no rule. Names and values are those of published records; data events
are those of AWS's list:
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html (2026-11).
"""

import re
from typing import Any

from local.server.records.operation import Operation

GLOBAL_REGION = "us-east-1"
GLOBAL_SERVICES = {"budgets", "cloudfront", "iam", "organizations", "route53", "shield", "support", "waf"}

SOURCES = {
    "api.ecr": "ecr",
    "api.sagemaker": "sagemaker",
    "email": "ses",
    "s3-control": "s3",
    "streams.dynamodb": "dynamodb",
}

READ_PREFIXES = ("BatchGet", "Describe", "Filter", "Get", "Head", "List", "Lookup", "Query", "Scan", "Search", "Select")
READ_ONLY = {
    ("dynamodb", "TransactGetItems"), ("kms", "Decrypt"), ("kms", "Encrypt"), ("kms", "GenerateDataKey"),
    ("kms", "GenerateDataKeyWithoutPlaintext"), ("kms", "GenerateMac"), ("kms", "GenerateRandom"), ("kms", "Sign"),
    ("kms", "Verify"), ("kms", "VerifyMac"), ("logs", "StartQuery"), ("logs", "TestMetricFilter"),
    ("sts", "AssumeRole"), ("sts", "AssumeRoleWithSAML"), ("sts", "AssumeRoleWithWebIdentity"),
}  # fmt: skip
NOT_READ_ONLY = {("sts", "GetFederationToken")}

# Operations that CloudTrail does not record at all.
UNRECORDED = {("logs", "PutLogEvents"), ("lambda", "InvokeAsync")}

S3_NAMES = {
    "DeletePublicAccessBlock": "DeleteBucketPublicAccessBlock",
    "GetBucketAccelerateConfiguration": "GetAccelerateConfiguration",
    "GetBucketLifecycleConfiguration": "GetBucketLifecycle",
    "GetBucketNotificationConfiguration": "GetBucketNotification",
    "GetObjectLegalHold": "GetObjectLockLegalHold",
    "GetObjectLockConfiguration": "GetBucketObjectLockConfiguration",
    "GetObjectRetention": "GetObjectLockRetention",
    "GetPublicAccessBlock": "GetBucketPublicAccessBlock",
    "ListObjectsV2": "ListObjects",
    "PutBucketAccelerateConfiguration": "PutAccelerateConfiguration",
    "PutBucketLifecycleConfiguration": "PutBucketLifecycle",
    "PutBucketNotificationConfiguration": "PutBucketNotification",
    "PutObjectLegalHold": "PutObjectLockLegalHold",
    "PutObjectLockConfiguration": "PutBucketObjectLockConfiguration",
    "PutObjectRetention": "PutObjectLockRetention",
    "PutPublicAccessBlock": "PutBucketPublicAccessBlock",
}
S3_DATA = {
    "AbortMultipartUpload", "CompleteMultipartUpload", "CopyObject", "CreateMultipartUpload", "DeleteObject",
    "DeleteObjectTagging", "DeleteObjects", "GetObject", "GetObjectAcl", "GetObjectAttributes",
    "GetObjectLockLegalHold",
    "GetObjectLockRetention", "GetObjectTagging", "GetObjectTorrent", "HeadBucket", "HeadObject", "ListObjectVersions",
    "ListObjects", "ListParts", "PutObject", "PutObjectAcl", "PutObjectLockLegalHold", "PutObjectLockRetention",
    "PutObjectTagging", "RestoreObject", "SelectObjectContent", "UploadPart", "UploadPartCopy",
}  # fmt: skip

LAMBDA_V2 = {
    "AddPermission", "GetFunction", "GetFunctionConfiguration", "GetPolicy", "RemovePermission", "TagResource",
    "UntagResource", "UpdateFunctionCode", "UpdateFunctionConfiguration",
}  # fmt: skip
LAMBDA_DATED = re.compile(r"/(201[4-7]-\d\d-\d\d)/")

DATA = {
    "cloudtrail-data": ("AWS::CloudTrail::Channel", {"PutAuditEvents"}),
    "cloudwatch": ("AWS::CloudWatch::Metric", {"GetMetricData", "GetMetricStatistics", "ListMetrics", "PutMetricData"}),
    "dynamodb": (
        "AWS::DynamoDB::Table",
        {
            "BatchExecuteStatement", "BatchGetItem", "BatchWriteItem", "DeleteItem", "ExecuteStatement",
            "ExecuteTransaction", "GetItem", "PutItem", "Query", "Scan", "TransactGetItems", "TransactWriteItems",
            "UpdateItem",
        },
    ),
    "dynamodbstreams": ("AWS::DynamoDB::Stream", {"GetRecords", "GetShardIterator"}),
    "firehose": ("AWS::KinesisFirehose::DeliveryStream", {"PutRecord", "PutRecordBatch"}),
    "kinesis": ("AWS::Kinesis::Stream", {"GetRecords", "GetShardIterator", "ListShards", "PutRecord", "PutRecords"}),
    "lambda": ("AWS::Lambda::Function", {"Invoke", "InvokeWithResponseStream"}),
    "sns": ("AWS::SNS::Topic", {"Publish", "PublishBatch"}),
    "sqs": (
        "AWS::SQS::Queue",
        {
            "ChangeMessageVisibility", "ChangeMessageVisibilityBatch", "DeleteMessage", "DeleteMessageBatch",
            "ReceiveMessage", "SendMessage", "SendMessageBatch",
        },
    ),
}  # fmt: skip

API_VERSIONS = {
    "cloudfront": "2020_05_31", "dynamodb": "2012-08-10", "elb": "2012-06-01", "elbv2": "2015-12-01",
    "logs": "20140328", "route53": "2013-04-01", "waf": "2015-08-24",
}  # fmt: skip


def event_source(operation: Operation) -> str:
    prefix = operation.model.service_model.endpoint_prefix
    return f"{SOURCES.get(prefix, prefix)}.amazonaws.com"


def event_name(operation: Operation) -> str:
    name = operation.model.name
    if operation.service == "s3":
        return S3_NAMES.get(name, name)
    if operation.service == "lambda" and data_type(operation) is None:
        date = LAMBDA_DATED.match(operation.model.http["requestUri"])
        if date:
            return name + date.group(1).replace("-", "") + ("v2" if name in LAMBDA_V2 else "")
    return name


def data_type(operation: Operation) -> str | None:
    """The resources.type of a data event, or None of a management event."""
    name = operation.model.name
    if operation.service == "s3":
        return "AWS::S3::Object" if event_name(operation) in S3_DATA else None
    kind, names = DATA.get(operation.service, ("", set[str]()))
    return kind if name in names else None


def read_only(operation: Operation) -> bool:
    key = (operation.service, operation.model.name)
    return key in READ_ONLY or (operation.model.name.startswith(READ_PREFIXES) and key not in NOT_READ_ONLY)


def recorded(operation: Operation) -> bool:
    return (operation.service, operation.model.name) not in UNRECORDED


def has_response_elements(operation: Operation) -> bool:
    """Read-only calls have none, but for the credentials that STS hands out."""
    return not read_only(operation) or operation.model.name.startswith("Assume")


def event_region(operation: Operation, region: str) -> str:
    return GLOBAL_REGION if operation.service in GLOBAL_SERVICES else region


def api_version(operation: Operation) -> dict[str, Any]:
    version = API_VERSIONS.get(operation.service)
    return {} if version is None else {"apiVersion": version}
