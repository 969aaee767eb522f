from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from shop.operations import floor_plan


class Command(BaseCommand):
    help = "Draws the rooms, ports and news of docs/architecture.md anew from the code."

    def handle(self, *args: Any, **options: Any) -> None:
        plan = settings.BASE_DIR / "docs" / "architecture.md"
        plan.write_text(floor_plan.drawn(settings.BASE_DIR, plan.read_text(encoding="utf-8")), encoding="utf-8")
