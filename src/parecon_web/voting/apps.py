"""The app as Django knows it."""

from django.apps import AppConfig


class VotingConfig(AppConfig):
    """Ballots on plans, collective goods and persons."""

    name = "parecon_web.voting"
    label = "voting"
