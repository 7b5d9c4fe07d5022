"""GetObject out of botocore's own parts, without the way through boto3's client around them.

Log files are small and many, and that way costs more than all else that is done for one: validation, the endpoint
rules, a user agent that is put together twice, some thirty fields of an answer of which three are wanted. Addressing is
asked of the client once for a bucket; signing, connections, certificates, proxies and errors are botocore's. As the
client does, this emits before-send, whose handlers may answer in S3's place. A contract test shows that the request is
the client's.
"""

import random
import threading
import time
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest, AWSResponse
from botocore.exceptions import ClientError, ConnectionError, HTTPClientError, NoCredentialsError  # noqa: A004  (botocore's own)
from botocore.httpsession import URLLib3Session
from urllib3.exceptions import HTTPError, IncompleteRead, ProtocolError

if TYPE_CHECKING:
    from botocore.credentials import Credentials
    from mypy_boto3_s3 import S3Client

# As botocore's standard retries: https://docs.aws.amazon.com/boto3/latest/guide/retries.html (2026-04-13)
TRIES = 3
_PASSING = {429, 500, 502, 503, 504}
_REFUSED = 300
_PAUSE_SECONDS = 0.1
_ANY_KEY = "of-no-object"


class Got(NamedTuple):
    body: bytes | None
    """None where it is larger than was asked for."""
    size_bytes: int
    version_id: str
    etag: str


class GetObject:
    def __init__(self, client: "S3Client", credentials: "Credentials | None", connections: URLLib3Session) -> None:
        """The client tells where S3 is, and hears before-send."""
        self._client = client
        self._credentials = credentials
        self._connections = connections
        self._urls: dict[str, str] = {}
        self._asking = threading.Lock()
        client.meta.events.register("before-call.s3.GetObject", _told)  # type: ignore[arg-type]  # it may answer

    def __call__(self, bucket: str, key: str, owner: str, most_bytes: int, version: str = "") -> Got:
        """owner: the account that the bucket has to be of; empty for any.

        Raises what the client would: ClientError, or botocore's and urllib3's errors of the way.
        """
        url = self._url(bucket) + quote(key, safe="/~") + (f"?versionId={quote(version, safe='')}" if version else "")
        for number in range(1, TRIES + 1):
            try:
                answer = self._send(url, owner)
                if answer.status_code < _REFUSED:
                    return _got(answer, most_bytes)
                if answer.status_code not in _PASSING or number == TRIES:
                    raise _error(answer)
            except (ConnectionError, HTTPClientError, HTTPError):
                if number == TRIES:
                    raise
            time.sleep(random.uniform(0, _PAUSE_SECONDS * 2**number))  # noqa: S311  (no secret)
        raise AssertionError("the last try has returned or raised")

    def _url(self, bucket: str) -> str:
        """What the URL of each object of a bucket begins with: the client is asked once, and sends nothing."""
        with self._asking:
            if bucket not in self._urls:
                answer: Any = self._client.get_object(Bucket=bucket, Key=_ANY_KEY)
                self._urls[bucket] = answer["Url"].removesuffix(_ANY_KEY)
            return self._urls[bucket]

    def _send(self, url: str, owner: str) -> AWSResponse:
        if self._credentials is None:
            raise NoCredentialsError
        owned = {"x-amz-expected-bucket-owner": owner} if owner else {}
        request = AWSRequest("GET", url, headers=owned, stream_output=True)
        S3SigV4Auth(self._credentials.get_frozen_credentials(), "s3", self._client.meta.region_name).add_auth(request)
        prepared = request.prepare()
        emitted = self._client.meta.events.emit("before-send.s3.GetObject", request=prepared)
        answers: list[Any] = [answer for _, answer in emitted if answer is not None]
        return answers[0] if answers else self._connections.send(prepared)


def _told(params: dict[str, Any], **_: object) -> tuple[AWSResponse, dict[str, str]] | None:
    """Answers the client in S3's place where it is asked for nothing but the way."""
    url = params["url"]
    return (AWSResponse(url, 200, {}, None), {"Url": url}) if url.endswith(f"/{_ANY_KEY}") else None  # type: ignore[arg-type]


def _got(answer: AWSResponse, most_bytes: int) -> Got:
    if "Content-Length" not in answer.headers:
        raise ProtocolError("an answer that does not say how long it is")
    size_bytes, body = int(answer.headers["Content-Length"]), None
    if size_bytes > most_bytes:
        answer.raw.close()
    else:
        body = answer.content
        if len(body) != size_bytes:
            raise IncompleteRead(len(body), size_bytes - len(body))
    return Got(body, size_bytes, answer.headers.get("x-amz-version-id", ""), answer.headers["ETag"])


def _error(answer: AWSResponse) -> ClientError:
    """As the client makes it, so that lambdas.aws.error maps both by the same table."""
    try:
        found = ET.fromstring(answer.content)  # noqa: S314  (S3's own, as botocore reads it)
        told = {name: found.findtext(name) or "" for name in ("Code", "Message")}
    except ET.ParseError:
        told = {"Code": "", "Message": ""}
    code = told["Code"] or str(answer.status_code)
    return ClientError({"Error": {"Code": code, "Message": told["Message"]}}, "GetObject")
