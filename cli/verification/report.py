"""What has been proven, for a person: the verdict, what it says and what not, and what to do."""

import sys
from collections.abc import Iterator
from typing import Final

from rich.console import Console
from rich.text import Text

from cli.terminal import UNUSABLE, counted, say, say_fields, visible
from cli.verification.proven import Proven
from lambdas.core.chain import at
from lambdas.core.finding import Effect, Finding, Severity
from lambdas.core.proof import Claim, Counts, State, Verdict

EXIT: Final = {Verdict.VALID: 0, Verdict.INVALID: 1, Verdict.UNDECIDED: UNUSABLE}
TOLD = 50
"""Findings, for a person; --json has them all."""
CLAIMS: Final = {
    Claim.ARCHIVED: "the bytes in the bucket now are those that CloudTrail signed",
    Claim.DELIVERED: "the bytes that deliver read, as its receipts say, are those that CloudTrail signed",
}
_VERDICTS: Final = {
    Verdict.VALID: ("valid", "bold green"),
    Verdict.INVALID: ("invalid: something is not what CloudTrail wrote, or is gone", "bold red"),
    Verdict.UNDECIDED: ("undecided: not all of it could be proven", "bold yellow"),
}
_COLOURS: Final = {Severity.CRITICAL: "bold red", Severity.HIGH: "red", Severity.MEDIUM: "yellow", Severity.LOW: "dim"}


def show(proven: Proven) -> None:
    proof = proven.proof
    words, colour = _VERDICTS[proven.verdict]
    _line(("verdict  ", "dim"), (words, colour))
    for note in proven.notes:
        _line(("  note   ", "dim"), (note, "yellow"))
    say_fields(dict(_rows(proven)))
    if proof.findings:
        say(f"{counted(len(proof.findings), 'finding')}, the worst first:")
    for finding in proof.findings[:TOLD]:
        _tell(finding)
    if len(proof.findings) > TOLD:
        say(f"  and {len(proof.findings) - TOLD:,} more, which --json names")


def _rows(proven: Proven) -> Iterator[tuple[str, str]]:
    proof = proven.proof
    is_proven = proven.verdict is Verdict.VALID
    yield ("claim proven" if is_proven else "claim"), f"{proof.claim.value}: {CLAIMS[proof.claim]}"
    yield "bucket", proof.bucket
    yield "from", at(proof.from_s)
    yield "to", at(proof.until_s)
    yield from _until(proven)
    yield "digests", _counts(proof.digests)
    yield "log files", _counts(proof.log_files)
    keys = proven.keys
    yield "public keys", f"{keys.source}, by {keys.by}, {at(keys.at_s)}"
    if keys.sha256:
        yield "  sha256", keys.sha256
    for key in proven.used_keys:
        yield f"  {key.region}", f"{key.fingerprint}, {counted(key.digests, 'digest')}"


def _until(proven: Proven) -> Iterator[tuple[str, str]]:
    """How far it is proven, where that is not as far as was asked."""
    ends = proven.proven_until_s
    if len({trail for _, trail in ends}) == len(ends):
        yield from ((f"  {trail}", f"has digests until {at(end_s)}") for (_, trail), end_s in sorted(ends.items()))
    elif ends:
        yield "  accounts", f"{len({account for account, _ in ends}):,}, with digests until {at(min(ends.values()))}"


def _counts(counts: Counts) -> str:
    return ", ".join(f"{getattr(counts, state.value):,} {state.value}" for state in State if _is_told(counts, state))


def _is_told(counts: Counts, state: State) -> bool:
    return state is not State.UNDECIDED or counts.undecided > 0


def _tell(finding: Finding) -> None:
    code = finding.code
    _line((f"  {code.severity.value:<8} ", _COLOURS[code.severity]), (code.name, "bold"), (f"  {code.what}", ""))
    rows = {"object": finding.object, "what": finding.what}
    if finding.account or finding.region:
        rows["where"] = " ".join(filter(None, (finding.account, finding.region)))
    if finding.since_s:
        rows["since"] = at(finding.since_s)
    if code.effect is not Effect.NONE or code.severity is not Severity.LOW:
        rows["to do"] = code.todo
    for name, value in rows.items():
        if value:
            _line((f"           {name:<6}  ", "dim"), (value, ""))


def _line(*parts: tuple[str, str]) -> None:
    """Coloured where it is a terminal, and whole, so that a key can be copied."""
    console = Console(file=sys.stdout, highlight=False, soft_wrap=True)
    console.print(Text.assemble(*((visible(text), style) for text, style in parts)))
