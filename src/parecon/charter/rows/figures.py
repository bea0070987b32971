"""The process of control figures: horizons, rounds of balances, priorities, bonuses, privileges."""

from parecon.charter.table import Rule

_OURS = "our design"
_SPEC = "institutions.md 12.2"

ROWS = (
    Rule("figures.growth", 0.0, "share per year", "The centre asks for so much more than was achieved.", "our design; five per cent a year is the example of the text", low=-0.5, high=0.5),
    Rule("figures.rounds", 3, "rounds", "So many rounds of material balances are made before the year begins.", _SPEC + ": one to three; Montias, AER 49 (1959)", low=0, high=100),
    Rule("figures.from_achieved", True, "", "Balances start from last year's, so that only changes go round; else every balance starts from final uses alone.",
         "planning from the achieved level: Birman, Soviet Studies 30 (1978)"),
    Rule("figures.quarters", 4, "quarters", "The year's plan is issued and corrected in so many parts.", "quarterly plans: Nove, The Soviet Economic System (1977), ch. 2; " + _OURS, low=1, high=52),
    Rule("figures.ratchet", 0.5, "share of overfulfilment", "So much of what exceeded the target is added to the next one.", _SPEC + "; Weitzman, Bell Journal of Economics 11 (1980)", low=0.0, high=1.0),
    Rule("figures.press", 0.02, "share of target", "Where a balance does not close, targets are pressed up by so much at most.", _SPEC + ": press targets up, then tighten norms, then cut low-priority uses", low=0.0, high=0.5),
    Rule("figures.pare", 0.0, "share of requests", "Higher levels grant so much less than enterprises request.", _SPEC + ": granted = (1 - pare) * requested; zero at its best", low=0.0, high=0.5),
    Rule("figures.overfulfil", 0.02, "share of target", "An enterprise exceeds its target by so much at most.", "our design: the ratchet makes more of it unwise", low=0.0, high=0.5),
    Rule("figures.bonus_base", 0.1, "share of pay", "Bonus of a director whose target is met.", _SPEC + ", b0", low=0.0, high=5.0),
    Rule("figures.bonus_slope", 2.0, "share of pay per share", "Further bonus for each share by which it is exceeded.", _SPEC + ", b1", low=0.0, high=100.0),
    Rule("figures.military_share", 0.0, "share of what industry makes for final uses", "A military claim, served first; zero where it is off.", "issue: a military claim on and off", low=0.0, high=0.5),
    Rule("figures.military_goods", ("C24", "C25", "C26", "C27", "C28", "C29", "C30", "331", "332", "333", "334", "335", "336"), "", "Goods whose code begins so are claimed.", _OURS),
    Rule("figures.weight_military", 8.0, "times", "Priority of the military claim where not everything can be served, households counting 1.", _OURS, low=0.1, high=1000.0),
    Rule("figures.weight_investment", 2.0, "times", "Priority of investment.", "households come last: " + _SPEC + "; the number is our design", low=0.1, high=1000.0),
    Rule("figures.weight_exports", 2.0, "times", "Priority of exports, which pay for imports.", _OURS, low=0.1, high=1000.0),
    Rule("figures.weight_collective", 1.5, "times", "Priority of collective consumption.", _OURS, low=0.1, high=1000.0),
    Rule("figures.last_part", 0.5, "times", "The last part of a request that is served counts so many times the first.", _OURS + ": nobody is left without everything", low=0.01, high=1.0),
    Rule("figures.parts", 4, "parts", "A request is served in so many parts of falling priority.", _OURS, low=1, high=20),
    Rule("figures.board_share", 0.01, "share of those who work", "The planning board and the heads of ministries.", "story 12: a board of one per cent", low=0.0001, high=0.5),
    Rule("figures.holders_share", 0.1, "share of those who work", "Those who hold the means of production in their hands: the board, ministries, directors.", "story 12: holders of ten per cent", low=0.0001, high=0.9),
    Rule("figures.board_outside", False, "", "The board stands outside those who hold the means of production.", "story 12: the control arm of the unstable flag"),
    Rule("figures.pay_board", 3.0, "average pays", "Pay of the board.", "our design; ranges: Matthews, Privilege in the Soviet Union (1978)", low=0.0, high=100.0),
    Rule("figures.pay_holders", 1.8, "average pays", "Pay of the other holders.", "our design; ranges: Matthews, Privilege in the Soviet Union (1978)", low=0.0, high=100.0),
    Rule("figures.perks", 0.1, "average incomes", "Priority access, cars and closed shops of holders, where they are honest.", _OURS, low=0.0, high=100.0),
    Rule("figures.perks_max", 1.0, "average incomes", "The same where they are wholly self-interested.", "our design; Matthews (1978): privileged access may double an income", low=0.0, high=100.0),
    Rule("figures.queue_hours", 60.0, "hours a person a year", "Time in queues if nothing were served; a share of it where a share is not.", "our design; Soviet surveys of the 1970s give over a hundred hours a year", low=0.0, high=2000.0),
    Rule("figures.minutes_per_command", 60.0, "minutes", "A functionary spends so long on one balance, target or grant.", _OURS, low=0.0, high=10_000.0),
    Rule("figures.decision_weights", (0.4, 0.2, 0.1, 0.2, 0.1), "shares of what decisions move", "What each kind of decision moves: directives and control figures; prices, pay and rules; appointments and sanctions; grants and targets of enterprises; how a target is met.", "our design: o_d of institutions.md 13", low=0.0, high=1.0),
    Rule("figures.short_from", 0.01, "share of wishes", "A good counts as short where more than this of what households wish is not served.", _OURS, low=0.0, high=1.0),
)
"""Sources with years stand in `docs/rivals.md`."""
