"""watch with every port in memory: a deployment that is well, to be made otherwise."""

import dataclasses
import json
import logging
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import msgspec

from lambdas.core.chain_state import Head, KnownFinding
from lambdas.core.digest_key import HOUR_S, Chain
from lambdas.core.metric import Metric
from lambdas.core.trail_selectors import fingerprint
from lambdas.core.trail_setting import Value
from lambdas.core.trail_status import TrailStatus
from lambdas.memory.account_states import AccountStates
from lambdas.memory.lake import Lake
from lambdas.memory.listing import Listing
from lambdas.memory.metric_log import MetricLog
from lambdas.memory.regions import Regions
from lambdas.memory.trails import Trails
from lambdas.memory.verification_table import VerificationTable
from lambdas.watch.port import World
from lambdas.watch.settings import Settings
from lambdas.watch.watch import Watch

NOW_S = 1_790_000_000
ACCOUNT, OTHER = "111122223333", "222233334444"
HOME, US = "eu-west-1", "us-east-1"
NAME, QUARANTINE = "audit", "quarantine"
TRAIL_ARN = f"arn:aws:cloudtrail:{HOME}:{ACCOUNT}:trail/{NAME}"
CHANNEL = f"arn:aws:cloudtrail:{US}:{ACCOUNT}:channel/11111111-2222-3333-4444-555555555555"
STORE = f"arn:aws:cloudtrail:{HOME}:{ACCOUNT}:eventdatastore/11111111-2222-3333-4444-555555555555"
SHOWN: dict[str, Value] = {"Name": NAME, "S3BucketName": "trail-logs", "IsMultiRegionTrail": True}
SELECTORS: list[dict[str, Any]] = [{"FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}]}]
SETTINGS = Settings(
    trail_arn=TRAIL_ARN,
    home_region=HOME,
    expected=json.dumps({"S3BucketName": "trail-logs", "IsMultiRegionTrail": True}),
    expected_selectors_sha256=fingerprint(SELECTORS),
    verification_table="verification",
    quarantine_bucket=QUARANTINE,
    quarantine_owner=ACCOUNT,
)
WELL = TrailStatus(
    is_logging=True,
    started_s=NOW_S - 500 * HOUR_S,
    delivered_s=NOW_S - 120,
    notified_s=NOW_S - 110,
    signed_s=NOW_S - HOUR_S,
)
STOPPED = msgspec.structs.replace(WELL, is_logging=False)
POOL = ThreadPoolExecutor(2)


@dataclass
class Lines(logging.Handler):
    told: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    __hash__ = logging.Handler.__hash__

    def emit(self, record: logging.LogRecord) -> None:
        plain = logging.makeLogRecord({}).__dict__
        more = {name: value for name, value in record.__dict__.items() if name not in plain}
        self.told.append({"message": record.getMessage(), **more})


@dataclass
class Watched:
    trails: Trails = field(default_factory=lambda: Trails(SHOWN, {HOME: WELL, US: WELL}, SELECTORS))
    regions: Regions = field(default_factory=lambda: Regions(HOME, US))
    lake: Lake = field(default_factory=Lake)
    table: VerificationTable = field(default_factory=VerificationTable)
    quarantine: dict[str, bytes] = field(default_factory=dict)
    settings: Settings = SETTINGS
    others: Mapping[str, Any] = field(default_factory=dict)
    """Ports in the place of those below, by their names in World."""
    lines: Lines = field(default_factory=Lines)
    metrics: MetricLog = field(default_factory=MetricLog)

    @property
    def world(self) -> World:
        world = World(
            trails=self.trails,
            regions=self.regions,
            lake=self.lake,
            account_states=AccountStates(self.table),
            quarantine=Listing(QUARANTINE, self.quarantine, {}),
            metrics=self.metrics,
            pool=POOL,
        )
        return dataclasses.replace(world, **self.others)

    def settle(self, **changed: Any) -> None:
        self.settings = msgspec.structs.replace(self.settings, **changed)

    def reach(self, account: str, region: str, age_s: int, **more: Any) -> None:
        chain = Chain(f"AWSLogs/{account}/", account, region, NAME, HOME)
        head = Head(end_s=NOW_S - age_s, key="key", bucket="trail-logs", sha256="s", signature="s", **more)
        self.table.put_head(chain, head)

    def find(self, code: str, account: str = ACCOUNT, **more: Any) -> None:
        known = KnownFinding(code=code, object="trail-logs/key", what="", account=account, region=HOME, **more)
        self.table.put_finding(f"AWSLogs/{account}/", known)

    def look(self) -> dict[Metric, float]:
        """What is emitted under no dimension more than service, each metric once."""
        self.metrics.values.clear()
        self.lines.told.clear()
        logger = logging.Logger("watch")  # noqa: LOG001  (of this look alone)
        logger.addHandler(self.lines)
        Watch(self.settings, self.world, logger).look(NOW_S)
        return dict(self._single(()))

    def in_region(self, region: str) -> dict[Metric, float]:
        return dict(self._single((("trail", NAME), ("region", region))))

    def seen_regions(self) -> set[str]:
        return {dict(dimensions)["region"] for dimensions in self.metrics.values if dimensions}

    def _single(self, dimensions: tuple[tuple[str, str], ...]) -> Iterator[tuple[Metric, float]]:
        for metric, values in self.metrics.values.get(dimensions, {}).items():
            (value,) = values
            yield metric, value

    def told(self, message: str) -> list[dict[str, Any]]:
        found = [line for line in self.lines.told if line["message"] == message]
        return [{name: value for name, value in line.items() if name != "message"} for line in found]
