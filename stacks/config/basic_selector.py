"""CloudTrail's basic event selectors, in AWS's own JSON.

https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_EventSelector.html and
https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DataResource.html (2026-11-23)
"""

import json
import re
from typing import Annotated, Final, Literal, NamedTuple, get_args

from msgspec import Meta

from stacks.config.advanced_selector import EXCLUDABLE, FUNCTION
from stacks.config.group import Group
from stacks.config.value import Switch


class DataType(NamedTuple):
    pattern: str
    """Of a value."""
    told: str
    exact: bool
    """Whether a value is one resource's ARN, unless it is the service's; otherwise it is what ARNs begin with."""


DATA_TYPES: Final = {
    "AWS::S3::Object": DataType(
        r"arn:[a-z-]+:s3(:::.*)?", "arn:aws:s3, or an ARN like arn:aws:s3:::BUCKET/PREFIX", exact=False
    ),
    FUNCTION: DataType(
        r"arn:[a-z-]+:lambda(:[a-z0-9-]+:\d{12}:function:[\w-]+)?",
        "arn:aws:lambda, or the ARN of a function without version or alias",
        exact=True,
    ),
    "AWS::DynamoDB::Table": DataType(
        r"arn:[a-z-]+:dynamodb(:[a-z0-9-]+:\d{12}:table/[\w.-]+)?",
        "arn:aws:dynamodb, or the ARN of a table",
        exact=True,
    ),
}

ReadWriteType = Literal["All", "ReadOnly", "WriteOnly"]
ReadWrite = Annotated[ReadWriteType, Meta(description=f"one of {', '.join(get_args(ReadWriteType))}")]
TypeName = Annotated[
    str,
    Meta(
        pattern=rf"\A(?:{'|'.join(DATA_TYPES)})\Z",
        description=f"one of {', '.join(DATA_TYPES)} (advanced selectors know every type)",
    ),
]
Arn = Annotated[str, Meta(description="an ARN, or the beginning of one")]
Arns = Annotated[tuple[Arn, ...], Meta(description="a list of ARNs, or of the beginnings of some")]
EventSource = Annotated[
    str,
    Meta(pattern=rf"\A(?:{'|'.join(map(re.escape, EXCLUDABLE))})\Z", description=f"one of {', '.join(EXCLUDABLE)}"),
]
EventSources = Annotated[tuple[EventSource, ...], Meta(description=f"a list of any of {', '.join(EXCLUDABLE)}")]


class DataResource(Group, frozen=True, rename="pascal"):
    type: TypeName
    values: Arns = ()

    def __post_init__(self) -> None:
        allowed = DATA_TYPES[self.type]
        for position, value in enumerate(self.values):
            if not re.fullmatch(allowed.pattern, value, re.ASCII):
                raise ValueError(f"Values[{position}]: expected {allowed.told}, got {json.dumps(value)}")


DataResources = Annotated[tuple[DataResource, ...], Meta(description="a list of data resources")]


class BasicSelector(Group, frozen=True, rename="pascal"):
    read_write_type: ReadWrite = "All"
    include_management_events: Switch = True
    data_resources: DataResources = ()
    exclude_management_event_sources: EventSources = ()

    def __post_init__(self) -> None:
        if not self.include_management_events and not self.value_count:
            raise ValueError("DataResources: expected values where IncludeManagementEvents is false, got none")

    @property
    def value_count(self) -> int:
        return sum(len(resource.values) for resource in self.data_resources)

    def logs(self, category: str, *, write: bool | None = None) -> bool:
        """Whether events of the category are selected: those that write, those that only read, or any."""
        kinds = {None: {"All", "ReadOnly", "WriteOnly"}, True: {"All", "WriteOnly"}, False: {"All", "ReadOnly"}}
        selected = {"Management": self.include_management_events, "Data": self.value_count > 0}
        return self.read_write_type in kinds[write] and selected.get(category, False)
