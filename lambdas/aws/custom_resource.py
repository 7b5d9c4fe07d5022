"""The answers to CloudFormation, each to the pre-signed URL that its request named."""

import os
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from botocore.awsrequest import AWSPreparedRequest
from botocore.exceptions import BotoCoreError
from botocore.httpsession import URLLib3Session
from botocore.utils import get_environ_proxies
from urllib3.exceptions import HTTPError

from lambdas.aws.client import CONNECT_SECONDS, READ_SECONDS
from lambdas.core.error import RejectedInput, Unavailable

ATTEMPTS = 3
_PAUSE_SECONDS = 1
_SUCCESS = range(200, 300)
_SERVER_ERROR = 500


class Answers:
    def __init__(self, sleep: Callable[[float], None] = time.sleep) -> None:
        self._sleep = sleep

    def put(self, url: str, body: bytes) -> None:
        """Without a Content-Type, which would not be the one that the URL is signed for.

        https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html (2026-04-13)

        Raises RejectedInput for a URL that is not https, Unavailable where the answer is not taken. Neither tells more
        of the URL than its host.
        """
        parts = urlsplit(url)
        if parts.scheme != "https" or not parts.hostname:
            raise RejectedInput("the answer to CloudFormation: ResponseURL is no https URL")
        failure = ""
        for attempt in range(ATTEMPTS):
            self._sleep(attempt * _PAUSE_SECONDS)
            status, failure = _sent(url, body)
            if status in _SUCCESS:
                return
            if 0 < status < _SERVER_ERROR:
                break
        raise Unavailable(f"the answer to CloudFormation, to {parts.hostname}: {failure}")


def _sent(url: str, body: bytes) -> tuple[int, str]:
    """The status, 0 where there is none, and what it says.

    Errors end here, and not in lambdas.aws.error: those of botocore and urllib3 name the whole URL.
    """
    verify = os.environ.get("AWS_CA_BUNDLE") or os.environ.get("REQUESTS_CA_BUNDLE") or True
    session = URLLib3Session(
        verify=verify,  # type: ignore[arg-type]  # a path is one
        proxies=get_environ_proxies(url),
        timeout=(CONNECT_SECONDS, READ_SECONDS),  # type: ignore[arg-type]  # of connecting and of reading
    )
    request = AWSPreparedRequest("PUT", url, {"Content-Length": str(len(body))}, body, stream_output=False)  # type: ignore[arg-type]
    try:
        status = session.send(request).status_code
    except (BotoCoreError, HTTPError) as error:
        return 0, type(error).__name__
    finally:
        session.close()
    return status, f"status {status}"
