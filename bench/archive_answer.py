"""What S3, CloudTrail, STS and Organizations answer to whoever reads one archive: the calls that a verification makes.

Answers are as AWS documents them, with as many headers as AWS sends. A key has one version. Sources:
https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html and
https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_ListPublicKeys.html (2026-04-13).
"""

import base64
import hashlib
import json
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, quote, unquote
from xml.sax.saxutils import escape

from bench.endpoint import JSON_HEADERS, OBJECT_HEADERS, S3_HEADERS

PAGE_KEYS = 1000
WRITTEN = "2026-11-23T00:05:00.000Z"
REGION = "eu-west-1"
CALLER = "arn:aws:iam::111122223333:user/auditor"

Query = Mapping[str, str]


@dataclass(frozen=True)
class ServedArchive:
    bucket: str
    objects: Mapping[str, bytes]
    metadata: Mapping[str, Mapping[str, str]]
    """By key."""
    public_keys: Sequence[Any]
    """As boto3 gives ListPublicKeys' PublicKeyList: Value is DER."""
    trail_arn: str
    prefix: str = ""
    organization: str = ""
    """o-… of an organization's trail."""


class Request(NamedTuple):
    method: str
    path: str
    query: str
    target: str
    """The operation, of a service that speaks JSON; empty of S3 and STS."""
    body: bytes


class _Page(NamedTuple):
    keys: Sequence[str]
    folders: Sequence[str]
    next_index: int | None


class Answers:
    def __init__(self, archive: ServedArchive) -> None:
        self._archive = archive
        self._keys = sorted(archive.objects)
        self._objects = {f"/{archive.bucket}/{key}": self._object(key) for key in self._keys}
        self._of_target: Mapping[str, Callable[[Any], Any]] = {
            "DescribeTrails": lambda _: {"trailList": [self._trail()]},
            "GetTrail": lambda _: {"Trail": self._trail()},
            "ListPublicKeys": self._public_keys,
            "DescribeOrganization": lambda _: {"Organization": {"Id": archive.organization}},
        }

    def answer(self, request: Request) -> bytes:
        found = self._objects.get(request.path)
        if found is not None:
            return found
        if request.target:
            return self._json(request)
        if request.body:
            return _xml("200 OK", _caller_identity())
        return self._bucket(request)

    def _object(self, key: str) -> bytes:
        body = self._archive.objects[key]
        tag = hashlib.md5(body, usedforsecurity=False).hexdigest()
        kept = "".join(f"x-amz-meta-{name}: {value}\r\n" for name, value in self._archive.metadata.get(key, {}).items())
        return _answer(
            "200 OK", f'{S3_HEADERS}{OBJECT_HEADERS}x-amz-version-id: {tag}\r\nETag: "{tag}"\r\n{kept}', body
        )

    def _json(self, request: Request) -> bytes:
        answered = self._of_target.get(request.target)
        if answered is None:
            return _answer("400 Bad Request", JSON_HEADERS.format(1), b'{"__type": "UnknownOperationException"}')
        return _answer("200 OK", JSON_HEADERS.format(1), json.dumps(answered(json.loads(request.body))).encode())

    def _trail(self) -> dict[str, Any]:
        arn = self._archive.trail_arn
        return {
            "Name": arn.rpartition("/")[2],
            "TrailARN": arn,
            "HomeRegion": arn.split(":")[3],
            "S3BucketName": self._archive.bucket,
            **({"S3KeyPrefix": self._archive.prefix} if self._archive.prefix else {}),
            "IsMultiRegionTrail": True,
            "IsOrganizationTrail": bool(self._archive.organization),
            "LogFileValidationEnabled": True,
        }

    def _public_keys(self, asked: Mapping[str, float]) -> Any:
        """Those that are valid at some time between."""
        listed = []
        for key in self._archive.public_keys:
            from_s, until_s = (key[f"Validity{end}Time"].timestamp() for end in ("Start", "End"))
            if from_s <= asked["EndTime"] and asked["StartTime"] <= until_s:
                value = base64.b64encode(key["Value"]).decode()
                times = {"ValidityStartTime": from_s, "ValidityEndTime": until_s}
                listed.append({"Value": value, "Fingerprint": key["Fingerprint"], **times})
        return {"PublicKeyList": listed}

    def _bucket(self, request: Request) -> bytes:
        if request.path.strip("/") != self._archive.bucket:
            code = "NoSuchKey" if request.path.startswith(f"/{self._archive.bucket}/") else "NoSuchBucket"
            return _xml("404 Not Found", f"<Error><Code>{code}</Code><Message>It does not exist.</Message></Error>")
        if request.method == "HEAD":
            return _answer("200 OK", f"{S3_HEADERS}x-amz-bucket-region: {REGION}\r\n", b"")
        query = dict(parse_qsl(request.query, keep_blank_values=True))
        kind = next((name for name in ("location", "versions", "list-type") if name in query), "")
        return _xml("200 OK", LISTINGS[kind](self, query))

    def page(self, query: Query, after: str, first: int = 0) -> _Page:
        """From the later of the two on."""
        prefix, delimiter, most = (
            query.get("prefix", ""),
            query.get("delimiter", ""),
            int(query.get("max-keys", PAGE_KEYS)),
        )
        index = max(bisect_left(self._keys, prefix), bisect_right(self._keys, after) if after else 0, first)
        keys: list[str] = []
        folders: list[str] = []
        while index < len(self._keys) and self._keys[index].startswith(prefix):
            if len(keys) + len(folders) == most:
                return _Page(keys, folders, index)
            key = self._keys[index]
            cut = key.find(delimiter, len(prefix)) if delimiter else -1
            if cut < 0:
                keys.append(key)
                index += 1
            else:
                folders.append(key[: cut + 1])
                index = bisect_left(self._keys, key[:cut] + chr(ord(delimiter) + 1))
        return _Page(keys, folders, None)

    def entry(self, element: str, key: str, query: Query, more: str = "") -> str:
        size = len(self._archive.objects[key])
        stored = f"<Size>{size}</Size><StorageClass>STANDARD</StorageClass><LastModified>{WRITTEN}</LastModified>"
        tag = hashlib.md5(self._archive.objects[key], usedforsecurity=False).hexdigest()
        name = f"<Key>{_text(key, query)}</Key>"
        return f"<{element}>{name}<ETag>&quot;{tag}&quot;</ETag>{stored}{more.format(tag)}</{element}>"


def _location(_: Answers, __: Query) -> str:
    return f"<LocationConstraint>{REGION}</LocationConstraint>"


def _objects(answers: Answers, query: Query) -> str:
    """ListObjects, whose next page follows the last key of this one."""
    page = answers.page(query, query.get("marker", ""))
    found = "".join(answers.entry("Contents", key, query) for key in page.keys)
    return _result("ListBucketResult", query, page, found)


def _objects_v2(answers: Answers, query: Query) -> str:
    page = answers.page(query, query.get("start-after", ""), int(query.get("continuation-token", 0)))
    found = "".join(answers.entry("Contents", key, query) for key in page.keys)
    more = "" if page.next_index is None else f"<NextContinuationToken>{page.next_index}</NextContinuationToken>"
    return _result("ListBucketResult", query, page, found + more)


def _versions(answers: Answers, query: Query) -> str:
    page = answers.page(query, query.get("key-marker", ""))
    more = "<VersionId>{}</VersionId><IsLatest>true</IsLatest>"
    found = "".join(answers.entry("Version", key, query, more) for key in page.keys)
    if page.next_index is not None:
        last = page.keys[-1]
        found += f"<NextKeyMarker>{_text(last, query)}</NextKeyMarker><NextVersionIdMarker>of-it</NextVersionIdMarker>"
    return _result("ListVersionsResult", query, page, found)


LISTINGS: Mapping[str, Callable[[Answers, Query], str]] = {
    "": _objects,
    "list-type": _objects_v2,
    "location": _location,
    "versions": _versions,
}


def _result(element: str, query: Query, page: _Page, found: str) -> str:
    coded = "<EncodingType>url</EncodingType>" if "encoding-type" in query else ""
    cut = f"<IsTruncated>{'false' if page.next_index is None else 'true'}</IsTruncated>"
    folders = (f"<CommonPrefixes><Prefix>{_text(each, query)}</Prefix></CommonPrefixes>" for each in page.folders)
    return f"<{element}>{coded}{cut}{found}{''.join(folders)}</{element}>"


def _text(key: str, query: Query) -> str:
    return quote(key) if "encoding-type" in query else escape(key)


def _caller_identity() -> str:
    told = f"<Arn>{CALLER}</Arn><UserId>AIDAEXAMPLE</UserId><Account>{CALLER.split(':')[4]}</Account>"
    result = f"<GetCallerIdentityResult>{told}</GetCallerIdentityResult>"
    return f"<GetCallerIdentityResponse>{result}</GetCallerIdentityResponse>"


def _xml(status: str, body: str) -> bytes:
    return _answer(status, f"{S3_HEADERS}Content-Type: application/xml\r\n", body.encode())


def _answer(status: str, headers: str, body: bytes) -> bytes:
    head = f"HTTP/1.1 {status}\r\nDate: Mon, 23 Nov 2026 00:10:00 GMT\r\n{headers}Content-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def request(head: bytes, body: bytes) -> Request:
    line, _, headers = head.partition(b"\r\n")
    method, target, _ = line.decode().split(" ")
    path, _, query = target.partition("?")
    return Request(method, unquote(path), query, _operation(headers), body)


def _operation(headers: bytes) -> str:
    start = headers.lower().find(b"x-amz-target:")
    if start < 0:
        return ""
    return headers[start:].partition(b"\r\n")[0].rpartition(b".")[2].decode()
