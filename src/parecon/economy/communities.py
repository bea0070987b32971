"""Communities of affected parties: whom a pollutant harms, across every council border."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from parecon.economy.councils import CouncilKind, Councils

__all__ = ["NO_CAP", "Community", "check_communities"]

NO_CAP = -1
"""A community without a hard cap."""


@dataclass(frozen=True)
class Community:
    """Everyone harmed by one pollutant, and the council in which they permit it (institutions.md 5).

    pollutant: code of the good; council: position of the community's council, which
    proposes permits and nothing else; share: (c,) int64 points by which compensation is
    divided among consumer councils, 0 for those it does not harm, fixed before permits
    are voted; voice: (c,) int64 weight of each council's vote, 0 for those it does not
    harm; threshold: share of votes that must permit an amount. cap: most units it may permit by a
    long-term plan, fixed point, or NO_CAP.
    """

    pollutant: str
    name: str
    council: int
    share: np.ndarray
    voice: np.ndarray
    threshold: str
    cap: int = NO_CAP

    def __post_init__(self) -> None:
        for name in ("share", "voice"):
            column = np.array(getattr(self, name), dtype=np.int64)
            column.setflags(write=False)
            object.__setattr__(self, name, column)

    @property
    def members(self) -> np.ndarray:
        """Positions of the consumer councils it harms, (m,)."""
        return np.flatnonzero(self.share)


def check_communities(communities: tuple[Community, ...], pollutants: tuple[str, ...], councils: Councils) -> None:
    """Assert that each pollutant has at most one community, that its council is one, and that only consumer councils are its members."""
    named = [community.pollutant for community in communities]
    assert len(set(named)) == len(named), f"a pollutant has one community; named are {', '.join(named)}"
    for community in communities:
        assert community.pollutant in pollutants, f"{community.name}: {community.pollutant} is no pollutant of this economy"
        assert councils.kind[community.council] == CouncilKind.COMMUNITY, f"{community.name}: council {community.council} is not a community's"
        for column in (community.share, community.voice):
            assert column.shape == (len(councils),), f"{community.name}: {column.shape} points for {len(councils)} councils"
            assert not column[community.share == 0].any() and (column >= 0).all(), f"{community.name}: a council votes that it does not harm"
        assert community.share.any() and community.voice.any(), f"{community.name} harms nobody, or nobody has a vote"
        assert (councils.kind[community.members] == CouncilKind.CONSUMER).all(), f"{community.name}: only consumer councils have members who are harmed"
