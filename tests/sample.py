"""A record of each kind as CloudTrail writes it, and what differs from one in a single thing."""

import json

NOON = "2026-11-23T12:00:00Z"
NOON_MS = 1_795_435_200_000

Fields = dict[str, object]

# https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
# (2026-04-13)
MANAGEMENT: Fields = {
    "eventVersion": "1.11",
    "userIdentity": {"type": "IAMUser", "arn": "arn:aws:iam::111122223333:user/Mary", "accountId": "111122223333"},
    "eventTime": NOON,
    "eventSource": "ec2.amazonaws.com",
    "eventName": "DescribeInstances",
    "awsRegion": "eu-west-1",
    "sourceIPAddress": "AWS Internal",
    "userAgent": "[aws-cli/2.13.5]",
    "requestParameters": {"FromTime": 1.688560107857e9, "filterSet": {}},
    "responseElements": None,
    "requestID": "AR0000000000000A",
    "eventID": "0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9",
    "readOnly": True,
    "eventType": "AwsApiCall",
    "managementEvent": True,
    "recipientAccountId": "111122223333",
    "eventCategory": "Management",
    "tlsDetails": {"tlsVersion": "TLSv1.3", "keyExchange": "X25519MLKEM768"},
    "sessionCredentialFromConsole": "true",
}
DATA: Fields = {
    **MANAGEMENT,
    "eventSource": "s3.amazonaws.com",
    "eventName": "GetObject",
    "managementEvent": False,
    "eventCategory": "Data",
    "resources": [{"type": "AWS::S3::Object", "ARN": "arn:aws:s3:::b/k"}, {"type": "AWS::S3::Object", "ARNPrefix": ""}],
    "additionalEventData": {"bytesTransferredIn": 0.0, "bytesTransferredOut": 0},
}
# Before 1.06 there was neither a category nor managementEvent.
OLD: Fields = {
    name: MANAGEMENT[name] for name in ("eventTime", "eventID", "eventSource", "eventName", "userIdentity")
} | {"eventVersion": "1.02"}
# https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-insights-fields-trails.html (2026-04-13)
INSIGHT: Fields = {
    "eventVersion": "1.07",
    "eventTime": NOON,
    "awsRegion": "eu-west-1",
    "eventID": "EXAMPLE8-9621-4d00-b913-beca2EXAMPLE",
    "eventType": "AwsCloudTrailInsight",
    "recipientAccountId": "111122223333",
    "sharedEventID": "EXAMPLE2-1729-42f1-b735-5d8c0EXAMPLE",
    "insightDetails": {
        "state": "Start",
        "eventSource": "ec2.amazonaws.com",
        "eventName": "RunInstances",
        "insightType": "ApiCallRateInsight",
        "insightContext": {"statistics": {"baseline": {"average": 0.0020833333}, "insight": {"average": 0.2}}},
    },
    "eventCategory": "Insight",
}
# https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-network-events-with-cloudtrail.html (2026-04-13)
NETWORK_ACTIVITY: Fields = {
    "eventVersion": "1.09",
    "userIdentity": {"type": "AWSAccount", "principalId": "AKIAIOSFODNN7EXAMPLE", "accountId": "777788889999"},
    "eventTime": NOON,
    "eventSource": "kms.amazonaws.com",
    "eventName": "DescribeKey",
    "awsRegion": "eu-west-1",
    "sourceIPAddress": "192.0.2.0",
    "errorCode": "VpceAccessDenied",
    "errorMessage": "The request was denied due to a VPC endpoint policy",
    "requestID": "16bcc089-ac49-43f1-9177-EXAMPLE23731",
    "eventID": "228ca3c2-5f95-4a8a-9732-EXAMPLE60ed9",
    "eventType": "AwsVpceEvent",
    "recipientAccountId": "123456789012",
    "sharedEventID": "ae44ae3d-f19f-4ae7-9732-EXAMPLE9d2f8",
    "vpcEndpointId": "vpce-EXAMPLE08c1b6b9b7",
    "vpcEndpointAccountId": "123456789012",
    "eventCategory": "NetworkActivity",
}
# https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aggregated-events.html
# (2026-04-13)
AGGREGATED: Fields = {
    "eventVersion": "1.0",
    "accountId": "123456789012",
    "eventId": "b1f7d8aa-44c7-4f5e-9b0e-EXAMPLE11111",
    "eventCategory": "Aggregated",
    "eventType": "AwsAggregatedEvent",
    "awsRegion": "eu-west-1",
    "eventSource": "s3.amazonaws.com",
    "timeWindow": {"windowStart": NOON, "windowEnd": "2026-11-23T12:05:00Z", "windowSize": "PT5M"},
    "summary": {"primaryDimension": {"dimension": "eventName", "statistics": [{"name": "GetObject", "value": 7}]}},
}


def written(fields: Fields) -> bytes:
    return json.dumps(fields, separators=(",", ":"), ensure_ascii=False).encode()


def usual(**changes: object) -> bytes:
    return written(MANAGEMENT | changes)


def without(name: str, fields: Fields = MANAGEMENT) -> bytes:
    return written({other: value for other, value in fields.items() if other != name})


def holding(value: bytes, name: bytes = b"requestParameters") -> bytes:
    """A usual record but for one value, which need not be JSON."""
    return without(name.decode())[:-1] + b',"%b":%b}' % (name, value)


def padded(size_bytes: int) -> bytes:
    return usual(userAgent="x" * (size_bytes - len(usual(userAgent=""))))
