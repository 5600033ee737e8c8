from __future__ import annotations

from django import forms
from lxml import html

from finehance.kit.forms import AmountInput, KitRenderer


class PaymentForm(forms.Form):
    default_renderer = KitRenderer

    payee = forms.CharField(help_text="As in the register.")
    memo = forms.CharField(required=False)
    is_cleared = forms.BooleanField(label="Booked", required=False)
    repeat = forms.ChoiceField(choices=[("never", "Never")], widget=forms.RadioSelect)
    token = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> None:
        raise forms.ValidationError("Debit and credit differ by 0.01 EUR.")


def test_field_ties_help_and_errors_to_its_control() -> None:
    page = html.fromstring(PaymentForm({"payee": ""})["payee"].as_field_group())

    control = page.xpath("//input")[0]
    described = [page.get_element_by_id(one) for one in control.get("aria-describedby").split()]
    assert [one.text_content().strip() for one in described] == [
        "As in the register.",
        "This field is required.",
    ]
    assert control.get("aria-invalid") == "true"
    assert page.xpath("//label[@for='id_payee']")[0].text_content() == "Payee"


def test_field_says_when_it_is_optional() -> None:
    page = html.fromstring(PaymentForm()["memo"].as_field_group())

    assert page.xpath("//label")[0].text_content() == "Memo (optional)"


def test_field_of_a_checkbox_has_its_label_behind() -> None:
    page = html.fromstring(PaymentForm()["is_cleared"].as_field_group())

    assert [one.tag for one in page] == ["input", "label"]
    assert page.get("class") == "field field-check"


def test_field_of_choices_is_a_fieldset_with_a_legend() -> None:
    page = html.fromstring(PaymentForm()["repeat"].as_field_group())

    assert (page.tag, page.xpath("./legend")[0].text) == ("fieldset", "Repeat")


def test_form_shows_what_is_wrong_with_the_whole_of_it_first() -> None:
    page = html.fromstring(f"<form>{PaymentForm({'payee': 'Bakery'})}</form>")

    first = page[0]
    assert (first.get("class"), first.get("role")) == ("alert alert-bad", "alert")
    assert " ".join(first.text_content().split()) == "Debit and credit differ by 0.01 EUR."
    assert page.xpath("//input[@type='hidden']/@name") == ["token"]


def test_amount_input_computes_to_its_places() -> None:
    control = html.fromstring(AmountInput({"class": "wide"}, places=0).render("amount", "12"))

    assert dict(control.attrib) == {
        "type": "text",
        "name": "amount",
        "value": "12",
        "data-amount": "0",
        "inputmode": "text",
        "autocomplete": "off",
        "class": "wide",
    }
