"""What the demo adds to the story, to show that nothing is lost: a bad record, and a log file that is told of twice."""

from local.cloud import EmbeddedCloud

TOLD = "CloudTrail writes a null for a record, and tells of a log file twice"


def accident(cloud: EmbeddedCloud) -> None:
    """It happens to log files that are still to come."""
    for fault in ("null-record", "repeat-notification"):
        cloud.fault(fault, count=1)
    # So that there is one.
    cloud.client("sqs").list_queues()
