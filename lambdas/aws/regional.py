"""Clients of one service, one for each Region, made when they are needed. Making one is not safe in several threads."""

import threading
from collections.abc import Callable
from typing import Any


class Regional:
    def __init__(self, client_in: Callable[[str], Any]) -> None:
        """client_in: makes a client of a Region."""
        self._client_in = client_in
        self._made: dict[str, Any] = {}
        self._making = threading.Lock()

    def __call__(self, region: str) -> Any:
        with self._making:
            if region not in self._made:
                self._made[region] = self._client_in(region)
            return self._made[region]
