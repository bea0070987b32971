"""After the kernels are warmed, no run compiles anything."""

import json
import subprocess
import sys

RUN = """
import json, sys
from numba.core.dispatcher import Dispatcher
from parecon.cli.warm import main

def compiled():
    found = {}
    for name, module in list(sys.modules.items()):
        if name.startswith("parecon."):
            for thing in vars(module).values():
                if isinstance(thing, Dispatcher):
                    found[f"{thing.py_func.__module__}.{thing.py_func.__name__}"] = len(thing.signatures)
    return found

main()
from parecon.charter import default_charter
from parecon.datasets import load_coming_year, load_tables
from parecon.datasets.society import build_society
from parecon.datasets.toy import toy_economy
from parecon.procedures import participatory

warmed, charter = compiled(), default_charter()
sweden = build_society(load_tables("sweden-2014"), seed=1, charter=charter, size=0.01, coming=load_coming_year("sweden-2014"), permits={"CO2": -0.05})
for economy, society in (toy_economy(), sweden):
    participatory.run(economy, society, charter)
print(json.dumps({"warmed": warmed, "after": compiled()}))
"""


def test_a_run_compiles_nothing_that_was_not_warmed():
    done = subprocess.run([sys.executable, "-c", RUN], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    counts = json.loads(done.stdout.splitlines()[-1])
    # What only other kernels call has no signature of its own where the kernels come from the cache.
    assert {"answer_workers", "assess_lines", "check_lines", "apply_shares"} <= {name.rpartition(".")[2] for name, known in counts["warmed"].items() if known}
    assert counts["after"] == counts["warmed"]
