from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_inspect.base.figures import (
    COUNT_UNITS,
    PARAMETERS,
    Figure,
    agrees,
    format_bytes,
    format_count,
    format_exact,
    format_size,
    listed,
    parse_count,
    percent_off,
    reworded,
)

PRINTED = [
    (0, "0"),
    (512, "512"),
    (999, "999"),
    (1000, "1.00K"),
    (4_080_520, "4.08M"),
    (11_683_584, "11.7M"),
    (99_950_000, "100M"),  # 99.95 is rounded up, and then to three digits
    (222_595_584, "223M"),
    (999_499_999, "999M"),
    (999_500_000, "1.00B"),
    (174_604_259_328, "175B"),
]


@pytest.mark.parametrize(("count", "text"), PRINTED)
def test_counts_have_three_significant_digits(count: int, text: str) -> None:
    assert format_count(count) == text


@given(st.integers(min_value=1000, max_value=10**14))
def test_a_printed_count_agrees_with_itself(count: int) -> None:
    text = format_count(count)
    number, unit = text[:-1], COUNT_UNITS[text[-1]]
    assert len(number.replace(".", "")) == 3
    assert abs(Decimal(number) * unit - count) <= Decimal(count) / 200
    assert agrees(float(number), unit, len(number.partition(".")[2]), count)


AGREEING = [(11, 0), (12, 0), (11.6, 1), (11.7, 1), (11.68, 2)]
CONTRADICTING = [(10, 0), (13, 0), (11.5, 1), (11.8, 1), (11.67, 2)]


@pytest.mark.parametrize(("value", "decimals"), AGREEING)
def test_a_figure_rounded_or_cut_at_its_own_precision_agrees(value: float, decimals: int) -> None:
    assert agrees(value, 10**6, decimals, 11_683_584)


@pytest.mark.parametrize(("value", "decimals"), CONTRADICTING)
def test_a_figure_that_is_neither_rounded_nor_cut_does_not(value: float, decimals: int) -> None:
    assert not agrees(value, 10**6, decimals, 11_683_584)


@pytest.mark.parametrize(
    ("value", "unit", "count", "expected"),
    [
        (1.0, 10**9, 1_100_000_000, True),  # 100,000,000 of 1,100,000,000 are 9.1 %
        (1.0, 10**9, 1_111_111_111, True),  # 9.99...: a tenth
        (1.0, 10**9, 1_112_000_000, False),
        (1.0, 10**9, 1_920_122_880, False),  # cut, and off by 48 %
        (4.0, 10**6, 4_742_272, False),  # by 16 %
        (3.0, 10**9, 2_737_269_760, True),  # rounded, by 9.6 %
        (3.0, 10**9, 2_600_000_000, False),  # by 15 %
        (10.0, 10**6, 10_999_999, True),  # two digits are cut by less than a tenth
    ],
)
def test_a_figure_of_one_digit_is_off_by_a_tenth_at_most(value: float, unit: int, count: int, expected: bool) -> None:
    assert agrees(value, unit, 0, count) is expected


def test_a_count_is_not_shortened_to_what_it_is_not() -> None:
    assert reworded("2.17B", 1_557_611_200) == ("1.56B", "1.6B")  # 2B is off by 28 %
    assert reworded("_M", 1_540_000) == ("1.54M", "1.5M")


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0 B"),
        (1023, "1023 B"),
        (1024, "1.00 KiB"),
        (70_746_122, "67.5 MiB"),
        (1024**3 - 1, "1.00 GiB"),
        (1024**5, "1.00 PiB"),
        (1024**6, "1024 PiB"),  # the largest unit takes the rest
    ],
)
def test_bytes_have_binary_units(count: int, text: str) -> None:
    assert format_bytes(count) == text


def test_exact_counts_have_separators() -> None:
    assert format_exact(11_683_584) == "11,683,584"


OFF = [
    (150.0, 10**6, 100_000_000, "+50.0 %"),
    (75.0, 10**6, 100_000_000, "-25.0 %"),
    (1.0, 10**9, 1_000_000_000, "+0.0 %"),
    (None, 1, 100_000_000, ""),  # a placeholder
    (1.0, 1, 0, ""),  # nothing to compare with
]


@pytest.mark.parametrize(("value", "unit", "count", "off"), OFF)
def test_how_far_a_figure_is_off(value: float | None, unit: int, count: int, off: str) -> None:
    assert percent_off(Figure(name=PARAMETERS, text="as printed", value=value, unit=unit), count) == off


def test_a_difference_is_in_percent_of_the_count() -> None:
    figure = Figure(name=PARAMETERS, text="217M", value=217, unit=10**6)
    assert percent_off(figure, 139_420_416) == "+55.6 %"  # 77,579,584 of 139,420,416


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (1023, "1023 B"),
        (1024, "1.000 KiB"),
        (1024**2 - 1024, "1023.000 KiB"),
        (1024**2, "1.000 MiB"),
        (1024**5, "1.000 PiB"),
        (1024**6, "1024.000 PiB"),
    ],
)
def test_sizes_have_three_decimals(count: int, text: str) -> None:
    assert format_size(count) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.5T", (1.5, 10**12, 1)),
        ("175B", (175.0, 10**9, 0)),
        ("24,576", (24576.0, 1, 0)),
        ("50\u212a", (50.0, 10**3, 0)),  # the sign of Kelvin
        (" 12 m ", (12.0, 10**6, 0)),
    ],
)
def test_counts_are_read_with_unit_and_precision(text: str, expected: tuple[float, int, int]) -> None:
    assert parse_count(text) == expected


@pytest.mark.parametrize("text", ["", "M", "_M", "12X", "1.5.2M", "about 12M"])
def test_what_is_no_count_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no count such as"):
        parse_count(text)


def test_a_figure_without_unit_is_a_plain_number() -> None:
    figure = Figure(name="num_hidden_layers", text="12", value=12.0)
    assert [count for count in range(5, 30) if agrees(12.0, figure.unit, figure.decimals, count)] == [12]


@pytest.mark.parametrize(
    ("limit", "text"), [(4, "a, b, c"), (3, "a, b, c"), (2, "a, b and 1 more"), (1, "a and 2 more")]
)
def test_names_beyond_the_limit_are_counted(limit: int, text: str) -> None:
    assert listed(["a", "b", "c"], limit) == text
