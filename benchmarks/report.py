"""The reply from a real export: no row lost, no error, and how long it takes.

Writes ``results/report.md``. The export has no dates: all that was found stands apart.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from record import RESULTS, machine, table

from classifier.domain.label import Decision
from classifier.services.queue import queue_of
from classifier.services.workspace import open_workspace

MAPPED = ("text=description", "officer_id=taxid", "finding=disposition", "outcome=penalty")
READ = 30
BAR = 60


def main() -> None:
    """Classify, decide some rows, reply, and check that every row stands somewhere."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    export = parser.parse_args().shared / "data" / "exports" / "nypd_discipline.csv"
    if not export.is_file():
        sys.exit(f"{export} is missing: name the folder with SHARED=.")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        maps = [word for pair in MAPPED for word in ("--map", pair)]
        own = ["--workspace", folder / "workspace"]
        seconds = {
            "classify": run("classify", export, "-o", folder / "out.csv", *maps, *own),
            f"decide {READ} texts": decide(folder / "workspace"),
            "report": run("report", "-o", folder / "reply", "--json", folder / "r.json", *own),
        }
        result = json.loads((folder / "r.json").read_text(encoding="utf-8"))
    write(seconds, result)


def run(*words: object) -> float:
    """Run the program; give the seconds it took. An error of its ends the benchmark."""
    started = time.perf_counter()
    command = [sys.executable, "-m", "classifier", *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(done.stderr)
    return time.perf_counter() - started


def decide(folder: Path) -> float:
    """Decide the first texts of the queue one way and the other, as an exercise of the store."""
    started = time.perf_counter()
    queue = queue_of(open_workspace(folder, "social_media"))
    for number in range(READ):
        if place := queue.next("benchmark"):
            said = (Decision.RELEVANT, Decision.NOT_RELEVANT)[number % 2]
            queue.decide(place, said, reviewer="benchmark")
    return time.perf_counter() - started


def write(seconds: dict[str, float], result: dict[str, dict[str, int]]) -> None:
    """Write the figures beside their bar."""
    standings = [{"where": name, "rows": number} for name, number in result["rows"].items()]
    total = sum(result["rows"].values())
    times = [{"step": name, "seconds": f"{took:.1f}"} for name, took in seconds.items()]
    times.append({"step": f"in all (bar: under {BAR})", "seconds": f"{sum(seconds.values()):.1f}"})
    page = f"""# The reply from a real export

Written by `benchmarks/report.py` on {machine("pandas", "SQLAlchemy", "python-docx", "xlsxwriter")}
The export has {total:,} rows, a finding and an outcome, and no dates. {READ} texts of the queue
were decided by turns one way and the other, as an exercise: the figures say nothing of the export.

{table(times)}

Every row stands in one place; all rows: {total:,}.

{table(standings)}
"""
    (RESULTS / "report.md").write_text(page, encoding="utf-8")
    print(page)


if __name__ == "__main__":
    main()
