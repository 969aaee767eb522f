"""Two people, or two tabs, at one form: who saves second is told, and decides again."""

from django.forms import BaseForm
from django.http import HttpRequest
from django.utils.translation import gettext as _

from kernel.models import AuditEntry


def seen_of(subject: str) -> str:
    """What a form of this subject says it has seen: the number of the last entry about it. One query."""
    latest = AuditEntry.objects.filter(subject=subject).order_by("-number").values_list("number", flat=True).first()
    return str(latest or 0)


def is_up_to_date(request: HttpRequest, form: BaseForm, subject: str) -> bool:
    """Whether nobody saved since the form was opened; if somebody did, the form says so and keeps what was typed."""
    seen = request.POST.get("seen")
    if seen is None or seen == seen_of(subject):
        return True
    form.add_error(None, _("Somebody saved this while you were writing. Save again to put your words in its place."))
    return False
