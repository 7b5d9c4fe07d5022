"""Gathers what a verification finds, and makes the proof of it."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cli.verification.check import Answers, Checked, Task
from cli.verification.digest_listing import AccountDigests
from cli.verification.keyring import Keyring
from cli.verification.progress import Progress
from cli.verification.proven import Proven, ProvenLogFile, order
from cli.verification.region import JudgedChain
from cli.verification.request import Request
from lambdas.core import finding as f
from lambdas.core.chain import at
from lambdas.core.digest_key import HOUR_S, DigestKey
from lambdas.core.digest_verification import VerifiedDigest
from lambdas.core.finding import Finding
from lambdas.core.proof import ChainProof, Hour, Proof, State, state_of

# A digest comes within the hour after its own.
_GRACE_S = 2 * HOUR_S
_TOLD = 5


class Listing(NamedTuple):
    """The digest that lists a log file."""

    hour: Hour
    proves: bool


class Result:
    def __init__(self, request: Request, keyring: Keyring, progress: Progress) -> None:
        self._request = request
        self._keyring = keyring
        self._progress = progress
        self._chains: list[ChainProof] = []
        self._findings: list[Finding] = []
        self._absent: list[Finding] = []
        self._log_files: list[ProvenLogFile] = []
        self._notes: list[str] = []
        self._without: list[str] = []

    def add_account(self, account: AccountDigests) -> None:
        number = account.folder.rstrip("/").rpartition("/")[2]
        odd = [key for region in account.regions for key in region.odd]
        if odd:
            self._notes.append(
                f"account {number}: {len(odd)} keys are below CloudTrail-Digest/ and no digest's: {odd[0]}"
            )
        self._findings += [self._premature(key) for region in account.regions for key in region.premature]
        if any(region.is_partial for region in account.regions):
            self._notes.append(f"account {number}: log files that no digest lists are not looked for with --trail")
        span = self._request.span
        if not account.has_digest_of(span):
            self._without.append(number)
        for trail, (_, last_s) in account.ends.items():
            if span.until_s is not None and span.until_s > last_s + _GRACE_S and last_s > span.begin_s:
                name = f"{self._request.world.bucket}/{account.folder}CloudTrail-Digest/: trail {trail}"
                what = f"nothing after {at(last_s)} is proven"
                self._findings.append(Finding(f.CHAIN_ENDED, name, what, number, "", last_s))

    def _premature(self, key: DigestKey) -> Finding:
        what = f"its hour ends {at(key.end_s)}, and it is {at(self._request.at_s)}"
        chain, name = key.chain, f"{self._request.world.bucket}/{key.key}"
        return Finding(f.DIGEST_PREMATURE, name, what, chain.account, chain.region, key.end_s)

    def add_chain(self, chain: JudgedChain) -> Iterator[tuple[Task, Listing]]:
        """Gives what its digests list, to be checked; what a digest lists that proves nothing is undecided."""
        self._chains.append(ChainProof(chain.chain, chain.hours))
        self._findings += chain.findings
        for digest in chain.digests:
            self._keyring.count(digest)
        self._progress.done(digests=len(chain.around))
        of = {hour.digest: hour for hour in chain.hours}
        return self._tasks(chain, of)

    def _tasks(self, chain: JudgedChain, of: dict[str, Hour]) -> Iterator[tuple[Task, Listing]]:
        for digest in chain.digests:
            hour, listed = of[digest.name], digest.digest.log_files if digest.digest else ()
            if digest.name in chain.disproved:
                self._leave_open(digest, hour)
                continue
            self._progress.expect(log_files=len(listed))
            by = Listing(hour, hour.state is not State.UNDECIDED)
            yield from ((Task(each, digest.key), by) for each in listed)

    def _leave_open(self, digest: VerifiedDigest, hour: Hour) -> None:
        listed = digest.digest.log_files if digest.digest else ()
        hour.log_files.add(State.UNDECIDED, len(listed))
        if self._request.keep_log_files:
            self._log_files += [
                ProvenLogFile(each.name, hour.digest, State.UNDECIDED, "", each.hash_value) for each in listed
            ]

    def add_log_files(self, asked: Sequence[tuple[Task, Listing]], answers: Answers) -> None:
        for (task, by), checked in zip(asked, answers, strict=True):
            finding = checked.finding if checked else None
            state = state_of(finding)
            if state is State.VALID and not by.proves:
                state = State.UNDECIDED
            by.hour.log_files.add(state)
            if finding:
                self._findings.append(finding)
            if self._request.keep_log_files:
                self._log_files.append(_told(task, by, state, checked))
        self._progress.done(log_files=len(asked))

    def add_findings(self, found: Sequence[Finding]) -> None:
        self._findings += found

    def add_absent(self, found: Sequence[Finding]) -> None:
        """What counts only beside something that is covered."""
        self._absent += found

    def proven(self) -> Proven:
        span, hours = self._request.span, [hour for chain in self._chains for hour in chain.hours]
        is_any = any(hour.digest for hour in hours)
        first_s = min((hour.start_s for hour in hours), default=self._request.at_s)
        last_s = max((hour.end_s for hour in hours), default=self._request.at_s)
        chains = sorted((each for each in self._chains if each.hours), key=lambda each: each.chain)
        place = {hour.digest: number for number, hour in enumerate(hour for each in chains for hour in each.hours)}
        self._log_files.sort(key=lambda each: place[each.digest])
        proof = Proof(
            bucket=self._request.world.bucket,
            claim=self._request.claim,
            from_s=first_s if span.from_s is None else span.from_s,
            until_s=last_s if span.until_s is None else span.until_s,
            chains=chains,
            findings=sorted([*self._findings, *(self._absent if is_any else ())], key=order),
        )
        return Proven(
            proof=proof,
            keys=self._request.world.key_source,
            used_keys=self._keyring.used(),
            log_files=self._log_files,
            notes=list(self._all_notes(is_any=is_any)),
            at_s=self._request.at_s,
        )

    def _all_notes(self, *, is_any: bool) -> Iterator[str]:
        if not is_any:
            yield f"no digest of this time is in {self._request.world.bucket}: nothing is proven"
        elif self._without:
            some = ", ".join(self._without[:_TOLD]) + (" …" if len(self._without) > _TOLD else "")
            have = "account has" if len(self._without) == 1 else "accounts have"
            yield f"{len(self._without)} {have} no digest of this time, and nothing there is proven: {some}"
        yield from self._notes
        yield from (f"{region}: {reason}" for region, reason in sorted(self._keyring.refused.items()))


def _told(task: Task, by: Listing, state: State, checked: Checked | None) -> ProvenLogFile:
    checked = checked or Checked(None)
    return ProvenLogFile(
        name=task.listed.name,
        digest=by.hour.digest,
        state=state,
        sha256=checked.sha256,
        listed_sha256=task.listed.hash_value,
        version=checked.version,
        size_bytes=checked.size_bytes,
        records=checked.records,
    )
