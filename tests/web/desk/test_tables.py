"""What everybody may know can be taken away as files that say what the screens say."""

import pytest
from parecon_web.councils.models import Council
from parecon_web.desk.file_reading import read_grids
from parecon_web.rounds.keeping import current_round, current_year, economy_of
from parecon_web.rounds.packing import unpack
from parecon_web.rounds.requesting import latest_request
from parecon_web.voting.plans import adopted_plan


def take(browser, address: str) -> list[list[str]]:
    """Return a table as a spreadsheet reads it."""
    answer = browser.get(address)
    assert answer.status_code == 200
    (grid,) = read_grids(answer.content, address)
    return [list(line) for line in grid.lines]


@pytest.mark.parametrize("format", ["ods", "xlsx", "csv"])
def test_prices_are_those_announced(riverside, format):
    head, *lines = take(riverside.rosa.browser, riverside.url(f"tables/prices.{format}"))
    year = current_year(riverside.community)
    economy, said = economy_of(year), unpack(current_round(year).announcement)
    assert head == ["code", "good", "unit", "last_year", "round_1"]
    assert [(line[0], float(line[3]), float(line[4])) for line in lines] == [(g.code, float(a), float(b)) for g, a, b in zip(economy.goods, economy.last_prices, said.prices)]


def test_one_s_own_request_is_there_once_it_is_sent_and_nobody_else_s(riverside):
    assert riverside.rosa.browser.get(riverside.url("tables/request.csv")).status_code == 404
    riverside.rosa.browser.post(riverside.url("request"), {"request_id": "r" * 20, "based_on": "0", "use:bicycle": "0.25", "act": "send"})
    _head, *lines = take(riverside.rosa.browser, riverside.url("tables/request.csv"))
    assert [(line[0], line[4]) for line in lines] == [("bicycle", "0.25")]
    assert latest_request(current_round(current_year(riverside.community)), riverside.rosa.member).lines == {"bicycle": -250_000_000}
    assert riverside.bao.browser.get(riverside.url("tables/request.csv")).status_code == 404


def test_the_list_says_what_there_is(riverside):
    page = riverside.rosa.browser.get(riverside.url("tables")).content.decode()
    assert "prices.ods" in page and "plan.ods" not in page
    assert riverside.rosa.browser.get(riverside.url("tables/plan.ods")).status_code == riverside.rosa.browser.get(riverside.url("tables/prices.exe")).status_code == 404


def test_the_plan_is_the_adopted_one(riverside):
    from web.accounts.lived import adopt

    adopt(riverside.community)
    _head, *lines = take(riverside.rosa.browser, riverside.url("tables/plan.xlsx"))
    plan, names = adopted_plan(current_year(riverside.community)), dict(Council.objects.filter(community=riverside.community).values_list("name", "position"))
    economy = economy_of(current_year(riverside.community))
    found = {(names[line[0]], line[1], bool(line[6])): round(float(line[6] or line[7] or 0) * 10**9) for line in lines}
    owner = [position for at, position in enumerate(plan.council.tolist()) for _line in range(plan.start[at], plan.start[at + 1])]
    assert found == {(position, economy.goods[good].code, amount > 0): abs(amount) for position, good, amount in zip(owner, plan.good.tolist(), plan.quantity.tolist())}
