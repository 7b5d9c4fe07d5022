"""A trail: its settings, its selectors, its name, and what is known of its deliveries in one Region."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from local.server.trails.organization import Organization
from local.server.trails.refusal import Refusal

Selector = dict[str, Any]

MIN_NAME, MAX_NAME = 3, 128
NAME_CHARACTERS = re.compile(r"[A-Za-z0-9._-]+")
CHARACTERS_MESSAGE = (
    "Trail name or ARN can only contain uppercase letters, lowercase letters, numbers, periods (.), "
    "hyphens (-), and underscores (_)."
)
TRAIL_ARN = re.compile(r"arn:aws[a-z-]*:cloudtrail:(?P<region>[a-z0-9-]+):(?P<account>\d{12}):trail/(?P<name>[^/:]+)")

DEFAULT_SELECTORS: tuple[Selector, ...] = (
    {
        "ReadWriteType": "All",
        "IncludeManagementEvents": True,
        "DataResources": [],
        "ExcludeManagementEventSources": [],
    },
)


@dataclass(frozen=True, slots=True)
class Trail:
    """Never changed in place: whoever holds one sees the settings of one moment."""

    name: str
    home_region: str
    account_id: str
    bucket: str
    prefix: str = ""
    topic: str = ""
    kms_key: str = ""
    log_group_arn: str = ""
    log_role_arn: str = ""
    include_global_services: bool = True
    multi_region: bool = False
    validates_log_files: bool = False
    recursive_logging: bool = True
    logging: bool = False
    started_at: datetime | None = None
    stopped_at: datetime | None = None
    basic_selectors: tuple[Selector, ...] = DEFAULT_SELECTORS
    advanced_selectors: tuple[Selector, ...] = ()
    insight_selectors: tuple[Selector, ...] = ()
    aggregations: tuple[dict[str, Any], ...] = ()
    tags: dict[str, str] = field(default_factory=dict)
    organization: Organization | None = None
    """None for a trail of its own account alone."""

    @property
    def arn(self) -> str:
        return f"arn:aws:cloudtrail:{self.home_region}:{self.account_id}:trail/{self.name}"

    @property
    def topic_arn(self) -> str:
        if not self.topic or self.topic.startswith("arn:"):
            return self.topic
        return f"arn:aws:sns:{self.home_region}:{self.account_id}:{self.topic}"

    @property
    def accounts(self) -> frozenset[str]:
        """Whose records this trail may log, and who sees it."""
        return self.organization.accounts if self.organization else frozenset({self.account_id})

    @property
    def owners(self) -> frozenset[str]:
        """Who may change it."""
        return frozenset({self.account_id}) | (self.organization.administrators if self.organization else frozenset())

    def log_folder(self, account_id: str) -> str:
        """Of every key that this trail writes for an account."""
        return f"{self._root}{self.organization.id}/{account_id}/" if self.organization else self._own_folder

    @property
    def permitted_folders(self) -> tuple[str, ...]:
        """Where the bucket has to admit a trail that is made or changed; an organization's might become its account's.

        https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
        (2026-04-13).
        """
        return tuple(dict.fromkeys((self._own_folder, self.log_folder(self.account_id))))

    @property
    def _root(self) -> str:
        return f"{self.prefix}/AWSLogs/" if self.prefix else "AWSLogs/"

    @property
    def _own_folder(self) -> str:
        return f"{self._root}{self.account_id}/"

    def covers(self, region: str) -> bool:
        return self.multi_region or region == self.home_region


@dataclass(slots=True)
class Status:
    """What GetTrailStatus tells of a trail in one Region. An error stays until the next success."""

    delivery_attempt: datetime | None = None
    delivered_at: datetime | None = None
    delivery_error: str | None = None
    notification_attempt: datetime | None = None
    notified_at: datetime | None = None
    notification_error: str | None = None
    linked_at: datetime | None = None
    link_error: str | None = None
    digest_delivered_at: datetime | None = None
    digest_error: str | None = None


def check_name(name: str) -> None:
    """https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html (2026-11)."""
    specified = f"Specified name length: {len(name)} characters."
    for wrong, message in (
        (
            len(name) < MIN_NAME,
            f"Trail name too short. Minimum allowed length: {MIN_NAME} characters. {specified}",
        ),
        (
            len(name) > MAX_NAME,
            f"Trail name too long. Maximum allowed length: {MAX_NAME} characters. {specified}",
        ),
        (not name[:1].isalnum(), "Trail name must starts with a letter or number."),
        (not name[-1:].isalnum(), "Trail name must ends with a letter or number."),
        (
            not NAME_CHARACTERS.fullmatch(name),
            CHARACTERS_MESSAGE,
        ),
    ):
        if wrong:
            raise Refusal("InvalidTrailNameException", message)
