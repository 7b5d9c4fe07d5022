"""The settings of a trail as they were deployed, beside those that it has."""

from collections.abc import Iterator, Mapping

import msgspec

from lambdas.core.error import ConfigurationError

Value = str | bool
Settings = Mapping[str, Value]
"""By the members of GetTrail's answer.
https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrail.html (2026-04-13)."""
MULTI_REGION, VALIDATION = "IsMultiRegionTrail", "LogFileValidationEnabled"


class Difference(msgspec.Struct, frozen=True):
    member: str
    found: Value
    expected: Value


def expected(text: str) -> Settings:
    """None for an empty text. Raises ConfigurationError."""
    try:
        return msgspec.json.decode(text or "{}", type=dict[str, Value])
    except msgspec.DecodeError as error:
        raise ConfigurationError(f"the trail's expected settings: {error}") from error


def differences(found: Settings, wanted: Settings) -> Iterator[Difference]:
    """Of what is wanted only. A member that CloudTrail leaves out is false, or empty."""
    for member, value in wanted.items():
        there = found.get(member) or type(value)()
        if there != value:
            yield Difference(member, there, value)
