"""Every address of the platform, each declared with who may use it (`members.permissions.page`)."""

from parecon_web.accounts.addresses import ADDRESSES as ACCOUNTS
from parecon_web.desk.addresses import ADDRESSES as DESK
from parecon_web.keys.addresses import ADDRESSES as KEYS
from parecon_web.mail.addresses import ADDRESSES as MAIL
from parecon_web.members import pages as members
from parecon_web.members.languages import choose_language
from parecon_web.members.permissions import EVERYBODY, page
from parecon_web.publish.addresses import ADDRESSES as PUBLISH
from parecon_web.rounds.addresses import ADDRESSES as ROUNDS
from parecon_web.setup.addresses import ADDRESSES as SETUP
from parecon_web.voting.addresses import ADDRESSES as VOTING
from parecon_web.work.addresses import ADDRESSES as WORK

urlpatterns = [
    page("", members.land, "landing", GET=EVERYBODY),
    page("help", members.show_help, "help", GET=EVERYBODY),
    page("language", choose_language, "language", POST=EVERYBODY),
    page("leave", members.leave, "leave", POST=EVERYBODY),
    page("<slug:community>/enter/<str:token>", members.enter, "enter", GET=EVERYBODY),
    *SETUP,
    *ROUNDS,
    *VOTING,
    *WORK,
    *ACCOUNTS,
    *PUBLISH,
    *DESK,
    *MAIL,
    *KEYS,
]
handler404 = "parecon_web.members.pages.not_found"
