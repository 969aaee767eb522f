from django.urls import include, path
from django.views.generic import RedirectView

from membership.accounts import views

urlpatterns = [
    path("codes/", views.recovery_codes, name="recovery_codes"),
    # Passkeys stand on the one page with everything else.
    path("webauthn/", RedirectView.as_view(pattern_name="mfa_index")),
    path("", include("allauth.mfa.urls")),
]
