"""What the trail logs: presets and advanced selectors together, or basic ones alone, within CloudTrail's limits."""

from collections.abc import Sequence
from typing import Annotated, Final

from msgspec import Meta

from stacks.config import preset
from stacks.config.advanced_selector import AdvancedSelector
from stacks.config.basic_selector import BasicSelector
from stacks.config.group import Group

# https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html (2026-04-13)
MOST_VALUES: Final = 500
MOST_BASIC: Final = 5
MOST_DATA_RESOURCES: Final = 250

Selector = AdvancedSelector | BasicSelector

PresetName = Annotated[str, Meta(description="the name of a preset")]
Presets = Annotated[tuple[PresetName, ...], Meta(description=f"a list of any of {', '.join(preset.NAMES)}")]
Advanced = Annotated[
    tuple[AdvancedSelector, ...],
    Meta(description="a list of advanced event selectors, as put-event-selectors of the AWS CLI takes it"),
]
Basic = Annotated[
    tuple[BasicSelector, ...],
    Meta(
        max_length=MOST_BASIC,
        description=f"a list of at most {MOST_BASIC} basic event selectors, as put-event-selectors takes it",
    ),
]


class SelectorsConfig(Group, frozen=True):
    """Without presets the trail logs management events, unless the selectors beside it already say which."""

    presets: Presets | None = None
    advanced: Advanced = ()
    basic: Basic = ()

    def __post_init__(self) -> None:
        preset.check(self.presets or ())
        if self.basic and (self.presets or self.advanced):
            other = "advanced" if self.advanced else "presets"
            raise ValueError(f"basic: expected no basic selectors beside {other}, got {len(self.basic)}")
        if not self.chosen:
            raise ValueError("presets: expected a preset, or selectors in advanced or basic, got none")
        data_resources = sum(selector.value_count for selector in self.basic)
        if data_resources > MOST_DATA_RESOURCES:
            raise ValueError(f"basic: expected at most {MOST_DATA_RESOURCES} values in all, got {data_resources}")
        check_values(self.all_advanced)

    @property
    def named(self) -> tuple[str, ...]:
        """The presets, with those that go without saying."""
        if self.presets is not None:
            return self.presets
        said = self.basic or any(selector.category == "Management" for selector in self.advanced)
        return () if said else ("management",)

    @property
    def all_advanced(self) -> tuple[AdvancedSelector, ...]:
        """The presets' and those that are written out; none where the trail has basic selectors."""
        return (*preset.expand(self.named), *self.advanced)

    @property
    def chosen(self) -> tuple[Selector, ...]:
        """All that the trail has, of the one kind or the other."""
        return self.basic or self.all_advanced


def check_values(selectors: Sequence[AdvancedSelector], own: int = 0) -> None:
    """Raises ValueError where a trail cannot hold them; own of their values are the deployment's own ARNs."""
    count = sum(selector.value_count for selector in selectors)
    beside = f" with the {own} that leave the deployment's own events out" if own else ""
    if count > MOST_VALUES:
        raise ValueError(f"advanced: expected at most {MOST_VALUES} values in all selectors{beside}, got {count}")


def logs_management(selectors: Sequence[Selector], *, write: bool | None = None) -> bool:
    """Whether the trail logs management events: those that write, those that only read, or any."""
    return any(selector.logs("Management", write=write) for selector in selectors)


def logs_data(selectors: Sequence[Selector]) -> bool:
    return any(selector.logs("Data") for selector in selectors)
