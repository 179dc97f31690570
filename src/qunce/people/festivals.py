"""Public holidays and moved working days, as a community's time zone has them."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from holidays import HolidayBase, country_holidays

from qunce.kernel.schedule import Exceptional, ordinary

# Where a zone is a country with a calendar of its own; other zones show no holidays.
COUNTRIES = {
    "Asia/Shanghai": "CN",
    "Asia/Urumqi": "CN",
    "Asia/Hong_Kong": "HK",
    "Asia/Taipei": "TW",
    "Asia/Singapore": "SG",
}
SATURDAY = 5  # date.weekday()
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


def exceptional(zone: str) -> Exceptional:
    """Return what says of a day whether it is a public holiday or a working weekend in a zone.

    A weekend that is one row of days off with a holiday is part of it.
    """
    country = COUNTRIES.get(zone, "")
    if not country:
        return ordinary
    return lambda day: _special(country, day)


@lru_cache(maxsize=4096)
def _special(country: str, day: date) -> bool | None:
    told = _listed(country, day)
    if told is None and day.weekday() >= SATURDAY and _touches_holiday(country, day):
        return False
    return told


def _listed(country: str, day: date) -> bool | None:
    calendar = _calendar(country, LANGUAGES["en"], day.year)
    if day in calendar:
        return False
    return True if day in getattr(calendar, "weekend_workdays", ()) else None


def _touches_holiday(country: str, day: date) -> bool:
    for step in (timedelta(days=-1), timedelta(days=1)):
        near = day + step
        while near.weekday() >= SATURDAY and _listed(country, near) is None:
            near += step
        if _listed(country, near) is False:
            return True
    return False


@lru_cache(maxsize=64)
def _calendar(country: str, language: str, year: int) -> HolidayBase:
    return country_holidays(country, years=year, language=language)
