"""What a deployment tells verify, as environment variables.

The verification stack writes them with `environment`, the function reads them with `from_environment`.
"""

from collections.abc import Mapping

import msgspec

from lambdas.core.error import ConfigurationError

PREFIX = "TRAILKEEPER_"
SEPARATOR = ","
"""Between key prefixes, none of which holds it."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    archive_bucket: str
    archive_owner: str
    """The 12-digit account id that owns the bucket, sent as ExpectedBucketOwner."""
    key_prefixes: tuple[str, ...] = ("",)
    """The trail's S3KeyPrefix and those that it had before, without a slash at the end."""
    ledger_table: str
    verification_table: str
    findings_log_group: str
    alarm_topic_arn: str
    delivery_queue_url: str
    verification_queue_url: str
    horizon_days: int = 30
    """How far back the ledger answers for what was delivered; shorter than it keeps a receipt."""
    covers_from: str = ""
    """From when on the ledger answers, as 2026-11-23T12:00:00Z; empty for since the delivery queue is there."""
    requeue_limit: int = 1_000
    """How many log files one invocation puts on the delivery queue."""

    def environment(self) -> dict[str, str]:
        return {PREFIX + name.upper(): _written(value) for name, value in msgspec.structs.asdict(self).items()}

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Settings":
        """Raises ConfigurationError when a variable is missing or of the wrong type."""
        names = {PREFIX + name.upper(): name for name in cls.__struct_fields__}
        given: dict[str, object] = {
            name: environment[variable] for variable, name in names.items() if variable in environment
        }
        if isinstance(prefixes := given.get("key_prefixes"), str):
            given["key_prefixes"] = prefixes.split(SEPARATOR)
        try:
            return msgspec.convert(given, cls, strict=False)
        except msgspec.ValidationError as error:
            raise ConfigurationError(f"environment variables {PREFIX}*: {error}") from error


def _written(value: object) -> str:
    return SEPARATOR.join(value) if isinstance(value, tuple) else str(value)
