"""What a service answered: the elements of its response, or its error as CloudTrail names it."""

from dataclasses import dataclass, field
from typing import Any

from botocore.awsrequest import HeadersDict
from botocore.parsers import ResponseParserError, create_parser

from local.server.exchange import Exchange
from local.server.records.operation import Operation

SUCCESS_LIMIT = 300

# A refusal by a policy is one code in records, whatever the service calls it on the wire.
ACCESS_DENIED = {"403", "AccessDenied", "AccessDeniedException", "AuthorizationError", "AuthorizationErrorException"}

# Nobody in particular made these calls: CloudTrail has no record of a request whose signature names no principal.
NOT_AUTHENTICATED = {
    "ExpiredToken", "ExpiredTokenException", "IncompleteSignature", "InvalidAccessKeyId", "InvalidClientTokenId",
    "InvalidSignatureException", "InvalidToken", "MissingAuthenticationToken", "SignatureDoesNotMatch",
    "UnrecognizedClientException",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Response:
    elements: dict[str, Any] = field(default_factory=dict)
    request_id: str = ""
    error_code: str | None = None
    error_message: str | None = None


def response(exchange: Exchange, operation: Operation) -> Response:
    parsed = _parsed(exchange, operation)
    metadata = parsed.pop("ResponseMetadata", {})
    headers = exchange.response_headers
    request_id = metadata.get("RequestId") or headers.get("x-amzn-requestid") or headers.get("x-amz-request-id", "")
    if exchange.status < SUCCESS_LIMIT:
        return Response(parsed, request_id)
    error = parsed.get("Error", {})
    code = str(error.get("Code") or exchange.status)
    return Response({}, request_id, error_code(operation, code), error.get("Message") or None)


def error_code(operation: Operation, code: str) -> str:
    """The error as records name it: of the model where a query service's wire code differs, with EC2's prefix."""
    if code in ACCESS_DENIED:
        return "AccessDenied"
    if operation.protocol == "ec2":
        return f"Client.{code}"
    for shape in operation.model.service_model.error_shapes:
        if operation.protocol == "query" and shape.metadata.get("error", {}).get("code") == code:
            return str(shape.name)
    return code


def _parsed(exchange: Exchange, operation: Operation) -> dict[str, Any]:
    message = {
        "status_code": exchange.status,
        "headers": HeadersDict(exchange.response_headers),
        "body": exchange.response_body,
    }
    cbor = exchange.response_headers.get("content-type") == "application/cbor"
    shape: Any = operation.model.output_shape  # None is fine: an operation may answer nothing
    try:
        parser = create_parser("smithy-rpc-v2-cbor" if cbor else operation.protocol)
        parsed: dict[str, Any] = parser.parse(message, shape)
    except (ResponseParserError, ValueError):
        return {}
    return parsed
