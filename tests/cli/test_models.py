from __future__ import annotations

from typing import TYPE_CHECKING

from typer.testing import CliRunner

from classifier.cli.main import app
from classifier.domain.errors import ModelError
from classifier.io.registry import CARD_TEXT, WEIGHTS, save_model

if TYPE_CHECKING:
    from conftest import Program, Tiny

DOGS = ("--topic", "dogs")


def test_versions_are_listed_with_a_star(dogs: Tiny) -> None:
    """One line each, a star before the one in use."""
    save_model(dogs.models, "newer", arrays={}, card={}, card_text="")
    result = CliRunner().invoke(app, ["models", "list", *DOGS])
    assert (result.exit_code, result.stdout) == (0, f"  {dogs.result.version}\n* newer\n")


def test_the_card_is_shown(dogs: Tiny) -> None:
    """The stored card, for people."""
    result = CliRunner().invoke(app, ["models", "show", dogs.result.version, *DOGS])
    assert result.exit_code == 0
    assert result.stdout.rstrip("\n") == (
        (dogs.model / CARD_TEXT).read_text(encoding="utf-8").rstrip("\n")
    )


def test_every_model_is_verified(dogs: Tiny) -> None:
    """One line a model that is as recorded; the first that is not is an error."""
    words = ["models", "verify", *DOGS]
    result = CliRunner().invoke(app, words)
    assert (result.exit_code, result.stdout) == (0, f"{dogs.result.version}: as recorded\n")
    (dogs.model / WEIGHTS).write_bytes(b"")
    result = CliRunner().invoke(app, words)
    assert isinstance(result.exception, ModelError)
    assert result.stdout == ""


def test_a_spoilt_model_ends_with_1(dogs: Tiny, program: Program) -> None:
    """One line on stderr that names the file and what to do."""
    (dogs.model / WEIGHTS).write_bytes(b"")
    ended = program("models", "verify", *DOGS)
    assert (ended.code, ended.out) == (1, "")
    assert WEIGHTS in ended.err
    assert ended.err.count("\n") == 1


def test_an_unknown_version_lists_the_known(dogs: Tiny, program: Program) -> None:
    """Exit 1, and the versions there are."""
    ended = program("models", "show", "screen-0", *DOGS)
    assert ended.code == 1
    assert f"Recorded versions: {dogs.result.version}." in ended.err


def test_the_shipped_models_are_as_recorded(program: Program) -> None:
    """What the project ships passes its own check, and one of them is in use."""
    ended = program("models", "verify")
    assert (ended.code, ended.err) == (0, "")
    listed = program("models", "list").out.splitlines()
    assert len(listed) == len(ended.out.splitlines())
    assert sum(line.startswith("* ") for line in listed) == 1
