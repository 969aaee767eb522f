"""After the first release no migration stops a shop that is open, nor the release before it that still runs.

The first release itself meets empty tables: what is listed here may do anything.
"""

from django.apps import apps
from django.conf import settings
from django.db.migrations import operations as known
from django.db.migrations.loader import MigrationLoader

#: App → the last migration of the first release. Before that release a new one may still raise its number.
FIRST_RELEASE = {
    "addresses": 1,
    "aftersales": 3,
    "analytics": 3,
    "basket": 5,
    "capture": 1,
    "catalogue": 3,
    "checkout": 2,
    "communication": 3,
    "content": 3,
    "customer": 2,
    "fulfilment": 2,
    "invoices": 1,
    "kernel": 4,
    "kpis": 1,
    "loyalty": 1,
    "membership": 2,
    "offer": 6,
    "order": 5,
    "partner": 2,
    "payment": 2,
    "points": 2,
    "reviews": 2,
    "rewards": 2,
    "rollups": 1,
    "search": 5,
    "shipping": 3,
    "staff": 1,
    "tiers": 2,
    "voucher": 3,
}
#: These rewrite or lock a table, or take away what the release before still reads.
STOPPING = (
    known.AddConstraint,  # add it NOT VALID (AddConstraintNotValid), validate it in a migration of its own
    known.AddIndex,  # AddIndexConcurrently
    known.AlterField,
    known.AlterUniqueTogether,
    known.DeleteModel,
    known.RemoveField,
    known.RenameField,
    known.RenameModel,
)


def stopping(migration):
    """Its operations that would, on tables that were there before it."""
    new = {each.name.lower() for each in migration.operations if isinstance(each, known.CreateModel)}
    for each in migration.operations:
        table = getattr(each, "model_name", getattr(each, "name", "")).lower()
        if type(each) in STOPPING and table not in new:
            yield f"{migration.app_label}.{migration.name}: {each.describe()}"


def test_no_later_migration_stops_a_shop_that_is_open():
    ours = {app.label for app in apps.get_app_configs() if app.name.split(".")[0] in settings.FLOORS}
    later = [
        migration
        for (app, name), migration in MigrationLoader(None).disk_migrations.items()
        if app in ours and int(name[:4]) > FIRST_RELEASE.get(app, 0)
    ]
    assert [fault for migration in later for fault in stopping(migration)] == []


def test_the_guard_knows_what_stops():
    """Some of the first release would, and may."""
    assert list(stopping(MigrationLoader(None).disk_migrations["payment", "0002_sessions_refunds_alerts"]))
