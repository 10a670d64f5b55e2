"""The one formatter of numbers, as a table."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphlab.formula.numbers import fixed, format_number, full_number

finite = st.floats(allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (1.0, "1"),
        (-7.0, "−7"),
        (12345.0, "12345"),
        (99999.0, "99999"),
        (100000.0, "1e5"),
        (123456.0, "1.235e5"),
        (-123456789.0, "−1.235e8"),
        (0.5, "0.5"),
        (-0.5, "−0.5"),
        (math.pi, "3.142"),
        (4.51297077415103, "4.513"),
        (0.8253356149096783, "0.8253"),
        (-0.19196516941943767, "−0.192"),
        (2.50004, "2.5"),
        (12.3456, "12.35"),
        (4.00047, "4.000"),
        (-0.99996, "−1.000"),
        (1234.56, "1235"),
        (12345.67, "12346"),
        (99999.6, "1e5"),
        (0.00123456, "0.001235"),
        (0.001, "0.001"),
        (0.00099996, "0.001"),
        (0.000999, "9.99e-4"),
        (-0.000012, "−1.2e-5"),
        (1e-300, "1e-300"),
        (1.7976931348623157e308, "1.798e308"),
        (5e-324, "4.941e-324"),
        (math.inf, "∞"),
        (-math.inf, "−∞"),
        (math.nan, "NaN"),
    ],
)
def test_a_number_is_shown_with_four_digits(value: float, shown: str) -> None:
    assert format_number(value) == shown.replace("e-", "e−")


@pytest.mark.parametrize(
    ("digits", "shown"), [(2, "3.1"), (3, "3.14"), (6, "3.14159"), (10, "3.141592654")]
)
def test_the_number_of_digits_is_a_setting(digits: int, shown: str) -> None:
    assert format_number(math.pi, digits) == shown


@given(st.floats(-1.7e308, 1.7e308))
def test_a_shown_number_is_within_half_a_unit_of_its_last_digit(value: float) -> None:
    shown = float(format_number(value).replace("−", "-"))
    assert math.isclose(shown, value, rel_tol=0.5001e-3, abs_tol=5e-324)


@given(finite)
def test_a_shown_number_has_no_ascii_minus_and_fits_its_slot(value: float) -> None:
    shown = format_number(value)
    assert "-" not in shown
    assert len(shown) <= len("−1.234e−300")


@given(finite)
def test_every_digit_reads_back_as_the_same_number(value: float) -> None:
    assert float(full_number(value).replace("−", "-")) == value


@pytest.mark.parametrize(
    ("value", "digits", "shown"),
    [
        (1.6506712, 4, "1.6507"),
        (-0.5, 4, "−0.5000"),
        (0.0, 4, "0.0000"),
        (1234.5, 2, "1234.50"),
        (0.00001234567, 4, "1.2346e−5"),
        (1234567.0, 4, "1.2346e6"),
        (math.inf, 4, "∞"),
    ],
)
def test_the_terms_of_a_sum_have_a_fixed_number_of_places(
    value: float, digits: int, shown: str
) -> None:
    assert fixed(value, digits) == shown
