import dataclasses
import re
from html.parser import HTMLParser
from typing import Any

import numpy as np
import pytest

from classifier.evaluation.comparison import compare
from classifier.evaluation.sides import Comparison
from classifier.reports.compare_page import render_compare

PAGE: dict[str, Any] = {
    "title": "Model against keyword search",
    "source_name": "labelled.csv",
    "topic_title": "social media",
    "model_version": "0001",
    "row_numbers": range(2, 12),
}
TEXTS = [f"PC {number} posted <script>alert({number})</script> & left" for number in range(10)]


class Tags(HTMLParser):
    """Collects the tags and attributes of a page, and that they are closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag, and that it must be closed: of the void ones the page has only meta."""
        self.seen.append((tag, dict(attrs)))
        if tag != "meta":
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag that closes itself."""
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        """Check that the tag last opened is the one closed."""
        assert self.open.pop() == tag


def tags(page: str) -> Tags:
    """Read a page."""
    reader = Tags()
    reader.feed(page)
    reader.close()
    return reader


def test_the_same_figures_give_the_same_bytes(comparison: Comparison) -> None:
    """No clock, no random identifier: a page can be compared with the last one."""
    assert render_compare(comparison, **PAGE) == render_compare(comparison, **PAGE)


def test_a_text_cannot_become_markup(comparison: Comparison) -> None:
    """A script in an allegation, or in any name, is shown and not run."""
    page = render_compare(
        comparison,
        **PAGE | {"title": "<script>", "source_name": "<script>.csv", "keywords": ["<script>"]},
        texts=TEXTS,
        terms=["<script>"] * 10,
    )
    assert "<script" not in page
    assert "&lt;script&gt;alert(2)&lt;/script&gt; &amp; left" in page


def test_the_page_names_no_outside_address(comparison: Comparison) -> None:
    """It opens the same on a machine without a network, and tells nobody that it was opened."""
    page = render_compare(comparison, **PAGE)
    seen = tags(page).seen
    links = [value for _, given in seen for name, value in given.items() if name.endswith("href")]
    assert "://" not in page
    assert all(str(link).startswith("#") for link in links)
    assert not {"script", "link", "img", "iframe"} & {tag for tag, _ in seen}


def test_the_page_is_well_formed(comparison: Comparison) -> None:
    """Every tag is closed, no identifier stands twice, and every reference finds its own."""
    page = render_compare(comparison, **PAGE, texts=TEXTS)
    reader = tags(page)
    identifiers = [given["id"] for _, given in reader.seen if "id" in given]
    references = re.findall(r'(?:href="#|url\(#|aria-labelledby=")([^")]+)', page)
    assert reader.open == []
    assert len(identifiers) == len(set(identifiers))
    assert set(references) <= set(identifiers)


def test_the_page_can_be_heard(comparison: Comparison) -> None:
    """Each chart says in words what it shows, each table has a caption, each head its scope."""
    seen = tags(render_compare(comparison, **PAGE, texts=TEXTS)).seen
    charts = [given for tag, given in seen if tag == "svg"]
    names = [tag for tag, _ in seen]
    assert len(charts) == 3
    assert all(given["role"] == "img" and given["aria-label"] for given in charts)
    assert names.count("caption") == names.count("table") == 5
    assert all("scope" in given for tag, given in seen if tag == "th")
    assert seen[0] == ("html", {"lang": "en-GB"})


def test_text_in_a_chart_stays_text(comparison: Comparison) -> None:
    """Labels are words, not outlines: small, searchable and readable."""
    page = render_compare(comparison, **PAGE)
    assert "Recall: share of relevant rows found</text>" in page
    assert len(page) < 60_000


def test_no_allegation_text_unless_given(comparison: Comparison) -> None:
    """Without texts the page says so; with them it says how it must be kept."""
    without = render_compare(comparison, **PAGE)
    given = render_compare(comparison, **PAGE, texts=TEXTS)
    assert "This page contains no allegation text" in without
    assert "posted" not in without
    assert "This page contains allegation text." in given
    assert "PC 3 posted" in given
    assert "PC 5 posted" not in given


def test_rows_go_by_their_number_in_the_file(comparison: Comparison) -> None:
    """The third row of a file whose first is numbered 2 is row 4, with its reason."""
    page = render_compare(comparison, **PAGE)
    assert '<th scope="row">4</th><td class="why">No search word; the model found it</td>' in page


def test_a_long_list_ends_with_where_to_see_the_rest(comparison: Comparison) -> None:
    """Fifty rows of a list are shown, and the others counted."""
    keyword = dataclasses.replace(comparison.keyword, wrongly_collected=tuple(range(1250)))
    longer = dataclasses.replace(comparison, keyword=keyword)
    page = render_compare(longer, **PAGE | {"row_numbers": range(1250)})
    assert "Wrongly collected by the keyword search: 1,250" in page
    assert "and 1,200 more: see comparison.json" in page
    assert page.count('<td class="why">') == 50 + 2 + 2 + 1


def test_nothing_relevant_still_makes_a_page(nothing_relevant: Comparison) -> None:
    """Without a relevant row there is no curve to draw, and the page says so."""
    page = render_compare(nothing_relevant, **PAGE, prevalence=0.01)
    assert "No row is relevant" in page
    assert page.count("<svg") == 1
    assert "nan" not in re.sub(r"<svg.*?</svg>", "", page, flags=re.DOTALL)


@pytest.mark.parametrize("prevalence", [0.0, 0.3, 1.0])
def test_a_real_comparison_makes_a_page(prevalence: float) -> None:
    """What evaluation gives is what the page reads, whatever the labels."""
    random = np.random.default_rng(11)
    relevant = random.random(120) < prevalence
    probability = np.clip(relevant * 0.5 + random.random(120) * 0.5, 0, 1)
    model = probability >= 0.6
    figures = compare(
        relevant=relevant,
        keyword=random.random(120) < 0.3,
        model=model,
        review=~model & (probability > 0.4),
        probability=probability,
        threshold=0.6,
        groups=np.arange(120) // 2,
        seed=1,
    )
    page = render_compare(figures, **PAGE | {"row_numbers": range(120)}, prevalence=0.3)
    assert tags(page).open == []
    assert "Exact sign-flip test by case" in page
