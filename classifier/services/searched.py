"""The rows of a workspace as a keyword search sees them, with what is known of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifier.domain.errors import SettingError
from classifier.domain.keywords import Place
from classifier.domain.scope import Judged
from classifier.domain.split import groups
from classifier.domain.topic import KeywordRule
from classifier.evaluation.tally import Known
from classifier.io.store.cases import CaseRow, read_present
from classifier.io.store.connect import reading
from classifier.io.store.reading import read_contents
from classifier.rules.keyword import find_words
from classifier.services.known import read_known
from classifier.services.queue import store_of
from classifier.services.reply_rows import judge
from classifier.services.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """The rows of a workspace that can be searched.

    Parameters
    ----------
    cases
        The rows, as recorded.
    texts
        The distinct texts.
    text
        The text of each row, shape (rows,).
    known
        What is known of each row.
    erased
        Rows that cannot be searched: their text was erased.
    """

    cases: Sequence[CaseRow]
    texts: Sequence[str]
    text: NDArray[np.int64]
    known: Known
    erased: int

    def rows_with(self, words: Sequence[str]) -> NDArray[np.bool_]:
        """Say in which rows each word stands, as the search finds it; shape (words, rows)."""
        found = find_words(self.texts, KeywordRule(words=tuple(words)))
        place = {word: at for at, word in enumerate(words)}
        by_text = np.zeros((len(words), len(self.texts)), dtype=np.bool_)
        for at, here in enumerate(found):
            by_text[[place[word] for word in here], at] = True
        return by_text[:, self.text]

    def wrong(self, rows: NDArray[np.bool_]) -> list[Place]:
        """Name those of some rows that are not relevant."""
        known = self.known
        return [
            Place(
                file=self.cases[at].file,
                number=self.cases[at].number,
                key=self.cases[at].key,
                text=self.texts[self.text[at]],
                by_people=bool(known.by_people[at]),
            )
            for at in np.flatnonzero(rows & known.decided & ~known.relevant).tolist()
        ]


def read_searched(workspace: Workspace) -> Searched:
    """Read the rows of a workspace with all that is known of them.

    Raises
    ------
    StoreError
        If the workspace has no queue.
    SettingError
        If it has no rows that can be searched.
    """
    store = store_of(workspace)
    with reading(store) as transaction:
        resolved = read_known(transaction).resolved
        every = read_present(transaction)
        content = read_contents(transaction, {case.text for case in every})
    cases = [case for case in every if case.text in content]
    if not cases:
        message = f"The workspace {workspace.folder} has no rows that can be searched."
        raise SettingError(message, advice="Classify an export first.")
    judged = [judge(case, resolved.get(case.text)) for case in cases]
    digests = {digest: at for at, digest in enumerate(dict.fromkeys(case.text for case in cases))}
    return Searched(
        cases=cases,
        texts=[content[digest] for digest in digests],
        text=np.array([digests[case.text] for case in cases], dtype=np.int64),
        known=Known(
            relevant=np.array([one is Judged.RELEVANT for one, _ in judged]),
            decided=np.array([one is not Judged.UNDECIDED for one, _ in judged]),
            by_people=np.array([by_people for _, by_people in judged]),
            group=groups([case.text for case in cases], [case.fields["case_id"] for case in cases]),
        ),
        erased=len(every) - len(cases),
    )
