"""Reading a topic's folder."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from classifier.domain.errors import TopicError
from classifier.domain.topic import KeywordRule, TermPattern, Topic

FILE = "topic.toml"


def load_topic(topics: Path, name: str) -> Topic:
    """Read a topic from the folder of that name among the topics' folders.

    Raises
    ------
    TopicError
        If the folder, a key or a value is missing or wrong; the message lists the known topics.
    """
    known = sorted(found.parent.name for found in topics.glob(f"*/{FILE}"))
    if name not in known:  # a path in its place is no topic either
        message = f"There is no topic {name!r}: {FILE} was looked for in its folder."
        raise TopicError(message, advice=f"Known topics: {', '.join(known) or 'none'}.")
    try:
        return _topic(name, tomllib.loads((topics / name / FILE).read_text(encoding="utf-8")))
    except (ValueError, KeyError, TypeError) as error:
        message = f"The file {FILE} of topic {name!r} cannot be used: {error}."
        raise TopicError(message, advice="Compare it with the one of social_media.") from error


def _topic(name: str, table: dict[str, Any]) -> Topic:
    """Make a topic of a file's content; what is wrong with it is a ValueError or the like."""
    words = table["keywords"]["words"]
    if not (isinstance(words, list) and words and all(isinstance(word, str) for word in words)):
        message = "words under [keywords] is not a list of search words"
        raise ValueError(message)
    given = [key for key in ("real_candidates",) if key in table]
    for key in ("prior_prevalence", "target_precision", *given):
        if not 0 < table[key] < 1:
            message = f"{key} is {table[key]}, not a share between 0 and 1"
            raise ValueError(message)
    return Topic(
        name=name,
        title=table["title"],
        question=table["question"],
        prior_prevalence=table["prior_prevalence"],
        target_precision=table["target_precision"],
        real_mix=table.get("real_mix", {}),
        keywords=KeywordRule(words=tuple(words)),
        word_lists=table.get("words", {}),
        patterns=tuple(
            TermPattern(
                name=row["name"],
                group=row["group"],
                platform=row["platform"],
                lines=tuple(row["lines"]),
            )
            for row in table.get("pattern", [])
        ),
        national_factor=table.get("national_factor", ""),
        named_by_others=tuple(table.get("named_by_others", ())),
        people=_people(table),
        real_candidates=table.get("real_candidates"),
    )


def _people(table: dict[str, Any]) -> frozenset[str]:
    """Give the words of the lists that name somebody by a role, in small letters."""
    names, lists = table.get("people", []), table.get("words", {})
    if not (isinstance(names, list) and all(isinstance(lists[name], str) for name in names)):
        message = "people is not a list of names of word lists under [words]"
        raise ValueError(message)
    return frozenset(word for name in names for word in lists[name].lower().split())
