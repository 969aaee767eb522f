"""The page of offers: what runs, what comes, and which discount counts when there are several."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from membership.points.queries import most_percent_of_an_order
from promotions.campaigns.announced import announced
from promotions.queries import most_percent


@require_safe
def offers(request: HttpRequest) -> HttpResponse:
    running, ahead = announced()
    shown = {
        "running": running,
        "ahead": ahead,
        "most_percent": most_percent(),
        "points_percent": most_percent_of_an_order(),
    }
    return render(request, "promotions/campaigns/offers.html", shown)
