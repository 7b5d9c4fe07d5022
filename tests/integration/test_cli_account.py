"""An account as the command's credentials reach it: what is asked, and what each answer means."""

import json
from collections.abc import Mapping
from typing import Any

import boto3
import pytest
from moto.cloudtrail.responses import CloudTrailResponse
from moto.core.exceptions import JsonRESTError

from cli.account import Account, Forbidden
from cli.place import place_of
from lambdas.core.error import ConfigurationError, PipelineError, Unavailable
from stacks.config import load
from stacks.name import At
from tests.builder import ACCOUNT


@pytest.fixture
def account() -> Account:
    return Account(None, "eu-west-1")


NOTHING: dict[str, tuple[str, str, Mapping[str, Any]]] = {
    "trail": ("cloudtrail", "get_trail", {"Name": f"arn:aws:cloudtrail:eu-west-1:{ACCOUNT}:trail/none"}),
    "bucket": ("s3", "head_bucket", {"Bucket": "none"}),
    "policy of no bucket": ("s3", "get_bucket_policy", {"Bucket": "none"}),
    "key": ("kms", "describe_key", {"KeyId": f"arn:aws:kms:eu-west-1:{ACCOUNT}:alias/none"}),
    "topic": ("sns", "get_topic_attributes", {"TopicArn": f"arn:aws:sns:eu-west-1:{ACCOUNT}:none"}),
}


@pytest.mark.parametrize(("service", "operation", "parameters"), NOTHING.values(), ids=NOTHING)
def test_what_is_not_there_is_none(
    service: str, operation: str, parameters: Mapping[str, Any], account: Account
) -> None:
    assert account.read(service, operation, "it", **parameters) is None


UNSET = ("get_bucket_policy", "get_public_access_block", "get_object_lock_configuration")


@pytest.mark.parametrize("operation", UNSET)
def test_what_a_bucket_does_not_have_is_none(operation: str, account: Account) -> None:
    boto3.client("s3").create_bucket(Bucket="audit", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    assert account.read("s3", operation, "it", Bucket="audit") is None


def test_what_is_no_permission_of_doctors_is_not_asked(account: Account) -> None:
    with pytest.raises(ValueError, match="cloudtrail stop_logging"):
        account.read("cloudtrail", "stop_logging", "it", Name="trailkeeper")


REFUSALS: dict[str, tuple[str, type[PipelineError]]] = {
    "not allowed": ("AccessDeniedException", ConfigurationError),
    "forbidden": ("403", Forbidden),
    "another": ("OperationNotPermittedException", Unavailable),
}


@pytest.mark.parametrize(("code", "kind"), REFUSALS.values(), ids=REFUSALS)
def test_a_refusal_is_an_error_that_names_what_was_asked(
    code: str, kind: type[PipelineError], monkeypatch: pytest.MonkeyPatch, account: Account
) -> None:
    def refuse(_: CloudTrailResponse) -> str:
        raise JsonRESTError(code, "no")

    monkeypatch.setattr(CloudTrailResponse, "describe_trails", refuse)
    with pytest.raises(kind, match=f"^trails: {code}: no$"):
        account.read("cloudtrail", "describe_trails", "trails")


def test_every_page_is_read(monkeypatch: pytest.MonkeyPatch, account: Account) -> None:
    def page(response: CloudTrailResponse) -> str:
        sent = json.loads(response.body).get("NextToken", "")
        following = {"": {"NextToken": "next"}, "next": {}}[sent]
        return json.dumps({"EventDataStores": [{"Name": f"page {sent}"}], **following})

    monkeypatch.setattr(CloudTrailResponse, "list_event_data_stores", page, raising=False)
    found = account.read_all("cloudtrail", "list_event_data_stores", "event data stores", "EventDataStores")
    assert [each["Name"] for each in found] == ["page ", "page next"]


def test_the_place_is_the_credentials_where_the_configuration_names_none(account: Account) -> None:
    assert place_of(load({}), account) == At("aws", ACCOUNT, "eu-west-1")


PLACES = {
    "aws": ("eu-central-1", "aws"),
    "China": ("cn-north-1", "aws-cn"),
    "GovCloud": ("us-gov-west-1", "aws-us-gov"),
}


@pytest.mark.parametrize(("region", "partition"), PLACES.values(), ids=PLACES)
def test_the_place_is_the_configurations_where_it_names_one(region: str, partition: str, account: Account) -> None:
    config = load({"account": "222233334444", "region": region})
    assert place_of(config, account) == At(partition, "222233334444", region)


def test_without_a_region_there_is_no_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    monkeypatch.delenv("AWS_REGION", raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    with pytest.raises(PipelineError, match="region"):
        place_of(load({}), Account(None, None))
