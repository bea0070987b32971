"""What a browser that listens hears first."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

from parecon_web.rounds.stream import LOOK_SECONDS, listen


def first_heard(community: int, *, seen: str, notice: str = "told") -> str:
    """Return what comes within three looks, or raise TimeoutError; in a thread of its own, for a browser that tests drive may have a loop running in this one."""
    async def hear() -> str:
        async with asyncio.timeout(3 * LOOK_SECONDS):
            return await anext(listen(community, seen, notice))

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, hear()).result()
