"""How forms look: Django's form rendering with the product's field and form templates."""

from __future__ import annotations

from typing import Any

from django.forms import TextInput
from django.forms.renderers import TemplatesSetting


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
