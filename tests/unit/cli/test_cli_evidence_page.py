"""The page and its JSON: what stands in them, and that text from elsewhere stays text."""

import json
import re
from hashlib import sha256
from html.parser import HTMLParser
from typing import Any

import pytest

from cli.evidence.evidence import Evidence, Totals
from cli.evidence.page import findings
from cli.evidence.page.document import POLICY, page
from cli.evidence.page.element import html
from cli.evidence.page.hours import hours
from cli.evidence.page.style import CSS
from cli.evidence.record import pieces
from cli.verification.proven import KeySource, UsedKey
from lambdas.core import finding as f
from lambdas.core.finding import OBJECT_LENGTH, Finding
from lambdas.core.proof import Claim, State
from tests.unit.cli.evidence_builder import (
    BY_FILE,
    CALLER,
    FINGERPRINT,
    SHA256,
    chain,
    day,
    evidence,
    hour,
    log_file,
    proven,
)

HOSTILE = {
    "a script": "<script>alert(1)</script>",
    "an attribute": "\" onload='alert(1)' x=\"",
    "the end of a section": "]]><!-- --></style></title>",
    "an entity": "&lt;&amp;&#x202e;",
    "a writing direction": "gz.\u202enosj\u2066",
    "lines and controls": "one\ntwo\r\x00\x1b[31m\x85",
    "half of a character": "\ud800",
    "a very long key": "A" * 3_000,
}


class Read(HTMLParser):
    """A page, as a browser takes it apart."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1][0] != "style":
            self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())

    def classes(self) -> set[str]:
        return {name for _, attributes in self.tags for name in (attributes.get("class") or "").split()}


def read(of: Evidence) -> Read:
    return Read(page(of, "evidence.json"))


def as_json(of: Evidence) -> Any:
    return json.loads("".join(pieces(of)))


def hostile(text: str) -> Evidence:
    """With the text wherever text comes from elsewhere."""
    of = chain(region=text, folder=f"{text}/AWSLogs/111122223333/", trail=text, home_region=text)
    hours = [hour(1, digest=f"folder/{text}", version=text, fingerprint=text, sha256=text), hour(2, State.MISSING)]
    found = Finding(f.LOG_FILE_ALTERED, text, text, text, text)
    proof = day(of)
    proof.hours = hours
    main = proven(
        proof,
        findings=[found],
        bucket=text,
        keys=KeySource(text, text, 0, text),
        used_keys=[UsedKey(text, text, 1, 0, 0)],
        notes=[text],
        log_files=[log_file(text, version=text)],
    )
    totals = Totals(quarantined={text: 1}, rejected={text: 1}, read=1)
    return evidence(main, place=text, caller=text, version=text, totals=totals)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_text_from_elsewhere_makes_no_element_and_no_attribute(text: str) -> None:
    told, plain = read(hostile(text)), read(hostile("plain"))
    assert [tag for tag, _ in told.tags] == [tag for tag, _ in plain.tags]
    assert [list(attributes) for _, attributes in told.tags] == [list(attributes) for _, attributes in plain.tags]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_text_from_elsewhere_holds_nothing_that_cannot_be_seen(text: str) -> None:
    written = page(hostile(text), "evidence.json")
    assert [each for each in set(written) if not each.isprintable() and each != "\n"] == []
    written.encode()


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_the_json_is_ascii_and_gives_text_from_elsewhere_as_it_is(text: str) -> None:
    written = "".join(pieces(hostile(text)))
    assert written.isascii()
    told = json.loads(written)
    assert told["claims"][0]["findings"][0]["object"] == text[:OBJECT_LENGTH]
    assert told["hours"][0]["trail"] == text
    assert told["log_files"][0]["name"] == text


def test_the_page_refers_to_nothing_outside_of_it() -> None:
    told = read(evidence())
    names = {name for _, attributes in told.tags for name in attributes}
    assert names.isdisjoint({"href", "src", "srcset", "action", "data", "style", "xlink:href"})
    assert {tag for tag, _ in told.tags}.isdisjoint({"script", "link", "iframe", "object", "embed", "img", "base"})
    assert re.search(r"url\(|@import|https?:", CSS) is None


def test_the_page_lets_a_browser_load_nothing() -> None:
    policies = [attributes for tag, attributes in read(evidence()).tags if "http-equiv" in attributes]
    assert policies == [{"http-equiv": "Content-Security-Policy", "content": POLICY}]


TONES = {
    "valid": (evidence(), {"valid", "unexamined"}),
    "valid up to a time": (evidence(proven(day(hours=range(20)))), {"partly", "unexamined"}),
    "undecided": (evidence(proven()), {"undecided", "unexamined"}),
    "invalid": (
        evidence(proven(day(), findings=[Finding(f.LOG_FILE_ALTERED, "x", "")])),
        {"invalid", "unexamined"},
    ),
    "two claims": (evidence(proven(day()), proven(claim=Claim.DELIVERED)), {"valid", "undecided"}),
}


@pytest.mark.parametrize(("of", "tones"), TONES.values(), ids=TONES)
def test_a_verdict_has_the_looks_of_its_own_and_no_other(of: Evidence, tones: set[str]) -> None:
    told = [(attributes.get("class") or "").split() for tag, attributes in read(of).tags if tag == "div"]
    assert {each[1] for each in told if each[:1] == ["verdict"]} == tones


@pytest.mark.parametrize(("claim", "other"), [(Claim.ARCHIVED, Claim.DELIVERED), (Claim.DELIVERED, Claim.ARCHIVED)])
def test_a_claim_that_was_not_examined_is_said_to_be_so(claim: Claim, other: Claim) -> None:
    told = read(evidence(proven(day(), claim=claim))).text
    assert f"{claim.value}: the bytes" in told
    assert told.index("NOT EXAMINED") > told.index(f"{other.value}: the bytes")


STATED = {
    "the range": "2026-11-23 00:00:00 UTC to 2026-11-24 00:00:00 UTC",
    "the bucket": "trail-logs",
    "the trail": "audit (home Region eu-west-1)",
    "who made it": CALLER,
    "what made it": "Trailkeeper 0.1.0",
    "a hash": SHA256,
    "a public key": FINGERPRINT,
    "the JSON": "evidence.json",
    "AWS's own command": "--trail-arn arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit",
    "where the keys came from": "ListPublicKeys gave in 1 Region (eu-west-1) to",
}


@pytest.mark.parametrize("stated", STATED.values(), ids=STATED)
def test_the_page_states(stated: str) -> None:
    assert stated in read(evidence()).text


def test_the_page_names_the_hash_of_its_json() -> None:
    written = "".join(pieces(evidence()))
    assert f"whose sha256 is {sha256(written.encode()).hexdigest()}" in read(evidence()).text


def test_an_operators_file_is_named_as_the_root_of_trust() -> None:
    told = read(evidence(proven(day(), keys=BY_FILE))).text
    assert f"the operator's file keys.json (sha256 {BY_FILE.sha256} )" in told
    assert "the root of trust of this page : AWS was not asked for keys" in told


def test_an_organizations_command_leaves_the_management_account_open() -> None:
    of = chain(folder="logs/AWSLogs/o-abcdefghij/111122223333/")
    told = read(evidence(proven(day(of)))).text
    assert "eu-west-1:MANAGEMENT-ACCOUNT:trail/audit --account-id 111122223333" in told
    assert "--s3-prefix logs" in told


def test_findings_stand_in_the_order_of_their_severity() -> None:
    found = [Finding(code, "x", "") for code in (f.CHAIN_STARTED, f.CHAIN_RESTARTED, f.LOG_FILE_ALTERED)]
    told = read(evidence(proven(day(), findings=found))).text
    assert told.index("log-file-altered :") < told.index("chain-restarted :") < told.index("chain-started :")


def test_receipts_are_added_up() -> None:
    totals = Totals(receipts=3, read=10, delivered=6, filtered=1, quarantined={"oversized": 3}, without=1)
    told = read(evidence(totals=totals)).text
    assert "Records 10 6 1 3 " in told
    assert "records quarantined, oversized: 3" in told
    assert "log files without a receipt: 1" in told


def test_findings_that_the_page_has_no_room_for_are_counted() -> None:
    of = evidence(proven(day(), findings=[Finding(f.CHAIN_STARTED, "x", "")] * (findings.MOST + 3)))
    assert "And 3 more, none worse than these" in read(of).text
    assert len(as_json(of)["claims"][0]["findings"]) == findings.MOST + 3


def test_hours_that_the_page_has_no_room_for_are_counted() -> None:
    bad = day(chain("us-east-1"), h03=State.INVALID)
    told = Read(html(hours(proven(day(), day(chain("eu-west-2")), bad), most=30))).text
    assert "111122223333, us-east-1" in told
    assert "Not told here: 48 hours of 2 chains; the JSON tells each of them." in told


def test_the_json_tells_each_log_file_and_what_is_not_known_as_null() -> None:
    unread = log_file(state=State.UNDECIDED, sha256="", version="", size_bytes=-1, records=-1)
    told = as_json(evidence(proven(day(), log_files=[log_file(), unread])))["log_files"]
    assert [each["state"] for each in told] == ["valid", "undecided"]
    assert {key for key, value in told[1].items() if value is None} == {"sha256", "version", "size_bytes", "records"}


def test_the_json_tells_each_hour_of_each_chain() -> None:
    told = as_json(evidence(proven(day(), day(chain("us-east-1"), h03=State.MISSING))))["hours"]
    assert [(each["region"], each["to"]) for each in told if each["state"] != "valid"] == [
        ("us-east-1", "2026-11-23T04:00:00Z")
    ]
    assert len(told) == 48


def test_the_json_keeps_two_claims_apart() -> None:
    told = as_json(evidence(proven(day()), proven(claim=Claim.DELIVERED)))
    assert [(each["claim"], each["verdict"]) for each in told["claims"]] == [
        ("archived", "valid"),
        ("delivered", "undecided"),
    ]
    assert "verdict" not in told
