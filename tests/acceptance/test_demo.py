"""`make demo` itself, as a person sees it."""

import os
import re
import subprocess
import sys

from local.credentials import inherited
from local.process import PROJECT


def test_the_demo_shows_that_what_was_read_was_delivered() -> None:
    # HOME: jsii keeps what it unpacks there.
    environment = {**inherited(), "HOME": os.environ["HOME"]}
    done = subprocess.run(
        [sys.executable, "-m", "local.demo"], cwd=PROJECT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    [(read, delivered)] = re.findall(r"^read (\d+) = delivered (\d+)$", done.stdout, re.MULTILINE)
    assert read == delivered
    assert int(read) > 0
