"""The public keys: where they came from, which is the root of trust of the page, and what they signed."""

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from cli.evidence.evidence import Evidence
from cli.evidence.moment import utc
from cli.evidence.page.element import Child, code, section, tag
from cli.evidence.page.summary import stretch
from cli.evidence.page.table import table
from cli.terminal import counted
from cli.verification.proven import KeySource, UsedKey


def keys(evidence: Evidence) -> ET.Element:
    proven = evidence.main
    root = _root(proven.keys, sorted({key.region for key in proven.used_keys}))
    told = section("Public keys", root, class_="whole")
    if proven.used_keys:
        rows = map(_row, proven.used_keys)
        told.append(table(("Fingerprint", "Region", "Valid", "Digests it signed"), rows, class_="keys"))
    else:
        told.append(tag("p", "No digest is validly signed with any of them."))
    return told


def _root(source: KeySource, regions: Sequence[str]) -> ET.Element:
    trust = tag("strong", "the root of trust of this page")
    if source.sha256:
        return tag(
            "p",
            "The public keys are those of the operator's file ",
            code(source.source),
            " (sha256 ",
            code(source.sha256),
            f"), read at {utc(source.at_s)}. That file is ",
            trust,
            ": AWS was not asked for keys, and whoever made the file decides what counts as signed by CloudTrail. "
            "Compare it with ListPublicKeys.",
        )
    return tag(
        "p",
        "The public keys are those that CloudTrail's ",
        code(source.source),
        f" gave in {counted(len(regions), 'Region')}",
        f" ({', '.join(regions)})" if regions else "",
        " to ",
        code(source.by),
        f" at {utc(source.at_s)}. That answer is ",
        trust,
        ".",
    )


def _row(key: UsedKey) -> list[Child]:
    return [code(key.fingerprint), key.region, stretch((key.valid_from_s, key.valid_until_s)), f"{key.digests:,}"]
