"""Small real economies on which laws are tested, built once for each test process."""

from __future__ import annotations

from functools import lru_cache

from parecon.charter import default_charter
from parecon.datasets import read_sweden
from parecon.datasets.coming_year import sweden_coming_year
from parecon.datasets.society import build_society
from parecon.facilitation import announce_first, close_round, follow, submit
from parecon.responses import lay_out, respond

SMALL = 0.02


@lru_cache(maxsize=4)
def small_sweden(base_year: bool = False):
    """Return (economy, society, charter) of Sweden 2014, or of 2013 as it stood, with about 1,700 councils."""
    charter = default_charter()
    coming = None if base_year else sweden_coming_year(2014)
    permits = {} if base_year else {"CO2": -0.05}
    economy, society = build_society(read_sweden(2013), seed=1, charter=charter, size=SMALL, coming=coming, permits=permits)
    return economy, society, charter


def hold_rounds(economy, society, charter, rounds, prices=None):
    """Return the year after ``rounds`` closed rounds of simulated councils."""
    year, layout = announce_first(economy, charter, prices), lay_out(society)
    for number in range(rounds):
        year, refusals = submit(year, respond(economy, society, year.announcement, layout))
        assert not refusals
        year = close_round(year)
        if number < rounds - 1:
            year = follow(year)
    return year


@lru_cache(maxsize=2)
def three_rounds(rule: str = "calibrated-share"):
    """Return small Sweden's year after three rounds under a price rule."""
    economy, society, charter = small_sweden()
    return hold_rounds(economy, society, charter.adopt({"prices.rule": rule}, "test"), 3)
