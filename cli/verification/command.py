"""`trailkeeper verify`: a range in, a verdict and an exit code out."""

import argparse
import time

from cli.terminal import say_json
from cli.verification import report
from cli.verification.progress import shown
from cli.verification.prove import prove
from cli.verification.proven import as_json
from cli.verification.request import request


def run(arguments: argparse.Namespace) -> int:
    asked = request(arguments, int(time.time()))
    with shown() as progress:
        proven = prove(asked, progress)
    if arguments.json:
        say_json(as_json(proven))
    else:
        report.show(proven)
    return report.EXIT[proven.verdict]
