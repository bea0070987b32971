"""Simulated councils: they see the announcement and answer with a batch, as people do."""

from parecon.responses.respond import Layout, lay_out, respond, warm_kernels
from parecon.responses.whole import answer_whole

__all__ = ["Layout", "answer_whole", "lay_out", "respond", "warm_kernels"]
