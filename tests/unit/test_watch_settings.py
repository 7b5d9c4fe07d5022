import pytest

from lambdas.core.error import ConfigurationError
from lambdas.watch.settings import Settings

NEEDED = Settings(
    trail_arn="arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit",
    home_region="eu-west-1",
    verification_table="verification",
    quarantine_bucket="quarantine",
    quarantine_owner="011122223333",
)
WHOLE = Settings(
    trail_arn="arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit",
    home_region="eu-west-1",
    regions=("eu-west-1", "us-east-1"),
    expected='{"S3BucketName": "trail-logs", "IsMultiRegionTrail": true}',
    expected_selectors_sha256="ab" * 32,
    verification_table="verification",
    quarantine_bucket="quarantine",
    quarantine_owner="011122223333",
    closed_accounts=("022233334444", "333344445555"),
    channels=("arn:aws:cloudtrail:eu-west-1:111122223333:channel/1",),
    event_data_stores=("arn:aws:cloudtrail:eu-west-1:111122223333:eventdatastore/1",),
)


@pytest.mark.parametrize("settings", [NEEDED, WHOLE])
def test_what_a_stack_writes_is_what_the_function_reads(settings: Settings) -> None:
    assert Settings.from_environment({"PATH": "/bin", **settings.environment()}) == settings


@pytest.mark.parametrize("name", ["TRAIL_ARN", "HOME_REGION", "VERIFICATION_TABLE", "QUARANTINE_BUCKET"])
def test_a_missing_or_empty_variable_names_itself(name: str) -> None:
    with pytest.raises(ConfigurationError, match="TRAILKEEPER_"):
        Settings.from_environment({**WHOLE.environment(), f"TRAILKEEPER_{name}": ""})
