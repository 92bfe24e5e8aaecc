"""Writes docs/cli.md from the program's own --help: plain text, 100 columns, the same each time."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import typer.main

from classifier.cli.main import app

PAGE: Final = Path(__file__).with_name("cli.md")
_PLAIN: Final = {"NO_COLOR": "1", "TERM": "dumb", "COLUMNS": "100", "PYTHONUTF8": "1"}
_TERMINAL: Final = ("FORCE_COLOR", "PY_COLORS", "GITHUB_ACTIONS", "TERMINAL_WIDTH")
"""With these in the environment the help would be drawn for a terminal of another kind."""

_COLOURS: Final = re.compile(r"\x1b\[[0-9;]*m")
_ASK: Final = """
import contextlib, io, json, sys
from classifier.cli.main import main

def ask(path):
    sys.argv = ["classifier", *path, "--help"]
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.suppress(SystemExit):
        main()
    return said.getvalue()

print(json.dumps([ask(path) for path in json.loads(sys.argv[1])]))
"""
"""Asks every command in turn."""
_TOP: Final = """# Commands

Written by `make docs` from `classifier COMMAND --help`. Options stand after the command's name.
"""


def page() -> str:
    """Give the page as it should be now."""
    paths = list(_paths(typer.main.get_command(app), ()))
    parts = [_section(path, shown) for path, shown in zip(paths, _helps(paths), strict=True)]
    return "\n".join([_TOP, *parts])


def _paths(command: Any, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:  # noqa: ANN401 - Typer does not promise to name its kind of command
    """Give the words that call a command, and those of the commands below it."""
    yield path
    for name, below in getattr(command, "commands", {}).items():
        yield from _paths(below, (*path, name))


def _helps(paths: Sequence[Sequence[str]]) -> list[str]:
    """Give what each command says to --help, all in a program whose terminal is always the same."""
    kept = {name: value for name, value in os.environ.items() if name not in _TERMINAL}
    said = subprocess.run(
        [sys.executable, "-c", _ASK, json.dumps(paths)],
        env=kept | _PLAIN,
        capture_output=True,
        encoding="utf-8",
        check=True,
    ).stdout
    helps: list[str] = json.loads(said)
    return helps


def _section(path: Sequence[str], shown: str) -> str:
    """Give a heading and the help of one command."""
    lines = [line.rstrip() for line in _COLOURS.sub("", shown).splitlines()]
    text = "\n".join(lines).strip("\n")
    return f"## {' '.join(('classifier', *path))}\n\n```\n{text}\n```\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
