"""An account's Regions without AWS."""

from collections.abc import Sequence

from lambdas.core.error import Unavailable


class Regions:
    def __init__(self, *names: str) -> None:
        """names: none where the account does not answer."""
        self._names = names

    def enabled(self) -> Sequence[str]:
        if not self._names:
            raise Unavailable("the account's Regions: no answer")
        return self._names
