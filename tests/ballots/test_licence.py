"""Entry and the yearly licence look at recorded facts of three norms."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from parecon.ballots import MemberFacts, Norm, Reason, Request, Step, UnitFacts, admit_unit, check_norms, refuse_request, review_licence

DAY = date(2026, 5, 1)


def make_person(name, **changes):
    fair = MemberFacts(name, True, True, 1500, 500, 400, Fraction(10), 1500, 3000, 0)
    return replace(fair, **changes)


def make_unit(*people, decisions=20, own_decisions=20):
    return UnitFacts("mill", people or tuple(make_person(name) for name in ("ann", "ben", "cem")), decisions, own_decisions, "record 7")


def find(facts, charter, met=False):
    return [(finding.norm, finding.given, finding.limit, finding.who) for finding in check_norms(facts, charter) if finding.met == met]


def test_a_fair_unit_is_licensed(charter):
    licence = admit_unit(make_unit(), DAY, charter)
    assert licence.granted and licence.refusals == () and len(licence.findings) == 7


@pytest.mark.parametrize(
    "change, norm, given, limit",
    [
        ({"member": False}, Norm.SELF_MANAGEMENT, Fraction(3, 4), 1),
        ({"empowerment": 14}, Norm.BALANCED_JOBS, Fraction(3, 11), Fraction(1, 10)),
        ({"conceptual_hours": 75}, Norm.BALANCED_JOBS, Fraction(1, 20), Fraction(1, 10)),
        ({"manual_hours": 0}, Norm.BALANCED_JOBS, 0, Fraction(1, 10)),
        ({"income": 6000}, Norm.PAY_BY_EFFORT, Fraction(3, 5), Fraction(1, 50)),
        ({"other_income": 1}, Norm.PAY_BY_EFFORT, 1, 0),
        ({"effort_hours": 0}, Norm.PAY_BY_EFFORT, 3000, 0),
    ],
)
def test_one_person_off_a_norm_fails_it_with_figure_limit_and_name(charter, change, norm, given, limit):
    odd = make_person("dora", **change)
    found = find(make_unit(*make_unit().people, odd), charter)
    assert len(found) == 1
    assert found[0][:3] == (norm, given, limit) and (found[0][3] == "dora" or norm is Norm.SELF_MANAGEMENT)


def test_one_person_alone_is_their_own_mean(charter):
    assert admit_unit(make_unit(make_person("ann")), DAY, charter).granted


def test_a_complaint_names_what_is_off_and_nothing_else(charter):
    odd = make_person("dora", income=6000)
    _, cases = review_licence(make_unit(*make_unit().people, odd), DAY, charter)
    assert cases[0].log[0].text == (
        "yearly licence, record record 7: largest distance from the mean of income per rated hour 3/5, limit 1/50"
    )


def test_the_boss_with_the_broom_fails(charter):
    # Wetzel: a manager who sweeps once a month is still a manager. Ratings 18 and 3, one day in twenty swapped.
    boss = make_person("boss", empowerment=Fraction(19 * 18 + 3, 20), conceptual_hours=1425, manual_hours=75)
    worker = make_person("worker", empowerment=Fraction(19 * 3 + 18, 20), conceptual_hours=75, manual_hours=1425)
    found = {finding.measure for finding in check_norms(make_unit(boss, worker), charter) if not finding.met}
    assert found == {"largest distance from the mean of empowerment", "least share of conceptual hours", "least share of manual hours"}


def test_decisions_taken_by_others_break_self_management(charter):
    assert find(make_unit(decisions=20, own_decisions=17), charter) == [(Norm.SELF_MANAGEMENT, Fraction(17, 20), Fraction(9, 10), "")]
    assert find(make_unit(decisions=0, own_decisions=0), charter)[0][1] == 0


def test_who_cannot_work_receives_by_need_and_is_not_compared(charter):
    resting = make_person("eva", able=False, hours=0, conceptual_hours=0, manual_hours=0, empowerment=0, effort_hours=0, income=2500)
    assert admit_unit(make_unit(*make_unit().people, resting), DAY, charter).granted


def test_a_new_unit_that_fails_gets_no_licence_from_the_first_day(charter):
    licence = admit_unit(make_unit(decisions=10, own_decisions=1), DAY, charter)
    assert not licence.granted and [refusal.reason for refusal in licence.refusals] == [Reason.NORM_BROKEN]
    assert (licence.refusals[0].subject, licence.refusals[0].given, licence.refusals[0].allowed) == ("mill", Fraction(1, 10), Fraction(9, 10))


def test_a_licensed_unit_that_fails_keeps_its_allocation_while_due_process_runs(charter):
    odd = make_person("dora", income=6000, empowerment=14)
    licence, cases = review_licence(make_unit(*make_unit().people, odd), DAY, charter)
    assert licence.granted and [case.norm for case in cases] == [Norm.BALANCED_JOBS, Norm.PAY_BY_EFFORT]
    assert all(case.step is Step.COMPLAINT and "record 7" in case.log[0].text for case in cases)
    assert refuse_request(cases, "mill", Request.PRODUCTION) is None
    assert review_licence(make_unit(), DAY, charter)[1] == ()


def test_a_unit_of_which_nothing_is_recorded_raises(charter):
    with pytest.raises(ValueError, match="record 'record 7' of 'mill' has 0 people"):
        check_norms(make_unit(make_person("eva", able=False)), charter)
    with pytest.raises(ValueError, match="record hours"):
        check_norms(make_unit(make_person("eva", hours=0)), charter)


def test_a_unit_in_which_nobody_earns_or_has_any_empowerment_has_no_gap(charter):
    idle = make_person("ann", empowerment=0, income=0, effort_hours=0)
    assert admit_unit(make_unit(idle), DAY, charter).granted
