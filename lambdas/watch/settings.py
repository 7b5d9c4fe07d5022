"""What a deployment tells watch, as environment variables.

The watch stack writes them with `environment`, the function reads them with `from_environment`.
"""

from collections.abc import Mapping

import msgspec

from lambdas.core import setting


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    trail_arn: str
    home_region: str
    regions: tuple[str, ...] = ()
    """Whose trail is looked at; empty for all that are enabled in the account."""
    expected: str = ""
    """The trail's settings as they were deployed: a JSON object by the members of GetTrail's answer, those only that
    are compared."""
    expected_selectors_sha256: str = ""
    """Of lambdas.core.trail_selectors.fingerprint; empty where selectors are not compared."""
    verification_table: str
    quarantine_bucket: str
    quarantine_owner: str
    """The 12-digit account id that owns it, sent as ExpectedBucketOwner."""
    closed_accounts: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    event_data_stores: tuple[str, ...] = ()

    def environment(self) -> dict[str, str]:
        return setting.written(self)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Settings":
        """Raises ConfigurationError when a variable is missing or of the wrong type."""
        given = {name: value for name, value in environment.items() if value}
        return setting.read(cls, given, "regions", "closed_accounts", "channels", "event_data_stores")
