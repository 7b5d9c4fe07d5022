"""What the tools find and is meant, each with the reason. A row that matches nothing any more fails `make check`.

What AwsSolutions finds is acknowledged beside its resource, in stacks/.
"""

from tools.lint.finding import Accepted

ALARMS = ("Trailkeeper-Alarm/Alarms", "Trailkeeper-TrailAlarm/Alarms")
ACCESS_LOGS = ("Trailkeeper-AccessLogs/AccessLogs",)
DELIVER = ("Trailkeeper-Delivery/Deliver",)
VERIFY = ("Trailkeeper-Verification/Verify",)
WATCH = ("Trailkeeper-Watch/Watch",)
SETUP = ("Trailkeeper-Setup/Setup",)
SETUP_LOG = ("Trailkeeper-Setup/SetupLog",)

TRAIL = ("Trailkeeper-Trail/Trail",)
# Its golden file turns off what may be turned off.
LESS = frozenset({"basic-selectors"})

NO_VPC = (
    "The function listens to nothing, and calls only AWS's public endpoints, by its role and over TLS; in a VPC it"
    " would need an endpoint for each service, or a way to the internet that it has no use for."
)
NO_RESERVATION = (
    "A reservation takes from the account's pool, whose size only its owner knows: delivery.reserved_concurrency and"
    " delivery.maximum_concurrency set both limits."
)
BY_THE_HOUR = (
    "A schedule and a queue call it, the queue ten times at once at the most; a reservation would take from the"
    " account's pool, whose size only its owner knows."
)
ONE_LOOK = (
    "A schedule calls it every five minutes, and a look ends before the next one; a reservation would take from the"
    " account's pool, whose size only its owner knows."
)
NEXT_LOOK = (
    "A look that fails has nothing to come back to: the next one sees the same five minutes later, and where none comes"
    " the alarm watch-silent is raised."
)
ONE_CALLER = (
    "CloudFormation alone calls it, and only while the stack is deployed: there is no load to keep from the account's"
    " other functions."
)
CALLER_WAITS = (
    "CloudFormation waits for its answer, so a call that fails fails the deployment, where it is seen; what a dead"
    " letter asks for would come after the stack has rolled back."
)
LOG_OF_SETUP = (
    "It says what was set of the trail, and how that went, and holds no record; CloudWatch Logs encrypts it by itself."
)
CHOSEN = (
    "The configuration turns it off, as a deployment beside another trail may; by default it is on, and in every other"
    " setup."
)
LOGS_OF_LOGS = "It holds the access logs; its own would be about themselves."
ALARM_WITHOUT_KEY = (
    "It tells of a key that is disabled or is to be deleted, so it must not need a key; what it says are names."
)

CFN_LINT: tuple[Accepted, ...] = (
    Accepted(
        "W3005",
        (*DELIVER, *VERIFY, *WATCH, *SETUP),
        "The library makes each function depend on its role and the role's policies, also where the role has no policy"
        " of its own to wait for.",
    ),
)

CHECKOV: tuple[Accepted, ...] = (
    Accepted("CKV_AWS_115", DELIVER, NO_RESERVATION),
    Accepted("CKV_AWS_115", VERIFY, BY_THE_HOUR),
    Accepted("CKV_AWS_115", WATCH, ONE_LOOK),
    Accepted("CKV_AWS_115", SETUP, ONE_CALLER),
    Accepted("CKV_AWS_116", WATCH, NEXT_LOOK),
    Accepted("CKV_AWS_116", SETUP, CALLER_WAITS),
    Accepted("CKV_AWS_117", (*DELIVER, *VERIFY, *WATCH, *SETUP), NO_VPC),
    Accepted("CKV_AWS_158", SETUP_LOG, LOG_OF_SETUP),
    Accepted(
        "CKV_AWS_173",
        (*DELIVER, *VERIFY, *WATCH),
        "The variables are names and limits, none a secret; Lambda encrypts them with its own key, and whoever may read"
        " the function's configuration reads them under any key that he may use.",
    ),
    Accepted("CKV_AWS_18", ACCESS_LOGS, LOGS_OF_LOGS),
    Accepted("CKV_AWS_26", ALARMS, ALARM_WITHOUT_KEY),
    Accepted("CKV_AWS_36", TRAIL, CHOSEN, LESS),
    Accepted("CKV_AWS_67", TRAIL, CHOSEN, LESS),
)

NIST: tuple[Accepted, ...] = (
    Accepted("NIST.800.53.R5-CloudTrailLogFileValidationEnabled", TRAIL, CHOSEN, LESS),
    Accepted("NIST.800.53.R5-LambdaConcurrency", DELIVER, NO_RESERVATION),
    Accepted("NIST.800.53.R5-LambdaConcurrency", VERIFY, BY_THE_HOUR),
    Accepted("NIST.800.53.R5-LambdaConcurrency", WATCH, ONE_LOOK),
    Accepted("NIST.800.53.R5-LambdaConcurrency", SETUP, ONE_CALLER),
    Accepted("NIST.800.53.R5-LambdaDLQ", WATCH, NEXT_LOOK),
    Accepted("NIST.800.53.R5-LambdaDLQ", SETUP, CALLER_WAITS),
    Accepted("NIST.800.53.R5-LambdaInsideVPC", (*DELIVER, *VERIFY, *WATCH, *SETUP), NO_VPC),
    Accepted("NIST.800.53.R5-CloudWatchLogGroupEncrypted", SETUP_LOG, LOG_OF_SETUP),
    Accepted("NIST.800.53.R5-S3BucketLoggingEnabled", ACCESS_LOGS, LOGS_OF_LOGS),
    Accepted(
        "NIST.800.53.R5-S3DefaultEncryptionKMS",
        ACCESS_LOGS,
        "S3 delivers access logs to no bucket whose default is a KMS key; they are encrypted by S3 itself.",
    ),
    Accepted("NIST.800.53.R5-SNSEncryptedKMS", ALARMS, ALARM_WITHOUT_KEY),
    Accepted(
        "NIST.800.53.R5-S3BucketReplicationEnabled",
        ("Trailkeeper-Archive/Bucket", "Trailkeeper-Quarantine/Quarantine", *ACCESS_LOGS),
        "S3 keeps an object in three zones at the least, and versions keep it from being overwritten; a copy in another"
        " Region or account costs as much again and is the owner's to choose.",
    ),
    Accepted(
        "NIST.800.53.R5-DynamoDBInBackupPlan",
        ("Trailkeeper-Ledger/Ledger", "Trailkeeper-Verification/Remembered"),
        "Point-in-time recovery is on, and the table is protected from deletion; the archive, and not what is said of"
        " it, is the evidence that has to last.",
    ),
    Accepted(
        "NIST.800.53.R5-DynamoDBInBackupPlan",
        ("Trailkeeper-Rules/Notices",),
        "It says for an hour which notice was sent; without it the next match is told once more.",
    ),
    Accepted(
        "NIST.800.53.R5-CloudWatchAlarmAction",
        ("Trailkeeper-Health/*Measured",),
        "It is a part of the composite alarm of its name, which tells, and is silent while its cause is told.",
    ),
    Accepted(
        "NIST.800.53.R5-CloudWatchAlarmAction",
        ("Trailkeeper-Health/FindingsSevere",),
        "What is open was told by verify itself, each finding on the alarm topic; the alarm is for the dashboard.",
    ),
    Accepted(
        "NIST.800.53.R5-IAMNoInlinePolicy",
        (
            "Trailkeeper-Delivery/DeliverRole",
            "Trailkeeper-Verification/VerifyRole",
            "Trailkeeper-Watch/WatchRole",
            "Trailkeeper-Native/NativeRole",
            "Trailkeeper-Setup/SetupRole",
        ),
        "The policy is for this one role: it cannot be given to another, and goes when the role goes.",
    ),
    Accepted(
        "NIST.800.53.R5-CloudTrailCloudWatchLogsEnabled",
        TRAIL,
        "The records reach CloudWatch Logs through the pipeline, each accounted for, or by a telemetry rule of"
        " CloudTrail's; ingestion or ingestion_beside `native` makes the trail's own link where a control asks for it.",
    ),
)
