"""A CloudWatch Logs group as a destination."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from lambdas.aws.body import Body
from lambdas.aws.error import named
from lambdas.core.error import Unavailable
from lambdas.core.record import LogEvent
from lambdas.core.refusal import Refusal

if TYPE_CHECKING:
    from mypy_boto3_logs import CloudWatchLogsClient

# What boto3 is given to check and to serialize; the request's real body takes its place.
_PLACEHOLDER: Any = [{"timestamp": 0, "message": "-"}]


class _Request(msgspec.Struct, gc=False):
    log_group: str = msgspec.field(name="logGroupName")
    stream: str = msgspec.field(name="logStreamName")
    events: Sequence[LogEvent] = msgspec.field(name="logEvents")


class LogGroup:
    """Creates the streams that it finds missing, once."""

    def __init__(self, client: "CloudWatchLogsClient", name: str) -> None:
        self._client = client
        self._name = name
        self._body = Body(client, "logs.PutLogEvents")

    def put(self, stream: str, events: Sequence[LogEvent]) -> Sequence[Refusal]:
        """Creates the stream where there is none. The events are in order of time, and within one request's limits.

        Returns what CloudWatch Logs left out of the request it accepted. Raises ConfigurationError, RefusedBatch or
        Unavailable.
        """
        self._body.set(_Request(self._name, stream, events))
        where = f"stream {self._name}:{stream}"
        with named(where):
            try:
                answer = self._put(stream)
            except self._client.exceptions.ResourceNotFoundException:
                self._create(stream)
                answer = self._put_to_new(stream, where)
        return _refusals(answer.get("rejectedLogEventsInfo", {}), len(events))

    def _put(self, stream: str) -> Mapping[str, Any]:
        return self._client.put_log_events(logGroupName=self._name, logStreamName=stream, logEvents=_PLACEHOLDER)

    def _put_to_new(self, stream: str, where: str) -> Mapping[str, Any]:
        try:
            return self._put(stream)
        except self._client.exceptions.ResourceNotFoundException as error:
            # Its group is there, or it could not have been created.
            raise Unavailable(f"{where}: created, and not to be seen yet") from error

    def _create(self, stream: str) -> None:
        try:
            self._client.create_log_stream(logGroupName=self._name, logStreamName=stream)
        except self._client.exceptions.ResourceAlreadyExistsException:
            return  # another invocation was faster


def _refusals(info: Mapping[str, int], count: int) -> list[Refusal]:
    """tooOld and expired end before their index, tooNew starts at its own.

    Source (2026-11):
    https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_RejectedLogEventsInfo.html
    """
    too_old = info.get("tooOldLogEventEndIndex", 0)
    ranges = (
        Refusal(0, too_old, "too-old"),
        Refusal(too_old, info.get("expiredLogEventEndIndex", 0), "expired"),
        Refusal(info.get("tooNewLogEventStartIndex", count), count, "too-new"),
    )
    return [refusal for refusal in ranges if refusal.start < refusal.stop]
