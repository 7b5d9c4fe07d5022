"""`trailkeeper evidence` from its options to its two files, of a directory."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cli.command import main, parser
from cli.evidence.command import exit_code
from cli.evidence.gathering import prove_claims
from cli.evidence.totals import totals
from cli.evidence.writing import write
from cli.verification.progress import SILENT
from cli.verification.request import request
from lambdas.core import finding as f
from lambdas.core.finding import Finding
from lambdas.core.proof import Claim
from lambdas.core.receipt import Receipt, State, UnreadableReceipt
from tests.builder import BUCKET
from tests.digest_builder import Archive, Chain
from tests.unit.cli.evidence_builder import day, evidence, proven

FROM, UNTIL = "2026-11-23T10:02", "2026-11-23T15:00"


def run(folder: Path, *options: str) -> int:
    keys = ["--public-keys", str(folder / "_public_keys.json")]
    page = ["-o", str(folder / "evidence.html")]
    return main(["evidence", "--directory", str(folder), *keys, "--from", FROM, "--to", UNTIL, *page, *options])


def archive(folder: Path) -> tuple[Archive, Chain]:
    made = Archive()
    chain = made.add_chain()
    made.write(folder)
    return made, chain


def told(folder: Path) -> Any:
    return json.loads((folder / "evidence.json").read_text())


def test_a_valid_range_is_a_page_and_its_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    archive(tmp_path)
    assert run(tmp_path) == 0
    page, facts = (tmp_path / "evidence.html").read_text(), told(tmp_path)
    assert page.startswith("<!DOCTYPE html>")
    assert facts["claims"][0]["headline"] == "VALID"
    assert [(each["state"], each["records"]) for each in facts["log_files"]] == [("valid", 2)] * 5
    written = capsys.readouterr().out
    assert "archived (the bytes in the bucket now are those that CloudTrail signed): VALID\n" in written
    assert written.endswith(f"{tmp_path}/evidence.html\n{tmp_path}/evidence.json\n")


def test_a_log_file_that_was_altered_makes_it_invalid(tmp_path: Path) -> None:
    made, chain = archive(tmp_path)
    made.alter(chain.log_files[2])
    made.write(tmp_path)
    assert run(tmp_path) == 1
    assert [each["code"] for each in told(tmp_path)["claims"][0]["findings"]] == ["log-file-altered"]


def test_a_range_without_digests_is_undecided(tmp_path: Path) -> None:
    archive(tmp_path)
    assert run(tmp_path, "--from", "2026-11-20", "--to", "2026-11-21") == 2
    assert told(tmp_path)["claims"][0]["headline"] == "UNDECIDED"


def test_nothing_but_the_two_files_is_left(tmp_path: Path) -> None:
    archive(tmp_path)
    before = set(tmp_path.iterdir())
    run(tmp_path)
    assert {each.name for each in set(tmp_path.iterdir()) - before} == {"evidence.html", "evidence.json"}


def broken() -> Iterator[str]:
    yield "half"
    raise OSError(28, "No space left on device")


def test_what_cannot_be_written_whole_leaves_what_was_there(tmp_path: Path) -> None:
    one, other = tmp_path / "a.html", tmp_path / "a.json"
    one.write_text("before")
    contents: list[tuple[Path, Iterable[str]]] = [(one, ["after"]), (other, broken())]
    with pytest.raises(OSError, match="No space left"):
        write(contents)
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [("a.html", "before")]


REFUSED = {
    "no range": (["-o", "a.html"], "--from"),
    "no file": (["--from", FROM, "--to", UNTIL], "-o/--out"),
    "a file that is no page": (["--from", FROM, "--to", UNTIL, "-o", "a.json"], "does not end in .html"),
    "a folder that is not there": (["--from", FROM, "--to", UNTIL, "-o", "none/a.html"], "no such folder"),
    "a time that is none": (["--from", "today", "--to", UNTIL, "-o", "a.html"], "no ISO 8601 date or time"),
}


@pytest.mark.parametrize(("options", "reason"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_done_is_refused_before_anything_is_read(
    options: list[str],
    reason: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as ended:
        main(["evidence", "--directory", ".", *options])
    assert ended.value.code == 2
    assert reason in capsys.readouterr().err


VALID, OPEN = proven(day()), proven(claim=Claim.DELIVERED)
INVALID = proven(day(), findings=[Finding(f.LOG_FILE_ALTERED, "x", "")])
CODES = {"valid": ([VALID], 0), "one open": ([VALID, OPEN], 2), "one invalid": ([INVALID, OPEN], 1)}


@pytest.mark.parametrize(("proofs", "code"), CODES.values(), ids=CODES)
def test_the_exit_code_is_that_of_the_worse_claim(proofs: list[Any], code: int) -> None:
    assert exit_code(evidence(*proofs)) == code


FOLDER = f"{BUCKET}/AWSLogs/111122223333/CloudTrail/eu-west-1/2026/11/23"


def receipt(name: str, state: State = State.DELIVERED, **counts: Any) -> Receipt:
    return Receipt(log_file=f"{FOLDER}/{name}", version="v", state=state, revision=2, **counts)


class Ledger:
    """As lambdas.verify.port has it."""

    def __init__(self, *receipts: Receipt | UnreadableReceipt) -> None:
        self._receipts = receipts

    def between(self, folder: str, first: str, last: str) -> Iterator[Receipt | UnreadableReceipt]:
        for each in self._receipts:
            if f"{folder}/{first}" <= each.log_file <= f"{folder}/{last}":
                yield each


CLAIMS = {
    "a ledger": (Claim.ARCHIVED, Ledger(), ["archived", "delivered"]),
    "no ledger": (Claim.ARCHIVED, None, ["archived"]),
    "a ledger, and only receipts asked for": (Claim.DELIVERED, Ledger(), ["delivered"]),
}


@pytest.mark.parametrize(("claim", "ledger", "proven"), CLAIMS.values(), ids=CLAIMS)
def test_what_was_delivered_is_examined_beside_where_there_is_a_ledger(
    claim: Claim, ledger: Ledger | None, proven: list[str], tmp_path: Path
) -> None:
    archive(tmp_path)
    options = ["--directory", str(tmp_path), "--public-keys", str(tmp_path / "_public_keys.json")]
    arguments = parser().parse_args(["evidence", *options, "--from", FROM, "--to", UNTIL, "-o", "a.html"])
    asked = request(arguments, 0, keep_log_files=True)
    world = replace(asked.world, receipts=ledger)
    asked = replace(asked, world=world, claim=claim)
    assert [each.proof.claim.value for each in prove_claims(asked, SILENT)] == proven


def test_receipts_of_the_listed_log_files_are_added_up_and_no_others() -> None:
    ledger = Ledger(
        receipt("a", read=10, delivered=7, filtered=1, quarantined={"oversized": 2}, restamped=3),
        receipt("b", read=99, delivered=99),
        receipt("c", read=5, delivered=4, quarantined={"oversized": 1}),
        receipt("d", State.REJECTED, reason="malformed-log-file"),
        receipt("e", State.IN_FLIGHT, read=1, delivered=1),
        UnreadableReceipt(f"{FOLDER}/f", "its counts do not add up"),
    )
    added = totals((f"{FOLDER}/{name}" for name in "acdefg"), ledger)
    assert (added.read, added.delivered, added.filtered, added.quarantined) == (16, 12, 1, {"oversized": 3})
    assert (added.receipts, added.without, added.unreadable, added.in_flight, added.restamped) == (4, 1, 1, 1, 3)
    assert added.rejected == {"malformed-log-file": 1}
