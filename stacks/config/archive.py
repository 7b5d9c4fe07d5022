"""Where the trail keeps its log files: a bucket and its key, made or adopted, and how long what is in it stays."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from stacks.config.group import Group
from stacks.config.value import BucketArn, BucketName, KeyArn, OwnerAccount, Switch, TrailArn, choice, whole

ACCOUNT_OF_ARN = 4


class LockMode(StrEnum):
    GOVERNANCE = "GOVERNANCE"
    COMPLIANCE = "COMPLIANCE"


class ObjectLockConfig(Group, frozen=True):
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html (2026-04-13): at most 100 years."""

    mode: Annotated[LockMode, choice(LockMode)] = LockMode.GOVERNANCE
    days: Annotated[int, whole(1, 36_500)] = 365


class StorageClass(StrEnum):
    """In the order in which an object may go from one to the next.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html (2026-04-13)
    """

    STANDARD_IA = "STANDARD_IA"
    INTELLIGENT_TIERING = "INTELLIGENT_TIERING"
    ONEZONE_IA = "ONEZONE_IA"
    GLACIER_IR = "GLACIER_IR"
    GLACIER = "GLACIER"
    DEEP_ARCHIVE = "DEEP_ARCHIVE"


ONWARD = {StorageClass.ONEZONE_IA: (StorageClass.GLACIER, StorageClass.DEEP_ARCHIVE)}
"""What S3 moves an object to from a class, where that is not every class after it; source as above."""
LEAST_DAYS = {StorageClass.STANDARD_IA: 30, StorageClass.ONEZONE_IA: 30}
"""How old an object has to be for a class, and how long it has to stay there.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html (2026-04-13)
"""


class TierConfig(Group, frozen=True):
    storage_class: Annotated[StorageClass, choice(StorageClass)]
    # The hourly verification reads a log file within the first day.
    after_days: Annotated[int, whole(1, 36_500)]

    def __post_init__(self) -> None:
        least = LEAST_DAYS.get(self.storage_class, 1)
        if self.after_days < least:
            raise ValueError(
                f"after_days: expected at least {least} where storage_class is {self.storage_class},"
                f" got {self.after_days}"
            )


Tiers = Annotated[
    tuple[TierConfig, ...],
    Meta(max_length=6, description="a list of at most 6 objects of storage_class and after_days"),
]
OtherTrails = Annotated[
    tuple[TrailArn, ...], Meta(max_length=40, description="a list of at most 40 ARNs of trails of other accounts")
]


CREATED = ("bucket_name", "object_lock", "tiers", "expire_days")
"""The keys that say how a bucket is made."""


class ArchiveConfig(Group, frozen=True):
    """With bucket_arn the bucket exists already, with key_arn the key; neither is changed."""

    bucket_name: BucketName = ""
    bucket_arn: BucketArn = ""
    bucket_account: OwnerAccount = ""
    key_arn: KeyArn = ""
    access_logs: Switch = True
    object_lock: ObjectLockConfig | None = None
    tiers: Tiers = ()
    expire_days: Annotated[int, whole(2, 36_500)] | None = None
    other_trails: OtherTrails = ()
    legacy_principals: Switch = False

    def __post_init__(self) -> None:
        if self.bucket_account and not self.bucket_arn:
            raise ValueError(f'bucket_account: expected "" where bucket_arn is "", got "{self.bucket_account}"')
        for key in CREATED:
            if self.bucket_arn and getattr(self, key):
                raise ValueError(f"{key}: expected none where bucket_arn has a value: an adopted bucket is not changed")
        self._check_tiers()

    def _check_tiers(self) -> None:
        order = list(StorageClass)
        for place, (earlier, later) in enumerate(zip(self.tiers, self.tiers[1:], strict=False), start=1):
            onward = ONWARD.get(earlier.storage_class, order[order.index(earlier.storage_class) + 1 :])
            if later.storage_class not in onward:
                raise ValueError(
                    f"tiers[{place}].storage_class: expected a class that S3 moves objects to from"
                    f" {earlier.storage_class}, got {later.storage_class}"
                )
            least = earlier.after_days + LEAST_DAYS.get(earlier.storage_class, 1)
            if later.after_days < least:
                told = f"at least {least} after {earlier.storage_class} at {earlier.after_days}"
                raise ValueError(f"tiers[{place}].after_days: expected {told}, got {later.after_days}")
        kept = max([tier.after_days for tier in self.tiers], default=0)
        locked = self.object_lock.days if self.object_lock else 0
        for least, of in ((kept, "the last tier's after_days"), (locked, "object_lock.days")):
            if self.expire_days is not None and self.expire_days <= least:
                raise ValueError(f"expire_days: expected more than {of} ({least}), got {self.expire_days}")
