"""Simulated councils: they see the announcement and answer with a batch, as people do."""

from parecon.responses.ground import CouncilLines, Ground, lay_ground
from parecon.responses.respond import Layout, lay_out, respond, warm_kernels
from parecon.responses.respondents import Conduct, Respondents, Shock
from parecon.responses.whole import answer_whole

__all__ = [
    "Conduct", "CouncilLines", "Ground", "Layout", "Respondents", "Shock", "answer_whole", "lay_ground", "lay_out", "respond", "warm_kernels",
]
