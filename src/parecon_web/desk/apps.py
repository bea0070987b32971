"""The app as Django knows it."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The clerk's desk: tables in and out, paper forms, and their entry."""

    name = "parecon_web.desk"
    label = "desk"
