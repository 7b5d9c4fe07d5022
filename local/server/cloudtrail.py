"""CloudTrail for the embedded cloud: it records the calls that the wrapper shows it and delivers them to the trails."""

import functools
import queue
import threading
from datetime import datetime

from local.server import emulator, organizations
from local.server.delivery.delivery import Delivery, mark
from local.server.delivery.digest_delivery import DigestDelivery
from local.server.digests.chain import Chains
from local.server.digests.clock import Clock
from local.server.digests.signing import SigningKeys
from local.server.exchange import Exchange
from local.server.fault import Faults
from local.server.records.provisioning import recording
from local.server.records.record import Record, records
from local.server.seams import replace, seam
from local.server.trails.organization import Organization
from local.server.trails.registry import Registry
from local.server.trails.resource import TYPE, TrailResource, handlers
from local.server.trails.trail import Trail
from local.server.trails.wire import Service

Call = tuple[Exchange | Record, tuple[Trail, ...]]
"""A call, or the record of one, and the trails as they were when it was made."""


class CloudTrail:
    """Calls wait in a queue until the delivery thread, or `flush`, makes records of them."""

    def __init__(self, delivery_interval_seconds: float) -> None:
        self._interval_seconds = delivery_interval_seconds
        self._calls: queue.SimpleQueue[Call] = queue.SimpleQueue()
        self._clock, self._faults = Clock(), Faults()
        self._keys = SigningKeys(self._clock)
        self._chains = Chains(self._clock, self._keys)
        self._registry = Registry(self._chains.follow)
        self._delivery = Delivery(self._registry, self._clock, self._chains, self._faults)
        self._digests = DigestDelivery(self._registry, self._chains, self._faults)
        self._service = Service(self._registry, mark, self._keys)
        self._flushing = threading.Lock()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="cloudtrail-delivery", daemon=True)

    def install(self) -> None:
        """Take the place of the emulator's CloudTrail, and listen to what CloudFormation provisions."""
        replace("services.cloudtrail.handle_request", lambda _: self._service.handle_request)
        replace("services.cloudtrail.reset", lambda _: self._clear)
        seam("services.cloudformation.provisioners._RESOURCE_HANDLERS")[TYPE] = handlers(TrailResource(self._service))
        organizations.install(self._registry.organization_of)
        for module in ("provisioners", "stacks"):
            path = f"services.cloudformation.{module}"
            replace(f"{path}._provision_resource", recording("create", self._emit, properties_at=1))
            replace(f"{path}._update_resource", recording("update", self._emit, properties_at=2))
            replace(f"{path}._delete_resource", recording("delete", self._emit, properties_at=1))

    def observe(self, exchange: Exchange) -> None:
        trails = self._registry.snapshot
        if trails:
            self._calls.put((exchange, trails))

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """What is still buffered is not delivered."""
        self._stopping.set()
        self._thread.join()

    def flush(self) -> int:
        """Deliver everything that is buffered, and the digests that are due; the number of log files written."""
        with self._flushing:
            written, _ = self._deliver()
            return written

    def accelerate(self, hour_seconds: float, hours_ago: int) -> None:
        self._clock.accelerate(hour_seconds, hours_ago)

    def digest_time(self) -> datetime:
        return self._clock.now()

    def write_digests(self, hours: int | None) -> int:
        """Deliver everything, let so many hours pass, and write the digests of them; None: as many as are left."""
        with self._flushing:
            _, written = self._deliver()
            self._clock.advance(hours)
            return written + self._digests.deliver(ended=0)

    def rotate_key(self, region: str) -> str:
        """The fingerprint of the new key."""
        self.flush()
        return self._keys.rotate(region).fingerprint

    def fault(self, name: str, count: int | None, region: str | None) -> None:
        self._faults.arm(name, count, region)

    def mend(self) -> None:
        with self._flushing:
            self._digests.mend()

    def organize(self, organization_id: str, management: str, members: frozenset[str]) -> None:
        """An administrator who is still a member stays one."""
        known = self._registry.organization_of(management)
        administrators = known.administrators & members if known else frozenset()
        self._registry.organize(Organization(organization_id, management, members, administrators))

    def _emit(self, record: Record) -> None:
        self._calls.put((record, self._registry.snapshot))

    def _run(self) -> None:
        while not self._stopping.wait(self._interval_seconds):
            # In a thread of its own: a call that cannot be recorded is seen on stderr, and ends this flush only.
            flush = threading.Thread(target=self.flush, name="cloudtrail-flush", daemon=True)
            flush.start()
            flush.join()

    def _deliver(self) -> tuple[int, int]:
        """The number of log files and of digests written.

        Calls that are made while this goes on wait for the next time, and so does the end of a trail that comes then.
        """
        ended = self._chains.ended
        self._record_calls()
        return self._delivery.deliver(), self._digests.deliver(ended)

    def _record_calls(self) -> None:
        for _ in range(self._calls.qsize()):
            call, trails = self._calls.get()
            found = _records(call) if isinstance(call, Exchange) else [call]
            for record in found:
                self._delivery.take(record, trails)

    def _clear(self) -> None:
        self._registry.clear()
        self._delivery.clear()
        self._digests.clear()


_records = functools.partial(records, role_of=emulator.role_of, bucket_owner=emulator.bucket_owner)
