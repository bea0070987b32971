"""The app as Django knows it."""

from django.apps import AppConfig


class RoundsConfig(AppConfig):
    """The year of planning: announcements, requests, proposals, closing, prices."""

    name = "parecon_web.rounds"
    label = "rounds"

    def ready(self) -> None:
        """Register what this app's acts do."""
        from parecon_web.rounds import appeals, closing, drafting, needs, opening, paper_drafts, permits, requesting, reviewing  # noqa: F401
