import os

from django.conf import settings


def test_a_test_worker_has_a_database_of_its_own():
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    assert settings.DATABASES["default"]["NAME"] == f"store_{worker + 1}"
