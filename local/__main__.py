"""Look after the embedded cloud that `make demo KEEP=1` leaves running."""

import argparse
import shlex
import sys
from pathlib import Path

from local.cloud import STATE_FILE, EmbeddedCloud
from local.process import healthy


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m local", description=__doc__)
    parser.add_argument("--state-file", type=Path, default=STATE_FILE, help="where the demo has noted it")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("status", help="say whether it runs, and where")
    commands.add_parser("env", help='print the lines that point a shell at it: eval "$(python -m local env)"')
    commands.add_parser("stop", help="end it and delete its folder")
    arguments = parser.parse_args()
    cloud = EmbeddedCloud.attached(arguments.state_file)
    if cloud is None:
        print("no embedded cloud is left running", file=sys.stderr)
        return 1
    return {"status": _status, "env": _environment, "stop": _stop}[arguments.command](cloud)


def _status(cloud: EmbeddedCloud) -> int:
    running = cloud.running
    if not healthy(running.folder, running.port):
        print(f"the embedded cloud at {cloud.endpoint_url} has ended; `python -m local stop` forgets it")
        return 1
    print(f"the embedded cloud runs at {cloud.endpoint_url}, process {running.pid}, folder {running.folder}")
    return 0


def _environment(cloud: EmbeddedCloud) -> int:
    print("unset AWS_PROFILE AWS_DEFAULT_PROFILE AWS_SESSION_TOKEN")
    for name, value in cloud.settings().items():
        print(f"export {name}={shlex.quote(value)}")
    return 0


def _stop(cloud: EmbeddedCloud) -> int:
    cloud.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
