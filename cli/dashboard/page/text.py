"""What somebody wrote in a text widget: of Markdown its headings, lists, paragraphs and code; all else as it stands."""

import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from cli.evidence.page.element import Child, code, tag

_LINK = re.compile(r"\[([^\]]*)\]\(([^)\s]*)[^)]*\)")
_BULLET = re.compile(r"\s*[-*+]\s+")
_HEADING = re.compile(r"#+\s*")


def text(markdown: str) -> ET.Element:
    made = tag("div", class_="words")
    for block in re.split(r"\n\s*\n", _LINK.sub(r"\1 (\2)", markdown.strip())):
        made.extend(_block(block.split("\n")))
    return made


def _block(lines: list[str]) -> Iterator[ET.Element]:
    plain: list[str] = []
    bullets: list[str] = []
    for line in lines:
        if heading := _HEADING.match(line):
            yield tag("h3", *_spans(line[heading.end() :]))
        elif bullet := _BULLET.match(line):
            bullets.append(line[bullet.end() :])
        elif bullets:
            bullets[-1] += f" {line.strip()}"
        else:
            plain.append(line.strip())
    if plain:
        yield tag("p", *_spans(" ".join(plain)))
    if bullets:
        yield tag("ul", *(tag("li", *_spans(bullet)) for bullet in bullets))


def _spans(line: str) -> Iterator[Child]:
    """Every second part between backticks is code."""
    for place, part in enumerate(line.replace("**", "").split("`")):
        if part:
            yield code(part) if place % 2 else part
