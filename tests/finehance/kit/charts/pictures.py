"""Reading a chart back: its figure as a tree, and the pieces of it that tests ask for."""

from __future__ import annotations

from lxml import etree

SVG = "{http://www.w3.org/2000/svg}"


def tree(figure: str) -> etree._Element:
    """Return the figure parsed as XML, which fails unless it is well-formed."""
    return etree.fromstring(figure.replace("&nbsp;", "\u00a0"))


def attributes(figure: str, css_class: str, *names: str) -> list[tuple[str | None, ...]]:
    """Return attributes of every element of a class, in the order drawn."""
    return [
        tuple(found.get(name) for name in names)
        for found in tree(figure).iter()
        if css_class in (found.get("class") or "").split()
    ]


def texts(figure: str, tag: str) -> list[str]:
    """Return the words of every element of a tag, in the order written."""
    found = tree(figure).iter(f"{SVG}{tag}", tag)
    return ["".join(map(str, one.itertext())) for one in found]


def styled(figure: str) -> list[str]:
    """Return what a strict policy would block: style and script in any form."""
    return [
        f"{one.tag} {name}"
        for one in tree(figure).iter()
        for name in ("", *one.attrib)
        if str(one.tag).endswith(("style", "script"))
        or str(name) == "style"
        or str(name).startswith("on")
    ]
