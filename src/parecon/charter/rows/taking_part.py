"""How people take part in the rounds."""

from parecon.charter.table import Rule

ROWS = (
    Rule("councils.send_share", 0.5, "share of the members", "A council sends a draft when more than this share of its members has voted for it.",
         "our design: councils decide by simple majority (institutions.md 1)", low=0.0, high=0.99),
    Rule("rounds.close_consents", 2, "persons", "So many facilitators have to agree before a round is closed or extended.",
         "our design: nobody moves the clock alone", low=1, high=20),
    Rule("rounds.open_hours", 168, "hours", "A round is open for so long unless it is extended.",
         "our design: a week, so that every council can meet", low=1, high=8760),
)
