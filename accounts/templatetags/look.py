"""Tags shared by every page: icons as one sprite a page, the main navigation, ages and levels."""

from xml.etree import ElementTree

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from heroicons import _load_icon

from accounts.enums import Role

register = template.Library()

EVERYONE = frozenset(Role)
HIRING = frozenset({Role.HR, Role.HIRING_MANAGER, Role.ADMIN})
NAVIGATION = [
    ("desk:my_day", _("My day"), EVERYONE),
    ("recruiting:vacancies", _("Vacancies"), HIRING),
    ("recruiting:candidates", _("Candidates"), HIRING),
    ("recruiting:interviews", _("Interviews"), EVERYONE),
    ("scorecards:mine", _("My scorecards"), frozenset({Role.INTERVIEWER})),
    ("scorecards:decisions", _("Decisions"), HIRING),
    ("competencies:library", _("Library"), EVERYONE),
    ("outbox:messages", _("Mails"), frozenset({Role.HR, Role.ADMIN})),
    ("accounts:people", _("People"), frozenset({Role.ADMIN})),
]


@register.simple_tag(takes_context=True)
def icon(context, name: str) -> SafeString:
    """A decorative icon (Heroicons outline); its shape is printed once by `icon_sprite`."""
    _used(context).add(name)
    return format_html('<svg class="rk-i" aria-hidden="true"><use href="#i-{}"/></svg>', name)


@register.simple_tag(takes_context=True)
def icon_sprite(context) -> SafeString:
    """The shapes of the icons used so far in this response; call it last in a page or a swapped part."""
    symbols = format_html_join("", "{}", ((_symbol(name),) for name in sorted(_used(context))))
    return format_html('<svg hidden aria-hidden="true">{}</svg>', symbols)


def _used(context) -> set[str]:
    holder = context.get("request")
    if holder is None:  # the page for a broken server is rendered without a request
        return set()
    if not hasattr(holder, "rubrika_icons"):
        holder.rubrika_icons = set()
    return holder.rubrika_icons


def _symbol(name: str) -> SafeString:
    paths = "".join(ElementTree.tostring(node, encoding="unicode") for node in _load_icon("outline", name))
    return mark_safe(f'<symbol id="i-{name}" viewBox="0 0 24 24">{paths}</symbol>')  # noqa: S308 our own package's file


@register.simple_tag(takes_context=True)
def main_nav(context) -> list[dict]:
    """Entries of the main navigation for this person: label, url and whether it is the current place."""
    user = context["request"].user
    entries = [(reverse(name), label) for name, label, roles in NAVIGATION if user.role in roles]
    current = _current([url for url, _label in entries], context["request"].path, context.get("trail"))
    return [{"url": url, "label": label, "current": url == current} for url, label in entries]


def _current(urls: list[str], here: str, trail: list[tuple[str, str]] | None) -> str | None:
    """The entry under which the page lies by its address, else the one from which its crumbs start."""
    under = [url for url in urls if (here == url if url == "/" else here.startswith(url))]
    start = [url for url in urls if trail and url == trail[0][1]]
    return next(iter([*under, *start]), None)


@register.inclusion_tag("parts/level.html")
def level(value, *, now=False) -> dict:
    """Five steps, `value` filled; decoration only, so print the number beside it."""
    return {"steps": [step <= (value or 0) for step in range(1, 6)], "now": now}


@register.inclusion_tag("parts/age.html")
def age(used, limit, text) -> dict:
    """Time used of a limit as a bar and words; over the limit it says so by its class and its words."""
    share = 100 if not limit else min(100, round(100 * used / limit))
    state = "over" if limit and used > limit else "warn" if limit and used >= 0.75 * limit else ""
    return {"share": share, "state": state, "text": text}


@register.simple_tag(takes_context=True)
def query(context, **changes) -> str:
    """The current query string with some values changed; None takes a value out, and the page number falls away."""
    params = context["request"].GET.copy()
    params.pop("page", None)
    for key, value in changes.items():
        params.pop(key, None)
        if value is not None:
            params[key] = value
    return f"?{params.urlencode()}" if params else "?"


@register.filter
def lines(text: str) -> list[str]:
    """The lines of a text that keeps one entry a line."""
    return [line.strip() for line in (text or "").splitlines() if line.strip()]
