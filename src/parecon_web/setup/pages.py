"""Founding a community in the browser: where it is, its tables, its people, and the links to hand out."""

from __future__ import annotations

import hmac
import json
from zoneinfo import available_timezones

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from parecon.charter import default_charter
from parecon_web.desk.file_writing import FORMATS, write_file
from parecon_web.record.models import Community
from parecon_web.record.refusals import Refusal
from parecon_web.setup.founding import RESERVED, begin_founding, example_tables, find_founding, found_community, look_at_tables, tables_of
from parecon_web.setup.given_tables import given_tables, nations
from parecon_web.setup.models import Founding
from parecon_web.setup.people import example_people, read_people, split_lines
from parecon_web.setup.reasons import SetupReason
from parecon_web.setup.summary import summarize, tell_fault

__all__ = ["ZONES", "begin", "found", "give_tables", "people", "show", "tables", "template"]

_OLD_ZONES = ("Etc/", "US/", "Canada/", "Brazil/", "Chile/", "Mexico/")
ZONES = ("UTC", *sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(_OLD_ZONES)))
"""Time zones by place; names kept for old programs only are left out."""
_NAME_MAX = Community._meta.get_field("name").max_length
_SLUG_MAX = Community._meta.get_field("slug").max_length
_FAULTS_SHOWN = 50


def begin(request: HttpRequest) -> HttpResponse:
    """Ask for a name, an address, a language and a time zone, and begin; on a server for real communities also for its founding key."""
    given = {key: request.POST.get(key, "").strip() for key in ("name", "slug", "language", "zone", "key")}
    errors: list[Refusal] = []
    if request.method == "POST":
        given["slug"] = given["slug"] or slugify(given["name"])[:_SLUG_MAX]
        errors = _check_begin(given)
        if not errors:
            _founding, key = begin_founding(given["name"], given["slug"], given["language"], given["zone"])
            return redirect("founding", key=key)
    else:
        given |= {"language": get_language() or "en", "zone": "UTC"}
    return render(request, "setup/begin.html", {"given": given, "errors": errors, "zones": ZONES, "open": settings.DEMO or bool(settings.FOUNDING_KEY),
                                                "needs_key": not settings.DEMO}, status=422 if errors else 200)


def _check_begin(given: dict[str, str]) -> list[Refusal]:
    errors = []
    if not settings.DEMO and not (settings.FOUNDING_KEY and hmac.compare_digest(given["key"].encode(), settings.FOUNDING_KEY.encode())):
        errors.append(Refusal(SetupReason.KEY, "key", "", "", _("Whoever runs this server has it")))
    if not given["name"] or len(given["name"]) > _NAME_MAX:
        errors.append(Refusal(SetupReason.NAME, "name", str(len(given["name"])), str(_NAME_MAX)))
    if slugify(given["slug"]) != given["slug"] or not 0 < len(given["slug"]) <= _SLUG_MAX or given["slug"] in RESERVED:
        errors.append(Refusal(SetupReason.ADDRESS, "slug", given["slug"], "", _("Use small letters, digits and hyphens, such as green-valley")))
    elif Community.objects.filter(slug=given["slug"]).exists():
        errors.append(Refusal(SetupReason.ADDRESS_TAKEN, "slug", given["slug"], "", _("Choose another")))
    if given["language"] not in dict(settings.LANGUAGES):
        errors.append(Refusal(SetupReason.LANGUAGE, "language", given["language"]))
    if given["zone"] not in ZONES:
        errors.append(Refusal(SetupReason.ZONE, "zone", given["zone"], "", _("Choose one of the list, such as Europe/Stockholm")))
    return errors


def _founding(key: str) -> Founding:
    founding = find_founding(key)
    if founding is None:
        raise Http404
    return founding


@never_cache
def show(request: HttpRequest, key: str) -> HttpResponse:
    """Show how far the founding is, and what comes next."""
    return _show(request, key, _founding(key))


def _show(request: HttpRequest, key: str, founding: Founding, **more) -> HttpResponse:
    given = tables_of(founding)
    record, charter, faults = look_at_tables(given) if given else (None, None, [])
    lines = json.loads(founding.people)
    later = not given and bool(lines)
    newcomers, problems = read_people(lines, record, charter or default_charter()) if lines and (record or later) else ([], [])
    context = {"key": key, "founding": founding, "given": given, "summary": summarize(record, charter) if record else None, "faults": [tell_fault(fault) for fault in faults[:_FAULTS_SHOWN]],
               "more_faults": max(0, len(faults) - _FAULTS_SHOWN), "newcomers": newcomers, "pasted": "\n".join("; ".join(line).rstrip("; ") for line in lines), "formats": ("ods", "xlsx", "zip"), "nations": nations(),
               "ready": bool(newcomers and not problems), "later": later, "errors": [*more.pop("errors", []), *problems[:_FAULTS_SHOWN]], **more}
    return render(request, "setup/founding.html", context, status=422 if context["errors"] or more.get("refused") else 200)


@never_cache
def tables(request: HttpRequest, key: str) -> HttpResponse:
    """Take a file of tables, or the example; nothing of a faulty file is kept, and every fault is shown with its cell."""
    founding = _founding(key)
    if founding.founded:
        return redirect("founding", key=key)
    given, errors, faults = given_tables(request, founding.name)
    if errors:
        return _show(request, key, founding, errors=errors)
    if faults:
        return _show(request, key, founding, faults=[tell_fault(fault) for fault in faults[:_FAULTS_SHOWN]], more_faults=max(0, len(faults) - _FAULTS_SHOWN), refused=True)
    return _keep_tables(request, key, founding, given)


def _keep_tables(request: HttpRequest, key: str, founding: Founding, given: dict) -> HttpResponse:
    record, charter, _faults = look_at_tables(given)
    founding.tables = json.dumps(given)
    lines = json.loads(founding.people)
    if record is not None and (not lines or read_people(lines, record, charter)[1]):
        founding.people = json.dumps(example_people(record))
    founding.save(update_fields=["tables", "people"])
    return redirect(f"{reverse('founding', args=[key])}#people")


@never_cache
def people(request: HttpRequest, key: str) -> HttpResponse:
    """Take the list of people; a faulty list is shown again with all that is wrong with it."""
    founding = _founding(key)
    given = tables_of(founding)
    if founding.founded:
        return redirect("founding", key=key)
    record, charter, _faults = look_at_tables(given) if given else (None, default_charter(), [])
    lines = split_lines(request.POST.get("people", ""))
    _people, problems = read_people(lines, record, charter)
    if problems:
        return _show(request, key, founding, errors=problems[:_FAULTS_SHOWN], pasted=request.POST.get("people", ""), ready=False)
    founding.people = json.dumps(lines)
    founding.save(update_fields=["people"])
    return redirect(f"{reverse('founding', args=[key])}#found")


@never_cache
def found(request: HttpRequest, key: str) -> HttpResponse:
    """Found the community and show everybody's link, once; asked again within a week, all links are made anew."""
    founding = _founding(key)
    if founding.founded_at is None:
        if founding.founded is None and Community.objects.filter(slug=founding.slug).exists():
            return _show(request, key, founding, errors=[Refusal(SetupReason.ADDRESS_TAKEN, "", founding.slug, "", _("Begin again with another address"))])
        given = tables_of(founding)
        record, charter, _faults = look_at_tables(given) if given else (None, default_charter(), [])
        if record is None and given or read_people(json.loads(founding.people), record, charter)[1]:
            return redirect("founding", key=key)
    community, links = found_community(founding)
    request.community = None
    shown = [(member, request.build_absolute_uri(reverse("enter", args=[community.slug, token]))) for member, token in links]
    return render(request, "setup/links.html", {"key": key, "made": community, "links": shown})


def give_tables(request: HttpRequest, key: str, format: str) -> HttpResponse:
    """Give the tables as they stand as one file, to be corrected and sent again."""
    return _file(tables_of(_founding(key)) or example_tables(), format)


def template(request: HttpRequest, format: str) -> HttpResponse:
    """Give the demonstration town's tables as a file to begin with."""
    return _file(example_tables(), format)


def _file(given: dict, format: str) -> HttpResponse:
    if format not in FORMATS or format == "csv":
        raise Http404
    return HttpResponse(write_file(given, format), content_type=FORMATS[format], headers={"Content-Disposition": f'attachment; filename="town.{format}"'})
