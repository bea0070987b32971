"""The addresses of passkeys."""

from parecon_web.keys import pages
from parecon_web.members.permissions import EVERYBODY, MEMBERS, page

ADDRESSES = [
    page("<slug:community>/passkey", pages.enter, "enter-by-key", GET=EVERYBODY, POST=EVERYBODY),
    page("<slug:community>/passkey/options", pages.enter_options, "enter-by-key-options", POST=EVERYBODY),
    page("<slug:community>/me/passkeys", pages.show_keys, "passkeys", GET=MEMBERS),
    page("<slug:community>/me/passkeys/options", pages.add_options, "passkey-options", POST=MEMBERS),
    page("<slug:community>/me/passkeys/add", pages.add, "add-passkey", POST=MEMBERS),
    page("<slug:community>/me/passkeys/remove", pages.remove, "remove-passkey", POST=MEMBERS),
]
