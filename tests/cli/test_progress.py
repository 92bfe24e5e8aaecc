from __future__ import annotations

import sys

import pytest

from classifier.cli.progress import delayed_bar, scoring_bar


def test_the_bar_waits_two_seconds(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Short work shows nothing; once two seconds are over, the rows are counted on stderr."""
    for name, value in {"FORCE_COLOR": "1", "TTY_INTERACTIVE": "1", "TERM": "xterm"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("NO_COLOR", raising=False)
    now = 0.0
    with delayed_bar("Scoring", clock=lambda: now) as tell:
        tell(10, 500)
        assert capsys.readouterr().err == ""
        now = 2.5
        tell(250, 500)
    captured = capsys.readouterr()
    assert "250/500" in captured.err
    assert captured.out == ""


def test_a_bar_needs_a_terminal_and_is_never_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where stderr is no terminal, or with --quiet, there is no bar."""
    with scoring_bar(quiet=False) as progress:
        assert progress is None
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with scoring_bar(quiet=True) as progress:
        assert progress is None
    with scoring_bar(quiet=False) as progress:
        assert progress is not None
