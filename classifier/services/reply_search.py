"""How the search was made, as a reply says it: by whom or what rows were decided, and how well."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from classifier.domain.scope import Judged, Standing
from classifier.io.store.connect import Store, reading
from classifier.io.store.draws import ESTIMATE, read_draw
from classifier.reports.reply_parts import Search
from classifier.services.estimate import estimate_recall
from classifier.services.recall_json import estimate_json
from classifier.services.workspace import Workspace

if TYPE_CHECKING:
    from classifier.services.reply_material import Recorded

UNSAMPLED: Final = (
    "No control sample was drawn and read, so nothing is said here of how many were missed."
)


def search_of(workspace: Workspace, store: Store, found: Recorded) -> Search:
    """Say how the search was made."""
    undecided = found.counted.standings[Standing.UNDECIDED]
    by_people = sum(row.by_people and row.judged is not Judged.UNDECIDED for row in found.kept)
    topic, kept = workspace.topic, {row.key for row in found.kept}
    return Search(
        topic=topic.title,
        question=topic.question,
        words=topic.keywords.words,
        models=list(dict.fromkeys(run.model for run in found.runs)),
        rows=len(found.kept),
        texts=len({row.text for row in found.kept}),
        unscored=sum(not case.route and case.key in kept for case in found.cases),
        by_people=by_people,
        by_model=len(found.kept) - by_people - undecided,
        undecided=undecided,
        reviewers=found.reviewers,
        twice=found.twice,
        recall=_recall(workspace, store),
    )


def _recall(workspace: Workspace, store: Store) -> Sequence[str]:
    """Give the recall statement, or say that there can be none."""
    with reading(store) as transaction:
        drawn = read_draw(transaction, ESTIMATE)
    if drawn is None:
        return (UNSAMPLED,)
    estimated = estimate_json(estimate_recall(store), topic_title=workspace.topic.title)
    return tuple(estimated["sentences"])
