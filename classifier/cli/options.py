"""The options that commands share, each written once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final

import typer

DAY: Final = ["%Y-%m-%d", "%d/%m/%Y"]
"""How a day can be written."""

TopicOption = Annotated[
    str,
    typer.Option(
        "--topic",
        help="The topic to look for: a folder of training_data. Example: --topic social_media.",
    ),
]
WorkspaceOption = Annotated[
    Path,
    typer.Option(
        "--workspace",
        file_okay=False,
        help="The folder that keeps what belongs to one request. Made on first use. "
        "Example: --workspace request-0042.",
    ),
]
DatabaseOption = Annotated[
    str | None,
    typer.Option(
        "--database",
        metavar="URL",
        help="A PostgreSQL database for a team. Default: a SQLite file in the workspace. "
        "Example: --database postgresql://ana@localhost/request42.",
    ),
]
MapOption = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="FIELD=COLUMN",
        help="Say which column holds a field. May be repeated. "
        'Example: --map "text=Allegation details".',
    ),
]
SheetOption = Annotated[
    str | None, typer.Option("--sheet", help="The sheet of a workbook. Example: --sheet Cases.")
]
ReceivedOption = Annotated[
    dt.datetime | None,
    typer.Option(
        "--received",
        formats=DAY,
        help="The day the request was received, to say when an answer is due. "
        "Example: --received 2021-02-01.",
    ),
]
QuietOption = Annotated[
    bool, typer.Option("--quiet", "-q", help="Print nothing but errors and warnings. Example: -q.")
]
OverwriteOption = Annotated[
    bool, typer.Option("--overwrite", help="Replace an output that exists. Example: --overwrite.")
]
JsonOption = Annotated[
    str | None,
    typer.Option(
        "--json",
        metavar="FILE",
        help="Write the result for programs; - is standard output. Example: --json -.",
    ),
]

ROWS_SET_ASIDE: Final = 3
"""The exit code of a command that is done, but for rows that could not be used."""

DEFAULT_TOPIC = "social_media"
DEFAULT_WORKSPACE = Path("workspace")


def parse_mapping(pairs: Sequence[str] | None) -> dict[str, str]:
    """Read ``FIELD=COLUMN`` pairs.

    Raises
    ------
    typer.BadParameter
        If one of them is no such pair.
    """
    mapping = {}
    for pair in pairs or ():
        field, sign, column = pair.partition("=")
        if not (sign and field.strip() and column.strip()):
            message = f'{pair!r} is not FIELD=COLUMN. Example: --map "text=Allegation details".'
            raise typer.BadParameter(message, param_hint="--map")
        mapping[field.strip()] = column.strip()
    return mapping
