"""The app as Django knows it."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class RecordConfig(AppConfig):
    """The event log, the acts that write it, and rebuilding from it."""

    name = "parecon_web.record"
    label = "record"

    def ready(self) -> None:
        """Have append-only tables guarded after each migration."""
        from parecon_web.record.guards import guard_tables

        post_migrate.connect(guard_tables, dispatch_uid="guard_tables")
