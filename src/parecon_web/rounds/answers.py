"""What a browser is told after an act."""

from __future__ import annotations

from django.http import HttpResponse

from parecon_web.record.refusals import Answered

__all__ = ["sent_to"]


def sent_to(outcome: Answered, response: HttpResponse) -> HttpResponse:
    """Return ``response``, marked where the act had been done before by the same request id."""
    if outcome.hit:
        response["Idempotency-Hit"] = "true"
    return response
