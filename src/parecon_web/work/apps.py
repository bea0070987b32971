"""The app as Django knows it."""

from django.apps import AppConfig


class WorkConfig(AppConfig):
    """Jobs and effort in workplaces."""

    name = "parecon_web.work"
    label = "work"

    def ready(self) -> None:
        """Register what this app's acts do, and what it asks of members on their first screen."""
        from parecon_web.rounds import bots, home
        from parecon_web.work import effort, jobs  # noqa: F401
        from parecon_web.work.bots import work_together
        from parecon_web.work.needs import needs_of_work

        home.ALWAYS_NEEDS += [needs_of_work]
        bots.MORE_TO_DO += [work_together]
