from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from classifier.domain.errors import ExportError, MappingError, OutputError
from classifier.domain.strategy import Strategy
from classifier.services.loop import Asking, priors
from classifier.services.simulate import Options, Simulated, Start, as_json, simulate
from classifier.services.workspace import Workspace

RELEVANT = [f"Officer {n} posted a photograph of the scene on Instagram." for n in "abcdef"]
OTHER = [f"Officer {n} was late for duty on {n} days in the month of May." for n in "ghijklmnop"]
KEYS = (
    "schema",
    "rows",
    "relevant",
    "loss",
    "wss_95",
    "average_time_to_discovery",
    "reads_to_recall",
    "recall_at_reads",
    "seconds",
)


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    """Give an invented labelled file with a heading, a text and a mark."""
    rows = [(text, 1) for text in RELEVANT] + [(text, 0) for text in OTHER]
    lines = ["heading,text,relevant,borderline"]
    lines += [f"Case,{text},{label},0" for text, label in rows]
    lines += ["Case,The complainant saw it on Facebook.,1,1"]
    path = tmp_path / "labelled.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def run(path: Path, workspace: Workspace, **asked: object) -> Simulated:
    """Replay with options."""
    return simulate(path, workspace=workspace, options=Options(**asked))


@pytest.mark.parametrize("start", Start)
def test_the_json_has_the_keys_of_the_contract(
    workspace: Workspace, labelled: Path, start: Start
) -> None:
    """Other programs read these keys, in any version of schema 1."""
    result = as_json(run(labelled, workspace, start=start))
    assert tuple(result) == KEYS
    assert (result["schema"], result["rows"], result["relevant"]) == (1, 17, 7)
    assert tuple(result["reads_to_recall"]) == ("0.5", "0.8", "0.95", "1.0")
    assert result["recall_at_reads"][-1][1] == 1.0


def test_a_cold_start_counts_neither_of_the_rows_that_it_knows(
    workspace: Workspace, labelled: Path
) -> None:
    """One relevant row and one other are known; what is like the one is found at once."""
    simulated = run(labelled, workspace, start=Start.COLD)
    assert (simulated.known, simulated.figures.reads, simulated.figures.relevant) == (2, 15, 6)
    assert simulated.figures.reads_to_recall[0.8] == 5


def test_the_model_begins_with_what_it_scores_high(workspace: Workspace, labelled: Path) -> None:
    """Nothing is known beforehand, and every relevant row comes before any other."""
    simulated = run(labelled, workspace, start=Start.MODEL)
    assert simulated.known == 0
    assert simulated.figures.loss == 0


def test_priors_are_the_rows_that_asreview_draws() -> None:
    """Each kind is drawn from with the seed anew, as its prior-seed does."""
    relevant = np.array([False] * 5 + [True] * 5)
    for seed in range(20):
        kinds = (np.arange(5, 10), np.arange(5))
        drawn = [np.random.RandomState(seed).choice(kind, 1)[0] for kind in kinds]
        assert priors(relevant, seed).tolist() == drawn


@pytest.mark.parametrize("strategy", Strategy)
@pytest.mark.parametrize("batch", [None, 1, 4])
def test_the_same_seed_reads_the_same_rows(
    workspace: Workspace, labelled: Path, strategy: Strategy, batch: int | None
) -> None:
    """Whatever the strategy: everything is found in the end, and the same way twice."""
    asking = Asking(strategy=strategy, batch=batch, seed=3)
    one, two = (run(labelled, workspace, start=Start.COLD, asking=asking) for _ in range(2))
    assert one.figures == two.figures
    assert one.figures.reads_to_recall[1.0] <= one.figures.reads


def test_several_text_columns_are_one_text(workspace: Workspace, labelled: Path) -> None:
    """Columns are joined in their order; a row is set aside only if all are blank."""
    labelled.write_text(
        labelled.read_text(encoding="utf-8") + ",,0,0\nCase,,0,0\n", encoding="utf-8"
    )
    simulated = run(labelled, workspace, text_columns=("heading", "text"), start=Start.COLD)
    assert simulated.labelled.texts[0] == f"Case\n{RELEVANT[0]}"
    assert simulated.labelled.texts[-1] == "Case"
    assert simulated.labelled.headings == ("Case",) * 18
    assert simulated.labelled.aside == {"no text": (19,)}


def test_an_unknown_text_column_is_named(workspace: Workspace, labelled: Path) -> None:
    """With the columns that there are."""
    with pytest.raises(MappingError, match="no column 'abstract'"):
        run(labelled, workspace, text_columns=("text", "abstract"))


def test_borderline_rows_are_left_out_on_request(workspace: Workspace, labelled: Path) -> None:
    """And counted among what does not count."""
    simulated = run(labelled, workspace, leave_out_borderline=True)
    assert (len(simulated.labelled.texts), int(simulated.labelled.relevant.sum())) == (16, 6)


@pytest.mark.parametrize(
    ("start", "kept", "fewest"), [(Start.COLD, 1, "2 of each"), (Start.MODEL, 0, "1 of each")]
)
def test_a_file_in_which_nothing_can_be_found_is_refused(
    workspace: Workspace, tmp_path: Path, start: Start, kept: int, fewest: str
) -> None:
    """With how many labels of a kind it takes."""
    lines = ["text,relevant", *(f"{t},1" for t in RELEVANT[:kept]), *(f"{t},0" for t in OTHER)]
    path = tmp_path / "few.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(ExportError, match=fewest):
        run(path, workspace, start=start)


def test_the_report_holds_figures_and_no_text(
    workspace: Workspace, labelled: Path, tmp_path: Path
) -> None:
    """A page and its figures; neither is replaced unless asked."""
    folder = tmp_path / "report"
    simulated = run(labelled, workspace, report=folder)
    page = (folder / "index.html").read_text(encoding="utf-8")
    assert simulated.page == folder / "index.html"
    assert "95&nbsp;% of the 7 relevant rows were found" in page
    assert "Instagram" not in page
    assert "<script" not in page
    figures = json.loads((folder / "simulation.json").read_text(encoding="utf-8"))
    assert tuple(figures) == KEYS
    with pytest.raises(OutputError, match="exists"):
        run(labelled, workspace, report=folder)
    assert run(labelled, workspace, report=folder, overwrite=True).page == simulated.page
