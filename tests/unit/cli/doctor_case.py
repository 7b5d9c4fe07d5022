"""What the cases of doctor are made of: a configuration, and what AWS answers that is not as a deployment makes it."""

from collections.abc import Mapping
from typing import Any

from stacks.config import Config, load
from stacks.config.preset import DATA
from stacks.config.preset import MANAGEMENT as MANAGEMENT_PRESETS
from stacks.selector import as_cloudformation
from tests.unit.cli.fake_account import Answers, key, sound, trail

HERE: dict[str, Any] = {"account": "111122223333", "region": "eu-west-1"}
OTHER = {"TrailARN": "arn:aws:cloudtrail:eu-west-1:111122223333:trail/other", "HomeRegion": "eu-west-1"}
ELSEWHERE = {"TrailARN": "arn:aws:cloudtrail:us-east-1:111122223333:trail/elsewhere", "HomeRegion": "us-east-1"}
OWN = trail(load(HERE))["Trail"]
Said = tuple[str, str]
"""The status of a result, and a part of what was found."""


def config(**keys: Any) -> Config:
    return load({**HERE, **keys})


def selecting(*names: str) -> dict[str, Any]:
    presets = {**MANAGEMENT_PRESETS, **DATA}
    return {"AdvancedEventSelectors": as_cloudformation([presets[each] for each in names])}


def arn_field(**operators: list[str]) -> dict[str, Any]:
    plain = selecting("s3-data")["AdvancedEventSelectors"][0]
    return {
        "AdvancedEventSelectors": [
            {"FieldSelectors": [*plain["FieldSelectors"], {"Field": "resources.ARN", **operators}]}
        ]
    }


def trails(*others: Mapping[str, str]) -> Answers:
    return {"describe_trails": {"trailList": [OWN, *others]}, "get_event_selectors": selecting("management")}


def topic(**attributes: str) -> Answers:
    there = sound(config())["get_topic_attributes"]["Attributes"]
    return {"get_topic_attributes": {"Attributes": {**there, **attributes}}}


def store(**members: Any) -> Answers:
    arn = "arn:aws:cloudtrail:eu-west-1:111122223333:eventdatastore/1"
    return {
        "list_event_data_stores": {"EventDataStores": [{"EventDataStoreArn": arn}]},
        "get_event_data_store": {"EventDataStoreArn": arn, "Status": "ENABLED", **selecting("management"), **members},
    }


BASIC_S3 = {"EventSelectors": [{"DataResources": [{"Type": "AWS::S3::Object", "Values": ["arn:aws:s3"]}]}]}
ARCHIVE = "arn:aws:s3:::trailkeeper-archive-111122223333-eu-west-1/"
READS = {"Field": "readOnly", "Equals": ["true"]}
ONLY_READS = {
    "AdvancedEventSelectors": [
        {"FieldSelectors": [*selecting("s3-data")["AdvancedEventSelectors"][0]["FieldSelectors"], READS]}
    ]
}
STOPPED = {"get_trail_status": {"IsLogging": False}}
PENDING = {"describe_key": lambda asked: key(asked["KeyId"], KeyState="PendingDeletion", DeletionDate="2026-12-24")}


def agree(found: list[Any], said: list[Said]) -> bool:
    told = [(each.status.value, each.found) for each in found]
    return len(told) == len(said) and all(
        status == wanted and part in text for (status, text), (wanted, part) in zip(told, said, strict=True)
    )


NOTHING = dict.fromkeys(
    ("get_trail", "get_trail_status", "get_event_selectors", "head_bucket", "describe_key", "get_topic_attributes")
)
BARE: Answers = {**NOTHING, "describe_trails": {}, "list_trails": {}}
