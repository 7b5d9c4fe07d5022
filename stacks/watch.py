"""What looks whether all is well: the function watch, which a schedule calls every five minutes.

Its stack is made before the trail's, so that there is something to see by when the alarms on it are made.
"""

from collections.abc import Mapping
from typing import Any

import msgspec
from aws_cdk import Duration, RemovalPolicy, Stack, Token
from aws_cdk import aws_events as events
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from lambdas.core.trail_selectors import fingerprint
from lambdas.watch.settings import Settings
from stacks import code, name
from stacks.config import KEY, Config, InvalidConfig
from stacks.guard import guarded_selectors
from stacks.nag import accept
from stacks.name import Place
from stacks.selector import as_cloudformation
from stacks.verification import Verification
from stacks.watch_role import Used, asks_for_regions, compares_selectors, watch_role

TIMEOUT = Duration.minutes(4)
MEMORY_MB = 512
ENVIRONMENT_BYTES = 4096
"""Of names and values. https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html (2026-04-13)."""
EVERY_5_MINUTES = "rate(5 minutes)"


class Watch(Stack):
    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002  (CDK's word)
        config: Config,
        verification: Verification,
        **stack: Any,
    ) -> None:
        super().__init__(scope, id, **stack)
        self.watch = self._watch(config, verification)
        self._schedule()

    def _watch(self, config: Config, verification: Verification) -> lambda_.Function:
        log = logs.LogGroup(
            self,
            "WatchLog",
            log_group_name=name.WATCH_LOG,
            encryption_key=verification.key,
            retention=logs.RetentionDays.ONE_YEAR,
            removal_policy=RemovalPolicy.DESTROY,
        )
        function = lambda_.Function(
            self,
            "Watch",
            function_name=name.WATCH,
            description="Looks at the trail in every Region, and adds up what verify and deliver have left behind",
            code=code.modules(),
            handler="lambdas.watch.handler.handler",
            layers=[code.libraries(self)],
            runtime=code.RUNTIME,
            architecture=code.ARCHITECTURE,
            environment=fitting(self._settings(config).environment()),
            log_group=log,
            logging_format=lambda_.LoggingFormat.JSON,
            memory_size=MEMORY_MB,
            # The next look is five minutes away, and one that is missing is an alarm.
            retry_attempts=0,
            role=watch_role(self, config, Used(verification.key, log)),
            timeout=TIMEOUT,
        )
        reason = "The layer's compiled modules are locked for Python 3.13, which AWS supports until 2029-06-30."
        accept(function, "AwsSolutions-L1", reason)
        return function

    def _settings(self, config: Config) -> Settings:
        return Settings(
            trail_arn=name.trail_arn(self, config),
            home_region=self.region,
            regions=config.watch.regions or (() if asks_for_regions(config) else (self.region,)),
            expected=msgspec.json.encode(expected(self, config)).decode(),
            expected_selectors_sha256=self._selectors(config),
            verification_table=config.verification.table_name,
            quarantine_bucket=name.quarantine_bucket(self, config),
            quarantine_owner=self.account,
            closed_accounts=config.watch.closed_accounts,
            channels=config.watch.channels,
            event_data_stores=config.watch.event_data_stores,
        )

    def _selectors(self, config: Config) -> str:
        """Empty where they hold an account that only the deployment knows."""
        if not compares_selectors(self, config):
            return ""
        chosen = as_cloudformation(config.trail.selectors.basic or guarded_selectors(self, config))
        return "" if Token.is_unresolved(msgspec.json.encode(chosen).decode()) else fingerprint(chosen)

    def _schedule(self) -> None:
        rule = events.CfnRule(
            self,
            "EveryFiveMinutes",
            name=name.WATCH_SCHEDULE,
            description="Has watch look",
            schedule_expression=EVERY_5_MINUTES,
            targets=[events.CfnRule.TargetProperty(id="Watch", arn=self.watch.function_arn)],
        )
        lambda_.CfnPermission(
            self,
            "EveryFiveMinutesInvokes",
            action="lambda:InvokeFunction",
            function_name=self.watch.function_arn,
            principal="events.amazonaws.com",
            source_arn=rule.attr_arn,
        )


def fitting(environment: Mapping[str, str]) -> dict[str, str]:
    """Raises InvalidConfig where the lists of watch are more than the environment of a function may have."""
    size = sum(len(variable.encode()) + len(value.encode()) for variable, value in environment.items())
    if size > ENVIRONMENT_BYTES:
        lists = f"{KEY}.watch: expected fewer of regions, closed_accounts, channels and event_data_stores"
        told = f"the environment of watch has at most {ENVIRONMENT_BYTES} bytes, got {size}"
        raise InvalidConfig(f"cdk.json: {lists}: {told}")
    return dict(environment)


def expected(place: Place, config: Config) -> dict[str, str | bool]:
    """By the members of GetTrail's answer, those that the deployment has set. What is adopted has its owner's settings.

    Of the key only an ARN is comparable: CloudTrail answers with the key's own, and not with the alias's.
    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrail.html (2026-04-13)
    """
    needed: dict[str, str | bool] = {
        "S3BucketName": name.archive_bucket(place, config),
        "S3KeyPrefix": config.trail.key_prefix,
        "SnsTopicARN": name.topic_arn(place, config),
    }
    if config.trail.arn:
        return needed
    key = {"KmsKeyId": config.archive.key_arn} if config.archive.key_arn else {}
    return (
        needed
        | key
        | {
            "IncludeGlobalServiceEvents": config.trail.global_service_events,
            "IsMultiRegionTrail": config.trail.multi_region,
            "LogFileValidationEnabled": config.trail.log_file_validation,
            "IsOrganizationTrail": config.organization is not None,
        }
    )
