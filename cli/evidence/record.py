"""The JSON beside the page: the same facts, every finding, every hour and every log file.

Hours and log files are a line each, and written one by one: of a month there may be millions.
"""

import json
from collections.abc import Iterable, Iterator, Mapping

from cli.evidence.coverage import Coverage, Span, coverages, whole_state
from cli.evidence.evidence import Evidence, Totals
from cli.evidence.judgement import judge
from cli.verification.proven import Proven, ProvenLogFile, as_json, counts_json
from cli.verification.report import CLAIMS
from lambdas.core.chain import at
from lambdas.core.digest_key import Chain
from lambdas.core.proof import Hour

KIND = "trailkeeper-evidence"


def pieces(evidence: Evidence) -> Iterator[str]:
    """Together one JSON object, in ASCII."""
    hours = (
        _hour(proven, of.chain, each) for proven in evidence.proofs for of in proven.proof.chains for each in of.hours
    )
    log_files = (_log_file(proven, each) for proven in evidence.proofs for each in proven.log_files)
    yield json.dumps(_head(evidence), indent=1).removesuffix("\n}")
    yield from _lines("hours", hours)
    yield from _lines("log_files", log_files)
    yield "\n}\n"


def _lines(name: str, told: Iterable[Mapping[str, object]]) -> Iterator[str]:
    yield f',\n "{name}": ['
    for number, each in enumerate(told):
        yield f"{',' if number else ''}\n{json.dumps(each)}"
    yield "\n ]"


def _head(evidence: Evidence) -> dict[str, object]:
    asked = (evidence.from_s, evidence.until_s)
    return {
        "kind": KIND,
        "made": at(evidence.made_s),
        "trailkeeper": evidence.version,
        "caller": evidence.caller,
        "place": evidence.place,
        "from": at(evidence.from_s),
        "to": at(evidence.until_s),
        "claims": [_claim(proven, asked) for proven in evidence.proofs],
        "receipts": _totals(evidence.totals),
    }


def _claim(proven: Proven, asked: Span) -> dict[str, object]:
    judged = judge(proven, asked)
    return {
        **as_json(proven),
        "means": CLAIMS[proven.proof.claim],
        "headline": judged.headline,
        "in_words": list(judged.sentences),
        "covered": [_covered(each) for each in coverages(proven.proof.chains, *asked)],
    }


def _covered(covered: Coverage) -> dict[str, object]:
    return {
        "account": covered.account,
        "trail": covered.trail,
        "region": covered.region,
        "home_region": covered.home_region,
        "proven": [_span(each) for each in covered.proven],
        "not_proven": [_span(each) for each in covered.gaps],
    }


def _span(span: Span) -> dict[str, str]:
    return {"from": at(span[0]), "to": at(span[1])}


def _hour(proven: Proven, of: Chain, hour: Hour) -> dict[str, object]:
    return {
        "claim": proven.proof.claim.value,
        "account": of.account,
        "region": of.region,
        "trail": of.trail,
        "home_region": of.home_region,
        "folder": of.folder,
        "is_backfill": of.is_backfill,
        **_span((hour.start_s, hour.end_s)),
        "state": hour.state.value,
        "state_with_log_files": whole_state(hour).value,
        "digest": hour.digest,
        "sha256": hour.sha256,
        "version": hour.version or None,
        "fingerprint": hour.fingerprint,
        "log_files": counts_json(hour.log_files),
    }


def _log_file(proven: Proven, each: ProvenLogFile) -> dict[str, object]:
    """None for what is not known."""
    return {
        "claim": proven.proof.claim.value,
        "name": each.name,
        "state": each.state.value,
        "sha256": each.sha256 or None,
        "listed_sha256": each.listed_sha256,
        "version": each.version or None,
        "size_bytes": each.size_bytes if each.size_bytes >= 0 else None,
        "records": each.records if each.records >= 0 else None,
        "digest": each.digest,
    }


def _totals(totals: Totals | None) -> dict[str, object] | None:
    if totals is None:
        return None
    return {
        "receipts": totals.receipts,
        "log_files_without": totals.without,
        "unreadable": totals.unreadable,
        "rejected": totals.rejected,
        "in_flight": totals.in_flight,
        "records": {
            "read": totals.read,
            "delivered": totals.delivered,
            "filtered": totals.filtered,
            "quarantined": totals.quarantined,
            "restamped": totals.restamped,
        },
    }
