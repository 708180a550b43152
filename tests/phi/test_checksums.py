"""Vectors for check digits; every number is made up."""

import pytest

from medguard.phi import checksums

VECTORS = [
    (checksums.identity_card, "110101190001018884", True),
    (checksums.identity_card, "11010119000101105X", True),
    (checksums.identity_card, "11010119000101105x", True),
    (checksums.identity_card, "110101 1900 0101 8884", True),
    (checksums.identity_card, "110101190001018880", False),
    (checksums.identity_card, "110101190002308883", False),
    (checksums.identity_card, "810000199001010019", True),
    (checksums.identity_card, "830000199001010020", True),
    (checksums.identity_card, "810000199001010018", False),
    (checksums.identity_card, "911156199001010010", True),
    (checksums.identity_card, "911156199001010011", False),
    (checksums.old_identity_card, "110101900101888", True),
    (checksums.old_identity_card, "110101901301888", False),
    (checksums.credit_code, "91110000A1B2C3D48L", True),
    (checksums.credit_code, "12110000MA0TE5T08N", True),
    (checksums.credit_code, "91110000A1B2C3D48M", False),
    (checksums.credit_code, "91110000A1B2C3D48O", False),
    (checksums.bank_card, "6222000000000000004", True),
    (checksums.bank_card, "6217000000000000012", True),
    (checksums.bank_card, "620000000000000013", True),
    (checksums.bank_card, "6222000000000000005", False),
    (checksums.bank_card, "0000000000000000", False),
    (checksums.npi, "1234567893", True),
    (checksums.npi, "1234567890", False),
    (checksums.dea, "AB1234563", True),
    (checksums.dea, "AB1234560", False),
    (checksums.vin, "1M8GDM9AXKP042788", True),
    (checksums.vin, "1M8GDM9A1KP042788", False),
    (checksums.iban, "GB82 WEST 1234 5698 7654 32", True),
    (checksums.iban, "GB82 WEST 1234 5698 7654 33", False),
    (checksums.nhs, "943 476 5919", True),
    (checksums.nhs, "943 476 5918", False),
]


@pytest.mark.parametrize(("check", "value", "valid"), VECTORS)
def test_a_check_digit_tells_a_number_from_a_slip_of_the_pen(check, value, valid):
    assert check(value) is valid
