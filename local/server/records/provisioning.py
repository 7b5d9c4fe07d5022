"""The calls that CloudFormation makes to provision a stack's resources: none crosses the wire, each is recorded.

invokedBy: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
(2026-11).
"""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Literal

from local.server import emulator
from local.server.records.classification import GLOBAL_REGION
from local.server.records.identity import user_identity
from local.server.records.naming import lower_camel
from local.server.records.record import EVENT_VERSION, Record, within_limits

CLOUDFORMATION = "cloudformation.amazonaws.com"
FAILED = "ValidationException"

Action = Literal["create", "update", "delete"]

# Type -> source, the parameter that holds the physical id, and the event of each action ("" where there is no call).
EVENTS: dict[str, tuple[str, str, dict[Action, str]]] = {
    "AWS::CloudTrail::Trail": (
        "cloudtrail", "name", {"create": "CreateTrail", "update": "UpdateTrail", "delete": "DeleteTrail"},
    ),
    "AWS::CloudWatch::Alarm": (
        "monitoring", "alarmName", {"create": "PutMetricAlarm", "update": "PutMetricAlarm", "delete": "DeleteAlarms"},
    ),
    "AWS::CloudWatch::Dashboard": (
        "monitoring", "dashboardName",
        {"create": "PutDashboard", "update": "PutDashboard", "delete": "DeleteDashboards"},
    ),
    "AWS::DynamoDB::Table": (
        "dynamodb", "tableName", {"create": "CreateTable", "update": "UpdateTable", "delete": "DeleteTable"},
    ),
    "AWS::Events::Rule": ("events", "name", {"create": "PutRule", "update": "PutRule", "delete": "DeleteRule"}),
    "AWS::IAM::ManagedPolicy": (
        "iam", "policyArn", {"create": "CreatePolicy", "update": "CreatePolicyVersion", "delete": "DeletePolicy"},
    ),
    "AWS::IAM::Policy": (
        "iam", "policyName", {"create": "PutRolePolicy", "update": "PutRolePolicy", "delete": "DeleteRolePolicy"},
    ),
    "AWS::IAM::Role": ("iam", "roleName", {"create": "CreateRole", "update": "UpdateRole", "delete": "DeleteRole"}),
    "AWS::IAM::User": ("iam", "userName", {"create": "CreateUser", "update": "UpdateUser", "delete": "DeleteUser"}),
    "AWS::KMS::Alias": (
        "kms", "aliasName", {"create": "CreateAlias", "update": "UpdateAlias", "delete": "DeleteAlias"},
    ),
    "AWS::KMS::Key": (
        "kms", "keyId", {"create": "CreateKey", "update": "PutKeyPolicy", "delete": "ScheduleKeyDeletion"},
    ),
    "AWS::Lambda::EventSourceMapping": (
        "lambda", "uUID",
        {
            "create": "CreateEventSourceMapping20150331", "update": "UpdateEventSourceMapping20150331",
            "delete": "DeleteEventSourceMapping20150331",
        },
    ),
    "AWS::Lambda::Function": (
        "lambda", "functionName",
        {
            "create": "CreateFunction20150331", "update": "UpdateFunctionConfiguration20150331v2",
            "delete": "DeleteFunction20150331",
        },
    ),
    "AWS::Lambda::LayerVersion": (
        "lambda", "layerName", {"create": "PublishLayerVersion20181031", "delete": "DeleteLayerVersion20181031"},
    ),
    "AWS::Lambda::Permission": (
        "lambda", "statementId", {"create": "AddPermission20150331v2", "delete": "RemovePermission20150331v2"},
    ),
    "AWS::Logs::LogGroup": (
        "logs", "logGroupName",
        {"create": "CreateLogGroup", "update": "PutRetentionPolicy", "delete": "DeleteLogGroup"},
    ),
    "AWS::Logs::MetricFilter": (
        "logs", "filterName",
        {"create": "PutMetricFilter", "update": "PutMetricFilter", "delete": "DeleteMetricFilter"},
    ),
    "AWS::S3::Bucket": (
        "s3", "bucketName", {"create": "CreateBucket", "update": "PutBucketTagging", "delete": "DeleteBucket"},
    ),
    "AWS::S3::BucketPolicy": (
        "s3", "bucketName",
        {"create": "PutBucketPolicy", "update": "PutBucketPolicy", "delete": "DeleteBucketPolicy"},
    ),
    "AWS::SNS::Subscription": ("sns", "subscriptionArn", {"create": "Subscribe", "delete": "Unsubscribe"}),
    "AWS::SNS::Topic": (
        "sns", "topicArn", {"create": "CreateTopic", "update": "SetTopicAttributes", "delete": "DeleteTopic"},
    ),
    "AWS::SNS::TopicPolicy": (
        "sns", "topicArn", {"create": "SetTopicAttributes", "update": "SetTopicAttributes"},
    ),
    "AWS::SQS::Queue": (
        "sqs", "queueUrl", {"create": "CreateQueue", "update": "SetQueueAttributes", "delete": "DeleteQueue"},
    ),
    "AWS::SQS::QueuePolicy": (
        "sqs", "queueUrl", {"create": "SetQueueAttributes", "update": "SetQueueAttributes"},
    ),
    "AWS::SSM::Parameter": (
        "ssm", "name", {"create": "PutParameter", "update": "PutParameter", "delete": "DeleteParameter"},
    ),
    "AWS::StepFunctions::StateMachine": (
        "states", "stateMachineArn",
        {"create": "CreateStateMachine", "update": "UpdateStateMachine", "delete": "DeleteStateMachine"},
    ),
}  # fmt: skip

# Documents that are text in a call, and values that no record may show.
LEFT_OUT = {"Code", "Content", "Environment", "LoginProfile", "SecretString", "Value"}

Emit = Callable[[Record], None]
Provision = Callable[..., Any]


def recording(action: Action, emit: Emit, properties_at: int) -> Callable[[Provision], Provision]:
    """Wrap one of the emulator's provisioning functions. `properties_at`: which argument holds the properties."""

    def wrap(provision: Provision) -> Provision:
        def provision_and_record(resource_type: str, *arguments: Any, **named: Any) -> Any:
            event = EVENTS.get(resource_type)
            name = event[2].get(action, "") if event else ""
            unchanged = action == "update" and arguments[1] == arguments[2]
            if event is None or not name or unchanged:
                return provision(resource_type, *arguments, **named)
            properties = arguments[properties_at]
            physical_id = "" if action == "create" else arguments[0]
            with _Failure(lambda error: emit(_record(event, name, physical_id, properties, error))):
                result = provision(resource_type, *arguments, **named)
            emit(_record(event, name, physical_id or result[0], properties, None))
            return result

        return provision_and_record

    return wrap


class _Failure:
    """Tells of whatever is raised inside, and lets it go on up."""

    def __init__(self, tell: Callable[[BaseException], None]) -> None:
        self._tell = tell

    def __enter__(self) -> None: ...

    def __exit__(self, _type: object, error: BaseException | None, _traceback: object) -> None:
        if error is not None:
            self._tell(error)


def _record(
    event: tuple[str, str, dict[Action, str]], name: str, physical_id: str, properties: Any, error: BaseException | None
) -> Record:
    source, parameter, _ = event
    caller = emulator.caller_of_stack()
    shown = {lower_camel(key): value for key, value in (properties or {}).items() if key not in LEFT_OUT}
    failure = {"errorCode": getattr(error, "code", FAILED), "errorMessage": str(error)} if error else {}
    return within_limits(
        {
            "eventVersion": EVENT_VERSION,
            "userIdentity": user_identity(caller, emulator.role_of) | {"invokedBy": CLOUDFORMATION},
            "eventTime": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "eventSource": f"{source}.amazonaws.com",
            "eventName": name,
            "awsRegion": GLOBAL_REGION if source == "iam" else emulator.region(),
            "sourceIPAddress": CLOUDFORMATION,
            "userAgent": CLOUDFORMATION,
            **failure,
            "requestParameters": shown | ({parameter: physical_id} if physical_id else {}),
            "responseElements": None,
            "requestID": str(uuid.uuid4()),
            "eventID": str(uuid.uuid4()),
            "readOnly": False,
            "eventType": "AwsApiCall",
            "managementEvent": True,
            "recipientAccountId": emulator.account_id(),
            "eventCategory": "Management",
        }
    )
