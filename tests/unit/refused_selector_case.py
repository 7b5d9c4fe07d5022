"""Advanced selectors that CloudTrail refuses, and the line that a person gets for each."""

from typing import Any

from tests.unit.selector_case import (
    DATA,
    DELIVER,
    FUNCTIONS,
    MANAGEMENT,
    NETWORK,
    OBJECTS,
    SECRETS,
    field,
    selector,
    texts,
)

CATEGORIES = "Management, Data or NetworkActivity"
ONE_LINE = "a list of at least one text of 1 to 2048 characters on one line"
TEXT = "a text of 1 to 2048 characters on one line"
ANY_OPERATOR = "Equals, NotEquals, StartsWith, NotStartsWith, EndsWith, NotEndsWith"
DATA_FIELDS = (
    "eventCategory, resources.type, resources.ARN, eventName, eventSource, eventType, readOnly,"
    " sessionCredentialFromConsole, userIdentity.arn"
)
KEYS = "Field, Equals, NotEquals, StartsWith, NotStartsWith, EndsWith, NotEndsWith"
LONG = "n" * 2049

INVALID_ADVANCED: list[tuple[list[Any], str]] = [
    ([selector()], "[0].FieldSelectors: expected a list of at least one field selector, got []"),
    ([{}], "[0].FieldSelectors: expected a list of at least one field selector, got nothing"),
    ([5], "[0]: expected an object with any of the keys Name, FieldSelectors, got 5"),
    ([selector(OBJECTS)], "[0].FieldSelectors: expected a field selector of eventCategory, got only resources.type"),
    (
        [selector(field("eventCategory", Equals=["Insight"]))],
        f'[0].FieldSelectors[0].Equals[0]: expected {CATEGORIES}, got "Insight"',
    ),
    (
        [selector(field("eventCategory", Equals=["Data", "Management"]), OBJECTS)],
        f'[0].FieldSelectors[0].Equals: expected one value, {CATEGORIES}, got ["Data", "Management"]',
    ),
    (
        [selector(field("eventCategory", NotEquals=["Data"]))],
        '[0].FieldSelectors[0].NotEquals: expected only Equals for eventCategory, got ["Data"]',
    ),
    (
        [selector(MANAGEMENT, field("eventName", Equals=["CreateUser"]))],
        (
            "[0].FieldSelectors[1].Field: expected one of eventCategory, eventSource, readOnly in a selector of"
            ' Management events, got "eventName"'
        ),
    ),
    (
        [selector(MANAGEMENT, field("eventSource", Equals=["kms.amazonaws.com"]))],
        '[0].FieldSelectors[1].Equals: expected only NotEquals for eventSource, got ["kms.amazonaws.com"]',
    ),
    (
        [selector(MANAGEMENT, field("readOnly", NotEquals=["true"]))],
        '[0].FieldSelectors[1].NotEquals: expected only Equals for readOnly, got ["true"]',
    ),
    ([selector(DATA)], "[0].FieldSelectors: expected a field selector of resources.type, got only eventCategory"),
    (
        [selector(MANAGEMENT), selector(DATA, field("eventName", Equals=["GetObject"]))],
        "[1].FieldSelectors: expected a field selector of resources.type, got only eventCategory, eventName",
    ),
    (
        [selector(DATA, field("resources.type", Equals=["AWS::S3::Object", "AWS::SQS::Queue"]))],
        (
            "[0].FieldSelectors[1].Equals: expected one value, a resource type like AWS::S3::Object, got"
            ' ["AWS::S3::Object", "AWS::SQS::Queue"]'
        ),
    ),
    (
        [selector(DATA, field("resources.type", StartsWith=["AWS::S3"]))],
        '[0].FieldSelectors[1].StartsWith: expected only Equals for resources.type, got ["AWS::S3"]',
    ),
    (
        [selector(DATA, OBJECTS, field("vpcEndpointId", Equals=["vpce-1"]))],
        f'[0].FieldSelectors[2].Field: expected one of {DATA_FIELDS} in a selector of Data events, got "vpcEndpointId"',
    ),
    (
        [selector(DATA, OBJECTS, field("resources.arn", Equals=["arn:aws:s3:::b/k"]))],
        f'[0].FieldSelectors[2].Field: expected one of {DATA_FIELDS} in a selector of Data events, got "resources.arn"',
    ),
    ([selector(NETWORK)], "[0].FieldSelectors: expected a field selector of eventSource, got only eventCategory"),
    (
        [selector(NETWORK, field("eventSource", Equals=["s3.amazonaws.com", "kms.amazonaws.com"]))],
        (
            "[0].FieldSelectors[1].Equals: expected one value, an event source like secretsmanager.amazonaws.com, got"
            ' ["s3.amazonaws.com", "kms.amazonaws.com"]'
        ),
    ),
    (
        [selector(NETWORK, field("eventSource", NotEquals=["s3.amazonaws.com"]))],
        '[0].FieldSelectors[1].NotEquals: expected only Equals for eventSource, got ["s3.amazonaws.com"]',
    ),
    (
        [selector(NETWORK, SECRETS, field("readOnly", Equals=["true"]))],
        (
            "[0].FieldSelectors[2].Field: expected one of eventCategory, eventSource, errorCode, eventName,"
            ' userIdentity.arn, vpcEndpointId in a selector of NetworkActivity events, got "readOnly"'
        ),
    ),
    (
        [selector(NETWORK, SECRETS, field("errorCode", NotEquals=["VpceAccessDenied"]))],
        '[0].FieldSelectors[2].NotEquals: expected only Equals for errorCode, got ["VpceAccessDenied"]',
    ),
    (
        [selector(field("eventCategory"))],
        f"[0].FieldSelectors[0].Equals: expected values of at least one operator ({ANY_OPERATOR}), got none",
    ),
    (
        [selector({"Equals": ["Data"]})],
        "[0].FieldSelectors[0].Field: expected the name of a field of records, got nothing",
    ),
    (
        [selector(field("", Equals=["Data"]))],
        '[0].FieldSelectors[0].Field: expected the name of a field of records, got ""',
    ),
    (
        [selector(DATA, OBJECTS, field("eventName", Equals=[]))],
        f"[0].FieldSelectors[2].Equals: expected {ONE_LINE}, got []",
    ),
    (
        [selector(DATA, OBJECTS, field("eventName", Equals="GetObject"))],
        f'[0].FieldSelectors[2].Equals: expected {ONE_LINE}, got "GetObject"',
    ),
    (
        [selector(DATA, OBJECTS, field("eventName", EndsWith=["Object", ""]))],
        f'[0].FieldSelectors[2].EndsWith[1]: expected {TEXT}, got ""',
    ),
    (
        [selector(DATA, OBJECTS, field("eventName", Equals=[LONG]))],
        f'[0].FieldSelectors[2].Equals[0]: expected {TEXT}, got "{LONG}"',
    ),
    (
        [selector(DATA, OBJECTS, field("readOnly", Equals=[True]))],
        f"[0].FieldSelectors[2].Equals[0]: expected {TEXT}, got true",
    ),
    (
        [selector(field("eventCategory", Equal=["Data"]))],
        "[0].FieldSelectors[0].Equal: no such key; did you mean Equals?",
    ),
    ([selector(field("eventCategory", Glob=["D*"]))], f"[0].FieldSelectors[0].Glob: no such key; allowed are {KEYS}"),
    ([selector(MANAGEMENT, Nmae="x")], "[0].Nmae: no such key; did you mean Name?"),
    (
        [selector(MANAGEMENT, Name="n" * 1001)],
        f'[0].Name: expected a name of at most 1000 characters on one line, got "{"n" * 1001}"',
    ),
    (
        [selector(DATA, OBJECTS, field("resources.ARN", StartsWith=texts(499)))],
        ": expected at most 500 values in all selectors, got 501",
    ),
    (
        [selector(DATA, OBJECTS, field("resources.ARN", StartsWith=texts(248))) for _ in range(3)],
        ": expected at most 500 values in all selectors, got 750",
    ),
]

STRICTER_ADVANCED: list[tuple[list[Any], str]] = [
    (
        [selector(MANAGEMENT, field("readOnly", Equals=["yes"]))],
        '[0].FieldSelectors[1].Equals[0]: expected true or false, got "yes"',
    ),
    (
        [selector(DATA, OBJECTS, field("readOnly", Equals=["true", "false"]))],
        '[0].FieldSelectors[2].Equals: expected one value, true or false, got ["true", "false"]',
    ),
    (
        [selector(MANAGEMENT, field("eventSource", NotEquals=["kms.amazonaws.com", "sts.amazonaws.com"]))],
        (
            "[0].FieldSelectors[1].NotEquals[1]: expected kms.amazonaws.com or rdsdata.amazonaws.com, got"
            ' "sts.amazonaws.com"'
        ),
    ),
    (
        [selector(MANAGEMENT, MANAGEMENT)],
        '[0].FieldSelectors[1].Field: expected each field once, got "eventCategory" again',
    ),
    (
        [selector(DATA, OBJECTS, field("eventName", Equals=["A"]), field("eventName", NotEquals=["B"]))],
        '[0].FieldSelectors[3].Field: expected each field once, got "eventName" again',
    ),
    (
        [selector(DATA, field("resources.type", Equals=["S3"]))],
        '[0].FieldSelectors[1].Equals[0]: expected a resource type like AWS::S3::Object, got "S3"',
    ),
    (
        [selector(DATA, OBJECTS, field("sessionCredentialFromConsole", StartsWith=["t"]))],
        (
            "[0].FieldSelectors[2].StartsWith: expected only Equals and NotEquals for sessionCredentialFromConsole, got"
            ' ["t"]'
        ),
    ),
    (
        [selector(DATA, OBJECTS, field("sessionCredentialFromConsole", Equals=["console"]))],
        '[0].FieldSelectors[2].Equals[0]: expected true or false, got "console"',
    ),
    (
        [selector(DATA, FUNCTIONS, field("resources.ARN", Equals=[DELIVER, f"{DELIVER}:live"]))],
        (
            "[0].FieldSelectors[2].Equals[1]: expected the ARN of a function without version or alias, got"
            f' "{DELIVER}:live"'
        ),
    ),
    (
        [selector(DATA, FUNCTIONS, field("resources.ARN", NotEquals=[f"{DELIVER}:$LATEST"]))],
        (
            "[0].FieldSelectors[2].NotEquals[0]: expected the ARN of a function without version or alias, got"
            f' "{DELIVER}:$LATEST"'
        ),
    ),
    (
        [selector(NETWORK, field("eventSource", Equals=["secretsmanager"]))],
        (
            "[0].FieldSelectors[1].Equals[0]: expected an event source like secretsmanager.amazonaws.com, got"
            ' "secretsmanager"'
        ),
    ),
    (
        [selector(NETWORK, SECRETS, field("errorCode", Equals=["AccessDenied"]))],
        '[0].FieldSelectors[2].Equals[0]: expected VpceAccessDenied, got "AccessDenied"',
    ),
    (
        [selector(DATA, OBJECTS, field("eventName", Equals=["Get\nObject"]))],
        f'[0].FieldSelectors[2].Equals[0]: expected {TEXT}, got "Get\\nObject"',
    ),
]
"""What CloudTrail's documents say in prose, and neither its model nor the embedded cloud knows."""
