"""The audit log: who did what, with filters, an export that is itself recorded, and the state of the chain."""

import csv
from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from kernel import audit, clock
from kernel.models import AuditCheck, AuditEntry
from membership.staff.services import requires
from shop.backoffice.deeds import DEEDS
from shop.backoffice.downloads import safe_cell

PAGE = 50
COLUMNS = ("number", "happened_at", "actor", "ip", "action", "subject", "before", "after", "digest")


class Filters(forms.Form):
    """What the reader looks for; ``older_than`` is the entry number the page starts below."""

    actor = forms.CharField(label=gettext_lazy("Who"), max_length=254, required=False)
    action = forms.CharField(label=gettext_lazy("What"), max_length=64, required=False)
    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=200, required=False)
    day = forms.DateField(
        label=gettext_lazy("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    older_than = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("actor", "action", "subject"):
            self.fields[name].widget.attrs["placeholder"] = self.fields[name].label
        self.fields["action"].widget.attrs["list"] = "deeds"

    def entries(self) -> QuerySet[AuditEntry]:
        """Newest first; a filter that cannot be read is left out and shown as such."""
        found = AuditEntry.objects.order_by("-number")
        said = self.cleaned_data if self.is_valid() else getattr(self, "cleaned_data", {})
        for name in ("actor", "action", "subject"):
            if said.get(name):
                found = found.filter(**{f"{name}__startswith": said[name]})
        if said.get("day"):
            found = found.filter(
                happened_at__gte=clock.day_start(said["day"]), happened_at__lt=clock.day_end(said["day"])
            )
        return found.filter(number__lt=said["older_than"]) if said.get("older_than") else found


@requires("audit.view")
@require_safe
def log(request: HttpRequest) -> HttpResponse:
    filters = Filters(request.GET)
    page = list(filters.entries()[: PAGE + 1])
    shown = {
        "filters": filters,
        "entries": page[:PAGE],
        "older_than": page[PAGE - 1].number if len(page) > PAGE else None,
        "deeds": DEEDS,
        "checked": AuditCheck.objects.last(),
    }
    return render(request, "shop/backoffice/audit.html", shown)


@requires("audit.view", fresh_for="GET")
@require_safe
def export(request: HttpRequest) -> StreamingHttpResponse:
    """All entries that match, as CSV. Taking them out is an entry too."""
    filters = Filters(request.GET)
    entries = filters.entries()
    audit.record(action="audit.exported", subject="audit", after={"filters": request.GET.dict()})
    response = StreamingHttpResponse(_lines(entries), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="audit-{clock.today()}.csv"'
    return response


@requires("audit.view")
@require_POST
def verification(request: HttpRequest) -> HttpResponse:
    found = audit.check()
    if found.broken_at is None:
        messages.success(request, _("All %(count)d entries are as they were written.") % {"count": found.entries})
    else:
        messages.error(request, _("The chain is broken at entry %(number)d.") % {"number": found.broken_at})
    return redirect("office:audit")


class _Echo:
    def write(self, line: str) -> str:
        return line


def _lines(entries: QuerySet[AuditEntry]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(COLUMNS)  # Excel reads Chinese only with a byte order mark
    for entry in entries.iterator():
        yield writer.writerow([safe_cell(getattr(entry, column)) for column in COLUMNS])


urlpatterns = [
    path("audit/", log, name="audit"),
    path("audit/entries.csv", export, name="audit-export"),
    path("audit/verification/", verification, name="audit-verification"),
]
