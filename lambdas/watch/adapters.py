"""What watch's ports are in AWS.

Needs cloudtrail:GetTrail, GetTrailStatus and GetEventSelectors of the trail, GetChannel and ListImports where settings
name channels or event data stores, account:ListRegions where they name no Regions, dynamodb:Scan of verification's
table, and s3:ListBucket of the quarantine bucket.
"""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

from lambdas.aws import account_states, lake, listing, metric_log, regional, regions, trails
from lambdas.aws.client import LITTLE_PATIENCE, client
from lambdas.watch.port import World
from lambdas.watch.settings import Settings

REGIONS_AT_ONCE = 16
"""A Region that gives no answer holds one of them for 20 seconds, and a look has four minutes."""


def world(settings: Settings) -> World:
    soon = partial(client, patience=LITTLE_PATIENCE)
    cloudtrail = regional.Regional(partial(soon, "cloudtrail"))
    return World(
        trails=trails.Trails(cloudtrail),
        regions=regions.Regions(partial(soon, "account")),
        lake=lake.Lake(cloudtrail),
        account_states=account_states.AccountStates(soon("dynamodb"), settings.verification_table),
        quarantine=listing.Listing(soon("s3"), settings.quarantine_owner),
        metrics=metric_log.MetricLog("watch"),
        pool=ThreadPoolExecutor(REGIONS_AT_ONCE),
    )
