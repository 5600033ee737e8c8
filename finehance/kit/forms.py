"""How forms look: Django's form rendering with the product's field and form templates."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.forms import Select, TextInput
from django.forms.renderers import BaseRenderer, TemplatesSetting
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


class KitRenderer(TemplatesSetting):
    """Renders `{{ form }}` and `{{ field.as_field_group }}` with the product's components.

    Named by the setting FORM_RENDERER; needs "django.forms" in INSTALLED_APPS.
    """

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"


class AmountInput(TextInput):
    """A text field that computes: `12.50+3*4` becomes its result with `places` decimals.

    The browser works it out when it can; the form field that owns this widget does so anyway.
    """

    def __init__(self, attrs: dict[str, Any] | None = None, *, places: int = 2) -> None:
        super().__init__(
            {
                "data-amount": str(places),
                "inputmode": "text",
                "autocomplete": "off",
                **(attrs or {}),
            }
        )


def option_list(choices: Iterable[tuple[Any, Any]], selected: Collection[str] = ()) -> SafeString:
    """Return the options of a select element; a choice whose label is a list is a group of them."""
    rows = (_option(value, label, selected) for value, label in choices)
    return format_html_join("", "{}", ((row,) for row in rows))


def _option(value: Any, label: Any, selected: Collection[str]) -> SafeString:
    if isinstance(label, (list, tuple)):
        options = option_list(label, selected)
        return format_html('<optgroup label="{}">{}</optgroup>', value, options)
    mark = SafeString(" selected") if str(value) in selected else ""
    return format_html('<option value="{}"{}>{}</option>', value, mark, label)


class LongSelect(Select):
    """A select element of many options; Django's own renders two templates for each of them."""

    def render(
        self,
        name: str,
        value: Any,
        attrs: dict[str, Any] | None = None,
        renderer: BaseRenderer | None = None,
    ) -> SafeString:
        given = flatatt(self.build_attrs(self.attrs, attrs))
        options = option_list(self.choices, self.format_value(value))
        return format_html('<select name="{}"{}>{}</select>', name, given, options)
