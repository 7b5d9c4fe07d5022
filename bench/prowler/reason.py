"""Which deployments Prowler looks at, and why a check fails there or says nothing."""

from collections.abc import Mapping
from typing import Any

from tools.lint.finding import Accepted

DEPLOYMENTS: Mapping[str, Mapping[str, Any]] = {
    "default": {},
    "more": {
        "ingestion_beside": ["native"],
        "trail": {
            "selectors": {"presets": ["management", "s3-data"]},
            "insights": [{"InsightType": "ApiCallRateInsight"}, {"InsightType": "ApiErrorRateInsight"}],
        },
        "archive": {"object_lock": {"mode": "GOVERNANCE", "days": 365}, "expire_days": 400},
    },
}

ACCOUNT = "000000000000"
TRAIL = "trailkeeper"
ARCHIVE = "trailkeeper-archive-*"
ACCESS_LOGS = "trailkeeper-access-logs-*"
QUARANTINE = "trailkeeper-quarantine-*"

METRIC_FILTERS = (
    "cloudwatch_changes_to_network_acls_alarm_configured",
    "cloudwatch_changes_to_network_gateways_alarm_configured",
    "cloudwatch_changes_to_network_route_tables_alarm_configured",
    "cloudwatch_changes_to_vpcs_alarm_configured",
    "cloudwatch_log_metric_filter_and_alarm_for_aws_config_configuration_changes_enabled",
    "cloudwatch_log_metric_filter_and_alarm_for_cloudtrail_configuration_changes_enabled",
    "cloudwatch_log_metric_filter_authentication_failures",
    "cloudwatch_log_metric_filter_aws_organizations_changes",
    "cloudwatch_log_metric_filter_disable_or_scheduled_deletion_of_kms_cmk",
    "cloudwatch_log_metric_filter_for_s3_bucket_policy_changes",
    "cloudwatch_log_metric_filter_policy_changes",
    "cloudwatch_log_metric_filter_root_usage",
    "cloudwatch_log_metric_filter_security_group_changes",
    "cloudwatch_log_metric_filter_sign_in_without_mfa",
    "cloudwatch_log_metric_filter_unauthorized_api_calls",
)
NO_METRIC_FILTERS = (
    "There are no metric filters yet. Prowler looks for them only in the log group of the trail's own link, so they"
    " need `ingestion` or `ingestion_beside` `native` too."
)
MFA_DELETE = (
    "Only the account's root user can turn it on, and CloudFormation cannot. Versions, and Object Lock where"
    " `archive.object_lock` turns it on, keep what somebody deletes."
)
REPLICATION = (
    "A copy in another Region or account costs as much again, and is the owner's to choose; S3 keeps an object in three"
    " zones of this one at the least."
)
NOT_REACHED = (
    "Prowler asks for it at a host name that begins with the account's id, where the embedded cloud is not. It is a"
    " setting of the account, or of access points, and the deployment makes neither."
)

REASONS: tuple[Accepted, ...] = (
    Accepted("cloudtrail_bucket_requires_mfa_delete", (TRAIL,), MFA_DELETE),
    Accepted(
        "cloudtrail_cloudwatch_logging_enabled",
        (TRAIL,),
        "It asks for the trail's own link, and the pipeline carries the records instead; `ingestion_beside` `native`"
        " makes the link.",
    ),
    Accepted(
        "cloudtrail_insights_exist",
        (TRAIL,),
        "Insights are paid for each event that CloudTrail analyses; `trail.insights` turns them on.",
    ),
    *(
        Accepted(
            f"cloudtrail_s3_dataevents_{kind}_enabled",
            (ACCOUNT,),
            "Data events are paid for each event; the preset `s3-data` of `trail.selectors` turns them on.",
        )
        for kind in ("read", "write")
    ),
    *(Accepted(name, (ACCOUNT,), NO_METRIC_FILTERS) for name in METRIC_FILTERS),
    Accepted(
        "cloudwatch_log_group_kms_encryption_enabled",
        ("/aws/lambda/trailkeeper-setup",),
        "It says what was set of the trail, and how that went, and holds no record; CloudWatch Logs encrypts it by"
        " itself.",
    ),
    Accepted("s3_bucket_cross_region_replication", (ARCHIVE, QUARANTINE, ACCESS_LOGS), REPLICATION),
    Accepted(
        "s3_bucket_event_notifications_enabled",
        (ARCHIVE, QUARANTINE, ACCESS_LOGS),
        "The trail tells of each log file through its topic, and a metric tells of what is quarantined; nothing waits"
        " for a bucket's own notifications.",
    ),
    Accepted(
        "s3_bucket_kms_encryption",
        (ACCESS_LOGS,),
        "S3 delivers access logs to no bucket whose default is a KMS key; they are encrypted by S3 itself.",
    ),
    Accepted(
        "s3_bucket_lifecycle_enabled",
        (ARCHIVE,),
        "Evidence is kept for good unless `archive.tiers` or `archive.expire_days` says otherwise.",
    ),
    Accepted("s3_bucket_no_mfa_delete", (ARCHIVE, QUARANTINE, ACCESS_LOGS), MFA_DELETE),
    Accepted(
        "s3_bucket_object_lock",
        (ARCHIVE,),
        "What is locked cannot be taken back, so it is the owner's to turn on, by `archive.object_lock`; the embedded"
        " cloud does not apply that property of a bucket.",
    ),
    Accepted(
        "s3_bucket_object_lock",
        (QUARANTINE, ACCESS_LOGS),
        "What is redriven leaves the quarantine, and S3 delivers access logs to no bucket with Object Lock.",
    ),
    Accepted(
        "s3_bucket_server_access_logging_enabled",
        (ACCESS_LOGS,),
        "It holds the logs; its own would be about themselves.",
    ),
)

SILENT: Mapping[str, str] = {
    **dict.fromkeys(
        (
            "cloudtrail_threat_detection_enumeration",
            "cloudtrail_threat_detection_llm_jacking",
            "cloudtrail_threat_detection_privilege_escalation",
        ),
        "Prowler runs it only when it is asked for by its category.",
    ),
    **dict.fromkeys(
        ("cloudwatch_alarm_actions_alarm_state_configured", "cloudwatch_alarm_actions_enabled"),
        "There is no CloudWatch alarm yet.",
    ),
    "cloudwatch_log_group_agentcore_data_protection_policy_enabled": "There is no log group of Bedrock AgentCore's.",
    **dict.fromkeys(
        (
            "s3_access_point_public_access_block",
            "s3_account_level_public_access_blocks",
            "s3_multi_region_access_point_public_access_block",
        ),
        NOT_REACHED,
    ),
    "s3_bucket_object_public": "Prowler samples objects only where its own configuration says so.",
    "s3_bucket_shadow_resource_vulnerability": "No bucket has one of the names that this is about.",
}
"""The checks that say nothing of any of the deployments."""
