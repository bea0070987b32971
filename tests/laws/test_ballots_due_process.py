"""Whatever acts are tried in whatever order: no sanction without every step, and none that touches consumption."""

from datetime import date, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from parecon.ballots import (
    Case,
    Norm,
    Request,
    Step,
    appeal_decision,
    cast_vote,
    close_poll,
    count_one_each,
    decide_sanction,
    draw_jury,
    file_complaint,
    find_breach,
    give_notice,
    hold_hearing,
    lift_sanction,
    open_poll,
    record_mending,
    refuse_request,
    rule_on_appeal,
    take_effect,
    tally_poll,
)
from parecon.charter import default_charter

CHARTER = default_charter()
PEOPLE = [f"person {n}" for n in range(15)]
BEFORE_EFFECT = [Step.COMPLAINT, Step.NOTICE, Step.HEARING, Step.JURY, Step.MENDING, Step.DECIDED]


class DueProcess(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.today = date(2026, 1, 1)
        self.case = file_complaint("case", "mill", Norm.PAY_BY_EFFORT, "pay by sales", today=self.today)

    @initialize(times=st.integers(0, 7), after_decision=st.sampled_from([0, 15]))
    def begin_somewhere(self, times, after_decision):
        self.proceed(times, after_decision)

    def take(self, done):
        if isinstance(done, Case):
            assert done.log[:-1] == self.case.log, "the log is only added to"
            self.case = done

    @rule(times=st.integers(1, 9), after_decision=st.sampled_from([0, 14, 15]))
    def proceed(self, times, after_decision):
        """Take the next proper steps, so that histories get far enough to break the law if it can be broken."""
        acts = {
            Step.COMPLAINT: self.notice, Step.NOTICE: self.hearing, Step.HEARING: self.jury, Step.JURY: lambda: self.finding(True),
            Step.MENDING: lambda: self.decision("for", 0), Step.DECIDED: self.effect, Step.APPEALED: lambda: self.ruling(True), Step.UPHELD: self.effect,
        }
        for _ in range(times):
            acts.get(self.case.step, lambda: None)()
            self.today += timedelta(days={Step.MENDING: 110, Step.DECIDED: after_decision}.get(self.case.step, 0))

    @rule(days=st.sampled_from([0, 1, 10, 15, 95]))
    def wait(self, days):
        self.today += timedelta(days=days)

    @rule()
    def notice(self):
        self.take(give_notice(self.case, ["roll"], today=self.today, charter=CHARTER))

    @rule()
    def hearing(self):
        self.take(hold_hearing(self.case, "heard", today=self.today))

    @rule()
    def jury(self):
        self.take(draw_jury(self.case, PEOPLE, "seed", excluded=(), today=self.today, charter=CHARTER))

    @rule(yes=st.booleans())
    def finding(self, yes):
        self.take(find_breach(self.case, dict.fromkeys(self.case.jury, yes), "reasons", today=self.today, charter=CHARTER))

    @rule()
    def mending(self):
        self.take(record_mending(self.case, "mended", today=self.today))

    @rule(voice=st.sampled_from(["for", "for", "against"]), ago=st.integers(0, 3))
    def decision(self, voice, ago):
        opens = self.today - timedelta(days=15 + ago)
        poll = open_poll("ballot", "sanction", (), count_one_each(PEOPLE), opens=opens, charter=CHARTER, subject="case")
        for person in PEOPLE:
            poll = cast_vote(poll, person, voice, today=opens, phrase="green door", token=person).poll
        closed = close_poll(poll, self.today, "seed")
        self.take(decide_sanction(self.case, closed, tally_poll(closed, (), CHARTER), federation=PEOPLE, today=self.today))

    @rule()
    def appeal(self):
        self.take(appeal_decision(self.case, "appeal", today=self.today))

    @rule(upheld=st.booleans())
    def ruling(self, upheld):
        self.take(rule_on_appeal(self.case, upheld, "ruling", today=self.today))

    @rule()
    def effect(self):
        self.take(take_effect(self.case, today=self.today))

    @precondition(lambda self: self.case.in_effect)
    @rule()
    def lift(self):
        self.take(lift_sanction(self.case, "complies", today=self.today))

    @invariant()
    def resources_are_refused_only_after_every_step(self):
        if refuse_request([self.case], "mill", Request.PRODUCTION) is not None:
            steps = [line.step for line in self.case.log]
            assert steps[: len(BEFORE_EFFECT)] == BEFORE_EFFECT and Step.EFFECT in steps
            decided, effect = (next(line.day for line in self.case.log if line.step is step) for step in (Step.DECIDED, Step.EFFECT))
            assert Step.UPHELD in steps or (effect - decided).days > CHARTER["ballots.sanction.appeal_days"]

    @invariant()
    def consumption_and_moving_are_never_refused(self):
        for who in ("mill", *PEOPLE):
            assert refuse_request([self.case], who, Request.CONSUMPTION) is None
            assert refuse_request([self.case], who, Request.MOVING) is None


TestDueProcess = DueProcess.TestCase
TestDueProcess.settings = settings(max_examples=50, stateful_step_count=20, deadline=None)
