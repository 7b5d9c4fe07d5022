"""`trailkeeper verify`: whether the log files of a time range are those that CloudTrail signed.

command    arguments in, a report and an exit code out; arguments: the options; report: what it tells
request    what is asked for, of which span; world: where the archive, its public keys and its receipts are:
           folder_world or aws_world; key_file: an operator's keys
prove      the way through: digest_listing (which digests there are) -> digest_reading (each by itself, many at a time,
           with the keys of a keyring) -> region (the chains of a Region, their links) -> what they list:
           log_file_check (bytes) or receipt_check (receipts), run by crew; and what no digest lists: region_search,
           and absence where a Region or an account has no digest at all
proven     what has been proven; progress: how far it is
"""
