"""What a page offers its reader: the links that it shows, and the requests that its forms send."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urldefrag, urljoin, urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import Resolver404, resolve
from lxml import html

Node = Any
Fields = dict[str, list[Any]]

_SENT = "input[not(@disabled)] | select[not(@disabled)] | textarea[not(@disabled)]"
_FILE = b"Date,Payee,Amount\n2026-03-01,Baker,-4.50\n"
_PLAUSIBLE = {"date": "2026-03-20", "month": "2026-03", "email": "somebody@example.org"}


@dataclass(frozen=True)
class Offer:
    """One request that a page lets its reader make."""

    method: str
    url: str
    fields: Fields = field(default_factory=dict, hash=False, compare=False)
    about: str = ""
    """How the fields were filled in."""

    @property
    def keys(self) -> set[tuple[object, ...]]:
        """What is new about an offer: the view with its arguments, and each name that it sends.

        Names in a query are for the page whatever its row: else there were no end of them.
        """
        parts = urlsplit(self.url)
        found = resolve(parts.path)
        if self.method == "get":
            asked = {*parse_qs(parts.query, keep_blank_values=True), *self.fields}
            return {(found.view_name, name) for name in asked} or {(found.view_name, parts.path)}
        acts = [(name, str(self.fields.get(name))) for name in ("action", "key")]
        return {(found.view_name, parts.path, self.method, self.about, *acts)}

    @property
    def view_name(self) -> str:
        """The name of the page that is asked for."""
        return resolve(urlsplit(self.url).path).view_name


def offers(page: str, url: str, choices: frozenset[str] = frozenset()) -> Iterator[Offer]:
    """Yield what a page at `url` offers.

    Each form as it stands, and filled in; where a list offers one of `choices`, with that, too.
    """
    tree: Node = html.document_fromstring(page)
    for link in _links(tree):
        yield from _within(Offer("get", urljoin(url, link)))
    for form in tree.xpath("//form"):
        yield from _of_form(tree, form, url, choices)
    for method in ("post", "put", "patch", "delete"):
        for node in tree.xpath(f"//*[@hx-{method}]"):
            yield from _within(Offer(method, urljoin(url, node.get(f"hx-{method}")), {}, "htmx"))


def _links(tree: Node) -> Iterator[str]:
    for path in ("//a/@href", "//*/@hx-get", "//img/@src", "//iframe/@src"):
        yield from (str(found) for found in tree.xpath(path))


def _within(offer: Offer) -> Iterator[Offer]:
    """Yield the offer when it is one of this site's pages."""
    plain = urldefrag(offer.url).url
    parts = urlsplit(plain)
    try:
        resolve(parts.path)
    except Resolver404:
        return
    if not parts.netloc and not parts.path.startswith("/static/"):
        yield Offer(offer.method, plain, offer.fields, offer.about)


def _of_form(tree: Node, form: Node, url: str, choices: frozenset[str]) -> Iterator[Offer]:
    name = form.get("id")
    outside = tree.xpath(f"//*[@form='{name}']") if name else []
    controls = [
        *form.xpath(".//" + _SENT.replace(" | ", " | .//")),
        *(each for each in outside if each.tag in {"input", "select", "textarea"}),
    ]
    buttons = [
        each
        for each in (*form.xpath(".//button"), *(each for each in outside if each.tag == "button"))
        if each.get("type", "submit") == "submit" and each.get("disabled") is None
    ]
    for button in buttons or [None]:
        method = (_of(button, "formmethod") or form.get("method") or "get").lower()
        address = urljoin(url, _of(button, "formaction") or form.get("action") or url)
        pressed = {button.get("name"): [button.get("value", "")]} if _of(button, "name") else {}
        for about, fields in _fillings(controls, choices):
            sent = {**fields, **pressed}
            if method == "get":
                yield from _within(Offer("get", urlsplit(address).path, sent, "asked"))
            else:
                yield from _within(Offer(method, address, sent, about))


def _of(button: Node | None, name: str) -> str:
    return "" if button is None else button.get(name, "")


def _fillings(controls: list[Node], choices: frozenset[str]) -> Iterator[tuple[str, Fields]]:
    yield "as it stands", _filled(controls, is_full=False)
    full = _filled(controls, is_full=True)
    yield "filled in", full
    for control in controls:
        if control.tag == "select" and control.get("name"):
            for option in control.xpath(".//option[not(@disabled)]/@value"):
                if option in choices:
                    name = control.get("name")
                    yield f"{name} is {option}", {**full, name: [str(option)]}


def _filled(controls: list[Node], *, is_full: bool) -> Fields:
    fields: Fields = {}
    for control in controls:
        for value in _values(control, is_full=is_full):
            if control.get("name"):
                fields.setdefault(control.get("name"), []).append(value)
    return fields


def _values(control: Node, *, is_full: bool) -> list[Any]:
    if control.tag == "textarea":
        return [control.text or ("1" if is_full else "")]
    if control.tag == "select":
        return _chosen(control, is_full=is_full)
    kind = control.get("type", "text")
    if kind in {"checkbox", "radio"}:
        is_on = control.get("checked") is not None or (is_full and kind == "checkbox")
        return [control.get("value", "on")] if is_on else []
    if kind == "file":
        return [SimpleUploadedFile("bank.csv", _FILE)] if is_full else []
    value = control.get("value", "")
    return [value or (_PLAUSIBLE.get(kind, "1") if is_full and kind != "hidden" else "")]


def _chosen(control: Node, *, is_full: bool) -> list[str]:
    options = control.xpath(".//option[not(@disabled)]")
    picked = [each for each in options if each.get("selected") is not None]
    if not picked and control.get("multiple") is None:
        picked = options[:1]
    if is_full and not any(each.get("value") for each in picked):
        picked = [each for each in options if each.get("value")][:1]
    return [each.get("value", "") for each in picked]


def is_page(content_type: str) -> bool:
    """Return whether an answer is a page to read on from."""
    return bool(re.match(r"text/html\b", content_type))
