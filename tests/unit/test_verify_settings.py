import pytest

from lambdas.core.error import ConfigurationError
from lambdas.verify.settings import Settings

SETTINGS = Settings(
    archive_bucket="trail-logs",
    archive_owner="011122223333",
    key_prefixes=("audit", "", "audit/old"),
    ledger_table="ledger",
    verification_table="verification",
    findings_log_group="findings",
    alarm_topic_arn="arn:aws:sns:eu-west-1:111122223333:alarms",
    delivery_queue_url="https://sqs.example/1",
    verification_queue_url="https://sqs.example/2",
    horizon_days=7,
)


def test_what_a_stack_writes_is_what_the_function_reads() -> None:
    assert Settings.from_environment({"PATH": "/bin", **SETTINGS.environment()}) == SETTINGS


@pytest.mark.parametrize("wrong", [{"TRAILKEEPER_HORIZON_DAYS": "a week"}, {"TRAILKEEPER_KEY_PREFIXES": ""}])
def test_a_wrong_or_missing_variable_names_itself(wrong: dict[str, str]) -> None:
    with pytest.raises(ConfigurationError, match="TRAILKEEPER_"):
        Settings.from_environment(wrong)
