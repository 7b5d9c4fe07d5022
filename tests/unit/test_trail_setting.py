import pytest

from lambdas.core.error import ConfigurationError
from lambdas.core.trail_setting import Difference, Value, differences, expected

FOUND: dict[str, Value] = {"S3BucketName": "trail-logs", "IsMultiRegionTrail": True, "HasInsightSelectors": True}
COMPARED: dict[str, tuple[dict[str, Value], list[Difference]]] = {
    "nothing": ({}, []),
    "the same": ({"S3BucketName": "trail-logs", "IsMultiRegionTrail": True}, []),
    "left out for empty": ({"S3KeyPrefix": "", "IsOrganizationTrail": False}, []),
    "another text": ({"S3BucketName": "mine"}, [Difference("S3BucketName", "trail-logs", "mine")]),
    "no more": ({"KmsKeyId": "arn:key"}, [Difference("KmsKeyId", "", "arn:key")]),
    "switched off": ({"LogFileValidationEnabled": True}, [Difference("LogFileValidationEnabled", False, True)]),  # noqa: FBT003  (a value as CloudTrail has it)
    "two": (
        {"IsMultiRegionTrail": False, "S3KeyPrefix": "x"},
        [Difference("IsMultiRegionTrail", True, False), Difference("S3KeyPrefix", "", "x")],  # noqa: FBT003  (as above)
    ),
}


@pytest.mark.parametrize(("wanted", "different"), COMPARED.values(), ids=COMPARED)
def test_what_is_wanted_is_compared_and_nothing_else(wanted: dict[str, Value], different: list[Difference]) -> None:
    assert list(differences(FOUND, wanted)) == different


def test_a_deployment_that_expects_nothing_says_nothing() -> None:
    assert expected("") == {}


@pytest.mark.parametrize("text", ["{", "[]", '{"S3BucketName": 1}'])
def test_what_is_no_object_of_settings_is_a_fault_of_the_configuration(text: str) -> None:
    with pytest.raises(ConfigurationError, match="expected settings"):
        expected(text)
