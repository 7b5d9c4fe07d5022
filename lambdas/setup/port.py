"""What setup needs of the world. The adapters fit by their shape."""

from collections.abc import Mapping
from typing import Protocol

from lambdas.core.trail import Trail


class CloudTrail(Protocol):
    def trail(self, trail_arn: str) -> Trail | None:
        """None where there is no such trail."""

    def change_trail(self, trail_arn: str, *, unlink: bool, recursive_logging: bool | None) -> Trail | None:
        """What the trail is then. None leaves RecursiveLogging as it is, and is said where there is no such trail."""

    def register_administrator(self, account: str) -> bool:
        """False where the account is a delegated administrator already."""

    def deregister_administrator(self, account: str) -> None:
        """Nothing, where the account is none."""


class Answers(Protocol):
    def put(self, url: str, body: bytes) -> None: ...


class Log(Protocol):
    """What is logged names objects and reasons, and never the address of an answer."""

    def info(self, msg: object, *, extra: Mapping[str, object]) -> None: ...

    def error(self, msg: object, *, extra: Mapping[str, object]) -> None: ...
