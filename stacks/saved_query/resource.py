"""What changed in resources: whose bucket, network, machine, function, and what watches over them."""

from stacks.saved_query.row import (
    READING,
    SERVICE,
    WHAT,
    WHO,
    Query,
    changes,
    counts,
    listed,
    named,
    of_calls,
    records,
)

BUCKET_RULES = (
    "DeleteAccountPublicAccessBlock", "DeleteBucketCors", "DeleteBucketLifecycle", "DeleteBucketPolicy",
    "DeleteBucketPublicAccessBlock", "DeleteBucketReplication", "PutAccountPublicAccessBlock", "PutBucketAcl",
    "PutBucketCors", "PutBucketLifecycle", "PutBucketPolicy", "PutBucketPublicAccessBlock", "PutBucketReplication",
)  # fmt: skip
NETWORK = (
    "AcceptVpcPeeringConnection", "AttachInternetGateway", "AttachVpnGateway", "CreateCustomerGateway",
    "CreateInternetGateway", "CreateNatGateway", "CreateNetworkAcl", "CreateNetworkAclEntry", "CreateRoute",
    "CreateRouteTable", "CreateTransitGateway", "CreateVpc", "CreateVpcPeeringConnection", "DeleteCustomerGateway",
    "DeleteFlowLogs", "DeleteInternetGateway", "DeleteNetworkAcl", "DeleteNetworkAclEntry", "DeleteRoute",
    "DeleteRouteTable", "DeleteVpc", "DeleteVpcPeeringConnection", "DetachInternetGateway", "ModifyVpcAttribute",
    "ReplaceNetworkAclAssociation", "ReplaceNetworkAclEntry", "ReplaceRoute", "ReplaceRouteTableAssociation",
)  # fmt: skip
SECURITY_GROUPS = (
    "AuthorizeSecurityGroupEgress", "AuthorizeSecurityGroupIngress", "CreateSecurityGroup", "DeleteSecurityGroup",
    "ModifySecurityGroupRules", "RevokeSecurityGroupEgress", "RevokeSecurityGroupIngress",
)  # fmt: skip
SHARING = (
    "ModifyDBClusterSnapshotAttribute", "ModifyDBSnapshotAttribute", "ModifyImageAttribute", "ModifySnapshotAttribute",
)  # fmt: skip
COMMANDS = ("GetPasswordData", "ResumeSession", "SendCommand", "SendSSHPublicKey", "StartSession")
TRAILS = (
    "CreateTrail", "DeleteEventDataStore", "DeleteTrail", "PutEventSelectors", "PutInsightSelectors", "StartLogging",
    "StopEventDataStoreIngestion", "StopLogging", "UpdateTrail",
)  # fmt: skip
WATCHERS = (
    "access-analyzer.amazonaws.com", "config.amazonaws.com", "detective.amazonaws.com", "guardduty.amazonaws.com",
    "inspector2.amazonaws.com", "macie2.amazonaws.com", "securityhub.amazonaws.com",
)  # fmt: skip
LOGGING = (
    "DeleteAlarms", "DeleteLogGroup", "DeleteLogStream", "DeleteMetricFilter", "DeleteRetentionPolicy",
    "DeleteSubscriptionFilter", "DisableAlarmActions", "DisassociateKmsKey", "PutRetentionPolicy",
)  # fmt: skip
ORGANIZATION = (
    "AcceptHandshake", "AttachPolicy", "CloseAccount", "CreateAccount", "CreateOrganizationalUnit", "CreatePolicy",
    "DeleteOrganization", "DeleteOrganizationalUnit", "DeletePolicy", "DeregisterDelegatedAdministrator",
    "DetachPolicy", "DisablePolicyType", "EnablePolicyType", "InviteAccountToOrganization", "LeaveOrganization",
    "MoveAccount", "RegisterDelegatedAdministrator", "RemoveAccountFromOrganization", "UpdateOrganizationalUnit",
    "UpdatePolicy",
)  # fmt: skip
GROUP = "coalesce(requestParameters.groupId, requestParameters.groupName) as changed"
OBJECT = 'requestParameters.bucketName = "example-bucket"'

QUERIES = (
    Query(
        "changes/who changed this resource",
        "Who called what on this resource that is no reading?",
        changes(f'strcontains(@message, "example-resource") and eventName not like {READING}', SERVICE),
    ),
    Query(
        "changes/what was deleted",
        "Who deleted or ended what, how often?",
        counts("eventName like /^(Delete|Terminate|Purge|Remove)/", WHO, SERVICE, WHAT),
    ),
    Query(
        "changes/trails",
        "Who stopped, deleted or changed a trail?",
        changes(
            of_calls("cloudtrail", *TRAILS),
            "coalesce(requestParameters.name, requestParameters.trailName, requestParameters.eventDataStore)"
            " as changed",
        ),
    ),
    Query(
        "changes/config guardduty and the like",
        "Who ended or changed AWS Config, GuardDuty, Security Hub or another service that watches?",
        changes(
            f"eventSource in {listed(WATCHERS)}"
            " and eventName like /^(Archive|Create|Delete|Disable|Disassociate|Leave|Put|Stop|Update)/"
            " and eventName not like /^PutEvaluations/",
            SERVICE,
        ),
    ),
    Query(
        "changes/logs and alarms",
        "Who deleted logs or alarms, or shortened how long logs are kept?",
        changes(
            f'eventSource in ["logs.amazonaws.com", "monitoring.amazonaws.com"] and eventName in {listed(LOGGING)}',
            "coalesce(requestParameters.logGroupName, requestParameters.alarmNames.0) as changed",
        ),
    ),
    Query(
        "changes/organization",
        "Who changed the organization: its accounts, units, policies, administrators?",
        changes(
            of_calls("organizations", *ORGANIZATION),
            "coalesce(requestParameters.accountId, requestParameters.targetId, requestParameters.policyId,"
            " requestParameters.accountName) as changed",
        ),
    ),
    Query(
        "storage/bucket policies and public access",
        "Who changed the policy, the ACL or the public access of which bucket?",
        changes(of_calls("s3", *BUCKET_RULES), "requestParameters.bucketName as changed"),
    ),
    Query(
        "storage/what happened to this object",
        "Who read, wrote or deleted this object? Needs data events of the bucket.",
        changes(f'{OBJECT} and requestParameters.key = "example/key"', "userAgent"),
    ),
    Query(
        "storage/who uses this bucket",
        "Who calls what on this bucket, and from where? Objects need data events of the bucket.",
        counts(OBJECT, WHO, WHAT, "sourceIPAddress as address"),
    ),
    Query(
        "storage/who takes most bytes",
        "Who takes how many bytes out of which bucket? Needs data events of the bucket.",
        'filter eventSource = "s3.amazonaws.com" and additionalEventData.bytesTransferredOut > 0\n'
        "| "
        + named(
            "stats sum(additionalEventData.bytesTransferredOut) as bytes_out, count(*) as calls",
            WHO,
            "requestParameters.bucketName as bucket",
        )
        + "\n| sort bytes_out desc\n"
        "| limit 100",
    ),
    Query(
        "network/opened to the world",
        "Who opened a security group or an ACL to every address?",
        changes(
            'eventName in ["AuthorizeSecurityGroupIngress", "CreateNetworkAclEntry", "ModifySecurityGroupRules"]'
            ' and (@message like /"0[.]0[.]0[.]0\\/0"/ or @message like /"::\\/0"/)',
            "coalesce(requestParameters.groupId, requestParameters.groupName, requestParameters.networkAclId)"
            " as changed",
            "requestParameters.ipPermissions.items.0.fromPort as from_port",
            "requestParameters.ipPermissions.items.0.toPort as to_port",
        ),
    ),
    Query(
        "network/security groups",
        "Who changed which security group?",
        changes(of_calls("ec2", *SECURITY_GROUPS), GROUP),
    ),
    Query(
        "network/routes gateways and peerings",
        "Who changed networks, ACLs, routes, gateways or peerings, or ended flow logs?",
        changes(
            of_calls("ec2", *NETWORK),
            "coalesce(requestParameters.routeTableId, requestParameters.networkAclId,"
            " requestParameters.internetGatewayId, requestParameters.vpcPeeringConnectionId, requestParameters.vpcId)"
            " as changed",
        ),
    ),
    Query(
        "machines/instances launched",
        "Who launched instances, of which type and image?",
        records(
            of_calls("ec2", "RunInstances"),
            "requestParameters.instanceType as instance_type",
            "requestParameters.instancesSet.items.0.imageId as image",
            "responseElements.instancesSet.items.0.instanceId as first_instance",
            "errorCode",
        ),
    ),
    Query(
        "machines/commands and sessions",
        "Who ran commands on instances, opened sessions, or fetched their passwords?",
        changes(
            f"eventName in {listed(COMMANDS)}",
            "coalesce(requestParameters.instanceIds.0, requestParameters.instanceId, requestParameters.target)"
            " as changed",
            "requestParameters.documentName as document",
        ),
    ),
    Query(
        "machines/snapshots and images shared",
        "Who shared a snapshot or an image, and with whom?",
        changes(
            f"eventName in {listed(SHARING)}",
            "coalesce(requestParameters.snapshotId, requestParameters.imageId,"
            " requestParameters.dBSnapshotIdentifier, requestParameters.dBClusterSnapshotIdentifier) as changed",
            "coalesce(requestParameters.createVolumePermission.add.items.0.userId,"
            " requestParameters.launchPermission.add.items.0.userId,"
            " requestParameters.createVolumePermission.add.items.0.group,"
            " requestParameters.launchPermission.add.items.0.group, requestParameters.valuesToAdd.0) as shared_with",
        ),
    ),
    Query(
        "machines/functions changed",
        "Who changed the code, the settings or the permissions of a Lambda function?",
        changes(
            'eventSource = "lambda.amazonaws.com"'
            " and eventName like /^(AddPermission|CreateEventSourceMapping|CreateFunction|DeleteFunction"
            "|PublishLayerVersion|UpdateFunction|CreateFunctionUrl)/",
            "coalesce(requestParameters.functionName, requestParameters.layerName) as changed",
        ),
    ),
)
