"""Two questions about markets: do labour-managed enterprises cut output when prices rise, and who is left without the magazine?

``parecon study dearer-products`` and ``parecon study magazine-readers`` print them; ``./run python -m parecon.lab.gallery --studies`` writes their pages.
"""

from __future__ import annotations

import numpy as np

from parecon.charter import default_charter
from parecon.datasets import load_coming_year, load_tables
from parecon.datasets.society import build_society
from parecon.lab.stories.on_a_market import sell_magazine
from parecon.procedures.market_socialism_membership import best_employment, best_membership, value_added
from parecon.procedures.market_socialism_year import begin_self_managed
from parecon.procedures.registry import run_procedure
from parecon.responses import Conduct, Respondents, Shock

__all__ = ["STUDIES", "ask_enterprises", "dearer_products", "magazine_readers", "shift_wishes", "study_pages", "told_lines"]

_ECONOMY, _SIZE, _SEED = "sweden-2014", 0.02, 1
_RISE, _MORE, _HOURS = 0.05, 1.3, 0.2
_TERMS, _READERS = (10_000.0, 10.0, 30.0), (400, 500, 600, 800, 1000)
_ARMS = ("market", "market_socialism", "market_socialism_short_run")


def dearer_products(charter) -> list[str]:
    """Return what enterprises would do at a dearer product, one at a time, and what a whole economy did when wishes for one shifted."""
    tables = load_tables(_ECONOMY, charter)
    economy, society = build_society(tables, seed=_SEED, charter=charter, size=_SIZE, coming=load_coming_year(_ECONOMY, charter), permits={"CO2": -0.05})
    members, hired = ask_enterprises(economy, society, charter)
    lines = [
        f"{_ECONOMY}, {len(economy.councils):,} councils. One product after the other gets {_RISE:.0%} dearer; nothing else changes. Its enterprises want to make",
        f"  under self-management, income per member decides: less in {np.mean(members < 1):.0%} of industries; median {np.median(members) - 1:+.1%}, from {members.min() - 1:+.1%} to {members.max() - 1:+.1%}",
        f"  hiring at a wage, profit decides:                 less in {np.mean(hired < 1):.0%} of industries; median {np.median(hired) - 1:+.1%}, from {hired.min() - 1:+.1%} to {hired.max() - 1:+.1%}",
        "  (Ward 1958 and Vanek 1970 say so: only the charge on capital is fixed, and a higher price makes each member's part of it matter less.)",
    ]
    good, arms = shift_wishes(economy, society, charter)
    lines.append(f"In mid-year people wish for {_MORE - 1:.0%} more of {economy.goods[good].name}. Against the same year without it, over the year:")
    lines += [f"  {name:<28} output of its industry {output:+.2%}, price {price:+.2%}" for name, output, price in arms]
    fewer = [name for name, output, _ in arms if output < 0]
    lines.append(f"Output fell in: {', '.join(fewer) or 'none of them'}."
                 " In a whole economy members can only leave or be voted out step by step, and all prices move at once.")
    return lines


def ask_enterprises(economy, society, charter) -> tuple[np.ndarray, np.ndarray]:
    """Return output over last year's that the enterprises of each industry would want if their main product were dearer, (r,) each: self-managed, and hiring."""
    terms, state = begin_self_managed(economy, Respondents(economy, society, charter), charter)
    ground, members, hired = terms.ground, [], []
    for unit in np.unique(ground.row, return_index=True)[1]:
        if not terms.chooses[unit]:
            continue
        main = int(np.argmax(ground.make[unit] * state.prices))
        net = (ground.make[unit, main] * (1.0 - economy.social_rate[ground.row[unit]]) - ground.take[unit, main]) * terms.prices[main]
        value = 1.0 + _RISE * net / terms.added[unit]
        if value <= 1.0:
            continue
        share, sigma = terms.share[unit], terms.sigma[unit]
        members.append(float(value_added(best_membership((value, 1.0), share, sigma), share, sigma)))
        hired.append(float(value_added(np.minimum(best_employment((value, 1.0), share, sigma), 1e6), share, sigma)))
    return np.array(members), np.array(hired)


def shift_wishes(economy, society, charter) -> tuple[int, list[tuple[str, float, float]]]:
    """Return the product that people wish more of from mid-year on, and for each arm the change of its industry's output and of its price over the year."""
    ground = Respondents(economy, society, charter).ground
    wanted = ground.wanted.sum(axis=0) * economy.last_prices * (ground.make.sum(axis=0) > 0)
    # The product they use most of, among those that take hours and go to people for the greater part.
    hours = ground.make.T @ (ground.take[:, ground.labour] / np.maximum(ground.make @ economy.last_prices, 1e-300)) * economy.last_prices[ground.labour]
    made = np.maximum(ground.make.sum(axis=0), 1e-300)
    good = int(np.argmax(wanted * (ground.wanted.sum(axis=0) > 0.5 * made) * (hours > _HOURS * made)))
    makers = ground.make[:, good]
    found = []
    for name in _ARMS:
        calm, moved = (run_procedure(name, economy, charter, Respondents(economy, society, charter, Conduct(shock=shock)), seed=_SEED)
                       for shock in (None, Shock(0.5, wishes={economy.goods[good].code: _MORE})))
        found.append((name, float(moved.activity @ makers / (calm.activity @ makers)) - 1.0, float(moved.prices[good] / calm.prices[good]) - 1.0))
    return good, found


def magazine_readers(charter) -> list[str]:
    """Return for each number of readers, and each class they may come from, what the best price brings over the cost, and who is left without."""
    fixed, each, worth = _TERMS
    found = {readers: sell_magazine(charter, readers, _TERMS) for readers in _READERS}
    classes = list(found[_READERS[0]])
    lines = [
        f"An issue costs {fixed:,.0f} and {each:.0f} a copy; a copy is worth {worth:.0f} to a reader of average means, and more or less in proportion to means.",
        "What the seller's best price brings over what the issue costs (* printed):",
        "  readers" + "".join(f"{name:>15}" for name in classes),
    ]
    lines += [f"  {readers:>7}" + "".join(f"{ratio:>14.3f}{'*' if printed else ' '}" for ratio, printed in by_class.values()) for readers, by_class in found.items()]
    least = {name: next((readers for readers in range(1, 100_000) if sell_magazine(charter, readers, _TERMS)[name][1]), None) for name in classes}
    lines.append("Readers it takes: " + ", ".join(f"{name} {count if count is not None else 'no number is enough'}" for name, count in least.items()) + ".")
    lines.append("Planned by ratio it takes 500 at norm one, whoever they are: a wish counts with the share of income it is given, and incomes follow effort.")
    lines.append("Pay by bargaining position is a row of the charter (market.pay_*): where it is equal, the market needs the same 500.")
    return lines


STUDIES = {
    "dearer-products": ("Dearer products", "Do labour-managed enterprises cut output when prices rise?", dearer_products),
    "magazine-readers": ("The magazine's readers", "Does the market leave them without it?", magazine_readers),
}
"""Name of each study -> title, question, what tells it."""


def told_lines(name: str) -> list[str]:
    """Return the question of one of these studies and what is found under the default charter."""
    _, question, tell = STUDIES[name]
    return [question, *tell(default_charter())]


def study_pages(charter) -> dict[str, str]:
    """Return the gallery's page of each of these studies by file name; no number in them is typed by hand."""
    return {f"{name}.md": "\n".join([
        f"# {title}", "", question, "", "```", f"./run study {name}", "```", "", "```", *tell(charter), "```", "",
        "How the systems are built: [rivals.md](../rivals.md).", "", "[All stories](README.md)"]) + "\n" for name, (title, question, tell) in STUDIES.items()}
