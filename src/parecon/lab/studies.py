"""Small studies, one question each, on a small economy: the questions that the texts argue about, asked of every system alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from parecon.charter import default_charter
from parecon.lab.answers import answer_coincidence, answer_hoarding, answer_lies, answer_soviet
from parecon.lab.sweep import Sweep, bootstrap_mean, run_sweep, write_tidy
from parecon.procedures.registry import list_procedures, run_procedure
from parecon.reports.measures import Measure, Yardstick, lay_yardstick, measure_outcome
from parecon.responses import Conduct, Respondents

__all__ = ["STUDIES", "Study", "play_study", "run_command"]

_DIAL = "self_interest"
_ONE_ARM = "procedure"


@dataclass(frozen=True)
class Study:
    """One question: what is varied (procedure, self_interest, or rows of the charter), and which measures answer it; answer: the sentence that follows from
    the rows; figures: what of the outcome's own figures counts as a measure too, name -> what it is called."""

    question: str
    sweep: Sweep
    measures: tuple[str, ...]
    answer: Callable[[Sequence[Mapping]], str]
    procedure: str = ""
    figures: Mapping[str, str] = field(default_factory=dict)


STUDIES: dict[str, Study] = {
    "soviet": Study("Does the Soviet process produce shortages with honest units?",
                    Sweep({"figures.growth": (0.0, 0.05), "figures.from_achieved": (True, False), "figures.rounds": (1, 3), _DIAL: (0.0, 0.5)}),
                    ("asked for and served", "goods short", "distance to the best plan, own distribution"), answer_soviet, "control_figures", {"goods_short": "goods short"}),
    "hoarding": Study("Where does free access break as hoarding grows?",
                      Sweep({"access.hoarding_share": (0.0, 0.05, 0.1, 0.2, 0.4)}), ("asked for and served", "wasted", "distance to the best plan, own distribution"), answer_hoarding, "free_access"),
    "coincidence": Study("Is anyone possessor, ruler and privileged at once, in each system?",
                         Sweep({_ONE_ARM: list_procedures(), _DIAL: (0.0, 1.0)}), ("possession, control", "rule", "privilege, by effort and need", "coincidence"), answer_coincidence),
    "lies": Study("What do lying units cost, in each system?", Sweep({_ONE_ARM: list_procedures(), _DIAL: (0.0, 0.25, 0.5)}), ("distance to the best plan, equal heads", "wasted"), answer_lies),
}
"""The studies by name."""


@cache
def _yardstick(economy: str, seed: int) -> Yardstick:
    from parecon.datasets import load_coming_year, load_tables
    from parecon.datasets.society import build_society
    from parecon.datasets.toy import toy_economy

    charter = default_charter()
    if economy == "toy":
        return lay_yardstick(Respondents(*toy_economy(), charter))
    return lay_yardstick(Respondents(*build_society(load_tables(economy), seed=seed, charter=charter, size=0.01, coming=load_coming_year(economy)), charter))


def play_study(name: str, economy: str, folder: Path, *, seeds: Sequence[int] = (0,), show=lambda done, total: None) -> list[dict]:
    """Run one study on ``economy`` into ``folder`` (its journal and tidy table), going on where it stopped, and return its rows."""
    study = STUDIES[name]
    rows = run_sweep(Sweep(study.sweep.parameters, seeds), lambda parameters, seed: _cell(study, economy, parameters, seed), folder / f"{name}.jsonl", show=show)
    write_tidy(rows, folder / f"{name}.parquet")
    return rows


def _cell(study: Study, economy: str, parameters: Mapping[str, object], seed: int) -> tuple[Measure, ...]:
    yardstick = _yardstick(economy, seed)
    rules = {key: value for key, value in parameters.items() if key not in (_DIAL, _ONE_ARM)}
    charter = default_charter().adopt(rules, "study") if rules else default_charter()
    respond = Respondents(yardstick.respond.economy, yardstick.respond.society, charter, Conduct(float(parameters.get(_DIAL, 0.0))))
    outcome = run_procedure(str(parameters.get(_ONE_ARM, study.procedure)), respond.economy, charter, respond, seed=seed)
    found = {m.name: m for m in measure_outcome(outcome, yardstick)}
    found |= {words: Measure(words, "as the procedure counts it", float(outcome.figures[name])) for name, words in study.figures.items() if name in outcome.figures}
    return (*(found.get(name, Measure(name, "not known", None)) for name in study.measures), Measure("plan", "0 or 1", float(outcome.refusal is None)))


def answer_lines(name: str, rows: Sequence[dict]) -> list[str]:
    """Return a study's answer as aligned lines: one a combination of parameters, each measure as a mean over seeds with its interval."""
    study = STUDIES[name]
    names = list(study.sweep.parameters)
    combinations = list(dict.fromkeys(tuple(row[p] for p in names) for row in rows))
    lines = [study.question, "  " + "  ".join(f"{p:>22}" for p in names) + "".join(f"  {m[:30]:>30}" for m in study.measures)]
    for combination in combinations:
        cells = []
        for measure in study.measures:
            values = [row["value"] for row in rows if row["measure"] == measure and tuple(row[p] for p in names) == combination and row["value"] is not None]
            cells.append("–" if not values else _say(bootstrap_mean(values), len(values)))
        lines.append("  " + "  ".join(f"{value!s:>22}" for value in combination) + "".join(f"  {cell:>30}" for cell in cells))
    return [*lines, study.answer(rows)]


def _say(interval, count: int) -> str:
    return f"{interval.mean:.4f}" if count == 1 else f"{interval.mean:.4f} ({interval.low:.4f} to {interval.high:.4f})"


def run_command(name: str | None, economy: str, seeds: int, folder: Path) -> int:
    """Play one study or all (name "all"), print the answers; list them where none is named; return the exit code."""
    if name is None:
        print("\n".join(f"{key:12} {study.question}" for key, study in STUDIES.items()))
        return 0
    folder.mkdir(parents=True, exist_ok=True)
    for key in STUDIES if name == "all" else (name,):
        print("\n".join(answer_lines(key, play_study(key, economy, folder, seeds=range(seeds)))) + "\n", flush=True)
    print(f"the tables lie in {folder}, one Parquet a study; the same command goes on where it stopped")
    return 0
