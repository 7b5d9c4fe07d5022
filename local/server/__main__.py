"""Serve the embedded cloud: the emulator, what we replace in it, CloudTrail, and the wrapper that sees each call.

Started by `local.process` only, which writes down the folder, the listening socket and the environment it needs.
"""

import argparse
import asyncio
import os
import shutil
import signal
import sys
from pathlib import Path

import ministack.app
from hypercorn.asyncio import serve
from hypercorn.config import Config
from ministack.core import hypercorn_compat

from local.certificate import Certificate
from local.server import (
    alarm_action,
    alarms,
    asking,
    authorization,
    bucket_property,
    composite_alarm,
    encryption,
    foreign_bucket,
    function_metrics,
    key_use,
    log_filter,
    log_group_key,
    logs,
    mappings,
    metric_data,
    metric_filter,
    metrics,
    missing_object,
    object_lock,
    own_log,
    polling,
    principal,
    query_definition,
    queue_key,
    rule_target,
    seams,
    subscription,
    table_key,
    table_policy,
    table_property,
    topic,
)
from local.server.cloudtrail import CloudTrail
from local.server.control import controls
from local.server.holding import Holding
from local.server.insights import service as insights
from local.server.lifeline import Lifeline, end_group
from local.server.pace import PACE
from local.server.service_metrics import ServiceMetrics
from local.server.wrapper import Wrapper

# In this order: each wraps what the ones before it have put in place.
PARTS = (
    authorization,
    principal,
    asking,
    table_policy,
    table_key,
    table_property,
    bucket_property,
    object_lock,
    encryption,
    key_use,
    missing_object,
    foreign_bucket,
    topic,
    rule_target,
    subscription,
    queue_key,
    log_group_key,
    metric_filter,
    logs,
    log_filter,
    query_definition,
    mappings,
    polling,
    metrics,
    own_log,
    function_metrics,
    alarm_action,
    alarms,
    composite_alarm,
    metric_data,
    insights,
)


def main() -> None:
    arguments = _arguments()
    differing = seams.mismatches()
    if differing:
        sys.exit("\n".join(["this is not the emulator that the seams were tried on:", *differing]))
    lifeline = Lifeline()
    lifeline.start()
    cloudtrail = CloudTrail(arguments.delivery_interval_seconds)
    for part in (hypercorn_compat, *PARTS, cloudtrail):
        part.install()
    service_metrics = ServiceMetrics()
    for thread in (cloudtrail, service_metrics):
        thread.start()
    wrapper = Wrapper(ministack.app.app, cloudtrail, controls(cloudtrail) | {("POST", "quicken"): PACE.quicken})
    asyncio.run(_serve(Holding(wrapper), _config(arguments)))
    for thread in (cloudtrail, service_metrics):
        thread.stop()
    if lifeline.cut:
        shutil.rmtree(arguments.folder, ignore_errors=True)
    sys.stderr.flush()
    # A thread that still waits for a Lambda worker must not hold the process.
    os._exit(0)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m local.server", description=__doc__)
    parser.add_argument("--folder", type=Path, required=True, help="deleted when the parent has died")
    parser.add_argument("--socket", type=int, required=True, help="file descriptor of a bound socket")
    parser.add_argument("--certificate", type=Path, required=True, help="folder of the certificate")
    parser.add_argument("--delivery-interval-seconds", type=float, required=True)
    return parser.parse_args()


def _config(arguments: argparse.Namespace) -> Config:
    certificate = Certificate.within(arguments.certificate)
    config = Config()
    config.bind = [f"fd://{arguments.socket}"]
    config.certfile, config.keyfile = str(certificate.chain), str(certificate.key)
    config.keep_alive_timeout = 75
    config.graceful_timeout = 1
    return config


async def _serve(app: Holding, config: Config) -> None:
    try:
        await serve(app, config, shutdown_trigger=_told_to_end)  # type: ignore[arg-type]
    finally:
        # Before the event loop waits for the threads that wait for Lambda workers.
        end_group()


async def _told_to_end() -> None:
    """Returns when it is time to end, and the Lambda workers have been told: the server waits for their connections."""
    told = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    await told.wait()
    end_group()


if __name__ == "__main__":
    main()
