from tests.stacks.synthesis import TRAIL_ARN, Resources, Synthesis


def test_the_trail_is_hardened(trail: Resources) -> None:
    assert trail["Trail"]["Properties"] == {
        "TrailName": "trailkeeper",
        "IsLogging": True,
        "IsMultiRegionTrail": True,
        "IncludeGlobalServiceEvents": True,
        "EnableLogFileValidation": True,
        "KMSKeyId": "Key.Arn",
        "S3BucketName": "trailkeeper-archive-111122223333-eu-central-1",
        "SnsTopicName": "Topic",
    }


def test_the_trail_waits_for_both_policies_and_for_the_queue_that_listens(synthesis: Synthesis) -> None:
    before = synthesis.dependencies["Trailkeeper-Trail"]
    assert set(before) == {"Trailkeeper-Archive", "Trailkeeper-Notification", "Trailkeeper-Delivery"}
    assert "BucketPolicy" in synthesis.resources("Trailkeeper-Archive")
    assert "TopicPolicy" in synthesis.resources("Trailkeeper-Notification")
    assert "Subscription" in synthesis.resources("Trailkeeper-Delivery")


def test_only_this_trail_may_publish_and_nobody_without_tls(notification: Resources) -> None:
    """https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-permissions-for-sns-notifications.html."""
    policy = notification["TopicPolicy"]["Properties"]
    assert policy["Topics"] == ["Topic"]
    assert policy["PolicyDocument"]["Statement"] == [
        {
            "Sid": "AllowPublishThroughSSLOnly",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "sns:Publish",
            "Resource": "Topic",
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        },
        {
            "Sid": "AWSCloudTrailSNSPolicy20131101",
            "Effect": "Allow",
            "Principal": {"Service": "cloudtrail.amazonaws.com"},
            "Action": "SNS:Publish",
            "Resource": "Topic",
            "Condition": {"StringEquals": {"aws:SourceArn": TRAIL_ARN}},
        },
    ]
