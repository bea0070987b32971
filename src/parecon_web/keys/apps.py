"""The app as Django knows it."""

from django.apps import AppConfig


class KeysConfig(AppConfig):
    """Passkeys of members."""

    name = "parecon_web.keys"
    label = "keys"
