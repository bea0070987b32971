"""The addresses of mail and of lost links."""

from parecon_web.mail import pages
from parecon_web.members.permissions import EVERYBODY, MEMBERS, page

ADDRESSES = [
    page("<slug:community>/lost", pages.lose_link, "lost", GET=EVERYBODY, POST=EVERYBODY),
    page("<slug:community>/lost/code", pages.enter_code, "enter-code", POST=EVERYBODY),
    page("<slug:community>/me/mail", pages.show_mail, "mail", GET=MEMBERS),
    page("<slug:community>/me/mail/choose", pages.choose_mail, "choose-mail", POST=MEMBERS),
    page("<slug:community>/me/mail/code", pages.prove, "prove-mail", POST=MEMBERS),
]
