from __future__ import annotations

import pytest
from django import forms
from pytest_django.asserts import assertHTMLEqual

from finehance.kit.forms import AmountInput, KitRenderer, LongSelect, option_list
from tests.finehance.kit.dom import attributes, parse, values, words


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
    page = parse(PaymentForm({"payee": ""})["payee"].as_field_group())

    control = page.findall(".//input")[0]
    described = (control.get("aria-describedby") or "").split()
    assert [words(page.findall(f".//*[@id='{one}']")[0]) for one in described] == [
        "As in the register.",
        "This field is required.",
    ]
    assert control.get("aria-invalid") == "true"
    assert words(page.findall(".//label[@for='id_payee']")[0]) == "Payee"


def test_field_says_when_it_is_optional() -> None:
    page = parse(PaymentForm()["memo"].as_field_group())

    assert words(page.findall(".//label")[0]) == "Memo (optional)"


def test_field_of_a_checkbox_has_its_label_behind() -> None:
    page = parse(PaymentForm()["is_cleared"].as_field_group())

    assert [one.tag for one in page] == ["input", "label"]
    assert page.get("class") == "field field-check"


def test_field_of_choices_is_a_fieldset_with_a_legend() -> None:
    page = parse(PaymentForm()["repeat"].as_field_group())

    assert (page.tag, words(page.findall("./legend")[0])) == ("fieldset", "Repeat")


def test_form_shows_what_is_wrong_with_the_whole_of_it_first() -> None:
    page = parse(f"<form>{PaymentForm({'payee': 'Bakery'})}</form>")

    first = page[0]
    assert (first.get("class"), first.get("role")) == ("alert alert-bad", "alert")
    assert words(first) == "Debit and credit differ by 0.01 EUR."
    assert values(page, ".//input[@type='hidden']", "name") == ["token"]


def test_amount_input_computes_to_its_places() -> None:
    control = parse(AmountInput({"class": "wide"}, places=0).render("amount", "12"))

    assert attributes(control) == {
        "type": "text",
        "name": "amount",
        "value": "12",
        "data-amount": "0",
        "inputmode": "text",
        "autocomplete": "off",
        "class": "wide",
    }


def test_option_list_draws_groups_and_marks_what_is_selected() -> None:
    choices = [("", "Any"), ("A & B", [(1, "One"), (2, "<Two>")])]

    drawn = option_list(choices, {"2"})

    assert drawn == (
        '<option value="">Any</option><optgroup label="A &amp; B"><option value="1">One</option>'
        '<option value="2" selected>&lt;Two&gt;</option></optgroup>'
    )


@pytest.mark.parametrize("value", ["", None, 1, "2"])
def test_long_select_is_what_a_select_is(value: object) -> None:
    choices = [("", "Any"), (1, "One"), ("Group", [(2, "Two")])]

    quick = LongSelect({"class": "wide"}, choices).render("it", value, {"id": "that"})

    assertHTMLEqual(
        quick, forms.Select({"class": "wide"}, choices).render("it", value, {"id": "that"})
    )
