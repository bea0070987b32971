"""Story 12, who ruled? Honest planners, few rounds of balances, and a board of one in a hundred that decides everything."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace

from parecon.datasets.toy import toy_economy
from parecon.lab.stories.telling import Story, near
from parecon.procedures.control_figures_balances import balance_exactly
from parecon.procedures.control_figures_enterprise import five_year_target
from parecon.procedures.protocol import Outcome
from parecon.procedures.registry import run_procedure
from parecon.reports.class_indices import ClassIndices, class_indices, class_measures
from parecon.reports.readings import FEATURE_WORDS, NAMES, name_run, read_features
from parecon.responses import Respondents

__all__ = ["tell"]

_RECIPE = [[Fraction(2, 10), Fraction(3, 10)], [Fraction(1, 10), Fraction(4, 10)]]
_FINAL = [Fraction(100), Fraction(50)]
_GROWTH = 0.05


def tell(charter) -> Story:
    """Return the story: A = [[.2, .3], [.1, .4]], d = (100, 50); and the toy town, commanded and planned together."""
    left = {rounds: [float(part) for part in balance_exactly(_RECIPE, _FINAL, rounds)[1]] for rounds in (1, 3)}
    aim = five_year_target(1.0, _GROWTH)
    soviet, apart, together = (_run(name, charter.adopt(rows, "this story")) for name, rows in (
        ("control_figures", {}), ("control_figures", {"figures.board_outside": True}), ("participatory", {})))
    (outcome, inside), (_, outside), (planned, ours) = soviet, apart, together
    names = [name_run(each, _measures(each)) for each, _ in (soviet, together)]
    short = float(outcome.figures["uncovered_first_quarter"])
    found = (near(left[1][0], (16.0, 1e-9)), near(left[1][1], (15.5, 1e-9)), near(left[3][0], (3.91, 1e-9)), near(left[3][1], (3.905, 1e-9)), near(aim, (1.276, 5e-4)),
             near(inside.rule, (0.99, 1e-6)), near(inside.control, (0.90, 1e-6)), not inside.unstable, outside.unstable, short == 0.0,
             ours.rule < 0.01, ours.control < 0.01, not ours.unstable, any(names[0].values()), not all(names[0].values()), not any(names[1].values()))
    pair = inside.coincidence
    lines = (
        "SPGB and Wetzel ask of the Soviet Union: who ruled? Let its planners be honest, and every report true.",
        f"Two goods, made of each other; 100 and 50 are wanted. One round of balances leaves {left[1][0]:.1f} and {left[1][1]:.1f} uncovered, three leave {left[3][0]:.2f} and {left[3][1]:.3f}.",
        f"Five per cent more each year is {aim:.3f} of today's output after five years. So there are shortages, and nobody lied.",
        f"A town of 100 under control figures: 1 sits on the board, {_held(outcome)} hold the means of production. Rule {inside.rule:.2f}, possession {inside.control:.2f}.",
        f"Possessors, rulers and the privileged are the same people: {pair[0]:.2f}, by chance {pair[1]:.3f}. Unstable: {_yes(inside.unstable)}." if pair else "The indices are too small to ask whether they coincide.",
        f"Control, the board stands outside those who hold: unstable: {_yes(outside.unstable)}. Rulers without possession and possessors without rule do not last.",
        "Five names, and on what each turns; they ask for different things, so some fit and some do not:",
        "  " + "; ".join(f"{name}: {_yes(names[0][name])} ({why})" for name, why in NAMES.items()),
        f"The seven features of capitalism in it, as SPGB would read them: {_features(outcome)}.",
        f"Control, the same town planned by its councils: rule {ours.rule:.2f}, possession {ours.control:.2f}; of the five names {sum(names[1].values())} fit.",
        f"The seven features there, as SPGB would read them: {_features(planned)}.",
    )
    return Story("rulers", lines, all(found))


def _measures(outcome: Outcome) -> dict[str, float | None]:
    """Return the indices of class by name, as the readings ask for them."""
    return {measure.name: measure.value for measure in class_measures(outcome, SimpleNamespace(prices=toy_economy()[0].last_prices))}


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
    return ", ".join(f"{FEATURE_WORDS[reading.feature]} {_yes(reading.spgb)}" for reading in read_features(outcome, _measures(outcome)))
