"""Where results go: the names of outputs, and what every command needs to write for programs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from classifier.domain.errors import OutputError
from classifier.io.atomic import refuse_existing, refuse_missing_folder, write_json
from classifier.io.write import ENDINGS, check_output, rejected_path

__all__ = ["name_outputs", "refuse_existing", "refuse_missing_folder", "write_json"]


def name_outputs(exports: Sequence[Path], output: Path | None, *, overwrite: bool) -> list[Path]:
    """Name each export's output, and refuse those that could not be written; nothing is made.

    Raises
    ------
    OutputError
        If one exists, could not be written, is the export itself, or is the output of two.
    """
    outputs = [output] if output is not None else []
    if output is None or output.is_dir() or len(exports) > 1:
        outputs = _outputs_in(output or Path(), exports)
        if output is not None:
            check_output(output, overwrite=True, folder=True)
            if not output.is_dir():
                return outputs
    for path in outputs:
        check_output(path, overwrite=overwrite)
        refuse_existing(rejected_path(path), overwrite=overwrite)
        if path.exists() and any(same.exists() and path.samefile(same) for same in exports):
            message = f"{path} is the export itself, and may be its only copy."
            raise OutputError(message, advice="Choose another name with -o.")
    return outputs


def _outputs_in(folder: Path, exports: Sequence[Path]) -> list[Path]:
    endings = [path.suffix if path.suffix.lower() in ENDINGS else ".csv" for path in exports]
    names = [f"{path.stem}.classified{end}" for path, end in zip(exports, endings, strict=True)]
    outputs = [folder / name for name in names]
    if len({rejected_path(path) for path in outputs}) < len(outputs):
        message = "Two of the exports have the same name, so their results would have too."
        raise OutputError(message, advice="Classify them one by one, each with its own -o.")
    return outputs
