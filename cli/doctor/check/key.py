"""The keys of a deployment: which they are, whether they can be used, and who may use them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cli.account import Answer
from cli.doctor.examined import Account, Examined, Step, separately
from cli.doctor.result import Result, fail, missing, ok, warn
from stacks import adoption, name, policy
from stacks.config.ingestion import Path
from stacks.name import At
from stacks.policy import Statement

ENABLED = "Enabled"


@dataclass(frozen=True)
class Key:
    arn: str
    """Of its alias, where the deployment makes it."""
    purpose: str
    statements: Sequence[Statement]
    """What others than its account have to be allowed."""
    adopted: bool = False


def keys(examined: Examined) -> list[Key]:
    """Those that the configuration makes or adopts."""
    config, place = examined.config, examined.place
    made = []
    if name.makes_archive_key(config):
        made.append(Key(name.archive_key(place, config), "archive", policy.archive_key_statements(place, config)))
    if config.archive.key_arn:
        asked = (each.statements for each in adoption.requirements(config) if each.path == "archive.key_arn")
        made.append(Key(config.archive.key_arn, "archive", next(asked), adopted=True))
    if Path.PIPELINE in config.paths:
        made += [
            _made(place, examined, "notification", policy.notification_key_statements(place, config)),
            _made(place, examined, "records", [policy.log_group_key_statement(place)]),
            _made(place, examined, "ledger", []),
            _made(place, examined, "quarantine", []),
            _made(place, examined, "verification", policy.verification_key_statements(place)),
        ]
    if Path.NATIVE in config.paths:
        there = At(place.partition, examined.trail_account, place.region)
        use = policy.log_group_key_statement(there)
        made.append(_made(there, examined, "native", [use]))
    return made


def _made(place: At, examined: Examined, purpose: str, statements: Sequence[Statement]) -> Key:
    alias = f"alias/{name.key_alias(examined.config, purpose)}"
    return Key(name.arn(place, "kms", alias), purpose, statements)


def owner(examined: Examined, arn: str) -> Account:
    return examined.account(name.account_of(arn))


def described(account: Account, arn: str) -> Answer | None:
    """What KMS says of the key with that ARN, or with an alias of that ARN."""
    answer = account.read("kms", "describe_key", f"key {arn}", KeyId=arn)
    return answer and answer["KeyMetadata"]


def policy_of(account: Account, arn: str) -> str:
    """By the key's own ARN. Of a key in another account KMS tells nobody."""
    answer = account.read("kms", "get_key_policy", f"policy of key {arn}", KeyId=arn, PolicyName="default") or {}
    written: str = answer.get("Policy", "")
    return written


def key_state(examined: Examined) -> Iterator[Result]:
    yield from separately({key.arn: _state(examined, key) for key in keys(examined)})


def _state(examined: Examined, key: Key) -> Step:
    def look() -> Iterator[Result]:
        account = owner(examined, key.arn)
        metadata = described(account, key.arn)
        if metadata is None:
            yield missing(key.arn, adopted=key.adopted)
        elif metadata["KeyState"] != ENABLED:
            until = metadata.get("DeletionDate")
            found = f"the {key.purpose} key is {metadata['KeyState']}{f', to be deleted at {until}' if until else ''}"
            todo = "cancel-key-deletion and enable-key, then find out why: without it nothing that it encrypts is read"
            yield fail(metadata["Arn"], found, todo)
        else:
            yield _rotation(account, key, metadata)

    return look


def _rotation(account: Account, key: Key, metadata: Answer) -> Result:
    """KMS rotates what it has made itself.

    https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html (2026-04-13)
    """
    arn, told = metadata["Arn"], f"the {key.purpose} key is enabled"
    if metadata.get("Origin", "AWS_KMS") != "AWS_KMS" or metadata.get("KeyManager", "CUSTOMER") != "CUSTOMER":
        return ok(arn, f"{told}; KMS does not rotate it for you")
    answer = account.read("kms", "get_key_rotation_status", f"rotation of key {arn}", KeyId=arn) or {}
    if answer.get("KeyRotationEnabled"):
        return ok(arn, f"{told}, and rotated")
    return warn(arn, f"{told}, but is not rotated", f"aws kms enable-key-rotation --key-id {arn}")
