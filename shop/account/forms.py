from django import forms
from django.utils.translation import gettext_lazy as _

from membership.models import User


class DetailsForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["first_name", "language"]
        labels = {"first_name": _("What we call you"), "language": _("Language of our messages")}
        widgets = {"first_name": forms.TextInput({"autocomplete": "name"})}
