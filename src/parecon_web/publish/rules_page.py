"""The rules in force, in plain words: those that members meet as sentences, and below them every row of the charter."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from parecon.charter import Charter, default_charter
from parecon_web.rounds.keeping import charter_in_force, current_year
from parecon_web.tags import whole_share

__all__ = ["show_rules"]

_SHARE, _PLAIN = whole_share, str
SENTENCES: tuple[tuple[object, tuple[tuple[object, Mapping[str, tuple[str, object]]], ...]], ...] = (
    (_("Rounds"), (
        (_("At most %(most)s rounds are held. They end earlier when nothing is asked for that exceeds what is offered, or falls short of it, by more than %(gap)s."),
         {"most": ("rounds.count_max", _PLAIN), "gap": ("rounds.worst_gap_to_close", _SHARE)}),
        (_("A round is open for %(hours)s hours, and %(consents)s facilitators together close or extend it."), {"hours": ("rounds.open_hours", _PLAIN), "consents": ("rounds.close_consents", _PLAIN)}),
        (_("A workplace sends a draft when more than %(share)s of its members have voted for it."), {"share": ("councils.send_share", _SHARE)}),
        (_("A proposal comes back when its benefit over its cost is more than %(share)s below the average; from round %(round)s on the other workplaces of its industry decide appeals."),
         {"share": ("approval.tolerance_average", _SHARE), "round": ("federations.appeal_round", _PLAIN)}),
        (_("Where the cost a head of what places decided together moves by more than %(share)s, they vote once more, before round %(round)s."),
         {"share": ("collective.reopen_share", _SHARE), "round": ("collective.reopen_round", _PLAIN)}))),
    (_("The plan"), (
        (_("No plan gives people less than %(share)s of what they asked for of goods to live on."), {"share": ("closing.floor_survival", _SHARE)}),
        (_("A plan counts when at least %(quorum)s of all members have voted on it."), {"quorum": ("ballots.plan_adoption.quorum", _SHARE)}),
        (_("Within the year no price moves by more than %(step)s, and a neighbourhood changes its wishes at most %(changes)s time(s)."),
         {"step": ("execution.price_step_max", _SHARE), "changes": ("execution.wish_changes_max", _PLAIN)}))),
    (_("Incomes"), (
        (_("Effort is rated from %(low)s to %(high)s, %(norm)s being average; the middle of at least %(least)s ratings counts."),
         {"low": ("effort.rating_min", _PLAIN), "high": ("effort.rating_max", _PLAIN), "norm": ("effort.rating_norm", _PLAIN), "least": ("effort.raters_min", _PLAIN)}),
        (_("A jury of %(size)s, drawn by lot, hears an appeal within %(days)s days."), {"size": ("effort.jury_size", _PLAIN), "days": ("effort.appeal_days", _PLAIN)}))),
    (_("Deciding together"), (
        (_("A motion is open for %(days)s days and needs the votes of at least %(quorum)s of the members."), {"days": ("ballots.assembly.days", _PLAIN), "quorum": ("ballots.assembly.quorum", _SHARE)}),
        (_("A delegate serves %(days)s days, at most %(terms)s terms in a row, and reports within %(report)s days of each decision. Their council can recall them at any time."),
         {"days": ("ballots.delegates.term_days", _PLAIN), "terms": ("ballots.delegates.terms_max", _PLAIN), "report": ("ballots.delegates.report_days", _PLAIN)}),
        (_("A vote of delegates decided by less than %(margin)s points goes to everybody, as does any that %(members)s of the members ask for."),
         {"margin": ("ballots.councils.close_margin_points", lambda value: f"{value:g}"), "members": ("ballots.councils.petition_members", _SHARE)}),
        (_("Of a secret ballot nothing is published where fewer than %(least)s voted."), {"least": ("ballots.secret.voters_min", _PLAIN)}))),
)
"""By part: sentences, and which rule each of their values is."""


def plain_rules(charter: Charter) -> list[tuple[object, list[str]]]:
    """Return the parts with their sentences, filled with what the charter says."""
    return [(title, [str(sentence) % {name: say(charter[key]) for name, (key, say) in values.items()} for sentence, values in sentences]) for title, sentences in SENTENCES]


def show_rules(request: HttpRequest) -> HttpResponse:
    """Show the rules in force, which of them differ from the usual ones, and all of them with their sources."""
    year, usual = current_year(request.community), default_charter()
    charter = charter_in_force(year) if year is not None else usual
    rows = [(key, rule.meaning, charter[key], rule.unit, rule.source, charter[key] != usual[key]) for key, rule in usual.rules.items()]
    return render(request, "publish/rules.html", {"parts": plain_rules(charter), "rows": rows, "differ": [(key, meaning, usual[key], value) for key, meaning, value, _unit, _source, other in rows if other],
                                                  "hash": charter.hash(), "year": year})
