"""Write the lock files anew from pyproject.toml: python requirements/relock.py (needs uv on the PATH).

Each lock holds `name==version` with the hashes of every wheel that a supported Python can use on
Linux, macOS or Windows, and no address, so it serves with any mirror. Sources are left out: a
package without a wheel must be a message, not half an hour of compiling.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent / "pyproject.toml"
LOCKS = {"core": (), "web": ("web",), "dev": ("web", "dev")}
MINORS = range(11, 15)
PLATFORM = re.compile(r"any|manylinux.*(x86_64|aarch64)|macosx.*|win_(amd64|arm64)")


def serves(wheel: str) -> bool:
    """Tell whether a wheel, by its file name, is for a Python and a machine that are supported."""
    python, abi, platform = wheel.removesuffix(".whl").split("-")[-3:]
    exact = {f"cp3{minor}" for minor in MINORS}
    fits = python in exact and abi == python
    fits |= abi == "abi3" and int(python.removeprefix("cp3")) <= min(MINORS)
    fits |= "py3" in python.split(".") and abi == "none"
    return fits and PLATFORM.fullmatch(platform) is not None


def resolve(extras: tuple[str, ...]) -> list[dict]:
    """Return the packages that uv resolves for pyproject.toml with ``extras`` and the build's own needs."""
    with tempfile.TemporaryDirectory() as folder:
        build, lock = Path(folder, "build.in"), Path(folder, "pylock.toml")
        build.write_text("\n".join(tomllib.loads(PROJECT.read_text())["build-system"]["requires"]))
        command = ["uv", "pip", "compile", "--quiet", "--no-config", "--universal", "--fork-strategy", "fewest",
                   "--python-version", f"3.{min(MINORS)}", "--format", "pylock.toml", "--output-file", str(lock)]
        command += [f"--extra={extra}" for extra in extras] + [str(PROJECT), str(build)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return tomllib.loads(lock.read_text())["packages"]


def as_lines(package: dict) -> list[str]:
    """Return one package's lines of a lock file; stop where no wheel serves."""
    names = {wheel["url"].rsplit("/", 1)[1]: wheel["hashes"]["sha256"] for wheel in package["wheels"]}
    hashes = sorted(digest for name, digest in names.items() if serves(name))
    if not hashes:
        sys.exit(f"{package['name']} {package['version']} has no wheel for the supported Pythons; choose another version")
    marker = re.sub(r"(?: and )?python_full_version >= '3\.11'(?: and )?", "", package.get("marker", ""))
    head = f"{package['name']}=={package['version']}" + (f" ; {marker}" if marker else "")
    return [head] + [f"    --hash=sha256:{digest}" for digest in hashes]


def write_lock(name: str, extras: tuple[str, ...]) -> None:
    """Write one lock file."""
    lines = [f"# {name}: written by requirements/relock.py from pyproject.toml; do not edit."]
    for package in resolve(extras):
        lines.append(" \\\n".join(as_lines(package)))
    Path(HERE, f"{name}.lock").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    for lock, chosen in LOCKS.items():
        write_lock(lock, chosen)
