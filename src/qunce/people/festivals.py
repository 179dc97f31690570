"""Public holidays and moved working days, as a community's time zone has them."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from holidays import HolidayBase, country_holidays

# Where a zone is a country with a calendar of its own; other zones show no holidays.
COUNTRIES = {
    "Asia/Shanghai": "CN",
    "Asia/Urumqi": "CN",
    "Asia/Hong_Kong": "HK",
    "Asia/Taipei": "TW",
    "Asia/Singapore": "SG",
}
LANGUAGES = {"zh-hans": "zh_CN", "en": "en_US"}


@dataclass(frozen=True, slots=True)
class Festival:
    """A day off with its name; or (`is_off` False, no name) a weekend on which people work 调休."""

    name: str
    is_off: bool


def of(day: date, zone: str, language: str) -> Festival | None:
    """Return what is special about a day in a time zone (an IANA name), None for any other day.

    `language` is a code of the site's languages.
    """
    country = COUNTRIES.get(zone, "")
    if not country:
        return None
    calendar = _calendar(country, LANGUAGES.get(language.lower(), "en_US"), day.year)
    if name := calendar.get(day):
        return Festival(re.sub(r"\s*[（(].*", "", str(name)), is_off=True)
    if day in getattr(calendar, "weekend_workdays", ()):
        return Festival("", is_off=False)
    return None


@lru_cache(maxsize=16)
def _calendar(country: str, language: str, year: int) -> HolidayBase:
    return country_holidays(country, years=year, language=language)
