"""What the house tests look at: every source file of the engine, read and parsed once."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

from parecon.charter import Rule, rows

ROOT = Path(__file__).resolve().parents[2]
ENGINE = ROOT / "src" / "parecon"
PLATFORM = ROOT / "src" / "parecon_web"


@dataclass(frozen=True)
class Source:
    """One Python file of the engine or of the platform."""

    path: Path
    text: str = field(repr=False)
    tree: ast.Module = field(repr=False)
    top: Path = ENGINE

    @property
    def name(self) -> str:
        """Return the path below the package, as in ``economy/goods.py``."""
        return self.path.relative_to(self.top).as_posix()

    @property
    def room(self) -> str:
        """Return the room or app the file lies in; the package's own files lie in none."""
        return self.path.relative_to(self.top).parts[0] if self.path.parent != self.top else ""

    @property
    def module(self) -> str:
        """Return the dotted name, a package's own for its ``__init__``."""
        return ".".join((self.top.name, *self.path.relative_to(self.top).with_suffix("").parts)).removesuffix(".__init__")

    def at(self, node: ast.AST) -> str:
        """Return the place of a node as a person types it."""
        return f"{self.name}:{node.lineno}"

    def imports(self) -> Iterator[tuple[ast.AST, str]]:
        """Yield every module that is imported, wherever in the file, and what ``from`` takes from it."""
        package = self.module.split(".") if self.path.name == "__init__.py" else self.module.split(".")[:-1]
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((node, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                base = package[: len(package) - node.level + 1] if node.level else []
                base = ".".join([*base, *(node.module or "").split(".")]).strip(".")
                yield from ((node, f"{base}.{alias.name}") for alias in node.names)


@pytest.fixture(scope="session")
def sources() -> tuple[Source, ...]:
    """Return every Python file of the engine."""
    return read_sources(ENGINE)


@pytest.fixture(scope="session")
def platform_sources() -> tuple[Source, ...]:
    """Return every Python file of the platform that a person wrote."""
    return tuple(source for source in read_sources(PLATFORM) if "migrations" not in source.path.parts)


@pytest.fixture(scope="session")
def all_sources(sources, platform_sources) -> tuple[Source, ...]:
    """Return every Python file of engine and platform."""
    return sources + platform_sources


def read_sources(top: Path) -> tuple[Source, ...]:
    """Return every Python file below a package, parsed."""
    files = sorted(top.rglob("*.py"))
    texts = [file.read_text(encoding="utf-8") for file in files]
    return tuple(Source(file, text, ast.parse(text, str(file)), top) for file, text in zip(files, texts, strict=True))


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the folder of the project."""
    return ROOT


@pytest.fixture(scope="session")
def charter_rows() -> tuple[tuple[str, Rule], ...]:
    """Return every row of the charter with the name of its module."""
    modules = sorted(module.name for module in iter_modules(rows.__path__))
    return tuple((name, rule) for name in modules for rule in import_module(f"parecon.charter.rows.{name}").ROWS)
