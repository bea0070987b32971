"""The app as Django knows it."""

from django.apps import AppConfig


class MailConfig(AppConfig):
    """Digests and codes by mail."""

    name = "parecon_web.mail"
    label = "mail"
