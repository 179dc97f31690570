"""The parts that pages are put together from; docs/programmers/pages.md shows each of them."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import template
from django.forms.boundfield import BoundField
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from qunce import clock
from qunce.kernel.text import Words
from qunce.shell import charts, devices, diffs, forms, lists, safety, times, words
from qunce.shell.linked import LONGEST, linked

register = template.Library()

OWN_PICTURE = re.compile(r"/m/[a-z0-9-]+/pictures/[0-9]+\.jpg")
TONES = ("good", "warn", "bad", "info", "quiet")


def _part(context: Any, name: str, **values: Any) -> str:
    """Render one of the shell's parts inside the page's own context."""
    with context.push(**values):
        found = context.template.engine.get_template(f"shell/parts/{name}.html")
        return str(found.render(context))


def _number(context: Any, kind: str) -> str:
    """Return "kind-1", "kind-2" …: an id that is used once on a page."""
    counts = context.dicts[0].setdefault("shell_counts", {})
    counts[kind] = counts.get(kind, 0) + 1
    return f"{kind}-{counts[kind]}"


def _safe(content: str) -> SafeString:
    """Return what a block held: it was rendered by the template engine, so it is escaped."""
    return mark_safe(content.strip())  # noqa: S308  (output of the engine, not of a person)


# --- words, icons, states ---------------------------------------------------------------------


@register.filter(name="words")
def show_words(value: Words | str | None) -> str:
    """Return Words or a msgid in the reader's language."""
    return words.render(value) if value is not None else ""


@register.filter(name="linked")
def show_linked(text: str, most: int = LONGEST) -> SafeString:
    """Return a text in which addresses are links; the argument is how much of each is shown."""
    return linked(str(text), most)


@register.simple_tag
def icon(name: str, more: str = "") -> SafeString:
    """Show an icon of tools/icons.txt; it is decoration and silent for screen readers."""
    return format_html(
        '<svg class="icon {}" aria-hidden="true" focusable="false"><use href="{}#icon-{}"/></svg>',
        more,
        static("vendor/icons/sprite.svg"),
        name,
    )


@register.simple_tag(takes_context=True)
def passkeys_work(context: Any) -> bool:
    """Say whether a browser makes passkeys for the address of this page."""
    return safety.passkeys_work(context["request"])


@register.simple_tag
def badge(value: Any, tone: str = "") -> SafeString:
    """Show a state: Words, a msgid, or what has a `label` (and a `tone`, one of TONES)."""
    label = getattr(value, "label", value)
    tone = tone or str(getattr(value, "tone", "quiet"))
    shown = words.render(label) if isinstance(label, str | Words) else str(label)
    return format_html(
        '<span class="badge qc-badge qc-{}">{}</span>', tone if tone in TONES else "quiet", shown
    )


@register.simple_tag(takes_context=True)
def when(context: Any, moment: datetime | None, nothing: str = "–") -> SafeString:
    """Show a moment as people say it, with the exact time in the community's zone beside it."""
    if moment is None:
        return format_html('<span class="text-secondary">{}</span>', nothing)
    now = getattr(context.get("request"), "now", None) or clock.now()
    return format_html(
        '<time datetime="{}" title="{}" class="qc-when">{}</time>',
        moment.isoformat(),
        f"{times.exact(moment)} ({timezone.get_current_timezone_name()})",
        times.spoken(moment, now),
    )


@register.filter
def day(moment: datetime) -> str:
    """Show the day of a moment as a heading: with its weekday, and the year if it is another."""
    return times.headed(moment, clock.now())


@register.filter
def exact(moment: datetime | None) -> str:
    """Return a moment to the minute, in the community's zone."""
    return times.exact(moment) if moment is not None else ""


@register.filter
def device(agent: str) -> str:
    """Return a browser's name of itself as people know it: "微信 · iPhone"."""
    return devices.spoken(agent)


# --- the frame of a page ------------------------------------------------------------------------


@register.simple_block_tag
def slot(content: str) -> SafeString:
    """Keep a block's text for a second use: `{% slot as page_title %}…{% endslot %}`."""
    return _safe(content)


@register.simple_block_tag(takes_context=True)
def empty_state(context: Any, content: str, title: str, text: str = "", icon: str = "inbox") -> str:
    """Say that there is nothing, why, and what to do (the content holds the buttons)."""
    known = {"title": title, "text": text, "icon_name": icon, "actions": _safe(content)}
    return _part(context, "empty_state", **known)


@register.simple_block_tag(takes_context=True)
def list_page(context: Any, content: str, rows: lists.ListPage[Any], **about: Any) -> str:
    """Show a list with its search, filters and pages; the content is its table or cards.

    `about`: `title`, `empty`, `empty_text`, `icon`, and `bare` for a list without a card.
    """
    shown = {"list": rows, "content": _safe(content), "about": about}
    return _part(context, "list_page", **shown)


@register.simple_block_tag(takes_context=True)
def confirm(context: Any, content: str, url: str, label: str, **about: Any) -> str:
    """Show a button that asks before it sends a POST to `url`.

    The content says what will happen, to whom, and how to undo it. `about`: `title`, `yes` (the
    label of the button that does it), `icon`, `look` (classes of the button), `key` (unique on
    the page), `tone` ("bad" by default), `name` and `value` of one hidden field.
    """
    about.setdefault("key", _number(context, "confirm"))
    shown = {"url": url, "label": label, "content": _safe(content), "about": about}
    return _part(context, "confirm", **shown)


# --- forms --------------------------------------------------------------------------------------


@register.filter
def shape(field: BoundField) -> str:
    """Return how a field is laid out: "hidden", "check", "many" or "input"."""
    return forms.shape_of(field)


@register.filter
def tabler(field: BoundField) -> SafeString:
    """Return the input of a field with Tabler's classes."""
    return forms.show_input(field)


@register.filter
def unit(field: BoundField) -> str:
    """Return what stands behind the input of a field: 天, 条, %."""
    return forms.unit_of(field)


# --- what a page shows --------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def copy_button(context: Any, text: str, label: str = "", look: str = "btn-primary") -> str:
    """Show a button that copies `text` and says 已复制."""
    return _part(context, "copy_button", text=text, label=label, look=look)


@register.simple_tag(takes_context=True)
def copy_text(context: Any, text: str, label: str = "") -> str:
    """Show a text that is ready to be posted, with the button that copies it."""
    return _part(context, "copy_text", text=text, label=label)


@register.simple_tag(takes_context=True)
def progress(context: Any, url: str, percent: float | None, label: str = "") -> str:
    """Show how far a long action is. `url` answers with this tag again, or with what follows.

    `percent` is 0 to 100, None while nobody knows. At 100 it stops asking.
    """
    done = percent is not None and percent >= 100
    shown = {"url": url, "percent": percent, "label": label, "done": done}
    return _part(context, "progress", **shown)


@register.simple_tag(takes_context=True)
def timeline(context: Any, steps: Sequence[Any]) -> str:
    """Show a thread: steps with `icon`, `tone`, `title`, `text`, `at`, `by`, `link`, `body`."""
    return _part(context, "timeline", steps=steps)


@register.simple_tag(takes_context=True)
def attachment(context: Any, name: str) -> str:
    """Show what came with a message: a picture that this site keeps, else the name of a file."""
    is_picture = OWN_PICTURE.fullmatch(name) is not None
    return _part(context, "attachment", file=name, is_picture=is_picture)


@register.simple_tag(takes_context=True)
def difference(context: Any, old: object, new: object) -> str:
    """Show what changed between two texts or values."""
    before, after = ("" if value is None else str(value) for value in (old, new))
    return _part(context, "difference", stretches=diffs.compare(before, after), same=old == new)


@register.simple_tag(takes_context=True)
def chart(context: Any, what: charts.Chart) -> str:
    """Draw a chart, with its table one click away (and in its place without scripts)."""
    return _part(context, "chart", chart=what, key=_number(context, "chart"))
