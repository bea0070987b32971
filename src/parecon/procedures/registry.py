"""Every procedure by name: where its ``run`` stands, what it is called, and in what variants it comes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Mapping

from parecon.charter import Charter
from parecon.economy import Economy
from parecon.procedures.events import OnEvent, ProcedureEnded, ProcedureOpened
from parecon.procedures.protocol import Outcome
from parecon.responses import Respondents

__all__ = ["PROCEDURES", "Entry", "list_procedures", "run_procedure"]


@dataclass(frozen=True)
class Entry:
    """One arm of the comparison: home "module:function"; title for people; charter: rows in which this arm differs from the one in force."""

    home: str
    title: str
    charter: Mapping[str, object] | None = None


PROCEDURES: dict[str, Entry] = {
    "participatory": Entry("parecon.procedures.participatory_compared:run", "participatory planning"),
    "participatory_power": Entry("parecon.procedures.participatory_compared:run", "participatory planning, power rule", {"prices.rule": "power"}),
    "participatory_published": Entry("parecon.procedures.participatory_compared:run", "participatory planning, published rule", {"prices.rule": "published"}),
    "participatory_limits": Entry("parecon.procedures.participatory_compared:run", "participatory planning, change limits", {"prices.rule": "looking-forward"}),
    "central": Entry("parecon.procedures.central:run", "central plan on true data (upper bound)"),
    "central_reported": Entry("parecon.procedures.central:run", "central plan on what units report", {"central.data": "reported"}),
    "market": Entry("parecon.procedures.market:run", "the market as it is"),
    "market_textbook": Entry("parecon.procedures.market:run", "the textbook's competitive market", {"market.arm": "textbook", "market.pollution": "traded"}),
    "market_socialism": Entry("parecon.procedures.market_socialism:run", "market socialism under self-management"),
    "market_socialism_short_run": Entry("parecon.procedures.market_socialism:run", "market socialism in Ward's short run", {
        "selfmanaged.expulsion": True, "selfmanaged.entry": False, "selfmanaged.bank_share": 0.0}),
    "plan_factory": Entry("parecon.procedures.plan_factory:run", "Castoriadis's plan factory"),
    "continuous_bidding": Entry("parecon.procedures.continuous_bidding:run", "continuous bidding without a plan"),
    "control_figures": Entry("parecon.procedures.control_figures:run", "control figures from what was achieved"),
    "control_figures_taut": Entry("parecon.procedures.control_figures:run", "control figures, taut, military claim", {
        "figures.growth": 0.05, "figures.rounds": 1, "figures.from_achieved": False, "figures.military_share": 0.1}),
    "syndicates": Entry("parecon.procedures.syndicates:run", "syndicates: statistics and negotiation"),
    "syndicates_wilful": Entry("parecon.procedures.syndicates:run", "syndicates that keep the last word", {"syndicates.willing": 0.0, "syndicates.kept_back": 0.02}),
    "arrange": Entry("parecon.procedures.arrange:run", "basics free, the rest in private deals"),
    "free_access": Entry("parecon.procedures.free_access:run", "free access with stock control"),
    "free_access_greedy": Entry("parecon.procedures.free_access:run", "free access with a fifth hoarding", {
        "access.hoarding_share": 0.2, "access.signal": "none"}),
}
"""Name of each arm -> its entry. Add yours; a variant is an entry with other charter rows."""


def list_procedures() -> tuple[str, ...]:
    """Return the names of all procedures in the order of the comparison.

    >>> list_procedures()[0]
    'participatory'
    """
    return tuple(PROCEDURES)


def run_procedure(name: str, economy: Economy, charter: Charter, respond: Respondents, *, seed: int,
                  on_event: OnEvent = lambda event: None, run: Callable | None = None) -> Outcome:
    """Return what the procedure ``name`` makes of the year, telling when it opens and ends; raise KeyError naming the procedures there are.

    run: a procedure of your own in place of the registered one.
    """
    entry = PROCEDURES.get(name)
    if entry is None and run is None:
        raise KeyError(f"there is no procedure {name!r}; there are {', '.join(PROCEDURES)}")
    if run is None:
        module, function = entry.home.split(":")
        run = getattr(import_module(module), function)
    if entry is not None and entry.charter:
        charter = charter.adopt(dict(entry.charter), "the arm " + name)
    on_event(ProcedureOpened(name, economy.name, seed))
    outcome = run(economy, charter, respond, seed=seed, on_event=on_event)
    on_event(ProcedureEnded(name, outcome.refusal, outcome.figures))
    return outcome
