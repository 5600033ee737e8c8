from __future__ import annotations

from dataclasses import dataclass
from decimal import Context, Decimal
from typing import Literal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ledger.calculator import MAX_DEPTH, MAX_LENGTH, CalculationError, calculate

CONTEXT = Context(prec=50)


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("12.50+3*4", "24.50"),
        ("12.50", "12.50"),
        (".5", "0.5"),
        ("5.", "5"),
        ("-3", "-3"),
        ("+3", "3"),
        ("--3", "3"),
        ("2--3", "5"),
        ("2*-3", "-6"),
        ("-(2+3)*4", "-20"),
        ("(2+3)*4", "20"),
        ("2+3*4", "14"),
        ("20/4/5", "1"),
        ("20-4-5", "11"),
        ("20/(4/2)", "10"),
        ("1/8", "0.125"),
        ("((((7))))", "7"),
        ("0.1+0.2", "0.3"),
        ("1,234.50 + 1", "1235.50"),
        ("1 234.50", "1234.50"),
        ("1'234'567.89", "1234567.89"),
        ("12,34,567", "1234567"),
        ("3 × 4 ÷ 2 − 1", "5"),
        ("99999999999999.99", "99999999999999.99"),
        ("\t7 \n", "7"),
    ],
)
def test_calculate_gives_the_exact_result(text: str, result: str) -> None:
    assert calculate(text) == Decimal(result)


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("12,50+3*4", "24.50"),
        ("1.234,50", "1234.50"),
        ("1.234", "1234"),
        ("1\u202f234,5", "1234.5"),
        ("1’234,5", "1234.5"),
        ("0,1+0,2", "0.3"),
        (",5", "0.5"),
    ],
)
def test_calculate_takes_the_decimal_comma(text: str, result: str) -> None:
    assert calculate(text, decimal_mark=",") == Decimal(result)


def test_calculate_keeps_the_places_that_were_typed() -> None:
    assert str(calculate("12.50")) == "12.50"
    assert str(calculate("12.50-2.50")) == "10.00"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "character 1: a number is missing"),
        ("   ", "character 3: a number is missing"),
        ("1+", "character 2: a number is missing"),
        ("*2", "character 1: a number is missing"),
        ("1+*2", "character 3: a number is missing"),
        ("()", "character 2: a number is missing"),
        (".", "character 1: a number is missing"),
        ("(1+2", "character 1: this parenthesis is not closed"),
        ("1+2)", "character 4: this closes no parenthesis"),
        ("2(3)", "character 2: an operator is missing here"),
        ("(2)3", "character 4: an operator is missing here"),
        ("((2)3)", "character 5: an operator is missing here"),
        ("1/0", "character 3: nothing can be divided by zero"),
        ("1/(2-2)", "character 3: nothing can be divided by zero"),
        ("12 €", "character 4: “€” is not part of a calculation"),
        ("abc", "character 1: “a” is not part of a calculation"),
        ("1e5", "character 2: “e” is not part of a calculation"),
        ("5%", "character 2: “%” is not part of a calculation"),
        ("2**3", "character 3: a number is missing"),
        ("__import__", "character 1: “_” is not part of a calculation"),
        ("١", "character 1: “١” is not part of a calculation"),
        ("12,5", "character 1: “12,5” is not a number with “.” for decimals"),
        ("1.2.3", "character 1: “1.2.3” is not a number with “.” for decimals"),
        ("1,234'567", "character 1: “1,234'567” is not a number with “.” for decimals"),
        ("1 2", "character 1: “1 2” is not a number with “.” for decimals"),
        ("1234,567", "character 1: “1234,567” is not a number with “.” for decimals"),
        ("1+100000000000000", "character 3: a number with more than 14 digits is too large"),
    ],
)
def test_calculate_says_what_is_wrong_and_where(text: str, message: str) -> None:
    with pytest.raises(CalculationError) as caught:
        calculate(text)

    assert str(caught.value) == message


def test_calculate_bounds_the_result() -> None:
    with pytest.raises(CalculationError, match="too large"):
        calculate("9999999*9999999*9999999")


def test_calculate_bounds_length_and_depth() -> None:
    nested = "(" * MAX_DEPTH + "1" + ")" * MAX_DEPTH

    assert calculate(nested) == 1
    with pytest.raises(CalculationError, match="parentheses within each other"):
        calculate(f"({nested})")
    with pytest.raises(CalculationError, match=f"{MAX_LENGTH} characters at most"):
        calculate("1" + "+1" * MAX_LENGTH)
    assert calculate("-" * (MAX_LENGTH - 1) + "1") == -1


@dataclass(frozen=True)
class Expression:
    text: str
    value: Decimal


def outcome(text: str, mark: Literal[".", ","] = ".") -> Decimal | str:
    """Return the result, or the reason why there is none."""
    try:
        return calculate(text, decimal_mark=mark)
    except CalculationError as error:
        return error.reason


def _divided(left: Decimal, right: Decimal) -> Decimal:
    return CONTEXT.divide(left, right) if right else Decimal("NaN")


numbers = st.decimals(0, 99_999, places=2).map(lambda value: Expression(str(value), value))


def _combined(parts: tuple[Expression, str, Expression]) -> Expression:
    left, operator, right = parts
    value = {
        "+": CONTEXT.add,
        "-": CONTEXT.subtract,
        "*": CONTEXT.multiply,
        "/": _divided,
    }[operator](left.value, right.value)
    return Expression(f"({left.text} {operator} {right.text})", value)


expressions = st.recursive(
    numbers,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*/"), inner).map(_combined),
        inner.map(lambda one: Expression(f"-{one.text}", one.value.copy_negate())),
    ),
    max_leaves=8,
)


@given(expressions, st.sampled_from([".", ","]))
def test_calculate_agrees_with_decimal(expression: Expression, mark: Literal[".", ","]) -> None:
    assume(len(expression.text) <= MAX_LENGTH)

    found = outcome(expression.text.replace(".", mark), mark)

    by_zero = "nothing can be divided by zero" if expression.value.is_nan() else ""
    too_large = "a number with more than 14 digits is too large"
    assert found in {expression.value, by_zero, too_large}


@given(st.lists(st.tuples(st.sampled_from("+-*"), st.integers(0, 99)), min_size=1, max_size=9))
def test_calculate_follows_the_usual_precedence(terms: list[tuple[str, int]]) -> None:
    text = "7" + "".join(f"{operator}{number}" for operator, number in terms)
    products = text.replace("-", "+-").split("+")
    expected = sum(_product(product) for product in products)

    assume(abs(expected) < 10**13)
    found = outcome(text)

    assert found in {Decimal(expected), "a number with more than 14 digits is too large"}


def _product(text: str) -> int:
    result = 1
    for factor in text.split("*"):
        result *= int(factor)
    return result


@given(st.text(alphabet="0123456789.,' +-*/()x", max_size=40))
def test_calculate_refuses_or_answers_anything(text: str) -> None:
    found = outcome(text)

    assert found if isinstance(found, str) else found.is_finite()
