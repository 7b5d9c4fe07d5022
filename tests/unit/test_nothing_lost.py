"""The promise that matters most, for any mixture of log files and faults: what is acknowledged has been delivered."""

import logging
from collections import Counter
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from lambdas.core import metric
from lambdas.core.error import PipelineError, RefusedBatch, Throttled, Unavailable
from lambdas.core.record import LogEvent
from lambdas.core.refusal import Refusal
from lambdas.deliver.deliver import Deliver
from lambdas.deliver.port import Message
from lambdas.deliver.settings import Settings
from lambdas.memory.archive import Archive
from lambdas.memory.logs import LogGroup
from tests.builder import ACCOUNT, BUCKET, key, log_file, notification, record

SETTINGS = Settings(archive_bucket=BUCKET, archive_owner=ACCOUNT, log_group="records", home_region="eu-west-1")
GOOD = [record(), record("2026-11-21T12:00:00Z", a="x"), record(pad="y" * 400_000), record(a="\u2028é")]
BAD = [b"null", b'{"a":NaN}', b"{}", b'{"eventVersion":"1.11","cut":"']
LOG_FILES = st.lists(st.lists(st.sampled_from([*GOOD, *BAD]), max_size=6), max_size=5)
FAULTS = st.lists(st.sampled_from([None, Unavailable("later"), Throttled("slower"), RefusedBatch("no")]), max_size=12)


class Faulty(LogGroup):
    """A log group whose requests fail as the list says, then no more."""

    def __init__(self, faults: list[PipelineError | None]) -> None:
        super().__init__()
        self._faults = list(faults)

    def put(self, stream: str, events: Sequence[LogEvent]) -> Sequence[Refusal]:
        if self._faults and (fault := self._faults.pop(0)):
            raise fault
        return super().put(stream, events)


@given(LOG_FILES, FAULTS)
def test_every_good_record_of_an_acknowledged_message_has_been_delivered(
    files: list[list[bytes]], faults: list[PipelineError | None]
) -> None:
    names = [key(str(number)) for number in range(len(files))]
    archive = Archive({(BUCKET, name): log_file(*records) for name, records in zip(names, files, strict=True)})
    messages = [Message(name, notification([name])) for name in names]
    group = Faulty(faults)
    outcome = Deliver(SETTINGS, archive, group, logging.getLogger("quiet")).run(messages, lambda: 60_000)
    delivered = Counter(event.message.encode() for events in group.streams.values() for event in events)
    acknowledged = [records for name, records in zip(names, files, strict=True) if name not in outcome.failed]
    wanted = Counter(each for records in acknowledged for each in records if each in GOOD)
    assert wanted <= delivered
    assert delivered <= Counter(each for records in files for each in records)
    assert outcome.counts[metric.RECORDS_DELIVERED] == delivered.total()
