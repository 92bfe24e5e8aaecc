from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from classifier.domain.errors import MappingError, OutputError
from classifier.io.mapping import load_mapping, save_mapping

HEADER = ("Key", "Words")


def test_a_mapping_is_found_again_by_its_header(tmp_path: Path) -> None:
    """The same header finds it, whatever the case; another header does not."""
    workspace = tmp_path / "new" / "workspace"
    path = save_mapping(workspace, HEADER, {"text": "Words"})
    assert load_mapping(workspace, HEADER) == {"text": "Words"}
    assert load_mapping(workspace, ["KEY", " words"]) == {"text": "Words"}
    assert load_mapping(workspace, ["Words", "Key"]) is None
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_mappings_are_kept_side_by_side(tmp_path: Path) -> None:
    """A second header adds to the file, the same one replaces its own."""
    save_mapping(tmp_path, HEADER, {"text": "Words"})
    save_mapping(tmp_path, ["Other"], {"text": "Other"})
    save_mapping(tmp_path, HEADER, {"text": "Key"})
    assert load_mapping(tmp_path, HEADER) == {"text": "Key"}
    assert load_mapping(tmp_path, ["Other"]) == {"text": "Other"}


def test_without_a_workspace_there_is_none(tmp_path: Path) -> None:
    """Looking does not make the workspace."""
    assert load_mapping(tmp_path / "none", HEADER) is None
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "it is not JSON"),
        ("[]", "it holds no mappings"),
        ('{"x": {"text": 1}}', "it holds no mappings"),
        ('{"x": {"words": "a"}}', "'words' is not a field"),
    ],
)
def test_a_damaged_file_is_named(tmp_path: Path, content: str, said: str) -> None:
    """A file of mappings that was edited wrongly is an error, not a silence."""
    (tmp_path / "mappings.json").write_text(content, encoding="utf-8")
    with pytest.raises(MappingError, match=said):
        load_mapping(tmp_path, HEADER)


def test_a_workspace_that_cannot_be_made_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system's refusal becomes a sentence."""

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(OutputError, match="no permission to write it"):
        save_mapping(tmp_path / "workspace", HEADER, {"text": "Words"})
