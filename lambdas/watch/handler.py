"""watch's composition root: any event in, mostly the schedule's, and how much gave no answer out."""

import os
import time

from aws_lambda_powertools import Logger

from lambdas.watch.adapters import world
from lambdas.watch.settings import Settings
from lambdas.watch.watch import Watch

SETTINGS = Settings.from_environment(os.environ)
WATCH = Watch(SETTINGS, world(SETTINGS), Logger(service="watch", use_rfc3339=True))


def handler(_event: object, _context: object) -> dict[str, int]:
    return {"failures": WATCH.look(int(time.time()))}
