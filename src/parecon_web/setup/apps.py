"""The app as Django knows it."""

from django.apps import AppConfig


class SetupConfig(AppConfig):
    """Setting a community up: the wizard, its parts, joining by code."""

    name = "parecon_web.setup"
    label = "setup"
