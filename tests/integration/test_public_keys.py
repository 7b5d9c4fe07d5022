from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from lambdas.aws.public_keys import PublicKeys
from lambdas.core.error import ConfigurationError
from lambdas.core.public_key import PublicKey
from tests.digest_builder import CLOUDTRAIL, HOUR, START

DAY = 24 * HOUR
MIDNIGHT = datetime(2026, 11, 23, tzinfo=UTC)
START_S = int(START.timestamp())


@pytest.fixture
def client() -> Any:
    return boto3.client("cloudtrail", region_name="us-east-1")


def test_keys_come_as_der_with_their_region_and_their_time(client: Any) -> None:
    with Stubber(client) as stub:
        stub.add_response("list_public_keys", {"PublicKeyList": [CLOUDTRAIL.listed()]})
        [key] = PublicKeys(lambda _: client).of("us-east-1", START_S, START_S)
    from_s, until_s = (int((START + days * DAY).timestamp()) for days in (-10, 20))
    assert key == PublicKey(CLOUDTRAIL.fingerprint, CLOUDTRAIL.der, from_s, until_s, "us-east-1")
    assert key.is_itself


def test_a_region_is_asked_once_for_whole_days(client: Any) -> None:
    asked: list[str] = []

    def client_in(region: str) -> Any:
        asked.append(region)
        return client

    keys = PublicKeys(client_in)
    with Stubber(client) as stub:
        stub.add_response("list_public_keys", {"PublicKeyList": []}, {"StartTime": MIDNIGHT, "EndTime": MIDNIGHT + DAY})
        for hours in (0, 1, 2):
            assert keys.of("us-east-1", START_S, START_S + hours * 3600) == []
    assert asked == ["us-east-1"]


def test_a_refusal_names_the_region(client: Any) -> None:
    with Stubber(client) as stub:
        stub.add_client_error("list_public_keys", "AccessDeniedException")
        with pytest.raises(ConfigurationError, match="public keys of CloudTrail in us-east-1"):
            PublicKeys(lambda _: client).of("us-east-1", START_S, START_S)
