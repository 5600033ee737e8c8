"""Reading markup back, with the types that lxml's own HTML elements lack."""

from __future__ import annotations

from lxml import etree, html


def parse(markup: str) -> etree._Element:
    """Return the only element of `markup`."""
    return html.fromstring(markup)


def words(element: etree._Element) -> str:
    """Return what an element says, in single spaces."""
    return " ".join("".join(map(str, element.itertext())).split())


def values(element: etree._Element, path: str, name: str) -> list[str | None]:
    """Return an attribute of every element that the path finds."""
    return [found.get(name) for found in element.findall(path)]


def attributes(element: etree._Element) -> dict[str, str]:
    """Return all attributes of an element."""
    return {str(name): str(value) for name, value in element.attrib.items()}
