from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from analytics.kpis.handbook import handbook


class Command(BaseCommand):
    help = "Writes docs/kpis.md anew from the dictionary of figures."

    def handle(self, **_: Any) -> None:
        (settings.BASE_DIR / "docs" / "kpis.md").write_text(handbook(), encoding="utf-8")
