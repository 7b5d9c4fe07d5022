import json
import re
from typing import Any

from local.cloud import EmbeddedCloud
from tests.acceptance.expectation import error_code, eventually
from tests.acceptance.watched_trail import WatchedTrail

KEY = re.compile(
    r"AWSLogs/(\d{12})/CloudTrail/us-east-1/\d{4}/\d\d/\d\d/\1_CloudTrail_us-east-1_\d{8}T\d{4}Z_\w{16}\.json\.gz"
)


def may(*actions: str) -> dict[str, Any]:
    statements = [{"Effect": "Allow", "Action": list(actions), "Resource": "*"}] if actions else []
    return {"Version": "2012-10-17", "Statement": statements}


def test_a_trail_is_refused_until_its_bucket_and_its_topic_admit_it(prepared: WatchedTrail) -> None:
    assert error_code(prepared.create) == "InsufficientS3BucketPolicyException"
    prepared.permit_bucket()
    assert error_code(prepared.create) == "InsufficientSnsTopicPolicyException"
    prepared.permit_topic()
    assert prepared.create()["TrailARN"] == prepared.arn
    assert error_code(prepared.create) == "TrailAlreadyExistsException"
    prepared.delete()
    assert error_code(prepared.cloudtrail.get_trail, Name=prepared.name) == "TrailNotFoundException"


def test_a_bucket_policy_for_another_trail_does_not_admit_this_one(prepared: WatchedTrail) -> None:
    prepared.arn += "-other"
    prepared.permit_bucket()
    assert error_code(prepared.create) == "InsufficientS3BucketPolicyException"


def test_a_trail_needs_a_bucket_that_exists(cloud: EmbeddedCloud) -> None:
    create = cloud.client("cloudtrail").create_trail
    assert error_code(create, Name="no-bucket", S3BucketName="no-such-bucket") == "S3BucketDoesNotExistException"


def test_an_operation_that_the_embedded_cloud_lacks_says_so(cloud: EmbeddedCloud) -> None:
    assert error_code(cloud.client("cloudtrail").list_channels) == "UnsupportedOperationException"


def test_a_new_trail_leaves_its_marker_and_its_validation_message(trail: WatchedTrail) -> None:
    marker = f"AWSLogs/{trail.account}/CloudTrail/"
    assert trail.s3.head_object(Bucket=trail.bucket, Key=marker)["ContentLength"] == 0
    assert trail.message() == "CloudTrail validation message."


def test_the_notification_names_a_log_file_at_the_documented_key(trail: WatchedTrail) -> None:
    assert trail.message() == "CloudTrail validation message."
    notification = json.loads(trail.message())
    [key] = notification["s3ObjectKey"]
    assert notification["s3Bucket"] == trail.bucket
    assert KEY.fullmatch(key)
    found = trail.s3.head_object(Bucket=trail.bucket, Key=key)
    assert (found["ContentType"], found["ContentEncoding"]) == ("application/json", "gzip")


def test_the_calls_of_a_user_arrive_whether_allowed_or_denied(cloud: EmbeddedCloud, trail: WatchedTrail) -> None:
    user = cloud.user("recorded", may("sqs:*"))
    cloud.client("sqs", user).create_queue(QueueName="recorded")
    assert error_code(cloud.client("logs", user).create_log_group, logGroupName="refused") == "AccessDeniedException"

    [allowed] = [
        record for record in trail.named("CreateQueue") if record["requestParameters"]["queueName"] == "recorded"
    ]
    [denied] = trail.named("CreateLogGroup")
    assert allowed["userIdentity"]["userName"] == denied["userIdentity"]["userName"] == "recorded"
    assert allowed["userIdentity"]["accessKeyId"] == user.access_key_id
    assert "errorCode" not in allowed
    assert denied["errorCode"] == "AccessDenied"
    assert "not authorized to perform: logs:CreateLogGroup" in denied["errorMessage"]
    assert (denied["requestParameters"], denied["responseElements"]) == (None, None)


def test_the_calls_of_a_role_name_its_session_and_its_issuer(cloud: EmbeddedCloud, trail: WatchedTrail) -> None:
    user = cloud.user("assuming", may("sts:AssumeRole"))
    trust = may("sts:AssumeRole")
    trust["Statement"][0].pop("Resource")
    trust["Statement"][0]["Principal"] = {"AWS": f"arn:aws:iam::{trail.account}:user/assuming"}
    iam = cloud.client("iam")
    role = iam.create_role(RoleName="assumed", AssumeRolePolicyDocument=json.dumps(trust))["Role"]
    session = cloud.assume_role(role["Arn"], user, "reading")
    cloud.client("sts", session).get_caller_identity()

    [assumed] = [
        record for record in trail.named("AssumeRole") if record["requestParameters"]["roleArn"] == role["Arn"]
    ]
    [called] = [
        record
        for record in trail.named("GetCallerIdentity")
        if record["userIdentity"].get("accessKeyId") == session.access_key_id
    ]
    assert assumed["readOnly"] is True
    assert assumed["responseElements"]["credentials"].keys() == {"accessKeyId", "sessionToken", "expiration"}
    assert called["userIdentity"]["arn"] == f"arn:aws:sts::{trail.account}:assumed-role/assumed/reading"
    assert called["userIdentity"]["sessionContext"]["sessionIssuer"]["principalId"] == role["RoleId"]


def test_a_stopped_trail_has_the_calls_before_and_none_after(cloud: EmbeddedCloud, trail: WatchedTrail) -> None:
    sqs = cloud.client("sqs")
    sqs.create_queue(QueueName="before-the-stop")
    trail.cloudtrail.stop_logging(Name=trail.name)
    sqs.create_queue(QueueName="after-the-stop")
    names = {record["requestParameters"]["queueName"] for record in trail.named("CreateQueue")}
    assert names == {"before-the-stop"}
    status = trail.cloudtrail.get_trail_status(Name=trail.name)
    assert status["IsLogging"] is False
    assert status["StopLoggingTime"] >= status["StartLoggingTime"]


def test_a_broken_bucket_policy_shows_in_the_status_and_heals_without_loss(
    cloud: EmbeddedCloud, trail: WatchedTrail
) -> None:
    def error() -> str | None:
        found: str | None = trail.cloudtrail.get_trail_status(Name=trail.name).get("LatestDeliveryError")
        return found

    trail.s3.delete_bucket_policy(Bucket=trail.bucket)
    cloud.client("sqs").create_queue(QueueName="while-broken")
    cloud.deliver()
    assert error() == "AccessDenied"
    trail.permit_bucket()
    cloud.deliver()
    assert error() is None
    assert [record["requestParameters"]["queueName"] for record in trail.named("CreateQueue")] == ["while-broken"]
    ids = [record["eventID"] for record in trail.records()]
    assert len(ids) == len(set(ids))


def test_data_events_are_logged_by_trails_that_select_them(cloud: EmbeddedCloud, trail: WatchedTrail) -> None:
    s3 = cloud.client("s3")
    s3.create_bucket(Bucket="of-data-events")
    s3.put_object(Bucket="of-data-events", Key="unselected", Body=b"1")
    selectors = [
        {
            "FieldSelectors": [
                {"Field": "eventCategory", "Equals": ["Data"]},
                {"Field": "resources.type", "Equals": ["AWS::S3::Object"]},
                {"Field": "resources.ARN", "StartsWith": ["arn:aws:s3:::of-data-events/"]},
            ]
        }
    ]
    trail.cloudtrail.put_event_selectors(TrailName=trail.name, AdvancedEventSelectors=selectors)
    s3.put_object(Bucket="of-data-events", Key="selected", Body=b"1")
    assert [record["requestParameters"]["key"] for record in trail.named("PutObject")] == ["selected"]
    assert trail.cloudtrail.get_event_selectors(TrailName=trail.name)["AdvancedEventSelectors"] == selectors


def test_a_multi_region_trail_has_shadows_that_cannot_be_changed(cloud: EmbeddedCloud, trail: WatchedTrail) -> None:
    abroad = cloud.client("cloudtrail", region="eu-west-1")
    [shadow] = abroad.describe_trails(trailNameList=[trail.arn])["trailList"]
    assert shadow["HomeRegion"] == "us-east-1"
    assert abroad.describe_trails(trailNameList=[trail.arn], includeShadowTrails=False)["trailList"] == []
    assert abroad.get_trail_status(Name=trail.arn)["IsLogging"] is True
    assert error_code(abroad.stop_logging, Name=trail.arn) == "InvalidHomeRegionException"
    cloud.client("sqs", region="eu-west-1").create_queue(QueueName="abroad")
    assert [record["awsRegion"] for record in trail.named("CreateQueue")] == ["eu-west-1"]


def test_tags_are_added_listed_and_removed(trail: WatchedTrail) -> None:
    def tags() -> dict[str, str]:
        [listed] = trail.cloudtrail.list_tags(ResourceIdList=[trail.arn])["ResourceTagList"]
        return {tag["Key"]: tag["Value"] for tag in listed["TagsList"]}

    trail.cloudtrail.add_tags(ResourceId=trail.arn, TagsList=[{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}])
    trail.cloudtrail.remove_tags(ResourceId=trail.arn, TagsList=[{"Key": "a"}])
    assert tags() == {"b": "2"}


def stack_of(cloud: EmbeddedCloud, name: str, resources: dict[str, Any], *, update: bool = False) -> str:
    """Create or update a stack; its final status."""
    cloudformation = cloud.client("cloudformation")
    change = cloudformation.update_stack if update else cloudformation.create_stack
    change(StackName=name, TemplateBody=json.dumps({"Resources": resources}))

    def final() -> str | None:
        status = str(cloudformation.describe_stacks(StackName=name)["Stacks"][0]["StackStatus"])
        return None if status.endswith("IN_PROGRESS") else status

    return str(eventually(final))


def test_a_stack_makes_changes_and_deletes_a_trail(cloud: EmbeddedCloud, prepared: WatchedTrail) -> None:
    prepared.permit_bucket()
    properties: dict[str, Any] = {
        "TrailName": prepared.name,
        "S3BucketName": prepared.bucket,
        "IsLogging": True,
        "EventSelectors": [{"ReadWriteType": "WriteOnly"}],
    }
    resource = {"Trail": {"Type": "AWS::CloudTrail::Trail", "Properties": properties}}
    assert stack_of(cloud, prepared.name, resource) == "CREATE_COMPLETE"
    assert prepared.cloudtrail.get_trail_status(Name=prepared.name)["IsLogging"] is True
    properties |= {"IsLogging": "false", "IsMultiRegionTrail": "true"}
    assert stack_of(cloud, prepared.name, resource, update=True) == "UPDATE_COMPLETE"
    assert prepared.cloudtrail.get_trail_status(Name=prepared.name)["IsLogging"] is False
    assert prepared.cloudtrail.get_trail(Name=prepared.name)["Trail"]["IsMultiRegionTrail"] is True
    cloud.client("cloudformation").delete_stack(StackName=prepared.name)
    assert eventually(lambda: prepared.arn not in str(prepared.cloudtrail.list_trails()["Trails"]))


def test_a_stack_whose_trail_is_refused_rolls_back_with_cloudtrails_reason(
    cloud: EmbeddedCloud, prepared: WatchedTrail
) -> None:
    properties = {"TrailName": prepared.name, "S3BucketName": prepared.bucket, "IsLogging": True}
    resource = {"Trail": {"Type": "AWS::CloudTrail::Trail", "Properties": properties}}
    assert stack_of(cloud, prepared.name, resource) == "ROLLBACK_COMPLETE"
    events = cloud.client("cloudformation").describe_stack_events(StackName=prepared.name)["StackEvents"]
    reasons = [event.get("ResourceStatusReason", "") for event in events]
    assert f"Incorrect S3 bucket policy is detected for bucket: {prepared.bucket}" in reasons


def test_what_a_stack_provisions_is_recorded_as_its_deployers_call(cloud: EmbeddedCloud, trail: WatchedTrail) -> None:
    resource = {"Queue": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "of-a-stack"}}}
    assert stack_of(cloud, "recorded-stack", resource) == "CREATE_COMPLETE"
    [record] = [record for record in trail.named("CreateQueue") if record["sourceIPAddress"] != "127.0.0.1"]
    assert record["userIdentity"]["invokedBy"] == record["userAgent"] == "cloudformation.amazonaws.com"
    assert record["requestParameters"]["queueName"] == "of-a-stack"


def test_a_key_that_does_not_admit_the_trail_is_refused(cloud: EmbeddedCloud, prepared: WatchedTrail) -> None:
    prepared.permit_bucket()
    prepared.permit_topic()
    kms = cloud.client("kms")
    key = kms.create_key()["KeyMetadata"]["Arn"]
    assert error_code(prepared.create, KmsKeyId=key) == "InsufficientEncryptionPolicyException"
    admit = {
        "Effect": "Allow",
        "Principal": {"Service": "cloudtrail.amazonaws.com"},
        "Action": "kms:GenerateDataKey*",
        "Resource": "*",
        "Condition": {
            "StringEquals": {"aws:SourceArn": prepared.arn},
            "StringLike": {
                "kms:EncryptionContext:aws:cloudtrail:arn": f"arn:aws:cloudtrail:*:{prepared.account}:trail/*"
            },
        },
    }
    policy = {"Version": "2012-10-17", "Statement": [admit]}
    kms.put_key_policy(KeyId=key, PolicyName="default", Policy=json.dumps(policy))
    assert prepared.create(KmsKeyId=key)["KmsKeyId"] == key
    prepared.cloudtrail.start_logging(Name=prepared.name)
    prepared.records()
    [log_file, *_] = [found for found in prepared.stored() if found.endswith(".gz")]
    assert prepared.s3.head_object(Bucket=prepared.bucket, Key=log_file)["SSEKMSKeyId"] == key
    prepared.delete()
