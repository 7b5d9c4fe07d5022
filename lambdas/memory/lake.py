"""CloudTrail Lake without AWS: channels and imports in dicts, by ARN."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from lambdas.core.error import ConfigurationError
from lambdas.core.lake import Import, Ingestion


@dataclass
class Lake:
    channels: dict[str, Ingestion] = field(default_factory=dict)
    stores: dict[str, Sequence[Import]] = field(default_factory=dict)

    def ingestion(self, channel_arn: str) -> Ingestion:
        if channel_arn not in self.channels:
            raise ConfigurationError(f"channel {channel_arn}: there is none")
        return self.channels[channel_arn]

    def imports(self, event_data_store_arn: str) -> Iterable[Import]:
        if event_data_store_arn not in self.stores:
            raise ConfigurationError(f"imports into {event_data_store_arn}: there is none")
        return self.stores[event_data_store_arn]
