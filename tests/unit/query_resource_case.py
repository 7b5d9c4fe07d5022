"""What the saved queries on resources find."""

from tests.unit.record_case import EACH, TIMES, USER, Case, call

FAILED = {"errorCode": "AccessDenied"}
IN_BUCKET = call("s3", "GetObject", bucketName="example-bucket", key="example/key")
OPENED = "requestParameters.ipPermissions.items.0"
RANGE = f"{OPENED}.ipRanges.items.0.cidrIp"
INGRESS = call("ec2", "AuthorizeSecurityGroupIngress", groupId="sg-1")
OPEN = {**INGRESS, f"{OPENED}.fromPort": 22, f"{OPENED}.toPort": 23, RANGE: "0.0.0.0/0"}
OPEN_V6 = {**INGRESS, **FAILED, f"{OPENED}.ipv6Ranges.items.0.cidrIpv6": "::/0"}
NARROW = {**INGRESS, RANGE: "10.0.0.0/8"}
TAKEN = "additionalEventData.bytesTransferredOut"

CASES = (
    Case(
        "changes/who changed this resource",
        ({**call("ec2", "TerminateInstances", name="my-example-resource"), **FAILED},),
        (
            call("ec2", "DescribeInstances", name="my-example-resource"),
            call("ec2", "TerminateInstances", name="another"),
        ),
        {**EACH, **FAILED, "service": "ec2.amazonaws.com", "action": "TerminateInstances"},
    ),
    Case(
        "changes/what was deleted",
        (call("s3", "DeleteBucket"),) * 2,
        (call("s3", "ListBuckets"), call("s3", "CreateBucket")),
        {**TIMES, "who": USER, "service": "s3.amazonaws.com", "action": "DeleteBucket", "calls": "2"},
    ),
    Case(
        "changes/trails",
        (
            {**call("cloudtrail", "StopLogging", name="trail"), **FAILED},
            call("cloudtrail", "PutEventSelectors", trailName="trail"),
        ),
        (call("cloudtrail", "DescribeTrails"), call("kinesis", "DeleteTrail", name="trail")),
        {**EACH, "action": "PutEventSelectors", "changed": "trail"},
    ),
    Case(
        "changes/config guardduty and the like",
        ({**call("guardduty", "DeleteDetector"), **FAILED}, call("config", "StopConfigurationRecorder")),
        (call("config", "PutEvaluations"), call("guardduty", "GetDetector"), call("s3", "DeleteBucket")),
        {**EACH, **FAILED, "service": "guardduty.amazonaws.com", "action": "DeleteDetector"},
    ),
    Case(
        "changes/logs and alarms",
        (
            {**call("logs", "DeleteLogGroup", logGroupName="/records"), **FAILED},
            {**call("monitoring", "DeleteAlarms"), "requestParameters.alarmNames.0": "trail-stopped"},
        ),
        (call("logs", "CreateLogStream", logGroupName="/records"), call("monitoring", "DescribeAlarms")),
        {**EACH, "action": "DeleteAlarms", "changed": "trail-stopped"},
    ),
    Case(
        "changes/organization",
        (
            {**call("organizations", "LeaveOrganization"), **FAILED},
            call("organizations", "AttachPolicy", policyId="p-1", targetId="ou-1"),
        ),
        (call("organizations", "ListAccounts"), call("iot", "AttachPolicy", policyId="p-1")),
        {**EACH, "action": "AttachPolicy", "changed": "ou-1"},
    ),
    Case(
        "storage/bucket policies and public access",
        ({**call("s3", "PutBucketPolicy", bucketName="records"), **FAILED},),
        (call("s3", "GetBucketPolicy", bucketName="records"), call("s3", "PutObject", bucketName="records")),
        {**EACH, **FAILED, "action": "PutBucketPolicy", "changed": "records"},
    ),
    Case(
        "storage/what happened to this object",
        ({**IN_BUCKET, **FAILED},),
        ({**IN_BUCKET, "requestParameters.key": "example/key2"}, {**IN_BUCKET, "requestParameters.bucketName": "b"}),
        {**EACH, **FAILED, "action": "GetObject", "userAgent": "aws-cli/2"},
    ),
    Case(
        "storage/who uses this bucket",
        (IN_BUCKET, IN_BUCKET, call("s3", "ListObjects", bucketName="example-bucket")),
        (call("s3", "GetObject", bucketName="example-bucket-2"),),
        {**TIMES, "who": USER, "action": "GetObject", "address": "203.0.113.10", "calls": "2"},
    ),
    Case(
        "storage/who takes most bytes",
        ({**IN_BUCKET, TAKEN: 1.5}, {**IN_BUCKET, TAKEN: 1000.0}),
        (IN_BUCKET, {**IN_BUCKET, TAKEN: 0.0}, {**call("ecr", "Pull"), TAKEN: 5.0}),
        {"who": USER, "bucket": "example-bucket", "bytes_out": "1001.5", "calls": "2"},
    ),
    Case(
        "network/opened to the world",
        (OPEN, OPEN_V6, {**call("ec2", "CreateNetworkAclEntry", networkAclId="acl-1", cidrBlock="0.0.0.0/0")}),
        (NARROW, call("ec2", "CreateRoute", destinationCidrBlock="0.0.0.0/0"), {**NARROW, RANGE: "10.0.0.0/0"}),
        {
            **EACH,
            "action": "AuthorizeSecurityGroupIngress",
            "changed": "sg-1",
            "from_port": "22",
            "to_port": "23",
        },
    ),
    Case(
        "network/security groups",
        ({**NARROW, **FAILED}, call("ec2", "CreateSecurityGroup", groupName="web")),
        (call("ec2", "DescribeSecurityGroups"), call("rds", "CreateSecurityGroup", groupName="web")),
        {**EACH, "action": "CreateSecurityGroup", "changed": "web"},
    ),
    Case(
        "network/routes gateways and peerings",
        (
            {**call("ec2", "CreateRoute", routeTableId="rtb-1"), **FAILED},
            call("ec2", "AcceptVpcPeeringConnection", vpcPeeringConnectionId="pcx-1"),
            call("ec2", "DeleteFlowLogs"),
        ),
        (call("ec2", "DescribeRouteTables"), call("appmesh", "CreateRoute")),
        {**EACH, "action": "AcceptVpcPeeringConnection", "changed": "pcx-1"},
    ),
    Case(
        "machines/instances launched",
        (
            {
                **call("ec2", "RunInstances", instanceType="m7g.large"),
                "requestParameters.instancesSet.items.0.imageId": "ami-1",
                "responseElements.instancesSet.items.0.instanceId": "i-1",
            },
            {**call("ec2", "RunInstances"), "errorCode": "Client.VcpuLimitExceeded"},
        ),
        (call("ec2", "StartInstances"),),
        {**EACH, "instance_type": "m7g.large", "image": "ami-1", "first_instance": "i-1"},
    ),
    Case(
        "machines/commands and sessions",
        (
            {
                **call("ssm", "SendCommand", documentName="AWS-RunShellScript"),
                "requestParameters.instanceIds.0": "i-1",
            },
            {**call("ssm", "StartSession", target="i-2"), **FAILED},
        ),
        (call("ssm", "GetCommandInvocation", instanceId="i-1"),),
        {**EACH, "action": "SendCommand", "changed": "i-1", "document": "AWS-RunShellScript"},
    ),
    Case(
        "machines/snapshots and images shared",
        (
            {
                **call("ec2", "ModifySnapshotAttribute", snapshotId="snap-1"),
                "requestParameters.createVolumePermission.add.items.0.userId": "222233334444",
            },
            {
                **call("rds", "ModifyDBSnapshotAttribute", dBSnapshotIdentifier="db"),
                "requestParameters.valuesToAdd.0": "all",
                **FAILED,
            },
        ),
        (call("ec2", "DescribeSnapshotAttribute", snapshotId="snap-1"),),
        {**EACH, "action": "ModifySnapshotAttribute", "changed": "snap-1", "shared_with": "222233334444"},
    ),
    Case(
        "machines/functions changed",
        (
            {**call("lambda", "UpdateFunctionCode20150331v2", functionName="deliver"), **FAILED},
            call("lambda", "PublishLayerVersion20181031", layerName="libraries"),
        ),
        (call("lambda", "GetFunction20150331v2", functionName="deliver"), call("events", "CreateFunction")),
        {**EACH, "action": "PublishLayerVersion20181031", "changed": "libraries"},
    ),
)
