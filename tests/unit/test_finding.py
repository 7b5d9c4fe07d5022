import pytest

from lambdas.core.chain_state import opened
from lambdas.core.finding import DIGEST_MOVED, OBJECT_LENGTH, WHAT_LENGTH, Finding

LONG = "\N{FLEXED BICEPS}" * 500_000


def test_a_finding_holds_no_more_than_can_be_told_and_remembered() -> None:
    finding = Finding(DIGEST_MOVED, LONG, LONG)
    assert (len(finding.object), len(finding.what)) == (OBJECT_LENGTH, WHAT_LENGTH)


def test_a_finding_that_was_cut_is_known_again() -> None:
    finding = Finding(DIGEST_MOVED, LONG, LONG)
    assert opened(finding, 1).finding == finding


@pytest.mark.parametrize("length", [0, 1, 63 + 1 + 1024])
def test_what_s3_can_name_is_told_whole(length: int) -> None:
    assert Finding(DIGEST_MOVED, "k" * length, "").object == "k" * length
