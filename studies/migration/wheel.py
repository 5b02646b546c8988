"""What a Python package defines, read from its wheel without importing it (Lucid needs a TensorFlow of 2018)."""
import ast
import zipfile
from dataclasses import dataclass, field


@dataclass
class Definition:
    """A function, a class or a name that is given a value."""

    name: str  # with all that it is within: lucent.optvis.param.images.image
    parameters: dict[str, str | None] = field(default_factory=dict)  # and their defaults, as written
    passes: list[str] = field(default_factory=list)  # what is called with the **keywords that it takes
    bases: list[str] = field(default_factory=list)  # of a class

    @property
    def last(self) -> str:
        return self.name.rpartition(".")[2]


def last_of(node: ast.expr) -> str:
    return ast.unparse(node).split("[")[0].rpartition(".")[2]


def function(name: str, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Definition:
    args = node.args
    plain = args.posonlyargs + args.args
    defaults = [None] * (len(plain) - len(args.defaults)) + args.defaults + args.kw_defaults
    parameters = {a.arg: d and ast.unparse(d) for a, d in zip(plain + args.kwonlyargs, defaults)}
    calls = [n for n in ast.walk(node) if isinstance(n, ast.Call) and any(k.arg is None for k in n.keywords)]
    return Definition(name, parameters, [last_of(c.func) for c in calls] if args.kwarg else [])


class Package:
    """All that a wheel's modules define."""

    def __init__(self, wheel: str):
        self.defined: dict[str, list[Definition]] = {}
        with zipfile.ZipFile(wheel) as files:
            for file in files.namelist():
                if file.endswith(".py") and not file.startswith("tests/"):
                    module = file.removesuffix(".py").replace("/", ".").removesuffix(".__init__")
                    self._add(Definition(module))
                    self._body(ast.parse(files.read(file)).body, module)

    def _add(self, definition: Definition) -> None:
        self.defined.setdefault(definition.last, []).append(definition)

    def _body(self, body: list[ast.stmt], within: str) -> None:
        for node in body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                self._add(function(f"{within}.{node.name}", node))
            elif isinstance(node, ast.ClassDef):
                name = f"{within}.{node.name}"
                self._add(Definition(name, bases=[last_of(base) for base in node.bases]))
                self._body(node.body, name)
            elif isinstance(node, ast.Assign | ast.AnnAssign):
                for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                    if isinstance(target, ast.Name):
                        self._add(Definition(f"{within}.{target.id}"))
            else:  # what is within if, try or with
                for part in ("body", "orelse", "handlers"):
                    self._body(getattr(node, part, []), within)

    def find(self, dotted: str) -> list[Definition]:
        """What may be meant by a name: its parts, in their order, are of the definition's; the last is its last."""
        *before, last = dotted.split(".")

        def within(name: str) -> bool:
            parts = iter(name.split("."))
            return all(part in parts for part in before)

        return [d for d in self.defined.get(last, []) if within(d.name)]

    def method(self, owner: str, name: str) -> list[Definition]:
        """A class's method, its own or of a class that it is made from."""
        found = []
        for d in self.find(owner):
            own = [m for m in self.defined.get(name, []) if m.name == f"{d.name}.{name}"]
            found += own or [m for base in d.bases for m in self.method(base, name)]
        return found

    def parameters(self, definitions: list[Definition], seen: frozenset[str] = frozenset()) -> dict[str, set[str | None]]:
        """Names of parameters and their defaults: those of functions, of what they pass **keywords to, of classes' __init__."""
        found: dict[str, set[str | None]] = {}
        for d in definitions:
            if d.name in seen:
                continue
            for name, default in d.parameters.items():
                found.setdefault(name, set()).add(default)
            further = [e for name in d.passes for e in self.defined.get(name, [])]
            further += self.method(d.name, "__init__")
            for name, defaults in self.parameters(further, seen | {d.name}).items():
                found.setdefault(name, set()).update(defaults)
        return found

    def takes(self, name: str) -> bool:
        """Whether any function has a parameter of this name."""
        return any(name in d.parameters for ds in self.defined.values() for d in ds)
