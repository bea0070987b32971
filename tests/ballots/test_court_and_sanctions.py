"""Lots that anyone can redraw, a court that overrides on rights only, and sanctions through every step."""

from datetime import date, timedelta

import pytest

from parecon.ballots import (
    Case,
    Court,
    Norm,
    Reason,
    Refusal,
    Request,
    Step,
    appeal_decision,
    decide_sanction,
    draw_by_lot,
    draw_court,
    draw_jury,
    file_complaint,
    find_breach,
    give_notice,
    hold_hearing,
    lift_sanction,
    override_council,
    record_mending,
    refuse_request,
    renew_court,
    rule_on_appeal,
    sitting_judges,
    take_effect,
)

DAY = date(2026, 5, 1)
PEOPLE = [f"person {n:02d}" for n in range(40)]


def refuse(done, reason):
    assert isinstance(done, Refusal) and done.reason is reason, done
    return done


def after(days):
    return DAY + timedelta(days=days)


def test_a_lot_depends_on_the_seed_and_on_nothing_else():
    drawn = draw_by_lot(PEOPLE, 5, "seed")
    assert drawn == draw_by_lot(reversed(PEOPLE), 5, "seed") != draw_by_lot(PEOPLE, 5, "other seed")
    assert len(set(drawn)) == 5 and not set(draw_by_lot(PEOPLE, 35, "seed", excluded=drawn)) & set(drawn)
    assert refuse(draw_by_lot(PEOPLE, 41, "seed"), Reason.TOO_FEW_FOR_LOT).given == 40


def test_everyone_is_drawn_about_equally_often():
    times = dict.fromkeys(PEOPLE, 0)
    for seed in range(400):
        for person in draw_by_lot(PEOPLE, 10, str(seed)):
            times[person] += 1
    # 400 lots of 10 in 40: 100 each in the mean, standard deviation 8.7; the seeds are fixed, so this cannot flicker.
    assert min(times.values()) > 65 and max(times.values()) < 135


def test_the_court_changes_by_halves(charter):
    court = draw_court(PEOPLE, "seed", today=DAY, charter=charter)
    assert len(sitting_judges(court, DAY)) == 9 and len(sitting_judges(court, after(365))) == 4
    renewed = renew_court(court, PEOPLE, "seed 2", today=after(365), charter=charter)
    now = sitting_judges(renewed, after(365))
    assert len(now) == 9 and len(set(now) - set(sitting_judges(court, DAY))) == 5
    assert sitting_judges(renew_court(court, PEOPLE, "x", today=DAY, charter=charter), DAY) == sitting_judges(court, DAY)
    refuse(draw_court(PEOPLE[:8], "seed", today=DAY, charter=charter), Reason.TOO_FEW_FOR_LOT)
    refuse(renew_court(court, PEOPLE[:9], "seed", today=after(800), charter=charter), Reason.TOO_FEW_FOR_LOT)


def test_the_court_overrides_a_lower_council_on_rights_only(charter):
    court = draw_court(PEOPLE, "seed", today=DAY, charter=charter)
    judges = sitting_judges(court, DAY)

    def ask(ground, votes):
        return override_council(court, "no books for Ann", "street 0", ground=ground, votes=votes, today=DAY, charter=charter)

    assert ask("rights", dict.fromkeys(judges, "for")).overridden
    assert not ask("rights", dict.fromkeys(judges, "against")).overridden
    assert not ask("rights", dict.fromkeys(judges[:4], "for")).overridden, "four of nine are under the quorum"
    assert refuse(ask("efficiency", dict.fromkeys(judges, "for")), Reason.NOT_ON_RIGHTS).allowed == "rights"
    refuse(ask("rights", {"zoe": "for"}), Reason.STRANGER)
    with pytest.raises(ValueError, match="ground"):
        ask("taste", {})


@pytest.fixture
def walk(charter, hold):
    """Return a function that walks a case up to a step, all in order."""

    def walk(until, danger=False):
        case = file_complaint("case 1", "mill", Norm.BALANCED_JOBS, "one person decides all", today=DAY, danger=danger)
        steps = {
            Step.NOTICE: lambda c: give_notice(c, ["roll 7", ""], today=after(1), charter=charter),
            Step.HEARING: lambda c: hold_hearing(c, "the mill was heard", today=after(10)),
            Step.JURY: lambda c: draw_jury(c, PEOPLE, "seed", excluded=PEOPLE[:5], today=after(11), charter=charter),
            Step.MENDING: lambda c: find_breach(c, dict.fromkeys(c.jury, True), "tasks of roll 7", today=after(12), charter=charter),
            Step.DECIDED: lambda c: decide_sanction(c, *federation(hold), federation=PEOPLE, today=after(130)),
            Step.APPEALED: lambda c: appeal_decision(c, "the roll is wrong", today=after(140)),
            Step.UPHELD: lambda c: rule_on_appeal(c, True, "the roll is right", today=after(150)),
            Step.EFFECT: lambda c: take_effect(c, today=after(151)),
            Step.LIFTED: lambda c: lift_sanction(c, "roll 8", today=after(200)),
        }
        for step, act in steps.items():
            if case.step is until:
                return case
            case = act(case)
            assert isinstance(case, Case) and case.step is step, case
        return case

    return walk


def federation(hold, voice="for", kind="sanction", subject="case 1", opens=None):
    return hold(kind, dict.fromkeys(PEOPLE, voice), subject=subject, opens=opens or after(110))


def test_a_case_goes_through_every_step_and_is_logged(walk):
    case = walk(Step.LIFTED)
    steps = [line.step for line in case.log]
    assert steps == [Step.COMPLAINT, Step.NOTICE, Step.HEARING, Step.JURY, Step.MENDING, Step.DECIDED, Step.APPEALED, Step.UPHELD, Step.EFFECT, Step.LIFTED]
    assert [line.day for line in case.log] == sorted(line.day for line in case.log)
    assert case.log[1].text == "roll 7" and not set(case.jury) & set(PEOPLE[:5]) and len(case.jury) == 12


@pytest.mark.parametrize("reached", list(Step)[:8])
def test_nothing_is_refused_to_the_unit_before_the_effect(walk, reached):
    assert refuse_request([walk(reached)], "mill", Request.PRODUCTION) is None


def test_a_sanction_in_effect_refuses_the_units_proposals_and_nothing_else(walk):
    case = walk(Step.EFFECT)
    refusal = refuse_request([case], "mill", Request.PRODUCTION)
    assert refusal.reason is Reason.SANCTIONED and refusal.rule == "case case 1"
    assert refuse_request([case], "bakery", Request.PRODUCTION) is None
    for who in ("mill", "ann of the mill"):
        assert refuse_request([case], who, Request.CONSUMPTION) is None and refuse_request([case], who, Request.MOVING) is None
    assert refuse_request([walk(Step.LIFTED)], "mill", Request.PRODUCTION) is None


def test_no_step_can_be_left_out(walk, charter, hold):
    acts = {
        Step.NOTICE: lambda c: give_notice(c, ["x"], today=after(300), charter=charter),
        Step.HEARING: lambda c: hold_hearing(c, "x", today=after(300)),
        Step.JURY: lambda c: draw_jury(c, PEOPLE, "s", excluded=(), today=after(300), charter=charter),
        Step.MENDING: lambda c: find_breach(c, {"a": True}, "x", today=after(300), charter=charter),
        Step.DECIDED: lambda c: decide_sanction(c, *federation(hold), federation=PEOPLE, today=after(300)),
        Step.APPEALED: lambda c: appeal_decision(c, "x", today=after(140)),
        Step.UPHELD: lambda c: rule_on_appeal(c, True, "x", today=after(300)),
        Step.EFFECT: lambda c: take_effect(c, today=after(300)),
        Step.LIFTED: lambda c: lift_sanction(c, "x", today=after(300)),
    }
    order = [Step.COMPLAINT, *acts]
    # An effect may follow a decision that nobody appealed, and a unit that complies may be cleared earlier.
    allowed = {(Step.DECIDED, Step.EFFECT), *((s, Step.LIFTED) for s in (Step.DECIDED, Step.APPEALED, Step.UPHELD))}
    for place, reached in enumerate(order[:-1]):
        for later, act in acts.items():
            if order.index(later) > place + 1 and (reached, later) not in allowed:
                done = act(walk(reached))
                assert isinstance(done, Refusal), f"{later.value} was allowed right after {reached.value}"


def test_no_step_can_be_taken_twice_or_backwards(walk, charter):
    case = walk(Step.MENDING)
    refuse(give_notice(case, ["x"], today=after(20), charter=charter), Reason.STEP_OUT_OF_ORDER)
    refuse(hold_hearing(case, "x", today=after(20)), Reason.STEP_OUT_OF_ORDER)
    refuse(hold_hearing(walk(Step.NOTICE), "x", today=DAY), Reason.TOO_EARLY)


def test_texts_are_needed_where_something_is_said(walk, charter):
    refuse(file_complaint("case 1", "mill", Norm.PAY_BY_EFFORT, " ", today=DAY), Reason.NOT_WRITTEN)
    refuse(give_notice(walk(Step.COMPLAINT), ["", " "], today=after(1), charter=charter), Reason.NOT_WRITTEN)
    refuse(hold_hearing(walk(Step.NOTICE), "", today=after(2)), Reason.NOT_WRITTEN)


def test_the_hearing_is_held_within_a_fortnight_of_the_notice(walk):
    notice = walk(Step.NOTICE)
    assert hold_hearing(notice, "heard", today=after(15)).step is Step.HEARING
    assert refuse(hold_hearing(notice, "heard", today=after(16)), Reason.TOO_LATE).allowed == after(15)


def test_a_jury_needs_enough_people_all_of_its_jurors_and_two_thirds(walk, charter):
    refuse(draw_jury(walk(Step.HEARING), PEOPLE[:11], "s", excluded=(), today=after(11), charter=charter), Reason.TOO_FEW_FOR_LOT)
    case = walk(Step.JURY)

    def find(yes, rules=charter, jurors=case.jury):
        votes = {juror: place < yes for place, juror in enumerate(jurors)}
        return find_breach(case, votes, "reasons", today=after(12), charter=rules)

    assert find(8).step is Step.MENDING and find(8).deadline == after(12 + 91) and find(7).step is Step.DISMISSED
    strict = charter.adopt({"ballots.sanctions.jury_threshold": "more than 1/2"}, "congress")
    assert find(6, strict).step is Step.DISMISSED and find(7, strict).step is Step.MENDING
    assert refuse(find(11, jurors=case.jury[:11]), Reason.JURY_INCOMPLETE).given == 11
    refuse(find(12, jurors=("zoe", *case.jury[1:])), Reason.NOT_A_JUROR)


def test_a_unit_that_mends_in_time_ends_the_case(walk):
    assert record_mending(walk(Step.MENDING), "roll 8: tasks are balanced", today=after(60)).step is Step.MENDED


def test_the_federation_decides_after_the_time_to_mend_by_a_ballot_on_this_case(walk, hold):
    case = walk(Step.MENDING)
    refuse(decide_sanction(case, *federation(hold), federation=PEOPLE, today=case.deadline), Reason.TOO_EARLY)
    refuse(decide_sanction(case, *federation(hold, opens=after(50)), federation=PEOPLE, today=after(130)), Reason.TOO_EARLY)
    refuse(decide_sanction(case, *federation(hold, subject="case 2"), federation=PEOPLE, today=after(130)), Reason.OTHER_BALLOT)
    refuse(decide_sanction(case, *federation(hold, kind="recall"), federation=PEOPLE, today=after(130)), Reason.OTHER_BALLOT)
    refuse(decide_sanction(case, *federation(hold), federation=PEOPLE[2:], today=after(130)), Reason.OTHER_ROLL)
    assert decide_sanction(case, *federation(hold, "against"), federation=PEOPLE, today=after(130)).step is Step.DISMISSED


def test_two_thirds_of_the_federation_are_needed(walk, hold):
    votes = {person: "for" if place < 26 else "against" for place, person in enumerate(PEOPLE)}
    closed, result = hold("sanction", votes, subject="case 1", opens=after(110))
    assert decide_sanction(walk(Step.MENDING), closed, result, federation=PEOPLE, today=after(130)).step is Step.DISMISSED
    closed, result = hold("sanction", {**votes, PEOPLE[26]: "for"}, subject="case 1", opens=after(110))
    assert decide_sanction(walk(Step.MENDING), closed, result, federation=PEOPLE, today=after(130)).step is Step.DECIDED


def test_there_is_time_to_appeal_and_nothing_takes_effect_meanwhile(walk):
    decided = walk(Step.DECIDED)
    assert refuse(take_effect(decided, today=after(144)), Reason.TOO_EARLY).allowed == after(145)
    assert take_effect(decided, today=after(145)).in_effect
    refuse(appeal_decision(decided, "late", today=after(145)), Reason.TOO_LATE)
    refuse(take_effect(walk(Step.APPEALED), today=after(300)), Reason.APPEAL_PENDING)
    assert rule_on_appeal(walk(Step.APPEALED), False, "the roll was wrong", today=after(150)).step is Step.DISMISSED
    refuse(appeal_decision(walk(Step.EFFECT), "again", today=after(152)), Reason.TOO_LATE)


def test_where_persons_are_in_danger_the_effect_does_not_wait_and_ends_with_the_appeal(walk):
    decided = walk(Step.DECIDED, danger=True)
    at_once = take_effect(decided, today=after(130))
    assert at_once.step is Step.EFFECT and refuse_request([at_once], "mill", Request.PRODUCTION)
    appealed = appeal_decision(at_once, "no danger", today=after(140))
    assert appealed.in_effect and refuse_request([appealed], "mill", Request.PRODUCTION)
    refuse(take_effect(appealed, today=after(141)), Reason.APPEAL_PENDING)
    assert rule_on_appeal(appealed, True, "there is", today=after(150)).step is Step.EFFECT
    freed = rule_on_appeal(appealed, False, "there is none", today=after(150))
    assert not freed.in_effect and refuse_request([freed], "mill", Request.PRODUCTION) is None
    refuse(appeal_decision(at_once, "late", today=after(145)), Reason.TOO_LATE)
    pending = walk(Step.APPEALED, danger=True)
    assert refuse_request([pending], "mill", Request.PRODUCTION) is None
    assert refuse_request([take_effect(pending, today=after(141))], "mill", Request.PRODUCTION)


def test_a_court_without_judges_has_none_sitting():
    assert sitting_judges(Court(()), DAY) == ()
