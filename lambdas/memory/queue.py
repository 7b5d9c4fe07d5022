"""A queue without AWS: bodies in a list."""

from collections.abc import Sequence


class Queue:
    def __init__(self, created_s: int = 0) -> None:
        self.bodies: list[str] = []
        self._created_s = created_s

    def put(self, bodies: Sequence[str]) -> None:
        self.bodies += bodies

    def created_s(self) -> int:
        return self._created_s
