"""The operations on trails. Each takes the parameters of its request and answers the members of its response."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from local.server import emulator
from local.server.trails import permission, view
from local.server.trails.refusal import Refusal
from local.server.trails.registry import Registry
from local.server.trails.setting import Parameters, changed, owning
from local.server.trails.tags import tag_map
from local.server.trails.trail import Trail, check_name

MAX_TRAILS = 5


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
        with self.registry.changing():
            trail = changed(self._with_organization(base, sent), sent)
            self._refuse_second(trail)
            return self._put_checked(trail)

    def update_trail(self, sent: Parameters) -> view.View:
        with self.registry.changing():
            trail = self._with_organization(self._at_home(sent), sent)
            return self._put_checked(changed(trail, sent))

    def delete_trail(self, sent: Parameters) -> view.View:
        with self.registry.changing():
            self.registry.remove(self._at_home(sent))
        return {}

    def get_trail(self, sent: Parameters) -> view.View:
        return {"Trail": view.description(self._find(sent))}

    def describe_trails(self, sent: Parameters) -> view.View:
        """A name that is not found is left out, as CloudTrail does; a list of none means all.

        A member's copy of its organization's trail is a shadow too.
        https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DescribeTrails.html (2026-04-13)
        """
        account_id, region = emulator.account_id(), emulator.region()
        names = set(sent.get("trailNameList", []))
        shadows = sent.get("includeShadowTrails", True)
        trails = [
            trail
            for trail in self.registry.visible(account_id, region)
            if (not names or names & {trail.name, trail.arn})
            and (shadows or (trail.account_id, trail.home_region) == (account_id, region))
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

    def _with_organization(self, trail: Trail, sent: Parameters) -> Trail:
        """The management account owns its organization's trail, whoever makes it."""
        if "IsOrganizationTrail" not in sent:
            return trail
        if not sent["IsOrganizationTrail"]:
            return replace(trail, organization=None)
        account_id = emulator.account_id()
        organization = owning(self.registry.organization_of(account_id), account_id)
        return replace(trail, organization=organization, account_id=organization.management)

    def _put_checked(self, trail: Trail) -> view.View:
        permission.check(trail)
        self.registry.put(trail)
        self.mark(trail)
        return view.settings(trail)

    def _refuse_second(self, trail: Trail) -> None:
        here = self.registry.visible(trail.account_id, trail.home_region)
        rivals = self.registry.snapshot if trail.multi_region else here
        if any((other.account_id, other.name) == (trail.account_id, trail.name) for other in rivals):
            message = f"Trail {trail.name} already exists for customer: {trail.account_id}"
            raise Refusal("TrailAlreadyExistsException", message)
        if len(here) >= MAX_TRAILS:
            message = f"User: {trail.account_id} already has {MAX_TRAILS} trails in {trail.home_region}."
            raise Refusal("MaximumNumberOfTrailsExceededException", message)
