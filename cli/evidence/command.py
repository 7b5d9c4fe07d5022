"""`trailkeeper evidence`: a range in; a page, its JSON and an exit code out."""

import argparse
import time

from cli.evidence.evidence import Evidence
from cli.evidence.gathering import gather
from cli.evidence.judgement import judge
from cli.evidence.page.document import page
from cli.evidence.record import pieces
from cli.evidence.writing import write
from cli.terminal import say
from cli.verification.progress import shown
from cli.verification.report import CLAIMS
from lambdas.core.proof import Verdict

# The worst first.
_EXIT = {Verdict.INVALID: 1, Verdict.UNDECIDED: 2, Verdict.VALID: 0}


def run(arguments: argparse.Namespace) -> int:
    with shown() as progress:
        evidence = gather(arguments, int(time.time()), progress)
    path = arguments.out
    beside = path.with_suffix(".json")
    write([(path, [page(evidence, beside.name)]), (beside, pieces(evidence))])
    _show(evidence)
    say(f"{path}")
    say(f"{beside}")
    return exit_code(evidence)


def exit_code(evidence: Evidence) -> int:
    verdicts = {proven.verdict for proven in evidence.proofs}
    return next(code for verdict, code in _EXIT.items() if verdict in verdicts)


def _show(evidence: Evidence) -> None:
    for proven in evidence.proofs:
        judged = judge(proven, (evidence.from_s, evidence.until_s))
        say(f"{judged.claim.value} ({CLAIMS[judged.claim]}): {judged.headline}")
        for sentence in judged.sentences:
            say(f"  {sentence}")
