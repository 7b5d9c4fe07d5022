"""The accounts that CloudTrail wrote as, as its user guide of 2023 lists them, and the Terraform provider.

https://github.com/awsdocs/aws-cloudtrail-user-guide/blob/main/doc_source/cloudtrail-supported-regions.md (2023-05)
https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/cloudtrail_service_account (2026-04-13)
"""

import pytest

from stacks.legacy import ACCOUNTS, legacy_principals

LISTED = """
us-east-1      086441151436  us-east-2      475085895292  us-west-1      388731089494
us-west-2      113285607260  ca-central-1   819402241893  sa-east-1      814480443879
eu-west-1      859597730677  eu-west-2      282025262664  eu-west-3      262312530599
eu-central-1   035351147821  eu-central-2   453052556044  eu-north-1     829690693026
eu-south-1     669305197877  eu-south-2     757211635381  il-central-1   683224464357
me-south-1     034638983726  me-central-1   585772288577  af-south-1     525921808201
ap-east-1      119688915426  ap-south-1     977081816279  ap-south-2     582488909970
ap-northeast-1 216624486486  ap-northeast-2 492519147666  ap-northeast-3 765225791966
ap-southeast-1 903692715234  ap-southeast-2 284668455005  ap-southeast-3 069019280451
ap-southeast-4 187074758985  cn-north-1     193415116832  cn-northwest-1 681348832753
us-gov-west-1  608710470296  us-gov-east-1  886388586500  us-gov-east-1  608710470296
"""
# What the policies of those days named, before they named every Region's.
NINE = (
    "903692715234 035351147821 859597730677 814480443879 216624486486 086441151436 388731089494 284668455005"
    " 113285607260"
)


def test_the_table_is_the_published_one() -> None:
    words = LISTED.split()
    published = list(zip(words[::2], words[1::2], strict=True))
    assert [(region, account) for region, accounts in ACCOUNTS.items() for account in accounts] == published


def test_the_nine_of_the_old_example_policies_are_among_them() -> None:
    assert {f"arn:aws:iam::{account}:root" for account in NINE.split()} <= set(legacy_principals("aws", "eu-west-1"))


@pytest.mark.parametrize(
    ("partition", "region", "count"),
    [("aws", "eu-central-1", 28), ("aws", "", 28), ("aws-cn", "cn-north-1", 2), ("aws-us-gov", "us-gov-west-1", 2)],
)
def test_the_principals_are_those_of_the_partition_each_once(partition: str, region: str, count: int) -> None:
    found = legacy_principals(partition, region)
    assert len(found) == len(set(found)) == count
    assert all(arn.startswith(f"arn:{partition}:iam::") for arn in found)
