"""How the texts would read each system: four flags, the hire test, seven features, and five names of one kind of run."""

from __future__ import annotations

from parecon.procedures.protocol import FLAGS
from parecon.reports.comparison import Comparison
from parecon.reports.markup import Markup, element, join, paragraph, section, table
from parecon.reports.readings import FEATURE_WORDS, FLAG_WORDS, NAMES, hire_test, is_market, name_run, read_features

__all__ = ["readings_section"]


def readings_section(comparison: Comparison) -> Markup:
    """Return the readings of all systems that have a plan, the participatory one included."""
    arms = [arm for arm in comparison.arms if arm.outcome.flows is not None]
    if not arms:
        return Markup("")
    yes = lambda value: "–" if value is None else "yes" if value else "no"  # noqa: E731
    flags = [(arm.title, *(yes(arm.outcome.facts[name].holds) for name in FLAGS), f"{is_market(arm.outcome)} of 4") for arm in arms]
    features = [(arm.title, *(f"{yes(r.spgb)} / {yes(r.wetzel)}" for r in read_features(arm.outcome, arm.values()))) for arm in arms]
    hire = [(arm.title, *hire_test(arm.outcome).values()) for arm in arms]
    parts = [
        paragraph("The same facts, as the texts behind this project would judge them. Each system states its facts with reasons; the judgements follow from these and from the class indices."),
        element("h3", "Is it a market?"), table("Wetzel's four marks of a market", ("system", *(FLAG_WORDS[name] for name in FLAGS), "marks"), flags, words=range(6)),
        element("h3", "Is it capitalism?"), table("Seven features of capitalism, as SPGB / as Wetzel would read them", ("system", *FEATURE_WORDS.values()), features, words=range(8)),
        element("h3", "The hire test"), table("What it is to have a job", ("system", *hire_test(arms[0].outcome)), hire, words=range(6)),
    ]
    soviet = [arm for arm in arms if arm.name.startswith("control_figures")]
    for arm in soviet:
        fits = name_run(arm.outcome, arm.values())
        parts += [element("h3", f"Five names for one run: {arm.title}"),
                  element("ul", join(element("li", f"{name}: {'fits' if fits[name] else 'does not fit'} ({turns})") for name, turns in NAMES.items()))]
    return section("As the texts would read it", "readings", *parts)
