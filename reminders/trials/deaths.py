"""Have a worker die before every statement of some modules, once each, at the full speed of the program.

The functions get the code that their own source makes when a call is put before each statement. A tracer would do the
same many times slower, and be felt in everything that the functions call.
"""

import ast
import gc
import os
import signal
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FunctionType, ModuleType

HOOK = "_die_here_once"
BLOCKS = ("body", "orelse", "finalbody")


@dataclass(frozen=True)
class Step:
    """A statement at which somebody may die: where it stands, and how it begins."""

    module: str
    function: str
    text: str


class Deaths:
    """The places at which somebody has died: a file each in `graves`, so that two never die at the same one.

    Made and laid before workers are forked; `arm` is called in each worker.
    """

    def __init__(self, graves: Path) -> None:
        self.graves = graves
        self.steps: dict[str, Step] = {}  # by the place before which a call was put
        self._known: set[str] = set()
        self._armed = False
        graves.mkdir(exist_ok=True)

    def lay(self, modules: Iterable[ModuleType]) -> None:
        """Put a call before each statement of the modules' functions."""
        codes: dict[tuple[str, str, int], CodeType] = {}
        for module in modules:
            setattr(module, HOOK, self.here)
            codes.update(self.read(module))
        functions = [(one, _key(one.__code__)) for one in gc.get_objects() if type(one) is FunctionType]
        for function, key in functions:
            if key in codes:
                function.__code__ = codes[key]

    def met(self) -> set[str]:
        """The places at which somebody has died."""
        return set(os.listdir(self.graves))

    def arm(self) -> None:
        """From now on this process dies at the first place at which nobody has."""
        self._known = self.met()
        self._armed = True

    def here(self, place: str) -> None:
        """Die, unless somebody has died here."""
        if not self._armed or place in self._known:
            return
        self._known.add(place)
        try:
            os.close(os.open(self.graves / place, os.O_CREAT | os.O_EXCL, 0o600))
        except FileExistsError:
            return
        os.kill(os.getpid(), signal.SIGKILL)

    def read(self, module: ModuleType) -> dict[tuple[str, str, int], CodeType]:
        """The code of each function of a module, with a call before each of its statements."""
        path = Path(str(module.__file__))
        tree = ast.parse(path.read_text(encoding="utf-8"))
        functions = [(name, list(ast.walk(node))) for name, node in _functions(tree, "")]
        blocks = [(node, name, function) for function, nodes in functions for node in nodes for name in BLOCKS]
        for node, name, function in blocks:
            statements = getattr(node, name, None)
            if not isinstance(statements, list) or getattr(node, f"called_{name}", False):
                continue
            setattr(node, f"called_{name}", True)
            setattr(node, name, [new for one in statements for new in self._called(one, module, function)])
        whole = compile(ast.fix_missing_locations(tree), str(path), "exec")
        return {_key(code): code for code in _inside(whole)}

    def _called(self, statement: ast.stmt, module: ModuleType, function: str) -> list[ast.stmt]:
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
            return [statement]  # a docstring does nothing
        place = f"{module.__name__}:{statement.lineno}"
        self.steps[place] = Step(module.__name__, function, ast.unparse(statement).splitlines()[0])
        call = ast.Expr(ast.Call(func=ast.Name(HOOK, ast.Load()), args=[ast.Constant(place)], keywords=[]))
        return [ast.copy_location(call, statement), statement]


def _functions(tree: ast.AST, inside: str) -> Iterator[tuple[str, ast.FunctionDef]]:
    """Every function with its name in the module; one inside another comes after it."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            name = f"{inside}{node.name}"
            if isinstance(node, ast.FunctionDef):
                yield name, node
            yield from _functions(node, f"{name}.")
        else:
            yield from _functions(node, inside)


def _inside(code: CodeType) -> Iterator[CodeType]:
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield one
            yield from _inside(one)


def _key(code: CodeType) -> tuple[str, str, int]:
    return code.co_filename, code.co_qualname, code.co_firstlineno
