"""The import law: data runs forward, imports run back, and the engine touches neither disk, clock, chance nor network."""

from __future__ import annotations

import ast

import pytest

FLOORS = (
    ("quantities",), ("charter",), ("ballots",), ("ledger",), ("economy",), ("datasets", "work"), ("proposals",),
    ("facilitation",), ("feasibility",), ("plans",), ("journal",), ("execution",), ("responses",), ("procedures",),
    ("reports",), ("lab",), ("cli",),
)
ROOMS = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}
BLIND_TO_RESPONSES = ("facilitation", "feasibility", "plans")
WITH_FILES = ("datasets", "journal", "reports", "lab", "cli")
WITH_CLOCK = ("lab", "cli")
APPS = ("record", "members", "councils", "rounds", "voting", "work", "accounts", "publish", "desk", "mail", "keys", "setup")
PROCEDURES = (
    "participatory", "central", "market", "market_socialism", "free_access", "control_figures", "plan_factory", "syndicates", "arrange",
    "continuous_bidding",
)

NETWORK = ("django", "socket", "socketserver", "urllib", "requests", "http", "httpx", "aiohttp", "ssl", "ftplib", "smtplib",
           "xmlrpc", "asyncio", "webbrowser")
CHARTS = ("matplotlib", "plotly", "bokeh", "altair", "seaborn")
# `io` is not here, for text may be read from memory; what of it opens files is below.
FILES = ("os", "pathlib", "shutil", "tempfile", "glob", "subprocess", "sys", "logging", "sqlite3", "pickle", "gzip", "zipfile",
         "importlib.resources", "pyarrow", "pandas", "io.open", "io.FileIO")
CLOCK = ("time", "sched", "datetime.time")
CHANCE = ("secrets", "uuid")
FILE_CALLS = {"open", "print", "input", "breakpoint"}
NUMPY_FILE_CALLS = {"load", "save", "savez", "savez_compressed", "loadtxt", "savetxt", "genfromtxt", "fromfile", "memmap", "tofile"}
CLOCK_CALLS = {"now", "utcnow", "today", "fromtimestamp"}
SEEDED = {"default_rng", "SeedSequence", "PCG64", "Philox", "Random"}
CHANCE_TYPES = {"Generator", "BitGenerator"}


def is_within(name: str, modules: tuple[str, ...]) -> bool:
    """Tell whether a dotted name is one of the modules or lies inside one."""
    return any(name == module or name.startswith(module + ".") for module in modules)


def room_of(name: str) -> str:
    """Return the room of a dotted name of ours, empty for others and for the package itself."""
    parts = name.split(".")
    return parts[1] if parts[0] == "parecon" and len(parts) > 1 and parts[1] in ROOMS else ""


def dotted(node: ast.AST) -> str:
    """Return ``a.b.c`` of an attribute chain."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def procedure_of(module: str) -> str:
    """Return the procedure that a module belongs to, by the longest name it starts with."""
    parts = module.split(".")
    file = parts[2] if parts[:2] == ["parecon", "procedures"] and len(parts) > 2 else ""
    return max((name for name in PROCEDURES if file == name or file.startswith(name + "_")), key=len, default="")


def test_every_folder_of_the_engine_is_a_room_of_the_house(sources):
    assert {source.room for source in sources} - {""} <= set(ROOMS)


def test_a_room_imports_only_rooms_before_it(sources):
    offences = [
        f"{source.at(node)} imports {name}"
        for source in sources if source.room
        for node, name in source.imports()
        if (room := room_of(name)) and room != source.room and ROOMS[room] >= ROOMS[source.room]
    ]
    assert not offences, "\n".join(offences)


def test_a_room_names_no_later_room_in_a_dynamic_import(sources):
    offences = [
        f"{source.at(node)} imports {node.args[0].value}"
        for source in sources if source.room
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and dotted(node.func).rpartition(".")[2] in ("import_module", "__import__")
        and node.args and isinstance(node.args[0], ast.Constant)
        and (room := room_of(str(node.args[0].value))) and room != source.room and ROOMS[room] >= ROOMS[source.room]
    ]
    assert not offences, "\n".join(offences)


def test_an_app_of_the_platform_imports_only_apps_before_it(platform_sources):
    assert {source.room for source in platform_sources} - {""} <= set(APPS)
    offences = []
    for source in (each for each in platform_sources if each.room):
        for node, name in source.imports():
            parts = name.split(".")
            if parts[0] == "parecon_web" and len(parts) > 1 and parts[1] in APPS and APPS.index(parts[1]) > APPS.index(source.room):
                offences.append(f"{source.at(node)} imports {name}")
    assert not offences, "\n".join(offences)


def test_no_room_of_the_engine_knows_the_platform(sources):
    offences = [f"{source.at(node)} imports {name}" for source in sources for node, name in source.imports()
                if is_within(name, ("parecon_web",)) and source.room != "cli"]
    assert not offences, "\n".join(offences)


def test_the_board_cannot_know_whether_a_council_is_simulated(sources):
    offences = [
        f"{source.at(node)} imports {name}"
        for source in sources if source.room in BLIND_TO_RESPONSES
        for node, name in source.imports() if room_of(name) == "responses"
    ]
    assert not offences, "\n".join(offences)


def test_no_procedure_imports_another(sources):
    offences = [
        f"{source.at(node)} imports {name}"
        for source in sources if (own := procedure_of(source.module))
        for node, name in source.imports() if procedure_of(name) not in ("", own)
    ]
    assert not offences, "\n".join(offences)


def test_no_room_imports_the_network_or_django(sources):
    offences = [f"{source.at(node)} imports {name}" for source in sources for node, name in source.imports() if is_within(name, NETWORK)]
    assert not offences, "\n".join(offences)


def test_no_room_imports_a_library_of_charts(sources):
    offences = [f"{source.at(node)} imports {name}" for source in sources for node, name in source.imports() if is_within(name, CHARTS)]
    assert not offences, "\n".join(offences)


@pytest.mark.parametrize(("modules", "free"), [(FILES, WITH_FILES), (CLOCK, WITH_CLOCK), (CHANCE, ())], ids=("files", "clock", "chance"))
def test_pure_rooms_import_no(sources, modules, free):
    offences = [
        f"{source.at(node)} imports {name}"
        for source in sources if source.room and source.room not in free
        for node, name in source.imports() if is_within(name, modules)
    ]
    assert not offences, "\n".join(offences)


def test_pure_rooms_open_and_print_nothing(sources):
    offences = [
        f"{source.at(node)} calls {name}"
        for source in sources if source.room and source.room not in WITH_FILES
        for node in ast.walk(source.tree) if isinstance(node, ast.Call) and (name := dotted(node.func))
        if name in FILE_CALLS or name.startswith("np.") and name.removeprefix("np.") in NUMPY_FILE_CALLS
    ]
    assert not offences, "\n".join(offences)


def test_no_room_but_the_doors_asks_what_time_it_is(sources):
    offences = [
        f"{source.at(node)} calls {name}; today is an argument"
        for source in sources if source.room and source.room not in WITH_CLOCK
        for node in ast.walk(source.tree) if isinstance(node, ast.Call) and (name := dotted(node.func))
        if "." in name and name.rpartition(".")[2] in CLOCK_CALLS and name.split(".")[0] in ("date", "datetime", "dt")
    ]
    assert not offences, "\n".join(offences)


def test_chance_comes_only_from_a_seed_that_was_given(sources):
    offences = []
    for source in sources:
        calls = {id(node.func): node for node in ast.walk(source.tree) if isinstance(node, ast.Call)}
        offences += [
            f"{source.at(node)} uses {dotted(node)} without a seed; the seed is an argument"
            for node in ast.walk(source.tree) if isinstance(node, ast.Attribute)
            if dotted(node.value) in ("np.random", "numpy.random", "random") and node.attr not in CHANCE_TYPES
            and not (node.attr in SEEDED and id(node) in calls and (calls[id(node)].args or calls[id(node)].keywords))
        ]
        offences += [
            f"{source.at(node)} imports {name}; only Random(seed) gives the same twice"
            for node, name in source.imports() if name.startswith("random.") and name != "random.Random"
        ]
    assert not offences, "\n".join(offences)


def test_every_folder_with_code_is_a_package_so_that_it_is_installed(sources):
    folders = {source.path.parent for source in sources}
    assert [folder.name for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []
