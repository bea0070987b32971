"""The demonstration town, with shared goods and pollution, as far as tests want it."""

from parecon_web.town import decide_before, seed_town


def begin_town():
    """Make the demonstration town before anything is decided."""
    return seed_town("commons")


def decide_town():
    """Make the demonstration town and decide what is decided before round 1."""
    town = begin_town()
    decide_before(town)
    return town
