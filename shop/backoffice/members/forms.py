from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from membership.tiers.queries import Level, levels
from shop.backoffice.amounts import CENTS
from shop.backoffice.bilingual import Bilingual, in_both

MOST = 10_000_000


class Adjustment(forms.Form):
    """Points more or fewer. ``key`` makes a form that is sent twice count once."""

    points = forms.IntegerField(
        label=_("Points"), min_value=-MOST, max_value=MOST, help_text=_("With a minus they are taken away.")
    )
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("The member reads it."))
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class LevelChoice(forms.Form):
    level = forms.TypedChoiceField(label=_("Level"), coerce=int)
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("The member reads it."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = [(level.number, level.name) for level in levels()]


class LevelForm(Bilingual):
    bilingual = ("name", "perks")
    threshold = forms.DecimalField(label=_("Spent in 12 months, from"), **CENTS)

    class Meta:
        model = Level
        fields = ["threshold", *in_both("name", "perks")]
        widgets = {column: forms.Textarea({"rows": 4}) for column in in_both("perks")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for column in in_both("name"):
            self.fields[column].required = True


def level_forms(posted: Any = None) -> list[LevelForm]:
    """One for each level, the lowest first."""
    return [LevelForm(posted, instance=level, prefix=f"level-{level.number}") for level in levels()]
