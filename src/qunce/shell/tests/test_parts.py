from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from django import forms
from django.template import engines
from django.test import RequestFactory
from django.utils import timezone, translation

from qunce.kernel.text import Words
from qunce.people.models import Person
from qunce.shell import diffs, times
from qunce.shell.charts import Chart, ChartKind, Series
from qunce.shell.forms import refuse, with_unit
from qunce.shell.lists import ListPage, ListSetup

LINES = Chart("Messages", ["Mon", "Tue"], [Series("All", [3, 4]), Series("Mine", [1, None])])


def show(source: str, **values: object) -> str:
    request = RequestFactory().get("/x/")
    template = engines["django"].from_string("{% load i18n shell %}" + source)
    return template.render(values, request)


def test_an_icon_is_silent_and_comes_from_the_sprite() -> None:
    html = show('{% icon "check" "text-green" %}')
    assert 'aria-hidden="true"' in html
    assert "sprite.svg#icon-check" in html


def test_a_badge_takes_label_and_tone_of_a_state_or_is_told() -> None:
    state = SimpleNamespace(label="Copied", tone="good")
    assert "已复制" in show("{% badge state %}", state=state)
    assert "qc-good" in show("{% badge state %}", state=state)
    assert "qc-bad" in show('{% badge "<b>" tone="bad" %}')
    assert "&lt;b&gt;" in show("{% badge bold %}", bold="<b>")
    assert "qc-quiet" in show('{% badge "x" tone="evil" %}')


def test_words_are_shown_by_the_filter() -> None:
    assert show("{{ said|words }}", said=Words("in %(count)s h", {"count": 2})) == "2小时后"
    assert show("{{ said|words }}", said=None) == ""


def test_a_dialog_says_what_happens_and_sends_a_post() -> None:
    html = show(
        '{% confirm "/remove/" "Remove" name="who" value=7 %}<p>Ben leaves.</p>{% endconfirm %}'
        '{% confirm "/other/" "Other" %}x{% endconfirm %}'
    )
    assert 'action="/remove/"' in html
    assert 'name="who" value="7"' in html
    assert "<p>Ben leaves.</p>" in html
    assert html.count('id="confirm-1"') == 1
    assert html.count('id="confirm-2"') == 1


def test_copying_keeps_the_text_as_it_is() -> None:
    html = show("{% copy_text text %}", text='早上好 "各位"\n1. <政策>')
    assert 'data-copy="早上好 &quot;各位&quot;\n1. &lt;政策&gt;"' in html
    assert "<政策>" not in html


@pytest.mark.parametrize(
    ("percent", "asks", "bar"),
    [(None, True, "indeterminate"), (41.6, True, "width: 42%"), (100, False, "width: 100%")],
)
def test_progress_asks_again_until_it_is_done(percent: float, asks: bool, bar: str) -> None:
    html = show('{% progress "/import/3/" percent %}', percent=percent)
    assert ('hx-get="/import/3/"' in html) is asks
    assert bar in html


def test_a_timeline_shows_its_steps_in_order(noon: datetime) -> None:
    steps = [{"title": "Found", "at": noon, "tone": "bad"}, {"title": "Told", "link": "/n/"}]
    html = show("{% timeline steps %}", steps=steps)
    assert html.index("Found") < html.index('<a href="/n/">Told</a>')
    assert noon.isoformat() in html


def test_a_difference_marks_what_went_and_what_came() -> None:
    html = show("{% difference old new %}", old="每周二、四 12:00", new="每周三 12:30")
    assert "<del>" in html
    assert "<ins>" in html
    assert "没有变化" in show("{% difference 3 3 %}")


def test_a_difference_can_be_read_both_ways() -> None:
    found = diffs.compare("at most 2 a week", "at most 3 a week")
    old = "".join(each.text for each in found if each.change != diffs.Change.NEW)
    new = "".join(each.text for each in found if each.change != diffs.Change.GONE)
    assert (old, new) == ("at most 2 a week", "at most 3 a week")
    assert diffs.compare("", "") == []


def test_a_chart_brings_its_numbers_as_json_and_as_a_table() -> None:
    html = show("{% chart what %}{% chart what %}", what=LINES)
    assert 'id="chart-1" type="application/json"' in html
    assert html.count("echarts.min.js") == 1
    assert "–</td>" in html


def test_a_chart_without_figures_says_so() -> None:
    empty = Chart("Messages", ["Mon"], [Series("All", [0])], ChartKind.BAR)
    assert "这段时间没有数据" in show("{% chart what %}", what=empty)


class Sample(forms.Form):
    title = forms.CharField(label="Title", help_text="Shown first")
    days = with_unit(forms.IntegerField(label="Days", max_value=7), "min")
    kind = forms.ChoiceField(label="Kind", choices=[("a", "A"), ("b", "B")])
    sure = forms.BooleanField(label="Sure", required=False)
    way = forms.ChoiceField(label="Way", choices=[("x", "X")], widget=forms.RadioSelect)
    secret = forms.CharField(widget=forms.HiddenInput, initial="s")


def test_a_form_has_labels_help_units_and_errors_in_place() -> None:
    form = Sample({"title": "", "days": "9", "kind": "a", "way": "x", "secret": "s"})
    refuse(form, Words("%(count)s min ago", {"count": 1}))
    html = show("{{ form }}", form=form)
    for part in (
        'for="id_title"',
        'id="id_title_helptext"',
        'class="form-control is-invalid"',
        'class="form-select"',
        'class="form-check-input"',
        'class="input-group-text">min',
        'type="hidden" name="secret"',
        "<legend",
        "1分钟前",
    ):
        assert part in html


@pytest.mark.django_db
def test_a_list_shows_its_tools_its_rows_and_what_to_do_when_empty(ana: Person) -> None:
    setup = ListSetup(search=("name__icontains",))
    source = (
        '{% list_page rows title="People" empty="Nobody yet" start_url="/new/" start="Add" %}'
        "{% for row in rows %}<i>{{ row.name }}</i>{% endfor %}{% endlist_page %}"
    )

    def listed(address: str) -> str:
        rows = ListPage(RequestFactory().get(address), Person.objects.all(), setup)
        return show(source, rows=rows)

    assert "<i>Ana</i>" in listed("/p/")
    assert "共1条" in listed("/p/")
    assert "没有符合条件的内容" in listed("/p/?q=nobody")
    ana.delete()
    empty = listed("/p/")
    assert "Nobody yet" in empty
    assert 'href="/new/"' in empty


@pytest.mark.parametrize(
    ("distance", "said"),
    [
        (timedelta(seconds=-20), "刚刚"),
        (timedelta(minutes=-3), "3分钟前"),
        (timedelta(hours=-5, minutes=-59), "5小时前"),
        (timedelta(minutes=40), "40分钟后"),
        (timedelta(hours=-7), "今天 05:00"),
        (timedelta(hours=8), "今天 20:00"),
        (timedelta(days=-1), "昨天 12:00"),
        (timedelta(days=1), "明天 12:00"),
        (timedelta(days=-3), "周五 12:00"),
        (timedelta(days=-40), "10月14日 12:00"),
        (timedelta(days=-400), "2025年10月19日"),
    ],
)
def test_moments_are_said_as_people_say_them(
    noon: datetime, distance: timedelta, said: str
) -> None:
    assert times.spoken(noon + distance, noon, noon.tzinfo) == said


def test_a_moment_carries_its_exact_time_in_the_active_zone(noon: datetime) -> None:
    with timezone.override("UTC"), translation.override("en"):
        html = show("{% when moment %}", moment=noon)
    assert 'title="2026-11-23 04:00 (UTC)"' in html
    assert "–" in show("{% when nothing %}", nothing=None)
