"""The app as Django knows it."""

from django.apps import AppConfig


class VotingConfig(AppConfig):
    """Ballots on plans, collective goods and persons."""

    name = "parecon_web.voting"
    label = "voting"

    def ready(self) -> None:
        """Register what this app's acts do, and what it asks of members on their first screen."""
        from parecon_web.rounds import bots, home
        from parecon_web.voting import acts, congress, motions, on_paper, polls, shared  # noqa: F401
        from parecon_web.voting.bots import speak_for_councils, vote_for_members, vote_in_polls, vote_on_motions
        from parecon_web.voting.reports import needs_of_reports
        from parecon_web.voting.shared_bots import decide_shared
        from parecon_web.voting.needs import needs_of_assembly, needs_of_congress, needs_of_polls, needs_of_shared, needs_of_vote

        home.MORE_NEEDS += [needs_of_shared, needs_of_vote]
        home.ALWAYS_NEEDS += [needs_of_assembly, needs_of_congress, needs_of_polls, needs_of_reports]
        bots.MORE_TO_DO += [vote_for_members, vote_on_motions, vote_in_polls, speak_for_councils, decide_shared]
