"""The tables of the store."""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)

from classifier.domain.allegation import FIELDS, TEXT

SCHEMA_VERSION: Final = 3
metadata: Final = MetaData()

schema: Final = Table(
    "schema_version",
    metadata,
    Column("version", Integer, nullable=False),
    Column("salt", String(32), nullable=False),
)
"""One row: the schema's version, and the secret that the store's lots are drawn with."""

exports: Final = Table(
    "exports",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("digest", String(64), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("time", String(32), nullable=False),
)

texts: Final = Table(
    "texts",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("content", Text),
)
"""Each distinct text once; content is null once it is purged."""

rows: Final = Table(
    "rows",
    metadata,
    Column("key", Text, primary_key=True),
    Column("text", String(64), ForeignKey("texts.digest"), primary_key=True),
    Column("export", Integer, ForeignKey("exports.id"), nullable=False),
    Column("number", Integer, nullable=False),
    *(Column(field, Text, nullable=False, default="") for field in FIELDS if field != TEXT),
    Index("rows_text", "text"),
)
"""The rows of all exports by stable key and text: a row whose text changed stands twice."""

amendments: Final = Table(
    "amendments",
    metadata,
    Column("key", Text, primary_key=True),
    Column("text", String(64), primary_key=True),
    Column("export", Integer, ForeignKey("exports.id"), primary_key=True),
    *(Column(field, Text, nullable=False, default="") for field in FIELDS if field != TEXT),
)
"""What a later export says of a row that was there, where it says something else: a case ended."""

holdings: Final = Table(
    "holdings",
    metadata,
    Column("export", Integer, ForeignKey("exports.id"), primary_key=True),
    Column("key", Text, primary_key=True),
    Column("text", String(64), nullable=False),
)
"""The rows that each export holds, new or not; of those from before schema 3 not all are known."""

runs: Final = Table(
    "runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("export", Integer, ForeignKey("exports.id"), nullable=False),
    Column("model", Text, nullable=False),
    Column("time", String(32), nullable=False),
    Column("prevalence", Float, nullable=False),
    Column("lower", Float, nullable=False),
    Column("upper", Float, nullable=False),
)

scores: Final = Table(
    "scores",
    metadata,
    Column("run", Integer, ForeignKey("runs.id"), primary_key=True),
    Column("text", String(64), ForeignKey("texts.digest"), primary_key=True),
    Column("score", Float, nullable=False),
    Column("probability", Float, nullable=False),
    Column("route", String(12), nullable=False),
    Column("reason", Text, nullable=False),
    Column("keyword_hit", Boolean, nullable=False),
    Column("platforms", Text, nullable=False),
)

labels: Final = Table(
    "labels",
    metadata,
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("digest", String(64), nullable=False, unique=True),
    Column("previous", String(64), nullable=False),
    Column("text", String(64), nullable=False),
    Column("reviewer", Text, nullable=False),
    Column("time", String(32), nullable=False),
    Column("decision", String(12), nullable=False),
    Column("blind", Boolean, nullable=False),
    Column("adjudication", Boolean, nullable=False),
    Column("shown_because", Text, nullable=False),
    Column("model", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("replaces", String(64), nullable=False),
    Index("labels_text", "text"),
)
"""The chain of labels, in order of position, from 1."""

edits: Final = Table(
    "edits",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False),
    Column("text", String(64), nullable=False),
    Column("sentence", Text, nullable=False),
    Column("editor", Text, nullable=False),
    Column("time", String(32), nullable=False),
)
"""What people wrote as the summary of a row, in order; the last one for a row and text stands."""

redactions: Final = Table(
    "redactions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("text", String(64), nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("kind", String(12), nullable=False),
    Column("choice", String(12), nullable=False),
    Column("reviewer", Text, nullable=False),
    Column("time", String(32), nullable=False),
    Index("redactions_text", "text"),
)
"""Whether characters of a summary are replaced, as people decided, in order; the last stands."""

draws: Final = Table(
    "draws",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(12), nullable=False),
    Column("time", String(32), nullable=False),
    Column("seed", Integer, nullable=False),
    Column("target", Float, nullable=False),
    Column("level", Float, nullable=False),
    Column("error", Float, nullable=False),
    Column("run", Integer, nullable=False),
    Column("model", Text, nullable=False),
    Column("label", String(64), nullable=False),
    Column("frame", String(64), nullable=False),
    Column("size", Integer, nullable=False),
    Column("read_relevant", Integer, nullable=False),
    Column("read_others", Integer, nullable=False),
    Column("read_unsure", Integer, nullable=False),
)
"""Control samples and lots: what was drawn from, and how; the frame by its digest.

``error`` is what the claim made from it may spend, ``label`` the head of the chain of labels.
"""

draw_strata: Final = Table(
    "draw_strata",
    metadata,
    Column("draw", Integer, ForeignKey("draws.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("name", String(20), nullable=False),
    Column("found", Boolean, nullable=False),
    Column("size", Integer, nullable=False),
    Column("drawn", Integer, nullable=False),
    Column("expected", Float, nullable=False),
)
"""The strata of a draw, and whether their rows counted as found then."""

draw_rows: Final = Table(
    "draw_rows",
    metadata,
    Column("draw", Integer, ForeignKey("draws.id"), primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("key", Text, nullable=False),
    Column("text", String(64), nullable=False),
    Column("stratum", String(20), nullable=False),
    Column("chance", Float, nullable=False),
    Column("drawn", Boolean, nullable=False),
    Index("draw_rows_text", "text"),
)
"""The rows of a draw, each with its chance; of a lot also those not drawn: to be read on."""

draw_read: Final = Table(
    "draw_read",
    metadata,
    Column("draw", Integer, ForeignKey("draws.id"), primary_key=True),
    Column("text", String(64), primary_key=True),
    Column("rows", Integer, nullable=False),
    Column("relevant", Boolean),
)
"""The texts that people had read before a draw, how many rows had each, and what it was then.

Null is for what was unsure or in dispute. A label may change: what it is now counts, too.
"""

looks: Final = Table(
    "looks",
    metadata,
    Column("draw", Integer, ForeignKey("draws.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("time", String(32), nullable=False),
    Column("label", String(64), nullable=False),
    Column("found", Integer, nullable=False),
    Column("ahead", Integer, nullable=False),
    Column("passed", Integer, nullable=False),
    Column("chance", Float, nullable=False),
    Column("stop", Boolean, nullable=False),
)
"""The looks of a stopping rule at its lot, each with what was known then and what it said."""

reviewers: Final = Table(
    "reviewers",
    metadata,
    Column("name", String(80), primary_key=True),
    Column("role", String(12), nullable=False),
    Column("password", Text, nullable=False),
)
"""Accounts; the password is an argon2 hash."""

sessions: Final = Table(
    "sessions",
    metadata,
    Column("token", String(64), primary_key=True),
    Column("reviewer", String(80), nullable=False),
    Column("until", String(32), nullable=False),
)
"""Signed-in browsers, by the digest of their cookie."""

leases: Final = Table(
    "leases",
    metadata,
    Column("text", String(64), primary_key=True),
    Column("reviewer", String(80), primary_key=True),
    Column("until", String(32), nullable=False),
)
"""Texts that a reviewer has open, and until when they are kept from others."""
