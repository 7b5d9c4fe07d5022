"""All trails of all accounts, the status of each in each Region, and the organizations."""

import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from local.server.trails.organization import Organization
from local.server.trails.refusal import Refusal, trail_not_found
from local.server.trails.trail import TRAIL_ARN, Status, Trail

Follow = Callable[[str, Trail | None], None]


class Registry:
    """Readers take `snapshot`, a tuple that is never changed; writers hold `changing` and replace it."""

    def __init__(self, follow: Follow = lambda _arn, _trail: None) -> None:
        """`follow`: is told of each trail that is new, changed or gone."""
        self._follow = follow
        self._lock = threading.RLock()
        self._trails: dict[str, Trail] = {}
        self._statuses: defaultdict[tuple[str, str], Status] = defaultdict(Status)
        self._organizations: dict[str, Organization] = {}
        self.snapshot: tuple[Trail, ...] = ()

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Between what an operation checks and what it puts no other operation comes."""
        with self._lock:
            yield

    def put(self, trail: Trail) -> None:
        with self._lock:
            self._trails[trail.arn] = trail
            self.snapshot = tuple(self._trails.values())
            self._follow(trail.arn, trail)

    def remove(self, trail: Trail) -> None:
        with self._lock:
            del self._trails[trail.arn]
            self.snapshot = tuple(self._trails.values())
            self._follow(trail.arn, None)
            for key in [key for key in self._statuses if key[0] == trail.arn]:
                del self._statuses[key]

    def clear(self) -> None:
        with self._lock:
            self._trails.clear()
            self._statuses.clear()
            self._organizations.clear()
            self.snapshot = ()

    def organize(self, organization: Organization) -> None:
        """A new organization, or what has become of one; its trails are of its present members."""
        with self._lock:
            self._organizations[organization.id] = organization
            for trail in self.snapshot:
                if trail.organization is not None and trail.organization.id == organization.id:
                    self.put(replace(trail, organization=organization))

    def organization_of(self, account_id: str) -> Organization | None:
        found = (each for each in list(self._organizations.values()) if account_id in each.accounts)
        return next(found, None)

    def current(self, arn: str) -> Trail | None:
        return self._trails.get(arn)

    def status(self, trail: Trail, region: str) -> Status:
        with self._lock:
            return self._statuses[trail.arn, region]

    def visible(self, account_id: str, region: str) -> list[Trail]:
        """The trails whose home is the Region, the shadows of other homes' multi-Region trails, the organization's."""
        return [trail for trail in self.snapshot if account_id in trail.accounts and trail.covers(region)]

    def find(self, name_or_arn: str, account_id: str, region: str) -> Trail:
        """A trail by ARN, from any Region and account that it covers, or by name, in the accounts that own it."""
        arn = self._arn(name_or_arn, account_id, region)
        visible = self.visible(account_id, region)
        found = [t for t in visible if name_or_arn == t.arn or (name_or_arn == t.name and account_id in t.owners)]
        if not found:
            raise trail_not_found(arn, account_id)
        return found[0]

    def find_at_home(self, name_or_arn: str, account_id: str, region: str) -> Trail:
        trail = self.find(name_or_arn, account_id, region)
        check_owner(trail, account_id)
        if trail.home_region != region:
            raise Refusal(
                "InvalidHomeRegionException",
                f"The trail {trail.arn} can be changed in its home Region only: {trail.home_region}.",
            )
        return trail

    @staticmethod
    def _arn(name_or_arn: str, account_id: str, region: str) -> str:
        if not name_or_arn:
            raise Refusal("InvalidTrailNameException", "Trail name or ARN can not be blank.")
        if not name_or_arn.startswith("arn:"):
            return f"arn:aws:cloudtrail:{region}:{account_id}:trail/{name_or_arn}"
        if not TRAIL_ARN.fullmatch(name_or_arn):
            raise Refusal("CloudTrailARNInvalidException", f"Invalid trail ARN: {name_or_arn}")
        return name_or_arn


def check_owner(trail: Trail, account_id: str) -> None:
    """Members see their organization's trail, and change nothing in it."""
    if account_id not in trail.owners:
        message = f"The trail {trail.arn} is of an organization: the account {account_id} cannot change it."
        raise Refusal("NotOrganizationMasterAccountException", message)
