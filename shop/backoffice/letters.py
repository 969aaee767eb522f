"""The dead letters: news that a listener could not hear however often it was told."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kernel import audit, outbox
from membership.staff.services import requires
from shop.backoffice.lists import page_of


@requires("operations.view")
@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    page = page_of(outbox.dead_letters(), request.GET.get("page"))
    return render(request, "shop/backoffice/letters.html", {"page": page})


@requires("operations.view")
@require_POST
@transaction.atomic
def revival(request: HttpRequest, pk: int) -> HttpResponse:
    letter = get_object_or_404(outbox.dead_letters(), pk=pk)
    outbox.revive(letter)
    audit.record(action="news.revived", subject=f"message:{letter.pk}", before={"error": letter.last_error})
    messages.success(request, _("It is told again."))
    return redirect("office:letters")


urlpatterns = [
    path("letters/", letters, name="letters"),
    path("letters/<int:pk>/revival/", revival, name="letter-revival"),
]
