"""`trailkeeper inspect` over files, as a shell would run it."""

import base64
import gzip
import itertools
import json
import logging
import os
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from cli.command import main
from cli.inspection import settings
from cli.source import Files, Found, local
from lambdas.core.message import Message
from lambdas.core.window import OutOfRange
from lambdas.deliver.clock import InvocationClock
from lambdas.deliver.deliver import Deliver
from lambdas.deliver.invocation import Invocation
from lambdas.deliver.log_file import Named
from lambdas.memory.ledger import Ledger
from lambdas.memory.logs import LogGroup
from lambdas.memory.quarantine import Quarantine
from tests.builder import ACCOUNT, key, log_file, record
from tests.unit.cli.laid import GOOD, ago, good, lay

ROOT = Path(__file__).parents[3]
OTHER = "444455556666"


@pytest.fixture
def inspect(capsys: pytest.CaptureFixture[str]) -> Any:
    """The exit code, and what --json prints."""

    def run(*arguments: str) -> tuple[int, dict[str, Any]]:
        code = main(["inspect", *arguments, "--json"])
        return code, json.loads(capsys.readouterr().out)

    return run


def lines(folder: Path, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / name).read_text().splitlines()]


CODES = {
    "a log file": ({key(): log_file(GOOD)}, 0),
    "a log file without a record": ({key(): log_file()}, 0),
    "an odd record": ({key(): log_file(good(1, strange=1))}, 0),
    "a record that fails a check": ({key(): log_file(GOOD, b"null")}, 1),
    "no gzip": ({key(): b"hello"}, 1),
    "a gzip that is cut off": ({key("a"): log_file(GOOD)[:-4], key("b"): log_file(GOOD)}, 1),
    "JSON that is no log file": ({key(): gzip.compress(b"{}")}, 1),
}


@pytest.mark.parametrize(("files", "code"), CODES.values(), ids=CODES)
def test_the_exit_code_tells_whether_everything_would_be_delivered(
    files: dict[str, bytes], code: int, tmp_path: Path
) -> None:
    assert main(["inspect", lay(tmp_path, files)]) == code


def test_the_report_counts_every_record_once(tmp_path: Path, inspect: Any) -> None:
    old = record(ago(days=30), eventCategory="Insight", surprise=1)
    whole = log_file(GOOD, old, b"null", b"{}", good(3))
    folder = lay(tmp_path, {key("a"): whole, key("b"): b"hello", key("c"): log_file(record(ago(days=1)))})
    code, told = inspect(folder)
    assert code == 1
    assert told.pop("seconds") >= 0
    sizes = [len(GOOD), len(old), len(good(3)), len(record(ago(days=1)))]
    assert told == {
        "log_files": 3,
        "records": {"read": 6, "delivered": 4, "filtered": 0, "quarantined": 2},
        "quarantined_by_reason": {"not-an-object": 1, "no-time": 1},
        "rejected_files": {f"{folder}/{key('b')}": "malformed-log-file: not gzip"},
        "unread_files": {},
        "requests": 2,
        "bytes": sum(sizes) + 4 * 26,
        "categories": {"Management": 2, "Insight": 1, "none": 1},
        "odd": {"unknown-field": 1, "no-event-id": 2, "insight": 1},
        "unknown_fields": ["surprise"],
        "rules": {},
        "restamped": 1,
        "trailing_bytes": 0,
    }


def test_messages_are_written_byte_for_byte_in_the_order_of_streams_files_and_records(
    tmp_path: Path, inspect: Any
) -> None:
    backwards = [good(number, minutes=number + 1, pad="x" * 600_000, text="é\u2028") for number in range(4)]
    large = good(10, pad=base64.b64encode(os.urandom(400_000)).decode())
    pretty = json.dumps(json.loads(good(11)), indent=2).encode()
    files = {
        key("a", account=OTHER): log_file(good(20)),
        key("a"): log_file(*backwards),
        key("b"): log_file(large),
        key("c"): log_file(pretty, b"null", GOOD),
    }
    told = inspect(lay(tmp_path / "in", files), "--out", str(tmp_path / "out"))[1]
    wanted = [*backwards, large, pretty, GOOD, good(20)]
    assert (tmp_path / "out" / "delivered.ndjson").read_bytes() == b"".join(one + b"\n" for one in wanted)
    requests = lines(tmp_path / "out", "requests.ndjson")
    assert len(requests) == told["requests"]
    assert sum(request["events"] for request in requests) == told["records"]["delivered"] == len(wanted)
    assert sum(request["bytes"] for request in requests) == told["bytes"]
    assert all(request["first_timestamp"] <= request["last_timestamp"] for request in requests)
    assert {request["stream"] for request in requests} == {
        f"{account}_CloudTrail_HOME-REGION" for account in (ACCOUNT, OTHER)
    }


def test_the_quarantine_is_written_as_deliver_writes_it(tmp_path: Path, inspect: Any) -> None:
    files = {key("b"): log_file(GOOD, b"\xff"), key("a"): log_file(b"null", GOOD, b"{}")}
    folder = lay(tmp_path / "in", files)
    inspect(folder, "--out", str(tmp_path / "out"))
    found = lines(tmp_path / "out", "quarantined.ndjson")
    assert len({one.pop("version") for one in found}) == 2
    place = f"{folder}/{key('a')}"
    assert found == [
        {"log_file": place, "position": 0, "reason": "not-an-object", "record": "null"},
        {"log_file": place, "position": 2, "reason": "no-time", "record": "{}"},
        {"log_file": f"{folder}/{key('b')}", "position": 1, "reason": "not-utf-8", "record_base64": "/w=="},
    ]


RANGES: dict[str, tuple[list[str], dict[str, int], dict[str, int]]] = {
    "under the time of the delivery": ([], {"minutes": 1}, {}),
    "quarantined": (["--out-of-range", "quarantine"], {"days": 15}, {"too-old": 1}),
    "quarantined when the group would not keep it": (
        ["--out-of-range", "quarantine", "--retention-days", "3"],
        {"days": 5},
        {"expired": 1},
    ),
    "in range": (["--out-of-range", "quarantine"], {"days": 5}, {}),
}


@pytest.mark.parametrize(("options", "age", "reasons"), RANGES.values(), ids=RANGES)
def test_a_record_out_of_range_is_treated_as_asked(
    options: list[str], age: dict[str, int], reasons: dict[str, int], tmp_path: Path, inspect: Any
) -> None:
    code, told = inspect(lay(tmp_path, {key(): log_file(record(ago(**age)))}), *options)
    assert told["quarantined_by_reason"] == reasons
    assert code == bool(reasons)


def test_requests_are_shared_by_a_hundred_log_files(tmp_path: Path, inspect: Any) -> None:
    files = {key(f"{number:03}"): log_file(good(number)) for number in range(101)}
    assert inspect(lay(tmp_path, files))[1]["requests"] == 2


def test_an_inspection_is_what_deliver_does(tmp_path: Path, inspect: Any) -> None:
    """Receipts and requests of the function's own use case, over the same log files."""
    bodies = [log_file(*(good(number, minutes=number % 7) for number in range(count))) for count in (3, 3000, 40)]
    bodies += [b"hello", log_file(b"null", good(1), good(2, pad="y" * 700_000), good(3, pad="y" * 700_000))]
    folder = lay(tmp_path, {key(str(number)): body for number, body in enumerate(bodies)})
    told = inspect(folder)[1]
    ledger, group = deliver(list(local(folder)))
    receipts = ledger.receipts.values()
    assert told["records"]["read"] == sum(receipt.read for receipt in receipts)
    assert told["records"]["delivered"] == sum(receipt.delivered for receipt in receipts)
    assert told["records"]["quarantined"] == sum(sum(receipt.quarantined.values()) for receipt in receipts)
    assert sorted(told["rejected_files"].values()) == [one.reason for one in receipts if one.state == "rejected"]
    assert told["requests"] == group.requests


def deliver(found: Sequence[Found]) -> tuple[Ledger, LogGroup]:
    ledger, group, owners = Ledger(), LogGroup(), map(str, itertools.count())
    with ThreadPoolExecutor(2) as pool:
        use_case = Deliver(
            settings=settings(OutOfRange.RESTAMP, 0, "eu-west-1"),
            archive=Files({one.name: one for one in found}),
            destination=group,
            ledger=ledger,
            quarantine=Quarantine(),
            dead_letters=None,
            log=logging.getLogger("deliver"),
            pool=pool,
            new_owner=lambda: next(owners),
        )
        log_files = [Named(one.bucket, one.key, [Message(one.label, "")]) for one in found]
        use_case.deliver(log_files, InvocationClock(lambda: 60_000), Invocation(logging.getLogger("deliver")))
    return ledger, group


def test_a_file_that_cannot_be_read_leaves_the_others_inspected(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = lay(tmp_path, {key("b"): log_file(GOOD)})
    # Nobody may read this from its beginning.
    (tmp_path / key("a")).symlink_to("/proc/self/mem")
    assert main(["inspect", folder, "--json"]) == 2
    told = capsys.readouterr()
    assert json.loads(told.out)["records"]["delivered"] == 1
    assert f"1 log file could not be read; the first: {folder}/{key('a')}: cannot be read: " in told.err


def test_what_was_there_is_replaced_only_when_all_is_inspected(tmp_path: Path, inspect: Any) -> None:
    out = tmp_path / "out"
    lay(out, {"delivered.ndjson": b"before", "mine.txt": b"mine"})
    with pytest.raises(SystemExit):
        main(["inspect", "nowhere", "--out", str(out), "--what"])
    assert (out / "delivered.ndjson").read_bytes() == b"before"
    inspect(lay(tmp_path / "in", {key(): log_file(GOOD)}), "--out", str(out))
    assert (out / "delivered.ndjson").read_bytes() == GOOD + b"\n"
    assert sorted(path.name for path in out.iterdir()) == [
        "delivered.ndjson",
        "mine.txt",
        "quarantined.ndjson",
        "requests.ndjson",
    ]


def test_local_files_need_neither_credentials_nor_boto3(tmp_path: Path) -> None:
    folder = lay(tmp_path, {key(): log_file(GOOD)})
    program = (
        "import sys; from cli.command import main; code = main(sys.argv[1:])\n"
        "sys.exit(code or len({'boto3', 'botocore'} & set(sys.modules)))"
    )
    environment = {"PYTHONPATH": str(ROOT), "PATH": ""}
    subprocess.run([sys.executable, "-c", program, "inspect", folder], check=True, env=environment, cwd=tmp_path)
