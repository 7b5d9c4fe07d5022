"""What a verification hands over where each log file is asked for, as the evidence does."""

from pathlib import Path

from cli.command import parser
from cli.verification.progress import SILENT
from cli.verification.prove import prove
from cli.verification.proven import Proven
from cli.verification.request import request
from lambdas.core.proof import State
from tests.digest_builder import CLOUDTRAIL, START, Archive, Trail

NOW_S = int(START.timestamp()) + 10**6


def proven(archive: Archive, folder: Path) -> Proven:
    archive.write(folder)
    options = ["--directory", str(folder), "--public-keys", str(folder / "_public_keys.json")]
    arguments = parser().parse_args(["verify", *options])
    return prove(request(arguments, NOW_S, keep_log_files=True), SILENT)


def test_each_log_file_is_told_by_the_digest_that_lists_it(tmp_path: Path) -> None:
    archive = Archive()
    chains = [archive.add_chain(Trail(region=region), log_files=(2, 0, 1)) for region in ("us-east-1", "eu-west-1")]
    told = proven(archive, tmp_path)
    digests = [f"{archive.bucket}/{key}" for chain in reversed(chains) for key in chain.digests]
    assert [each.digest for each in told.log_files] == [digests[number] for number in (0, 0, 2, 3, 3, 5)]
    assert [hour.digest for chain in told.proof.chains for hour in chain.hours] == digests
    for each in told.log_files:
        assert (each.state, each.sha256, each.records) == (State.VALID, each.listed_sha256, 2)
        assert each.size_bytes == len(archive.objects[each.name.partition("/")[2]])


def test_log_files_of_a_digest_that_proves_nothing_are_told_as_undecided(tmp_path: Path) -> None:
    archive = Archive()
    chain = archive.add_chain(log_files=(1, 2, 1))
    archive.metadata[chain.digests[1]]["signature"] = "00"
    told = proven(archive, tmp_path)
    states = [State.VALID, State.UNDECIDED, State.UNDECIDED, State.VALID]
    assert [each.state for each in told.log_files] == states
    assert [each.records for each in told.log_files] == [2, -1, -1, 2]


def test_the_keys_are_told_by_region_with_their_source(tmp_path: Path) -> None:
    archive = Archive()
    for region in ("us-east-1", "eu-west-1"):
        archive.add_chain(Trail(region=region), log_files=(0, 0))
    told = proven(archive, tmp_path)
    assert [(key.fingerprint, key.region, key.digests) for key in told.used_keys] == [
        (CLOUDTRAIL.fingerprint, "eu-west-1", 2),
        (CLOUDTRAIL.fingerprint, "us-east-1", 2),
    ]
    assert (told.keys.at_s, len(told.keys.sha256)) == (NOW_S, 64)
