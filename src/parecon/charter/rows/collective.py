"""How collective goods are decided and paid."""

from parecon.charter.table import Rule

_OURS = "our design"
_LF = "Albert and Hahnel, Looking Forward (1991), 8.1"

ROWS = (
    Rule("collective.levels", ("nation", "region", "town", "ward", "neighbourhood"), "",
         "The levels that decide collective goods, highest first; where it is none, one federation repeats last year's volumes.",
         f"{_LF}: highest level first, down to neighbourhoods"),
    Rule("collective.level_of", (), "", "Collective goods that another level decides than the data say, each as good=level.", _OURS),
    Rule("collective.fees", (), "", "Shares of cost that users of a collective good pay, where they differ from the data, each as good=share.",
         "participatoryeconomy.org forum t/319: some shared services may carry user fees"),
    Rule("collective.aggregation", "mean", "", "How the wishes of members become the amount of a place.",
         "mean: participatoryeconomy.org (the level's demand is the average wish); the others are our design",
         choices=("mean", "median", "quadratic", "projects")),
    Rule("collective.voice", 0.04, "squared log points", "Quadratic: so much voice a member has for each good of a level; moving a wish by d from last year costs d squared.",
         f"{_OURS}, after Lalley and Weyl, Quadratic Voting, AEA Papers and Proceedings 108 (2018)", low=0.0, high=100.0),
    Rule("collective.project_share", 0.05, "share of last year's amount", "Projects: each adds so much to a good; a member approves those within its wish.",
         _OURS, low=0.001, high=1.0),
    Rule("collective.project_floor", 0.8, "share of last year's amount", "Projects: so much of every good is kept without a ballot.", _OURS, low=0.0, high=1.0),
    Rule("collective.project_count", 10, "projects", "Projects: so many are listed for each good.", _OURS, low=1, high=1000),
    Rule("collective.settled", "before", "", "Whether amounts are settled before the first round, or federations file anew in every round.",
         f"{_LF}: before private planning; every round: our variant", choices=("before", "every round")),
    Rule("collective.reopen_share", 0.05, "share of cost per head", "Where the cost per head of a level's goods moves by more than this, the level votes once more.",
         _OURS, low=0.0, high=10.0),
    Rule("collective.reopen_round", 4, "round", "The round before which a level may vote once more.", _OURS, low=2, high=1000),
)
