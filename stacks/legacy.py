"""The accounts that CloudTrail wrote as, one a Region, before it had a service principal.

Its user guide of 2023 lists them, and says that cloudtrail.amazonaws.com takes their place:
https://github.com/awsdocs/aws-cloudtrail-user-guide/blob/main/doc_source/cloudtrail-supported-regions.md (2023-05), and
il-central-1 of https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/cloudtrail_service_account
(2026-04-13). Of us-gov-east-1 the two name different accounts; both are here.
"""

from stacks.config.rule import partition_of

ACCOUNTS: dict[str, tuple[str, ...]] = {
    "us-east-1": ("086441151436",),
    "us-east-2": ("475085895292",),
    "us-west-1": ("388731089494",),
    "us-west-2": ("113285607260",),
    "ca-central-1": ("819402241893",),
    "sa-east-1": ("814480443879",),
    "eu-west-1": ("859597730677",),
    "eu-west-2": ("282025262664",),
    "eu-west-3": ("262312530599",),
    "eu-central-1": ("035351147821",),
    "eu-central-2": ("453052556044",),
    "eu-north-1": ("829690693026",),
    "eu-south-1": ("669305197877",),
    "eu-south-2": ("757211635381",),
    "il-central-1": ("683224464357",),
    "me-south-1": ("034638983726",),
    "me-central-1": ("585772288577",),
    "af-south-1": ("525921808201",),
    "ap-east-1": ("119688915426",),
    "ap-south-1": ("977081816279",),
    "ap-south-2": ("582488909970",),
    "ap-northeast-1": ("216624486486",),
    "ap-northeast-2": ("492519147666",),
    "ap-northeast-3": ("765225791966",),
    "ap-southeast-1": ("903692715234",),
    "ap-southeast-2": ("284668455005",),
    "ap-southeast-3": ("069019280451",),
    "ap-southeast-4": ("187074758985",),
    "cn-north-1": ("193415116832",),
    "cn-northwest-1": ("681348832753",),
    "us-gov-west-1": ("608710470296",),
    "us-gov-east-1": ("886388586500", "608710470296"),
}


def legacy_principals(partition: str, region: str) -> list[str]:
    """The roots of the accounts of every Region of the partition that the Region is in; each once."""
    there = [ids for each, ids in ACCOUNTS.items() if partition_of(each) == partition_of(region)]
    accounts = dict.fromkeys(account for ids in there for account in ids)
    return [f"arn:{partition}:iam::{account}:root" for account in accounts]
