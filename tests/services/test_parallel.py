from __future__ import annotations

import operator
import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from classifier.domain.errors import SettingError
from classifier.services.parallel import Crew, cores


def test_pieces_come_back_in_their_order() -> None:
    """Whoever does the work, and whoever is done first."""
    for crew in (Crew(), Crew(jobs=2)):
        assert list(crew.over(operator.neg, iter(range(20)))) == [-n for n in range(20)]


def killed(number: int) -> int:
    """End the process that works on the fifth piece, as a system short of memory does."""
    if number == 5:
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
    return number


def test_a_process_that_is_killed_is_a_clear_error() -> None:
    """Most often the system ran out of memory; the next run gets processes of its own."""
    with pytest.raises(SettingError, match=r"stopped from outside.*--jobs 1.*--resume"):
        list(Crew(jobs=2).over(killed, range(20)))
    assert list(Crew(jobs=2).over(abs, range(3))) == [0, 1, 2]


WAITING = """
import time
from classifier.services.parallel import Crew

def work(number):
    print("at work", flush=True)
    time.sleep(600)

list(Crew(jobs=2).over(work, range(4)))
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows tells no process that its parent ended")
def test_processes_end_with_the_one_that_started_them() -> None:
    """However it ended: what they hold are allegations, and nobody else would end them."""
    with subprocess.Popen([sys.executable, "-c", WAITING], stdout=subprocess.PIPE) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == b"at work\n"
        program.kill()
        program.communicate(timeout=60)  # its output ends when the last of them has ended


def test_pieces_are_taken_as_they_are_needed() -> None:
    """Of a long file few pieces are in memory at any time."""
    taken: list[int] = []

    def pieces() -> Iterator[int]:
        for number in range(100):
            taken.append(number)
            yield number

    done = Crew(jobs=2).over(operator.neg, pieces())
    assert [next(done), next(done)] == [0, -1]
    assert len(taken) < 20
    assert list(done)[-1] == -99


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"jobs": 0}, "--jobs is 0"),
        ({"backend": "spark"}, "--backend is 'spark'"),
        ({"backend": "dask"}, "belong together"),
        ({"scheduler": "tcp://127.0.0.1:8786"}, "belong together"),
        ({"backend": "dask", "scheduler": "nowhere"}, "no address"),
        ({"backend": "dask", "scheduler": "http://127.0.0.1:1"}, "no address"),
        ({"backend": "dask", "scheduler": "tcp://10.0.0.5:8786"}, "unencrypted"),
        ({"backend": "dask", "scheduler": "tcp://localhost.example.org:1"}, "unencrypted"),
        ({"backend": "dask", "scheduler": "TCP://127.0.0.1.example.org:1"}, "unencrypted"),
        ({"backend": "dask", "scheduler": "tcp://[::2]:8786"}, "unencrypted"),
        ({"backend": "dask", "scheduler": "tcp://127.0.0.1:8786@example.org:1"}, "no address"),
        ({"backend": "dask", "scheduler": "tcp://example.org\\@127.0.0.1:8786"}, "no address"),
        ({"backend": "dask", "scheduler": "tcp://127.0.0.1?example.org:8786"}, "no address"),
        ({"backend": "dask", "scheduler": "tcp://127.0.0.1:x"}, "no address"),
        ({"backend": "dask", "scheduler": "tcp://[::1"}, "no address"),
        ({"backend": "dask", "scheduler": "inproc://127.0.0.1/1"}, "no address"),
    ],
)
def test_what_does_not_fit_together_is_refused(asked: dict[str, object], found: str) -> None:
    """Before any work, and before anything crosses a network that is not encrypted."""
    with pytest.raises(SettingError, match=found):
        Crew(**asked)  # type: ignore[arg-type]


def test_there_is_a_core() -> None:
    """At least the one that runs this."""
    assert cores() >= 1
