"""How long deliver's handler takes to import in a new process, beyond boto3's clients for S3 and Logs."""

import os
import subprocess
import sys
from statistics import median
from typing import Any

from bench.product import SETTINGS

REPEATS = 7
CLIENTS = "import boto3; boto3.client('s3'); boto3.client('logs')"
HANDLER = "import lambdas.deliver.handler"
TIMED = "import time; started = time.perf_counter(); {}; print(time.perf_counter() - started)"


def seconds(statement: str) -> float:
    environment = {
        "PATH": os.environ["PATH"],
        "AWS_DEFAULT_REGION": "eu-west-1",
        "PYTHONDONTWRITEBYTECODE": "",
        **SETTINGS.environment(),
    }
    command = [sys.executable, "-c", TIMED.format(statement)]
    return float(subprocess.check_output(command, env=environment))


def results() -> dict[str, Any]:
    pairs = [(seconds(HANDLER), seconds(CLIENTS)) for _ in range(REPEATS)]
    handler, clients = (median(column) for column in zip(*pairs, strict=True))
    return {
        "handler_ms": round(handler * 1000),
        "clients_ms": round(clients * 1000),
        "beyond_clients_ms": round((handler - clients) * 1000),
    }
