from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from classifier.services import installed

if TYPE_CHECKING:
    from conftest import Program


@pytest.mark.parametrize(
    ("words", "target"),
    [
        (("train-reader", "--teacher", "."), "make train-reader"),
        (("teach-reader", "--new", "city_rules"), "make teach-reader"),
    ],
)
def test_without_its_libraries_it_says_what_to_do(
    program: Program,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    target: str,
) -> None:
    """Where models are only used, PyTorch is not installed; nothing is written."""
    monkeypatch.setattr(installed, "find_spec", lambda _: None)
    ended = program(*words, "--base", str(tmp_path), "--work", str(tmp_path / "work"))
    assert ended.code == 1
    assert "not installed is onnx, torch, transformers" in ended.err
    assert target in ended.err
    assert list(tmp_path.iterdir()) == []
