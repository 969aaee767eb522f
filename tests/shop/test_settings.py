"""Production is the default, and refuses what is unsafe."""

import runpy

import pytest
from django.core.exceptions import ImproperlyConfigured

from shop.embedded.programs import ROOT

PRODUCTION = {
    "SECRET_KEY": "fifty-random-characters",
    "ALLOWED_HOSTS": "shop.example.com",
    "DATABASE_URL": "postgres://store@db/store",
}


@pytest.fixture
def settings_of(monkeypatch):
    def read(**environment: str) -> dict:
        for name in ("SECRET_KEY", "DEBUG", "DEMO", "STRIPE_API_BASE", "ALLOWED_HOSTS", "STAFF_MFA_REQUIRED"):
            monkeypatch.delenv(name, raising=False)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(ROOT / "shop" / "settings.py"))

    return read


def test_production_is_what_nobody_chose_otherwise(settings_of):
    settings = settings_of(**PRODUCTION)
    assert not settings["DEBUG"]
    assert settings["SECURE_SSL_REDIRECT"]
    assert settings["SESSION_COOKIE_SECURE"]
    assert settings["SECURE_HSTS_SECONDS"] >= 31_536_000


def test_behind_tls_no_neighbour_can_set_a_cookie_for_us(settings_of):
    names = ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "LANGUAGE_COOKIE_NAME")
    behind_tls, in_the_demo = settings_of(**PRODUCTION), settings_of(SECRET_KEY="x", DEMO="1")
    assert [behind_tls[name] for name in names] == ["__Host-sessionid", "__Host-csrftoken", "__Host-django_language"]
    assert [in_the_demo[name] for name in names] == ["sessionid", "csrftoken", "django_language"]


def test_it_refuses_to_start_without_a_secret(settings_of):
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY is missing"):
        settings_of(**PRODUCTION | {"SECRET_KEY": ""})


def test_it_refuses_the_stand_in_of_stripe(settings_of):
    with pytest.raises(ImproperlyConfigured, match="stand-in"):
        settings_of(**PRODUCTION, STRIPE_API_BASE="http://127.0.0.1:8500")


def test_it_refuses_a_back_office_without_a_second_factor(settings_of):
    assert settings_of(**PRODUCTION)["STAFF_MFA_REQUIRED"]
    with pytest.raises(ImproperlyConfigured, match="STAFF_MFA_REQUIRED"):
        settings_of(**PRODUCTION, STAFF_MFA_REQUIRED="0")


def test_it_refuses_to_show_strangers_its_insides(settings_of):
    with pytest.raises(ImproperlyConfigured, match="DEBUG"):
        settings_of(**PRODUCTION, DEBUG="1")


def test_development_and_the_demo_are_choices(settings_of):
    assert settings_of(SECRET_KEY="x", DEBUG="1")["DEBUG"]
    assert settings_of(SECRET_KEY="x", DEMO="1")["DEMO"]
