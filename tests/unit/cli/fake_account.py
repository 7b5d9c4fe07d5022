"""An account for doctor, without AWS: what it answers is a table, at first that of a deployment as it is made."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from cli.account import PERMISSIONS, Answer
from cli.doctor.checks import CHECKS, examine
from cli.doctor.examined import Examined
from cli.doctor.result import Result
from lambdas.core.error import PipelineError
from stacks import name, native_name, policy
from stacks.config import Config
from stacks.config.ingestion import Path
from stacks.guard import guarded_selectors
from stacks.name import At
from stacks.selector import as_cloudformation

PLACE = At("aws", "111122223333", "eu-west-1")
MANAGEMENT = "222233334444"
KEY = "arn:aws:kms:eu-west-1:111122223333:key/"
ARCHIVE_KEY = f"{KEY}11112222-3333-4444-5555-666677778888"
NOW = datetime(2026, 11, 24, 6, tzinfo=UTC)
LOCK = {"Rule": {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": 365}}}

Parameters = Mapping[str, Any]
Answers = Mapping[str, Any]
"""By operation: an answer, an error, None for what is not there, or what makes one of the parameters."""


class FakeAccount:
    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self.asked: set[tuple[str, str]] = set()

    def read(self, service: str, operation: str, what: str, *, region: str = "", **parameters: Any) -> Answer | None:
        assert (service, operation) in PERMISSIONS
        self.asked.add((service, operation))
        answer = self._answers.get(operation, PipelineError(f"{what}: nobody asks for {operation}"))
        if isinstance(answer, Callable):  # type: ignore[arg-type]  # a protocol that mypy does not take for a class
            answer = answer({"region": region, **parameters})
        if isinstance(answer, PipelineError):
            raise answer
        given: Answer | None = answer
        return given

    def read_all(self, service: str, operation: str, what: str, member: str, **parameters: Any) -> list[Any]:
        return list((self.read(service, operation, what, **parameters) or {}).get(member, []))


def statements(*written: Any) -> str:
    return json.dumps({"Statement": list(written)})


def trail(config: Config, **members: Any) -> Answer:
    told = {
        "TrailARN": name.trail_arn(PLACE, config),
        "HomeRegion": "eu-west-1",
        "S3BucketName": name.archive_bucket(PLACE, config),
        "S3KeyPrefix": config.trail.key_prefix,
        "KmsKeyId": ARCHIVE_KEY,
        "SnsTopicARN": name.topic_arn(PLACE, config),
        "IsMultiRegionTrail": config.trail.multi_region,
        "IncludeGlobalServiceEvents": config.trail.global_service_events,
        "IsOrganizationTrail": config.organization is not None,
        "LogFileValidationEnabled": True,
        "RecursiveLogging": True,
    }
    return {"Trail": {**told, **members}}


def selectors(config: Config) -> Answer:
    if config.trail.selectors.basic:
        return {"EventSelectors": as_cloudformation(config.trail.selectors.basic)}
    return {"AdvancedEventSelectors": as_cloudformation(guarded_selectors(PLACE, config))}


def key_of(arn: str) -> str:
    """Of a key, or of an alias trailkeeper-PURPOSE, the ARN of the key."""
    return of_purpose(arn.rpartition("/")[2].removeprefix("trailkeeper-"))


def of_purpose(purpose: str) -> str:
    return ARCHIVE_KEY if purpose == "archive" else f"{KEY}{purpose}"


def key(arn: str, **members: Any) -> Answer:
    return {"KeyMetadata": {"Arn": key_of(arn), "KeyState": "Enabled", "Origin": "AWS_KMS", **members}}


def key_policy(config: Config, arn: str) -> Answer:
    documented = {
        ARCHIVE_KEY: policy.archive_key_statements(PLACE, config),
        f"{KEY}notification": policy.notification_key_statements(PLACE, config),
        f"{KEY}records": [policy.log_group_key_statement(PLACE)],
        f"{KEY}verification": policy.verification_key_statements(PLACE),
        f"{KEY}native": [policy.log_group_key_statement(PLACE)],
    }
    return {"Policy": statements(*documented[arn])}


def encryption(bucket: str) -> Answer:
    purpose = "quarantine" if "quarantine" in bucket else "archive"
    by = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": of_purpose(purpose)}
    return {"ServerSideEncryptionConfiguration": {"Rules": [{"ApplyServerSideEncryptionByDefault": by}]}}


def sound(config: Config) -> dict[str, Any]:
    """What AWS answers of a deployment as it is made."""
    topic = {"Policy": statements(*policy.topic_statements(PLACE, config)), "KmsMasterKeyId": f"{KEY}notification"}
    subscription = {"Protocol": "sqs", "Endpoint": name.queue_arn(PLACE, config), "SubscriptionArn": "arn:aws:sns:…"}
    blocked = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
    own = trail(config)["Trail"]
    return {
        "describe_trails": {"trailList": [own]},
        "list_trails": {"Trails": [own]},
        "list_event_data_stores": {"EventDataStores": []},
        "get_trail": {"Trail": own},
        "get_trail_status": {"IsLogging": True},
        "get_event_selectors": selectors(config),
        "get_insight_selectors": None,
        "get_event_configuration": {},
        "describe_regions": {"Regions": [{"RegionName": "eu-west-1"}, {"RegionName": "us-east-1"}]},
        "describe_key": lambda asked: key(asked["KeyId"]),
        "get_key_rotation_status": {"KeyRotationEnabled": True},
        "get_key_policy": lambda asked: key_policy(config, asked["KeyId"]),
        "head_bucket": {"BucketRegion": "eu-west-1"},
        "get_bucket_policy": {"Policy": statements(*policy.bucket_statements(PLACE, config))},
        "get_bucket_versioning": {"Status": "Enabled"},
        "get_public_access_block": {"PublicAccessBlockConfiguration": dict.fromkeys(blocked, True)},
        "get_bucket_encryption": lambda asked: encryption(asked["Bucket"]),
        "get_object_lock_configuration": {"ObjectLockConfiguration": LOCK},
        "get_bucket_request_payment": {"Payer": "BucketOwner"},
        "get_topic_attributes": {"Attributes": topic},
        "list_subscriptions_by_topic": {"Subscriptions": [subscription]},
        **pipeline(config),
        **own_ingestion(config),
    }


def pipeline(config: Config) -> dict[str, Any]:
    return {
        "get_queue_url": {"QueueUrl": "https://sqs.eu-west-1.amazonaws.com/111122223333/trailkeeper-notifications"},
        "get_queue_attributes": {"Attributes": {"Policy": statements(sends(config))}},
        "get_function_configuration": {"State": "Active"},
        "list_event_source_mappings": {"EventSourceMappings": [{"State": "Enabled", "UUID": "1"}]},
    }


def sends(config: Config, **elements: Any) -> Any:
    """As the stack lets the topic send to the queue."""
    said = {
        "Sid": "OnlyTheTrailsTopic",
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": name.queue_arn(PLACE, config),
        "Condition": {"ArnEquals": {"aws:SourceArn": name.topic_arn(PLACE, config)}},
    }
    return {**said, **elements}


def own_ingestion(config: Config) -> dict[str, Any]:
    """Of CloudTrail's own ways into CloudWatch Logs: a role, a rule where it is configured, and its evaluation."""
    trust = {"Effect": "Allow", "Principal": policy.CLOUDTRAIL, "Action": "sts:AssumeRole"}
    return {
        "get_role": {"Role": {"AssumeRolePolicyDocument": {"Statement": [trust]}}},
        "list_role_policies": {"PolicyNames": ["Deliver"]},
        "get_role_policy": {"PolicyDocument": {"Statement": writes(config)}},
        "get_telemetry_rule": lambda asked: rule(config, asked["RuleIdentifier"]),
        "get_telemetry_rule_for_organization": lambda asked: rule(config, asked["RuleIdentifier"]),
        "get_telemetry_evaluation_status": {"Status": "RUNNING"},
        "get_telemetry_evaluation_status_for_organization": {"Status": "RUNNING"},
    }


def writes(config: Config) -> list[Any]:
    streams = native_name.native_stream_arns(PLACE, config)
    return [
        {"Effect": "Allow", "Action": [action], "Resource": streams}
        for action in ("logs:CreateLogStream", "logs:PutLogEvents")
    ]


def rule(config: Config, identifier: str) -> Answer | None:
    if Path.DIRECT not in config.paths or identifier != native_name.direct_rule(config):
        return None
    return {"TelemetryRule": {"DestinationConfiguration": {"CloudtrailParameters": selectors(config)}}}


def asked(config: Config, answers: Answers, *others: tuple[str, Answers]) -> Examined:
    """With credentials for the pipeline's account, and for others."""
    accounts = {PLACE.account: FakeAccount({**sound(config), **answers})}
    accounts |= {account: FakeAccount({**sound(config), **theirs}) for account, theirs in others}
    return Examined(config, PLACE, accounts, guarded_selectors(PLACE, config), NOW)


def results(examined: Examined, check: str = "") -> list[Result]:
    return list(examine(examined, [each for each in CHECKS if check in ("", each.id)]))
