"""Each wrong value of cdk.json, and the line that a person gets for it."""

from typing import Any

import msgspec
import pytest

from stacks.config import Config, InvalidConfig, load, within

GROUPS = (
    "account, region, organization, ingestion, ingestion_beside, trail, archive, notification, destination, native,"
    " direct, delivery, quarantine, ledger, verification, watch, rules, alarm, tags"
)
TRAIL_NAME = (
    "a trail name: 3 to 128 letters, digits and . _ -, a letter or digit at both ends,"
    " no two of . _ - together, not an IP address"
)
KEY_PREFIX = "a key prefix of at most 200 letters, digits and . _ - /, without AWSLogs and without a slash at its ends"
BUCKET = (
    "a bucket name of 3 to 63 lower-case letters, digits and -, not beginning with xn-- sthree- amzn-s3-demo- and"
    ' not ending with -s3alias --ol-s3 --x-s3 --table-s3, or "" for a name of account and Region'
)
LOG_GROUP = "a log group name of 1 to 512 letters, digits and . _ - / #, not aws/…"
RETENTION = (
    "one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653"
)
TAGS = (
    "an object of at most 50 tags: names of 1 to 128 characters not beginning with aws:, values of at most 256,"
    " of letters, digits, spaces and . : / = + @ - _"
)

WRONG: list[tuple[str, Any, str]] = [
    ("delivery.batch_size", 0, "expected an int from 1 to 10000, got 0"),
    ("delivery.batch_size", 10_001, "expected an int from 1 to 10000, got 10001"),
    ("delivery.batch_size", "100", 'expected an int from 1 to 10000, got "100"'),
    ("delivery.batch_size", 1.5, "expected an int from 1 to 10000, got 1.5"),
    ("delivery.batch_size", None, "expected an int from 1 to 10000, got null"),
    ("delivery.batching_window_seconds", 301, "expected an int from 0 to 300, got 301"),
    ("delivery.batching_window_seconds", 0, "expected at least 1 where batch_size is above 10, got 0"),
    ("delivery.max_receive_count", 0, "expected an int from 1 to 1000, got 0"),
    ("delivery.memory_mb", 64, "expected an int from 128 to 10240, got 64"),
    ("delivery.memory_mb", 319, "expected at least 320 (256 + fetched_limit_mib + waiting_limit_mib), got 319"),
    ("delivery.timeout_seconds", 901, "expected an int from 1 to 900, got 901"),
    ("delivery.maximum_concurrency", 1, "expected an int from 2 to 1000, or null, got 1"),
    ("delivery.reserved_concurrency", 0, "expected an int from 1 to 1000, or null, got 0"),
    ("delivery.out_of_range", "drop", 'expected one of restamp, quarantine, got "drop"'),
    ("delivery.out_of_range", None, "expected one of restamp, quarantine, got null"),
    ("delivery.fetch_concurrency", 0, "expected an int from 1 to 32, got 0"),
    ("delivery.fetch_concurrency", 33, "expected an int from 1 to 32, got 33"),
    ("delivery.fetched_limit_mib", 0, "expected an int from 1 to 512, got 0"),
    ("delivery.waiting_limit_mib", 513, "expected an int from 1 to 512, got 513"),
    ("delivery.batchsize", 5, "no such key; did you mean batch_size?"),
    ("delivery", 5, "expected an object with any of the keys batch_size, "),
    ("trail.name", "ab", f'expected {TRAIL_NAME}, got "ab"'),
    ("trail.name", "10.0.0.1", f'expected {TRAIL_NAME}, got "10.0.0.1"'),
    ("trail.name", "my--trail", f'expected {TRAIL_NAME}, got "my--trail"'),
    ("trail.name", "my_-trail", f'expected {TRAIL_NAME}, got "my_-trail"'),
    ("trail.name", "-trail", f'expected {TRAIL_NAME}, got "-trail"'),
    ("trail.name", "trail.", f'expected {TRAIL_NAME}, got "trail."'),
    ("trail.name", "trail\n", f'expected {TRAIL_NAME}, got "trail\\n"'),
    ("trail.name", "t" * 129, f'expected {TRAIL_NAME}, got "ttt'),
    ("trail.name", "مسار١", f'expected {TRAIL_NAME}, got "'),
    ("trail.key_prefix", "logs/", f'expected {KEY_PREFIX}, got "logs/"'),
    ("trail.key_prefix", "/logs", f'expected {KEY_PREFIX}, got "/logs"'),
    ("trail.key_prefix", "a//b", f'expected {KEY_PREFIX}, got "a//b"'),
    ("trail.key_prefix", "a/AWSLogs/b", f'expected {KEY_PREFIX}, got "a/AWSLogs/b"'),
    ("trail.key_prefix", "logs*", f'expected {KEY_PREFIX}, got "logs*"'),
    ("trail.key_prefix", "p" * 201, f'expected {KEY_PREFIX}, got "ppp'),
    ("trail.multi_region", "yes", 'expected true or false, got "yes"'),
    ("trail.global_service_events", False, "expected true where multi_region is true, got false"),
    ("trail.log_file_valdation", True, "no such key; did you mean log_file_validation?"),
    ("archive.bucket_name", "My.Bucket", f'expected {BUCKET}, got "My.Bucket"'),
    ("archive.bucket_name", "xn--archive", f'expected {BUCKET}, got "xn--archive"'),
    ("archive.bucket_name", "sthree-archive", f'expected {BUCKET}, got "sthree-archive"'),
    ("archive.bucket_name", "amzn-s3-demo-archive", f'expected {BUCKET}, got "amzn-s3-demo-archive"'),
    ("archive.bucket_name", "archive-s3alias", f'expected {BUCKET}, got "archive-s3alias"'),
    ("archive.bucket_name", "archive--ol-s3", f'expected {BUCKET}, got "archive--ol-s3"'),
    ("archive.bucket_name", "archive.mrap", f'expected {BUCKET}, got "archive.mrap"'),
    ("archive.bucket_name", "archive--x-s3", f'expected {BUCKET}, got "archive--x-s3"'),
    ("archive.bucket_name", "archive--table-s3", f'expected {BUCKET}, got "archive--table-s3"'),
    ("quarantine.bucket_name", "Quarantine", f'expected {BUCKET}, got "Quarantine"'),
    ("quarantine.retention_days", 29, "expected an int from 30 to 3653, got 29"),
    ("ledger.retention_days", 34, "expected an int from 35 to 3653, got 34"),
    ("ledger.retention_days", 3654, "expected an int from 35 to 3653, got 3654"),
    ("destination.log_group_name", "aws/trail", f'expected {LOG_GROUP}, got "aws/trail"'),
    ("destination.log_group_name", "", f'expected {LOG_GROUP}, got ""'),
    ("rules.evaluated_by", "filters", 'expected one of deliver, metric-filters, both, nobody, got "filters"'),
    ("rules.quiet_minutes", 0, "expected an int from 1 to 1440, got 0"),
    ("rules.off", ["Root"], 'expected a name of lower-case letters, digits and -, got "Root"'),
    ("watch.regions", ["Frankfurt"], 'expected a Region like eu-central-1, got "Frankfurt"'),
    ("watch.channels", ["arn"], 'expected the ARN of a channel, got "arn"'),
    ("destination.retention_days", 100, f"expected {RETENTION}, got 100"),
    ("account", "1111", 'expected an account id of 12 digits, or "" for the account of the credentials, got "1111"'),
    ("account", "111122223333", 'region: expected a value where the other of account and region has one, got ""'),
    ("region", "Frankfurt", "expected a Region like eu-central-1 of the partition aws, "),
    ("tags", {"aws:owner": "me"}, f'expected {TAGS}, got {{"aws:owner": "me"}}'),
    ("tags", {"owner": 7}, f'expected {TAGS}, got {{"owner": 7}}'),
    ("colour", 7, f"no such key; allowed are {GROUPS}"),
]


def nested(path: str, value: Any) -> dict[str, Any]:
    for key in reversed(path.split(".")):
        value = {key: value}
    return dict(value)


@pytest.mark.parametrize(("path", "value", "said"), WRONG)
def test_a_wrong_value_is_told_in_one_line_with_its_path(path: str, value: Any, said: str) -> None:
    with pytest.raises(InvalidConfig) as raised:
        load(nested(path, value))
    place = "region" if said.startswith("region: ") else path
    place += "[0]" if isinstance(value, list) else ""
    assert str(raised.value).startswith(f"cdk.json: trailkeeper.{place}: {said.removeprefix('region: ')}")
    assert "\n" not in str(raised.value)


def test_a_context_key_that_is_nearly_the_right_one_is_told() -> None:
    told = r"^cdk\.json: context: trailkeper: no such key; did you mean trailkeeper\?$"
    with pytest.raises(InvalidConfig, match=told):
        within({"trailkeper": {}, "@aws-cdk/core:checkSecretUsage": True})


def test_a_context_without_the_key_is_all_defaults() -> None:
    assert within({"@aws-cdk/core:checkSecretUsage": True, "cli-telemetry": False}) == Config()


def test_something_else_than_an_object_is_told_too() -> None:
    with pytest.raises(InvalidConfig, match=f"^cdk.json: trailkeeper: expected an object .* {GROUPS}, got 7$"):
        load(7)


def test_polls_at_once_need_no_more_concurrency_than_is_reserved() -> None:
    with pytest.raises(
        InvalidConfig, match=r"maximum_concurrency: expected at most reserved_concurrency \(5\), got 6$"
    ):
        load({"delivery": {"maximum_concurrency": 6, "reserved_concurrency": 5}})


def test_the_quarantine_is_a_bucket_of_its_own() -> None:
    one = {"bucket_name": "audit-1"}
    said = "trailkeeper.quarantine.bucket_name: expected another bucket than archive.bucket_name, got"
    with pytest.raises(InvalidConfig, match=f'^cdk.json: {said} "audit-1"$'):
        load({"archive": one, "quarantine": one})


RIGHT: list[tuple[str, Any]] = [
    ("delivery.batch_size", 10_000),
    ("delivery", {"batch_size": 10, "batching_window_seconds": 0}),
    ("delivery.maximum_concurrency", 2),
    ("delivery.out_of_range", "quarantine"),
    ("delivery.fetch_concurrency", 32),
    ("quarantine", {"bucket_name": "my-quarantine", "retention_days": 30}),
    ("ledger.retention_days", 35),
    ("trail.name", "a.b-c_9"),
    ("trail.name", "10.0.0.1.2"),
    ("trail.key_prefix", "security/trails.1"),
    ("trail", {"multi_region": False, "global_service_events": False}),
    ("archive.bucket_name", "my-archive"),
    ("archive.bucket_name", "my-xn--sthree--x-s3-archive"),
    ("destination.retention_days", 3653),
    ("tags", {"cost center": "a/b:c"}),
]


@pytest.mark.parametrize(("path", "value"), RIGHT)
def test_an_allowed_value_is_kept(path: str, value: Any) -> None:
    loaded = msgspec.to_builtins(load(nested(path, value)))
    for key in path.split("."):
        loaded = loaded[key]
    assert loaded == value or value.items() <= loaded.items()


def test_every_key_has_a_default() -> None:
    assert load({}) == load(None) == Config()
