"""Marks as exact numbers: read as they were typed, rounded half away from zero, written without loss.

Never a float: 0.1 means one tenth.
"""

from decimal import Decimal
from fractions import Fraction

NOTHING = Fraction(0)


def exact(value: float | str) -> Fraction:
    """The number that was typed: its shortest text says it in full."""
    return Fraction(Decimal(str(value))) if "/" not in str(value) else Fraction(str(value))


def rounded(value: Fraction, decimals: int) -> Fraction:
    """Rounded to so many decimals, a half away from zero (四舍五入)."""
    scale = 10**decimals
    whole = (abs(value) * scale * 2 + 1) // 2
    return Fraction(whole if value >= 0 else -whole, scale)


def written(value: Fraction, decimals: int | None = None) -> str:
    """The number in full: whole or decimal where that is exact, else a fraction; with `decimals` so many, always."""
    if decimals is not None:
        return f"{Decimal(rounded(value, decimals).numerator) / rounded(value, decimals).denominator:.{decimals}f}"
    rest, twos, fives = value.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return str(value)
    places = max(twos, fives)
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    sign = "-" if value < 0 else ""
    return sign + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)


def signed(value: Fraction) -> str:
    """The number in full with its sign: +1, −0.5."""
    return f"{'+' if value > 0 else '−' if value < 0 else ''}{written(abs(value))}"
