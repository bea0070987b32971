"""The app as Django knows it."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Entitlements, deliveries and draws."""

    name = "parecon_web.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Register what this app's acts do, what it opens at adoption, what it asks of members, and how simulated members answer."""
        from parecon_web.accounts import acts, ending, failures, wishes  # noqa: F401
        from parecon_web.accounts.bots import live_for_members
        from parecon_web.accounts.needs import needs_of_year
        from parecon_web.accounts.opening import open_accounts_of
        from parecon_web.accounts.savings import bring_forward
        from parecon_web.rounds import bots, home
        from parecon_web.voting.acts import AT_ADOPTION

        AT_ADOPTION += [open_accounts_of, lambda act, year: bring_forward(act, year.live)]
        home.MORE_NEEDS.append(needs_of_year)
        bots.MORE_TO_DO.append(live_for_members)
