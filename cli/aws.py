"""AWS as every tool finds it: profile, Region and endpoint of the environment, or those of the options."""

from typing import Any

import boto3

from lambdas.aws.client import PATIENCE
from lambdas.aws.error import named


def use(profile: str | None, region: str | None) -> None:
    """Raises Unavailable for a profile that does not exist."""
    if profile or region:
        with named("AWS configuration"):
            boto3.setup_default_session(profile_name=profile, region_name=region)


def client(service: str, region: str | None = None) -> Any:
    """In that Region, else in the one that is configured.

    Raises ConfigurationError or Unavailable where the configuration is not enough for one.
    """
    with named("AWS configuration"):
        return boto3.client(service, region_name=region, config=PATIENCE)  # type: ignore[call-overload]  # one for each service's name
