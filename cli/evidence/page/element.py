"""Elements of the page. ElementTree escapes all text and all attributes; what is not printable is made visible here."""

from collections.abc import Iterable
from xml.etree import ElementTree as ET

from cli.terminal import visible

Child = ET.Element | str


def tag(name: str, /, *children: Child, **attributes: object) -> ET.Element:
    """class_ and data_label are the attributes class and data-label."""
    made = ET.Element(name, {_attribute(key): visible(str(value)) for key, value in attributes.items()})
    return add(made, *children)


def add(parent: ET.Element, *children: Child) -> ET.Element:
    for child in children:
        if isinstance(child, str):
            _add_text(parent, visible(child))
        else:
            parent.append(child)
    return parent


def stylesheet(css: str) -> ET.Element:
    """css: the project's own; nothing in it is escaped."""
    made = ET.Element("style")
    made.text = css
    return made


def section(title: str, *children: Child, **attributes: object) -> ET.Element:
    return tag("section", tag("h2", title), *children, **attributes)


def items(texts: Iterable[Child], **attributes: object) -> ET.Element:
    return tag("ul", *(tag("li", text) for text in texts), **attributes)


def code(text: str) -> ET.Element:
    return tag("code", text)


def commands(*lines: str) -> ET.Element:
    """Each on a line of its own."""
    return tag("pre", *(tag("code", line) for line in lines))


def html(root: ET.Element) -> str:
    return f"<!DOCTYPE html>\n{ET.tostring(root, encoding='unicode', method='html')}\n"


def _attribute(name: str) -> str:
    return name.rstrip("_").replace("_", "-")


def _add_text(parent: ET.Element, text: str) -> None:
    if len(parent):
        last = parent[-1]
        last.tail = (last.tail or "") + text
    else:
        parent.text = (parent.text or "") + text
