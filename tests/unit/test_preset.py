"""What each preset stands for, in full."""

from typing import Any

import pytest

from stacks.config import preset
from stacks.config.selector import SelectorsConfig
from stacks.selector import as_cloudformation, expand

Fields = list[dict[str, Any]]

MANAGEMENT = {"Field": "eventCategory", "Equals": ["Management"]}
DATA = {"Field": "eventCategory", "Equals": ["Data"]}
WRITES = {"Field": "readOnly", "Equals": ["false"]}


def without(*sources: str) -> dict[str, Any]:
    return {"Field": "eventSource", "NotEquals": list(sources)}


def network(source: str) -> Fields:
    return [{"Field": "eventCategory", "Equals": ["NetworkActivity"]}, {"Field": "eventSource", "Equals": [source]}]


def data(resource_type: str) -> Fields:
    return [DATA, {"Field": "resources.type", "Equals": [resource_type]}]


NAME = "Management events selector"
"""As the console names them, by which other tools know the selector."""
KMS, RDS = "kms.amazonaws.com", "rdsdata.amazonaws.com"

EXPANDED: list[tuple[tuple[str, ...], list[tuple[str, Fields]]]] = [
    (("management",), [(NAME, [MANAGEMENT])]),
    (("write-only-management",), [(NAME, [MANAGEMENT, WRITES])]),
    (("management", "no-kms-noise"), [(NAME, [MANAGEMENT, without(KMS)])]),
    (("no-rds-data", "management"), [(NAME, [MANAGEMENT, without(RDS)])]),
    (("no-rds-data", "management", "no-kms-noise"), [(NAME, [MANAGEMENT, without(KMS, RDS)])]),
    (
        ("write-only-management", "no-kms-noise"),
        [(NAME, [MANAGEMENT, WRITES, without(KMS)])],
    ),
    (("s3-data",), [("s3-data", data("AWS::S3::Object"))]),
    (("lambda-data",), [("lambda-data", data("AWS::Lambda::Function"))]),
    (("dynamodb-data",), [("dynamodb-data", data("AWS::DynamoDB::Table"))]),
    (
        ("network-activity:secretsmanager",),
        [("network-activity:secretsmanager", network("secretsmanager.amazonaws.com"))],
    ),
    (("network-activity:ssm-contacts",), [("network-activity:ssm-contacts", network("ssm-contacts.amazonaws.com"))]),
    (("network-activity:kms.amazonaws.com",), [("network-activity:kms.amazonaws.com", network(KMS))]),
    (
        ("s3-data", "management", "no-kms-noise"),
        [("s3-data", data("AWS::S3::Object")), (NAME, [MANAGEMENT, without(KMS)])],
    ),
]


@pytest.mark.parametrize(("names", "selectors"), EXPANDED)
def test_presets_stand_for_advanced_selectors(names: tuple[str, ...], selectors: list[tuple[str, Fields]]) -> None:
    expanded = as_cloudformation(expand(SelectorsConfig(presets=names), {}))
    assert expanded == [{"Name": name, "FieldSelectors": fields} for name, fields in selectors]


def test_every_preset_is_among_these() -> None:
    shown = {"network-activity:SERVICE" if ":" in name else name for names, _ in EXPANDED for name in names}
    assert shown == set(preset.NAMES)
