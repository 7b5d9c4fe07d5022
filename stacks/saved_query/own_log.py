"""What Trailkeeper itself wrote down: findings, matches of security rules, what went wrong in deliver."""

from stacks.saved_query.row import Of, Query

MATCHED = 'message = "rule matched"'

QUERIES = (
    Query(
        "trailkeeper/findings by code",
        "Which findings were told, how often, and when last?",
        "filter ispresent(code)\n"
        "| stats count(*) as told, count_distinct(object) as objects, latest(first_seen) as newest\n"
        "  by code, severity\n"
        "| sort told desc",
        Of.FINDINGS,
    ),
    Query(
        "trailkeeper/findings still open",
        "Which findings were told in this period and are not resolved?",
        "filter ispresent(code)\n"
        "| stats latest(state) as last_state, latest(severity) as severe, latest(first_seen) as since,"
        " latest(todo) as to_do\n"
        "  by code, object, account, region\n"
        '| filter last_state = "open"\n'
        "| sort since desc\n"
        "| limit 1000",
        Of.FINDINGS,
    ),
    Query(
        "trailkeeper/findings of one account",
        "What was found of the log files and digests of this account?",
        'filter account = "111122223333"\n'
        "| fields @timestamp, severity, code, state, object, what, region, todo\n"
        "| sort @timestamp desc\n"
        "| limit 1000",
        Of.FINDINGS,
    ),
    Query(
        "trailkeeper/rule matches",
        "Which security rules matched how often, of how many actors? Of 100 matches an invocation.",
        f"filter {MATCHED}\n"
        "| stats count(*) as matches, count_distinct(actor) as actors, latest(timestamp) as last_match by rule\n"
        "| sort matches desc",
        Of.DELIVER,
    ),
    Query(
        "trailkeeper/matches of one rule",
        "Who did what that this security rule matched, also where no notice was sent?",
        f'filter {MATCHED} and rule = "root-use"\n'
        "| fields @timestamp, actor, action, target, event_id, bucket, key\n"
        "| sort @timestamp desc\n"
        "| limit 1000",
        Of.DELIVER,
    ),
    Query(
        "trailkeeper/errors of deliver",
        "What went wrong in deliver, and what does it say is to be done?",
        'filter level in ["WARNING", "ERROR", "CRITICAL"] or @message like /Task timed out|Runtime[.]ExitError/\n'
        "| fields @timestamp, level, message, @message\n"
        "| sort @timestamp desc\n"
        "| limit 1000",
        Of.DELIVER,
    ),
)
