"""How a notification becomes log events: queue, dead letters, the function deliver, the log group it delivers to.

The outputs are for the operator's command, which finds what it needs by their names.
"""

from dataclasses import dataclass
from typing import Any, cast

from aws_cdk import CfnOutput, Duration, RemovalPolicy, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from lambdas.deliver.settings import Settings
from stacks import code, name, policy
from stacks.bucket import KEEP, own_key
from stacks.config import Config
from stacks.config.delivery import DeliveryConfig
from stacks.ledger import Ledger
from stacks.nag import accept
from stacks.notification import Notification
from stacks.own_rule import rules
from stacks.quarantine import Quarantine
from stacks.role import Used, deliver_role
from stacks.rules import Rules

# SQS's longest. A dead letter's age counts from when it was first sent, so a shorter one would take from its 14 days.
# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html (2026-04-13)
RETENTION = Duration.days(14)
MIB = 1024 * 1024


@dataclass(frozen=True)
class Before:
    """The stacks that this one builds on."""

    archive_key_arn: str
    """Of the archive's key, or empty where it has none."""
    notification: Notification
    ledger: Ledger
    quarantine: Quarantine
    rules: Rules | None
    """None where deliver evaluates none."""


class Delivery(Stack):
    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002  (CDK's word)
        config: Config,
        before: Before,
        **stack: Any,
    ) -> None:
        super().__init__(scope, id, **stack)
        # deliver knows them by their names, and a name is no reference.
        for stack_before in (before.ledger, before.quarantine, *([before.rules] if before.rules else [])):
            self.add_stack_dependency(stack_before)
        self.records_key = self._records_key(config)
        self._records(config)
        self.dead_letters = self._dead_letters(before.notification.key)
        self.queue = self._queue(config.delivery, before.notification.key)
        self._subscribe(before.notification.topic)
        settings = self._settings(config, before.archive_key_arn)
        self.deliver = self._deliver(config, settings, before)
        self._poll(config.delivery)
        self._tell(settings)

    def _records_key(self, config: Config) -> kms.Key:
        use = policy.log_group_key_statement(self)
        alias = name.key_alias(config, "records")
        return own_key(self, "RecordsKey", "Encrypts the records in CloudWatch Logs", alias, [use])

    def _records(self, config: Config) -> None:
        """The destination. It outlives the stack, so its name has to be free when the stack is made."""
        records = logs.CfnLogGroup(
            self,
            "Records",
            log_group_name=config.destination.log_group_name,
            retention_in_days=config.destination.retention_days,
            log_group_class=config.destination.log_class,
            kms_key_id=self.records_key.key_arn,
        )
        records.apply_removal_policy(KEEP)

    def _dead_letters(self, key: kms.IKey) -> sqs.Queue:
        """Notifications that failed for the last time, and those that the topic could not put on the queue.

        deliver puts the former there with the reason; SQS moves those that it could not. One queue for all, as each
        holds the notification itself (raw delivery).
        """
        return sqs.Queue(
            self,
            "DeadLetters",
            queue_name=name.DEAD_LETTERS,
            encryption=sqs.QueueEncryption.KMS,
            encryption_master_key=key,
            enforce_ssl=True,
            retention_period=RETENTION,
        )

    def _queue(self, delivery: DeliveryConfig, key: kms.IKey) -> sqs.Queue:
        """Six times the function's timeout and the window: a message must not come back while it is being delivered.

        https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html (2026-04-13)
        """
        return sqs.Queue(
            self,
            "Queue",
            queue_name=name.QUEUE,
            encryption=sqs.QueueEncryption.KMS,
            encryption_master_key=key,
            enforce_ssl=True,
            retention_period=RETENTION,
            visibility_timeout=Duration.seconds(delivery.hidden_seconds),
            dead_letter_queue=sqs.DeadLetterQueue(
                queue=self.dead_letters, max_receive_count=delivery.max_receive_count
            ),
        )

    def _subscribe(self, topic: sns.ITopic) -> None:
        """https://docs.aws.amazon.com/sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html (2026-04-13)."""
        publish = {
            "Sid": "OnlyTheTrailsTopic",
            "Effect": "Allow",
            "Principal": {"Service": "sns.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": self.queue.queue_arn,
            "Condition": {"ArnEquals": {"aws:SourceArn": topic.topic_arn}},
        }
        self.queue.add_to_resource_policy(iam.PolicyStatement.from_json(publish))
        sns.Subscription(
            self,
            "Subscription",
            topic=topic,
            protocol=sns.SubscriptionProtocol.SQS,
            endpoint=self.queue.queue_arn,
            raw_message_delivery=True,
            dead_letter_queue=self.dead_letters,
        )

    def _deliver(self, config: Config, settings: Settings, before: Before) -> lambda_.Function:
        log = logs.LogGroup(
            self,
            "DeliverLog",
            log_group_name=name.DELIVER_LOG,
            encryption_key=self.records_key,
            retention=logs.RetentionDays.ONE_YEAR,
            removal_policy=RemovalPolicy.DESTROY,
        )
        keys = (before.archive_key_arn, before.quarantine.key, before.notification.key, before.ledger.key)
        used = Used(*keys, log)
        function = lambda_.Function(
            self,
            "Deliver",
            function_name=name.DELIVER,
            description="Delivers the records of each log file that the trail's topic tells of to CloudWatch Logs",
            code=code.modules(),
            handler="lambdas.deliver.handler.handler",
            layers=[
                code.libraries(self),
                *([code.security_rules(self, rules(config))] if config.has_rules_in_deliver else []),
            ],
            runtime=code.RUNTIME,
            architecture=code.ARCHITECTURE,
            environment=settings.environment(),
            log_group=log,
            logging_format=lambda_.LoggingFormat.JSON,
            memory_size=config.delivery.memory_mb,
            reserved_concurrent_executions=config.delivery.reserved_concurrency,
            role=deliver_role(self, config, used),
            timeout=Duration.seconds(config.delivery.timeout_seconds),
        )
        # Of an event that did not come through the queue: Lambda itself tries it twice more. The event as it was, which
        # a destination would wrap.
        # https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html (2026-04-13)
        given_up = lambda_.CfnFunction.DeadLetterConfigProperty(target_arn=self.dead_letters.queue_arn)
        cast("lambda_.CfnFunction", function.node.default_child).dead_letter_config = given_up
        reason = "The layer's compiled modules are locked for Python 3.13, which AWS supports until 2029-06-30."
        accept(function, "AwsSolutions-L1", reason)
        return function

    def _settings(self, config: Config, archive_key_arn: str) -> Settings:
        return Settings(
            account=self.account,
            archive_bucket=name.archive_bucket(self, config),
            archive_owner=name.archive_owner(self, config),
            archive_key_arn=archive_key_arn,
            key_prefixes=tuple(name.key_prefixes(config)),
            log_group=config.destination.log_group_name,
            retention_days=config.destination.retention_days,
            out_of_range=config.delivery.out_of_range,
            home_region=self.region,
            partition=self.partition,
            role_arn=name.deliver_role_arn(self, config),
            ledger_table=config.ledger.table_name,
            ledger_days=config.ledger.retention_days,
            quarantine_bucket=name.quarantine_bucket(self, config),
            dead_letters_url=self.dead_letters.queue_url,
            max_receive_count=config.delivery.max_receive_count,
            rules_table=name.RULES_TABLE if config.has_rules_in_deliver else "",
            alarm_topic_arn=name.own_arn(self, config, "sns", name.ALARMS) if config.has_rules_in_deliver else "",
            quiet_minutes=config.rules.quiet_minutes,
            fetch_concurrency=config.delivery.fetch_concurrency,
            fetched_limit_bytes=config.delivery.fetched_limit_mib * MIB,
            waiting_limit_bytes=config.delivery.waiting_limit_mib * MIB,
        )

    def _poll(self, delivery: DeliveryConfig) -> None:
        """Not the function's event source, which would add to the role what deliver_role already says."""
        lambda_.EventSourceMapping(
            self,
            "Poll",
            target=self.deliver,
            event_source_arn=self.queue.queue_arn,
            batch_size=delivery.batch_size,
            max_batching_window=Duration.seconds(delivery.batching_window_seconds),
            max_concurrency=delivery.maximum_concurrency,
            report_batch_item_failures=True,
        )

    def _tell(self, settings: Settings) -> None:
        outputs = {
            "QueueUrl": self.queue.queue_url,
            "DeadLettersUrl": settings.dead_letters_url,
            "ArchiveBucket": settings.archive_bucket,
            "QuarantineBucket": settings.quarantine_bucket,
            "LedgerTable": settings.ledger_table,
            "LogGroup": settings.log_group,
        }
        for output, value in outputs.items():
            CfnOutput(self, output, value=value)
