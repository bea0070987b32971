"""The rounds for programs: JSON with an OpenAPI description, by the token of a personal link, through the same forms as people's."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern
from ninja import Field, Header, NinjaAPI, Schema
from ninja.errors import ValidationError
from ninja.security import HttpBearer

from parecon_web.councils.access import council_of, neighbourhood_of
from parecon_web.councils.models import Council
from parecon_web.members.permissions import EVERYBODY, MEMBERS, page
from parecon_web.record.refusals import Answered, Stale
from parecon_web.rounds.amounts import write_amount
from parecon_web.rounds.board import gaps_of
from parecon_web.rounds.council_pages import reviewed
from parecon_web.rounds.forms import send_request_form
from parecon_web.rounds.requesting import latest_request
from parecon_web.rounds.situation import situation_of

__all__ = ["api_addresses"]


class Token(HttpBearer):
    """Described in OpenAPI; the check itself stands before every address (`members.permissions`)."""

    def authenticate(self, request: HttpRequest, token: str) -> object:
        """Return the member whose token it is."""
        return request.member


class Problem(Schema):
    """Why something is not answered."""

    detail: str


class YearNow(Schema):
    """Where the year stands."""

    year: int
    phase: str
    round: int
    state: str
    closes_at: str


class Price(Schema):
    """The announced price of a good, in credits for one unit, and the one before."""

    good: str
    name: str
    unit: str
    kind: str
    price: float
    before: float


class GapNow(Schema):
    """What was asked for and offered of a good in the last closed round, in units."""

    good: str
    asked: str
    offered: str
    share: float


class CouncilName(Schema):
    """A council."""

    slug: str
    name: str
    kind: str


class Proposal(Schema):
    """A council's proposal: units by good, uses negative; benefit and cost in credits; sent: in this round, or standing in."""

    council: str
    round: int
    lines: dict[str, str]
    benefit: str
    cost: str
    sent: bool


class RequestNow(Schema):
    """A member's own request: units by good; version 0 where none is sent in this round."""

    round: int
    version: int
    tracker: str
    use: dict[str, str]
    offer: dict[str, str]


class RequestToSend(Schema):
    """A request: units by good as decimal text, and the version that it replaces."""

    use: dict[str, str] = {}
    offer: dict[str, str] = {}
    based_on: int = Field(0, ge=0, le=10**8)


class Sent(Schema):
    """What was sent."""

    tracker: str
    version: int


class RefusedLine(Schema):
    """One broken rule: its sentence with both numbers, and the field it is tied to."""

    reason: str
    field: str
    text: str


class RefusedRequest(Schema):
    """Every rule that the request breaks."""

    refusals: list[RefusedLine]


class Conflict(Schema):
    """The newer version that is stored."""

    version: int


PROBLEMS = {400: Problem, 401: Problem, 403: Problem, 404: Problem, 405: Problem}
api = NinjaAPI(title="parecon", version="1", description="Rounds of a community. Amounts are units as decimal text.", docs_url=None, auth=Token())


@api.get("year", response={200: YearNow, **PROBLEMS}, url_name="api-year")
def get_year(request: HttpRequest) -> dict:
    """Say where the year stands."""
    now = situation_of(request)
    return {"year": now.year.number, "phase": now.year.phase, "round": now.round.number, "state": now.round.state, "closes_at": now.round.closes_at.isoformat()}


@api.get("prices", response={200: list[Price], **PROBLEMS}, url_name="api-prices")
def get_prices(request: HttpRequest) -> list[dict]:
    """List the announced price of every good."""
    now = situation_of(request)
    return [{"good": good.code, "name": good.name, "unit": good.unit, "kind": good.kind.value, "price": now.prices[good.code],
             "before": now.prices_before[good.code]} for good in now.economy.goods]


@api.get("gaps", response={200: list[GapNow], **PROBLEMS}, url_name="api-gaps")
def get_gaps(request: HttpRequest) -> list[dict]:
    """List the gaps of the last closed round, largest first; empty before the first close."""
    now = situation_of(request)
    gaps = gaps_of(now, now.records[-1]) if now.records else []
    return [{"good": gap.good.code, "asked": plain(gap.asked), "offered": plain(gap.offered), "share": gap.share} for gap in gaps]


@api.get("councils", response={200: list[CouncilName], **PROBLEMS}, url_name="api-councils")
def get_councils(request: HttpRequest) -> list[dict]:
    """List the councils."""
    return [{"slug": council.slug, "name": council.name, "kind": Council.Kind(council.kind).name.lower()}
            for council in Council.objects.filter(community=request.community)]


@api.get("proposals/{slug:slug}", response={200: Proposal, **PROBLEMS}, url_name="api-proposal")
def get_proposal(request: HttpRequest, slug: str) -> dict:
    """Return a workplace's proposal of the round; other councils' are not found here."""
    now, council = situation_of(request), council_of(request, slug)
    if council.kind != Council.Kind.WORKER:
        raise Http404
    one = reviewed(now, council)
    return {"council": council.slug, "round": now.round.number, "lines": {code: plain(amount) for code, amount in one.lines.items()},
            "benefit": plain(one.worth.benefit), "cost": plain(one.worth.cost), "sent": one.sent}


@api.get("request", response={200: RequestNow, **PROBLEMS}, url_name="api-request")
def get_request(request: HttpRequest) -> dict:
    """Return the member's own request of the round."""
    now = situation_of(request)
    sent = latest_request(now.round, request.member)
    lines = sent.lines if sent else {}
    return {"round": now.round.number, "version": sent.version if sent else 0, "tracker": sent.tracker if sent else "",
            "use": {code: plain(-amount) for code, amount in lines.items() if amount < 0},
            "offer": {code: plain(amount) for code, amount in lines.items() if amount > 0}}


@api.post("request", response={200: Sent, 409: Conflict, 422: RefusedRequest, **PROBLEMS}, url_name="api-request")
def post_request(request: HttpRequest, response: HttpResponse, body: RequestToSend,
                 key: str = Header(..., alias="Idempotency-Key", min_length=1, max_length=64)):
    """Send the member's request; the same key again gives the same answer with Idempotency-Hit."""
    now, council = situation_of(request), neighbourhood_of(request.member)
    if council is None:
        raise Http404
    form = {f"use:{code}": text for code, text in body.use.items()} | {f"offer:{code}": text for code, text in body.offer.items()}
    outcome = send_request_form(now.round, request.member, council, {**form, "based_on": str(body.based_on), "request_id": key})
    if isinstance(outcome, Answered):
        if outcome.hit:
            response["Idempotency-Hit"] = "true"
        return 200, {"tracker": outcome.answer["tracker"], "version": outcome.answer["version"]}
    if isinstance(outcome, Stale):
        return 409, {"version": outcome.newer["version"]}
    return 422, {"refusals": [{"reason": refusal.reason.name, "field": refusal.field, "text": refusal.text} for refusal in outcome.refusals]}


@api.exception_handler(Http404)
def say_not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    """Say in JSON that there is nothing here."""
    return api.create_response(request, {"detail": "there is nothing here"}, status=404)


@api.exception_handler(ValidationError)
def say_unreadable(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Say in JSON what of a call has another form than described."""
    detail = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors)
    return api.create_response(request, {"detail": detail}, status=400)


def describe(request: HttpRequest) -> HttpResponse:
    """Describe the API of this community (OpenAPI)."""
    return JsonResponse(api.get_openapi_schema(path_prefix=f"/{request.community.slug}/api/"))


def plain(fixed: int) -> str:
    """Write an amount with a decimal point, whatever the language."""
    return write_amount(fixed).replace(",", ".")


def api_addresses() -> list[URLPattern]:
    """Return the API's addresses, each declared; its description is public."""
    declared = {"api-year": {"GET": MEMBERS}, "api-prices": {"GET": MEMBERS}, "api-gaps": {"GET": MEMBERS}, "api-councils": {"GET": MEMBERS},
                "api-proposal": {"GET": MEMBERS}, "api-request": {"GET": MEMBERS, "POST": MEMBERS}}
    patterns = {pattern.name: pattern for pattern in api.urls[0] if pattern.name not in ("api-root", "openapi-json")}
    assert set(patterns) == set(declared), f"an address of the API is not declared: {sorted(set(patterns) ^ set(declared))}"
    return [page("<slug:community>/api/openapi.json", describe, "api-description", by_token=True, GET=EVERYBODY),
            *(page(f"<slug:community>/api/{pattern.pattern}", pattern.callback, name, by_token=True, **declared[name]) for name, pattern in patterns.items())]
