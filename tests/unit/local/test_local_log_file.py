import gzip
import json
import re
from datetime import UTC, datetime

import pytest

from local.server.delivery import log_file
from local.server.trails.refusal import Refusal
from local.server.trails.trail import check_name

WRITTEN = datetime(2026, 1, 2, 3, 4, 59, tzinfo=UTC)
FOLDER = "AWSLogs/111122223333/"
KEY = (
    r"AWSLogs/111122223333/CloudTrail/eu-west-1/2026/01/02/"
    r"111122223333_CloudTrail_eu-west-1_20260102T0304Z_[A-Za-z0-9]{16}\.json\.gz"
)


def test_a_log_file_has_the_documented_key() -> None:
    [file] = log_file.log_files(FOLDER, "111122223333", "eu-west-1", WRITTEN, [{"eventID": "1"}])
    assert re.fullmatch(KEY, file.key)
    assert gzip.decompress(file.body) == b'{"Records":[{"eventID":"1"}]}'


def test_records_that_do_not_fit_one_log_file_make_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_file, "MAX_BYTES", 60)
    records = [{"eventID": str(number)} for number in range(10)]
    files = list(log_file.log_files(FOLDER, "111122223333", "eu-west-1", WRITTEN, records))
    found = [record for file in files for record in json.loads(gzip.decompress(file.body))["Records"]]
    assert len(files) > 1
    assert all(len(gzip.decompress(file.body)) <= 60 for file in files)
    assert found == records


def test_a_null_can_stand_before_the_records() -> None:
    [file] = log_file.log_files(FOLDER, "111122223333", "eu-west-1", WRITTEN, [{"eventID": "1"}])
    assert gzip.decompress(log_file.with_null(file).body) == b'{"Records":[null,{"eventID":"1"}]}'


def test_no_records_make_no_log_file() -> None:
    assert list(log_file.log_files(FOLDER, "111122223333", "eu-west-1", WRITTEN, [])) == []


def test_a_notification_names_bucket_and_key() -> None:
    assert log_file.notification("b", "k") == '{"s3Bucket":"b","s3ObjectKey":["k"]}'


@pytest.mark.parametrize("name", ["ab", "a" * 129, "-abc", "abc-", "a b c", "a/bc"])
def test_a_name_that_no_trail_may_have_is_refused(name: str) -> None:
    with pytest.raises(Refusal) as refused:
        check_name(name)
    assert refused.value.code == "InvalidTrailNameException"
