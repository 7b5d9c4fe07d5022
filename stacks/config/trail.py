"""The trail itself: made, or adopted by its ARN; and the organization whose accounts it records."""

from typing import Annotated

from msgspec import Meta

from stacks.config.group import Group
from stacks.config.insight import Aggregation, Insights, check_aggregation, check_insights
from stacks.config.selector import SelectorsConfig
from stacks.config.value import AccountId, KeyPrefix, OrganizationId, Switch, TopicArn, TrailArn, TrailName

Administrators = Annotated[
    tuple[AccountId, ...], Meta(max_length=3, description="a list of at most 3 account ids of 12 digits")
]

FormerTrails = Annotated[
    tuple[TrailArn, ...], Meta(max_length=10, description="a list of at most 10 ARNs of trails that wrote here before")
]
FormerPrefixes = Annotated[tuple[KeyPrefix, ...], Meta(max_length=10, description="a list of at most 10 key prefixes")]


class TrailConfig(Group, frozen=True):
    """With arn the trail exists already: its name, account and Region are the ARN's, and it is not changed."""

    name: TrailName = "trailkeeper"
    arn: TrailArn = ""
    former_arns: FormerTrails = ()
    key_prefix: KeyPrefix = ""
    former_key_prefixes: FormerPrefixes = ()
    multi_region: Switch = True
    global_service_events: Switch = True
    log_file_validation: Switch = True
    logging: Switch = True
    recursive_logging: Switch = True
    selectors: SelectorsConfig = SelectorsConfig()
    insights: Insights = ()
    aggregation: Aggregation = ()

    def __post_init__(self) -> None:
        # https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_UpdateTrail.html (2026-11-23)
        if self.multi_region and not self.global_service_events:
            raise ValueError("global_service_events: expected true where multi_region is true, got false")
        check_insights(self.insights, self.selectors.chosen)
        check_aggregation(self.aggregation, self.selectors.chosen)


class OrganizationConfig(Group, frozen=True):
    """The management account owns the trail, also where a delegated administrator has made it.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-delegated-administrator.html (2026-04-13)
    """

    id: OrganizationId
    management_account: AccountId
    delegated_administrators: Administrators = ()

    def __post_init__(self) -> None:
        """https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_RegisterOrganizationDelegatedAdmin.html."""
        for place, account in enumerate(self.delegated_administrators):
            if account in (self.management_account, *self.delegated_administrators[:place]):
                told = "another account than management_account and the ones before it"
                raise ValueError(f'delegated_administrators[{place}]: expected {told}, got "{account}"')


class NotificationConfig(Group, frozen=True):
    topic_arn: TopicArn = ""
