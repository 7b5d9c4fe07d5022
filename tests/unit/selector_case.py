"""Advanced selectors as a person writes them in cdk.json: what CloudTrail takes."""

from typing import Any

Json = dict[str, Any]


def field(name: str, **operators: Any) -> Json:
    return {"Field": name, **operators}


def selector(*fields: Json, **keys: Any) -> Json:
    return {**keys, "FieldSelectors": list(fields)}


def texts(count: int) -> list[str]:
    return [f"arn:aws:s3:::bucket-{number}/" for number in range(count)]


MANAGEMENT = field("eventCategory", Equals=["Management"])
DATA = field("eventCategory", Equals=["Data"])
NETWORK = field("eventCategory", Equals=["NetworkActivity"])
OBJECTS = field("resources.type", Equals=["AWS::S3::Object"])
FUNCTIONS = field("resources.type", Equals=["AWS::Lambda::Function"])
SECRETS = field("eventSource", Equals=["secretsmanager.amazonaws.com"])
DELIVER = "arn:aws:lambda:eu-west-1:111122223333:function:deliver"

VALID_ADVANCED: dict[str, list[Json]] = {
    "management events": [selector(MANAGEMENT)],
    "a name": [selector(MANAGEMENT, Name="n" * 1000)],
    "no name": [selector(MANAGEMENT, Name="")],
    "management events that write": [selector(MANAGEMENT, field("readOnly", Equals=["false"]))],
    "management events without two sources": [
        selector(MANAGEMENT, field("eventSource", NotEquals=["kms.amazonaws.com", "rdsdata.amazonaws.com"]))
    ],
    "data events": [selector(DATA, OBJECTS)],
    "the category last": [selector(OBJECTS, DATA)],
    "a resource type of next month": [selector(DATA, field("resources.type", Equals=["AWS::Quantum::Entanglement2"]))],
    "every operator at once": [
        selector(
            DATA,
            OBJECTS,
            field(
                "eventName",
                Equals=["GetObject"],
                NotEquals=["PutObject"],
                StartsWith=["Delete"],
                NotStartsWith=["List"],
                EndsWith=["Tagging"],
                NotEndsWith=["Acl"],
            ),
        )
    ],
    "every field of data events": [
        selector(
            DATA,
            OBJECTS,
            field("resources.ARN", NotStartsWith=["arn:aws:s3:::archive/"]),
            field("eventName", Equals=["GetObject", "PutObject"]),
            field("eventSource", StartsWith=["s3"]),
            field("eventType", Equals=["AwsApiCall"]),
            field("readOnly", Equals=["true"]),
            field("sessionCredentialFromConsole", NotEquals=["true"]),
            field("userIdentity.arn", NotEndsWith=["/backup"]),
        )
    ],
    "a function without version": [selector(DATA, FUNCTIONS, field("resources.ARN", Equals=[DELIVER]))],
    "what begins like a version": [selector(DATA, FUNCTIONS, field("resources.ARN", StartsWith=[f"{DELIVER}:"]))],
    "a value of 2048 characters": [selector(DATA, OBJECTS, field("eventName", Equals=["n" * 2048]))],
    "500 values": [selector(DATA, OBJECTS, field("resources.ARN", StartsWith=texts(498)))],
    "network activity": [selector(NETWORK, SECRETS)],
    "an event source of next month": [selector(NETWORK, field("eventSource", Equals=["quantum-2.amazonaws.com"]))],
    "denied network activity of an endpoint": [
        selector(
            NETWORK,
            SECRETS,
            field("errorCode", Equals=["VpceAccessDenied"]),
            field("eventName", NotStartsWith=["List"]),
            field("vpcEndpointId", Equals=["vpce-0123456789abcdef0"]),
        )
    ],
    "one of each category": [selector(MANAGEMENT), selector(DATA, OBJECTS), selector(NETWORK, SECRETS)],
}
VALID_NETWORK_IDENTITY = [selector(NETWORK, SECRETS, field("userIdentity.arn", EndsWith=["/admin"]))]
"""For trails only, and newer than the rest of the document."""
