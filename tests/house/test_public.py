"""What is public is listed once, exists, and says what it is."""

from __future__ import annotations

import ast
import importlib
import inspect


def listed(tree: ast.Module) -> list[str] | None:
    """Return the names of ``__all__`` as they are written, or none where there is no such list."""
    for node in tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        if any(isinstance(target, ast.Name) and target.id == "__all__" for target in targets):
            return ast.literal_eval(node.value)
    return None


def own_names(source) -> set[str]:
    """Return the public names that a room's front takes from its own files or defines itself."""
    names = set()
    for node in source.tree.body:
        if isinstance(node, ast.ImportFrom) and (node.level or (node.module or "").startswith(source.module + ".")):
            names |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names |= {target.id for target in targets if isinstance(target, ast.Name)}
    return {name for name in names if not name.startswith("_")}


def fronts(sources):
    """Return the ``__init__`` of every room."""
    return [source for source in sources if source.room and source.name == f"{source.room}/__init__.py"]


def test_a_room_lists_exactly_what_is_public(sources):
    offences = [
        f"{source.name} lists {sorted(set(listed(source.tree) or ()) - own_names(source))} that it does not take from its files, "
        f"and does not list {sorted(own_names(source) - set(listed(source.tree) or ()))}"
        for source in fronts(sources) if own_names(source) != set(listed(source.tree) or ())
    ]
    assert not offences, "\n".join(offences)


def test_no_name_is_listed_twice(sources):
    offences = [source.name for source in sources if len(names := listed(source.tree) or []) != len(set(names))]
    assert not offences, "\n".join(offences)


def test_whatever_is_listed_exists(sources):
    offences = [
        f"{source.name} lists {name}, which is not there"
        for source in sources if source.path.name != "__main__.py"
        for name in listed(source.tree) or () if not hasattr(importlib.import_module(source.module), name)
    ]
    assert not offences, "\n".join(offences)


def test_every_file_says_what_is_inside(all_sources):
    offences = [source.name for source in all_sources if source.text.strip() and not ast.get_docstring(source.tree)]
    assert not offences, "\n".join(offences)


def test_every_public_name_of_a_room_has_a_docstring(sources):
    offences = []
    for source in fronts(sources):
        module = importlib.import_module(source.module)
        for name in listed(source.tree) or ():
            thing = getattr(module, name, None)
            if not (inspect.isclass(thing) or inspect.isfunction(thing)):
                continue
            text = thing.__doc__ or ""
            if not text.strip() or text.startswith(f"{name}("):  # what a dataclass writes of itself says nothing
                offences.append(f"{source.module}.{name}")
            if inspect.isclass(thing):
                offences += [f"{source.module}.{name}.{key}" for key in undocumented_methods(thing)]
    assert not offences, "\n".join(offences)


def test_whatever_the_platform_lists_is_there_and_has_a_docstring(platform_sources):
    offences = []
    for source in platform_sources:
        written = {node.name: node for node in source.tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)}
        names = {target.id for node in source.tree.body if isinstance(node, ast.Assign | ast.AnnAssign)
                 for target in (node.targets if isinstance(node, ast.Assign) else [node.target]) if isinstance(target, ast.Name)}
        for name in listed(source.tree) or ():
            if name not in written | dict.fromkeys(names):
                offences.append(f"{source.module} lists {name}, which it does not define")
        offences += [f"{source.module}.{name} says nothing" for name, node in written.items() if not name.startswith("_") and not ast.get_docstring(node)]
    assert not offences, "\n".join(offences)


def undocumented_methods(thing: type) -> list[str]:
    """Return the public methods that a class defines without a docstring."""
    plain = {key: getattr(value, "fget", None) or getattr(value, "__func__", None) or value for key, value in vars(thing).items()}
    return [key for key, value in plain.items() if not key.startswith("_") and inspect.isfunction(value) and not (value.__doc__ or "").strip()]
