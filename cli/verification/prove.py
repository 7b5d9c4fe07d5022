"""A verification from its beginning to its end: Region by Region, so that only a few Regions' digests are held."""

from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from functools import partial
from itertools import islice

from cli.terminal import UsageError
from cli.verification.absence import absent
from cli.verification.crew import BATCH, Crew
from cli.verification.digest_listing import AccountDigests, accounts, digests_of
from cli.verification.digest_reading import DigestReading, RegionChains
from cli.verification.keyring import Keyring
from cli.verification.log_file_check import LogFileCheck
from cli.verification.progress import Progress
from cli.verification.proven import Proven
from cli.verification.receipt_check import ReceiptCheck
from cli.verification.region import judged
from cli.verification.region_search import unlisted
from cli.verification.request import Request
from cli.verification.result import Result
from lambdas.core.proof import Claim

THREADS = 32
"""As many as lambdas.aws.client.CONNECTIONS."""


def prove(request: Request, progress: Progress) -> Proven:
    """Raises UsageError, ConfigurationError or Unavailable; what concerns one object is a finding."""
    keyring = Keyring(request.world.public_keys)
    result = Result(request, keyring, progress)
    with ThreadPoolExecutor(THREADS, "digest") as threads, _crew(request) as crew:
        reading = DigestReading(request, keyring, threads)
        found = _accounts(request, result, threads, crew)
        for region in reading.run(found, lambda count: progress.expect(digests=count)):
            _prove_region(request, region, result, crew, reading)
        crew.finish()
    return result.proven()


def _accounts(request: Request, result: Result, threads: Executor, crew: Crew) -> Iterator[AccountDigests]:
    for folder in accounts(request):
        account = digests_of(request, folder, threads)
        result.add_account(account)
        crew.also(partial(absent, request, account), result.add_absent)
        yield account


def _crew(request: Request) -> Crew:
    world = request.world
    if request.claim is Claim.ARCHIVED:
        check = LogFileCheck(world.log_files(), keep=request.keep_log_files)
        return Crew(check, world.log_files, request.workers, keep=request.keep_log_files)
    if world.receipts is None:
        raise UsageError("--receipts: no ledger is known")
    return Crew(ReceiptCheck(world.receipts), None, 1)


def _prove_region(request: Request, region: RegionChains, result: Result, crew: Crew, reading: DigestReading) -> None:
    chains = judged(region, request.span, reading.later)
    for chain in chains:
        work = result.add_chain(chain)
        while batch := list(islice(work, BATCH)):
            tasks = [task for task, _ in batch]
            crew.check(tasks, partial(result.add_log_files, batch))
    if not region.digests.is_partial:
        crew.also(partial(unlisted, request, region, chains, reading.later), result.add_findings)
