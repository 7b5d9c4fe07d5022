"""A saved query: its name, the question that it answers, and its text in Logs Insights QL.

Fields of JSON are named by their paths, elements of arrays by their index. CloudWatch Logs discovers no more than the
first 200 fields of a log event. Nothing here is about a field that is true or false, nor about one that may be missing
without saying so: AWS's documents do not tell how those compare. Sources (2026-04-13):
https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_AnalyzeLogData-discoverable-fields.html
"""

from dataclasses import dataclass
from enum import StrEnum

FOLDER = "Trailkeeper"
SHOWN_HIGHEST = 1000
"""Rows; of each a person reads a few."""
WHO = "coalesce(userIdentity.arn, userIdentity.invokedBy, userIdentity.principalId, userIdentity.userName) as who"
"""The identity that called, as notices name it."""
WHERE = ("sourceIPAddress as address", "recipientAccountId as account", "awsRegion as region")
WHAT = "eventName as action"
SERVICE = "eventSource as service"
READING = "/^(BatchGet|Check|Describe|Download|Filter|Get|Head|List|Lookup|Query|Scan|Search|Select|Simulate|View)/"
"""What the names of calls begin with that change nothing."""

PLACEHOLDERS = {
    "AKIAIOSFODNN7EXAMPLE": "the id of an access key",
    "ASIAIOSFODNN7EXAMPLE": "the id of a temporary access key",
    "arn:aws:iam::111122223333:user/example": "the ARN of an identity",
    "arn:aws:iam::111122223333:role/example": "the ARN of a role",
    "111122223333": "the id of an account",
    "203.0.113.10": "an address",
    "11111111-2222-3333-4444-555555555555": "the id of an event",
    "example-resource": "a part of the resource's name, id or ARN",
    "example-bucket": "the name of a bucket",
    "example/key": "the key of an object",
    '["eu-central-1", "us-east-1"]': "the Regions that you use",
    "root-use": "the name of a security rule",
}
"""By what stands in a text for an operator's own value: what that value is."""


class Of(StrEnum):
    """The log group that a query is on."""

    RECORDS = "records"
    FINDINGS = "findings"
    """verify's."""
    DELIVER = "deliver"
    """The function's own log."""


@dataclass(frozen=True, slots=True)
class Query:
    name: str
    """FOLDER/NAME; the console shows what is before a slash as a folder."""
    question: str
    commands: str
    of: Of = Of.RECORDS

    @property
    def title(self) -> str:
        """Under which it is saved."""
        return f"{FOLDER}/{self.name}"

    @property
    def placeholders(self) -> tuple[str, ...]:
        """Those in the text; of one within another the outer."""
        found = [each for each in PLACEHOLDERS if each in self.commands]
        return tuple(each for each in found if not any(each in other for other in found if other != each))

    @property
    def text(self) -> str:
        """With the question as its first line, and a line for what is to be put in."""
        own = [f"# Put in place of {each}: {PLACEHOLDERS[each]}." for each in self.placeholders]
        return "\n".join([f"# {self.question}", *own, self.commands])


def records(condition: str, *columns: str) -> str:
    """Each record, the newest first."""
    shown = ", ".join(("eventTime", WHO, *columns, *WHERE))
    return f"filter {condition}\n| fields {shown}\n| sort @timestamp desc\n| limit {SHOWN_HIGHEST}"


def changes(condition: str, *columns: str) -> str:
    """Each record, with the call, and its error where there was one."""
    return records(condition, WHAT, *columns, "errorCode")


def counts(condition: str, *by: str) -> str:
    """How many records there are of each, since when and until when; the most first."""
    counted = "stats count(*) as calls, earliest(eventTime) as first_call, latest(eventTime) as last_call"
    return f"filter {condition}\n| {named(counted, *by)}\n| sort calls desc\n| limit {SHOWN_HIGHEST}"


def named(stats: str, *by: str) -> str:
    """Aliases stand in `fields`, as AWS's documents show none after `by`."""
    aliases = [each for each in by if " as " in each]
    names = ", ".join(each.rpartition(" as ")[2] for each in by)
    grouped = f"{stats}\n  by {names}"
    return f"fields {', '.join(aliases)}\n| {grouped}" if aliases else grouped


def of_calls(service: str, *names: str) -> str:
    """The condition: one of a service's calls."""
    return f'eventSource = "{service}.amazonaws.com" and eventName in {listed(names)}'


def listed(names: tuple[str, ...]) -> str:
    return "[" + ", ".join(f'"{name}"' for name in names) + "]"
