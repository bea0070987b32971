"""Live screens: a stream of server-sent events that says when the round moved, and the same as one answer for those who poll."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator

from asgiref.sync import sync_to_async
from django.db import close_old_connections
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse

from parecon_web.record.models import Community
from parecon_web.rounds.keeping import current_round, current_year

__all__ = ["pulse", "stream"]

LOOK_SECONDS = 0.5
HEARTBEAT_SECONDS = 15.0
_seen: dict[int, tuple[float, dict]] = {}


def state_of(community_id: int) -> dict:
    """Return what live screens react to; one look at the database serves all listeners of a community for a while."""
    looked, state = _seen.get(community_id, (0.0, {}))
    if time.monotonic() - looked < LOOK_SECONDS:
        return state
    close_old_connections()
    year = current_year(Community(pk=community_id))
    state = {"year": 0, "round": 0, "state": "", "phase": "", "closes_at": ""}
    if year is not None:
        last = current_round(year)
        state = {"year": year.number, "round": last.number, "state": last.state, "phase": year.phase, "closes_at": last.closes_at.isoformat()}
    _seen[community_id] = (time.monotonic(), state)
    return state


def pulse(request: HttpRequest) -> HttpResponse:
    """Say where the round stands, for browsers that cannot listen."""
    return JsonResponse(state_of(request.community.pk))


async def stream(request: HttpRequest) -> StreamingHttpResponse:
    """Tell a browser whenever the round moves, as long as it listens."""
    answer = StreamingHttpResponse(listen(request.community.pk), content_type="text/event-stream")
    answer["Cache-Control"], answer["X-Accel-Buffering"] = "no-store", "no"
    return answer


async def listen(community_id: int) -> AsyncIterator[str]:
    """Yield an event at once, at each change, and a comment now and then so that dead connections are noticed."""
    told, beat = None, time.monotonic()
    while True:
        state = await sync_to_async(state_of, thread_sensitive=False)(community_id)
        if state != told:
            told, beat = state, time.monotonic()
            yield f"event: round\ndata: {json.dumps(state)}\n\n"
        elif time.monotonic() - beat > HEARTBEAT_SECONDS:
            beat = time.monotonic()
            yield ": still here\n\n"
        await asyncio.sleep(LOOK_SECONDS)
