"""boto3's clients, with less patience than its own: a connection that hangs must not outlast the invocation."""

import os
from typing import Any

import boto3
from botocore.config import Config
from botocore.httpsession import URLLib3Session
from botocore.utils import get_environ_proxies

from lambdas.aws.get_object import GetObject

CONNECTIONS = 32
"""At least as many as threads that ask a service at once."""
CONNECT_SECONDS, READ_SECONDS = 5, 20
PATIENCE = Config(
    connect_timeout=CONNECT_SECONDS,
    read_timeout=READ_SECONDS,
    retries={"mode": "standard", "max_attempts": 3},
    max_pool_connections=CONNECTIONS,
)
LITTLE_PATIENCE = PATIENCE.merge(
    Config(connect_timeout=2, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 2})
)
"""For what an invocation can do without: at most 20 seconds a call."""

HASTE = PATIENCE.merge(Config(connect_timeout=1, read_timeout=2, retries={"mode": "standard", "total_max_attempts": 1}))
"""For what must not hold up anything else: at most three seconds a call."""


def client(service: str, region: str | None = None, patience: Config = PATIENCE) -> Any:
    """Of the function's own Region unless another is named."""
    return boto3.client(service, region_name=region, config=patience)  # type: ignore[call-overload]  # one for each service's name


def get_object(s3: Any) -> GetObject:
    """With what a client has from the environment: credentials, certificates, proxies, patience."""
    verify = os.environ.get("AWS_CA_BUNDLE") or os.environ.get("REQUESTS_CA_BUNDLE") or True
    connections = URLLib3Session(
        verify=verify,  # type: ignore[arg-type]  # a path is one
        proxies=get_environ_proxies(s3.meta.endpoint_url),
        timeout=(CONNECT_SECONDS, READ_SECONDS),  # type: ignore[arg-type]  # of connecting and of reading, as botocore does
        max_pool_connections=CONNECTIONS,
    )
    credentials = (boto3.DEFAULT_SESSION or boto3.session.Session()).get_credentials()
    return GetObject(s3, credentials, connections)
