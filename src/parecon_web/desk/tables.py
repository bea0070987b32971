"""What everybody of a community may know, as files for a spreadsheet: prices of all rounds, the adopted plan, one's own request and one's workplace's draft."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from parecon_web.councils.access import neighbourhood_of, workplace_of
from parecon_web.councils.models import Council
from parecon_web.desk.file_writing import FORMATS, Table, write_file
from parecon_web.rounds.amounts import write_amount
from parecon_web.rounds.draft_page import typed_draft
from parecon_web.rounds.drafting import latest_draft
from parecon_web.rounds.packing import unpack
from parecon_web.rounds.requesting import latest_request
from parecon_web.rounds.situation import Situation, situation_of
from parecon_web.voting.models import AdoptedYear
from parecon_web.voting.plans import adopted_plan

__all__ = ["DRAFT_HEAD", "REQUEST_HEAD", "TABLES", "give_table", "list_tables"]

REQUEST_HEAD = ("code", "good", "unit", "offered", "asked")
DRAFT_HEAD = ("code", "good", "unit", "made", "used", "flexibility")
"""The columns of what can be read back too (`parecon_web.desk.imports`)."""
OFFERED = ("ods", "xlsx", "csv")


def prices(request: HttpRequest, now: Situation) -> Table:
    """Return the price of every good last year and in every round."""
    rounds = now.rounds
    said = [unpack(each.announcement).prices for each in rounds]
    head = ["code", "good", "unit", "last_year", *(f"round_{each.number}" for each in rounds)]
    return [head, *([good.code, good.name, good.unit, repr(float(now.economy.last_prices[i])), *(repr(float(column[i])) for column in said)]
                    for i, good in enumerate(now.economy.goods))]


def plan(request: HttpRequest, now: Situation) -> Table:
    """Return what the adopted plan gives each council to make and to use, as proposed and as adopted."""
    adopted = AdoptedYear.objects.filter(year=now.year).first()
    if adopted is None:
        raise Http404
    found, names = adopted_plan(now.year), dict(Council.objects.filter(community=request.community).values_list("position", "name"))
    lines = []
    for at, position in enumerate(found.council.tolist()):
        for j in range(int(found.start[at]), int(found.start[at + 1])):
            good, proposed, amount = now.economy.goods[int(found.good[j])], int(found.proposal[j]), int(found.quantity[j])
            lines.append([names.get(position, ""), good.code, good.name, good.unit, *_sides(proposed), *_sides(amount)])
    return [["council", "code", "good", "unit", "proposed_made", "proposed_used", "made", "used"], *lines]


def own_request(request: HttpRequest, now: Situation) -> Table:
    """Return one's own newest request of the round that is shown, with the columns of the form."""
    newest = latest_request(now.round, request.member)
    if newest is None:
        raise Http404
    goods = {good.code: good for good in now.economy.goods}
    return [list(REQUEST_HEAD), *([code, goods[code].name, goods[code].unit, *_sides(amount)] for code, amount in sorted(newest.lines.items()))]


def own_proposal(request: HttpRequest, now: Situation) -> Table:
    """Return the newest draft of one's workplace, or what stands for it, with the columns of the form; a good both made and used has one line."""
    council = workplace_of(request.member)
    if council is None:
        raise Http404
    typed = typed_draft(latest_draft(now.round, council), now, council)
    rows = []
    for good in now.economy.goods:
        made, used = (typed.get(f"{side}:{good.code}", "").replace(",", ".") for side in ("make", "use"))
        if made or used:
            rows.append([good.code, good.name, good.unit, made, used, typed.get(f"flexibility:{good.code}", "")])
    return [list(DRAFT_HEAD), *rows]


def _sides(amount: int) -> tuple[str, str]:
    """Return an amount as what is made or offered and what is used or asked for, in plain digits."""
    text = write_amount(abs(amount), 9).replace(",", ".")
    return (text, "") if amount > 0 else ("", text if amount else "")


TABLES: Mapping[str, tuple[object, Callable[[HttpRequest, Situation], Table]]] = {
    "prices": (_("Prices of all rounds"), prices), "plan": (_("The adopted plan, by council and good"), plan), "request": (_("Your own request"), own_request),
    "proposal": (_("What your workplace drafts"), own_proposal)}
"""By name: what a table is called, and what makes it."""


def list_tables(request: HttpRequest, *, errors: tuple = (), status: int = 200) -> HttpResponse:
    """Show which tables there are now, and what can be read from a file."""
    now, workplace = situation_of(request), workplace_of(request.member)
    there = {"prices": True, "plan": AdoptedYear.objects.filter(year=now.year).exists(), "request": latest_request(now.round, request.member) is not None,
             "proposal": workplace is not None}
    rows = [{"name": name, "title": title, "there": there[name]} for name, (title, _make) in TABLES.items()]
    return render(request, "desk/tables.html", {"now": now, "rows": rows, "formats": OFFERED, "errors": errors, "workplace": workplace,
                                                "neighbourhood": neighbourhood_of(request.member)}, status=status)


def give_table(request: HttpRequest, name: str, format: str) -> HttpResponse:
    """Give one table as a file; every cell is text, so that no program calculates what somebody typed."""
    if name not in TABLES or format not in OFFERED:
        raise Http404
    table = TABLES[name][1](request, situation_of(request))
    return HttpResponse(write_file({name: table}, format), content_type=FORMATS[format],
                        headers={"Content-Disposition": f'attachment; filename="{request.community.slug}-{name}.{format}"'})
