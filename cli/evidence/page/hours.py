"""Every hour of every chain: the digest by key, hash, version and public key, and its log files by state."""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby
from xml.etree import ElementTree as ET

from cli.evidence.coverage import rank, whole_state
from cli.evidence.page.drawing import LETTERS
from cli.evidence.page.element import Child, code, section, tag
from cli.evidence.page.summary import stretch
from cli.evidence.page.table import table
from cli.terminal import counted
from cli.verification.proven import Proven
from lambdas.core.digest_key import day_folder
from lambdas.core.proof import ChainProof, Hour, State

MOST = 20_000
"""Rows of the page, beyond which a browser takes long."""


def hours(proven: Proven, most: int = MOST) -> ET.Element:
    """most: rows, but at least one chain is told."""
    worst_first = sorted(proven.proof.chains, key=lambda each: (-_badness(each), each.chain))
    told, left = _fitting(worst_first, most)
    parts = [part for each in told for part in _chain(proven.proof.bucket, each)]
    if left:
        rows = sum(len(each.hours) for each in left)
        parts.append(
            tag("p", f"Not told here: {rows:,} hours of {counted(len(left), 'chain')}; the JSON tells each of them.")
        )
    return section(f"Every hour ({proven.proof.claim.value})", *(parts or [tag("p", "There is no digest.")]))


def _badness(proof: ChainProof) -> int:
    return max((rank(whole_state(hour)) for hour in proof.hours), default=0)


def _fitting(chains: Sequence[ChainProof], most: int) -> tuple[Sequence[ChainProof], Sequence[ChainProof]]:
    """The first ones, and the others."""
    rows = 0
    for number, each in enumerate(chains):
        rows += len(each.hours)
        if number and rows > most:
            return chains[:number], chains[number:]
    return chains, []


def _chain(bucket: str, proof: ChainProof) -> Iterator[ET.Element]:
    chain = proof.chain
    kind = ", backfilled" if chain.is_backfill else ""
    yield tag("h3", f"{chain.account}, {chain.region}, trail {chain.trail}{kind}")
    for folder, some in groupby(proof.hours, partial(_folder, f"{bucket}/{chain.folder}", chain.region)):
        yield tag("p", "Below ", code(f"{folder}/"), class_="folder")
        yield table(("State, hour", "Digest"), map(_row, some), class_="hours")


def _folder(below: str, region: str, hour: Hour) -> str:
    """Where the digest is; of a missing one, where it would be."""
    return hour.digest.rpartition("/")[0] or day_folder(below, "Digest", region, hour.end_s).rstrip("/")


def _row(hour: Hour) -> list[Child]:
    state = tag("strong", f"{LETTERS[hour.state]} {hour.state.value}", class_=f"state {hour.state.value}")
    told = tag("p", state, f", log files: {_log_files(hour)}")
    return [tag("div", told, tag("p", stretch((hour.start_s, hour.end_s)))), _digest(hour)]


def _digest(hour: Hour) -> Child:
    if not hour.digest:
        return "none in the bucket"
    version, key = hour.version or "not known", hour.fingerprint or "none named"
    return tag(
        "div",
        tag("p", code(hour.digest.rpartition("/")[2])),
        tag("p", "sha256 ", code(hour.sha256 or "not known")),
        tag("p", "version ", code(version), ", key ", code(key)),
        class_="digest",
    )


def _log_files(hour: Hour) -> str:
    counts = {state: getattr(hour.log_files, state.value) for state in State}
    return ", ".join(f"{count:,} {state.value}" for state, count in counts.items() if count) or "none"
