"""How a notification becomes log events: queue, dead letters, the function deliver, the log group it delivers to."""

from typing import Any

from aws_cdk import Acknowledgment, Duration, RemovalPolicy, Stack, Validations
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from lambdas.deliver.settings import Settings
from stacks import code, name
from stacks.archive import Archive
from stacks.config import Config, DeliveryConfig
from stacks.notification import Notification
from stacks.role import deliver_role

# SQS's longest. A dead letter's age counts from when it was first sent, so a shorter one would take from its 14 days.
# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html (2026-04-13)
RETENTION = Duration.days(14)


class Delivery(Stack):
    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002
        config: Config,
        archive: Archive,
        notification: Notification,
        **stack: Any,
    ) -> None:
        super().__init__(scope, id, **stack)
        self._records(config)
        dead_letters = self._dead_letters()
        self.queue = self._queue(config.delivery, dead_letters)
        self._subscribe(notification.topic, dead_letters)
        self.deliver = self._deliver(config, archive)
        self._poll(config.delivery)

    def _records(self, config: Config) -> None:
        """The destination. It outlives the stack, so its name has to be free when the stack is made."""
        records = logs.CfnLogGroup(
            self,
            "Records",
            log_group_name=config.destination.log_group_name,
            retention_in_days=config.destination.retention_days,
        )
        records.apply_removal_policy(RemovalPolicy.RETAIN)

    def _dead_letters(self) -> sqs.Queue:
        """Notifications that deliver gave back too often, and those that the topic could not put on the queue.

        One queue for both, as both hold the notification itself (raw delivery).
        """
        return sqs.Queue(
            self,
            "DeadLetters",
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
            retention_period=RETENTION,
        )

    def _queue(self, delivery: DeliveryConfig, dead_letters: sqs.Queue) -> sqs.Queue:
        """Six times the function's timeout and the window: a message must not come back while it is being delivered.

        https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html (2026-04-13)
        """
        return sqs.Queue(
            self,
            "Queue",
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
            retention_period=RETENTION,
            visibility_timeout=Duration.seconds(6 * delivery.timeout_seconds + delivery.batching_window_seconds),
            dead_letter_queue=sqs.DeadLetterQueue(queue=dead_letters, max_receive_count=delivery.max_receive_count),
        )

    def _subscribe(self, topic: sns.Topic, dead_letters: sqs.Queue) -> None:
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
            dead_letter_queue=dead_letters,
        )

    def _deliver(self, config: Config, archive: Archive) -> lambda_.Function:
        log = logs.LogGroup(
            self, "DeliverLog", retention=logs.RetentionDays.THREE_MONTHS, removal_policy=RemovalPolicy.DESTROY
        )
        function = lambda_.Function(
            self,
            "Deliver",
            description="Delivers the records of each log file that the trail's topic tells of to CloudWatch Logs",
            code=code.modules(),
            handler="lambdas.deliver.handler.handler",
            layers=[code.libraries(self)],
            runtime=code.RUNTIME,
            architecture=code.ARCHITECTURE,
            environment=self._settings(config).environment(),
            log_group=log,
            logging_format=lambda_.LoggingFormat.JSON,
            memory_size=config.delivery.memory_mb,
            reserved_concurrent_executions=config.delivery.reserved_concurrency,
            role=deliver_role(self, config, archive.key, self.queue, log),
            timeout=Duration.seconds(config.delivery.timeout_seconds),
        )
        reason = "The layer's compiled modules are locked for Python 3.13, which AWS supports until 2029-06-30."
        Validations.of(function).acknowledge(Acknowledgment(id="AwsSolutions::AwsSolutions-L1", reason=reason))
        return function

    def _settings(self, config: Config) -> Settings:
        return Settings(
            archive_bucket=name.archive_bucket(self, config),
            archive_owner=self.account,
            key_prefix=config.trail.key_prefix,
            log_group=config.destination.log_group_name,
            home_region=self.region,
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
