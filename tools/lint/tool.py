"""The tools that read templates, each in a process of its own, and what they find in the project's words."""

import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tools.lint.finding import Finding, merged
from tools.lint.template import Template

ROOT = Path(__file__).resolve().parents[2]
CFN_LINT = str(Path(sys.executable).parent / "cfn-lint")
CHECKOV = str(ROOT / ".venv-lint" / "bin" / "checkov")
# It finds no key of a platform in here that it could ask, and does not ask whether there is a newer version.
CHECKOV_ENVIRONMENT = {"PATH": os.environ["PATH"], "CKV_SKIP_PACKAGE_UPDATE_CHECK": "true"}
CHECKOV_OPTIONS = ("--framework", "cloudformation", "--skip-download", "--quiet", "--compact", "--soft-fail")


class NotLooked(Exception):  # noqa: N818  (it is a verdict on a run)
    """A tool did not look at all templates, so that it has found nothing means nothing."""


def cfn_lint(templates: Sequence[Template]) -> list[Finding]:
    """Each template as in its setup's Region: which types and values there are depends on it."""
    by_region: dict[str, list[Template]] = defaultdict(list)
    for template in templates:
        by_region[template.region].append(template)
    return merged(finding for region, some in by_region.items() for finding in cfn_lint_in(region, some))


def cfn_lint_in(region: str, templates: Sequence[Template]) -> list[Finding]:
    by_path = {str(template.path): template for template in templates}
    command = [CFN_LINT, "--format", "json", "--regions", region, "--template", *by_path]
    # Its exit code says how grave the findings are, and is 1 where it has not looked.
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=False)
    if done.returncode == 1:
        raise NotLooked(f"cfn-lint: exit code 1 in {region}")
    return [cfn_lint_finding(by_path[found["Filename"]], found) for found in json.loads(done.stdout)]


def cfn_lint_finding(template: Template, found: Mapping[str, Any]) -> Finding:
    """Of what is no resource's, the path's first two names stand for the resource."""
    section, name = [*(found["Location"]["Path"] or ()), "", ""][:2]
    resource = name if section == "Resources" else f"{section}/{name}".strip("/")
    return template.finding(found["Rule"]["Id"], str(resource), found["Message"])


def checkov(templates: Sequence[Template]) -> list[Finding]:
    by_path = {str(template.path.relative_to(ROOT)): template for template in templates}
    command = [CHECKOV, *CHECKOV_OPTIONS, "--output", "json", "--file", *by_path]
    done = subprocess.run(command, cwd=ROOT, env=CHECKOV_ENVIRONMENT, stdout=subprocess.PIPE, check=True)
    failed = failed_checks(json.loads(done.stdout))
    return merged(checkov_finding(by_path[found["file_abs_path"]], found) for found in failed)


def failed_checks(report: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Raises NotLooked. Where checkov had nothing to look at, the report is the summary alone."""
    summary = report.get("summary", report)
    if summary["parsing_errors"] or not summary["resource_count"]:
        raise NotLooked(f"checkov: {json.dumps(summary)}")
    failed: list[Mapping[str, Any]] = report["results"]["failed_checks"]
    return failed


def checkov_finding(template: Template, found: Mapping[str, Any]) -> Finding:
    return template.finding(found["check_id"], found["resource"].rpartition(".")[2], found["check_name"])
