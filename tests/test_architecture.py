"""The arrows of the design, read from the imports of every module, late ones included.

Between apps they point down: assistant, forecasting, budgets and goals beside each other, ledger,
accounts. Inside an app too: edges, forms, services and reports, models, pure modules. An app may
use the domain-free frame (`finehance.kit`, `finehance.logs`, `finehance.outbound`), and the frame
uses no app.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APPS = ("accounts", "ledger", "budgets", "goals", "forecasting", "assistant")
BELOW = {
    "accounts": set(),
    "ledger": {"accounts"},
    "budgets": {"accounts", "ledger"},
    "goals": {"accounts", "ledger"},
    "forecasting": {"accounts", "ledger", "budgets", "goals"},
    "assistant": {"accounts", "ledger", "budgets", "goals", "forecasting"},
}
FRAME = ("finehance.kit", "finehance.logs", "finehance.outbound")

# What one app may use of another: its parts that are neither edges nor forms.
CLOSED_PARTS = {"views", "forms", "filters", "tasks", "admin", "urls", "receivers", "migrations"}
CLOSED_PARTS |= {"templatetags", "apps"}
OPEN_EDGES = {"accounts.management.household_command", "accounts.api"}

EDGES = {"urls", "views", "api", "admin", "tasks", "management", "receivers", "templatetags"}
EDGES |= {"apps", "middleware", "stand_in_middleware"}
FORMS = {"forms", "filters"}
WRITES_AND_READS = {"services", "reports", "seeding"}
MODELS = {"models", "querysets", "migrations"}


@dataclass(frozen=True, slots=True)
class Import:
    """One import of own code: who, whom, where."""

    importer: str
    imported: str
    line: int

    def __str__(self) -> str:
        return f"{self.importer}:{self.line} imports {self.imported}"


@cache
def modules() -> dict[str, Path]:
    """Return every module of the product by its dotted name."""
    found = {}
    for package in ("finehance", *APPS):
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            found[name] = path
    return found


def _targets(node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif node.module and not node.level:
        for alias in node.names:
            inner = f"{node.module}.{alias.name}"
            yield inner if inner in modules() else node.module


def _nodes(tree: ast.AST) -> Iterator[ast.AST]:
    """Walk what runs: everything but the blocks that only a type checker reads."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        yield node
        yield from _nodes(node)


@cache
def imports() -> tuple[Import, ...]:
    """Return every import of own code, those inside functions included."""
    found = []
    for name, path in modules().items():
        for node in _nodes(ast.parse(path.read_text())):
            if isinstance(node, ast.Import | ast.ImportFrom):
                targets = [target for target in _targets(node) if target in modules()]
                found += [Import(name, target, node.lineno) for target in targets]
    return tuple(found)


def app_of(module: str) -> str:
    return module.split(".", 1)[0]


def part_of(module: str) -> str:
    return module.partition(".")[2].partition(".")[0]


def names_models(module: str) -> bool:
    """Say whether a module outside of the known parts reaches models, directly or not."""
    return _reaches_models(module, frozenset())


@cache
def _reaches_models(module: str, seen: frozenset[str]) -> bool:
    own = [each.imported for each in imports() if each.importer == module]
    return any(
        part_of(target) in MODELS
        or (target not in seen and _reaches_models(target, seen | {module}))
        for target in own
        if app_of(target) in APPS
    )


def layer_of(module: str) -> int:
    """Return the layer of an app's module: 4 edges, 3 forms, 2 writes and reads, 1 models, 0 pure.

    A module outside of the known parts is pure unless it reaches models, which puts it beside
    services (scopes, actors, pipelines).
    """
    part = part_of(module).removeprefix("import_")
    for layer, parts in ((4, EDGES), (3, FORMS), (2, WRITES_AND_READS), (1, MODELS)):
        if part in parts:
            return layer
    return 2 if names_models(module) else 0


def is_open(imported: str) -> bool:
    if any(imported == edge or imported.startswith(f"{edge}.") for edge in OPEN_EDGES):
        return True
    private = any(part.startswith("_") for part in imported.split("."))
    return part_of(imported) not in CLOSED_PARTS and not private


def test_apps_import_downwards() -> None:
    wrong = [
        str(each)
        for each in imports()
        if app_of(each.importer) in APPS
        and app_of(each.imported) in APPS
        and app_of(each.imported) not in BELOW[app_of(each.importer)] | {app_of(each.importer)}
    ]

    assert wrong == []


def test_apps_use_the_open_parts_of_others() -> None:
    wrong = [
        str(each)
        for each in imports()
        if app_of(each.importer) in APPS
        and app_of(each.imported) in APPS
        and app_of(each.importer) != app_of(each.imported)
        and not is_open(each.imported)
    ]

    assert wrong == []


def test_frame_and_apps_stay_apart() -> None:
    wrong = [
        str(each)
        for each in imports()
        if (app_of(each.importer) == "finehance" and app_of(each.imported) in APPS)
        or (
            app_of(each.importer) in APPS
            and app_of(each.imported) == "finehance"
            and not each.imported.startswith(FRAME)
        )
    ]

    assert wrong == []


def test_layers_import_downwards() -> None:
    wrong = [
        f"{each} (layer {layer_of(each.importer)} → {layer_of(each.imported)})"
        for each in imports()
        if app_of(each.importer) in APPS
        and app_of(each.importer) == app_of(each.imported)
        and layer_of(each.importer) < layer_of(each.imported)
    ]

    assert wrong == []


def cycles(graph: dict[str, set[str]]) -> list[list[str]]:
    """Return the strongly connected groups of two or more, by Tarjan's algorithm."""
    order: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(node: str) -> None:
        order[node] = low[node] = len(order)
        stack.append(node)
        for target in graph.get(node, ()):
            if target not in order:
                visit(target)
                low[node] = min(low[node], low[target])
            elif target in stack:
                low[node] = min(low[node], order[target])
        if low[node] == order[node]:
            group = stack[stack.index(node) :]
            del stack[stack.index(node) :]
            if len(group) > 1:
                found.append(sorted(group))

    for node in sorted(graph):
        if node not in order:
            visit(node)
    return found


def test_no_modules_form_a_cycle() -> None:
    graph: dict[str, set[str]] = {name: set() for name in modules()}
    for each in imports():
        if each.importer != each.imported:
            graph[each.importer].add(each.imported)

    assert cycles(graph) == []


def test_cycles_are_found() -> None:
    graph = {"a": {"b"}, "b": {"c"}, "c": {"b", "d"}, "d": set()}

    assert cycles(graph) == [["b", "c"]]


def test_every_layer_is_seen() -> None:
    seen = {layer_of(name) for name in modules() if app_of(name) in APPS}

    assert seen == {0, 1, 2, 3, 4}
