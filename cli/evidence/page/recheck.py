"""How the page is checked without Trailkeeper: AWS's own command, and each step by hand.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-cli.html and
cloudtrail-log-file-custom-validation.html (2026-04-13).
"""

import shlex
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from xml.etree import ElementTree as ET

from cli.evidence.evidence import Evidence
from cli.evidence.page.element import code, commands, section, tag
from lambdas.core.chain import at
from lambdas.core.digest_key import Chain
from stacks.config.rule import partition_of

_MOST = 8
_SOURCE = "docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-custom-validation.html"
_COMMAND = "AWS's own command, for the same range. It looks at one Region at a time, and reads the bucket:"
_NO_COMMAND = "AWS's own command is aws cloudtrail validate-logs; there is no digest here that tells of which trail."
_LOG_FILE = """\
A log file: its sha256 is over the inflated bytes. It is hashValue in logFiles of the digest that lists it."""
_DIGEST = """\
A digest: CloudTrail signs four lines, the last of them without a newline at its end. They are the digest's
digestEndTime; BUCKET/KEY; the sha256 of its inflated bytes; and its previousDigestSignature, or null."""
_SIGNATURE = """\
Its signature is in the metadata of its object, in hex. The public key of its digestPublicKeyFingerprint is in the
answer of ListPublicKeys of its Region, as DER in Base64."""
_CHAIN = """\
The chain: each digest names the one before it by previousDigestS3Object, by the sha256 of its inflated bytes as
previousDigestHashValue, and by its signature. An hour without a digest is a gap."""
_METADATA = "aws s3api head-object --bucket BUCKET --key KEY --query Metadata.signature --output text"
_BY_HAND = (
    (_LOG_FILE, ("gunzip -c LOG-FILE.json.gz | sha256sum",)),
    (
        _DIGEST,
        (
            "gunzip -c DIGEST.json.gz | sha256sum",
            "printf '%s\\n%s\\n%s\\n%s' END BUCKET/KEY SHA256 PREVIOUS-SIGNATURE >signed.txt",
        ),
    ),
    (
        _SIGNATURE,
        (
            f"{_METADATA} | xxd -r -p >signature.bin",
            "aws cloudtrail list-public-keys --region REGION --start-time TIME --end-time TIME",
            "printf %s VALUE | base64 -d | openssl rsa -RSAPublicKey_in -inform DER -out key.pem",
            "openssl dgst -sha256 -verify key.pem -signature signature.bin signed.txt",
        ),
    ),
    (_CHAIN, ()),
)


def recheck(evidence: Evidence) -> ET.Element:
    chains = _by_account(evidence)
    intro = tag("p", _COMMAND if chains else _NO_COMMAND)
    told = section("How to check this page without Trailkeeper", intro, class_="whole")
    told.extend(commands(*_command(evidence, of, regions)) for of, regions in islice(chains.items(), _MOST))
    if len(chains) > _MOST:
        told.append(tag("p", f"And {len(chains) - _MOST:,} more in the same way, one for each account and trail."))
    told.append(tag("p", "By hand, as AWS documents it at ", code(_SOURCE), ":"))
    for what, lines in _BY_HAND:
        told.append(tag("p", " ".join(what.splitlines())))
        told.extend([commands(*lines)] if lines else [])
    return told


def _by_account(evidence: Evidence) -> Mapping[Chain, Sequence[str]]:
    """The Regions of each account and trail."""
    regions: dict[Chain, set[str]] = defaultdict(set)
    for each in evidence.main.proof.chains:
        chain = each.chain
        regions[Chain(chain.folder, chain.account, "", chain.trail, chain.home_region)].add(chain.region)
    return {of: sorted(found) for of, found in regions.items()}


def _command(evidence: Evidence, chain: Chain, regions: Sequence[str]) -> Iterator[str]:
    prefix, _, below = chain.folder.rpartition("AWSLogs/")
    is_organization = below.startswith("o-")
    owner = "MANAGEMENT-ACCOUNT" if is_organization else chain.account
    arn = f"arn:{partition_of(chain.home_region)}:cloudtrail:{chain.home_region}:{owner}:trail/{chain.trail}"
    of_prefix = f" --s3-prefix {shlex.quote(prefix.rstrip('/'))}" if prefix else ""
    of_account = f" --account-id {chain.account}" if is_organization else ""
    yield f"for region in {' '.join(regions)}; do"
    yield '  aws cloudtrail validate-logs --region "$region" --verbose \\'
    yield f"    --trail-arn {shlex.quote(arn)}{of_account} \\"
    yield f"    --s3-bucket {shlex.quote(evidence.main.proof.bucket)}{of_prefix} \\"
    yield f"    --start-time {at(evidence.from_s)} --end-time {at(evidence.until_s)}"
    yield "done"
