"""Story 12, who ruled? Honest planners, few rounds of balances, and a board of one in a hundred that decides everything."""

from __future__ import annotations

from fractions import Fraction
from typing import Mapping

from parecon.datasets.toy import toy_economy
from parecon.lab.stories.telling import Story, near
from parecon.procedures.control_figures_balances import balance_exactly
from parecon.procedures.control_figures_enterprise import five_year_target
from parecon.procedures.protocol import FEATURES, Fact, Outcome
from parecon.procedures.registry import run_procedure
from parecon.reports.class_indices import ClassIndices, class_indices
from parecon.responses import Respondents

__all__ = ["five_names", "tell"]

_RECIPE = [[Fraction(2, 10), Fraction(3, 10)], [Fraction(1, 10), Fraction(4, 10)]]
_FINAL = [Fraction(100), Fraction(50)]
_GROWTH = 0.05
_MUCH = 0.3
"""An index above this counts as much, in the five names."""
_NAMES = {
    "state capitalism": "wage labour and accumulation over producers who hold nothing",
    "degenerated workers' state": "no private owners, and workers who do not rule",
    "bureaucratic collectivism": "those who rule the state possess through it",
    "managerial society": "those who direct the means of production rule",
    "coordinatorism": "a few hold the empowering work, and rule",
}


def tell(charter) -> Story:
    """Return the story: A = [[.2, .3], [.1, .4]], d = (100, 50); and the toy town, commanded and planned together."""
    left = {rounds: [float(part) for part in balance_exactly(_RECIPE, _FINAL, rounds)[1]] for rounds in (1, 3)}
    aim = five_year_target(1.0, _GROWTH)
    soviet, apart, together = (_run(name, charter.adopt(rows, "this story")) for name, rows in (
        ("control_figures", {}), ("control_figures", {"figures.board_outside": True}), ("participatory", {})))
    (outcome, inside), (_, outside), (planned, ours) = soviet, apart, together
    names = [five_names(each.facts, indices) for each, indices in (soviet, together)]
    short = float(outcome.figures["uncovered_first_quarter"])
    found = (near(left[1][0], (16.0, 1e-9)), near(left[1][1], (15.5, 1e-9)), near(left[3][0], (3.91, 1e-9)), near(left[3][1], (3.905, 1e-9)), near(aim, (1.276, 5e-4)),
             near(inside.rule, (0.99, 1e-6)), near(inside.control, (0.90, 1e-6)), not inside.unstable, outside.unstable, short == 0.0,
             ours.rule < 0.01, ours.control < 0.01, not ours.unstable, all(names[0].values()), not any(names[1].values()))
    pair = inside.coincidence
    lines = (
        "SPGB and Wetzel ask of the Soviet Union: who ruled? Let its planners be honest, and every report true.",
        f"Two goods, made of each other; 100 and 50 are wanted. One round of balances leaves {left[1][0]:.1f} and {left[1][1]:.1f} uncovered, three leave {left[3][0]:.2f} and {left[3][1]:.3f}.",
        f"Five per cent more each year is {aim:.3f} of today's output after five years. So there are shortages, and nobody lied.",
        f"A town of 100 under control figures: 1 sits on the board, {_held(outcome)} hold the means of production. Rule {inside.rule:.2f}, possession {inside.control:.2f}.",
        f"Possessors, rulers and the privileged are the same people: {pair[0]:.2f}, by chance {pair[1]:.3f}. Unstable: {_yes(inside.unstable)}." if pair else "The indices are too small to ask whether they coincide.",
        f"Control, the board stands outside those who hold: unstable: {_yes(outside.unstable)}. Rulers without possession and possessors without rule do not last.",
        "Five names, and on what each turns:",
        "  " + "; ".join(f"{name}: {_yes(names[0][name])} ({why})" for name, why in _NAMES.items()),
        f"SPGB's seven features of capitalism, control figures: {_features(outcome)}.",
        f"Control, the same town planned by its councils: rule {ours.rule:.2f}, possession {ours.control:.2f}; of the five names {sum(names[1].values())} fit.",
        f"SPGB's seven features there: {_features(planned)}.",
    )
    return Story("rulers", lines, all(found))


def five_names(facts: Mapping[str, Fact], indices: ClassIndices) -> dict[str, bool]:
    """Return which of the five names of the second text fit a run: each turns on other features, so several can fit at once."""
    def holds(*names: str) -> bool:
        return all(facts[name].holds is True for name in names)

    ruled, possessed = indices.rule > _MUCH, max(indices.control, indices.benefit) > _MUCH
    no_owners = not (holds("profit") or holds("seller_sets_price"))
    return {
        "state capitalism": holds("wage_labour", "accumulation", "separation"),
        "degenerated workers' state": no_owners and ruled and holds("separation"),
        "bureaucratic collectivism": no_owners and ruled and possessed and not indices.unstable,
        "managerial society": possessed and holds("rule_by_controllers"),
        "coordinatorism": no_owners and ruled and indices.empowerment > _MUCH,
    }


def _run(name: str, charter) -> tuple[Outcome, ClassIndices]:
    economy, society = toy_economy()
    outcome = run_procedure(name, economy, charter, Respondents(economy, society, charter), seed=1)
    assert outcome.refusal is None, outcome.refusal
    return outcome, class_indices(outcome.people, outcome.say, economy.last_prices)


def _held(outcome: Outcome) -> int:
    """Return how many people control the means of production."""
    return round(float(outcome.people.count[outcome.say.control.sum(axis=1) > 0].sum()))


def _yes(holds: bool | None) -> str:
    return {True: "yes", False: "no", None: "it depends"}[holds]


def _features(outcome: Outcome) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {_yes(outcome.facts[name].holds)}" for name in FEATURES)
