"""The buckets: whether they are there and whose they are, and how they keep what is in them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from cli.account import Answer, Forbidden
from cli.doctor.check.key import described, owner
from cli.doctor.examined import Account, Examined, Step, separately
from cli.doctor.result import Result, fail, missing, ok, warn
from stacks import name
from stacks.config.archive import ObjectLockConfig
from stacks.config.ingestion import Path

KMS = ("aws:kms", "aws:kms:dsse")
BLOCKED = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")


@dataclass(frozen=True)
class Bucket:
    arn: str
    key_arn: str = ""
    """Of its key or an alias of that, where it has one of the deployment's."""
    lock: ObjectLockConfig | None = None
    adopted: bool = False
    owner: str = ""

    @property
    def name(self) -> str:
        return self.arn.rpartition(":")[2]


def buckets(examined: Examined) -> list[Bucket]:
    config, place = examined.config, examined.place
    adopted = bool(config.archive.bucket_arn)
    key = "" if adopted else name.archive_key(place, config)
    lock = config.archive.object_lock
    found = [Bucket(name.archive_arn(place, config), key, lock, adopted, name.archive_owner(place, config))]
    if Path.PIPELINE in config.paths:
        key = name.arn(place, "kms", f"alias/{name.key_alias(config, 'quarantine')}")
        found.append(Bucket(name.quarantine_arn(place, config), key, owner=place.account))
    if config.archive.access_logs:
        access_logs = name.bucket_arn(place, name.access_logs_bucket(place, config))
        found.append(Bucket(access_logs, owner=place.account))
    return found


def bucket(examined: Examined) -> Iterator[Result]:
    yield from separately({one.arn: _bucket(examined, one) for one in buckets(examined)})


def _bucket(examined: Examined, one: Bucket) -> Step:
    def look() -> Iterator[Result]:
        account = examined.account(one.owner)
        try:
            head = account.read(
                "s3", "head_bucket", f"bucket {one.name}", Bucket=one.name, ExpectedBucketOwner=one.owner
            )
        except Forbidden:
            if one.adopted or _owned(account, one):
                raise
            found = "the name is taken, by a bucket of another account"
            yield fail(one.arn, found, "choose another by archive.bucket_name or quarantine.bucket_name")
            return
        if head is None:
            yield missing(one.arn, adopted=one.adopted)
            return
        yield from _settings(examined, account, one, head)

    return look


def _owned(account: Account, one: Bucket) -> bool:
    """Of a bucket that nobody lets look into. Raises an error where these credentials cannot list their own either."""
    listed = account.read("s3", "list_buckets", "buckets") or {}
    return one.name in {each["Name"] for each in listed.get("Buckets") or []}


def _settings(examined: Examined, account: Account, one: Bucket, head: Answer) -> Iterator[Result]:
    """What differs from what a deployment makes, of each setting that can be read."""
    found = list(_region(examined, one, head))
    found += [each for setting in SETTINGS for each in separately({one.arn: partial(setting, examined, account, one)})]
    yield from found or [ok(one.arn, "it is there, private, versioned and encrypted as configured")]


def _differs(one: Bucket, found: str, todo: str) -> Result:
    """Its owner changes an adopted bucket, or does not."""
    return warn(one.arn, found, todo) if one.adopted else fail(one.arn, found, todo)


def _region(examined: Examined, one: Bucket, head: Answer) -> Iterator[Result]:
    """A trail's key has to be in the bucket's Region. As of 2026-04-13:

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/encrypting-cloudtrail-log-files-with-aws-kms.html
    """
    there, here = head.get("BucketRegion"), examined.place.region
    if there in (None, here):
        return
    found = f"it is in {there}, and the deployment in {here}"
    if one.key_arn or (one.adopted and name.archive_key(examined.place, examined.config)):
        found = f"{found}: CloudTrail refuses a key of another Region than the bucket's"
        yield fail(one.arn, found, f"choose a bucket in {here}, or deploy in {there}")
    else:
        yield warn(one.arn, f"{found}: every log file is read across Regions", f"deploy in {there}")


def _versioning(_: Examined, account: Account, one: Bucket) -> Iterator[Result]:
    answer = account.read("s3", "get_bucket_versioning", f"bucket {one.name}", Bucket=one.name) or {}
    if answer.get("Status") != "Enabled":
        found = f"its versioning is {answer.get('Status', 'off')}: what is overwritten or deleted is gone"
        todo = f"aws s3api put-bucket-versioning --bucket {one.name} --versioning-configuration Status=Enabled"
        yield _differs(one, found, todo)


def _public_access(_: Examined, account: Account, one: Bucket) -> Iterator[Result]:
    answer = account.read("s3", "get_public_access_block", f"bucket {one.name}", Bucket=one.name) or {}
    block: Mapping[str, Any] = answer.get("PublicAccessBlockConfiguration", {})
    if lacking := [each for each in BLOCKED if not block.get(each)]:
        yield _differs(one, f"it does not block public access ({', '.join(lacking)})", "block it, all four ways")


def _encryption(examined: Examined, account: Account, one: Bucket) -> Iterator[Result]:
    if not one.key_arn:
        return
    by = _default_encryption(account, one)
    there = by.get("KMSMasterKeyID", "")
    wanted = described(owner(examined, one.key_arn), one.key_arn) or {}
    if by.get("SSEAlgorithm") != "aws:kms" or there not in {one.key_arn, wanted.get("Arn"), wanted.get("KeyId")}:
        found = f"it is encrypted with {there or by.get('SSEAlgorithm', 'nothing')}, and not with {one.key_arn}"
        yield _differs(one, found, "find out who changed it, and deploy once more")


def _unnamed_key(examined: Examined, account: Account, one: Bucket) -> Iterator[Result]:
    """Of an adopted trail and bucket without archive.key_arn: what the trail does not encrypt the bucket does.

    The key aws/s3 lets whoever may read the bucket in its account use it, and has no other reader:
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html (2026-04-13)
    """
    if not one.adopted or name.archive_key(examined.place, examined.config):
        return
    by = _default_encryption(account, one)
    key = by.get("KMSMasterKeyID", "")
    if by.get("SSEAlgorithm") not in KMS or not key or key.endswith("alias/aws/s3"):
        return
    if (examined.trail() or {}).get("KmsKeyId"):
        return
    found = (
        f"it is encrypted with {key}, which is not configured: deliver may not decrypt, and every log file is denied"
    )
    yield fail(one.arn, found, f"set archive.key_arn to the ARN of that key ({key}), and deploy once more")


def _default_encryption(account: Account, one: Bucket) -> Mapping[str, str]:
    answer = account.read("s3", "get_bucket_encryption", f"bucket {one.name}", Bucket=one.name) or {}
    rules = answer.get("ServerSideEncryptionConfiguration", {}).get("Rules") or [{}]
    by: Mapping[str, str] = rules[0].get("ApplyServerSideEncryptionByDefault", {})
    return by


def _object_lock(_: Examined, account: Account, one: Bucket) -> Iterator[Result]:
    if one.lock is None:
        return
    answer = account.read("s3", "get_object_lock_configuration", f"bucket {one.name}", Bucket=one.name) or {}
    there = answer.get("ObjectLockConfiguration", {}).get("Rule", {}).get("DefaultRetention", {})
    if there.get("Mode") != one.lock.mode or there.get("Days") != one.lock.days:
        found = f"its Object Lock is {_lock(there)}, and {one.lock.mode} for {one.lock.days} days is configured"
        yield _differs(one, found, "deploy Trailkeeper-Archive once more")


def _requester_pays(_: Examined, account: Account, one: Bucket) -> Iterator[Result]:
    """CloudTrail does not pay. As of 2026-04-13:

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
    """
    answer = account.read("s3", "get_bucket_request_payment", f"bucket {one.name}", Bucket=one.name) or {}
    if answer.get("Payer") == "Requester":
        yield fail(one.arn, "its requesters pay, which CloudTrail does not do", "turn Requester Pays off")


def _lock(there: Mapping[str, Any]) -> str:
    if not there:
        return "off"
    length = f"{there['Days']} days" if there.get("Days") else f"{there.get('Years')} years"
    return f"{there.get('Mode')} for {length}"


SETTINGS: tuple[Callable[[Examined, Account, Bucket], Iterator[Result]], ...] = (
    _versioning,
    _public_access,
    _encryption,
    _unnamed_key,
    _object_lock,
    _requester_pays,
)
