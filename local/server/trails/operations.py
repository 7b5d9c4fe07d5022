"""The operations on trails. Each takes the parameters of its request and answers the members of its response."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from local.server import emulator
from local.server.trails import permission, view
from local.server.trails.refusal import Refusal
from local.server.trails.registry import Registry
from local.server.trails.tags import tag_map
from local.server.trails.trail import Trail, check_name

Parameters = dict[str, Any]

MAX_TRAILS = 5
MAX_PREFIX = 200

# Request member -> field of the trail.
SETTINGS = {
    "S3BucketName": "bucket",
    "S3KeyPrefix": "prefix",
    "SnsTopicName": "topic",
    "KmsKeyId": "kms_key",
    "CloudWatchLogsLogGroupArn": "log_group_arn",
    "CloudWatchLogsRoleArn": "log_role_arn",
    "IncludeGlobalServiceEvents": "include_global_services",
    "IsMultiRegionTrail": "multi_region",
    "EnableLogFileValidation": "validates_log_files",
    "RecursiveLogging": "recursive_logging",
}


@dataclass(frozen=True, slots=True)
class TrailOperations:
    """Called inside a request: its account and Region are the emulator's current ones."""

    registry: Registry
    mark: Callable[[Trail], None]
    """Leave the trail's first object and message, once the trail is known to be permitted to."""

    def create_trail(self, sent: Parameters) -> view.View:
        check_name(sent["Name"])
        account_id, region = emulator.account_id(), emulator.region()
        base = Trail(sent["Name"], region, account_id, sent["S3BucketName"], tags=tag_map(sent.get("TagsList", [])))
        trail = _changed(base, sent)
        with self.registry.changing():
            self._refuse_second(trail)
            return self._put_checked(trail)

    def update_trail(self, sent: Parameters) -> view.View:
        with self.registry.changing():
            return self._put_checked(_changed(self._at_home(sent), sent))

    def delete_trail(self, sent: Parameters) -> view.View:
        with self.registry.changing():
            self.registry.remove(self._at_home(sent))
        return {}

    def get_trail(self, sent: Parameters) -> view.View:
        return {"Trail": view.description(self._find(sent))}

    def describe_trails(self, sent: Parameters) -> view.View:
        """A name that is not found is left out, as CloudTrail does; a list of none means all."""
        region = emulator.region()
        names = set(sent.get("trailNameList", []))
        shadows = sent.get("includeShadowTrails", True)
        trails = [
            trail
            for trail in self.registry.visible(emulator.account_id(), region)
            if (not names or names & {trail.name, trail.arn}) and (shadows or trail.home_region == region)
        ]
        return {"trailList": [view.description(trail) for trail in trails]}

    def list_trails(self, _sent: Parameters) -> view.View:
        trails = self.registry.visible(emulator.account_id(), emulator.region())
        return {"Trails": [view.summary(trail) for trail in trails]}

    def get_trail_status(self, sent: Parameters) -> view.View:
        trail = self._find(sent)
        return view.status(trail, self.registry.status(trail, emulator.region()))

    def start_logging(self, sent: Parameters) -> view.View:
        with self.registry.changing():
            trail = self._at_home(sent)
            if not trail.logging:
                self.registry.put(replace(trail, logging=True, started_at=datetime.now(UTC)))
        return {}

    def stop_logging(self, sent: Parameters) -> view.View:
        with self.registry.changing():
            trail = self._at_home(sent)
            if trail.logging:
                self.registry.put(replace(trail, logging=False, stopped_at=datetime.now(UTC)))
        return {}

    def _find(self, sent: Parameters) -> Trail:
        return self.registry.find(sent["Name"], emulator.account_id(), emulator.region())

    def _at_home(self, sent: Parameters) -> Trail:
        return self.registry.find_at_home(sent["Name"], emulator.account_id(), emulator.region())

    def _put_checked(self, trail: Trail) -> view.View:
        permission.check(trail)
        self.registry.put(trail)
        self.mark(trail)
        return view.settings(trail)

    def _refuse_second(self, trail: Trail) -> None:
        here = self.registry.visible(trail.account_id, trail.home_region)
        mine = [other for other in self.registry.snapshot if other.account_id == trail.account_id]
        rivals = mine if trail.multi_region else here
        if any(other.name == trail.name for other in rivals):
            message = f"Trail {trail.name} already exists for customer: {trail.account_id}"
            raise Refusal("TrailAlreadyExistsException", message)
        if len(here) >= MAX_TRAILS:
            message = f"User: {trail.account_id} already has {MAX_TRAILS} trails in {trail.home_region}."
            raise Refusal("MaximumNumberOfTrailsExceededException", message)


def _changed(trail: Trail, sent: Parameters) -> Trail:
    changes = {field: sent[member] for member, field in SETTINGS.items() if member in sent}
    if changes.get("kms_key"):
        changes["kms_key"] = _key_arn(changes["kms_key"], trail)
    changed = replace(trail, **changes)
    _check_settings(changed, sent)
    return changed


def _key_arn(reference: str, trail: Trail) -> str:
    """Of the key itself, also where an alias or a bare id is given; of a key that does not exist, what was given."""
    if not reference.startswith("arn:"):
        kind = "" if reference.startswith("alias/") else "key/"
        reference = f"arn:aws:kms:{trail.home_region}:{trail.account_id}:{kind}{reference}"
    key = emulator.key(reference)
    return reference if key is None else str(key["Arn"])


def _check_settings(trail: Trail, sent: Parameters) -> None:
    for wrong, code, message in (
        (
            sent.get("IsOrganizationTrail", False),
            "OrganizationsNotInUseException",
            "The embedded cloud has no organization.",
        ),
        (
            trail.multi_region and not trail.include_global_services,
            "InvalidParameterCombinationException",
            "Multi-Region trail must include global service events.",
        ),
        (
            bool(trail.log_group_arn) != bool(trail.log_role_arn),
            "InvalidParameterCombinationException",
            "You must specify both a CloudWatch Logs log group ARN and a role ARN, or neither of them.",
        ),
        (
            len(trail.prefix) > MAX_PREFIX,
            "InvalidS3PrefixException",
            f"The S3 key prefix is longer than {MAX_PREFIX} characters.",
        ),
        (
            trail.topic.endswith(".fifo"),
            "InvalidSnsTopicNameException",
            "A trail publishes to standard topics only, not to FIFO topics.",
        ),
    ):
        if wrong:
            raise Refusal(code, message)
