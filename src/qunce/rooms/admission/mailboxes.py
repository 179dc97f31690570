"""Which mailboxes show that somebody works at a company (M05). Pure.

The lists are short on purpose and kept by hand: the free-mail services that people here use,
and throw-away services that everybody finds first. What slips through is seen by a reviewer,
because the domain stands beside the company's name.
"""

import re
import unicodedata
from enum import StrEnum

from qunce.kernel.text import N_

FREE = frozenset(
    {
        # China
        *("qq.com", "vip.qq.com", "foxmail.com", "163.com", "vip.163.com", "126.com"),
        *("vip.126.com", "yeah.net", "188.com", "netease.com", "sina.com", "sina.cn"),
        *("vip.sina.com", "vip.sina.cn", "sina.com.cn", "51uc.com", "sohu.com", "vip.sohu.com"),
        *("sogou.com", "tom.com", "vip.tom.com", "163.net", "21cn.com", "21cn.net", "139.com"),
        *("189.cn", "wo.cn", "wo.com.cn", "10086.cn", "aliyun.com", "china.com", "chinaren.com"),
        *("eyou.com", "263.net", "x263.net", "2980.com", "88.com", "111.com", "email.cn"),
        *("hainan.net", "citiz.net", "sohu.net", "xinhuanet.com", "baidu.com"),
        # elsewhere
        *("gmail.com", "googlemail.com", "outlook.com", "outlook.cn", "hotmail.com", "live.com"),
        *("live.cn", "msn.com", "msn.cn", "yahoo.com", "yahoo.cn", "yahoo.com.cn", "yahoo.com.hk"),
        *("yahoo.com.tw", "yahoo.co.jp", "ymail.com", "rocketmail.com", "icloud.com", "me.com"),
        *("mac.com", "proton.me", "protonmail.com", "pm.me", "aol.com", "gmx.com", "gmx.net"),
        *("gmx.de", "web.de", "mail.com", "mail.ru", "yandex.com", "yandex.ru", "zoho.com"),
        *("fastmail.com", "tutanota.com", "tuta.io", "hey.com", "naver.com", "daum.net"),
        *(
            "hanmail.net",
            "pchome.com.tw",
            "hinet.net",
            "netvigator.com",
            "privaterelay.appleid.com",
        ),
    }
)

THROW_AWAY = frozenset(
    {
        *("10minutemail.com", "10minutemail.net", "20minutemail.com", "33mail.com", "anonbox.net"),
        *("burnermail.io", "byom.de", "chacuo.net", "027168.com", "bccto.me", "bccto.cc"),
        *("deadaddress.com", "discard.email", "discardmail.com", "dispostable.com", "dropmail.me"),
        *("emailondeck.com", "emailfake.com", "fakeinbox.com", "fakemail.net", "getairmail.com"),
        *("getnada.com", "grr.la", "guerrillamail.biz", "guerrillamail.com", "guerrillamail.de"),
        *("guerrillamail.info", "guerrillamail.net", "guerrillamail.org", "guerrillamailblock.com"),
        *("harakirimail.com", "inboxbear.com", "inboxkitten.com", "incognitomail.org"),
        *("jetable.org", "linshiyouxiang.net", "mail-temp.com", "mail.tm", "mailcatch.com"),
        *("maildrop.cc", "mailexpire.com", "mailforspam.com", "mailinator.com", "mailinator.net"),
        *("mailnesia.com", "mailnull.com", "mailsac.com", "mintemail.com", "moakt.com"),
        *("mohmal.com", "mytemp.email", "mytrashmail.com", "nada.email", "owlymail.com"),
        *("pokemail.net", "sharklasers.com", "spam4.me", "spambog.com", "spamgourmet.com"),
        *("temp-mail.io", "temp-mail.org", "tempail.com", "tempinbox.com", "tempmail.dev"),
        *("tempmail.net", "tempmail.plus", "tempmailo.com", "tempr.email", "throwawaymail.com"),
        *("trash-mail.com", "trashmail.com", "trashmail.de", "trashmail.net", "trbvm.com"),
        *("wegwerfmail.de", "yopmail.com", "yopmail.fr", "yopmail.net", "zhaoyuanedu.cn"),
    }
)

_LOCAL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}", re.ASCII)
_DOMAIN = re.compile(r"(?=.{4,253}$)([a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,62}")
_TWO_PARTS = frozenset({"com", "net", "org", "gov", "edu", "ac", "co"})


class Mailbox(StrEnum):
    """What a mailbox is good for."""

    COMPANY = "company"
    FREE = "free"
    THROW_AWAY = "throw_away"
    BROKEN = "broken"  # no address at all

    @property
    def said(self) -> str:
        """Return the msgid that the form shows, "" where there is nothing to say."""
        return SAID.get(self, "")


SAID = {
    Mailbox.FREE: N_(
        "This is a private mailbox: it does not show where you work. Take the company's, or send "
        "a certificate, or name a member who knows you."
    ),
    Mailbox.THROW_AWAY: N_(
        "This is a throw-away mailbox. Take the company's, or send a certificate, or name a "
        "member who knows you."
    ),
    Mailbox.BROKEN: N_("This is no complete e-mail address, such as name@company.com."),
}


def normal_address(text: str) -> str:
    """Return an address in half width and lower case without spaces around it; "" if it is none."""
    plain = unicodedata.normalize("NFKC", text).strip().strip("<>").casefold()
    local, _, domain = plain.rpartition("@")
    domain = _ascii(domain.strip("."))
    if not _LOCAL.fullmatch(local) or not _DOMAIN.fullmatch(domain) or ".." in local:
        return ""
    return f"{local}@{domain}"


def _ascii(domain: str) -> str:
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        return ""


def domain_of(address: str) -> str:
    """Return what stands behind the @ of a normal address."""
    return address.rpartition("@")[2]


def judge(address: str) -> Mailbox:
    """Say what a mailbox is good for; subdomains of a free-mail service are free mail too."""
    normal = normal_address(address)
    if not normal:
        return Mailbox.BROKEN
    above = list(_above(domain_of(normal)))
    if any(each in THROW_AWAY for each in above):
        return Mailbox.THROW_AWAY
    if any(each in FREE for each in above):
        return Mailbox.FREE
    return Mailbox.COMPANY


def _above(domain: str) -> list[str]:
    parts = domain.split(".")
    return [".".join(parts[start:]) for start in range(len(parts) - 1)]


def company_domain(domain: str) -> str:
    """Return the part of a domain that a company registers: "mail.acme.com.cn" is "acme.com.cn"."""
    parts = domain.split(".")
    size = 3 if len(parts) > 2 and parts[-2] in _TWO_PARTS and len(parts[-1]) == 2 else 2
    return ".".join(parts[-size:])
