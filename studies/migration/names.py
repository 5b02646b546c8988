"""Looks up what a table says of a library: python names.py WHEEL < [[row, code, …], …] > [what is not there, …]

A row that begins with `…` says more of the call in the last row that does not, or in the last that has one.
"""
import ast
import json
import sys
from wheel import Package

# what is Python's, PyTorch's or the reader's own
OTHERS = {"torch", "np", "Adam", "model", "images", "x", "a", "b", "v", "layer", "obj"}

# as what modules are imported, by custom
IMPORTED = {"models": "modelzoo", "viz": "visualization"}


def parse(code: str) -> ast.expr:
    code = code.replace("…", "...")
    try:
        return ast.parse(code, mode="eval").body
    except SyntaxError:  # parameters by themselves
        return ast.parse(f"_({code})", mode="eval").body


def callee(package: Package, function: ast.expr) -> tuple[str, list]:
    """What is called: its name, and its definitions."""
    if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Call):  # Saliency(model).attribute
        owner = ast.unparse(function.value.func)
        return f"{owner}(…).{function.attr}", package.method(owner, function.attr)
    if isinstance(function, ast.Call):  # Cav(model, layer)(positive, negative)
        owner = ast.unparse(function.func)
        return f"{owner}(…)(…)", package.method(owner, "__call__")
    name = ast.unparse(function)
    first, dot, rest = name.partition(".")
    return name, package.find(IMPORTED.get(first, first) + dot + rest)


class Table:
    """The rows of a table, one after the other."""

    def __init__(self, package: Package):
        self.package = package
        self.above: list = []  # what was called in the last row without `…`
        self.near: list = []  # and below that
        self.missing: list[str] = []
        self.looked_up = 0

    def row(self, text: str, codes: list[str]) -> None:
        further = text.startswith("…")
        for i, code in enumerate(codes):
            tree = parse(code)
            for node in ast.walk(tree):
                if isinstance(node, ast.Call):
                    self.call(node, code, further)
            if isinstance(tree, ast.Name | ast.Attribute):
                self.name(ast.unparse(tree), code, further)
            self.meant(tree, further or i > 0)

    def meant(self, tree: ast.expr, further: bool) -> None:
        """Keeps what rows below may say more of."""
        value = tree.keywords[0].value if isinstance(tree, ast.Call) and ast.unparse(tree.func) == "_" else tree
        called = callee(self.package, value.func)[1] if isinstance(value, ast.Call) else []
        if further:
            self.near = called or self.near
        else:
            self.above, self.near = called or self.package.find(ast.unparse(tree)), []

    def note(self, there: bool, what: str, code: str) -> None:
        self.looked_up += 1
        if not there:
            self.missing.append(f"{what}, of `{code}`")

    def call(self, node: ast.Call, code: str, further: bool) -> None:
        alone = isinstance(node.func, ast.Name) and node.func.id == "_"
        name, found = callee(self.package, node.func)
        if name.split(".")[0].split("(")[0] in OTHERS:
            return
        if not alone:
            self.note(bool(found), name, code)
        has = self.package.parameters(self.above + self.near if alone and further else found)
        for argument in node.args[1:]:  # f(…, name): a parameter by its name
            if isinstance(argument, ast.Name) and ast.unparse(node.args[0]) == "...":
                self.note(argument.id in has, f"{name}({argument.id}=)", code)
        for keyword in node.keywords:
            there = self.package.takes(keyword.arg) if alone and not further else keyword.arg in has
            self.note(there, f"{'' if alone else name}({keyword.arg}=)", code)

    def name(self, name: str, code: str, further: bool) -> None:
        if name.split(".")[0] in OTHERS:
            return
        parameter = name in self.package.parameters(self.above + self.near) if further else self.package.takes(name)
        self.note(parameter or bool(self.package.find(name)), name, code)


if __name__ == "__main__":
    table = Table(Package(sys.argv[1]))
    for text, *codes in json.load(sys.stdin):
        table.row(text, codes)
    json.dump({"lookedUp": table.looked_up, "missing": table.missing}, sys.stdout)
