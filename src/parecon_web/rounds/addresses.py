"""The addresses of the rounds."""

from parecon_web.members.permissions import MEMBERS, page
from parecon_web.rounds import home

ADDRESSES = [
    page("<slug:community>/", home.show_home, "home", GET=MEMBERS),
]
