"""Latin words with figures for letters: h1r1ng, k0l, v1p, 0ffer."""

import re
from functools import cache

FIGURES = "01345789"
_HINT = re.compile(f"[a-z][{FIGURES}]|[{FIGURES}][a-z]")
# By itself: no part of an account, an address or a number with a unit.
_TOKEN = re.compile(r"(?<![a-z0-9_@./:-])[a-z0-9]{3,}(?![a-z0-9_@/-])")
_SHAPES = str.maketrans("oilzeastbg", "0112345789")
# What people in groups of this kind write in Latin letters; shorter ones are parts of models.
_WORDS = """
about accountant address analyst annual apply assistant associate background bank base beijing
benefits beta birthday bitcoin bonus boss broker business calculator call candidate candidates
career case cash casino certificate chat china class client coach coaching code coin commission
company compensation consultant contact contract cost course courses crack cracked credit
database deal deposit designer developer development digital director discount diy download ebook
ehr email employee engineer english enterprise epub excel excellent executive experience expert
fashion feedback finance financial fluent forex free freelance full general generalist global
google group guangzhou hangzhou headhunter health hire hiring hris hrbp hrd hrm hrssc idiot
immigration information insurance interest interested intern internship interview invest
investment invoice join kaoshi kol kpi lawyer leader leadership level license lifetime linkedin
loan local loser lottery low management manager marketing master mba mobi money month monthly
moron negotiable netdisk notion offer office officer okr online opportunity oracle package part
partner partnership passport payroll pdf permanent phone photoshop pinduoduo placement please
poker policy pos position post ppt private product professional profit programmer promotion
python qualification qq rank recruit recruiter recruiting recruitment registration remote report
requirements research responsibilities resume retail rich saas salary sale sales salesforce sap
secretary seminar send senior serial service shanghai shenzhen shit singapore skills slots
software solution specialist ssc staff steam stock stupid subscribe supervisor supplier support
system taobao team tele telegram telegraph template test tiktok ticket tools trade trader
trainee trainer training travel trial trust unlimited urgent usdt vacancy viagra vip visa vpn
wechat weixin welcome whatsapp wholesale windows work working workshop xmind year yearly zoom
"""
# Two letters say something only beside a longer word that is written so: m3 is a size as well.
_SHORT = "as at be by do go if in is it me my no of on or to we"
_SHORT_TOKEN = re.compile(r"(?<![a-z0-9_@./:-])[a-z0-9]{2}(?![a-z0-9_@/-])")


@cache
def words() -> dict[str, str]:
    """Return the words by their shape: letters that look like figures are figures."""
    return {word.translate(_SHAPES): word for word in f"{_WORDS} {_SHORT}".split()}


def fold(plain: str) -> str:
    """Write words with figures for letters as they are read; the length stays the same."""
    if not _HINT.search(plain):
        return plain
    read = _TOKEN.sub(_read, plain)
    return read if read == plain else _SHORT_TOKEN.sub(_read, read)


def _read(token: re.Match[str]) -> str:
    shown = token[0]
    if shown.isalpha() or shown.isdecimal():
        return shown
    return words().get(shown.translate(_SHAPES), shown)
