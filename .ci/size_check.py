"""Fail when a file or a function has grown so long that something in it wants a name of its own."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

LONGEST_FILE = 400
LONGEST_TEST_FILE = 600
LONGEST_FUNCTION = 50
"""Lines. Files of tests may be longer, and their functions are not measured; generated migrations are left out."""


def main() -> int:
    """Print what is too long; 1 if anything is."""
    found = [line for path in _sources() for line in _too_long(path)]
    print("\n".join(found))
    return 1 if found else 0


def _sources() -> list[Path]:
    """Python and JavaScript files that git knows or would add."""
    argv = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", "*.py", "*.js", "run"]
    listed = subprocess.run(argv, capture_output=True, text=True, check=True).stdout.splitlines()
    return [
        path
        for path in map(Path, listed)
        if path.is_file() and "migrations" not in path.parts and "vendor" not in path.parts
    ]


def _too_long(path: Path) -> Iterator[str]:
    text = path.read_text()
    tested = path.parts[0] == "tests"
    limit = LONGEST_TEST_FILE if tested else LONGEST_FILE
    if (lines := len(text.splitlines())) > limit:
        yield f"{path}: {lines} lines, at most {limit}"
    if path.suffix != ".js" and not tested:
        yield from (
            f"{path}:{node.lineno}: {node.name} has {_length(node)} lines, at most {LONGEST_FUNCTION}"
            for node in _long(text)
        )


def _long(text: str) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return [node for node in functions if _length(node) > LONGEST_FUNCTION]


def _length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


if __name__ == "__main__":
    sys.exit(main())
