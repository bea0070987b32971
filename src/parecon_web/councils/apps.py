"""The app as Django knows it."""

from django.apps import AppConfig


class CouncilsConfig(AppConfig):
    """Councils, federations, seats and delegates."""

    name = "parecon_web.councils"
    label = "councils"

    def ready(self) -> None:
        """Register what this app's acts do."""
        from parecon_web.councils import acts  # noqa: F401
