"""Check digits: what tells an identity number from any other row of digits.

GB 11643-1999 (identity card), GB 32100-2015 (unified social credit code), ISO/IEC 7812 (bank card, NPI), 49 CFR 565 (VIN),
21 CFR 1301 (DEA), ISO 13616 (IBAN), and the NHS number.
"""

from __future__ import annotations

from datetime import date

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CREDIT_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VIN_VALUES = dict(zip("0123456789ABCDEFGHJKLMNPRSTUVWXYZ", map(int, "012345678912345678123457923456789"), strict=True))
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_ID_LENGTH, _ID_OLD_LENGTH, _CREDIT_LENGTH, _VIN_LENGTH = 18, 15, 18, 17
_REGIONS = {
    *range(11, 16),
    *range(21, 24),
    *range(31, 38),
    *range(41, 47),
    *range(50, 55),
    *range(61, 66),
    71,
    81,
    82,
    83,
    91,
}


def letters_and_digits(value: str) -> str:
    """The value without separators, in capitals."""
    return "".join(filter(str.isalnum, value)).upper()


def real_date(year: int, month: int, day: int) -> bool:
    """Whether this day was or may be one in a patient's life."""
    try:
        return date(1850, 1, 1) <= date(year, month, day) <= date(date.today().year + 10, 12, 31)  # noqa: DTZ011 - a year suffices
    except ValueError:
        return False


def identity_card(value: str) -> bool:
    """居民身份证, 18 characters, with its check character and a real birth date; also 港澳台居民居住证.

    >>> identity_card("110101190001018884"), identity_card("110101190002308883")
    (True, False)
    """
    number = letters_and_digits(value)
    if len(number) != _ID_LENGTH or not number[:17].isdigit() or int(number[:2]) not in _REGIONS:
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_ID_WEIGHTS, number[:17], strict=True))
    if number[17] != "10X98765432"[total % 11]:
        return False
    birth = number[6:14]
    return real_date(int(birth[:4]), int(birth[4:6]), int(birth[6:])) and int(birth[:4]) <= date.today().year  # noqa: DTZ011


def old_identity_card(value: str) -> bool:
    """居民身份证 of before 1999: 15 digits, no check digit, so the region and the birth date must do."""
    number = letters_and_digits(value)
    return (
        len(number) == _ID_OLD_LENGTH
        and number.isdigit()
        and int(number[:2]) in _REGIONS
        and real_date(1900 + int(number[6:8]), int(number[8:10]), int(number[10:12]))
    )


def luhn(value: str) -> bool:
    """ISO/IEC 7812: bank cards; not the same digit all over."""
    digits = [int(c) for c in value if c.isdecimal()]
    if len(set(digits)) < 2:  # noqa: PLR2004 - all the same
        return False
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[-2::-2])
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def bank_card(value: str) -> bool:
    """A payment card: 13 to 19 digits, an issuer that exists, Luhn."""
    digits = letters_and_digits(value)
    return 13 <= len(digits) <= 19 and digits[0] in "234569" and luhn(digits)  # noqa: PLR2004 - ISO/IEC 7812


def npi(value: str) -> bool:
    """US National Provider Identifier: Luhn over 80840 and the number (45 CFR 162.406)."""
    return luhn("80840" + letters_and_digits(value))


def dea(value: str) -> bool:
    """US Drug Enforcement Administration registration: two letters, seven digits, the last a check."""
    digits = [int(c) for c in value if c.isdecimal()]
    return (digits[0] + digits[2] + digits[4] + 2 * (digits[1] + digits[3] + digits[5])) % 10 == digits[6]


def credit_code(value: str) -> bool:
    """统一社会信用代码, 18 characters.

    >>> credit_code("91110000A1B2C3D48L"), credit_code("91110000A1B2C3D48M")
    (True, False)
    """
    code = letters_and_digits(value)
    if len(code) != _CREDIT_LENGTH or any(c not in _CREDIT_LETTERS for c in code):
        return False
    total = sum(_CREDIT_LETTERS.index(c) * pow(3, place, 31) for place, c in enumerate(code[:17]))
    return _CREDIT_LETTERS[(31 - total % 31) % 31] == code[17]


def vin(value: str) -> bool:
    """Vehicle identification number with its check digit in the ninth place."""
    number = value.upper()
    if len(number) != _VIN_LENGTH or any(c not in _VIN_VALUES for c in number) or number.isdigit():
        return False
    total = sum(_VIN_VALUES[c] * weight for c, weight in zip(number, _VIN_WEIGHTS, strict=True))
    return number[8] == "0123456789X"[total % 11]


def iban(value: str) -> bool:
    """International bank account number, ISO 7064 MOD 97-10."""
    number = letters_and_digits(value)
    if not number.isascii():
        return False
    return int("".join(str(int(c, 36)) for c in number[4:] + number[:4])) % 97 == 1


def nhs(value: str) -> bool:
    """NHS number of England and Wales: ten digits, MOD 11."""
    digits = [int(c) for c in value if c.isdecimal()]
    check = 11 - sum(digit * (10 - place) for place, digit in enumerate(digits[:9])) % 11
    return check % 11 == digits[9] and len(set(digits)) > 1
