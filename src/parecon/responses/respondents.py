"""The simulated society as a procedure meets it: it answers announcements, and shows itself truly or as it reports."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Mapping

import numpy as np

from parecon.charter import Charter
from parecon.economy import Economy, Society
from parecon.proposals import Announcement, ProposalBatch
from parecon.responses.ground import Ground, lay_ground
from parecon.responses.respond import Layout, lay_out, respond

__all__ = ["Conduct", "Respondents", "Shock"]


@dataclass(frozen=True)
class Shock:
    """What changes in mid-year, when plans are made: nobody knew it before.

    at: share of the year that has passed (0 to 1); capacity: factor on the capacity of
    every unit of a row, by row code; wishes: factor on what people want of a good, by
    good code.
    """

    at: float = 0.5
    capacity: Mapping[str, float] = field(default_factory=dict)
    wishes: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        assert 0 <= self.at <= 1, f"a shock comes within the year, between 0 and 1, not at {self.at}"


@dataclass(frozen=True)
class Conduct:
    """How simulated people behave beyond their tastes, the same in every procedure.

    self_interest: the one dial, 0 (honest, as the advocates of each system hope) to 1:
    units hide capacity and pad what they ask for, by this share of what the charter calls
    the most (``conduct.*_max``); procedures add what self-interest does in them alone
    (hoarding, withholding, favours to oneself), scaled by the same dial. shock: what
    happens in mid-year, or None.
    """

    self_interest: float = 0.0
    shock: Shock | None = None

    def __post_init__(self) -> None:
        assert 0 <= self.self_interest <= 1, f"self-interest lies between 0 and 1, not at {self.self_interest}"


@dataclass(frozen=True)
class Respondents:
    """All simulated councils of one economy with their conduct; the second-hand knowledge of a procedure goes through here.

    Called with an announcement it returns a batch of proposals, as people would file them.
    ``ground`` is the truth as units and groups; ``reported`` what units say of themselves,
    which is all that a planner who asks will know. A procedure may read the truth only
    where its institution would (a unit knows itself; who takes a good knows the need), and
    to work out what really happened.

    >>> from parecon import default_charter, toy_economy
    >>> respond = Respondents(*toy_economy(), default_charter())
    >>> respond.ground.make.shape, respond.reported is respond.ground
    ((3, 7), True)
    """

    economy: Economy
    society: Society
    charter: Charter
    conduct: Conduct = Conduct()

    def __call__(self, announcement: Announcement, layout: Layout | None = None) -> ProposalBatch:
        """Return what every council proposes at the announced prices and budgets, with what it hides and pads."""
        return respond(self.economy, self.reported_society, announcement, layout or self.layout)

    @cached_property
    def layout(self) -> Layout:
        """Where each council's lines lie in every batch of this society."""
        return lay_out(self.society)

    @cached_property
    def reported_society(self) -> Society:
        """The society as it describes itself: the true one where self-interest is 0."""
        return report(self.society, self.conduct.self_interest, self.charter)

    @cached_property
    def ground(self) -> Ground:
        """The truth as units of like councils and groups of consumers."""
        return lay_ground(self.economy, self.society, self.charter)

    @cached_property
    def reported(self) -> Ground:
        """What units report of themselves, with the units of ``ground`` in the same order."""
        if self.reported_society is self.society:
            return self.ground
        return lay_ground(self.economy, self.reported_society, self.charter, self.ground.unit)

    def society_after(self, shock: Shock) -> Society:
        """Return the society as it is once ``shock`` has come: capacities and wishes multiplied; raise KeyError for a row or good that is not there."""
        workers, consumers = self.society.workers, self.society.consumers
        rows = {row.code: r for r, row in enumerate(self.economy.rows)}
        capacity = np.ones(len(self.economy.rows))
        for code, factor in shock.capacity.items():
            capacity[rows[code]] = factor
        wishes = np.ones(len(self.economy.goods))
        for code, factor in shock.wishes.items():
            wishes[self.economy.labels.position(code)] = factor
        at, wish = self.economy.councils.row[workers.council], wishes[consumers.good]
        # A capacity that falls below this year's size is a smaller enterprise: no council works beyond its size times its room.
        return replace(self.society, workers=replace(workers, capacity=workers.capacity * capacity[at]),
                       consumers=replace(consumers, quantity=consumers.quantity * wish, subsistence=consumers.subsistence * wish))


def report(society: Society, self_interest: float, charter) -> Society:
    """Return ``society`` as worker councils describe it: capacity hidden and inputs padded, both by the dial; hours and capital are counted by others."""
    if self_interest == 0:
        return society
    kept = 1.0 - self_interest * charter["conduct.capacity_hidden_max"]
    padded = 1.0 + self_interest * charter["conduct.inputs_padded_max"]
    w = society.workers
    changed = replace(w, capacity=w.capacity * kept, in_quantity=w.in_quantity * padded)
    return replace(society, workers=changed)
