"""E-mail addresses and phone numbers in the one form in which they are kept and compared."""

import unicodedata

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat

LONGEST_PHONE = 40


def normal_email(address: str) -> str:
    """Width variants folded, outer blanks off, small letters. Dots and `+tags` stay: they are somebody's address."""
    return unicodedata.normalize("NFKC", address).strip().lower()


def normal_phone(typed: str, region: str) -> str | None:
    """The number in E.164, or None when it is none.

    Without a country code it is read as one of `region` (ISO 3166); a leading 00, or a country code without its plus
    as spreadsheets leave it, are understood.
    """
    text = typed.strip()
    if len(text) > LONGEST_PHONE:
        return None
    text = f"+{text[2:]}" if text.startswith("00") else text
    number = _possible(text, region) or (None if text.startswith("+") else _valid_abroad(text))
    return phonenumbers.format_number(number, PhoneNumberFormat.E164) if number else None


def _possible(text: str, region: str) -> PhoneNumber | None:
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_possible_number(number) else None


def _valid_abroad(text: str) -> PhoneNumber | None:
    number = _possible(f"+{text}", "")
    return number if number and phonenumbers.is_valid_number(number) else None
