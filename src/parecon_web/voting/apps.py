"""The app as Django knows it."""

from django.apps import AppConfig


class VotingConfig(AppConfig):
    """Ballots on plans, collective goods and persons."""

    name = "parecon_web.voting"
    label = "voting"

    def ready(self) -> None:
        """Register what this app's acts do, and what it asks of members on their first screen."""
        from parecon_web.rounds import bots, home
        from parecon_web.voting import acts  # noqa: F401
        from parecon_web.voting.bots import vote_for_members
        from parecon_web.voting.needs import needs_of_vote

        home.MORE_NEEDS.append(needs_of_vote)
        bots.MORE_TO_DO.append(vote_for_members)
