"""The addresses of the record for everybody."""

from parecon_web.members.permissions import EVERYBODY, MEMBERS, page
from parecon_web.publish import audit_page, own_data, rules_page
from parecon_web.publish.pages import give_source

ADDRESSES = [
    page("source", give_source, "source", GET=EVERYBODY),
    page("<slug:community>/audit", audit_page.show_audit, "audit", GET=MEMBERS),
    page("<slug:community>/log.jsonl", audit_page.give_log, "log", GET=MEMBERS),
    page("<slug:community>/year.zip", audit_page.give_year, "year-file", GET=MEMBERS),
    page("<slug:community>/rules", rules_page.show_rules, "rules", GET=MEMBERS),
    page("<slug:community>/me", own_data.show_own_data, "own-data", GET=MEMBERS),
    page("<slug:community>/me/data.json", own_data.give_own_data, "own-data-file", GET=MEMBERS),
    page("<slug:community>/me/erase", own_data.erase_own_data, "erase-own-data", POST=MEMBERS),
]
