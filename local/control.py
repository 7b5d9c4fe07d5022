"""Telling a running cloud what AWS cannot be told: POST /_trailkeeper/NAME?… answers JSON."""

import json
import ssl
from collections.abc import Mapping
from http import HTTPStatus
from http.client import HTTPSConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from local.process import CloudFailed

LIMIT_SECONDS = 60


def control(port: int, authority: Path, method: str, name: str, query: Mapping[str, Any]) -> Any:
    """What is None in the query is left out; a list is said once for each element."""
    said = urlencode({key: value for key, value in query.items() if value is not None}, doseq=True)
    context = ssl.create_default_context(cafile=authority)
    connection = HTTPSConnection("127.0.0.1", port, timeout=LIMIT_SECONDS, context=context)
    try:
        connection.request(method, f"/_trailkeeper/{name}?{said}")
        response = connection.getresponse()
        body = response.read()
    finally:
        connection.close()
    if response.status != HTTPStatus.OK:
        raise CloudFailed(f"{method} {name}: {response.status} {body.decode(errors='replace')}")
    return json.loads(body)
