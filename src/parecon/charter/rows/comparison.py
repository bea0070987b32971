"""How systems are set side by side: what simulated people do in all of them, and how they are measured."""

from parecon.charter.table import Rule

_OURS = "our design"

ROWS = (
    Rule("comparison.capacity_bands", 3, "bands", "Worker councils of an industry with room to grow are planned in so many units, by how much room they have.",
         _OURS, low=1, high=100),
    Rule("conduct.capacity_hidden_max", 0.2, "share of capacity", "So much of its capacity a wholly self-interested unit hides from who asks.",
         "our design; hidden reserves: Berliner, Factory and Manager in the USSR (1957), ch. VI", low=0.0, high=0.9),
    Rule("conduct.inputs_padded_max", 0.15, "share of inputs", "So much more than it needs a wholly self-interested unit asks for.",
         "our design; padded requests: Kornai, Economics of Shortage (1980), ch. 5", low=0.0, high=5.0),
    Rule("conduct.delegate_drift_max", 0.2, "share of votes", "So often a wholly self-interested delegate or facilitator votes otherwise than those who sent it.",
         "our design: delta of institutions.md 13, with recall at the next meeting", low=0.0, high=1.0),
    Rule("division.coordinators_share", 0.23, "share of those who work", "Coordinators in today's division of labour, owners aside.",
         "Wetzel 2004: owners and coordinators about a fourth", low=0.0, high=1.0),
    Rule("division.between_share", 0.15, "share of those who work", "People between coordinators and workers.",
         "Wetzel 2004: the rest between a fourth and 60 per cent", low=0.0, high=1.0),
    Rule("division.empowering_coordinators", 0.7, "share of hours", "Empowering work among a coordinator's hours today.",
         "our design; see parecon jobs classes for hours by occupation", low=0.0, high=1.0),
    Rule("division.empowering_between", 0.25, "share of hours", "Empowering work among the hours of those between.",
         "our design; see parecon jobs classes for hours by occupation", low=0.0, high=1.0),
    Rule("division.empowering_workers", 0.03, "share of hours", "Empowering work among a worker's hours today.",
         "our design; see parecon jobs classes for hours by occupation", low=0.0, high=1.0),
    Rule("division.tedium_coordinators", 0.2, "share of hours", "Tedious work among a coordinator's hours today.", _OURS, low=0.0, high=1.0),
    Rule("division.tedium_between", 0.4, "share of hours", "Tedious work among the hours of those between.", _OURS, low=0.0, high=1.0),
    Rule("division.tedium_workers", 0.6, "share of hours", "Tedious work among a worker's hours today.", _OURS, low=0.0, high=1.0),
    Rule("division.danger_coordinators", 0.02, "share of hours", "Dangerous work among a coordinator's hours today.", _OURS, low=0.0, high=1.0),
    Rule("division.danger_between", 0.05, "share of hours", "Dangerous work among the hours of those between.", _OURS, low=0.0, high=1.0),
    Rule("division.danger_workers", 0.15, "share of hours", "Dangerous work among a worker's hours today.", _OURS, low=0.0, high=1.0),
    Rule("acts.proposal_minutes", 30, "minutes a member", "Time each member gives to one proposal of the own council.", _OURS, low=0, high=10_000),
    Rule("acts.ballot_minutes", 15, "minutes a voter", "Time each adult gives to one ballot.", _OURS, low=0, high=10_000),
    Rule("acts.office_minutes", 10, "minutes a paper", "Time an office gives to one message it writes or reads: a report, an order, a statement.",
         _OURS, low=0, high=10_000),
)
