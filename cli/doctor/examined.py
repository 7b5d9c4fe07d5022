"""What is examined: a deployment as it is configured, and the accounts in which it can be looked at."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

from cli.account import Answer
from cli.doctor.result import Result, missing, undecided
from lambdas.core.error import ConfigurationError, PipelineError
from stacks import name
from stacks.config import Config
from stacks.config.advanced_selector import AdvancedSelector
from stacks.name import At


class Account(Protocol):
    """cli.account.Account, and what stands for it in tests."""

    def read(
        self, service: str, operation: str, what: str, *, region: str = "", **parameters: Any
    ) -> Answer | None: ...
    def read_all(self, service: str, operation: str, what: str, member: str, **parameters: Any) -> list[Any]: ...


@dataclass(frozen=True)
class Examined:
    config: Config
    place: At
    """Of the pipeline."""
    accounts: Mapping[str, Account]
    """By id: those that there are credentials for."""
    selectors: tuple[AdvancedSelector, ...] = ()
    """Of the trail, without the deployment's own events."""
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    def account(self, wanted: str) -> Account:
        """Raises ConfigurationError where there are no credentials for it."""
        if wanted not in self.accounts:
            there = " and ".join(self.accounts)
            which = "--trail-profile" if wanted == self.trail_account else "--profile"
            raise ConfigurationError(
                f"account {wanted}: it has to be asked, and the credentials are of {there}; name a profile with {which}"
            )
        return self.accounts[wanted]

    @property
    def pipeline(self) -> Account:
        return self.account(self.place.account)

    @property
    def trail_account(self) -> str:
        return name.trail_account(self.place, self.config)

    @property
    def trail_arn(self) -> str:
        return name.trail_arn(self.place, self.config)

    @property
    def adopts_trail(self) -> bool:
        return bool(self.config.trail.arn)

    def of_trail(self, operation: str, **parameters: Any) -> Answer | None:
        """What CloudTrail answers of the deployment's own trail, None where that is not there."""
        return self.account(self.trail_account).read("cloudtrail", operation, f"trail {self.trail_arn}", **parameters)

    def trail(self) -> Answer | None:
        answer = self.of_trail("get_trail", Name=self.trail_arn)
        return answer and answer["Trail"]


Look = Callable[[Examined], Iterator[Result]]
Step = Callable[[], Iterator[Result]]
"""Of a check: what it says of one object."""


def of_trail(look: Callable[[Examined, Answer], Iterator[Result]]) -> Look:
    """A check of the trail as it is, with what GetTrail says of it."""

    def check(examined: Examined) -> Iterator[Result]:
        trail = examined.trail()
        if trail is None:
            yield missing(examined.trail_arn, adopted=examined.adopts_trail)
        else:
            yield from look(examined, trail)

    return check


def separately(steps: Mapping[str, Step]) -> Iterator[Result]:
    """What each says of the object of that ARN: one that cannot be read takes no other with it."""
    for object_, step in steps.items():
        try:
            yield from step()
        except PipelineError as error:
            yield undecided(object_, error)
