"""What CloudTrail Lake tells of channels and imports, each asked in the Region that its ARN names."""

from collections.abc import Callable, Iterator
from typing import Any

from lambdas.aws.error import named
from lambdas.aws.trails import seconds
from lambdas.core.lake import Import, Ingestion


class Lake:
    """Needs cloudtrail:GetChannel and ListImports. Each raises ConfigurationError or Unavailable."""

    def __init__(self, client_in: Callable[[str], Any]) -> None:
        """client_in: the client of a Region."""
        self._client_in = client_in

    def ingestion(self, channel_arn: str) -> Ingestion:
        with named(f"channel {channel_arn}"):
            told = self._client_of(channel_arn).get_channel(Channel=channel_arn).get("IngestionStatus", {})
        return Ingestion(
            error=told.get("LatestIngestionErrorCode") or "",
            attempted_s=seconds(told.get("LatestIngestionAttemptTime")),
            succeeded_s=seconds(told.get("LatestIngestionSuccessTime")),
        )

    def imports(self, event_data_store_arn: str) -> Iterator[Import]:
        """Those that CloudTrail still lists, in any order."""
        with named(f"imports into {event_data_store_arn}"):
            pages = self._client_of(event_data_store_arn).get_paginator("list_imports")
            for page in pages.paginate(Destination=event_data_store_arn):
                for each in page["Imports"]:
                    yield Import(each["ImportId"], each["ImportStatus"], each["CreatedTimestamp"].timestamp())

    def _client_of(self, arn: str) -> Any:
        return self._client_in(arn.split(":")[3])
