"""The dashboard's page in a browser: nothing is cut off on a screen or a phone, and every widget is seen."""

import re
from pathlib import Path

import pytest

from cli.dashboard.page.document import page
from tests.acceptance.test_evidence_page import BROWSER, browse, measured
from tests.unit.cli.dashboard_builder import WORLDS, shown
from tests.unit.cli.fake_cloudwatch import FakeCloudWatch

pytestmark = pytest.mark.skipif(not BROWSER, reason="no chromium or chrome is installed")

EACH = pytest.mark.parametrize("world", WORLDS.values(), ids=WORLDS)
# Of a copy of the page, in a frame of the width that is asked: how many widgets there are, and how many are seen, as
# they have a size and lie over no other one; then how many stand beside the first.
SEEN = """
<!DOCTYPE html><body><iframe id="page" src="page.html" style="width:{width}px;height:2000px;border:0"></iframe>
<script>onload = () => {{
  const inner = document.getElementById("page").contentDocument;
  const boxes = [...inner.querySelectorAll("section")].map(each => each.getBoundingClientRect());
  const over = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
  const seen = boxes.filter(a => a.width > 60 && a.height > 40 && !boxes.some(b => a !== b && over(a, b)));
  const beside = boxes.filter(each => each.top === boxes[0].top);
  document.title = `${{seen.length}} of ${{boxes.length}}, ${{beside.length}} beside one another`;
}}</script>"""


def seen(written: str, width: int, folder: Path) -> str:
    (folder / "page.html").write_text(re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", written))
    (folder / "seen.html").write_text(SEEN.format(width=width))
    place = (folder / "seen.html").as_uri()
    told = browse(folder, "--allow-file-access-from-files", "--window-size=1600,2100", "--dump-dom", place)
    return told.partition("<title>")[2].partition("</title>")[0]


@pytest.mark.parametrize("width", [1440, 390])
@EACH
def test_nothing_is_cut_off_at_the_side(world: FakeCloudWatch, width: int, tmp_path: Path) -> None:
    opened = page(shown(world)).replace("<details>", "<details open>")
    assert measured(opened, width, tmp_path) == "wider by 0 ."


@pytest.mark.parametrize(("width", "beside"), [(1440, 3), (390, 1)])
@pytest.mark.parametrize("which", ["nothing yet", "alarms"])
def test_every_widget_is_seen_in_24_columns_or_in_one(which: str, width: int, beside: int, tmp_path: Path) -> None:
    of = shown(WORLDS[which])
    count = len(of.widgets)
    assert seen(page(of), width, tmp_path) == f"{count} of {count}, {beside} beside one another"


def test_a_script_in_the_page_would_not_run(tmp_path: Path) -> None:
    written = page(shown(WORLDS["one point"])).replace("</main>", "<script>document.title = 'ran'</script></main>")
    (tmp_path / "page.html").write_text(written)
    assert "<title>Dashboard trailkeeper" in browse(tmp_path, "--dump-dom", (tmp_path / "page.html").as_uri())
