"""How people decide: rules of each kind of decision, weights, councils, delegates, courts, sanctions, licences."""

from parecon.charter.table import Rule

_DESIGN = "our design"
_LF = "Albert and Hahnel, Looking Forward (1991)"
_SHALOM = "Shalom's participatory polity, as reported on econlib and anarchyinaction.org"
_WETZEL = "Wetzel, Debating Economic Vision for a Society without Classes (2004)"
_SHARES = "Peters, Pierczynski and Skowron, NeurIPS 2021, and equalshares.net"

_ELECTORATES = (
    "team", "council", "federation", "affected", "worker_councils_and_consumer_councils",
    "primary_councils", "regional_congress", "national_congress", "society", "court",
)
_COUNTING = (
    "approval", "majority", "threshold", "consensus", "consent", "consensus_else_majority",
    "schulze", "instant_runoff", "score", "greedy", "equal_shares",
)
_THRESHOLDS = ("0", "more than 1/2", "3/5", "2/3", "3/4", "4/5", "1")

# kind: (electorate, counting, weights, quorum, threshold, days open, days to appeal, mode, source)
_KINDS = {
    "plan_adoption": ("society", "approval", "one_each", 0.5, "0", 7, 0, "open", _LF + " ch. 9: everyone votes among feasible plans"),
    "council_proposal": ("council", "majority", "one_each", 0.5, "more than 1/2", 3, 7, "open", "one member, one vote: zcomm.org/qawhatissm-2"),
    "proposal_appeal": ("federation", "majority", "one_each", 0.5, "more than 1/2", 7, 14, "open", "the federation decides the appeal by vote: " + _DESIGN),
    "collective_good": ("affected", "approval", "by_affected", 0.25, "more than 1/2", 14, 14, "open", _LF + " 8.1; weights: " + _DESIGN),
    "pollution_permit": ("affected", "majority", "by_affected", 0.25, "more than 1/2", 14, 14, "open", "the community of affected parties votes: participatoryeconomy.org"),
    "hidden_cost": ("society", "approval", "one_each", 0.25, "more than 1/2", 7, 14, "open", "a hidden social cost enters a price by vote: " + _DESIGN),
    "assembly": ("society", "majority", "one_each", 0.25, "more than 1/2", 7, 7, "open", "assemblies decide by majority, each with a vote: " + _DESIGN),
    "budget": ("affected", "equal_shares", "one_each", 0.0, "0", 14, 14, "open", _SHARES),
    "needs_extent": (
        "worker_councils_and_consumer_councils", "majority", "one_each", 0.5, "more than 1/2", 14, 14, "open",
        "councils and federations decide how far need extends: " + _WETZEL,
    ),
    "investment": ("society", "approval", "one_each", 0.5, "0", 14, 0, "open", _DESIGN),
    "licence": ("federation", "majority", "one_each", 0.5, "more than 1/2", 14, 14, "open", "industry federations admit units: " + _DESIGN),
    "charter_change": ("national_congress", "threshold", "one_each", 0.5, "2/3", 30, 30, "open", "congresses are the last authority: CNT 1936 in " + _WETZEL),
    "prohibited_activity": ("national_congress", "threshold", "one_each", 0.5, "2/3", 30, 30, "open", "private wishes are vetoed for nothing but what is prohibited: " + _WETZEL),
    "sanction": ("federation", "threshold", "one_each", 0.5, "2/3", 14, 14, "secret", _DESIGN),
    "election": ("council", "approval", "one_each", 0.5, "more than 1/2", 7, 7, "secret", "persons are elected by equal votes: " + _DESIGN),
    "recall": ("council", "majority", "one_each", 0.5, "more than 1/2", 3, 7, "secret", "recallable at once: " + _SHALOM),
    "effort_rating": ("council", "score", "one_each", 0.0, "0", 7, 14, "secret", "judged by workmates: Albert and Hahnel"),
    "close_vote": ("primary_councils", "majority", "one_each", 0.0, "more than 1/2", 21, 0, "open", "close votes go down: " + _SHALOM),
    "court_ruling": ("court", "majority", "one_each", 0.5, "more than 1/2", 30, 0, "open", _SHALOM),
}
# Persons are always elected, recalled, sanctioned and rated by equal votes; no ballot may change these rows.
_OF_PERSONS = ("election", "recall", "sanction", "effort_rating")


def _make_rows(kind: str, row: tuple) -> tuple[Rule, ...]:
    electorate, counting, weights, quorum, threshold, days, appeal_days, mode, source = row
    name, key = f"{'an' if kind[0] in 'aeiou' else 'a'} {kind.replace('_', ' ')}", f"ballots.{kind}"
    fixed = kind in _OF_PERSONS
    return (
        Rule(f"{key}.electorate", electorate, "", f"Who votes on {name}.", source, choices=_ELECTORATES),
        Rule(f"{key}.counting", counting, "", f"How votes on {name} are counted.", source, choices=_COUNTING),
        Rule(f"{key}.weights", weights, "", f"Whether votes on {name} count one each or by degree affected.", source,
             choices=("one_each",) if fixed else ("one_each", "by_affected")),
        Rule(f"{key}.quorum", quorum, "share of the electorate", f"{name.capitalize()} needs at least this turnout.", _DESIGN, low=0, high=1),
        Rule(f"{key}.threshold", threshold, "share of votes cast", f"{name.capitalize()} needs at least this support.", source, choices=_THRESHOLDS),
        Rule(f"{key}.days", days, "days", f"A ballot on {name} stays open this long.", _DESIGN, low=1, high=365),
        Rule(f"{key}.appeal_days", appeal_days, "days", f"A decision on {name} may be appealed for this long.", _DESIGN, low=0, high=365),
        Rule(f"{key}.mode", mode, "", f"Whether votes on {name} are open or secret.", "open for acts of delegates, secret for persons: " + _DESIGN,
             choices=("open", "secret")),
    )


_WEIGHTS = (
    Rule("ballots.weights.low", 0.25, "times the mean", "Nobody who is affected counts less than this.", _DESIGN, low=0, high=1),
    Rule("ballots.weights.high", 4.0, "times the mean", "Nobody counts more than this.", _DESIGN, low=1, high=1000),
)
_COUNTS = (
    Rule("ballots.score.low", 0, "points", "Lowest point of a score ballot.", _DESIGN, low=-100, high=0),
    Rule("ballots.score.high", 10, "points", "Highest point of a score ballot.", "Smith, Range Voting (2000)", low=1, high=100),
    Rule("ballots.greedy.order", "support", "", "Whether the greedy count orders projects by support or by support per cost.",
         "Talmon and Faliszewski, AAAI 2019", choices=("support", "support_per_cost")),
    Rule("ballots.equal_shares.utility", "cost", "", "What equal shares take a voter to have of a project.", _SHARES,
         choices=("cost", "points")),
    Rule("ballots.equal_shares.completion", "add_greedy", "", "What equal shares do with what is left over.", _SHARES,
         choices=("none", "greedy", "add", "add_greedy")),
    Rule("ballots.equal_shares.until", "overspent", "", "Shares rise until the budget would be overspent, or until nothing more fits.", _SHARES,
         choices=("overspent", "full")),
    Rule("ballots.equal_shares.step", 1.0, "credits per vote", "By how much shares rise at a time.", _SHARES, low=0.000001, high=1000000),
    Rule("ballots.equal_shares.raises_max", 10000, "raises", "Shares rise no more often than this.", _DESIGN, low=0, high=1000000),
    Rule("ballots.equal_shares.compare", False, "", "Take the greedy outcome where more voters have more of it.",
         "Wieliczka 2023, as recorded on pabulib.org"),
)
_SECRECY = (
    Rule("ballots.secret.phrase_words", 2, "words", "A voter's phrase in a secret ballot has this many words.", "arXiv 2103.07180", low=1,
         high=6),
    Rule("ballots.secret.voters_min", 5, "voters", "No figures are published for fewer voters.", _DESIGN, low=2, high=100),
    Rule("ballots.revote", True, "", "A vote may be changed until the ballot closes; the last one counts.", "Belenios"),
)
_COUNCILS = (
    Rule("ballots.councils.primary_members_min", 25, "adults", "A primary council has at least this many members.", _SHALOM, low=2,
         high=1000),
    Rule("ballots.councils.primary_members_max", 50, "adults", "A primary council has at most this many members.", _SHALOM, low=2,
         high=1000),
    Rule("ballots.councils.higher_members_max", 50, "delegates", "A higher council has at most this many delegates.", _SHALOM, low=2,
         high=1000),
    Rule("ballots.councils.levels_max", 6, "levels", "A tree of councils has at most this many levels.", _SHALOM, low=1, high=12),
    Rule("ballots.councils.close_margin_points", 10.0, "percentage points",
         "A vote of delegates decided by less goes down to primary councils.", _DESIGN, low=0, high=100),
    Rule("ballots.councils.petition_members", 0.05, "share of members", "So many members can send a decision down.", _DESIGN, low=0,
         high=1),
    Rule("ballots.councils.petition_councils", 0.10, "share of primary councils", "So many councils can send a decision down.", _DESIGN,
         low=0, high=1),
    Rule("ballots.delegates.mandate", "free", "", "What a delegate's mandate is where the council does not say.", _SHALOM + ": no binding mandate",
         choices=("free", "guided", "binding")),
    Rule("ballots.delegates.weight", "one_each", "", "Whether delegates count one each or by members of their council.", _SHALOM,
         choices=("one_each", "members")),
    Rule("ballots.delegates.term_days", 365, "days", "A delegate's term.", _DESIGN, low=1, high=3650),
    Rule("ballots.delegates.terms_max", 2, "terms in a row", "Nobody is delegate of one council more often in a row.",
         "delegates rotate: " + _SHALOM, low=1, high=20),
    Rule("ballots.delegates.pause_days", 365, "days", "After the last term in a row a delegate pauses this long.", _DESIGN, low=0,
         high=3650),
    Rule("ballots.delegates.report_days", 14, "days", "A delegate reports back within this time of each decision.", _DESIGN, low=1,
         high=365),
    Rule("ballots.court.judges", 9, "judges", "The council court has this many judges, drawn by lot.", _DESIGN, low=3, high=99),
    Rule("ballots.court.term_days", 730, "days", "A judge's term.", "about two years, staggered: " + _SHALOM, low=30, high=3650),
    Rule("ballots.court.groups", 2, "groups", "Judges' terms are staggered in this many groups.", _SHALOM, low=1, high=10),
)
_BODIES = (
    Rule("ballots.bodies.rule", "congress", "", "Whether a body of several federations decides by its congress or its head may veto.",
         "no state standing above the population: " + _WETZEL, choices=("congress", "head_veto")),
    Rule("ballots.bodies.threshold", "more than 1/2", "share of members",
         "Support a body's act needs, counted by members behind its seats.", _DESIGN, choices=_THRESHOLDS),
)
_SANCTIONS = (
    Rule("ballots.sanctions.hearing_days", 14, "days", "The hearing is held within this time of the notice.", _DESIGN, low=1, high=90),
    Rule("ballots.sanctions.jurors", 12, "jurors", "The jury is drawn by lot with this many seats.", _DESIGN, low=3, high=99),
    Rule("ballots.sanctions.jury_threshold", "2/3", "share of jurors", "A jury finds a breach with at least this share.", _DESIGN,
         choices=_THRESHOLDS),
    Rule("ballots.sanctions.mending_days", 91, "days", "Time to mend what the jury found.", "one quarter: " + _DESIGN, low=1, high=730),
)
_LICENCE = (
    Rule("ballots.licence.member_share_min", 1.0, "share of people who work there", "Full membership from day one.",
         "participatoryeconomics.info/institutions", low=0, high=1),
    Rule("ballots.licence.own_decision_share_min", 0.9, "share of recorded decisions",
         "Decisions of a unit that its members took by ballot.", _DESIGN, low=0, high=1),
    Rule("ballots.licence.empowerment_gap_max", 0.1, "share of the mean", "No member's empowerment lies farther from the unit's mean.",
         _DESIGN, low=0, high=1),
    Rule("ballots.licence.conceptual_hours_min", 0.1, "share of hours", "Every able member has at least this share of conceptual hours.",
         "conception and execution meet in the same heads: " + _WETZEL, low=0, high=1),
    Rule("ballots.licence.manual_hours_min", 0.1, "share of hours", "Every able member has at least this share of manual hours.",
         "conception and execution meet in the same heads: " + _WETZEL, low=0, high=1),
    Rule("ballots.licence.pay_gap_max", 0.02, "share of the mean", "No member's income per rated hour lies farther from the unit's mean.",
         "pay by effort: " + _WETZEL, low=0, high=1),
)
_PARTS = tuple(
    Rule(f"ballots.parts.{part}", True, "", f"Whether {name} are in use.", "parts switch on one by one: " + _DESIGN)
    for part, name in (
        ("assemblies", "assemblies and councils"),
        ("balanced_jobs", "balanced jobs"),
        ("effort_ratings", "effort ratings"),
        ("planning_rounds", "planning rounds"),
        ("credits", "personal credits"),
        ("licences", "yearly licences"),
        ("sanctions", "sanctions"),
    )
)

ROWS = (
    *(rule for kind, row in _KINDS.items() for rule in _make_rows(kind, row)),
    *_WEIGHTS, *_COUNTS, *_SECRECY, *_COUNCILS, *_BODIES, *_SANCTIONS, *_LICENCE, *_PARTS,
)
