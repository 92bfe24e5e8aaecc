from __future__ import annotations

from pathlib import Path

import numpy as np
from safetensors.numpy import save

from classifier.io.readings import (
    FOLDER,
    StoredReadings,
    erase_readings,
    load_readings,
    save_readings,
)

KEPT = StoredReadings(
    digests=np.arange(64, dtype=np.uint8).reshape(2, 32),
    log_odds=np.array([1.5, -2.25]),
    passages=np.array([0, 2], dtype=np.int32),
)


def test_what_was_read_is_kept(tmp_path: Path) -> None:
    """To the bit, a file for each model; of another model nothing is known."""
    save_readings(tmp_path, "m1", KEPT)
    found = load_readings(tmp_path, "m1")
    assert found is not None
    for name in StoredReadings.__slots__:
        assert np.array_equal(getattr(found, name), getattr(KEPT, name))
    assert load_readings(tmp_path, "m2") is None


def test_a_damaged_file_is_as_good_as_none(tmp_path: Path) -> None:
    """The texts are read again, and the file is written anew."""
    save_readings(tmp_path, "m1", KEPT)
    path = tmp_path / FOLDER / "m1.safetensors"
    for content in (b"", b"damaged", path.read_bytes()[:100], save({"digests": KEPT.digests})):
        path.write_bytes(content)
        assert load_readings(tmp_path, "m1") is None


def test_it_is_erased(tmp_path: Path) -> None:
    """All of it, of every model; where there is nothing, nothing happens."""
    save_readings(tmp_path, "m1", KEPT)
    erase_readings(tmp_path)
    assert not (tmp_path / FOLDER).exists()
    erase_readings(tmp_path)
