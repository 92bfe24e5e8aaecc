from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from classifier.domain.errors import ModelError, OutputError
from classifier.io.promotions import CURRENT, in_use
from classifier.io.registry import (
    CARD,
    CARD_TEXT,
    CORRECTED,
    PLAIN,
    REGISTRY,
    WEIGHTS,
    load_card_text,
    load_model,
    save_model,
    versions,
)

ARRAYS = {"b": np.arange(3.0), "a": np.array([[1, 2]], dtype=np.int8)}


def save(folder: Path, version: str = "v1", **card: object) -> Path:
    """Store an invented model."""
    save_model(folder, version, arrays=ARRAYS, card={"n": 1, **card}, card_text="# A model\n")
    return folder / version


def files(folder: Path) -> dict[Path, bytes]:
    """Give the content of every file in a folder."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_model_comes_back_as_it_was_stored(tmp_path: Path) -> None:
    """Arrays to the bit, both cards, the format; the version is recorded."""
    save(tmp_path / "new" / "topic")
    found = load_model(tmp_path / "new" / "topic", "v1")
    assert found.version == "v1"
    assert found.card == {"format": PLAIN, "n": 1}
    assert load_card_text(tmp_path / "new" / "topic", "v1") == "# A model\n"
    assert {name: array.tolist() for name, array in found.arrays.items()} == {
        name: array.tolist() for name, array in ARRAYS.items()
    }
    assert {array.dtype for array in found.arrays.values()} == {np.dtype(float), np.dtype(np.int8)}


def test_all_stored_are_recorded(tmp_path: Path) -> None:
    """Versions in order of their recording; each can be loaded by its name."""
    for version in ("v2", "v1"):
        save(tmp_path, version)
    assert versions(tmp_path) == ("v2", "v1")
    assert load_model(tmp_path, "v2").version == "v2"


def test_a_model_is_data_and_never_code(tmp_path: Path) -> None:
    """Arrays, JSON and text, and nothing else; the same model is the same bytes."""
    home = save(tmp_path)
    assert {path.name for path in home.iterdir()} == {WEIGHTS, CARD, CARD_TEXT}
    assert {path.name for path in tmp_path.iterdir()} == {"v1", REGISTRY}
    before = files(tmp_path)
    save_model(tmp_path, "v1", arrays=ARRAYS, card={"n": 1}, card_text="# A model\n", replace=True)
    assert before == files(tmp_path)


def test_a_recorded_version_is_left_as_it_is(tmp_path: Path) -> None:
    """Versions are immutable: the same name once more writes nothing, whatever its card."""
    save(tmp_path)
    before = files(tmp_path)
    save(tmp_path, day="another")
    assert before == files(tmp_path)


@pytest.mark.parametrize("name", [WEIGHTS, CARD, CARD_TEXT])
@pytest.mark.parametrize("place", [0, -1])
def test_a_changed_byte_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, place: int
) -> None:
    """Any changed byte, and the file is named; nothing of it is read as a model."""
    path = save(tmp_path) / name
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)
    monkeypatch.setattr("safetensors.numpy.load", None)
    with pytest.raises(ModelError, match=rf"Model v1 was not loaded: .*{name} is not the file"):
        load_model(tmp_path, "v1")


def test_what_is_loaded_is_what_was_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file is read once: one that is changed between check and loading is not loaded."""
    home = save(tmp_path)
    other = dict.fromkeys((WEIGHTS, CARD), b"another")
    read = Path.read_bytes

    def read_and_change(path: Path) -> bytes:
        content = read(path)
        if path.name in other:
            path.write_bytes(other[path.name])
        return content

    monkeypatch.setattr(Path, "read_bytes", read_and_change)
    assert load_model(tmp_path, "v1").card["n"] == 1
    assert (home / CARD).read_text(encoding="utf-8") == "another"


@pytest.mark.parametrize("name", [WEIGHTS, CARD, CARD_TEXT])
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    """A model without one of its files is incomplete."""
    (save(tmp_path) / name).unlink()
    with pytest.raises(ModelError, match=rf"Model v1 is incomplete: .*{name} is missing"):
        load_model(tmp_path, "v1")


def test_an_unknown_version_lists_the_known(tmp_path: Path) -> None:
    """The message names the registry and what is recorded in it."""
    save(tmp_path, "v1")
    save(tmp_path, "v2")
    with pytest.raises(ModelError, match=r"no model 'v3' in the registry .*versions: v1, v2\."):
        load_model(tmp_path, "v3")


def test_a_name_is_no_way_out_of_the_folder(tmp_path: Path) -> None:
    """A folder that is not recorded is not loaded, however it is named."""
    save(tmp_path / "one")
    save(tmp_path / "other", "v9")
    with pytest.raises(ModelError, match=r"no model '\.\./other/v9'"):
        load_model(tmp_path / "one", "../other/v9")


def test_a_newer_format_asks_for_a_newer_program(tmp_path: Path) -> None:
    """What a later release wrote is refused in words."""
    save(tmp_path, format=CORRECTED + 1)
    with pytest.raises(
        ModelError, match=r"is in format 5; this program reads 3 and 4\..*newer release"
    ):
        load_model(tmp_path, "v1")


@pytest.mark.parametrize("content", ["{", "[]", '{"v1": 3}', "\udc80"])
def test_a_damaged_registry_is_an_error(tmp_path: Path, content: str) -> None:
    """What is no registry is refused in words, not with a fault of the program's own."""
    save(tmp_path)
    (tmp_path / REGISTRY).write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(ModelError, match=r"registry .* is damaged"):
        load_model(tmp_path, "v1")


def test_a_model_that_cannot_be_written_leaves_the_old(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk on the way: the version before stays recorded, and loads."""
    save(tmp_path, "v1")

    def refuse(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", refuse)
    with pytest.raises(OutputError, match="the disk is full"):
        save(tmp_path, "v2")
    monkeypatch.undo()
    assert versions(tmp_path) == ("v1",)
    assert load_model(tmp_path, "v1").version == "v1"


def test_every_shipped_model_is_what_was_recorded() -> None:
    """The project's models pass their own check, and hold nothing but text and arrays."""
    from classifier.services.resources import MODELS

    for registry in MODELS.glob(f"*/{REGISTRY}"):
        recorded = json.loads(registry.read_text(encoding="utf-8"))
        assert recorded
        assert all(load_model(registry.parent, version).card for version in recorded)
        assert in_use(registry.parent) in recorded
    kinds = {path.suffix for path in MODELS.rglob("*") if path.is_file() and path.name != CURRENT}
    assert kinds == {".json", ".md", ".onnx", ".safetensors"}
