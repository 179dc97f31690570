"""The shell's own addresses; site/urls.py hangs them in at the root."""

from django.urls import path

from qunce.shell.live import live
from qunce.shell.web import account, giving, links, mailbox, start

urlpatterns = [
    path("", start.home, name="home"),
    path("enter/<slug:key>/", start.enter_community, name="shell_enter"),
    path("language/", start.choose_language, name="shell_language"),
    path("theme/", start.choose_theme, name="shell_theme"),
    path("me/", account.account, name="shell_account"),
    path("me/sessions/<int:pk>/end/", account.end_session, name="shell_end_session"),
    path("c/<slug:key>/second-factor/", account.second_factor, name="shell_second_factor"),
    path("live/", live, name="shell_live"),
    path("mailbox/", mailbox.inbox, name="shell_mailbox"),
    path("c/<slug:key>/members/<int:pk>/log-in/", giving.open_account, name="shell_open_account"),
    path("c/<slug:key>/members/<int:pk>/link/", giving.give, name="shell_give_link"),
    path("c/<slug:key>/members/<int:pk>/link/void/", giving.take_away, name="shell_take_link"),
    path("in/<str:token>/", links.come_in, name="shell_link"),
]
