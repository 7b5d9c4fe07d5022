"""The numbers of the flow as sentences; what CloudWatch has no value of is said to have none."""

from collections.abc import Iterator, Mapping

from cli.dashboard import measure
from cli.dashboard.measure import Written

Numbers = Mapping[str, float | None]
NONE = "no data"


def rows(numbers: Numbers) -> Iterator[tuple[str, str]]:
    def told(key: str, written: Written = measure.whole) -> str:
        value = numbers.get(key)
        return NONE if value is None else written(value)

    yield "records", _records(numbers)
    yield "log files", f"{told('log_files_read')} read, {told('bytes_delivered', measure.bytes_)} delivered"
    delay = told("delay_seconds_median", measure.seconds), told("delay_seconds_worst", measure.seconds)
    yield "delay", f"median {delay[0]}, worst {delay[1]}"
    yield "queue", f"{told('queue_messages')} waiting, the oldest for {told('queue_oldest_seconds', measure.seconds)}"
    yield "dead letters", f"{told('dead_letters')}; of verify {told('verification_dead_letters')}"
    yield "quarantine", f"{told('quarantine_objects')} objects there, {told('quarantined')} new"
    yield "proven", f"{told('log_files_proven')} log files, {told('digests_verified')} digests verified"
    yield "digest age", f"{told('digest_age_seconds', measure.seconds)}, of the Region that is worst"
    yield "findings", f"{told('findings_open')} open, {told('findings_severe')} of them critical or high"
    yield "stale accounts", told("stale_accounts")


def _records(numbers: Numbers) -> str:
    """What the function did not emit is none of it: where records were read, a sum without a value is 0."""
    parts = ("read", "delivered", "filtered", "quarantined")
    values = [numbers.get(f"records_{part}") for part in parts]
    if values[0] is None:
        return NONE
    read, *others = [value or 0 for value in values]
    told = " + ".join(f"{measure.whole(value)} {part}" for value, part in zip(others, parts[1:], strict=True))
    sign = "=" if read == sum(others) else "which is not"
    return f"{measure.whole(read)} read {sign} {told}"
