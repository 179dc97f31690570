"""Which mailboxes show where somebody works, as a table."""

import pytest

from qunce.rooms.admission.mailboxes import (
    FREE,
    THROW_AWAY,
    Mailbox,
    company_domain,
    judge,
    normal_address,
)


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("chen.jing@acme.com.cn", Mailbox.COMPANY),
        ("hr@中国移动.cn", Mailbox.COMPANY),
        ("１２３＠acme.com", Mailbox.COMPANY),  # typed in full width
        ("<hr@acme.com>", Mailbox.COMPANY),
        ("hr+join@mail.acme.com", Mailbox.COMPANY),
        ("somebody@qq.com", Mailbox.FREE),
        ("Somebody@QQ.COM ", Mailbox.FREE),
        ("somebody@vip.163.com", Mailbox.FREE),
        ("somebody@anything.sina.com", Mailbox.FREE),
        ("13800000000@139.com", Mailbox.FREE),
        ("a@foxmail.com", Mailbox.FREE),
        ("a@aliyun.com", Mailbox.FREE),
        ("a@126.com", Mailbox.FREE),
        ("a@gmail.com", Mailbox.FREE),
        ("a@mailinator.com", Mailbox.THROW_AWAY),
        ("a@x.mailinator.com", Mailbox.THROW_AWAY),
        ("notqq.com@notqq.com", Mailbox.COMPANY),  # not a part of the name but a domain counts
        *(
            (broken, Mailbox.BROKEN)
            for broken in (
                *("", "acme.com", "@acme.com", "a@", "a@acme", "a b@acme.com", "a@acme..com"),
                *("a@-acme.com", "a..b@acme.com", "a@acme.com\nBcc: b@acme.com", "a@b@acme.com"),
                *("=1+1", "<script>@acme.com", "a@acme.com,b@acme.com", "a@127.0.0.1"),
                f"{'a' * 65}@acme.com",
                f"a@{'b' * 64}.com",
                "\u202emoc.emca@a",
            )
        ),
    ],
)
def test_what_a_mailbox_is_good_for(address: str, found: Mailbox) -> None:
    assert judge(address) is found
    assert bool(found.said) == (found is not Mailbox.COMPANY)


def test_the_lists_hold_plain_domains() -> None:
    for domain in FREE | THROW_AWAY:
        assert normal_address(f"a@{domain}") == f"a@{domain}"
    assert not FREE & THROW_AWAY


@pytest.mark.parametrize(
    ("domain", "company"),
    [
        ("acme.com", "acme.com"),
        ("mail.acme.com", "acme.com"),
        ("mail.acme.com.cn", "acme.com.cn"),
        ("acme.com.cn", "acme.com.cn"),
        ("hr.pku.edu.cn", "pku.edu.cn"),
        ("acme.cn", "acme.cn"),
    ],
)
def test_a_company_s_domain_is_found_below_its_machines(domain: str, company: str) -> None:
    assert company_domain(domain) == company
