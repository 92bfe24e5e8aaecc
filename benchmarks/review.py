"""The review server at load, and what a killed one leaves.

Writes ``results/review.md``. Texts and scores are made up by code. With ``TEST_DATABASE`` set,
servers are killed on that PostgreSQL database, too, which is emptied each time.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import numpy as np
import pandas as pd
from record import RESULTS, machine, table

from classifier.domain.allegation import text_digest
from classifier.domain.errors import StoreError
from classifier.io.store.connect import open_store
from classifier.io.store.exports import bring_in, record_run
from classifier.io.store.tables import metadata
from classifier.services.people import Role, people_of
from classifier.services.queue import queue_of, verify
from classifier.services.resources import TRAINING_DATA
from classifier.services.workspace import Workspace, open_workspace

SAMPLE = TRAINING_DATA / "social_media" / "sample_export.csv"
WORDS = """officer member public post page message photo group shift station report complaint
account friend comment video online shared wrote sent posted alleged stated during after before
about against with from the a his her their that was were while off duty street custody vehicle
search statement evidence colleague supervisor victim neighbour car house phone call"""
IN_REVIEW = 0.03  # of all texts; with the control sample of 2 % the queue holds about 5 %
REVIEWERS, DECISIONS, THINKING = 20, 30, 0.2
CLIENTS, MOST, KILL_AFTER = 4, 2_000, (0.3, 1.5)
ANSWERS = ("relevant", "not_relevant", "unsure")
LOST, BROKEN = "of these lost", "chains broken"
TIME = "2026-01-01T00:00:00.000000+00:00"
Process = subprocess.Popen[str]
Figures = Sequence[dict[str, object]]


class Client(httpx.Client):
    """A reviewer's browser, signed in, with a text open."""

    def __init__(self, address: str, name: str) -> None:
        super().__init__(base_url=address, timeout=30, trust_env=False, follow_redirects=True)
        form = {"csrf": hidden("csrf", self.get("/sign-in").text), "name": name}
        page = self.post("/sign-in", data={**form, "password": name * 3}).text
        self.csrf, self.text, self.head = hidden("csrf", page), hidden("text", page), ""
        self.name, self.confirmed = name, list[tuple[str, str, str]]()

    def decide(self, answer: str) -> float:
        """Decide the open text; give the milliseconds until the next was there."""
        form = {"csrf": self.csrf, "text": self.text, "decision": answer}
        started = time.perf_counter()
        page = self.post("/decide", data=form, headers={"HX-Request": "true"}).text
        took = 1_000 * (time.perf_counter() - started)
        if "Recorded: " not in page:
            raise SystemExit(self.name + ": not recorded; was there anything left to read?")
        self.confirmed.append((self.name, self.text, answer))
        self.text = hidden("text", page)
        self.head = re.findall(r'id="head"[^>]*>([0-9a-f]{64})<', page)[0]
        return took


def main() -> None:
    """Measure the load, kill the servers, and write both down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--kills", type=int, default=50)
    emptied = "PostgreSQL to kill servers on; it is EMPTIED. Default: $TEST_DATABASE."
    parser.add_argument("--database", default=os.environ.get("TEST_DATABASE"), help=emptied)
    parser.add_argument("--database-kills", type=int, default=10)
    given, busy = parser.parse_args(), os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        loads = load(open_workspace(Path(folder), "social_media"), given.rows)
    print(table(loads), flush=True)
    kills = [kill_all("SQLite", None, given.kills)]
    if given.database:
        kills.append(kill_all("PostgreSQL", given.database, given.database_kills))
    write(given.rows, busy, loads, kills)


def load(workspace: Workspace, rows: int) -> Figures:
    """Time one reviewer alone, then all at once."""
    draw = random.Random(3)
    words, made = WORDS.split(), dict[str, None]()
    while len(made) < rows:
        made[" ".join(draw.choices(words, k=draw.randint(20, 30))).capitalize() + "."] = None
    fill(workspace, list(made), review=IN_REVIEW, reviewers=REVIEWERS)
    queued = queue_of(workspace).look().counts()["left"]
    with serving(workspace, REVIEWERS) as (_, clients):
        return [{"in the queue": queued, **measured(some)} for some in (clients[:1], clients)]


def measured(clients: Sequence[Client]) -> dict[str, object]:
    """Let some reviewers decide at once, with time to think, and sum up the latencies."""

    def work(client: Client) -> list[float]:
        draw, took = random.Random(client.name), []
        for _ in range(DECISIONS):
            time.sleep(draw.uniform(0.5, 1.5) * THINKING)
            took.append(client.decide(draw.choice(ANSWERS)))
        return took

    with ThreadPoolExecutor(len(clients)) as pool:
        started = time.perf_counter()
        times = [one for took in pool.map(work, clients) for one in took]
        rate = len(times) / (time.perf_counter() - started)
    p50, p95, most = (f"{at:.0f}" for at in np.percentile(times, (50, 95, 100)))
    figures = {"decisions": len(times), "a second": f"{rate:.0f}"}
    return {"reviewers": len(clients), **figures, "p50 ms": p50, "p95 ms": p95, "max ms": most}


def kill_all(store: str, database: str | None, kills: int) -> dict[str, object]:
    """Kill one server after another amid decisions, and sum up what they left."""
    total: Counter[str] = Counter()
    for seed in range(kills):
        with tempfile.TemporaryDirectory() as folder:
            workspace = open_workspace(Path(folder), "social_media", database=database)
            total.update(kill_one(workspace, random.Random(seed)))
        print(f"{store}, kill {seed + 1}: {dict(total)}", flush=True)
    return {"store": store, "kills": kills, **total}


def kill_one(workspace: Workspace, draw: random.Random) -> dict[str, int]:
    """Kill a server amid decisions; count what clients saw confirmed, and what of it is gone."""
    texts = pd.read_csv(SAMPLE, dtype=str)["Allegation Summary"].dropna().unique().tolist()
    fill(workspace, texts, review=1.0, reviewers=CLIENTS)

    def work(client: Client) -> None:
        with contextlib.suppress(httpx.TransportError):  # the server was killed
            while client.text and len(client.confirmed) < MOST:
                client.decide(ANSWERS[len(client.confirmed) % len(ANSWERS)])

    with serving(workspace, CLIENTS) as (server, clients), ThreadPoolExecutor(CLIENTS) as pool:
        working = pool.map(work, clients)
        time.sleep(draw.uniform(*KILL_AFTER))
        server.kill()
        list(working)  # raises what a client raised
    confirmed = Counter(one for client in clients for one in client.confirmed)
    records = queue_of(workspace).look().chain()
    recorded = Counter((one.reviewer, one.text, str(one.decision)) for one in records)
    broken = 1
    with contextlib.suppress(StoreError):
        for client in clients:
            verify(workspace, client.head or None)
        broken = 0
    return {
        "confirmed decisions": confirmed.total(),
        LOST: (confirmed - recorded).total(),
        BROKEN: broken,
        "recorded, reply not seen": (recorded - confirmed).total(),
    }


def fill(workspace: Workspace, texts: Sequence[str], *, review: float, reviewers: int) -> None:
    """Put texts with made-up scores, and accounts, into an empty store."""
    metadata.drop_all(open_store(workspace.folder, workspace.database))  # what was there before
    store = open_store(workspace.folder, workspace.database)
    keys = [str(at) for at in range(len(texts))]
    frame = pd.DataFrame({"text": texts, "case_id": [key[:-1] for key in keys], "officer_id": keys})
    brought = bring_in(store, frame, numbers=[*map(int, keys)], name="made.csv", time=TIME)
    run = {"export": brought.export, "model": "made up", "time": TIME, "prevalence": 0.02}
    draw, scored = random.Random(5), []
    for text in texts:
        unsure = draw.random() < review
        score = {"probability": draw.uniform(0.2, 0.8) if unsure else draw.uniform(0.0, 0.05)}
        route = {"route": "review" if unsure else "not_relevant", "reason": "made up"}
        words = {"keyword_hit": unsure and draw.random() < 0.5, "platforms": ""}
        scored.append({"text": text_digest(text), "score": 0.0, **score, **route, **words})
    record_run(store, run={**run, "lower": 0.2, "upper": 0.8}, scored=scored)
    people = people_of(workspace)
    for at in range(reviewers):  # one in ten adjudicates
        role = Role.ADJUDICATOR if at % 10 == 9 else Role.REVIEWER
        people.add(f"reader{at}", role=role, password=f"reader{at}" * 3)


@contextlib.contextmanager
def serving(workspace: Workspace, count: int) -> Iterator[tuple[Process, list[Client]]]:
    """Run the program as a server, and sign some reviewers in; it is gone when the block ends."""
    command = [sys.executable, "-u", "-m", "classifier", "review", "--port", "0"]
    command += ["--workspace", str(workspace.folder)]
    command += ["--database", workspace.database] if workspace.database else []
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
        stack.callback(server.kill)
        hung = threading.Timer(300, server.kill)  # no block takes so long
        stack.callback(hung.cancel)
        hung.start()
        said = "".join(server.stdout.readline() for _ in range(2)) if server.stdout else ""
        address = re.findall(r"http://127\.0\.0\.1:\d+", said)[0]
        clients = [Client(address, f"reader{at}") for at in range(count)]
        yield server, [stack.enter_context(contextlib.closing(one)) for one in clients]


def hidden(name: str, page: str) -> str:
    """Give the value of a hidden field; empty where there is none."""
    found = re.search(f'name="{name}" value="([^"]+)"', page)
    return found[1] if found else ""


def write(rows: int, busy: float, loads: Figures, kills: Figures) -> None:
    """Write the figures beside their bars."""
    lost = sum(int(str(one[name])) for one in kills for name in (LOST, BROKEN))
    p95 = {"measure": "p95, all at once", "figure": f"{loads[-1]['p95 ms']} ms", "bar": "<= 100 ms"}
    gone = {"measure": "decisions lost, chains broken", "figure": lost, "bar": 0}
    versions = machine("starlette", "uvicorn", "SQLAlchemy", "pg8000", "httpx")
    others = "" if len(kills) > 1 else "\nPostgreSQL was not measured: no TEST_DATABASE was given."
    page = f"""# Review

Written by `benchmarks/review.py` on {versions}
The server is the program itself, on loopback; its clients run on the same machine, whose
load average was {busy:.2f} when this began: other work on it takes its share.

{table([p95, gone])}

## Load

SQLite, {rows:,} rows of invented text, all distinct. From "decision sent" to "next card received",
{THINKING} s of thinking before each on average; two of the twenty adjudicate.

{table(loads)}

## Kill

The sample export's texts, {CLIENTS} clients deciding as fast as they can, SIGKILL at a moment drawn
between {KILL_AFTER[0]} and {KILL_AFTER[1]} s. Then each decision that a client saw confirmed is
looked for, and the chain is verified with the head that each client saw last.

{table(kills)}
{others}"""
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "review.md").write_text(page.rstrip() + "\n", encoding="utf-8")
    print(page)


if __name__ == "__main__":
    main()
