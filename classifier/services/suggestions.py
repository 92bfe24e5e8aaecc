"""Search words to add, and a list made anew, from what is known of the rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.domain.keywords import Improved, Step
from classifier.domain.topic import Topic
from classifier.evaluation.tally import cases_of
from classifier.evaluation.word_lists import Candidates, choose
from classifier.evaluation.word_trial import Progress, judge
from classifier.rules.grams import Grams
from classifier.rules.matcher import PatternMatcher
from classifier.rules.tokens import tokenize
from classifier.services.searched import Searched

FEWEST_CASES: Final = 3
"""Words in fewer cases are never proposed: somebody's name could be one."""


class Suggestions:
    """The words and pairs of the texts as candidates for a list, beside what is on it.

    Parameters
    ----------
    searched
        The rows.
    grams
        The words and pairs of their texts.
    words
        The search words, which are candidates, too.
    spellings
        Numbers of grams that are spellings of these or of platforms: candidates in any case.
    topic
        A word that one of its patterns knows is nobody's name.
    reads_a_find
        How many reads a relevant row is worth.
    """

    def __init__(
        self,
        searched: Searched,
        grams: Grams,
        *,
        words: Sequence[str],
        spellings: Sequence[int],
        topic: Topic,
        reads_a_find: int,
    ) -> None:
        self._searched = searched
        self._surfaces = [*grams.grams, *words]
        names = np.array(
            [*spellings, *range(len(grams.grams), len(self._surfaces))], dtype=np.int64
        )
        entries = replace(grams.entries, size=len(self._surfaces))
        group = searched.known.group
        often = cases_of(entries, searched.text, group) >= FEWEST_CASES
        people = _like_names(grams, topic)
        likely = np.array([_is_name(one, people) for one in grams.grams] + [False] * len(words))
        self.rare = int((~often[: len(grams.grams)]).sum())
        self.capitals = int((often & likely).sum())
        self._found: dict[int, NDArray[np.bool_]] = {}
        self._candidates = Candidates(
            entries=entries,
            text=searched.text,
            names=names,
            allowed=often & ~likely,
            found=self._rows_with,
            reads_a_find=reads_a_find,
        )

    def additions(self, covered: NDArray[np.bool_]) -> list[Step]:
        """Give words to add to a list that finds some rows, shape (rows,)."""
        return self._choose(covered, doubt=False)

    def improved(self, seed: int, progress: Progress | None = None) -> Improved:
        """Make a list anew, and judge the way it is made."""
        known = self._searched.known
        steps = self._choose(np.zeros(len(self._searched.text), dtype=np.bool_), doubt=True)
        found = np.logical_or.reduce(self._searched.rows_with([step.word for step in steps]))
        return Improved(
            steps=steps,
            tally=known.tally(found),
            judged=judge(self._candidates, known, seed=seed, progress=progress),
        )

    def _choose(self, start: NDArray[np.bool_], *, doubt: bool) -> list[Step]:
        chosen = choose(
            self._candidates,
            self._searched.known,
            there=np.ones_like(start),
            start=start,
            doubt=doubt,
        )
        return [
            Step(word=self._surfaces[number], gained=gained, reads=reads)
            for number, gained, reads in chosen
        ]

    def _rows_with(self, numbers: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Say in which rows some candidates stand, searching for each once."""
        new = [number for number in numbers.tolist() if number not in self._found]
        words = [self._surfaces[number] for number in new]
        self._found.update(zip(new, self._searched.rows_with(words), strict=True))
        rows = [self._found[number] for number in numbers.tolist()]
        return np.stack(rows) if rows else np.zeros((0, len(self._searched.text)), dtype=np.bool_)


def _like_names(grams: Grams, topic: Topic) -> frozenset[str]:
    """Give the words that are always written with a capital, and that no pattern knows."""
    matcher = PatternMatcher(topic.patterns, topic.word_lists)
    return frozenset(
        word for word in grams.capital if not grams.lower[word] and not matcher.find([word])
    )


def _is_name(gram: str, names: frozenset[str]) -> bool:
    return not names.isdisjoint(tokenize(gram))
