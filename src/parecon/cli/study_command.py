"""``parecon study``: small studies, one question each."""

from __future__ import annotations

import argparse
from pathlib import Path

from parecon.cli.messages import DONE, CannotGoOn
from parecon.cli.option_types import whole_number

__all__ = ["add_commands"]

_ABOUT = """Ask one question of the systems, by a sweep over parameters and seeds on a small economy. Without a name: list the studies.
Every cell is written when it is done; the same command goes on after an interruption.

examples:
  parecon study
  parecon study soviet
  parecon study dearer-products          do labour-managed enterprises cut output when prices rise?
  parecon study magazine-readers         does the market leave the magazine's readers without it?
  parecon study two-regions              who should decide how much a river is fouled?
  parecon study untruths-about-harm      what lies about harm and emissions bring, and what all lose by them
  parecon study all --economy sweden-2014 --seeds 5 --out out/studies
"""


def add_commands(commands) -> None:
    """Add ``study``."""
    command = commands.add_parser("study", help="small studies of the systems, one question each", description=_ABOUT,
                                  formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False)
    command.add_argument("name", nargs="?", metavar="NAME", help="a study, or all")
    command.add_argument("--economy", metavar="NAME", default="sweden-2014", help="toy, or a national economy, of which a hundredth is taken (default: sweden-2014)")
    command.add_argument("--seeds", metavar="N", type=whole_number(1, 10_000), default=1, help="seeds 0 to N-1; intervals are printed from 2 on (default: 1)")
    command.add_argument("--out", metavar="DIR", default="out/studies", help="where cells and tables go (default: out/studies)")
    command.set_defaults(run=_study)


def _study(options) -> int:
    from parecon.datasets import list_economies
    from parecon.lab.harm_studies import STUDIES as OF_HARM
    from parecon.lab.harm_studies import question_of, study_lines
    from parecon.lab.market_studies import STUDIES as OF_MARKETS
    from parecon.lab.market_studies import told_lines
    from parecon.lab.studies import STUDIES, run_command

    if options.name not in (None, "all", *STUDIES, *OF_HARM, *OF_MARKETS):
        raise CannotGoOn(f"there is no study {options.name!r}; there are {', '.join((*STUDIES, *OF_HARM, *OF_MARKETS))}, and all")
    if options.name in OF_HARM or options.name in OF_MARKETS:
        print("\n".join(study_lines(options.name) if options.name in OF_HARM else told_lines(options.name)))
        return DONE
    if options.name is None:
        print("\n".join(f"{name:20} {question}" for name, (_, question, _) in OF_MARKETS.items()))
        print("\n".join(f"{name:20} {question_of(name)}" for name in OF_HARM))
    known = ("toy", *(entry.name for entry in list_economies()))
    if options.economy not in known:
        raise CannotGoOn(f"--economy {options.economy}: studies run on {', '.join(known)}")
    done = run_command(options.name, options.economy, options.seeds, Path(options.out))
    for name in (*OF_MARKETS, *OF_HARM) if options.name == "all" else ():
        print("\n" + "\n".join(study_lines(name) if name in OF_HARM else told_lines(name)), flush=True)
    return done
