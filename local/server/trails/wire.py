"""CloudTrail's operations on the wire: JSON 1.1, in accordance with botocore's model of the service."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from botocore import xform_name
from botocore.awsrequest import HeadersDict
from botocore.model import StructureShape
from botocore.parsers import ResponseParserError, create_parser
from botocore.validate import ParamValidator

from local.server.digests.public_key import PublicKeyOperations
from local.server.digests.signing import SigningKeys
from local.server.records.operation import service_model
from local.server.trails.delegation import DelegationOperations
from local.server.trails.insight import InsightOperations
from local.server.trails.operations import TrailOperations
from local.server.trails.refusal import Refusal
from local.server.trails.registry import Registry
from local.server.trails.selection import SelectorOperations
from local.server.trails.tags import TagOperations
from local.server.trails.trail import Trail
from local.server.trails.view import on_the_wire

Answer = tuple[int, dict[str, str], bytes]

CONTENT_TYPE = {"Content-Type": "application/x-amz-json-1.1"}
TRAIL = ("CreateTrail", "UpdateTrail", "DeleteTrail", "GetTrail", "DescribeTrails", "ListTrails", "GetTrailStatus",
         "StartLogging", "StopLogging")  # fmt: skip
SELECTOR = ("PutEventSelectors", "GetEventSelectors")
INSIGHT = ("PutInsightSelectors", "GetInsightSelectors", "PutEventConfiguration", "GetEventConfiguration")
TAG = ("AddTags", "ListTags", "RemoveTags")
PUBLIC_KEY = ("ListPublicKeys",)
DELEGATION = ("RegisterOrganizationDelegatedAdmin", "DeregisterOrganizationDelegatedAdmin")


class Service:
    def __init__(self, registry: Registry, mark: Callable[[Trail], None], keys: SigningKeys) -> None:
        """`mark`: leave a trail's first object and message."""
        owners = (
            (TrailOperations(registry, mark), TRAIL),
            (SelectorOperations(registry), SELECTOR),
            (InsightOperations(registry), INSIGHT),
            (TagOperations(registry), TAG),
            (DelegationOperations(registry), DELEGATION),
            (PublicKeyOperations(keys), PUBLIC_KEY),
        )
        self._operations: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
            name: getattr(owner, xform_name(name)) for owner, names in owners for name in names
        }

    def call(self, name: str, parameters: dict[str, Any]) -> dict[str, Any]:
        """Raises Refusal."""
        operation = self._operations.get(name)
        if operation is None:
            message = f"The embedded cloud has no CloudTrail operation {name}."
            raise Refusal("UnsupportedOperationException", message)
        return operation(parameters)

    async def handle_request(
        self, _method: str, _path: str, headers: Mapping[str, str], body: bytes, _query: Mapping[str, Any]
    ) -> Answer:
        """In place of the emulator's own."""
        name = headers.get("x-amz-target", "").rpartition(".")[2]
        try:
            answer = self._answer(name, body)
        except Refusal as refusal:
            error = {"__type": refusal.code, "message": refusal.message}
            return 400, CONTENT_TYPE | {"x-amzn-errortype": refusal.code}, json.dumps(error).encode()
        return 200, dict(CONTENT_TYPE), json.dumps(answer).encode()

    def _answer(self, name: str, body: bytes) -> Any:
        model = service_model("cloudtrail")
        if name not in model.operation_names:
            raise Refusal("UnknownOperationException", f"CloudTrail has no operation {name}.")
        shapes = model.operation_model(name)
        members = self.call(name, _parameters(shapes.input_shape, body))
        return on_the_wire(shapes.output_shape, members) if shapes.output_shape is not None else {}


def _parameters(shape: StructureShape | None, body: bytes) -> dict[str, Any]:
    if shape is None:
        return {}
    message = {"status_code": 200, "headers": HeadersDict(), "body": body or b"{}"}
    try:
        parsed: dict[str, Any] = create_parser("json").parse(message, shape)
    except (ResponseParserError, ValueError) as error:
        raise Refusal("SerializationException", "The request is not JSON.") from error
    parsed.pop("ResponseMetadata", None)
    report = ParamValidator().validate(parsed, shape)
    if report.has_errors():
        raise Refusal("ValidationException", report.generate_report())
    return parsed
