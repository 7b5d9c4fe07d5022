"""Calls of the deployment's roles and changes of its resources, as CloudTrail records them, each with its rule."""

from typing import Any

from tests.stacks.golden import SETUPS
from tests.stacks.refused_config_case import ORGANIZATION, PLACE

ACCOUNT, MANAGEMENT = "111122223333", "444455556666"
LONG = "a" * 200
Record = dict[str, Any]
CONFIGURATIONS: dict[str, dict[str, Any]] = {
    "one account": PLACE,
    "an account that only the deployment knows": {},
    "an organization": PLACE | {"organization": ORGANIZATION},
    "long names": PLACE
    | {
        "organization": ORGANIZATION,
        "archive": {"bucket_name": "b" * 63},
        "quarantine": {"bucket_name": "c" * 63},
        "destination": {"log_group_name": f"/1{LONG}"},
        "native": {"log_group_name": f"/2{LONG}"},
        "verification": {"log_group_name": f"/3{LONG}", "table_name": f"v{LONG}"},
        "ledger": {"table_name": f"l{LONG}"},
    },
    **{setup: golden["configuration"] for setup, golden in SETUPS.items()},
}


def call(function: str, event_name: str, account: str = ACCOUNT, region: str = "eu-central-1") -> Record:
    """By a function's role."""
    issuer = {"type": "Role", "userName": f"trailkeeper-{function}-{region}"}
    identity = {"type": "AssumedRole", "accountId": account, "sessionContext": {"sessionIssuer": issuer}}
    return {"userIdentity": identity, "eventName": event_name, "recipientAccountId": account}


def change(source: str, event_name: str, by: str = "203.0.113.7", account: str = ACCOUNT, **named: Any) -> Record:
    """By a person."""
    return {
        "eventSource": f"{source}.amazonaws.com",
        "eventName": event_name,
        "sourceIPAddress": by,
        "readOnly": False,
        "managementEvent": True,
        "recipientAccountId": account,
        "requestParameters": named,
    }


MISUSED: dict[str, tuple[str, Record]] = {
    "who am I": ("own-deliver-role-misused", call("deliver", "GetCallerIdentity")),
    "what is there": ("own-verify-role-misused", call("verify", "ListBuckets")),
    "a change of the trail": ("own-watch-role-misused", call("watch", "StopLogging")),
    "another object of watch's": ("own-watch-role-misused", call("watch", "GetObject")),
    "more rights": ("own-setup-role-misused", call("setup", "PutRolePolicy")),
}


CHANGED: dict[str, tuple[str, Record]] = {
    "code": (
        "own-function-changed",
        change("lambda", "UpdateFunctionCode20150331v2", functionName="trailkeeper-deliver"),
    ),
    "a function by its ARN": (
        "own-function-changed",
        change(
            "lambda",
            "PutFunctionConcurrency20171031",
            functionName=f"arn:aws:lambda:eu-central-1:{ACCOUNT}:function:trailkeeper-watch",
        ),
    ),
    "an event source": (
        "own-function-changed",
        change("lambda", "UpdateEventSourceMapping20150331", uUID="0")
        | {
            "responseElements": {
                "functionArn": f"arn:aws:lambda:eu-central-1:{ACCOUNT}:function:trailkeeper-deliver",
            }
        },
    ),
    "a role": ("own-role-changed", change("iam", "PutRolePolicy", roleName="trailkeeper-deliver-eu-central-1")),
    "the link's role": ("own-role-changed", change("iam", "DeleteRole", roleName="trailkeeper-native-eu-central-1")),
    "a table": ("own-table-changed", change("dynamodb", "DeleteTable", tableName="trailkeeper-ledger")),
    "a table's policy": (
        "own-table-changed",
        change(
            "dynamodb",
            "PutResourcePolicy",
            resourceArn=f"arn:aws:dynamodb:eu-central-1:{ACCOUNT}:table/trailkeeper-verification",
        ),
    ),
    "a queue": (
        "own-queue-changed",
        change(
            "sqs",
            "PurgeQueue",
            queueUrl=f"https://sqs.eu-central-1.amazonaws.com/{ACCOUNT}/trailkeeper-notifications",
        ),
    ),
    "a topic": (
        "own-topic-changed",
        change("sns", "SetTopicAttributes", topicArn=f"arn:aws:sns:eu-central-1:{ACCOUNT}:trailkeeper-alarms"),
    ),
    "a subscription": (
        "own-topic-changed",
        change(
            "sns",
            "Unsubscribe",
            subscriptionArn=f"arn:aws:sns:eu-central-1:{ACCOUNT}:trailkeeper-notifications:0123",
        ),
    ),
    "records": ("own-log-group-changed", change("logs", "DeleteLogGroup", logGroupName="/trailkeeper/records")),
    "a log": (
        "own-log-group-changed",
        change("logs", "DeleteLogStream", logGroupName="/aws/lambda/trailkeeper-verify"),
    ),
    "the archive": (
        "own-bucket-changed",
        change("s3", "PutBucketPolicy", bucketName=f"trailkeeper-archive-{ACCOUNT}-eu-central-1"),
    ),
    "an alarm": ("own-alarm-changed", change("monitoring", "DeleteAlarms", alarmNames=["trailkeeper-trail-stopped"])),
    "an alarm's actions": (
        "own-alarm-changed",
        change("monitoring", "PutMetricAlarm", alarmName="trailkeeper-trail-stopped"),
    ),
    "a schedule": ("own-schedule-changed", change("events", "DisableRule", name="trailkeeper-watch")),
    "a schedule's target": ("own-schedule-changed", change("events", "RemoveTargets", rule="trailkeeper-verification")),
    "a function by its version": (
        "own-function-changed",
        change("lambda", "PutProvisionedConcurrencyConfig", functionName="trailkeeper-deliver:$LATEST"),
    ),
    "a function by the ARN of its alias": (
        "own-function-changed",
        change(
            "lambda",
            "AddPermission20150331v2",
            functionName=f"arn:aws:lambda:eu-central-1:{ACCOUNT}:function:trailkeeper-deliver:live",
        ),
    ),
    "what a queue holds": (
        "own-queue-changed",
        change(
            "sqs",
            "StartMessageMoveTask",
            sourceArn=f"arn:aws:sqs:eu-central-1:{ACCOUNT}:trailkeeper-dead-letters",
        ),
    ),
    "what a log group shows": (
        "own-log-group-changed",
        change("logs", "PutDataProtectionPolicy", logGroupIdentifier="/trailkeeper/records"),
    ),
    "the key of a log group": (
        "own-log-group-changed",
        change(
            "logs",
            "DisassociateKmsKey",
            resourceIdentifier=f"arn:aws:logs:eu-central-1:{ACCOUNT}:log-group:/trailkeeper/findings",
        ),
    ),
    "a log by its ARN": (
        "own-log-group-changed",
        change(
            "logs",
            "PutTransformer",
            logGroupIdentifier=f"arn:aws:logs:eu-central-1:{ACCOUNT}:log-group:/aws/lambda/trailkeeper-watch",
        ),
    ),
    "an alarm behind another": (
        "own-alarm-changed",
        change("monitoring", "DisableAlarmActions", alarmNames=["orders", "trailkeeper-trail-stopped"]),
    ),
    "a stack": ("own-stack-deleted", change("cloudformation", "DeleteStack", stackName="Trailkeeper-Delivery")),
    "what keeps a stack": (
        "own-stack-deleted",
        change(
            "cloudformation",
            "UpdateTerminationProtection",
            stackName=f"arn:aws:cloudformation:eu-central-1:{ACCOUNT}:stack/Trailkeeper-Archive/0123",
            enableTerminationProtection=False,
        ),
    ),
    "what the trail logs": (
        "own-trail-changed",
        change("cloudtrail", "PutEventSelectors", trailName="trailkeeper", eventSelectors=[]),
    ),
    "the trail's insights": (
        "own-trail-changed",
        change(
            "cloudtrail",
            "PutInsightSelectors",
            trailName=f"arn:aws:cloudtrail:eu-central-1:{ACCOUNT}:trail/trailkeeper",
            insightSelectors=[],
        ),
    ),
}


UNTOLD: dict[str, Record] = {
    "another's function": change("lambda", "UpdateFunctionCode20150331v2", functionName="orders"),
    "another account of the organization": change(
        "dynamodb", "DeleteTable", account="999900001111", tableName="trailkeeper-ledger"
    ),
    "a stream of the function's own": change("logs", "CreateLogStream", logGroupName="/aws/lambda/trailkeeper-deliver"),
    "a table whose name is longer": change("dynamodb", "DeleteTable", tableName="trailkeeper-ledger-2"),
    "another stack": change("cloudformation", "DeleteStack", stackName="MyTrailkeeper-Delivery"),
    "a stack that is deployed": change("cloudformation", "ExecuteChangeSet", stackName="Trailkeeper-Delivery"),
    "another trail": change("cloudtrail", "PutEventSelectors", trailName="audit-trailkeeper"),
    "a log group whose name is longer": change("logs", "DeleteLogGroup", logGroupName="/trailkeeper/records-2"),
    "another alarm": change("monitoring", "DeleteAlarms", alarmNames=["orders", "my-trailkeeper-alarm"]),
}
