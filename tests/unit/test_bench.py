"""That the benchmarks measure what they say, at sizes too small to be figures."""

import json
from pathlib import Path

import pytest

from bench import product, sample, throughput
from bench.memory import peak_kib
from lambdas.core import metric


def test_a_made_up_record_is_as_long_as_a_real_one() -> None:
    objects = sample.log_files(1, 200)
    outcome = product.run(objects, sample.messages(objects), product.log_group(product.Socket()))
    assert 1_400 < outcome.counts[metric.BYTES_DELIVERED] / 200 < 1_600


def test_the_socket_takes_every_request_signed_and_with_its_body() -> None:
    socket = product.Socket()
    objects = sample.log_files(3, 10)
    product.run(objects, sample.messages(objects), product.log_group(socket))
    assert socket.requests == 1
    assert socket.body_bytes > 30 * 1_400


def test_a_measurement_is_a_ratio_of_two_runs_over_the_same_log_files() -> None:
    figures = json.loads(json.dumps(throughput.measure(2, 10)))
    assert figures["ratio"] > 0
    assert figures["requests_per_log_file"] == 0.5


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux keeps the peak in /proc/self/status")
def test_the_peak_of_this_process_is_more_than_a_megabyte() -> None:
    assert peak_kib() > 1024
