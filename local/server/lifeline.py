"""The server's tie to whoever started it: a pipe on standard input, so that no crash of the parent leaves it running.

The parent holds the other end. It writes DETACH to let the server live on; if the pipe ends without that, the parent
is dead.
"""

import os
import signal
import sys
import threading

DETACH = b"detach\n"


class Lifeline(threading.Thread):
    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.cut = False

    def run(self) -> None:
        # Not through sys.stdin, whose lock the interpreter needs at its own end.
        if os.read(sys.stdin.fileno(), len(DETACH)) != DETACH:
            self.cut = True
            os.kill(os.getpid(), signal.SIGTERM)


def end_group() -> None:
    """Ask every other process of this server's own group, its Lambda workers, to end."""
    if os.getpgrp() == os.getpid():
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        os.killpg(os.getpid(), signal.SIGTERM)
