"""The requests that a documented statement stands for: who calls what, on which resource, and what is known of it.

What a service's own call lacks (an organization, a VPC endpoint, an ARN of its own):
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html (2026-04-13)
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any, Final

from cli.doctor.policy.condition import Context
from cli.doctor.policy.glob import covers
from cli.doctor.policy.statement import Principal, many

Document = Mapping[str, Any]
"""A statement as AWS documents it, with an effect of Allow."""

SOURCE: Final = "aws:sourcearn"
TRAIL_CONTEXT: Final = "kms:encryptioncontext:aws:cloudtrail:arn"
ENCRYPTION: Final = "s3:x-amz-server-side-encryption"
ENCRYPTION_KEY: Final = "s3:x-amz-server-side-encryption-aws-kms-key-id"
PUT: Final = "s3:putobject"
LACKED: Final = (None,)
_FOLDER = re.compile(r"/AWSLogs/(?P<account>\d{12})/", re.ASCII)

STRANGER: Final = "999999999999"
"""The account of a trail that nobody here has made."""

EVERY_REQUEST: Final[Context] = {
    "aws:securetransport": ("true",),
    # https://aws.amazon.com/blogs/security/tls-1-2-required-for-aws-endpoints/ (2022-07-20)
    "s3:tlsversion": ("1.2", "1.3"),
}
OF_SERVICE: Final[Context] = {
    "aws:principalisawsservice": ("true",),
    "aws:multifactorauthage": LACKED,
    "aws:multifactorauthpresent": LACKED,
    "aws:principalaccount": LACKED,
    "aws:principalarn": LACKED,
    "aws:principalorgid": LACKED,
    "aws:principalorgpaths": LACKED,
    "aws:principaltag": LACKED,
    "aws:sourceowner": LACKED,
    "aws:sourcevpc": LACKED,
    "aws:sourcevpce": LACKED,
    "aws:username": LACKED,
    "aws:vpcsourceip": LACKED,
}
OF_ACCOUNT: Final[Context] = {"aws:principalisawsservice": ("false",), SOURCE: LACKED, "aws:sourceaccount": LACKED}


@dataclass(frozen=True)
class Facts:
    """What is known of the resource and of the deployment, beside the statements."""

    resource: str = ""
    """The ARN that "*" stands for, in the policy of a key."""
    organization: str = ""
    encryptions: Sequence[Context] = ()
    """What PutObject may say of the encryption, each in a request of its own; empty where that is not known."""
    folders: Mapping[str, str] = field(default_factory=dict)
    """A part of a resource, and what it is to a person."""


@dataclass(frozen=True)
class Request:
    principal: Principal
    action: str
    """May hold wildcards, as its resource may: all of them are wanted."""
    resource: str
    context: Context
    told: str = ""
    """What sets it apart from the other requests of its statement."""


def requests(document: Document, facts: Facts) -> Iterator[Request]:
    principals = [(kind, who) for kind, names in document["Principal"].items() for who in many(names)]
    resources = [facts.resource or "*" if each == "*" else each for each in many(document["Resource"])]
    contexts = list(_contexts(document))
    for principal, action, resource, context in product(principals, many(document["Action"]), resources, contexts):
        if not _of_one_account(resource, context):
            continue
        plain = Request(principal, action, resource, {**_known(principal, facts), **context})
        yield from _encrypted(plain, facts)


def _contexts(document: Document) -> Iterator[Context]:
    """One for each way to choose of the values, but of a trail's own ARN, which is the same wherever it is told."""
    said = {
        key.lower(): many(values) for keys in document.get("Condition", {}).values() for key, values in keys.items()
    }
    for chosen in product(*said.values()):
        context = dict(zip(said, chosen, strict=True))
        source = context.get(SOURCE, "")
        if TRAIL_CONTEXT in context:
            if not covers(context[TRAIL_CONTEXT], source):
                continue
            context[TRAIL_CONTEXT] = source
        yield {**{key: (value,) for key, value in context.items()}, **_account(source)}


def _account(source: str) -> Context:
    return {"aws:sourceaccount": (source.split(":")[4],)} if source else {}


def _of_one_account(resource: str, context: Context) -> bool:
    """A trail of one account writes to no folder of another's, where a bucket has several."""
    folder = _FOLDER.search(resource)
    source = context.get("aws:sourceaccount")
    return folder is None or source is None or source == (folder["account"],)


def _known(principal: Principal, facts: Facts) -> Context:
    kind, who = principal
    if kind == "Service":
        known = {**EVERY_REQUEST, **OF_SERVICE, "aws:principalservicename": (who,)}
        return {**known, "aws:sourceorgid": (facts.organization,)} if facts.organization else known
    role = {} if who.endswith(":root") else {"aws:principalarn": (who,)}
    organization = {"aws:principalorgid": (facts.organization,)} if facts.organization else {}
    account = {"aws:principalaccount": (who.split(":")[4],)}
    return {**EVERY_REQUEST, **OF_ACCOUNT, **account, **organization, **role}


def _encrypted(request: Request, facts: Facts) -> Iterator[Request]:
    if request.action.lower() != PUT or not facts.encryptions:
        yield request
        return
    for each in facts.encryptions:
        known = [value for value in each.get(ENCRYPTION, ()) if value]
        told = f"encrypted with {known[0]}" if len(known) == 1 and len(facts.encryptions) > 1 else ""
        yield replace(request, context={**request.context, **each}, told=told)


def of_stranger(request: Request) -> Request:
    """The same of a trail of an account that has nothing to do with the deployment."""
    partition, region = request.context[SOURCE][0].split(":")[1:4:2]  # type: ignore[union-attr]  # a documented value
    trail = f"arn:{partition}:cloudtrail:{region}:{STRANGER}:trail/trail"
    changed = {SOURCE: (trail,), "aws:sourceaccount": (STRANGER,), "aws:sourceorgid": ("o-another",)}
    if TRAIL_CONTEXT in request.context:
        changed[TRAIL_CONTEXT] = (trail,)
    return replace(request, context={**request.context, **changed, "aws:sourceorgpaths": ("o-another/",)})
