"""What a shopper says about the goods. ``key`` makes a form that is sent twice count once."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from kernel.uploads import PhotographsField
from orders.aftersales import policy, queries
from orders.aftersales.models import Return
from orders.aftersales.queries import Offer, Piece
from orders.aftersales.services import Wish


class RequestForm(forms.Form):
    """Pieces by line, the reason, and what a shopper may add; for an exchange also the variant wanted by line."""

    reason = forms.ChoiceField(label=_("Reason"))
    note = forms.CharField(
        label=_("Tell us more"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    photographs = PhotographsField(
        label=_("Photographs"), required=False, help_text=_("They help with damage. Where they were taken is removed.")
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args: Any, offer: Offer, kind: str, line: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.offer = kind, offer
        labels = dict(Return.Reason.choices)
        self.fields["reason"].choices = [(reason, labels[reason]) for reason in policy.REASONS[kind]]
        for piece in offer.pieces:
            self._add(piece, is_chosen=line == str(piece.line.pk) or len(offer.pieces) == 1)

    def _add(self, piece: Piece, *, is_chosen: bool) -> None:
        line = piece.line
        self.fields[f"line_{line.pk}"] = forms.IntegerField(
            label=_("Pieces of %(title)s") % {"title": line.title},
            min_value=0,
            max_value=piece.most,
            initial=piece.most if is_chosen else 0,
            required=False,
            error_messages={"max_value": _("At most %(limit_value)s can still be asked about.")},
        )
        if self.kind == Return.Kind.EXCHANGE:
            self.fields[f"swap_{line.pk}"] = SwapField(piece)

    @property
    def rows(self) -> list[tuple[Piece, forms.BoundField, forms.BoundField | None]]:
        """Each line that may come back, with the field for its pieces and the one for its exchange."""
        return [(piece, self[f"line_{piece.line.pk}"], self._swap(piece)) for piece in self.offer.pieces]

    @property
    def carried(self) -> list[tuple[str, str]]:
        """Field and value of each variant that was chosen before another kind of request was looked at."""
        typed = self.data or self.initial
        names = [f"swap_{piece.line.pk}" for piece in self.offer.pieces]
        return [(name, typed[name]) for name in names if name not in self.fields and typed.get(name)]

    @property
    def photographs_are_gone(self) -> bool:
        """They came with a form that was refused, and no browser sends them again by itself."""
        return self.is_bound and bool(self.files)

    def wish(self, exchange: Return | None) -> Wish:
        """What is asked for, of what ``exchange`` brought where it is about that."""
        said = self.cleaned_data
        pieces = {piece.line.pk: said.get(f"line_{piece.line.pk}") or 0 for piece in self.offer.pieces}
        swaps = {line_id: int(said[f"swap_{line_id}"]) for line_id in pieces if said.get(f"swap_{line_id}")}
        return Wish(self.kind, said["reason"], pieces, swaps, said["note"], exchange)

    def _swap(self, piece: Piece) -> forms.BoundField | None:
        name = f"swap_{piece.line.pk}"
        return self[name] if name in self.fields else None


class SwapField(forms.ChoiceField):
    """The variants a line may be exchanged for. What is sold out is named and cannot be had."""

    def __init__(self, piece: Piece) -> None:
        choices = queries.swaps_for(piece.line, piece.stock_id)
        self.free = {str(choice.stock_id): choice.free for choice in choices}
        words = [(str(choice.stock_id), self._words(choice)) for choice in choices]
        super().__init__(label=_("Exchange for"), choices=[("", _("Choose a variant")), *words], required=False)

    def clean(self, value: Any) -> str:
        value = super().clean(value)
        if value and self.free[value] < 1:
            raise forms.ValidationError(_("This variant is sold out just now. Choose another, or return for a refund."))
        return value

    @staticmethod
    def _words(choice: queries.SwapChoice) -> str:
        return choice.words if choice.free else _("%(words)s, sold out") % {"words": choice.words}


class ReplyForm(forms.Form):
    text = forms.CharField(label=_("Your answer"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    photographs = PhotographsField(label=_("Photographs"), required=False)


class SendingForm(forms.Form):
    sent_with = forms.CharField(
        label=_("Carrier and tracking number"),
        max_length=100,
        help_text=_("As on the courier’s receipt, such as SF Express SF1000000000837."),
    )
