from __future__ import annotations

import ast
import csv
import os
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted((ROOT / "classifier").rglob("*.py"))
MOST_LINES = 260
NOT_USED = {"data", "info", "item", "manager", "helper", "helpers", "utils", "accuracy"}
NOT_USED |= {"ground_truth", "confidence", "process", "handle"}
CODE = ("pickle", "marshal", "shelve", "dill", "cloudpickle")
WHEEL = """
import runpy, sys
import classifier
assert classifier.__file__.startswith(sys.argv[1]), classifier.__file__
sys.argv = ["classifier", *sys.argv[2:]]
runpy.run_module("classifier", run_name="__main__")
"""


def names(module: Path) -> Iterator[str]:
    """Give the names that a module binds: functions, classes, arguments, variables."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


def imported(module: Path) -> Iterator[str]:
    """Give the libraries that a module imports, wherever in it."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield str(node.module).partition(".")[0]


def relative(module: Path) -> str:
    """Name a module as the reader of a failure knows it."""
    return module.relative_to(ROOT).as_posix()


def test_imports_go_down_only() -> None:
    """Every contract of import-linter in pyproject.toml is kept."""
    program = Path(sysconfig.get_path("scripts")) / "lint-imports"
    result = subprocess.run(
        [program, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr
    assert " 0 broken" in result.stdout


def test_a_file_says_one_thing() -> None:
    """No file is so long that it is two; its first line says what it is."""
    texts = {relative(module): module.read_text(encoding="utf-8") for module in MODULES}
    assert [name for name, text in texts.items() if len(text.splitlines()) > MOST_LINES] == []
    assert [name for name, text in texts.items() if not ast.get_docstring(ast.parse(text))] == []


def test_one_word_for_one_thing() -> None:
    """The words that the house does not use name nothing in the code, and no file."""
    used = {
        (relative(module), name)
        for module in MODULES
        for name in (*names(module), module.stem)
        if name.casefold().strip("_") in NOT_USED
    }
    assert used == set()


def test_a_model_is_never_code() -> None:
    """No module imports what could run a file that it loads."""
    found = {
        (relative(module), name) for module in MODULES for name in imported(module) if name in CODE
    }
    assert found == set()
    assert not [m.name for m in MODULES if "joblib.load" in m.read_text(encoding="utf-8")]


def test_topics_and_models_are_data() -> None:
    """Under models/ and training_data/ there is text, tables and arrays, and no code."""
    kinds = {".json", ".md", ".onnx", ".safetensors", ".toml", ".csv"}
    files = [path for top in ("models", "training_data") for path in (ROOT / top).rglob("*")]
    strange = [path.name for path in files if path.is_file() and path.suffix not in kinds]
    assert set(strange) <= {"CURRENT"}


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a wheel, look at it, and install it into a folder of its own, without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT]
    made = subprocess.run(build, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stdout + made.stderr
    (wheel,) = folder.glob("*.whl")
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    target = folder / "site"
    got = subprocess.run(
        [*install, "--disable-pip-version-check", "--target", target, wheel],
        capture_output=True,
        text=True,
        check=False,
    )
    assert got.returncode == 0, got.stderr
    return target


def test_a_wheel_carries_model_and_topic(installed: Path) -> None:
    """Every file of the current model and the topic is in it, as it is here, and nothing private."""
    (wheel,) = installed.parent.glob("*.whl")
    current = (ROOT / "models/social_media/CURRENT").read_text(encoding="utf-8").strip()
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
        for name in (
            "models/social_media/CURRENT",
            "models/social_media/registry.json",
            f"models/social_media/{current}/weights.safetensors",
            f"models/social_media/{current}/card.json",
            "training_data/social_media/topic.toml",
            "training_data/social_media/codebook.md",
            "training_data/social_media/sample_export.csv",
        ):
            assert archive.read(f"classifier/bundled/{name}") == (ROOT / name).read_bytes()
    assert "classifier/reports/templates/card.md.j2" in held
    assert not [name for name in held if name.startswith(("tests", "benchmarks", "docs"))]
    assert any(name.endswith("entry_points.txt") for name in held)


def test_a_wheel_works_outside_the_checkout(installed: Path, tmp_path: Path) -> None:
    """Installed elsewhere, from another folder, it classifies with the model that it carries."""
    sample = ROOT / "training_data/social_media/sample_export.csv"
    words = ["classify", str(sample), "-o", "out.csv", "--quiet"]
    result = subprocess.run(
        [sys.executable, "-c", WHEEL, str(installed), *words],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        models = {row["model"] for row in csv.DictReader(file)}
    bundled = installed / "classifier/bundled/models/social_media/CURRENT"
    assert models == {bundled.read_text(encoding="utf-8").strip()}
