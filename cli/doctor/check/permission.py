"""Whether CloudTrail, and the pipeline, are allowed what they need: the policies of bucket, keys and topic."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence

from cli.doctor.check.key import Key, described, keys, owner, policy_of
from cli.doctor.examined import Examined, Look, Step, separately
from cli.doctor.policy.comparison import Gap, Kind, compare
from cli.doctor.policy.condition import Context
from cli.doctor.policy.request import ENCRYPTION, ENCRYPTION_KEY, Facts
from cli.doctor.result import Result, Status, fail, missing, ok, skipped
from lambdas.core.error import PipelineError
from stacks import adoption, name, policy
from stacks.config import Config
from stacks.config.ingestion import Path
from stacks.name import At
from stacks.policy import CLOUDTRAIL, Statement, key_statement

Attributes = Mapping[str, str]
TOLD = 5
"""Gaps of one kind in a result."""
# The aws/sns key lets no service use it, and its policy cannot be changed. As of 2026-04-13:
# https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-permissions-for-sns-notifications.html
OWN_KEY = (
    "encrypt it with a key of your own, which cloudtrail.amazonaws.com may use (kms:GenerateDataKey*, kms:Decrypt)"
)
PUBLISHES = [
    key_statement("Allow CloudTrail to publish to the topic", CLOUDTRAIL, ["kms:GenerateDataKey*", "kms:Decrypt"])
]

# By the kind of a gap: its status, and what to do about it.
VERDICTS = {
    Kind.MISSING: (Status.FAIL, "add the statement"),
    Kind.DENIED: (Status.FAIL, "let the statement that denies it leave out service principals, or what is documented"),
    Kind.WIDER: (Status.WARN, "add the condition on aws:SourceArn, as in"),
    Kind.UNCLEAR: (Status.UNDECIDED, "read the statement beside the documented one"),
}


def bucket_policy(examined: Examined) -> Iterator[Result]:
    config, place = examined.config, examined.place
    arn, bucket = name.archive_arn(place, config), name.archive_bucket(place, config)
    adopted = bool(config.archive.bucket_arn)
    account = examined.account(name.archive_owner(place, config))
    if account.read("s3", "head_bucket", arn, Bucket=bucket) is None:
        yield missing(arn, adopted=adopted)
        return
    answer = account.read("s3", "get_bucket_policy", f"policy of {arn}", Bucket=bucket) or {}
    documented = _required(examined, "archive.bucket_arn") if adopted else policy.bucket_statements(place, config)
    facts = Facts(organization=_organization(config), encryptions=encryptions(examined), folders=_folders(examined))
    yield from results(arn, compare(answer.get("Policy", ""), documented, facts))


def _required(examined: Examined, path: str) -> Sequence[Statement]:
    return next(each.statements for each in adoption.requirements(examined.config) if each.path == path)


def encryptions(examined: Examined) -> list[Context]:
    """What CloudTrail's PutObject may say: with a key, and where it validates log files also without one.

    As of 2026-04-13:
    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/encrypting-cloudtrail-log-files-with-aws-kms.html
    """
    key = name.archive_key(examined.place, examined.config)
    by_s3: Context = {ENCRYPTION: ("AES256",), ENCRYPTION_KEY: (None,)}
    if not key:
        return [{ENCRYPTION: (None, "AES256"), ENCRYPTION_KEY: (None,)}]
    by_kms: Context = {ENCRYPTION: ("aws:kms",)}
    if arn := _arn_of(examined, key):
        by_kms = {**by_kms, ENCRYPTION_KEY: (arn,)}
    validated = examined.config.trail.log_file_validation or examined.adopts_trail
    return [by_kms, by_s3] if validated else [by_kms]


def _arn_of(examined: Examined, key: str) -> str:
    """Of the key, or empty where that cannot be found out: of an alias it takes a call."""
    try:
        metadata = described(owner(examined, key), key)
    except PipelineError:
        return ""
    return metadata["Arn"] if metadata else ""


def _folders(examined: Examined) -> dict[str, str]:
    config = examined.config
    prefixes = [each for each in name.key_prefixes(config) if each]
    folders = {f"/{each}/AWSLogs/": f"the prefix {each}" for each in prefixes}
    if config.organization:
        folders[f"/{config.organization.id}/"] = "the organization's folder"
    return folders


def key_policy(examined: Examined) -> Iterator[Result]:
    yield from separately({key.arn: _key(examined, key) for key in keys(examined) if key.statements})


def _key(examined: Examined, key: Key) -> Step:
    def look() -> Iterator[Result]:
        account = owner(examined, key.arn)
        metadata = described(account, key.arn)
        if metadata is None:
            yield missing(key.arn, adopted=key.adopted)
            return
        arn: str = metadata["Arn"]
        yield from results(arn, compare(policy_of(account, arn), key.statements, Facts(resource=arn)))

    return look


def of_topic(look: Callable[[Examined, str, Attributes], Iterator[Result]]) -> Look:
    """A check of the topic as it is, with its ARN and attributes."""

    def check(examined: Examined) -> Iterator[Result]:
        config = examined.config
        arn = name.topic_arn(examined.place, config)
        if Path.PIPELINE not in config.paths:
            yield skipped(arn, "nothing is delivered by the pipeline")
            return
        answer = owner(examined, arn).read("sns", "get_topic_attributes", f"topic {arn}", TopicArn=arn)
        if answer is None:
            yield missing(arn, adopted=bool(config.notification.topic_arn))
        else:
            yield from look(examined, arn, answer["Attributes"])

    return check


@of_topic
def topic_policy(examined: Examined, arn: str, attributes: Attributes) -> Iterator[Result]:
    config, place = examined.config, examined.place
    adopted = bool(config.notification.topic_arn)
    documented = _required(examined, "notification.topic_arn") if adopted else policy.topic_statements(place, config)
    yield from results(
        arn, compare(attributes.get("Policy", ""), documented, Facts(organization=_organization(config)))
    )


@of_topic
def topic_key(examined: Examined, arn: str, attributes: Attributes) -> Iterator[Result]:
    if key := attributes.get("KmsMasterKeyId"):
        yield from _topics_key(examined, arn, key)
    elif examined.config.notification.topic_arn:
        yield ok(arn, "it has no key of its own, which CloudTrail can use as it is")
    else:
        yield fail(arn, "it is not encrypted with the deployment's key", "deploy Trailkeeper-Notification once more")


def _topics_key(examined: Examined, topic: str, key: str) -> Iterator[Result]:
    """key: an id, an ARN, or an alias of either kind."""
    arn = _key_arn(examined.place, topic, key)
    if arn.endswith(":alias/aws/sns"):
        yield fail(topic, "it is encrypted with alias/aws/sns, which CloudTrail cannot use: it cannot publish", OWN_KEY)
        return
    account = owner(examined, arn)
    metadata = described(account, arn)
    if metadata is None:
        yield fail(topic, f"it is encrypted with {key}, which does not exist: CloudTrail cannot publish", OWN_KEY)
    elif metadata.get("KeyManager") == "AWS":
        yield fail(topic, f"it is encrypted with {key}, a key of AWS, which CloudTrail cannot use", OWN_KEY)
    else:
        gaps = compare(policy_of(account, metadata["Arn"]), PUBLISHES, Facts(resource=metadata["Arn"]))
        yield from results(topic, gaps, "the policy of its key")


def _key_arn(place: At, topic: str, key: str) -> str:
    if key.startswith("arn:"):
        return key
    return name.arn(place, "kms", key if "/" in key else f"key/{key}", account=name.account_of(topic))


def _organization(config: Config) -> str:
    return config.organization.id if config.organization else ""


def results(arn: str, gaps: Sequence[Gap], what: str = "its policy") -> Iterator[Result]:
    """One for each documented statement and kind of gap."""
    if not gaps:
        yield ok(arn, f"{what} allows what is documented")
    alike: dict[tuple[str, str], list[Gap]] = {}
    for gap in gaps:
        alike.setdefault((gap.kind, gap.document.get("Sid", "")), []).append(gap)
    for some in alike.values():
        status, todo = VERDICTS[some[0].kind]
        told = "; ".join(gap.told for gap in some[:TOLD])
        more = f"; and {len(some) - TOLD} more" if len(some) > TOLD else ""
        document = some[0].document
        yield Result(status, arn, f"{told}{more}", f"{todo}: {json.dumps(document)}" if document else todo)
