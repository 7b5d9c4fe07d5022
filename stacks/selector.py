"""The selectors as the trail gets them: every preset in full, and the deployment's own data events left out.

Delivering a log file makes calls, and a trail that logs them writes the next log file about them, for ever and at a
price. What anybody else does to these resources is left out with it: of the buckets that is in their access logs.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from stacks.config.advanced_selector import RESOURCE_ARN, AdvancedSelector, FieldSelector
from stacks.config.basic_selector import DATA_TYPES, BasicSelector
from stacks.config.insight import InsightSelector
from stacks.config.selector import Selector, SelectorsConfig, check_values

Own = Mapping[str, Sequence[str]]
"""ARNs of the deployment's own resources by resources.type; one that ends in / or : is what the ARNs begin with."""


def expand(selectors: SelectorsConfig, own: Own) -> tuple[AdvancedSelector, ...]:
    """The advanced selectors, the presets' first, without the events of own; none where the trail has basic ones.

    Raises ValueError where they are too many for a trail with the values that this adds.
    """
    chosen = selectors.all_advanced
    guarded = tuple(without(selector, own.get(selector.resource_type, ())) for selector in chosen)
    before, after = (sum(each.value_count for each in some) for some in (chosen, guarded))
    check_values(guarded, own=after - before)
    return guarded


def without(selector: AdvancedSelector, arns: Sequence[str]) -> AdvancedSelector:
    """The selector without the events of resources with these ARNs.

    A whole ARN is excluded as such: an exclusion of what begins with it would hide any resource with a longer name.
    How operators of one field go together:
    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/filtering-data-events.html (2026-04-13)
    """
    if not arns:
        return selector
    prefixes = [arn for arn in arns if arn.endswith(("/", ":"))]
    whole = [arn for arn in arns if arn not in prefixes]
    present = selector.of(RESOURCE_ARN)
    said: dict[str, Any] = msgspec.structs.asdict(present) if present else {"field": RESOURCE_ARN}
    said["not_equals"] = _joined(said.get("not_equals", ()), whole)
    said["not_starts_with"] = _joined(said.get("not_starts_with", ()), prefixes)
    others = [each for each in selector.field_selectors if each.field != RESOURCE_ARN]
    return msgspec.structs.replace(selector, field_selectors=(*others, FieldSelector(**said)))


def _joined(present: Iterable[str], added: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*present, *added]))


def own_problems(basic: Sequence[BasicSelector], own: Own) -> list[str]:
    """What basic selectors would log of the deployment's own, each as "basic…: expected …, got …": none can exclude."""
    return [
        f"basic[{place}].DataResources[{position}].Values[{at}]: expected nothing that covers {arn}, which the pipeline"
        f" itself works with (advanced selectors leave it out), got {json.dumps(value)}"
        for place, selector in enumerate(basic)
        for position, resource in enumerate(selector.data_resources)
        for at, value in enumerate(resource.values)
        for arn in own.get(resource.type, ())
        if covers(resource.type, value, arn)
    ]


_TOKEN = re.compile(r"\$\{.*?\}")


def covers(resource_type: str, value: str, own: str) -> bool:
    """Whether a value of a basic selector selects an own resource, or any of those whose ARNs begin so.

    What is not known yet in the own ARN, ${…}, may be anything, and so is the partition.
    """
    wanted, mine = (arn.split(":", 2)[-1] for arn in (value, own))
    pattern = ".*".join(re.escape(part) for part in _TOKEN.split(mine))
    known = _TOKEN.split(mine)[0]
    if DATA_TYPES[resource_type].exact:
        return wanted == mine.partition(":")[0] or bool(re.fullmatch(pattern, wanted))
    part_of_name = wanted.startswith(known) and "/" not in wanted.removeprefix(known)
    return known.startswith(wanted) or part_of_name or bool(re.match(pattern, wanted))


def as_cloudformation(selectors: Sequence[Selector | InsightSelector]) -> list[dict[str, Any]]:
    """As the properties of AWS::CloudTrail::Trail spell them, which is as CloudTrail's own API does."""
    listed: list[dict[str, Any]] = msgspec.json.decode(msgspec.json.encode(selectors))
    return listed


def aggregation_as_cloudformation(templates: Sequence[str]) -> list[dict[str, Any]]:
    """AggregationConfigurations: a trail has at most one, of data events.

    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AggregationConfiguration.html (2026-11-23)
    """
    return [{"EventCategory": "Data", "Templates": list(templates)}] if templates else []
