"""Plan an economy together: tables, councils, rounds, exact plans.

>>> import parecon
>>> economy, society = parecon.toy_economy()
>>> outcome = parecon.run(economy, society, parecon.default_charter())
>>> outcome.plan is not None
True
"""

from importlib import import_module

__all__ = [
    "build_society",
    "default_charter",
    "list_economies",
    "load_coming_year",
    "load_tables",
    "read_folder",
    "run",
    "toy_economy",
]

_HOME = {
    "build_society": "parecon.datasets.society",
    "default_charter": "parecon.charter",
    "list_economies": "parecon.datasets",
    "load_coming_year": "parecon.datasets",
    "load_tables": "parecon.datasets",
    "read_folder": "parecon.datasets",
    "run": "parecon.procedures.participatory",
    "toy_economy": "parecon.datasets.toy",
}


def __getattr__(name: str):
    # Importing parecon stays light: a room is loaded when its name is first used.
    if name not in _HOME:
        raise AttributeError(f"parecon has no {name!r}; it has {', '.join(__all__)}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return [*globals(), *__all__]
