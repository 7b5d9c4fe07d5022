import msgspec
import pytest

from lambdas.core.error import ConfigurationError
from lambdas.core.own_activity import OwnActivity
from lambdas.core.window import OutOfRange
from lambdas.deliver.settings import Settings

SETTINGS = Settings(
    archive_bucket="trail-logs",
    account="011122223333",
    archive_owner="222233334444",
    key_prefixes=("audit", "", "audit/old"),
    log_group="records",
    home_region="eu-west-1",
    retention_days=30,
    out_of_range=OutOfRange.QUARANTINE,
    role_arn="arn:aws:iam::011122223333:role/deliver",
    ledger_table="ledger",
    quarantine_bucket="quarantine",
    inflated_limit_bytes=5,
)


def test_what_a_stack_writes_is_what_the_function_reads() -> None:
    assert Settings.from_environment({"PATH": "/bin", **SETTINGS.environment()}) == SETTINGS


PREFIXES = {
    "none": ("",),
    "one": ("audit",),
    "one, and none before": ("audit", ""),
    "none, and one before": ("", "a/b"),
}


@pytest.mark.parametrize("prefixes", PREFIXES.values(), ids=PREFIXES)
def test_every_prefix_is_read_as_it_was_written_in_its_place(prefixes: tuple[str, ...]) -> None:
    settings = msgspec.structs.replace(SETTINGS, key_prefixes=prefixes)
    assert Settings.from_environment(settings.environment()).key_prefixes == prefixes


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"TRAILKEEPER_LOG_GROUP": None}, "log_group"),
        ({"TRAILKEEPER_LEDGER_TABLE": None}, "ledger_table"),
        ({"TRAILKEEPER_INFLATED_LIMIT_BYTES": "many"}, "inflated_limit_bytes"),
        ({"TRAILKEEPER_OUT_OF_RANGE": "drop"}, "out_of_range"),
    ],
)
def test_a_missing_or_wrong_variable_is_named(change: dict[str, str | None], named: str) -> None:
    changed: dict[str, str | None] = {**SETTINGS.environment(), **change}
    with pytest.raises(ConfigurationError, match=named):
        Settings.from_environment({name: value for name, value in changed.items() if value is not None})


def test_the_pipelines_own_resources_are_the_ones_that_it_is_configured_with() -> None:
    wanted = OwnActivity(
        role_arn="arn:aws:iam::011122223333:role/deliver",
        archive_arn="arn:aws:s3:::trail-logs",
        key_prefixes=("audit", "", "audit/old"),
        log_group_arn="arn:aws:logs:eu-west-1:011122223333:log-group:records",
    )
    assert SETTINGS.own_activity == wanted
