"""What a message names: of what S3 tells on the digests' folders, only digests are anything to verify."""

import json

import pytest

from lambdas.core.metric import DIGESTS_VERIFIED
from tests.builder import BUCKET
from tests.verification import FOLDER, account_message, deployed

MARKERS = [f"{FOLDER}CloudTrail-Digest/", f"{FOLDER}CloudTrail-Digest/eu-west-1/", "AWSLogs/"]


@pytest.mark.parametrize("key", MARKERS)
def test_the_marker_of_a_folder_is_nothing_to_do(key: str) -> None:
    verification, _ = deployed()
    event = {
        "source": "aws.s3",
        "detail-type": "Object Created",
        "detail": {"bucket": {"name": BUCKET}, "object": {"key": key}},
    }
    invocation = verification.run(json.dumps(event), account_message())
    assert (invocation.failed, invocation.counts[DIGESTS_VERIFIED]) == ({}, 5)
    assert verification.run(json.dumps(event)).counts[DIGESTS_VERIFIED] == 0
