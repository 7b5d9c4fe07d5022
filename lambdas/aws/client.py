"""boto3's clients, with less patience than its own: a connection that hangs must not outlast the invocation."""

from typing import Any

import boto3
from botocore.config import Config

CONNECTIONS = 32
"""At least as many as threads that ask a service at once."""
PATIENCE = Config(
    connect_timeout=5,
    read_timeout=20,
    retries={"mode": "standard", "max_attempts": 3},
    max_pool_connections=CONNECTIONS,
)


def client(service: str) -> Any:
    return boto3.client(service, config=PATIENCE)  # type: ignore[call-overload]  # one for each service's name
