"""The head of each printed page, so that a page which lost the others still says of what it is, and how it ended.

It stands in CSS, where nothing from elsewhere may: claims, verdicts and times only. https://www.w3.org/TR/css-page-3/
(2023-09-14), margin boxes; Chromium has them from 131 on, and what does not have them prints none.
"""

import re

from cli.evidence.evidence import Evidence
from cli.evidence.judgement import judge
from cli.evidence.moment import utc
from lambdas.core.proof import Claim

_LINE = "\n"


def margin(evidence: Evidence) -> str:
    """CSS: a line a claim at the left, the range and when the page was made at the right."""
    asked = (evidence.from_s, evidence.until_s)
    judged = {each.proof.claim: judge(each, asked).headline for each in evidence.proofs}
    verdicts = _LINE.join(f"{claim.value}: {judged.get(claim, 'NOT EXAMINED')}" for claim in Claim)
    times = f"{utc(evidence.from_s)} to {utc(evidence.until_s)}{_LINE}made {utc(evidence.made_s)}"
    return f"@page {{ @top-left {{ content: {quoted(verdicts)}; }} @top-right {{ content: {quoted(times)}; }} }}\n"


def quoted(text: str) -> str:
    """A CSS string that can end neither itself nor the stylesheet: all but letters, digits and blanks are escaped."""
    escaped = re.sub(r"[^A-Za-z0-9 ]", lambda found: f"\\{ord(found[0]):x} ", text)
    return f'"{escaped}"'
