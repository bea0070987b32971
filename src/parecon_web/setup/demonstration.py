"""A demonstration begun anew with one click: another town as the first was, and a link for each role."""

from __future__ import annotations

import threading

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from parecon_web.record.models import Community
from parecon_web.town import play_first_round, role_links, seed_town

__all__ = ["TOWNS_MAX", "begin_anew"]

TOWNS_MAX = 20
"""So many towns a demonstration holds; what happened in the others stays readable."""
_ONE_AT_A_TIME = threading.Lock()


@never_cache
def begin_anew(request: HttpRequest) -> HttpResponse:
    """Make another demonstration town in round 2 and show a link for each role; on a server for real communities there is no such page."""
    if not settings.DEMO:
        raise Http404
    if request.POST.get("begin") != "yes":
        return redirect("landing")
    with _ONE_AT_A_TIME:
        number = Community.objects.filter(demonstration=True, slug__startswith="town").count() + 1
        if number > TOWNS_MAX:
            return redirect("landing")
        town = seed_town("town" if number == 1 else f"town-{number}")
        play_first_round(town)
    links = [(title, request.build_absolute_uri(path)) for title, path in role_links(town.community)]
    return render(request, "setup/demonstration.html", {"made": town.community, "links": links})
