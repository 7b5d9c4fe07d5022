"""The whole configuration; `rule` has the rules on keys of different groups."""

from typing import Annotated

import msgspec
from msgspec import Meta

from stacks.config.archive import ArchiveConfig
from stacks.config.delivery import DeliveryConfig, LedgerConfig, QuarantineConfig
from stacks.config.group import Group
from stacks.config.ingestion import Beside, DestinationConfig, DirectConfig, NativeConfig, Path, PathChoice
from stacks.config.rules import EvaluatedBy, RulesConfig
from stacks.config.trail import NotificationConfig, OrganizationConfig, TrailConfig
from stacks.config.value import Account, Email, Region, Tags
from stacks.config.verification import VerificationConfig
from stacks.config.watch import WatchConfig

Link = Annotated[str, Meta(pattern=r"\A(docs/runbook\.md|https://[!-~]{1,200})\Z", description="a URL of https")]


class AlarmConfig(Group, frozen=True):
    emails: Annotated[tuple[Email, ...], Meta(max_length=10, description="a list of at most 10 e-mail addresses")] = ()
    runbook: Link = "docs/runbook.md"


class Config(Group, frozen=True):
    """Without account and Region the templates are environment-agnostic: they deploy wherever the credentials are."""

    account: Account = ""
    region: Region = ""
    organization: OrganizationConfig | None = None
    ingestion: PathChoice = Path.PIPELINE
    ingestion_beside: Beside = ()
    trail: TrailConfig = TrailConfig()
    archive: ArchiveConfig = ArchiveConfig()
    notification: NotificationConfig = NotificationConfig()
    destination: DestinationConfig = DestinationConfig()
    native: NativeConfig = NativeConfig()
    direct: DirectConfig = DirectConfig()
    delivery: DeliveryConfig = DeliveryConfig()
    quarantine: QuarantineConfig = QuarantineConfig()
    ledger: LedgerConfig = LedgerConfig()
    verification: VerificationConfig = VerificationConfig()
    watch: WatchConfig = WatchConfig()
    rules: RulesConfig = RulesConfig()
    alarm: AlarmConfig = AlarmConfig()
    tags: Tags = msgspec.field(default_factory=dict)

    @property
    def paths(self) -> tuple[Path, ...]:
        """Every path by which records get into CloudWatch Logs, the main one first."""
        return (self.ingestion, *self.ingestion_beside)

    @property
    def horizon_days(self) -> int:
        """How far back verify looks: not so far that S3 has expired the log files themselves."""
        return min(self.verification.horizon_days, (self.archive.expire_days or self.ledger.retention_days) - 1)

    @property
    def has_rules_in_deliver(self) -> bool:
        return Path.PIPELINE in self.paths and self.rules.evaluated_by in {EvaluatedBy.DELIVER, EvaluatedBy.BOTH}

    @property
    def has_rule_filters(self) -> bool:
        return self.rules.evaluated_by in {EvaluatedBy.METRIC_FILTERS, EvaluatedBy.BOTH}
