"""Work for later stands in the database, not in the broker, which would hand it out twice after its patience."""

import re

from django.conf import settings

LATER = re.compile(r"\b(countdown|eta)\s*=")


def test_no_task_waits_in_the_broker():
    found = [
        f"{path.relative_to(settings.BASE_DIR)}: {match.group()}"
        for floor in settings.FLOORS
        for path in (settings.BASE_DIR / floor).rglob("*.py")
        for match in LATER.finditer(path.read_text())
    ]
    assert found == []
    assert settings.CELERY_TASK_ACKS_LATE
    assert settings.CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"] >= 3600
