"""The verdict on one claim in words: what was proven and what was not. Two claims have two verdicts."""

from collections import Counter
from collections.abc import Iterator, Sequence
from enum import StrEnum

import msgspec

from cli.evidence.coverage import Coverage, Side, Span, coverages, side
from cli.evidence.moment import utc
from cli.terminal import counted
from cli.verification.proven import Proven
from cli.verification.report import CLAIMS
from lambdas.core.finding import Effect
from lambdas.core.proof import Claim, Verdict

_TOLD_GAPS = 3


class Tone(StrEnum):
    VALID = "valid"
    PARTLY = "partly"
    """Valid, but not of the whole range."""
    INVALID = "invalid"
    UNDECIDED = "undecided"


class Judgement(msgspec.Struct, frozen=True):
    claim: Claim
    tone: Tone
    headline: str
    sentences: tuple[str, ...]


def judge(proven: Proven, asked: Span) -> Judgement:
    claim = proven.proof.claim
    match proven.verdict:
        case Verdict.INVALID:
            return Judgement(claim, Tone.INVALID, "INVALID", tuple(_against(proven)))
        case Verdict.UNDECIDED:
            return Judgement(claim, Tone.UNDECIDED, "UNDECIDED", tuple(_open(proven)))
    covered = coverages(proven.proof.chains, *asked)
    gaps = [(each, gap) for each in covered for gap in each.gaps]
    if not gaps:
        return Judgement(claim, Tone.VALID, "VALID", (_shown(proven), "The whole range is proven."))
    sentences = (_shown(proven), *_uncovered(gaps, len(covered), asked))
    return Judgement(claim, Tone.PARTLY, _headline(gaps, asked), sentences)


def _shown(proven: Proven) -> str:
    counts = proven.proof
    return (
        f"{counted(counts.digests.valid, 'digest')} and {counted(counts.log_files.valid, 'log file')} were examined: "
        f"{CLAIMS[counts.claim]}, and the digests follow one another as CloudTrail signed them."
    )


def _against(proven: Proven) -> Iterator[str]:
    yield f"Against it: {_findings(proven, Effect.INVALID)}."
    if left := _findings(proven, Effect.UNDECIDED):
        yield f"Left open beside that: {left}."
    yield "What is wrong, and where, stands in the findings."


def _open(proven: Proven) -> Iterator[str]:
    if not proven.proof.digests.total:
        yield "No digest of this range was found, so nothing is proven."
    elif not proven.proof.digests.valid:
        yield "No digest of this range is proven, so nothing is."
    if left := _findings(proven, Effect.UNDECIDED):
        yield f"Left open: {left}."
    yield "Nothing speaks against it, and that is no proof."


def _findings(proven: Proven, effect: Effect) -> str:
    """Empty where there are none."""
    codes = Counter(each.code.name for each in proven.proof.findings if each.code.effect is effect)
    told = ", ".join(f"{name} {count:,}" for name, count in codes.most_common())
    return f"{counted(codes.total(), 'finding')} ({told})" if codes else ""


Gaps = Sequence[tuple[Coverage, Span]]


def _headline(gaps: Gaps, asked: Span) -> str:
    sides = {side(gap, asked) for _, gap in gaps}
    starts = [gap[1] for _, gap in gaps if side(gap, asked) is Side.HEAD]
    ends = [gap[0] for _, gap in gaps if side(gap, asked) is Side.TAIL]
    is_one_span = not sides & {Side.WHOLE, Side.WITHIN} and max(starts, default=asked[0]) < min(ends, default=asked[1])
    if not is_one_span:
        return "VALID WITH GAPS"
    from_ = f" FROM {utc(max(starts))}" if starts else ""
    until = f" UP TO {utc(min(ends))}" if ends else ""
    return f"VALID{from_}{until}"


def _uncovered(gaps: Gaps, chains: int, asked: Span) -> Iterator[str]:
    by_side = {each: [(of, gap) for of, gap in gaps if side(gap, asked) is each] for each in Side}
    if found := by_side[Side.TAIL]:
        yield f"Nothing after {utc(min(gap[0] for _, gap in found))} is proven{_of(len(found), chains)}."
    if found := by_side[Side.HEAD]:
        yield f"Nothing before {utc(max(gap[1] for _, gap in found))} is proven{_of(len(found), chains)}."
    if found := by_side[Side.WITHIN]:
        told = "; ".join(
            f"{of.account} {of.region} {of.trail}, from {utc(begin)} to {utc(end)}"
            for of, (begin, end) in found[:_TOLD_GAPS]
        )
        more = f"; and {len(found) - _TOLD_GAPS:,} more" if len(found) > _TOLD_GAPS else ""
        yield f"Nothing is proven of {counted(len(found), 'gap')} within the range: {told}{more}."
    if found := by_side[Side.WHOLE]:
        yield f"Nothing is proven{_of(len(found), chains)}."


def _of(some: int, chains: int) -> str:
    return "" if some == chains else f" of {some:,} of {chains:,} chains"
