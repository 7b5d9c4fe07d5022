"""The tags of trails."""

from dataclasses import dataclass, replace
from typing import Any

from local.server import emulator
from local.server.trails.refusal import Refusal
from local.server.trails.registry import Registry, check_owner
from local.server.trails.trail import TRAIL_ARN, Trail

MAX_TAGS = 50

Tags = dict[str, str]


def tag_map(tags: list[dict[str, str]]) -> Tags:
    return {tag["Key"]: tag.get("Value", "") for tag in tags}


@dataclass(frozen=True, slots=True)
class TagOperations:
    registry: Registry

    def add_tags(self, sent: dict[str, Any]) -> dict[str, Any]:
        with self.registry.changing():
            trail = self._own(sent["ResourceId"])
            self._put(trail, trail.tags | tag_map(sent["TagsList"]))
        return {}

    def remove_tags(self, sent: dict[str, Any]) -> dict[str, Any]:
        gone = tag_map(sent["TagsList"]).keys()
        with self.registry.changing():
            trail = self._own(sent["ResourceId"])
            self._put(trail, {key: value for key, value in trail.tags.items() if key not in gone})
        return {}

    def list_tags(self, sent: dict[str, Any]) -> dict[str, Any]:
        return {"ResourceTagList": [_listed(self._trail(arn)) for arn in sent["ResourceIdList"]]}

    def _trail(self, arn: str) -> Trail:
        if not TRAIL_ARN.fullmatch(arn):
            raise Refusal("CloudTrailARNInvalidException", f"Invalid trail ARN: {arn}")
        trail = self.registry.current(arn)
        if trail is None or emulator.account_id() not in trail.accounts:
            raise Refusal("ResourceNotFoundException", f"Resource not found: {arn}")
        return trail

    def _own(self, arn: str) -> Trail:
        trail = self._trail(arn)
        check_owner(trail, emulator.account_id())
        return trail

    def _put(self, trail: Trail, tags: Tags) -> None:
        if len(tags) > MAX_TAGS:
            raise Refusal("TagsLimitExceededException", f"A trail has {MAX_TAGS} tags at the most.")
        self.registry.put(replace(trail, tags=tags))


def _listed(trail: Trail) -> dict[str, Any]:
    return {"ResourceId": trail.arn, "TagsList": [{"Key": key, "Value": value} for key, value in trail.tags.items()]}
