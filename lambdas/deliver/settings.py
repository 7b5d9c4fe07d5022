"""What a deployment tells deliver, as environment variables.

The delivery stack writes them with `environment`, the function reads them with `from_environment`: one list of names.
"""

from collections.abc import Mapping

import msgspec

from lambdas.core.error import ConfigurationError

PREFIX = "TRAILKEEPER_"


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    archive_bucket: str
    """The bucket that the trail writes to; a notification that names another one is refused."""
    archive_owner: str
    """The 12-digit account id that owns the bucket, sent as ExpectedBucketOwner."""
    key_prefix: str = ""
    """The trail's S3KeyPrefix, without a slash at the end; empty where the keys begin with AWSLogs/."""
    log_group: str
    """The CloudWatch Logs group that records are delivered to."""
    home_region: str
    """The trail's home Region, the last part of each stream's name."""
    inflated_limit_bytes: int = 64 * 1024 * 1024
    """How far a log file may inflate. CloudTrail's own files hold 50 MB at the most."""

    def environment(self) -> dict[str, str]:
        return {PREFIX + name.upper(): str(value) for name, value in msgspec.structs.asdict(self).items()}

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Settings":
        """Raises ConfigurationError when a variable is missing or of the wrong type."""
        names = {PREFIX + name.upper(): name for name in cls.__struct_fields__}
        given = {name: environment[variable] for variable, name in names.items() if variable in environment}
        try:
            return msgspec.convert(given, cls, strict=False)
        except msgspec.ValidationError as error:
            raise ConfigurationError(f"environment variables {PREFIX}*: {error}") from error
