"""`trailkeeper inspect` over published records: what it writes is what stands in the log files."""

import json
from collections.abc import Iterator
from pathlib import Path

from cli.command import main
from tests.builder import key, log_file
from tests.corpus import needs_corpus, published
from tests.unit.cli.laid import lay

pytestmark = needs_corpus
A_FILE = 50


def some() -> Iterator[list[bytes]]:
    records = list(published())
    for start in range(0, len(records), A_FILE):
        yield records[start : start + A_FILE]


def test_every_published_record_is_delivered_as_it_is_or_quarantined_as_it_is(tmp_path: Path) -> None:
    files = {key(f"{number:05}"): records for number, records in enumerate(some())}
    folder = lay(tmp_path / "in", {name: log_file(*records) for name, records in files.items()})
    main(["inspect", folder, "--out", str(tmp_path / "out")])
    aside: dict[tuple[str, int], bytes] = {}
    for line in (tmp_path / "out" / "quarantined.ndjson").read_text().splitlines():
        entry = json.loads(line)
        aside[entry["log_file"], entry["position"]] = entry["record"].encode()
    delivered: list[bytes] = []
    for name, records in files.items():
        for position, record in enumerate(records):
            quarantined = aside.get((f"{folder}/{name}", position))
            assert quarantined in {None, record}
            if quarantined is None:
                delivered += [record, b"\n"]
    assert (tmp_path / "out" / "delivered.ndjson").read_bytes() == b"".join(delivered)
