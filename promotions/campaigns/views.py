"""The page of offers: what runs, what comes, and which discount counts when there are several."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from membership.points.queries import MOST_OF_AN_ORDER
from promotions.campaigns.announced import announced


@require_safe
def offers(request: HttpRequest) -> HttpResponse:
    running, ahead = announced()
    shown = {
        "running": running,
        "ahead": ahead,
        "most_percent": int(settings.MOST_DISCOUNT * 100),
        "points_percent": int(MOST_OF_AN_ORDER * 100),
    }
    return render(request, "promotions/campaigns/offers.html", shown)
