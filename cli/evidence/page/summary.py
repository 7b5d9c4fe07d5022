"""The verdict of each claim, large; what it is about, and of what time something is proven."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from xml.etree import ElementTree as ET

from cli.evidence.coverage import Coverage, Side, Span, coverages, side
from cli.evidence.evidence import Evidence
from cli.evidence.judgement import Judgement, judge
from cli.evidence.moment import utc
from cli.evidence.page.element import Child, items, section, tag
from cli.evidence.page.table import fields, table
from cli.terminal import counted
from cli.verification.proven import Proven
from cli.verification.report import CLAIMS
from lambdas.core.proof import Claim

_MOST_TRAILS = 60
_MOST_GAPS = 3
_NOT_EXAMINED = {
    Claim.ARCHIVED: "Nothing is said of this: no log file was read, for --receipts was given.",
    Claim.DELIVERED: "Nothing is said of this: no ledger was read, for the bucket was not examined as a deployment's.",
}


def stretch(span: Span) -> ET.Element:
    """Broken between its two times only."""
    return tag("span", tag("span", f"{utc(span[0])} to"), " ", tag("span", utc(span[1])), class_="stretch")


def summary(evidence: Evidence) -> ET.Element:
    asked = (evidence.from_s, evidence.until_s)
    judged = {each.proof.claim: judge(each, asked) for each in evidence.proofs}
    in_order = [*judged, *(claim for claim in Claim if claim not in judged)]
    return tag(
        "header",
        tag("p", "Evidence of CloudTrail log files", class_="kind"),
        tag("h1", evidence.main.proof.bucket),
        tag("p", f"{utc(evidence.from_s)} to {utc(evidence.until_s)}", class_="range"),
        *(_claim(claim, judged.get(claim)) for claim in in_order),
        fields(_about(evidence)),
        *_notes(evidence.proofs),
    )


def coverage(evidence: Evidence) -> ET.Element:
    parts: list[ET.Element] = []
    for proven in evidence.proofs:
        if len(evidence.proofs) > 1:
            parts.append(tag("h3", proven.proof.claim.value.capitalize()))
        parts += _coverage(proven, (evidence.from_s, evidence.until_s))
    return section("What time is proven", *parts)


def _claim(claim: Claim, judged: Judgement | None) -> ET.Element:
    name = tag("p", f"{claim.value}: {CLAIMS[claim]}", class_="claim")
    if judged is None:
        told = _NOT_EXAMINED[claim]
        return tag(
            "div", name, tag("p", "NOT EXAMINED", class_="headline"), tag("p", told), class_="verdict unexamined"
        )
    return tag(
        "div",
        name,
        tag("p", judged.headline, class_="headline"),
        *(tag("p", sentence) for sentence in judged.sentences),
        class_=f"verdict {judged.tone.value}",
    )


def _about(evidence: Evidence) -> Iterator[tuple[str, Child]]:
    chains = [each.chain for proven in evidence.proofs for each in proven.proof.chains]
    trails = sorted({f"{chain.trail} (home Region {chain.home_region})" for chain in chains})
    accounts = {chain.account for chain in chains}
    regions = {chain.region for chain in chains}
    yield "Range asked", f"{utc(evidence.from_s)} to {utc(evidence.until_s)}"
    yield "Bucket", evidence.main.proof.bucket
    yield "Read from", evidence.place
    yield "Trails", items(trails, class_="plain") if trails else "none found"
    yield "Of", f"{counted(len(accounts), 'account')}, {counted(len(regions), 'Region')}"
    yield "Made", utc(evidence.made_s)
    yield "By", f"Trailkeeper {evidence.version}"
    yield "With credentials of", evidence.caller or "nobody: AWS was not asked"


def _notes(proofs: Sequence[Proven]) -> Iterator[ET.Element]:
    if notes := list(dict.fromkeys(note for proven in proofs for note in proven.notes)):
        yield tag("h2", "To know")
        yield items(notes)


def _coverage(proven: Proven, asked: Span) -> Iterator[ET.Element]:
    trails: dict[tuple[str, str, str], list[Coverage]] = defaultdict(list)
    for each in coverages(proven.proof.chains, *asked):
        trails[each.account, each.trail, each.home_region].append(each)
    if not trails:
        yield tag("p", "Nothing: there is no digest.")
        return
    worst_first = sorted(trails.items(), key=lambda item: (-sum(len(each.gaps) for each in item[1]), item[0]))
    rows = [
        (account, trail, f"{len(found):,}", *_common(found, asked))
        for (account, trail, _), found in worst_first[:_MOST_TRAILS]
    ]
    yield table(("Account", "Trail", "Regions", "Proven in each of them", "Not proven within"), rows, class_="covered")
    if len(worst_first) > _MOST_TRAILS:
        yield tag("p", f"And {len(worst_first) - _MOST_TRAILS:,} more, none with more gaps: the JSON tells each.")


def _common(found: Sequence[Coverage], asked: Span) -> tuple[Child, Child]:
    if bare := sorted(each.region for each in found if not each.proven):
        return f"nothing in {_some(bare)}", "see the picture"
    from_s = max(each.proven[0][0] for each in found)
    until_s = min(each.proven[-1][1] for each in found)
    gaps = [(each.region, gap) for each in found for gap in each.gaps if side(gap, asked) is Side.WITHIN]
    told = [tag("p", f"{region}, ", stretch(gap)) for region, gap in gaps[:_MOST_GAPS]]
    more = [tag("p", f"and {len(gaps) - _MOST_GAPS:,} more")] if gaps[_MOST_GAPS:] else []
    if (from_s, until_s) == asked:
        common: Child = "the range, with gaps" if gaps else "the whole range"
    else:
        common = stretch((from_s, until_s)) if from_s < until_s else "no time that all of them have"
    return common, tag("div", *told, *more) if told else "nothing"


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MOST_GAPS:,} more" if names[_MOST_GAPS:] else ""
    return f"{', '.join(names[:_MOST_GAPS])}{more}"
