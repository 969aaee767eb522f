from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def about(request: HttpRequest) -> HttpResponse:
    """Who the store is and how to reach it."""
    return render(request, "shop/content/about.html")
