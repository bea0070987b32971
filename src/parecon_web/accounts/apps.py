"""The app as Django knows it."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Credits of members, deliveries and draws during the year."""

    name = "parecon_web.accounts"
    label = "accounts"
