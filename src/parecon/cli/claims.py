"""Hidden social costs that are filed on the command line."""

from __future__ import annotations

from collections.abc import Sequence

from parecon.cli.messages import CannotGoOn
from parecon.economy import Economy
from parecon.facilitation.hidden_costs import HiddenCost
from parecon.procedures.participatory_hidden_costs import refuse_unheard

__all__ = ["read_claims"]

_FORM = "GOOD=SHARE%:WORDS, such as C20-21=10%:\"the river below the works\" (per cent of last year's price)"


def read_claims(texts: Sequence[str], economy: Economy, charter) -> tuple[HiddenCost, ...]:
    """Return the claims of ``texts``, each voted on after the first round; raise CannotGoOn with the form that is expected."""
    found = []
    for text in texts:
        code, _, rest = text.partition("=")
        share, percent, words = rest.partition("%:")
        try:
            amount = float(share) / 100.0
        except ValueError:
            amount = float("nan")
        if not percent or code not in {good.code for good in economy.goods}:
            raise CannotGoOn(f"--claim {text}: expected {_FORM}; `parecon data check` lists the goods")
        price = float(economy.last_prices[economy.labels.position(code)])
        found.append(HiddenCost(code, amount * price, words.strip('"'), "the command line", round=1))
        try:
            refuse_unheard((found[-1],), economy, charter)
        except ValueError as error:
            raise CannotGoOn(f"--claim {text}: {error}") from None
    return tuple(found)
