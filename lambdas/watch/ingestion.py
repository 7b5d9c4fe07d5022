"""What goes into CloudTrail Lake, where a deployment names channels or event data stores."""

from collections.abc import Iterator

from lambdas.core import lake
from lambdas.core.metric import CHANNELS_FAILING, IMPORTS_FAILING
from lambdas.watch.look import Look
from lambdas.watch.settings import Settings


def look_at_lake(look: Look, settings: Settings) -> None:
    """Counted are those that answered; nothing where none did."""
    channels = list(_channels(look, settings))
    imports = list(_imports(look, settings))
    look.emit([(CHANNELS_FAILING, sum(channels))] if channels else [])
    look.emit([(IMPORTS_FAILING, sum(imports))] if imports else [])


def _channels(look: Look, settings: Settings) -> Iterator[bool]:
    """Whether each is failing."""
    for arn in settings.channels:
        with look.at(f"channel {arn}"):
            found = look.world.lake.ingestion(arn)
            if found.is_failing:
                look.log.error("channel failing", extra={"channel": arn, "reason": found.error})
            yield found.is_failing


def _imports(look: Look, settings: Settings) -> Iterator[bool]:
    """Whether the last one into each event data store failed."""
    for arn in settings.event_data_stores:
        with look.at(f"imports into {arn}"):
            failing = lake.failing(look.world.lake.imports(arn))
            if failing is not None:
                look.log.error("import failing", extra={"event_data_store": arn, "import": failing.id})
            yield failing is not None
