"""Telephone numbers."""

from phonenumbers import Leniency, PhoneNumberFormat, PhoneNumberMatcher, format_number

from handoff.extract.flat import flat
from handoff.extract.found import Phone

REGIONS = {"en": ("GB", "US"), "nl": ("NL", "BE"), "zh": ("CN", "HK")}
"""Where a number without a country code is taken to be from, by language; the first that fits."""


def find_phones(text: str, language: str) -> list[Phone]:
    """Return numbers that exist in their country's plan, in order.

    With a country code they are found in any language; without, in the regions of `language`,
    and in none for a language that is not in `REGIONS`.
    """
    plain, found = flat(text), list[Phone]()
    if sum(map(str.isdigit, plain)) < 7:
        return found
    for region in REGIONS.get(language, (None,)):
        for match in PhoneNumberMatcher(plain, region, leniency=Leniency.VALID):
            number = format_number(match.number, PhoneNumberFormat.E164)
            phone = Phone(match.start, match.end, number)
            if not any(phone.overlaps(earlier) for earlier in found):
                found.append(phone)
    return sorted(found, key=lambda phone: phone.start)
