from tests.stacks.synthesis import QUARANTINE_ARN, ROLE_ARN, Resources


def test_only_deliver_writes_to_the_quarantine_and_nobody_without_tls(quarantine: Resources) -> None:
    assert quarantine["QuarantinePolicy"]["Properties"]["PolicyDocument"]["Statement"] == [
        {
            "Effect": "Deny",
            "Principal": {"AWS": "*"},
            "Action": "s3:*",
            "Resource": ["Quarantine.Arn", "Quarantine.Arn/*"],
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        },
        {
            "Sid": "OnlyDeliverQuarantines",
            "Effect": "Deny",
            "Principal": {"AWS": "*"},
            "Action": ["s3:PutObject", "s3:ReplicateDelete", "s3:ReplicateObject"],
            "Resource": f"{QUARANTINE_ARN}/*",
            "Condition": {"ArnNotEquals": {"aws:PrincipalArn": ROLE_ARN}},
        },
    ]


def test_the_quarantine_has_a_key_of_its_own_which_only_iam_allows(quarantine: Resources) -> None:
    key = quarantine["QuarantineKey"]
    assert key["Properties"]["KeyPolicy"]["Statement"] == [
        {
            "Sid": "Enable IAM user permissions",
            "Effect": "Allow",
            "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
            "Action": "kms:*",
            "Resource": "*",
        }
    ]
    assert key["Properties"]["EnableKeyRotation"] is True
    assert (key["Properties"]["PendingWindowInDays"], key["DeletionPolicy"]) == (30, "RetainExceptOnCreate")
    alias = {"AliasName": "alias/trailkeeper-quarantine", "TargetKeyId": "QuarantineKey.Arn"}
    assert quarantine["QuarantineKeyAlias"]["Properties"] == alias


def test_the_quarantine_is_encrypted_with_its_key_and_its_reads_are_logged(quarantine: Resources) -> None:
    bucket = quarantine["Quarantine"]["Properties"]
    default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": "QuarantineKey.Arn"}
    rule = {"BucketKeyEnabled": True, "ServerSideEncryptionByDefault": default}
    assert bucket["BucketEncryption"] == {"ServerSideEncryptionConfiguration": [rule]}
    assert bucket["BucketName"] == "trailkeeper-quarantine-111122223333-eu-central-1"
    destination = "trailkeeper-access-logs-111122223333-eu-central-1"
    assert bucket["LoggingConfiguration"] == {"DestinationBucketName": destination, "LogFilePrefix": "quarantine/"}


def test_the_quarantine_keeps_what_it_has_for_a_year_and_no_longer(quarantine: Resources) -> None:
    assert quarantine["Quarantine"]["Properties"]["LifecycleConfiguration"]["Rules"] == [
        {
            "Id": "Expire",
            "Status": "Enabled",
            "ExpirationInDays": 365,
            "NoncurrentVersionExpiration": {"NoncurrentDays": 30},
            "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7},
        }
    ]


def test_the_quarantine_is_private_versioned_and_outlives_its_stack(quarantine: Resources) -> None:
    bucket = quarantine["Quarantine"]
    blocked = ["BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"]
    assert bucket["Properties"]["PublicAccessBlockConfiguration"] == dict.fromkeys(blocked, True)
    assert bucket["Properties"]["OwnershipControls"] == {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    assert bucket["Properties"]["VersioningConfiguration"] == {"Status": "Enabled"}
    assert (bucket["DeletionPolicy"], bucket["UpdateReplacePolicy"]) == ("RetainExceptOnCreate", "Retain")
