"""What S3 writes into records in its own way: parameters under their wire names, transfer sizes, and both resources."""

import json
from typing import Any
from urllib.parse import parse_qsl
from xml.etree.ElementTree import Element, ParseError, fromstring

from local.server.exchange import Exchange
from local.server.records.operation import Operation

CIPHER_SUITE = "TLS_AES_256_GCM_SHA384"

# Of the transport or of the signature, not of the request.
UNWRITTEN_HEADERS = ("x-amz-content-", "x-amz-date", "x-amz-security-", "x-amz-sdk-", "x-amz-checksum-", "x-amz-user-",
                     "x-amz-trailer", "x-amz-decoded-", "x-amz-expected-", "x-amzn-", "x-amz-te")  # fmt: skip
UNWRITTEN_QUERY = ("x-id", "X-Amz-", "AWSAccessKeyId", "Signature", "Expires", "list-type")
RESPONSE_HEADERS = ("x-amz-server-side-encryption", "x-amz-version-id", "x-amz-expiration", "x-amz-delete-marker")

WITHOUT_RESOURCES = {"CreateBucket", "ListBuckets"}

MAX_DOCUMENT_BYTES = 100 * 1024


def parameters(exchange: Exchange, operation: Operation) -> dict[str, Any]:
    labels = operation.labels
    found: dict[str, Any] = {}
    if "Bucket" in labels:
        found["bucketName"] = labels["Bucket"]
    found["Host"] = exchange.request_headers.get("host", "")
    if "Key" in labels:
        found["key"] = labels["Key"]
    query = dict(parse_qsl(exchange.query, keep_blank_values=True))
    headers = {name: value for name, value in exchange.request_headers.items() if name.startswith("x-amz-")}
    found |= {name: value for name, value in query.items() if not name.startswith(UNWRITTEN_QUERY)}
    found |= {name: value for name, value in headers.items() if not name.startswith(UNWRITTEN_HEADERS)}
    return found | _document(exchange, operation)


def response_elements(exchange: Exchange) -> dict[str, Any] | None:
    headers = exchange.response_headers
    found = {name: value for name, value in headers.items() if name.startswith(RESPONSE_HEADERS)}
    return found or None


def additional_event_data(exchange: Exchange) -> dict[str, Any]:
    signed = "authorization" in exchange.request_headers
    presigned = "X-Amz-Signature=" in exchange.query
    data: dict[str, Any] = {"SignatureVersion": "SigV4"} if signed or presigned else {}
    data |= {"CipherSuite": CIPHER_SUITE, "bytesTransferredIn": len(exchange.request_body)}
    if signed or presigned:
        data["AuthenticationMethod"] = "AuthHeader" if signed else "QueryString"
    data["x-amz-id-2"] = exchange.response_headers.get("x-amz-id-2", "")
    data["bytesTransferredOut"] = len(exchange.response_body)
    encryption = exchange.response_headers.get("x-amz-server-side-encryption")
    if encryption:
        data["SSEApplied"] = "SSE_KMS" if encryption == "aws:kms" else "SSE_S3"
    return data


def resources(operation: Operation, owner: str, *, data: bool) -> list[dict[str, Any]]:
    bucket = operation.labels.get("Bucket")
    if bucket is None or operation.model.name in WITHOUT_RESOURCES:
        return []
    arn = f"arn:aws:s3:::{bucket}"
    found: list[dict[str, Any]] = []
    if data and "Key" in operation.labels:
        found.append({"type": "AWS::S3::Object", "ARN": f"{arn}/{operation.labels['Key']}"})
    elif data:  # of several objects: the record gives what their ARNs begin with
        found.append({"type": "AWS::S3::Object", "ARNPrefix": f"{arn}/"})
    return [*found, {"accountId": owner, "type": "AWS::S3::Bucket", "ARN": arn}]


def _document(exchange: Exchange, operation: Operation) -> dict[str, Any]:
    """The request's own document: a bucket policy, or XML with its root's name."""
    if "Key" in operation.labels or not 0 < len(exchange.request_body) <= MAX_DOCUMENT_BYTES:
        return {}
    try:
        if operation.model.name == "PutBucketPolicy":
            return {"bucketPolicy": json.loads(exchange.request_body)}
        root = fromstring(exchange.request_body)  # noqa: S314 - the caller's own request, which S3 has already read
    except (ValueError, ParseError):
        return {}
    namespace, _, name = root.tag.rpartition("}")
    inside = _element(root)
    xmlns = {"xmlns": namespace[1:]} if namespace else {}
    return {name: inside | xmlns if isinstance(inside, dict) else inside}


def _element(element: Element) -> Any:
    children: dict[str, list[Any]] = {}
    for child in element:
        children.setdefault(child.tag.rpartition("}")[2], []).append(_element(child))
    if not children:
        return element.text or ""
    return {name: values[0] if len(values) == 1 else values for name, values in children.items()}
