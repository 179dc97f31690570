"""The card of the web group."""

from qunce.facts.web import NoticeRead
from qunce.gateway.channels.web import pages
from qunce.gateway.channels.web.channel import WebChannel
from qunce.gateway.channels.web.personal import PERSONAL_DATA
from qunce.kernel.text import N_
from qunce.shell.card import Card, MenuItem

CARD = Card(
    key="web",
    title=WebChannel.title,
    facts=(NoticeRead,),
    menu=(MenuItem(N_("Groups"), "web_home", "messages", site="members", order=10),),
    urls=pages.URLS,
    personal_data=(PERSONAL_DATA,),
    topics={"group": pages.may_listen, "person": pages.may_listen},
)
