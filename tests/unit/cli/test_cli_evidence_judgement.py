"""The verdict in words: what is said to be proven, and what not."""

import pytest

from cli.evidence.coverage import coverages
from cli.evidence.judgement import Tone, judge
from cli.verification.proven import Proven
from lambdas.core import finding as f
from lambdas.core.digest_key import HOUR_S
from lambdas.core.finding import Code, Finding
from lambdas.core.proof import Claim, Counts, State
from tests.unit.cli.evidence_builder import DAY_S, FROM_S, UNTIL_S, chain, day, hour, proven

ASKED = (FROM_S, UNTIL_S)


def found(code: Code) -> Finding:
    return Finding(code, "trail-logs/x", "")


OTHER = chain("us-east-1")
GAP = "111122223333 eu-west-1 audit, from 2026-11-23 05:00:00 UTC to 2026-11-23 07:00:00 UTC"
ALTERED, UNREADABLE = found(f.LOG_FILE_ALTERED), found(f.LOG_FILE_UNREADABLE)
VERDICTS = {
    "the whole range": (proven(day()), Tone.VALID, "VALID", "The whole range is proven."),
    "up to a time": (
        proven(day(hours=range(20))),
        Tone.PARTLY,
        "VALID UP TO 2026-11-23 20:00:00 UTC",
        "Nothing after 2026-11-23 20:00:00 UTC is proven.",
    ),
    "up to a time, of one Region": (
        proven(day(), day(OTHER, hours=range(20))),
        Tone.PARTLY,
        "VALID UP TO 2026-11-23 20:00:00 UTC",
        "Nothing after 2026-11-23 20:00:00 UTC is proven of 1 of 2 chains.",
    ),
    "from a time": (
        proven(day(hours=range(4, 24))),
        Tone.PARTLY,
        "VALID FROM 2026-11-23 04:00:00 UTC",
        "Nothing before 2026-11-23 04:00:00 UTC is proven.",
    ),
    "from one time to another": (
        proven(day(hours=range(4, 20))),
        Tone.PARTLY,
        "VALID FROM 2026-11-23 04:00:00 UTC UP TO 2026-11-23 20:00:00 UTC",
        "Nothing after 2026-11-23 20:00:00 UTC is proven.",
    ),
    "with a gap": (
        proven(day(hours=[*range(5), *range(7, 24)])),
        Tone.PARTLY,
        "VALID WITH GAPS",
        f"Nothing is proven of 1 gap within the range: {GAP}.",
    ),
    "of chains that share no time": (
        proven(day(hours=range(4)), day(OTHER, hours=range(20, 24))),
        Tone.PARTLY,
        "VALID WITH GAPS",
        "Nothing after 2026-11-23 04:00:00 UTC is proven of 1 of 2 chains.",
    ),
    "something against it": (
        proven(day(), findings=[ALTERED, UNREADABLE]),
        Tone.INVALID,
        "INVALID",
        "Against it: 1 finding (log-file-altered 1).",
    ),
    "something open": (
        proven(day(), findings=[UNREADABLE, UNREADABLE]),
        Tone.UNDECIDED,
        "UNDECIDED",
        "Left open: 2 findings (log-file-unreadable 2).",
    ),
    "no digest": (proven(), Tone.UNDECIDED, "UNDECIDED", "No digest of this range was found, so nothing is proven."),
    "no digest that is proven": (
        proven(day(hours=[3], h03=State.UNDECIDED)),
        Tone.UNDECIDED,
        "UNDECIDED",
        "No digest of this range is proven, so nothing is.",
    ),
}


@pytest.mark.parametrize(("of", "tone", "headline", "sentence"), VERDICTS.values(), ids=VERDICTS)
def test_a_verdict_says_what_is_proven_and_what_is_not(of: Proven, tone: Tone, headline: str, sentence: str) -> None:
    judged = judge(of, ASKED)
    assert (judged.tone, judged.headline) == (tone, headline)
    assert sentence in judged.sentences


@pytest.mark.parametrize(
    ("claim", "words"), [(Claim.ARCHIVED, "the bytes in the bucket now"), (Claim.DELIVERED, "the bytes that deliver")]
)
def test_a_verdict_is_of_its_own_claim(claim: Claim, words: str) -> None:
    judged = judge(proven(day(), claim=claim), ASKED)
    assert judged.claim is claim
    assert words in judged.sentences[0]


def test_backfilled_digests_close_the_gap_of_their_chain() -> None:
    late = chain(is_backfill=True)
    [covered] = coverages([day(hours=[*range(5), *range(7, 24)]), day(late, hours=[5, 6])], *ASKED)
    assert covered.gaps == ()


def test_an_hour_whose_log_file_is_not_valid_is_not_proven() -> None:
    proof = day()
    proof.hours[7].log_files = Counts(valid=3, undecided=1)
    [covered] = coverages([proof], *ASKED)
    assert covered.gaps == ((DAY_S + 7 * HOUR_S, DAY_S + 8 * HOUR_S),)


def test_hours_that_are_some_seconds_off_have_no_gap_between_them() -> None:
    proof = day(hours=range(12))
    proof.hours += [hour(each, start_s=DAY_S + each * HOUR_S + 40) for each in range(12, 24)]
    [covered] = coverages([proof], *ASKED)
    assert covered.gaps == ()
