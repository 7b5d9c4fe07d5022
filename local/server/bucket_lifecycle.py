"""A template's LifecycleConfiguration as PutBucketLifecycleConfiguration takes it.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-s3-bucket-rule.html
https://docs.aws.amazon.com/AmazonS3/latest/API/API_LifecycleRule.html (2026-04-13)
"""

from collections.abc import Mapping
from typing import Any

Members = Mapping[str, Any]

PREDICATES = ("Prefix", "ObjectSizeGreaterThan", "ObjectSizeLessThan")


def lifecycle(_bucket: str, configuration: Members) -> Members:
    return {"Rule": [_rule(rule) for rule in configuration["Rules"]]}


def _rule(rule: Members) -> Members:
    former = _present(NoncurrentDays=rule.get("NoncurrentVersionExpirationInDays"))
    return {
        "ID": rule.get("Id"),
        "Filter": _filter(rule),
        "Status": rule["Status"],
        "Transition": [
            _present(Days=item.get("TransitionInDays"), Date=item.get("TransitionDate"), StorageClass=_class(item))
            for item in _all(rule, "Transition")
        ],
        "NoncurrentVersionTransition": [
            _present(
                NoncurrentDays=item.get("TransitionInDays"),
                NewerNoncurrentVersions=item.get("NewerNoncurrentVersions"),
                StorageClass=_class(item),
            )
            for item in _all(rule, "NoncurrentVersionTransition")
        ],
        "Expiration": _present(
            Days=rule.get("ExpirationInDays"),
            Date=rule.get("ExpirationDate"),
            ExpiredObjectDeleteMarker=rule.get("ExpiredObjectDeleteMarker"),
        ),
        "NoncurrentVersionExpiration": rule.get("NoncurrentVersionExpiration", former),
        "AbortIncompleteMultipartUpload": rule.get("AbortIncompleteMultipartUpload"),
    }


def _all(rule: Members, name: str) -> list[Members]:
    """A template may say one of them or several."""
    return [*([rule[name]] if name in rule else ()), *rule.get(f"{name}s", ())]


def _class(transition: Members) -> str:
    """`Glacier` is a former name of GLACIER."""
    return str(transition["StorageClass"]).upper()


def _filter(rule: Members) -> Members:
    """Of the objects that a rule is for: all of them, those of one predicate, or of several at once."""
    tags = list(rule.get("TagFilters", ()))
    predicates = {name: rule[name] for name in PREDICATES if name in rule}
    if len(predicates) + len(tags) > 1:
        return {"And": {**predicates, "Tag": tags}}
    return {"Tag": tags} if tags else predicates or {"Prefix": ""}


def _present(**members: Any) -> Members | None:
    """None where nothing is said."""
    return {name: value for name, value in members.items() if value is not None} or None
