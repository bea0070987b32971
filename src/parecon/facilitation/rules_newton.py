"""P7: one Newton step on ln(D/S), with elasticities that were filed or shown by earlier rounds (institutions.md 2.5)."""

from __future__ import annotations

from dataclasses import replace
from typing import Sequence

from parecon.economy import Economy
from parecon.facilitation.incomes import income_weights
from parecon.facilitation.learning import learn_elasticities
from parecon.facilitation.record import PriceStep, RoundRecord
from parecon.facilitation.rules_safeguard import guard_step
from parecon.facilitation.share_rule import clear
from parecon.facilitation.surrogate import fit_model

__all__ = ["NewtonRule"]


class NewtonRule:
    """P7: solve J d = -f once, f = ln(D/S), J the elasticities of demand less those of supply.

    J is the derivative, at the announced prices, of the same model that P9 solves to the
    end: what each row uses and makes, elasticities filed, else learnt from how proposals
    answered, else the priors of the charter. One step is the difference between the two.
    """

    name = "newton"

    def next_prices(self, records: Sequence[RoundRecord], economy: Economy, charter) -> PriceStep:
        """Return the step d under the safeguard, shortened so that no price moves by more than ``prices.newton_step_max``."""
        return guard_step(records, economy, charter, propose=lambda: self._solve(records, economy, charter))

    def _solve(self, records, economy, charter) -> PriceStep | None:
        last = records[-1]
        hours = last.hours / 1e9
        known = learn_elasticities(records, economy, charter, float(income_weights(economy, hours, charter).sum()))
        model = fit_model(last, economy, charter, known)
        # One step of the solver that P9 lets run to its end; how much of the model's gap is left after it is no reason to refuse it.
        one = charter.adopt({"prices.model_steps": 1, "prices.model_step_max": charter["prices.newton_step_max"],
                             "prices.model_gap_max": charter.rule("prices.model_gap_max").high}, "P7: a single step")
        step = clear(model, hours, (one, self.name))
        why = "one Newton step: gaps divided by how demand and supply answer all prices, as filed or as earlier rounds showed"
        return step and replace(step, why=why)
