"""The same work on many pieces: here, on all cores, or on a cluster that the user names."""

from __future__ import annotations

import os
import re
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any, Final, TypeVar, cast

from classifier.domain.errors import SettingError
from classifier.services.collecting import collect_seldom
from classifier.services.installed import require

LOKY: Final = "loky"
DASK: Final = "dask"
BACKENDS: Final = (LOKY, DASK)

_ADDRESS: Final = re.compile(r"(tcp|tls)://([\w.-]+|\[[\da-f:.]+\])(:\d+)?", re.ASCII)
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "[::1]"})
_AHEAD: Final = 3
"""Pieces under way or waiting for each worker: enough to keep it busy, few enough for memory."""
_SECONDS_BETWEEN_LOOKS: Final = 2
_PATIENCE: Final = 10
"""Seconds that a scheduler may take to answer."""

Piece = TypeVar("Piece")
Done = TypeVar("Done")


@dataclass(frozen=True, slots=True, kw_only=True)
class Crew:
    """Who does the work.

    Parameters
    ----------
    jobs
        How many processes, 1 or more; 1 is this one.
    backend
        One of `BACKENDS`.
    scheduler
        The address of a Dask scheduler; empty without a cluster.
    """

    jobs: int = 1
    backend: str = LOKY
    scheduler: str = ""

    def __post_init__(self) -> None:
        """Refuse what does not fit together, and an address that nothing protects."""
        if self.jobs < 1:
            message = f"--jobs is {self.jobs}."
            raise SettingError(message, advice="Give a number of processes, such as 2.")
        if self.backend not in BACKENDS:
            message = f"--backend is {self.backend!r}."
            raise SettingError(message, advice=f"Choose one of {', '.join(BACKENDS)}.")
        if (self.backend == DASK) != bool(self.scheduler):
            message = "--backend dask and --scheduler ADDRESS belong together."
            raise SettingError(message, advice="Example: --scheduler tls://10.0.0.5:8786.")
        if self.scheduler:
            _check_address(self.scheduler)

    def start(self, prepare: Callable[[], None]) -> None:
        """Start the processes, while this one looks at what there is to do.

        Parameters
        ----------
        prepare
            What each does first.
        """
        if self.backend == LOKY and self.jobs > 1:
            pool = _pool(self.jobs)
            for _ in range(self.jobs):
                pool.submit(prepare)

    def over(
        self, work: Callable[[Piece], Done], pieces: Iterable[Piece]
    ) -> Generator[Done, None, None]:
        """Do the work on each piece, and give what comes of it in the order of the pieces.

        Parameters
        ----------
        work
            A function that can be sent to another process.
        pieces
            Taken as they are needed.
        """
        if self.backend == LOKY and self.jobs == 1:
            yield from map(work, pieces)
            return
        with self._executor() as (executor, workers):
            ahead: deque[Future[Done]] = deque()
            for piece in pieces:
                ahead.append(executor.submit(_calm, work, piece))
                if len(ahead) >= _AHEAD * workers:
                    yield ahead.popleft().result()
            while ahead:
                yield ahead.popleft().result()

    def _executor(self) -> AbstractContextManager[tuple[Executor, int]]:
        """Give who does the work, and how many pieces they do at once."""
        return _cluster(self.scheduler) if self.scheduler else _processes(self.jobs)


@contextmanager
def _processes(jobs: int) -> Iterator[tuple[Executor, int]]:
    """Give joblib's processes, which stay for the next pass, but not after a fault or Ctrl-C."""
    executor = _pool(jobs)
    try:
        yield executor, jobs
    except BrokenExecutor as error:
        message = "A process was stopped from outside: most often because memory ran out."
        advice = "Try fewer of them, such as --jobs 1; --resume goes on with what was scored."
        raise SettingError(message, advice=advice) from error
    except BaseException:
        with _quiet_threads():
            cast("Any", executor).shutdown(wait=True, kill_workers=True)  # loky's has more
        raise


def _pool(jobs: int) -> Executor:
    """Give joblib's pool of processes, the one that there is if it is of this size."""
    from joblib.externals.loky import get_reusable_executor

    pool: Executor = get_reusable_executor(
        max_workers=jobs, initializer=_end_with, initargs=(os.getpid(),)
    )
    return pool


def _end_with(parent: int) -> None:
    """End this process once the one that started it has ended: it would wait without end."""

    def look() -> None:
        while os.getppid() == parent:
            time.sleep(_SECONDS_BETWEEN_LOOKS)
        os._exit(1)

    if os.name != "nt":  # Windows tells no process of this, and may start it by another
        threading.Thread(target=look, daemon=True).start()


@contextmanager
def _quiet_threads() -> Iterator[None]:
    """Print nothing of threads that fail: the one that hands out pieces may miss some it had."""
    before, threading.excepthook = threading.excepthook, lambda _: None
    try:
        yield
    finally:
        threading.excepthook = before


@contextmanager
def _cluster(scheduler: str) -> Iterator[tuple[Executor, int]]:
    """Give a Dask cluster; what a worker had under way when it went goes to another."""
    require(
        "distributed",
        so_that="A cluster cannot be used",
        advice='Install it: pip install "allegation-classifier[cluster]".',
    )
    from distributed import Client, KilledWorker

    try:
        client = Client(scheduler, timeout=_PATIENCE)
    except (OSError, TypeError, ValueError) as error:
        message = f"No Dask scheduler answers at {scheduler} ({type(error).__name__})."
        advice = "Start it, and check the address and the certificates in Dask's settings."
        raise SettingError(message, advice=advice) from error
    with client:
        threads = client.nthreads()
        if not threads:
            message = f"The Dask scheduler at {scheduler} has no workers."
            raise SettingError(message, advice="Start some, then classify again.")
        for worker in threads:
            _check_encrypted(worker, "A worker is at")
        try:
            yield client.get_executor(pure=False), sum(threads.values())
        except (KilledWorker, CancelledError, ImportError) as error:
            message = f"The cluster at {scheduler} cannot do the work ({type(error).__name__})."
            advice = "Look for this program, in the same version, and for memory on its workers."
            raise SettingError(message, advice=advice) from error


def cores() -> int:
    """Count the cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _calm(work: Callable[[Piece], Done], piece: Piece) -> Done:
    """Do the work as the program's own process does."""
    collect_seldom()
    return work(piece)


def _check_address(scheduler: str) -> None:
    """Refuse what is no address, and one that would get allegations unencrypted."""
    if _ADDRESS.fullmatch(scheduler.lower()) is None:
        message = f"--scheduler is {scheduler!r}, which is no address."
        raise SettingError(message, advice="Example: --scheduler tls://10.0.0.5:8786.")
    _check_encrypted(scheduler, "--scheduler is")


def _check_encrypted(address: str, named: str) -> None:
    """Refuse to send allegations over a network that is not encrypted."""
    found = _ADDRESS.fullmatch(address.lower())
    if found is None or (found[1] != "tls" and found[2] not in _LOOPBACK):
        message = f"{named} {address}: allegations would cross the network unencrypted."
        raise SettingError(message, advice="Give the cluster certificates, and use tls://.")
