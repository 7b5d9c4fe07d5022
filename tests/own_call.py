"""What deliver does to deliver records, as CloudTrail records it, and what deviates from that in a single thing."""

import copy
from collections.abc import Callable
from typing import Any

from lambdas.core.own_activity import OwnActivity

ACCOUNT = "111122223333"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/trailkeeper-deliver"
OWN = OwnActivity(
    role_arn=ROLE,
    archive_arn="arn:aws:s3:::trail-logs",
    key_prefixes=("audit",),
    log_group_arn=f"arn:aws:logs:eu-west-1:{ACCOUNT}:log-group:records",
    key_arn=f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab",
)
OBJECT = f"{OWN.archive_arn}/audit/AWSLogs/{ACCOUNT}/CloudTrail/eu-west-1/2026/11/23/x.json.gz"

Record = dict[str, Any]
Change = Callable[[Record], object]
"""Changes the record that it is given."""


def identity(role_arn: str = ROLE, session: str = "deliver") -> Record:
    """https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
    (2026-04-13).
    """
    beginning, _, path = role_arn.partition(":role/")
    name = path.rpartition("/")[2]
    return {
        "type": "AssumedRole",
        "principalId": f"AROAIDPPEZS35WEXAMPLE:{session}",
        "arn": f"{beginning.replace(':iam:', ':sts:')}:assumed-role/{name}/{session}",
        "accountId": ACCOUNT,
        "sessionContext": {"sessionIssuer": {"type": "Role", "arn": role_arn, "userName": name}},
    }


def call(service: str, name: str, *arns: str, user: Record | None = None) -> Record:
    return {
        "eventTime": "2026-11-23T12:00:00Z",
        "eventSource": f"{service}.amazonaws.com",
        "eventName": name,
        "userIdentity": user or identity(),
        "resources": [{"ARN": arn} for arn in arns],
    }


CALLS = {
    "GetObject": call("s3", "GetObject", OBJECT, OWN.archive_arn),
    "PutLogEvents": call("logs", "PutLogEvents", OWN.log_group_arn),
    "Decrypt": call("kms", "Decrypt", OWN.key_arn),
}


def changed(change: Change, record: Record) -> Record:
    record = copy.deepcopy(record)
    change(record)
    return record


def user(**fields: object) -> Change:
    return lambda record: record["userIdentity"].update(fields)


def of_role(role_arn: str) -> Change:
    return lambda record: record.update(userIdentity=identity(role_arn))


def put(**fields: object) -> Change:
    return lambda record: record.update(fields)


def without(*path: str) -> Change:
    def change(record: Record) -> None:
        for name in path[:-1]:
            record = record[name]
        del record[path[-1]]

    return change


def also(resource: object) -> Change:
    return lambda record: record["resources"].append(resource)


SESSION = identity()["arn"]
DEVIATIONS: dict[str, Change] = {
    "an error": put(errorCode="AccessDenied"),
    "an empty error code": put(errorCode=""),
    "an error code that is false": put(errorCode=False),
    "another role": of_role(f"arn:aws:iam::{ACCOUNT}:role/admin"),
    "a role whose name begins as its own": of_role(f"{ROLE}-2"),
    "a role whose name is the beginning of its own": of_role(ROLE[:-1]),
    "a role of its name with a path": of_role(ROLE.replace("role/", "role/path/")),
    "its role in another account": of_role(ROLE.replace(ACCOUNT, "444455556666")),
    "its role in another partition": of_role(ROLE.replace("aws", "aws-cn")),
    "its role in another case": of_role(ROLE.upper()),
    "a session of another role": user(arn=SESSION.replace("deliver/", "deliver-2/")),
    "a session that only holds the name": user(arn=f"x{SESSION}"),
    "the role itself as the principal": user(arn=ROLE),
    "no ARN of the session": without("userIdentity", "arn"),
    "an ARN of the session that is a list": user(arn=[SESSION]),
    "an issuer of another role": user(sessionContext={"sessionIssuer": {"type": "Role", "arn": f"{ROLE}-2"}}),
    "a user": user(type="IAMUser"),
    "a service": user(type="AWSService", invokedBy="kms.amazonaws.com"),
    "no type": without("userIdentity", "type"),
    "no session": without("userIdentity", "sessionContext"),
    "a session of null": user(sessionContext=None),
    "a session that is text": user(sessionContext="sessionIssuer"),
    "no issuer": user(sessionContext={"attributes": {}}),
    "an issuer of null": user(sessionContext={"sessionIssuer": None}),
    "an issuer that is empty": user(sessionContext={"sessionIssuer": {}}),
    "no principal": without("userIdentity"),
    "a principal of null": put(userIdentity=None),
    "a principal that is text": put(userIdentity=SESSION),
    "another event name": put(eventName="PutObject"),
    "the event name in another case": lambda record: record.update(eventName=record["eventName"].lower()),
    "a longer event name": lambda record: record.update(eventName=record["eventName"] + "s"),
    "no event name": without("eventName"),
    "an event name that is a list": put(eventName=["GetObject"]),
    "another event source": put(eventSource="glacier.amazonaws.com"),
    "no event source": without("eventSource"),
    "one more resource": also({"ARN": "arn:aws:s3:::somebody-elses/AWSLogs/x"}),
    "one more resource of everything": also({"ARN": "*"}),
    "one more resource without an ARN": also({"ARNPrefix": OBJECT}),
    "one more resource whose ARN is in another case": also({"arn": OBJECT}),
    "one more resource whose ARN is a list": also({"ARN": [OBJECT]}),
    "one more resource that is empty": also({}),
    "one more resource that is null": also(None),
    "one more resource that is text": also(OBJECT),
    "no resources": put(resources=[]),
    "resources of null": put(resources=None),
    "resources that are an object": put(resources={"ARN": OBJECT}),
    "no field of resources": without("resources"),
}
