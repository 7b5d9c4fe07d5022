"""Trail delivery: each trail's buffered records become log files and notifications; what fails is kept."""

import hashlib
import threading
from collections import defaultdict
from datetime import UTC, datetime
from typing import Any

from local.server import emulator
from local.server.delivery import event_bus, log_link
from local.server.delivery.log_file import LogFile, compressed, log_files, marker_key, notification, with_null
from local.server.delivery.selector import logs
from local.server.delivery.storage import Stored, headers, store
from local.server.digests.chain import Chains
from local.server.digests.clock import Clock
from local.server.digests.digest import Listed
from local.server.fault import Faults
from local.server.trails.permission import topic_error
from local.server.trails.registry import Registry
from local.server.trails.trail import Status, Trail

VALIDATION_MESSAGE = "CloudTrail validation message."

Record = dict[str, Any]
Place = tuple[str, str, str]
"""The trail's ARN, and the account and the Region whose log file the records are for."""


class Delivery:
    def __init__(self, registry: Registry, clock: Clock, chains: Chains, faults: Faults) -> None:
        self._registry, self._clock, self._chains, self._faults = registry, clock, chains, faults
        self._lock = threading.Lock()
        self._waiting: defaultdict[Place, list[Record]] = defaultdict(list)
        self._undelivered: defaultdict[Place, list[LogFile]] = defaultdict(list)

    def take(self, record: Record, trails: tuple[Trail, ...]) -> None:
        """`trails`: as they were when the call was made."""
        logging = [trail for trail in trails if logs(trail, record)]
        with self._lock:
            for trail in logging:
                self._waiting[trail.arn, record["recipientAccountId"], record["awsRegion"]].append(record)
        if logging:
            event_bus.tell(record)

    def deliver(self) -> int:
        """The number of log files written."""
        with self._lock:
            for place, records in self._waiting.items():
                trail = self._registry.current(place[0])
                if trail is not None:
                    self._take_out(trail, place, records)
            self._waiting.clear()
            return sum(map(self._deliver_to, list(self._undelivered)))

    def clear(self) -> None:
        with self._lock:
            self._waiting.clear()
            self._undelivered.clear()

    def _take_out(self, trail: Trail, place: Place, records: list[Record]) -> None:
        _, account_id, region = place
        folder = trail.log_folder(account_id)
        for file in log_files(folder, account_id, region, self._clock.now(), records):
            has_null = self._faults.strikes("null-record", region)
            self._undelivered[place].append(with_null(file) if has_null else file)
        log_link.deliver(trail, account_id, records, self._registry.status(trail, region))

    def _deliver_to(self, place: Place) -> int:
        arn, account_id, region = place
        trail = self._registry.current(arn)
        files = self._undelivered.pop(place)
        if trail is None:
            return 0
        status = self._registry.status(trail, region)
        for count, file in enumerate(files):
            withheld = self._faults.strikes("withhold-log-file", region)
            if not withheld and not self._write(trail, account_id, region, file, status):
                self._undelivered[place] = files[count:]
                return count
            self._chains.add(arn, account_id, region, _listed(trail, file, self._clock.now()))
            for _ in range(0 if withheld else self._tellings(region)):
                _notify(trail, file, status)
        return len(files)

    def _tellings(self, region: str) -> int:
        """How often a log file is told of."""
        if self._faults.strikes("lose-notification", region):
            return 0
        return 2 if self._faults.strikes("repeat-notification", region) else 1

    def _write(self, trail: Trail, account_id: str, region: str, file: LogFile, status: Status) -> bool:
        status.delivery_attempt = datetime.now(UTC)
        altered = self._faults.strikes("alter-log-file", region)
        content = file.content + b"\n" if altered else file.content
        status.delivery_error = store(trail, account_id, Stored(file.key, compressed(content)))
        if status.delivery_error is None:
            status.delivered_at = status.delivery_attempt
        return status.delivery_error is None


def mark(trail: Trail) -> None:
    """Leave the empty object and the plain message by which a new or changed trail shows that it may write."""
    for folder in trail.permitted_folders:
        emulator.put_object(trail.bucket, marker_key(folder), b"", headers(trail))
    if trail.topic:
        emulator.publish(trail.topic_arn, VALIDATION_MESSAGE)


def _listed(trail: Trail, file: LogFile, written_at: datetime) -> Listed:
    times = file.event_times
    digest = hashlib.sha256(file.content).hexdigest()
    return Listed(trail.bucket, file.key, digest, min(times, default=None), max(times, default=None), written_at)


def _notify(trail: Trail, file: LogFile, status: Status) -> None:
    """A notification that fails is not sent again: CloudTrail does not either."""
    if not trail.topic:
        return
    status.notification_attempt = datetime.now(UTC)
    status.notification_error = topic_error(trail)
    if status.notification_error is None:
        emulator.publish(trail.topic_arn, notification(trail.bucket, file.key))
        status.notified_at = status.notification_attempt
