"""How it is proven what was delivered: the function verify, what it remembers, and where its findings go.

Once an hour a schedule has it send itself a message for each account. Where the bucket is the deployment's own, a new
digest hastens its Region; an adopted bucket's notifications are its owner's.
"""

from dataclasses import dataclass
from typing import Any, cast

from aws_cdk import CfnOutput, Duration, RemovalPolicy, Stack
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_events as events
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from lambdas.verify.settings import Settings
from stacks import code, name, policy
from stacks.bucket import KEEP, own_key
from stacks.config import Config
from stacks.delivery import Delivery
from stacks.ledger import WRITE, Ledger
from stacks.nag import accept
from stacks.notification import Notification
from stacks.role import only_role
from stacks.verify_role import Used, verify_role

TIMEOUT = Duration.minutes(15)
MEMORY_MB = 1024
BATCH_SIZE, MAXIMUM_CONCURRENCY, MAX_RECEIVE_COUNT = 10, 10, 3
# What failed comes again with the next hour's messages; a dead letter is for a person to see.
RETENTION, DEAD_LETTER_RETENTION = Duration.days(4), Duration.days(14)
SCHEDULE, EVERY_HOUR = "trailkeeper-verification", "cron(17 * * * ? *)"
NEW_DIGEST = "trailkeeper-digests"
DIGESTS = "*/CloudTrail-Digest/*.json.gz"


@dataclass(frozen=True)
class Before:
    """The stacks that this one builds on."""

    archive_key_arn: str
    """Of the archive's key, or empty where it has none."""
    notification: Notification
    ledger: Ledger
    delivery: Delivery


class Verification(Stack):
    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002  (CDK's word)
        config: Config,
        before: Before,
        **stack: Any,
    ) -> None:
        super().__init__(scope, id, **stack)
        self.add_stack_dependency(before.ledger)
        self.key = own_key(
            self,
            "VerificationKey",
            "Encrypts what was found, and what is remembered of it",
            name.key_alias(config, "verification"),
            policy.verification_key_statements(self),
        )
        self._findings(config)
        self._table(config)
        self.dead_letters = self._queue("VerificationDeadLetters", name.VERIFICATION_DEAD_LETTERS, None)
        self.queue = self._queue("VerificationQueue", name.VERIFICATION_QUEUE, self.dead_letters)
        settings = self._settings(config, before.delivery)
        self.verify = self._verify(config, settings, before)
        self._poll()
        self._schedule()
        if not config.archive.bucket_arn:
            self._hasten(config)
        self._tell(settings)

    def _findings(self, config: Config) -> None:
        """Outlives the stack, as the archive that it is about does, so its name has to be free."""
        findings = logs.CfnLogGroup(
            self,
            "Findings",
            log_group_name=config.verification.log_group_name,
            retention_in_days=config.verification.retention_days,
            kms_key_id=self.key.key_arn,
        )
        findings.apply_removal_policy(KEEP)

    def _table(self, config: Config) -> None:
        only = only_role(
            "OnlyVerifyRemembers",
            WRITE,
            name.verification_table_arn(self, config),
            name.verify_role_arn(self, config),
        )
        dynamodb.Table(
            self,
            "Remembered",
            table_name=config.verification.table_name,
            partition_key=dynamodb.Attribute(name="folder", type=dynamodb.AttributeType.STRING),
            sort_key=dynamodb.Attribute(name="item", type=dynamodb.AttributeType.STRING),
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            time_to_live_attribute="expires_s",
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True
            ),
            encryption=dynamodb.TableEncryption.CUSTOMER_MANAGED,
            encryption_key=self.key,
            deletion_protection=True,
            removal_policy=KEEP,
            resource_policy=iam.PolicyDocument(statements=[iam.PolicyStatement.from_json(only)]),
        )

    def _queue(self, id: str, queue_name: str, dead_letters: sqs.Queue | None) -> sqs.Queue:  # noqa: A002  (CDK's word)
        """Hidden for six times the timeout: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html."""
        given_up = (
            sqs.DeadLetterQueue(queue=dead_letters, max_receive_count=MAX_RECEIVE_COUNT) if dead_letters else None
        )
        return sqs.Queue(
            self,
            id,
            queue_name=queue_name,
            encryption=sqs.QueueEncryption.KMS,
            encryption_master_key=self.key,
            enforce_ssl=True,
            retention_period=RETENTION if dead_letters else DEAD_LETTER_RETENTION,
            visibility_timeout=Duration.seconds(6 * TIMEOUT.to_seconds()) if dead_letters else None,
            dead_letter_queue=given_up,
        )

    def _verify(self, config: Config, settings: Settings, before: Before) -> lambda_.Function:
        log = logs.LogGroup(
            self,
            "VerifyLog",
            log_group_name=f"/aws/lambda/{name.VERIFY}",
            encryption_key=self.key,
            retention=logs.RetentionDays.ONE_YEAR,
            removal_policy=RemovalPolicy.DESTROY,
        )
        used = Used(before.archive_key_arn, before.notification.key, before.ledger.key, self.key, log)
        function = lambda_.Function(
            self,
            "Verify",
            function_name=name.VERIFY,
            description="Verifies each digest, and that each log file that it lists was delivered",
            code=code.modules(),
            handler="lambdas.verify.handler.handler",
            layers=[code.libraries(self)],
            runtime=code.RUNTIME,
            architecture=code.ARCHITECTURE,
            environment=settings.environment(),
            log_group=log,
            logging_format=lambda_.LoggingFormat.JSON,
            memory_size=MEMORY_MB,
            role=verify_role(self, config, used),
            timeout=TIMEOUT,
        )
        # Of the schedule's event, which Lambda itself tries twice more.
        # https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html (2026-04-13)
        given_up = lambda_.CfnFunction.DeadLetterConfigProperty(target_arn=self.dead_letters.queue_arn)
        cast("lambda_.CfnFunction", function.node.default_child).dead_letter_config = given_up
        reason = "The layer's compiled modules are locked for Python 3.13, which AWS supports until 2029-06-30."
        accept(function, "AwsSolutions-L1", reason)
        return function

    def _settings(self, config: Config, delivery: Delivery) -> Settings:
        return Settings(
            archive_bucket=name.archive_bucket(self, config),
            archive_owner=name.archive_owner(self, config),
            key_prefixes=tuple(name.key_prefixes(config)),
            ledger_table=config.ledger.table_name,
            verification_table=config.verification.table_name,
            findings_log_group=config.verification.log_group_name,
            alarm_topic_arn=name.own_arn(self, config, "sns", name.ALARMS),
            delivery_queue_url=delivery.queue.queue_url,
            verification_queue_url=self.queue.queue_url,
            horizon_days=config.horizon_days,
            covers_from=config.verification.covers_from,
            requeue_limit=config.verification.requeue_limit,
        )

    def _poll(self) -> None:
        """Not the function's event source, which would add to the role what verify_role already says."""
        lambda_.EventSourceMapping(
            self,
            "VerifyPoll",
            target=self.verify,
            event_source_arn=self.queue.queue_arn,
            batch_size=BATCH_SIZE,
            max_concurrency=MAXIMUM_CONCURRENCY,
            report_batch_item_failures=True,
        )

    def _schedule(self) -> None:
        rule = events.CfnRule(
            self,
            "EveryHour",
            name=SCHEDULE,
            description="Has verify look at every account",
            schedule_expression=EVERY_HOUR,
            targets=[events.CfnRule.TargetProperty(id="Verify", arn=self.verify.function_arn)],
        )
        lambda_.CfnPermission(
            self,
            "EveryHourInvokes",
            action="lambda:InvokeFunction",
            function_name=self.verify.function_arn,
            principal="events.amazonaws.com",
            source_arn=rule.attr_arn,
        )

    def _hasten(self, config: Config) -> None:
        """https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html (2026-04-13)."""
        pattern = {
            "source": ["aws.s3"],
            "detail-type": ["Object Created"],
            "detail": {
                "bucket": {"name": [name.archive_bucket(self, config)]},
                "object": {"key": [{"wildcard": DIGESTS}]},
            },
        }
        target = events.CfnRule.TargetProperty(id="Verification", arn=self.queue.queue_arn)
        description = "A digest is in the archive"
        rule = events.CfnRule(
            self, "NewDigest", name=NEW_DIGEST, description=description, event_pattern=pattern, targets=[target]
        )
        send = {
            "Sid": "OnlyTheRuleOfDigests",
            "Effect": "Allow",
            "Principal": {"Service": "events.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": self.queue.queue_arn,
            "Condition": {"ArnEquals": {"aws:SourceArn": rule.attr_arn}},
        }
        self.queue.add_to_resource_policy(iam.PolicyStatement.from_json(send))

    def _tell(self, settings: Settings) -> None:
        outputs = {
            "VerificationQueueUrl": self.queue.queue_url,
            "VerificationDeadLettersUrl": self.dead_letters.queue_url,
            "VerificationTable": settings.verification_table,
            "FindingsLogGroup": settings.findings_log_group,
        }
        for output, value in outputs.items():
            CfnOutput(self, output, value=value)
