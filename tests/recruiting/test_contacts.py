"""One form for each address and number."""

import pytest

from recruiting.domain.contacts import normal_email, normal_phone


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Ana.Rusu@Example.ORG ", "ana.rusu@example.org"),
        ("ａｎａ@example.org", "ana@example.org"),
        ("a.n.a+jobs@gmail.com", "a.n.a+jobs@gmail.com"),
    ],
)
def test_an_address_is_kept_in_small_letters_and_otherwise_as_it_is(typed, kept):
    assert normal_email(typed) == kept


@pytest.mark.parametrize(
    ("typed", "region", "kept"),
    [
        ("069 123 456", "MD", "+37369123456"),
        ("+373 (69) 12-34-56", "RU", "+37369123456"),
        ("0037369123456", "RU", "+37369123456"),
        ("37369123456", "RO", "+37369123456"),
        ("8 (912) 345-67-89", "RU", "+79123456789"),
        ("79123456789", "MD", "+79123456789"),
        ("0721 234 567", "RO", "+40721234567"),
        ("abc", "MD", None),
        ("12", "MD", None),
        ("+999 1", "MD", None),
        ("1" * 41, "MD", None),
        ("", "MD", None),
    ],
)
def test_a_number_is_read_in_the_country_and_kept_with_its_code(typed, region, kept):
    assert normal_phone(typed, region) == kept
