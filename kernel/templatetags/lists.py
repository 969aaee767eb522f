"""Lists that go on over several pages."""

from django import template

register = template.Library()


@register.filter
def pages_around(page: int, pages: int) -> list[int]:
    """The numbers a pager shows: both ends, this page and its neighbours; 0 stands for a gap."""
    near = sorted({1, pages, *range(max(1, page - 1), min(pages, page + 1) + 1)})
    shown: list[int] = []
    for number in near:
        if shown and number > shown[-1] + 1:
            shown.append(shown[-1] + 1 if number == shown[-1] + 2 else 0)
        shown.append(number)
    return shown


@register.filter
def before(page: int) -> int:
    return page - 1


@register.filter
def after(page: int) -> int:
    return page + 1
