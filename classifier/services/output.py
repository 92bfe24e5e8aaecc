"""Where results go: the names of outputs, and what every command needs to write for programs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from classifier.domain.errors import OutputError
from classifier.io.atomic import (
    clear_errors,
    refuse_existing,
    refuse_folder,
    refuse_missing_folder,
    refuse_taken,
    try_writing,
    write_json,
)
from classifier.io.rejected import rejected_path
from classifier.io.write import ENDINGS, check_output

__all__ = ["check_json", "name_outputs", "write_json"]


def check_json(path: Path, *, overwrite: bool, taken: Iterable[Path] = ()) -> None:
    """Refuse a file for ``--json`` that could not be written, before any work is done for it.

    Parameters
    ----------
    path
        The file.
    overwrite
        Whether it may be replaced.
    taken
        What the command reads, and what it writes otherwise: never replaced.

    Raises
    ------
    OutputError
        If it exists, is taken or a folder, or its folder is missing or cannot be written.
    """
    refuse_folder(path)
    refuse_missing_folder(path)
    refuse_taken(path, taken)
    refuse_existing(path, overwrite=overwrite)
    try_writing(path.parent, path)


def name_outputs(exports: Sequence[Path], output: Path | None, *, overwrite: bool) -> list[Path]:
    """Name each export's output, and refuse those that could not be written; nothing is made.

    Raises
    ------
    OutputError
        If one exists, could not be written, would replace an export, or is the output of two.
    """
    outputs = [output] if output is not None else []
    with clear_errors(output or Path()):
        is_folder = output is not None and output.is_dir()
    if output is None or is_folder or len(exports) > 1:
        outputs = _outputs_in(output or Path(), exports)
        if output is not None:
            check_output(output, overwrite=True, folder=True)
            if not is_folder:
                return outputs
    for path in outputs:
        check_output(path, overwrite=overwrite)
        refuse_existing(rejected_path(path), overwrite=overwrite)
        for written in (path, rejected_path(path)):
            refuse_taken(written, exports)
    return outputs


def _outputs_in(folder: Path, exports: Sequence[Path]) -> list[Path]:
    endings = [path.suffix if path.suffix.lower() in ENDINGS else ".csv" for path in exports]
    names = [f"{path.stem}.classified{end}" for path, end in zip(exports, endings, strict=True)]
    outputs = [folder / name for name in names]
    if len({rejected_path(path) for path in outputs}) < len(outputs):
        message = "Two of the exports have the same name, so their results would have too."
        raise OutputError(message, advice="Classify them one by one, each with its own -o.")
    return outputs
