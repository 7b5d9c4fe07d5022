"""Whether the digests of one chain follow one another, each naming the one before it by hash and signature.

The walk goes from digest to digest in the order of their hours, and asks both what each says of the one before it and
what hours have none: a validator that only follows the names goes on at the next digest that is there, and does not see
how many are missing (https://github.com/aws/aws-cli/issues/7054). What a digest that is not CloudTrail's says of others
counts for nothing, and neither does that it is there: the walk remembers the last digest that is CloudTrail's and all
that came after it, any of which the next one may name.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from lambdas.core import finding as f
from lambdas.core.digest import SHA256, Digest
from lambdas.core.digest_key import HOUR_S, digest_key
from lambdas.core.digest_verification import VerifiedDigest
from lambdas.core.finding import Code, Effect, Finding

# An interval may be some seconds off the hour.
_TOLERANCE_S = 600
_DAY_S = 24 * HOUR_S
_FIRST_S = -62_135_596_800
"""The year 1, before which nothing can be told."""


def links(chain: Sequence[VerifiedDigest], beside: Sequence[VerifiedDigest] = ()) -> Iterator[Finding]:
    """Of digests of one chain, in the order of their ends; beside: of the same trail and Region those that were
    backfilled, whose hours are no gap in the hourly chain.
    """
    since_last: list[VerifiedDigest] = list(chain[:1])
    for digest in chain[1:]:
        if digest.digest is None or digest.effect is Effect.INVALID:
            last_end_s = digest.key.end_s - HOUR_S
            yield from _missing(digest, _after_s(since_last, since_last[-1].key.end_s, last_end_s), last_end_s, "")
            since_last.append(digest)
            continue
        if digest.digest.is_first:
            what = f"nothing is signed from {at(since_last[0].key.end_s)} to {at(digest.start_s)}"
            yield _of(f.CHAIN_RESTARTED, digest, what)
        else:
            yield from _link(since_last, digest, digest.digest, beside)
        since_last = [digest]


def head(chain: Sequence[VerifiedDigest], from_s: int) -> Iterator[Finding]:
    """Of the first digest that is there: whether there should be others before it, from from_s on."""
    first = chain[0]
    if first.digest is None or first.effect is Effect.INVALID:
        return
    named = first.digest.previous_digest_s3_object
    if named is None:
        if first.start_s > from_s and not first.key.chain.is_backfill:
            yield _of(f.CHAIN_STARTED, first, f"nothing before {at(first.start_s)} is signed")
    elif _is_elsewhere(first, first.digest):
        yield _of(f.CHAIN_ELSEWHERE, first, f"it names {first.digest.previous_digest_s3_bucket}/{named}")
    elif (previous := digest_key(named)) and previous.end_s > from_s:
        yield from _missing(first, max(from_s, previous.end_s - HOUR_S), first.start_s, named)


def tail(chain: Sequence[VerifiedDigest], due_s: int) -> Iterator[Finding]:
    """Of the last digest that is there: the hours that ended by due_s and have none after it."""
    last = chain[-1]
    end_s = _after_s(chain, last.key.end_s, due_s) + HOUR_S
    while end_s <= due_s:
        yield _absent(last, end_s, "")
        end_s += HOUR_S


def _link(
    since_last: Sequence[VerifiedDigest], digest: VerifiedDigest, said: Digest, beside: Sequence[VerifiedDigest]
) -> Iterator[Finding]:
    """since_last: the last digest that is CloudTrail's, as far as one is there, and what came after it."""
    last, named = since_last[0], said.previous_digest_s3_object or ""
    if _is_elsewhere(digest, said):
        yield _of(f.CHAIN_ELSEWHERE, digest, f"it names {said.previous_digest_s3_bucket}/{named}")
    elif before := next((each for each in since_last if each.key.key == named), None):
        yield from _broken(before, digest, said)
        yield from _gap(before, digest, said.start_s, beside)
    elif (previous := digest_key(named)) and last.key.end_s < previous.end_s < digest.key.end_s:
        after_s = max(each.key.end_s for each in since_last if each.key.end_s < previous.end_s)
        yield from _missing(digest, _after_s(since_last, after_s, previous.end_s), previous.end_s, named)
    elif last.effect is not Effect.INVALID:
        yield _of(f.CHAIN_FORKED, digest, f"it continues {named}, and not {last.key.key}")


def _broken(before: VerifiedDigest, digest: VerifiedDigest, said: Digest) -> Iterator[Finding]:
    if before.effect is Effect.UNDECIDED and not before.sha256:
        return  # it could not be read, and is a finding itself
    if said.previous_digest_hash_algorithm != SHA256:
        what = f"the hash of the digest before is of {said.previous_digest_hash_algorithm}"
        yield _of(f.HASH_ALGORITHM_UNKNOWN, digest, what)
    elif (said.previous_digest_hash_value or "").lower() != before.sha256:
        what = (
            f"{digest.name} names one of sha256 {said.previous_digest_hash_value}, this has {before.sha256 or 'none'}"
        )
        yield _of(f.CHAIN_BROKEN, before, what)
    elif (said.previous_digest_signature or "").lower() != before.signature.lower():
        yield _of(f.CHAIN_BROKEN, before, f"{digest.name} names one of another signature")


def _gap(
    before: VerifiedDigest, digest: VerifiedDigest, start_s: int, beside: Sequence[VerifiedDigest]
) -> Iterator[Finding]:
    """What was backfilled may name one from long ago: its hours are those that the hourly chain lacks."""
    if digest.key.chain.is_backfill:
        return
    after_s = _after_s([before], before.key.end_s, start_s)
    covered = sorted((each.start_s, each.key.end_s) for each in beside if each.effect is not Effect.INVALID)
    for begin_s, end_s in [*covered, (start_s, start_s)]:
        yield from _bare(digest, after_s, min(begin_s, start_s))
        after_s = max(after_s, end_s)


def _bare(digest: VerifiedDigest, after_s: int, until_s: int) -> Iterator[Finding]:
    """Each hour, or part of one, that nothing is signed of, by its end."""
    chain = digest.key.chain
    for end_s in range(until_s, after_s + _TOLERANCE_S, -HOUR_S):
        what = f"of {at(max(end_s - HOUR_S, after_s))} to {at(end_s)}, before {digest.key.key}"
        yield Finding(f.CHAIN_GAP, _supposed(digest, end_s), what, chain.account, chain.region, end_s)


def _after_s(known: Sequence[VerifiedDigest], end_s: int, last_end_s: int) -> int:
    """Where the hours begin that should have digests. What is not proven to be CloudTrail's may claim any hour: where
    there is nothing else, those of a day.
    """
    is_known = any(each.effect is Effect.NONE for each in known)
    return end_s if is_known else max(end_s, last_end_s - _DAY_S)


def _missing(next_one: VerifiedDigest, after_s: int, last_end_s: int, named: str) -> Iterator[Finding]:
    """The hours after after_s, each by its end, the last of which may be known by its key."""
    found: list[Finding] = []
    end_s = last_end_s
    while end_s - after_s >= HOUR_S - _TOLERANCE_S or (named and not found):
        found.append(_absent(next_one, end_s, named if end_s == last_end_s else ""))
        end_s -= HOUR_S
    yield from reversed(found)


def _absent(neighbour: VerifiedDigest, end_s: int, named: str) -> Finding:
    chain = neighbour.key.chain
    name = f"{neighbour.bucket}/{named}" if named else _supposed(neighbour, end_s)
    what = f"of {at(end_s - HOUR_S)} to {at(end_s)}, beside {neighbour.key.key}"
    return Finding(f.DIGEST_MISSING, name, what, chain.account, chain.region, end_s)


def _supposed(neighbour: VerifiedDigest, end_s: int) -> str:
    """What a digest is called of which only the hour is known."""
    chain = neighbour.key.chain
    folder = f"{neighbour.bucket}/{chain.folder}CloudTrail-Digest/{chain.region}/"
    return f"{folder}: the hour that ended about {at(end_s)}"


def _is_elsewhere(digest: VerifiedDigest, said: Digest) -> bool:
    """Whether the trail had another bucket, prefix or name before: that part is another chain."""
    previous = digest_key(said.previous_digest_s3_object or "")
    return said.previous_digest_s3_bucket != digest.bucket or (
        previous is not None and previous.chain != digest.key.chain
    )


def _of(code: Code, digest: VerifiedDigest, what: str) -> Finding:
    return Finding(code, digest.name, what, digest.key.chain.account, digest.key.chain.region, digest.key.end_s)


def at(moment_s: int) -> str:
    return f"{datetime.fromtimestamp(max(moment_s, _FIRST_S), UTC):%Y-%m-%dT%H:%M:%SZ}"
