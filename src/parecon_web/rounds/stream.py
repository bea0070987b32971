"""Live screens: a stream of server-sent events that says when the round moved."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

from asgiref.sync import sync_to_async
from django.db import close_old_connections
from django.http import HttpRequest, StreamingHttpResponse
from django.template.loader import render_to_string

from parecon_web.record.models import Community
from parecon_web.rounds.keeping import current_round, current_year

__all__ = ["stream"]

LOOK_SECONDS = 0.5
HEARTBEAT_SECONDS = 15.0
_looks: dict[int, tuple[float, str]] = {}


def state_of(community_id: int) -> str:
    """Return what live screens react to, year/round/state/phase; one look at the database serves all listeners of a community for a while."""
    looked, state = _looks.get(community_id, (0.0, ""))
    if time.monotonic() - looked < LOOK_SECONDS:
        return state
    close_old_connections()
    year = current_year(Community(pk=community_id))
    last = current_round(year) if year is not None else None
    state = f"{year.number}/{last.number}/{last.state}/{year.phase}" if last is not None else ""
    _looks[community_id] = (time.monotonic(), state)
    return state


async def stream(request: HttpRequest) -> StreamingHttpResponse:
    """Tell a browser when the round has moved on from where its page stands (``seen``: year/round/state/phase), as long as it listens."""
    notice = render_to_string("rounds/moved.html", {"community": request.community}).strip()
    answer = StreamingHttpResponse(listen(request.community.pk, request.GET.get("seen", ""), notice), content_type="text/event-stream")
    answer["Cache-Control"], answer["X-Accel-Buffering"] = "no-store", "no"
    return answer


async def listen(community_id: int, seen: str, notice: str) -> AsyncIterator[str]:
    """Yield the notice, one line of HTML, when the round stands elsewhere than was seen, and a comment now and then so that dead connections are noticed."""
    beat = time.monotonic()
    while True:
        state = await sync_to_async(state_of, thread_sensitive=False)(community_id)
        if state != seen:
            seen, beat = state, time.monotonic()
            yield f"event: round\ndata: {notice}\n\n"
        elif time.monotonic() - beat > HEARTBEAT_SECONDS:
            beat = time.monotonic()
            yield ": still here\n\n"
        await asyncio.sleep(LOOK_SECONDS)
