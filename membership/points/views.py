from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from membership.points import queries
from membership.points.words import SHOWN, said

ON_A_PAGE = 20


@login_required
@require_safe
def history(request: HttpRequest) -> HttpResponse:
    """What a member has, until when, and how it came about."""
    view = request.GET.get("view", "") if request.GET.get("view", "") in SHOWN else ""
    entries = queries.history_of(request.user)
    if view:
        entries = entries.filter(kind__in=SHOWN[view].kinds)
    page = Paginator(entries, ON_A_PAGE).get_page(request.GET.get("page"))
    balance = queries.balance_of(request.user.pk)
    shown = {
        "balance": balance,
        "most_percent": queries.most_percent_of_an_order(),
        "debt": queries.debt_of(request.user.pk),
        "ratios": queries.ratios_by_category(),
        "ways": queries.ways_to_earn(),
        "expiries": balance.expiries,
        "page": page,
        "rows": [said(entry) for entry in page.object_list],
        "view": view,
        "views": SHOWN.values(),
    }
    return render(request, "membership/points/history.html", shown)
