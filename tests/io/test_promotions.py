from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from memory import small_folder

from classifier.domain.errors import ModelError, OutputError
from classifier.io.promotions import (
    CURRENT,
    LOG,
    SHIPPED,
    Promotion,
    before_the_last,
    carry_out,
    in_use,
    promotions,
)
from classifier.io.registry import load_model, save_model

OPERATIONS = (
    (Path, "replace"),
    (Path, "unlink"),
    (Path, "chmod"),
    (Path, "mkdir"),
    (Path, "write_text"),
    (Path, "open"),
    (os, "fsync"),
    (os, "close"),
    (tempfile, "mkstemp"),
)
"""Everything that a promotion does to files."""


class Killed(BaseException):
    """The end of the program: from then on nothing of it happens any more."""


@contextmanager
def killed_at(number: int, *, after: bool) -> Iterator[list[str]]:
    """Let the so manieth operation on files, and all after it, fail; before or after it is done."""
    done: list[str] = []

    def failing(original: Callable[..., Any], name: str) -> Callable[..., Any]:
        def operation(*words: Any, **options: Any) -> Any:  # noqa: ANN401 (stands for any of them)
            done.append(name)
            if len(done) > number or (len(done) == number and not after):
                raise Killed
            result = original(*words, **options)
            if len(done) == number:
                if hasattr(result, "close"):
                    result.close()  # as the system does with a program that ended
                raise Killed
            return result

        return operation

    with pytest.MonkeyPatch.context() as patch:
        for owner, name in OPERATIONS:
            patch.setattr(owner, name, failing(getattr(owner, name), name))
        yield done


def promoted(folder: Path, after: str, *, back: bool = False) -> Promotion:
    """Carry out an invented promotion."""
    promotion = Promotion(
        time="2030-01-02T09:00:00+00:00",
        who="ana",
        before=in_use(folder),
        after=after,
        reason="why\u2028not",
        back=back,
    )
    carry_out(folder, promotion)
    return promotion


def files(folder: Path) -> dict[str, bytes]:
    """Give the content of the files of every version, and what is in use."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.parent != folder
    }


def test_without_a_promotion_the_shipped_model_is_in_use(tmp_path: Path) -> None:
    """In a folder that is not there, too; there is nothing to take back."""
    assert in_use(tmp_path / "nowhere") == SHIPPED
    assert promotions(tmp_path / "nowhere") == []
    assert before_the_last(tmp_path / "nowhere") is None


def test_a_promotion_is_logged_and_takes_effect(tmp_path: Path) -> None:
    """Who, when, from, to and why, in the order of their happening."""
    folder = tmp_path / "models" / "topic"
    done = [promoted(folder, "a"), promoted(folder, "b"), promoted(folder, SHIPPED)]
    assert promotions(folder) == done
    assert [one.before for one in done] == [SHIPPED, "a", "b"]
    assert in_use(folder) == SHIPPED
    assert not (folder / CURRENT).exists()


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("target", ["b", SHIPPED])
def test_a_promotion_survives_a_kill_at_any_instant(
    tmp_path: Path, target: str, *, after: bool
) -> None:
    """Before or after each operation on files: the old or the new is in use, and all goes on."""
    number, ended = 0, False
    while not ended:
        number += 1
        folder = tmp_path / str(number)
        promoted(folder, "a")
        with killed_at(number, after=after) as done:
            try:
                promoted(folder, target)
                ended = True
            except Killed:
                pass
        state = in_use(folder)
        assert state in ("a", target)
        logged = promotions(folder)
        assert [one.after for one in logged] == (["a"] if state == "a" else ["a", target])
        assert before_the_last(folder) == (SHIPPED if state == "a" else "a")
        promoted(folder, "c")
        assert in_use(folder) == "c"
        assert promotions(folder)[:-1] == logged
    assert len(done) >= 8
    assert number > 8


def test_storing_a_model_survives_a_kill_at_any_instant(tmp_path: Path) -> None:
    """The model before loads, and the new one is whole or not recorded; then it is stored."""
    arrays = {"a": np.arange(3.0)}

    def store(folder: Path, version: str) -> None:
        save_model(folder, version, arrays=arrays, card={"n": 1}, card_text="card")

    number, ended = 0, False
    while not ended:
        number += 1
        folder = tmp_path / str(number)
        store(folder, "a")
        with killed_at(number, after=False):
            try:
                store(folder, "b")
                ended = True
            except Killed:
                pass
        assert load_model(folder, "a").card["n"] == 1
        store(folder, "b")
        assert load_model(folder, "b").arrays["a"].tolist() == [0, 1, 2]
    assert number > 8


@given(
    steps=st.lists(st.sampled_from(["a", "b", "c", SHIPPED, "back"]), max_size=12),
)
def test_rolling_back_undoes_promotions_one_by_one(steps: list[str]) -> None:
    """After any promotions and rollbacks, as many rollbacks as are left lead to the beginning."""
    with small_folder() as folder:
        for version in ("a", "b", "c"):
            save_model(
                folder, version, arrays={"n": np.array([ord(version)])}, card={}, card_text=version
            )
        before, stack = files(folder), [SHIPPED]
        for step in steps:
            if step == "back":
                last = before_the_last(folder)
                assert last == (stack[-2] if len(stack) > 1 else None)
                if last is not None:
                    promoted(folder, last, back=True)
                    stack.pop()
            elif step != stack[-1]:
                promoted(folder, step)
                stack.append(step)
            assert in_use(folder) == stack[-1]
        while (last := before_the_last(folder)) is not None:
            promoted(folder, last, back=True)
            stack.pop()
            assert in_use(folder) == stack[-1]
        assert stack == [SHIPPED]
        assert files(folder) == before


@pytest.mark.parametrize("content", ["{", "[]", '{"who": 1}', "\udc80"])
def test_a_damaged_log_is_an_error(tmp_path: Path, content: str) -> None:
    """What is no log is refused in words; the model in use can still be told."""
    promoted(tmp_path, "a")
    (tmp_path / LOG).write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(ModelError, match=r"log of promotions .* is damaged\. Restore"):
        promotions(tmp_path)
    with pytest.raises(ModelError, match="is damaged"):
        promoted(tmp_path, "b")
    assert in_use(tmp_path) == "a"


def test_a_name_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    """Bytes that are no text name no version."""
    (tmp_path / CURRENT).write_bytes(b"\xff\xfe")
    with pytest.raises(ModelError, match="names no version"):
        in_use(tmp_path)


def test_a_full_disk_leaves_the_model_in_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The promotion fails in words."""
    promoted(tmp_path, "a")

    def refuse(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", refuse)
    with pytest.raises(OutputError, match="the disk is full"):
        promoted(tmp_path, "b")
    monkeypatch.undo()
    assert in_use(tmp_path) == "a"
    assert [one.after for one in promotions(tmp_path)] == ["a"]
