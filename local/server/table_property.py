"""What a template says of a table's time to live and point-in-time recovery, which the emulator drops.

The emulator deletes an item within a minute of its time, and answers no recovery period.
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html (2026-04-13)
"""

import json
from http import HTTPStatus

from local.server import seams
from local.server.table_template import Properties, follow, held, region_of, table_name

TIME_TO_LIVE = "TimeToLiveSpecification"
RECOVERY, RECOVERS = "PointInTimeRecoverySpecification", "PointInTimeRecoveryEnabled"


def install() -> None:
    follow(_apply)


def _apply(arn: str, properties: Properties) -> None:
    """A new table never has the settings of a deleted one of its name."""
    if TIME_TO_LIVE in properties:
        _ask("_update_ttl", arn, {TIME_TO_LIVE: properties[TIME_TO_LIVE]})
    else:
        seams.seam("services.dynamodb._ttl_settings").pop(table_name(arn), None)
    recovery = held(properties, region_of(arn)).get(RECOVERY, {RECOVERS: False})
    _ask("_update_continuous_backups", arn, {RECOVERY: recovery})


def _ask(handler: str, arn: str, request: Properties) -> None:
    status, _, answer = seams.seam(f"services.dynamodb.{handler}")({"TableName": table_name(arn), **request})
    if status != HTTPStatus.OK:
        raise ValueError(f"{handler.lstrip('_')} of {arn}: {json.loads(answer)['message']}")
