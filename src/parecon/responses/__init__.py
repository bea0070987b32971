"""Simulated councils: they see the announcement and answer with a batch, as people do."""

from parecon.responses.respond import Layout, lay_out, respond, warm_kernels

__all__ = ["Layout", "lay_out", "respond", "warm_kernels"]
