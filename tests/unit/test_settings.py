import pytest

from lambdas.core.error import ConfigurationError
from lambdas.deliver.settings import Settings

SETTINGS = Settings(
    archive_bucket="trail-logs",
    archive_owner="011122223333",
    key_prefix="audit",
    log_group="records",
    home_region="eu-west-1",
    inflated_limit_bytes=5,
)


def test_what_a_stack_writes_is_what_the_function_reads() -> None:
    assert Settings.from_environment({"PATH": "/bin", **SETTINGS.environment()}) == SETTINGS


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"TRAILKEEPER_LOG_GROUP": None}, "log_group"),
        ({"TRAILKEEPER_INFLATED_LIMIT_BYTES": "many"}, "inflated_limit_bytes"),
    ],
)
def test_a_missing_or_wrong_variable_is_named(change: dict[str, str | None], named: str) -> None:
    changed: dict[str, str | None] = {**SETTINGS.environment(), **change}
    with pytest.raises(ConfigurationError, match=named):
        Settings.from_environment({name: value for name, value in changed.items() if value is not None})
