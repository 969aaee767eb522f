from django import forms
from django.utils.translation import gettext_lazy as _


class ContactForm(forms.Form):
    """Whom we write to. Guests have no other way to hear of their order, so it is asked of everyone."""

    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("For the confirmation, and news of this parcel only."),
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
