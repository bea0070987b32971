"""The app as Django knows it."""

from django.apps import AppConfig


class MembersConfig(AppConfig):
    """People, their roles, their links, and who may call what."""

    name = "parecon_web.members"
    label = "members"

    def ready(self) -> None:
        """Register what this app's acts do."""
        from parecon_web.members import acts  # noqa: F401
