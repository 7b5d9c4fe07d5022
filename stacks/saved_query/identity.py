"""Who called, with what, from where; and how people sign in."""

from stacks.saved_query.row import SERVICE, WHAT, WHERE, WHO, Query, counts, of_calls, records

ASSUMING = ("AssumeRole", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity")
SIGN_IN = 'eventName = "ConsoleLogin"'
PRIVATE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")
"""https://www.rfc-editor.org/rfc/rfc1918, and rfc6598."""
IS_PRIVATE = " or ".join(f'isIpv4InSubnet(sourceIPAddress, "{subnet}")' for subnet in PRIVATE)
USER = 'userIdentity.arn = "arn:aws:iam::111122223333:user/example"'
ROLE = "arn:aws:iam::111122223333:role/example"

QUERIES = (
    Query(
        "identities/who used root",
        "Who used the root user of which account, from where, for what?",
        # As CloudWatch.1 of Security Hub has it.
        records(
            'userIdentity.type = "Root" and not ispresent(userIdentity.invokedBy) and eventType != "AwsServiceEvent"',
            SERVICE,
            WHAT,
            "userAgent",
            "errorCode",
        ),
    ),
    Query(
        "identities/what did this access key do",
        "What was called with this access key, and from where?",
        records('userIdentity.accessKeyId = "AKIAIOSFODNN7EXAMPLE"', SERVICE, WHAT, "userAgent", "errorCode"),
    ),
    Query(
        "identities/what did this identity do",
        "What did this user or session call, and what of it failed?",
        records(USER, SERVICE, WHAT, "userAgent", "errorCode"),
    ),
    Query(
        "identities/what did this role do",
        "What did the sessions of this role call, and which session was it?",
        counts(
            f'userIdentity.sessionContext.sessionIssuer.arn = "{ROLE}"',
            "userIdentity.arn as session",
            SERVICE,
            WHAT,
        ),
    ),
    Query(
        "identities/from where does this identity call",
        "From which addresses and with which programs does this identity call?",
        counts(USER, "sourceIPAddress as address", "userAgent"),
    ),
    Query(
        "identities/who called from this address",
        "Which identities called from this address, and what?",
        counts('sourceIPAddress = "203.0.113.10"', WHO, SERVICE, WHAT),
    ),
    Query(
        "identities/who calls from the internet",
        "Which identities call from public IPv4 addresses, not from within AWS or a private network?",
        counts(
            f"isValidIpV4(sourceIPAddress) and not ({IS_PRIVATE})",
            WHO,
            "sourceIPAddress as address",
        ),
    ),
    Query(
        "identities/which programs call rarely",
        "Which programs called least, and for how many identities?",
        "filter ispresent(userAgent)\n"
        "| stats count(*) as calls, count_distinct(userIdentity.arn) as identities, earliest(eventTime) as first_call\n"
        "  by userAgent\n"
        "| sort calls asc\n"
        "| limit 100",
    ),
    Query(
        "identities/who is new",
        "Which identities were seen for the first time in this period, and when?",
        "filter ispresent(userIdentity.arn)\n"
        "| stats earliest(eventTime) as first_call, count(*) as calls by userIdentity.arn\n"
        "| sort first_call desc\n"
        "| limit 1000",
    ),
    Query(
        "identities/who assumed this role",
        "Who assumed this role, from where, and which access key was issued?",
        records(
            f'{of_calls("sts", *ASSUMING)} and requestParameters.roleArn = "{ROLE}"',
            "requestParameters.roleSessionName as session",
            "responseElements.credentials.accessKeyId as issued_key",
            "errorCode",
        ),
    ),
    Query(
        "identities/who was issued this temporary key",
        "Which call issued this temporary access key, and to whom?",
        records(
            'responseElements.credentials.accessKeyId = "ASIAIOSFODNN7EXAMPLE"',
            WHAT,
            "requestParameters.roleArn as role",
            "responseElements.assumedRoleUser.arn as session",
        ),
    ),
    Query(
        "identities/which other accounts call",
        "Which accounts call what in another account, such as assuming its roles?",
        counts(
            "ispresent(userIdentity.accountId) and ispresent(recipientAccountId)"
            " and userIdentity.accountId != recipientAccountId",
            "userIdentity.accountId as caller_account",
            "recipientAccountId as account",
            SERVICE,
            WHAT,
        ),
    ),
    Query(
        "sign-ins/who signed in",
        "Who signed in to the console, from where, with MFA or without?",
        records(SIGN_IN, "responseElements.ConsoleLogin as outcome", "additionalEventData.MFAUsed as mfa", "userAgent"),
    ),
    Query(
        "sign-ins/without mfa",
        "Who signed in to the console without MFA? The MFA of an identity provider is not seen.",
        records(
            f'{SIGN_IN} and responseElements.ConsoleLogin = "Success" and additionalEventData.MFAUsed = "No"',
            "userIdentity.type as identity_type",
        ),
    ),
    Query(
        "sign-ins/failed",
        "Which sign-ins to the console failed, how often, and from where?",
        counts(
            f'{SIGN_IN} and responseElements.ConsoleLogin = "Failure"',
            "userIdentity.userName as user",
            "errorMessage",
            *WHERE[:2],
        ),
    ),
)
