"""How forms look: Django's form rendering with the product's field and form templates."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.forms import Select, TextInput
from django.forms.renderers import BaseRenderer
from django.forms.utils import flatatt
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from finehance.kit.jinja import draw


class KitRenderer(BaseRenderer):
    """Renders `{{ form }}` and `{{ field.as_field_group }}` with the product's components.

    Named by the setting FORM_RENDERER. Django's widgets come from its Jinja2 templates; those that
    have none there, as the admin's, from Django templates.
    """

    form_template_name = "components/form.jinja"
    field_template_name = "components/field.jinja"

    def get_template(self, template_name: str) -> Any:
        try:
            return get_template(template_name, using="jinja")
        except TemplateDoesNotExist:
            return get_template(template_name, using="django")


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
    return draw("components/options.jinja", choices=_options(choices), selected=selected)


def _options(choices: Iterable[tuple[Any, Any]]) -> list[tuple[str, Any, Any]]:
    """Return (value, label, None) for each choice, (name, "", its options) for a group."""
    return [
        (str(value), "", _options(label))
        if isinstance(label, (list, tuple))
        else (str(value), label, None)
        for value, label in choices
    ]


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
