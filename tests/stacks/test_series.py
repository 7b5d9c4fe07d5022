"""How many series of CloudWatch's a deployment costs: each is about 0.30 dollars a month."""

from lambdas.core.metric import REGION, RULE, SERVICES, TRAIL, Metric
from stacks.config import load
from stacks.own_rule import rules

ACCOUNTS, REGIONS, TRAILS, OWN_RULES = 10_000, 17, 1, 100
MOST = 500
OWN = [{"name": f"own-{number}", "title": "Own", "pattern": "{ $.a = 1 }"} for number in range(OWN_RULES)]


def values() -> dict[str, int]:
    """How many values each dimension has; an account is none."""
    found = len(rules(load({"rules": {"own": OWN}})))
    return {TRAIL: TRAILS, REGION: REGIONS, RULE: found}


def series(metric: Metric) -> int:
    count = 1
    for dimension in metric.dimensions:
        count *= values()[dimension]
    return count


def test_the_largest_organization_has_at_most_500_series() -> None:
    counted = {service: sum(map(series, metrics)) for service, metrics in SERVICES.items()}
    assert sum(counted.values()) <= MOST
    assert sum(counted.values()) < ACCOUNTS


def test_a_dimension_is_trail_region_or_rule() -> None:
    used = {dimension for metrics in SERVICES.values() for metric in metrics for dimension in metric.dimensions}
    assert used == set(values())


def test_every_metric_of_a_service_has_a_name_of_its_own() -> None:
    for metrics in SERVICES.values():
        assert len({metric.name for metric in metrics}) == len(metrics)
