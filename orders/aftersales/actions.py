"""What staff can do to a request: each a form that says when and by whom, and does it."""

from collections.abc import Collection

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from membership.messages.queries import letterhead
from orders.aftersales import services
from orders.aftersales.models import Return
from orders.aftersales.refusals import why
from orders.fulfilment.queries import carrier_choices

S = Return.State


class Action(forms.Form):
    """Something that can be done to a request. ``states`` says when, ``permission`` by whom.

    What ``is_final`` takes a second step, before which ``hint`` is read.
    """

    name: str
    heading: str | Promise
    button: str | Promise
    permission: str
    fresh_for = ""
    kind = ""
    hint: str | Promise = ""
    is_final = False
    states: Collection[str] = ()

    def __init__(self, data: QueryDict | None = None, *, about: Return) -> None:
        super().__init__(data, auto_id=f"{self.name}_%s")
        self.about = about

    @cached_property
    def url(self) -> str:
        return reverse(f"office:return-{self.name}", args=[self.about.pk])

    @classmethod
    def is_for(cls, about: Return) -> bool:
        return about.state in cls.states

    def do(self, by: str) -> str:
        """It is done by that member of staff; what they read then. Refusals as the room's services give them."""
        raise NotImplementedError


class Approval(Action):
    name, permission = "approval", "returns.answer"
    heading, button, kind = gettext_lazy("Approve"), gettext_lazy("Approve"), "primary"
    states = Return.UNANSWERED
    hint = gettext_lazy("The shopper is told at once how to go on. What an exchange wants is kept for it.")
    send_to = forms.CharField(
        label=gettext_lazy("Return address"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The store’s own, unless you write another. The shopper copies it onto the parcel."),
    )
    words = forms.CharField(label=gettext_lazy("Words to the shopper"), max_length=500, required=False)

    def __init__(self, data: QueryDict | None = None, *, about: Return) -> None:
        super().__init__(data, about=about)
        if about.sends_goods_back:
            self._ask_where_to(letterhead().return_address)
        else:
            del self.fields["send_to"]

    def _ask_where_to(self, own: str) -> None:
        """Where the store has no address of its own, one has to be typed."""
        field = self.fields["send_to"]
        field.initial, field.required = own, not own
        field.error_messages["required"] = why(services.ReturnAddressMissing())
        if not own:
            field.help_text = _("The store has none of its own yet. One kept under Settings stands here by itself.")

    def do(self, by: str) -> str:
        services.approve(request=self.about, by=by, **self.cleaned_data)
        return _("Approved; the shopper is told.")


class Rejection(Action):
    name, permission = "rejection", "returns.answer"
    heading, button, kind = gettext_lazy("Reject"), gettext_lazy("Reject"), "danger"
    hint, is_final = gettext_lazy("The request ends here; the shopper is told why at once."), True
    states = (*Return.UNANSWERED, S.INSPECTED)
    words = forms.CharField(label=gettext_lazy("Reason, told to the shopper"), max_length=500)

    def do(self, by: str) -> str:
        services.reject(request=self.about, words=self.cleaned_data["words"], by=by)
        return _("Rejected; the shopper is told why.")


class Question(Action):
    name, permission = "question", "returns.answer"
    heading, button = gettext_lazy("Ask the shopper"), gettext_lazy("Ask")
    hint = gettext_lazy("The clock stands still until they answer.")
    states = (S.REQUESTED,)
    words = forms.CharField(label=gettext_lazy("Question"), max_length=500)

    def do(self, by: str) -> str:
        services.ask(request=self.about, question=self.cleaned_data["words"], by=by)
        return _("Asked; the clock stands still until the shopper answers.")


class Counting(Action):
    """So many pieces of each line, as ``label`` asks for them; all where nothing is typed."""

    label: str | Promise
    is_required = True

    def __init__(self, data: QueryDict | None = None, *, about: Return) -> None:
        super().__init__(data, about=about)
        for each in about.lines.all():
            self.fields[f"line_{each.line_id}"] = forms.IntegerField(
                label=self.label % {"title": f"{each.line.title} {each.options}".strip(), "pieces": each.quantity},
                min_value=0,
                max_value=each.quantity,
                initial=each.quantity,
                required=self.is_required,
            )

    @property
    def pieces(self) -> dict[int, int]:
        """Order line → how many pieces, where that was said."""
        said = {name: pieces for name, pieces in self.cleaned_data.items() if pieces is not None}
        return {int(name.removeprefix("line_")): pieces for name, pieces in said.items()}


class Receipt(Counting):
    name, permission = "receipt", "returns.receive"
    heading, button, kind = gettext_lazy("Receive the goods"), gettext_lazy("The goods are here"), "primary"
    label = gettext_lazy("%(title)s, arrived of %(pieces)d")
    hint = gettext_lazy("What is missing is not settled; the shopper may ask for it again.")
    states = (S.APPROVED, S.SENT_BACK)
    is_required = False

    @classmethod
    def is_for(cls, about: Return) -> bool:
        return super().is_for(about) and about.sends_goods_back

    def do(self, by: str) -> str:
        services.receive(request=self.about, came=self.pieces, by=by)
        return _("Received. Now look at each piece.")


class Inspection(Counting):
    name, permission = "inspection", "returns.receive"
    heading, button, kind = gettext_lazy("Inspect"), gettext_lazy("Keep the result"), "primary"
    hint = gettext_lazy("Pieces that are not fit for sale are written off when it is settled.")
    label = gettext_lazy("%(title)s, fit for sale of %(pieces)d")
    states = (S.RECEIVED,)

    def do(self, by: str) -> str:
        services.inspect(request=self.about, sellable=self.pieces, by=by)
        return _("Inspected. It is settled next.")


class Replacement(Action):
    name, permission = "replacement", "returns.receive"
    heading, button, kind = gettext_lazy("Send the new variant"), gettext_lazy("Ship the exchange"), "primary"
    states = (S.INSPECTED,)
    carrier = forms.ChoiceField(label=gettext_lazy("Carrier"), choices=carrier_choices)
    number = forms.CharField(label=gettext_lazy("Tracking number"), max_length=60)

    @classmethod
    def is_for(cls, about: Return) -> bool:
        return super().is_for(about) and about.kind == Return.Kind.EXCHANGE

    def do(self, by: str) -> str:
        carrier, number = self.cleaned_data["carrier"], self.cleaned_data["number"]
        services.ship_replacement(request=self.about, carrier=carrier, number=number, by=by)
        return _("The new variant is on its way, and the goods that came back are booked.")


class Refund(Action):
    """Nothing is to be said: the button is all."""

    name, permission, fresh_for = "refund", "orders.refund", "POST"
    heading, button, kind = gettext_lazy("Refund"), gettext_lazy("Refund as reckoned"), "primary"
    hint = gettext_lazy("Money, points, coupon and stock are settled together, once. It cannot be taken back.")
    is_final = True

    def __init__(self, data: QueryDict | None = None, *, about: Return) -> None:
        super().__init__(data, about=about)
        if about.state == S.REFUND_FAILED:
            self.heading, self.button = gettext_lazy("The refund came back"), gettext_lazy("Send the refund again")
            self.hint = gettext_lazy("The same amount is sent anew; all else was settled before.")

    @classmethod
    def is_for(cls, about: Return) -> bool:
        ready = S.INSPECTED if about.sends_goods_back else S.APPROVED
        return about.kind != Return.Kind.EXCHANGE and about.state in (ready, S.REFUND_FAILED)

    def do(self, by: str) -> str:
        again = self.about.state == S.REFUND_FAILED
        (services.refund_again if again else services.refund)(request=self.about, by=by)
        return _("The refund is on its way to the bank; this page shows when it has arrived.")


ACTIONS: tuple[type[Action], ...] = (Approval, Question, Receipt, Inspection, Refund, Replacement, Rejection)


def actions_for(about: Return, allowed: Collection[str], refused: Action | None) -> list[Action]:
    """What this person can do to the request as it stands; the one that was refused keeps what was typed."""
    offered = [each for each in ACTIONS if each.permission in allowed and each.is_for(about)]
    return [refused if type(refused) is each else each(about=about) for each in offered]
