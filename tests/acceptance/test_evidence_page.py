"""The page in a browser: nothing is cut off on a screen or a phone, and it can be printed."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from cli.evidence.evidence import Evidence, Totals
from cli.evidence.page.document import page
from lambdas.core import finding as f
from lambdas.core.digest_key import HOUR_S
from lambdas.core.finding import Finding
from lambdas.core.proof import Claim, State
from tests.builder import BUCKET
from tests.unit.cli.evidence_builder import FROM_S, UNTIL_S, chain, day, evidence, log_file, proven

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), "")
READS_PAPER = pytest.mark.skipif(not shutil.which("pdftotext"), reason="no pdftotext is installed")
pytestmark = pytest.mark.skipif(not BROWSER, reason="no chromium or chrome is installed")

QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
LONG = "A" * 400
FIRST_WITH_MARGIN_BOXES = 131
# Of a copy of the page, in a frame of the width that is asked: how much wider it is, and which elements stick out of it
# that cannot be scrolled to; then the width of a picture, and of what it scrolls in.
MEASURE = """
<!DOCTYPE html><body><iframe id="page" src="page.html" style="width:{width}px;height:2000px;border:0"></iframe>
<script>onload = () => {{
  const inner = document.getElementById("page").contentDocument, found = [];
  const root = inner.documentElement, view = inner.defaultView;
  const scrolls = each => each && (view.getComputedStyle(each).overflowX === "auto" || scrolls(each.parentElement));
  for (const each of inner.querySelectorAll("body *")) {{
    const box = each.getBoundingClientRect();
    const isOut = box.right > root.clientWidth + 0.5 || box.left < -0.5;
    if (isOut && !scrolls(each.parentElement)) found.push(each.tagName);
  }}
  document.title = `wider by ${{root.scrollWidth - root.clientWidth}} ${{found.join(",")}}.`;
  const figure = inner.querySelector("figure");
  if (figure) document.title += ` ${{figure.firstChild.clientWidth}} in ${{figure.clientWidth}}`;
}}</script>"""


def browse(folder: Path, *arguments: str) -> str:
    command = [BROWSER, *QUIET, f"--user-data-dir={folder / 'profile'}", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout


def telling() -> Evidence:
    """With all that a page can hold, and texts that are long."""
    bad = day(h03=State.INVALID, h04=State.MISSING, h05=State.UNDECIDED)
    ended = day(chain("ap-southeast-2", trail=LONG[:128]), hours=range(2, 20))
    found = [Finding(code, f"{BUCKET}/{LONG}", LONG, "111122223333", "eu-west-1", FROM_S + HOUR_S) for code in f.CODES]
    files = [log_file(f"{BUCKET}/{LONG}")]
    main = proven(bad, ended, findings=found, log_files=files, notes=[LONG])
    totals = Totals(receipts=1, read=3, delivered=2, quarantined={LONG: 1}, without=1)
    return evidence(main, proven(day(hours=range(20)), claim=Claim.DELIVERED), totals=totals, place=LONG, caller=LONG)


PAGES = {
    "all that there is": telling(),
    "a month": evidence(from_s=FROM_S - 29 * 24 * HOUR_S, until_s=UNTIL_S),
    "nothing": evidence(proven()),
}


def measured(written: str, width: int, folder: Path) -> str:
    (folder / "page.html").write_text(re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", written))
    (folder / "measure.html").write_text(MEASURE.format(width=width))
    place = (folder / "measure.html").as_uri()
    told = browse(folder, "--allow-file-access-from-files", "--window-size=1600,2100", "--dump-dom", place)
    return told.partition("<title>")[2].partition("</title>")[0]


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("of", PAGES.values(), ids=PAGES)
def test_nothing_is_cut_off_at_the_side(of: Evidence, width: int, tmp_path: Path) -> None:
    assert measured(page(of, "evidence.json"), width, tmp_path).startswith("wider by 0 .")


@pytest.mark.parametrize(("width", "sizes"), [(390, r"640 in 3\d\d"), (1440, "800 in 800")])
def test_a_picture_is_large_enough_to_read_and_scrolls_in_itself(width: int, sizes: str, tmp_path: Path) -> None:
    assert re.fullmatch(f"wider by 0 \\. {sizes}", measured(page(evidence(), "evidence.json"), width, tmp_path))


def test_what_would_be_cut_off_is_seen(tmp_path: Path) -> None:
    written = page(evidence(), "evidence.json").replace("<main>", '<main><div style="width: 500px">x</div>')
    assert re.match(r"wider by 1\d\d DIV\.", measured(written, 390, tmp_path))


@pytest.mark.parametrize("of", PAGES.values(), ids=PAGES)
def test_it_can_be_printed(of: Evidence, tmp_path: Path) -> None:
    assert re.findall(rb"/Type\s*/Page\b", printed(of, tmp_path).read_bytes())


@READS_PAPER
@pytest.mark.parametrize("of", PAGES.values(), ids=PAGES)
def test_each_printed_page_says_of_what_it_is(of: Evidence, tmp_path: Path) -> None:
    version = re.search(r"\d+", browse(tmp_path, "--version"))
    if not version or int(version[0]) < FIRST_WITH_MARGIN_BOXES:
        pytest.skip("this browser prints no margin boxes")
    heads = {" ".join(" ".join(each.splitlines()[:2]).split()) for each in on_paper(of, tmp_path)}
    assert len(heads) == 1
    assert re.match(r"archived: [A-Z]+ .* delivered: [A-Z]+ .*made 2026-11-24 00:00:00 UTC", heads.pop())


@READS_PAPER
def test_how_to_check_it_stands_on_one_printed_page(tmp_path: Path) -> None:
    found = [each for each in on_paper(telling(), tmp_path) if "How to check this page without Trailkeeper" in each]
    assert ["An hour without a digest is a gap" in " ".join(each.split()) for each in found] == [True]


def on_paper(of: Evidence, folder: Path) -> list[str]:
    """The text of each page."""
    command = ["pdftotext", "-layout", f"{printed(of, folder)}", "-"]
    told = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout
    return told.split("\f")[:-1]


def printed(of: Evidence, folder: Path) -> Path:
    (folder / "page.html").write_text(page(of, "evidence.json"))
    browse(folder, f"--print-to-pdf={folder / 'page.pdf'}", (folder / "page.html").as_uri())
    return folder / "page.pdf"


def test_a_script_in_the_page_would_not_run(tmp_path: Path) -> None:
    written = page(evidence(), "evidence.json").replace("</main>", "<script>document.title = 'ran'</script></main>")
    (tmp_path / "page.html").write_text(written)
    assert "<title>Evidence of" in browse(tmp_path, "--dump-dom", (tmp_path / "page.html").as_uri())
