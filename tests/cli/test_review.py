from __future__ import annotations

import getpass
import socket
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from classifier.io.store.connect import open_store
from classifier.services.people import Role, people_of
from classifier.services.workspace import open_workspace
from tests.conftest import Program, Tiny

PASSWORD = "twelve letters"


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[uvicorn.Config]:
    """Give the servers that are started: each stops at once."""
    configs: list[uvicorn.Config] = []

    def run(self: uvicorn.Server, sockets: Sequence[socket.socket]) -> None:
        configs.append(self.config)
        for one in sockets:
            one.close()

    monkeypatch.setattr(uvicorn.Server, "run", run)
    return configs


@pytest.fixture
def prompts(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Say what is typed when the program asks for a password."""

    def answer(password: str) -> None:
        def prompt(*_: Any, **options: Any) -> str:  # noqa: ANN401 (as Typer's)
            assert options["hide_input"]
            assert options["confirmation_prompt"]
            return password

        monkeypatch.setattr("typer.prompt", prompt)

    return answer


@pytest.fixture
def words(dogs: Tiny, tmp_path: Path) -> list[str]:
    """Give the options that every call needs, for a workspace with an empty queue."""
    open_store(tmp_path / "fresh")
    return ["--topic", "dogs", "--workspace", f"{tmp_path}/fresh"]


def test_review_prints_one_address_with_a_one_time_link(
    program: Program, served: list[uvicorn.Config], words: list[str]
) -> None:
    """Served to this machine alone, with no log of requests and no name of the server."""
    ended = program("review", *words, "--port", "0")
    assert ended.code == 0
    assert ended.out.count("http://127.0.0.1:") == 1
    assert "/enter?token=" in ended.out
    (config,) = served
    assert not config.access_log
    assert not config.server_header


def test_each_start_has_a_link_of_its_own(
    program: Program, served: list[uvicorn.Config], words: list[str]
) -> None:
    """A link from yesterday is worth nothing."""
    first = program("review", *words, "--port", "0").out
    second = program("review", *words, "--port", "0").out
    assert first.partition("token=")[2] != second.partition("token=")[2]


@pytest.mark.parametrize("host", ["192.0.2.7", "reviews.example", "::2"])
def test_others_need_accounts(
    program: Program, served: list[uvicorn.Config], words: list[str], host: str
) -> None:
    """It does not start, says why and what to do."""
    ended = program("review", *words, "--host", host)
    assert ended.code == 1
    assert "there are no accounts" in ended.err
    assert "review add-reviewer" in ended.err
    assert served == []


def test_a_mistyped_workspace_is_no_empty_one(program: Program, tmp_path: Path) -> None:
    """It says so, and makes none."""
    ended = program("review", "--workspace", tmp_path / "mistyped")
    assert ended.code == 1
    assert "has no queue" in ended.err
    assert not (tmp_path / "mistyped").exists()


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_a_host_that_is_no_name_is_refused(program: Program, words: list[str], host: str) -> None:
    """Nobody could be told where to go, nor the Host header be checked."""
    ended = program("review", *words, "--host", host)
    assert ended.code == 1
    assert "names no machine" in ended.err


def test_a_taken_port_is_named(program: Program, words: list[str]) -> None:
    """One line, with what to do."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        ended = program("review", *words, "--port", str(other.getsockname()[1]))
    assert ended.code == 1
    assert "cannot be served" in ended.err
    assert "--port" in ended.err


def test_add_reviewer_makes_an_account(
    program: Program,
    prompts: Callable[[str], None],
    words: list[str],
    served: list[uvicorn.Config],
    tmp_path: Path,
) -> None:
    """The password is asked for twice and unseen; the account can sign in, and a team be served."""
    prompts(PASSWORD)
    ended = program("review", "add-reviewer", "ana", "--role", "adjudicator", *words)
    assert (ended.code, ended.out) == (0, "ana may sign in as adjudicator.\n")
    assert PASSWORD not in ended.out + ended.err
    again = program("review", "add-reviewer", "ana", "--role", "reviewer", *words)
    assert again.code == 1
    assert "already" in again.err
    assert served == []
    people = people_of(open_workspace(tmp_path / "fresh", "dogs"))
    assert people.knows("ana", PASSWORD)
    who = people.who(people.sign_in("ana"))
    assert who is not None
    assert who.role is Role.ADJUDICATOR


def test_a_short_password_is_refused(
    program: Program, prompts: Callable[[str], None], words: list[str]
) -> None:
    """Twelve characters at least."""
    prompts("short")
    ended = program("review", "add-reviewer", "ana", "--role", "reviewer", *words)
    assert ended.code == 1
    assert "at least 12" in ended.err


def test_a_role_must_be_known(program: Program, words: list[str]) -> None:
    """Wrong usage names the roles."""
    ended = program("review", "add-reviewer", "ana", "--role", "boss", *words)
    assert ended.code == 2
    assert "adjudicator" in ended.err


def test_the_reviewer_is_the_systems_user_unless_named(
    program: Program, served: list[uvicorn.Config], words: list[str]
) -> None:
    """It is the name in every record."""
    program("review", *words, "--port", "0")
    program("review", *words, "--port", "0", "--reviewer", "ana")
    names = [config.app._app.state.site.local for config in served]  # type: ignore[union-attr]
    assert names == [getpass.getuser(), "ana"]
