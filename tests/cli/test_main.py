from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from classifier import __version__
from classifier.services.scoring import Scorer

if TYPE_CHECKING:
    from conftest import Program

HEAVY = ("spacy", "sklearn", "pandas", "numpy", "matplotlib", "scipy", "pyarrow", "joblib")
LATE = "The officer was late for duty on three dates."
POSTED = "The constable posted a photograph of the prisoner on his Facebook page."
HELP = """
import sys
sys.argv = ["classifier", *sys.argv[1:]]
from classifier.cli.main import main
try:
    main()
except SystemExit as ending:
    assert not ending.code, ending.code
print("LOADED", sorted({name.partition(".")[0] for name in sys.modules}))
"""
IMPORTS = """
import builtins, importlib, io, logging, pkgutil, sys, warnings
import joblib, matplotlib, numpy, pandas, pyarrow.parquet, rich.progress, safetensors.numpy  # theirs
import scipy.sparse, scipy.stats, sklearn.linear_model, spacy, spacy.matcher, typer, xlsxwriter
import charset_normalizer, ftfy, jinja2, matplotlib.figure, python_calamine
import matplotlib.backends.backend_svg
import classifier
handlers, level = list(logging.root.handlers), logging.root.level
shown = list(warnings.filters)
def refuse(event, args):
    if event == "open":
        name = str(args[0])
        if not name.endswith((".py", ".pyc", ".so")) and "/classifier/" in name:
            raise SystemExit(f"opened {name}")
        if name.endswith((".toml", ".json", ".csv", ".safetensors", ".j2")):
            raise SystemExit(f"opened {name}")
    if event in ("socket.connect", "subprocess.Popen"):
        raise SystemExit(event)
TRAINING = ("model.descent", "model.distil", "model.encoder", "model.export", "model.fine_tune",
  "model.further", "model.resume", "services.reader_parts", "services.reader_store",
  "services.teach_reader", "services.train_reader")
names = [m.name for m in pkgutil.walk_packages(classifier.__path__, "classifier.")]
sys.addaudithook(refuse)
for name in names:
    if name != "classifier.__main__" and not name.endswith(TRAINING):
        importlib.import_module(name)
assert logging.root.handlers == handlers and logging.root.level == level
assert len(names) > 40
print("fine")
"""
UNWANTED = ("huggingface_hub", "torch", "transformers", "onnx")
"""What trains the reader, or would fetch one."""
MARKED = """
import os, pathlib
pathlib.Path(os.environ["MARKS"], __name__).touch()
raise ImportError(__name__)
"""


def python(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run Python by itself."""
    return subprocess.run(
        [sys.executable, *words], cwd=folder, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("words", [["--help"], ["classify", "--help"], ["models", "--help"]])
def test_help_loads_no_heavy_library(tmp_path: Path, words: list[str]) -> None:
    """Asking for help imports none of the libraries that take seconds to load."""
    result = python("-c", HELP, *words, folder=tmp_path)
    assert result.returncode == 0, result.stderr
    text, _, loaded = result.stdout.rpartition("LOADED")
    assert "Usage" in text
    assert [name for name in HEAVY if f"'{name}'" in loaded] == []
    assert not list(tmp_path.iterdir())


def test_importing_opens_no_file_and_configures_nothing(tmp_path: Path) -> None:
    """Every module can be imported; none reads a file, starts a program or sets up logging."""
    result = python("-c", IMPORTS, folder=tmp_path)
    assert (result.stdout.strip(), result.returncode) == ("fine", 0), result.stderr


def test_the_reader_works_without_what_trained_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Classifying tries to import none of it, be it in this process or in one that helps it."""
    marks = tmp_path / "marks"
    marks.mkdir()
    for name in UNWANTED:
        (tmp_path / f"{name}.py").write_text(MARKED, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("MARKS", str(marks))
    assert python("-c", f"import {UNWANTED[0]}", folder=tmp_path).returncode == 1
    (marks / UNWANTED[0]).unlink()
    (tmp_path / "export.csv").write_text(f"Case Ref,Summary\nC1,{POSTED}\n", encoding="utf-8")
    words = ("-m", "classifier", "classify", "export.csv", "-o", "out.csv")
    result = python(*words, folder=tmp_path)
    assert result.returncode == 0, result.stderr
    assert list((tmp_path / "workspace" / "readings").iterdir())
    assert not list(marks.iterdir())


def test_it_runs_as_a_module(tmp_path: Path) -> None:
    """``python -m classifier`` is the program."""
    result = python("-m", "classifier", "--version", folder=tmp_path)
    assert result.stdout == f"classifier {__version__}\n"


def test_help_names_every_command(program: Program) -> None:
    """The help lists the commands, and each has an example."""
    words = program("--help").out
    for command in ("inspect", "classify", "compare", "train", "models"):
        assert command in words
        if command != "models":
            assert "Example: classifier" in " ".join(program(command, "--help").out.split())


@pytest.mark.parametrize(
    "words",
    [
        ["no-such-command"],
        ["classify"],
        ["classify", "x.csv", "--no-such-option"],
        ["classify", "x.csv", "--prevalence", "much"],
        ["classify", "x.csv", "--map", "text"],
        ["models", "show"],
        ["train", "--date", "yesterday"],
    ],
)
def test_wrong_usage_ends_with_2(program: Program, tmp_path: Path, words: list[str]) -> None:
    """What cannot be meant is wrong usage: exit 2, said on stderr, nothing done."""
    ended = program(*words)
    assert ended.code == 2
    assert ended.out == ""
    assert ended.err
    assert not list(tmp_path.iterdir())


def test_a_mendable_error_is_one_line_and_1(program: Program) -> None:
    """What, and what to do, on one line of stderr, without a traceback."""
    ended = program("classify", "missing.csv", "-o", "out.csv")
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith("classifier: ")
    assert ended.err.count("\n") == 1
    assert "missing.csv" in ended.err


def test_an_unexpected_error_is_its_kind_alone(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault of the program's own: one line, the error's kind, no traceback and no text."""

    def fail(_: Scorer, texts: list[str], *__: object) -> None:
        raise RuntimeError(texts[0])

    monkeypatch.delenv("CLASSIFIER_DEBUG", raising=False)
    monkeypatch.setattr(Scorer, "score", fail)
    export = tmp_path / "export.csv"
    export.write_text(f"Case Ref,Summary\nC1,{LATE}\n", encoding="utf-8")
    ended = program("classify", export, "-o", "out.csv")
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.count("\n") == 1
    assert "(RuntimeError)" in ended.err
    assert "late" not in ended.err
    assert not (tmp_path / "out.csv").exists()


def test_a_fault_can_be_looked_into(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With CLASSIFIER_DEBUG=1 the error passes with its traceback."""
    monkeypatch.setenv("CLASSIFIER_DEBUG", "1")
    monkeypatch.setattr(Scorer, "score", None)
    export = tmp_path / "export.csv"
    export.write_text(f"Case Ref,Summary\nC1,{LATE}\n", encoding="utf-8")
    with pytest.raises(TypeError, match="not callable"):
        program("classify", export, "-o", "out.csv")
