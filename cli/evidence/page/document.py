"""The page as a whole. Its policy lets a browser load nothing at all, whatever the text in it says."""

from hashlib import sha256
from xml.etree import ElementTree as ET

from cli.evidence.evidence import Evidence
from cli.evidence.moment import utc
from cli.evidence.page.counts import counts
from cli.evidence.page.drawing import drawing
from cli.evidence.page.element import code, html, stylesheet, tag
from cli.evidence.page.findings import findings
from cli.evidence.page.hours import hours
from cli.evidence.page.keys import keys
from cli.evidence.page.margin import margin
from cli.evidence.page.recheck import recheck
from cli.evidence.page.style import CSS
from cli.evidence.page.summary import coverage, summary
from cli.evidence.record import pieces

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def page(evidence: Evidence, json_name: str) -> str:
    """json_name: of the file beside it that holds the same."""
    asked = (evidence.from_s, evidence.until_s)
    bucket = evidence.main.proof.bucket
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=POLICY),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("title", f"Evidence of {bucket}, {utc(evidence.from_s)} to {utc(evidence.until_s)}"),
        stylesheet(CSS + margin(evidence)),
    )
    main = tag(
        "main",
        summary(evidence),
        coverage(evidence),
        counts(evidence),
        *(drawing(each, asked) for each in evidence.proofs),
        findings(evidence),
        keys(evidence),
        recheck(evidence),
        *(hours(each) for each in evidence.proofs),
        _footer(evidence, json_name),
    )
    return html(tag("html", head, tag("body", main), lang="en"))


def _footer(evidence: Evidence, json_name: str) -> ET.Element:
    hashed = sha256()
    for piece in pieces(evidence):
        hashed.update(piece.encode())
    told = f"The same facts, and each log file by name, hash, version and size: {json_name}, whose sha256 is "
    return tag("footer", tag("p", told, code(hashed.hexdigest())))
