"""The addresses of the record for everybody."""

from parecon_web.members.permissions import EVERYBODY, MEMBERS, page
from parecon_web.publish import audit_page
from parecon_web.publish.pages import give_source

ADDRESSES = [
    page("source", give_source, "source", GET=EVERYBODY),
    page("<slug:community>/audit", audit_page.show_audit, "audit", GET=MEMBERS),
    page("<slug:community>/log.jsonl", audit_page.give_log, "log", GET=MEMBERS),
    page("<slug:community>/year.zip", audit_page.give_year, "year-file", GET=MEMBERS),
]
