"""The ICP备案 number stands on open pages, where the operator has told one."""

import pytest
from django.conf import LazySettings
from django.test import Client

from qunce.people.models import Community

LINK = 'href="https://beian.miit.gov.cn/"'


@pytest.mark.django_db
def test_open_pages_show_the_number_with_its_link(
    settings: LazySettings, community: Community
) -> None:
    for path in ("/account/login/", f"/privacy/{community.key}/"):
        assert LINK not in Client().get(path).content.decode()
        settings.RECORD_NUMBER = "京ICP备00000000号-1"
        page = Client().get(path).content.decode()
        assert LINK in page
        assert "京ICP备00000000号-1" in page
        settings.RECORD_NUMBER = ""
