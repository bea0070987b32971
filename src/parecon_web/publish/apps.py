"""The app as Django knows it."""

from django.apps import AppConfig


class PublishConfig(AppConfig):
    """The record for everybody: audit, export, print."""

    name = "parecon_web.publish"
    label = "publish"
