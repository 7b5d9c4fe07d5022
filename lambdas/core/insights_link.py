"""A link that opens CloudWatch Logs Insights in the console, with a query of the actor's records around a match.

How the console writes a query into its address is in no document of AWS's. It is read from addresses that the console
makes: an object of names and values, ~(name~'text~name~(~'text)), what is special in a text as *hh, and all of it
encoded twice, with $ for %.
The query: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html (2026-04-13)
"""

import re
from datetime import UTC, datetime, timedelta

import msgspec

from lambdas.core.match import Match

AROUND = timedelta(hours=1)
CONSOLES = {
    "aws": "{region}.console.aws.amazon.com",
    "aws-cn": "console.amazonaws.cn",
    "aws-us-gov": "console.amazonaws-us-gov.com",
}
"""By partition: https://docs.aws.amazon.com/general/latest/gr/rande.html (2026-04-13)."""
_LATEST_MS = 253_402_214_400_000
"""The last day that there is a date for; what is odd is delivered, and may have any time."""
_SPECIAL = re.compile(r"[^A-Za-z0-9._-]")
_PUNCTUATION = str.maketrans({"~": "$257E", "(": "$2528", ")": "$2529", "'": "$2527"})


class LogGroup(msgspec.Struct, frozen=True):
    """The destination's."""

    name: str
    region: str
    partition: str = "aws"


def query(match: Match) -> str:
    field, value = match.found_by
    lines = [
        "fields @timestamp, eventSource, eventName, sourceIPAddress, errorCode, @message",
        *([f"filter {field} = {literal(value)}"] if field else []),
        "sort @timestamp asc",
        "limit 1000",
    ]
    return "\n| ".join(lines)


def literal(text: str) -> str:
    """A string of the query language, in quotes that nothing in it can close."""
    kept = "".join(each for each in text if " " <= each <= "~")
    return '"' + kept.replace("\\", "\\\\").replace('"', '\\"') + '"'


def link(match: Match, log_group: LogGroup) -> str:
    at = datetime.fromtimestamp(min(match.at_ms, _LATEST_MS) // 1000, UTC)
    asked = (
        f"~(end~'{_encoded(_moment(at + AROUND))}~start~'{_encoded(_moment(at - AROUND))}~timeType~'ABSOLUTE~tz~'UTC"
        f"~editorString~'{_encoded(query(match))}~isLiveTail~false~source~(~'{_encoded(log_group.name)}))"
    )
    host = CONSOLES.get(log_group.partition, CONSOLES["aws"]).format(region=log_group.region)
    place = f"https://{host}/cloudwatch/home?region={log_group.region}#logsV2:logs-insights"
    return f"{place}$3FqueryDetail$3D{asked.translate(_PUNCTUATION)}"


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S.000Z}"


def _encoded(text: str) -> str:
    return _SPECIAL.sub(lambda each: "".join(f"*{byte:02x}" for byte in each[0].encode()), text)
