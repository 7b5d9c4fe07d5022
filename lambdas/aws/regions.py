"""The Regions that are enabled in the function's own account.

https://docs.aws.amazon.com/accounts/latest/reference/API_ListRegions.html (2026-04-13)
"""

import time
from collections.abc import Callable, Sequence
from typing import Any

from lambdas.aws.error import named

KEPT_SECONDS = 3600
_ENABLED = ["ENABLED", "ENABLED_BY_DEFAULT"]


class Regions:
    """Needs account:ListRegions."""

    def __init__(self, made: Callable[[], Any], clock: Callable[[], float] = time.monotonic) -> None:
        """made: makes a client of the service account, which is asked for once."""
        self._made = made
        self._clock = clock
        self._client: Any = None
        self._known: Sequence[str] = ()
        self._until = 0.0

    def enabled(self) -> Sequence[str]:
        """Asked for anew after an hour. Raises ConfigurationError or Unavailable."""
        if not self._known or self._clock() >= self._until:
            self._known = self._list()
            self._until = self._clock() + KEPT_SECONDS
        return self._known

    def _list(self) -> Sequence[str]:
        with named("the account's Regions"):
            self._client = self._client or self._made()
            pages = self._client.get_paginator("list_regions").paginate(RegionOptStatusContains=_ENABLED)
            return [region["RegionName"] for page in pages for region in page["Regions"]]
