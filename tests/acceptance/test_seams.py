import os
import subprocess

from local.process import PROJECT, PYTHON


def test_the_emulator_is_the_one_that_the_seams_were_tried_on() -> None:
    """In the interpreter that serves, whose packages are the ones that count."""
    asked = subprocess.run(
        [PYTHON, "-m", "local.server.seams"],
        cwd=PROJECT,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert asked.stdout == "every seam is as it was tried\n"
