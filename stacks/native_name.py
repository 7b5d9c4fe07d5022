"""Names of CloudTrail's own ways into CloudWatch Logs: the trail's link, and the telemetry rule."""

from stacks.config import Config
from stacks.name import Place, arn, log_group_arn, role_name, trail_account


def direct_rule(config: Config) -> str:
    """Another name for another reach: CloudFormation replaces the rule for it, and makes the new one first."""
    return "trailkeeper-direct-all-regions" if config.trail.multi_region else "trailkeeper-direct"


def native_role_name(place: Place) -> str:
    return role_name(place, "trailkeeper-native")


def native_log_group_arn(place: Place, config: Config) -> str:
    """With :* at its end, which CreateTrail asks for."""
    return f"{log_group_arn(place, config.native.log_group_name)}:*"


def native_role_arn(place: Place) -> str:
    return arn(place, "iam", f"role/{native_role_name(place)}", region="")


def native_stream_arns(place: Place, config: Config) -> list[str]:
    streams = f"{log_group_arn(place, config.native.log_group_name)}:log-stream:"
    own = f"{streams}{trail_account(place, config)}_CloudTrail_{place.region}*"
    return [own, f"{streams}{config.organization.id}_*"] if config.organization else [own]
