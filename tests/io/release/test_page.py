from __future__ import annotations

import pytest
from leaving import TEXT, page

from classifier.domain.release import Reading
from classifier.io.release.reader import read_leaving

HIDING = "a style that hides text"
FAINT = "colour of its ground"


def read(content: bytes) -> Reading:
    """Read a page as one that is to leave."""
    return read_leaving("reply.html", content)


def found(content: bytes) -> list[str]:
    """Give what is found in a page."""
    return [finding.what for finding in read(content).findings]


BODIES = {
    "comment": ("<!-- psst -->", "a comment"),
    "open comment": ("<!-- psst", "a comment"),
    "script": ("<script>let a = 1</script>", "a script"),
    "act on click": ('<p onclick="a()">x</p>', "a script"),
    "script as address": ('<a href="javascript:a()">javascript:a()</a>', "runs or holds"),
    "picture": ('<img src="https://example.org/a.png">', "a picture"),
    "picture within": ('<img src="data:image/png;base64,AAAA">', "a picture"),
    "other page": ('<iframe src="a.html"></iframe>', "another page"),
    "object": ('<object data="a.pdf"></object>', "an embedded object"),
    "form": ('<form action="https://example.org"></form>', "a form"),
    "hidden field": ('<input type="hidden" value="psst">', "a field of a form"),
    "template": ("<template>psst</template>", "a template"),
    "without scripts": ("<noscript>psst</noscript>", "without scripts"),
    "folded": ("<details>psst</details>", "when it is opened"),
    "hidden": ("<p hidden>psst</p>", "a hidden element"),
    "own value": ('<p data-who="psst">x</p>', "an attribute that is not known"),
    "tip": ('<p title="psst">x</p>', "a tip"),
    "masked link": ('<a href="https://example.org">here</a>', "a link whose address"),
    "unknown": ("<odd>x</odd>", "an element that is not known"),
    "section": ("<![CDATA[psst]]>", "a comment"),
    "instruction": ("<?psst?>", "an instruction"),
    "not shown": ('<p style="display:none">psst</p>', HIDING),
    "shouted": ('<p style="DISPLAY: NONE !important">psst</p>', HIDING),
    "invisible": ('<p style="visibility:hidden">psst</p>', HIDING),
    "see-through": ('<p style="opacity:0">psst</p>', HIDING),
    "small": ('<p style="font-size:1px">psst</p>', HIDING),
    "small in short": ('<p style="font:1px serif">psst</p>', HIDING),
    "off the page": ('<p style="position:absolute;left:-9999px">psst</p>', HIDING),
    "indented away": ('<p style="text-indent:-100em">psst</p>', HIDING),
    "cut off": ('<p style="clip-path:inset(50%)">psst</p>', HIDING),
    "no height": ('<p style="height:0;overflow:hidden">psst</p>', HIDING),
    "scaled away": ('<p style="transform:scale(0)">psst</p>', HIDING),
    "white": ('<p style="color:white">psst</p>', FAINT),
    "white by number": ('<p style="color:#fefefe">psst</p>', FAINT),
    "white by share": ('<p style="color:rgb(255, 255, 255)">psst</p>', FAINT),
    "same on same": ('<p style="color:#a30;background:#a30">psst</p>', FAINT),
    "transparent": ('<p style="color:transparent">psst</p>', FAINT),
    "strange colour": ('<p style="color:lab(99% 0 0)">psst</p>', "cannot be checked"),
    "black on black": ('<p style="background:#000">psst</p>', FAINT),
    "strange style": ('<p style="-webkit-text-fill-color:#fff">psst</p>', "a style that is not"),
    "no drawing": ('<svg width="0"><text>psst</text></svg>', HIDING),
    "long attribute": (f'<p class="{"psst " * 40}">x</p>', "an attribute that could hold text"),
    "drawing's maker": ("<svg><metadata>psst</metadata></svg>", "metadata of a drawing"),
    "drawn in white": ('<svg><text fill="#fff">psst</text></svg>', FAINT),
}

HEADS = {
    "style sheet": ('<link rel="stylesheet" href="a.css">', "from elsewhere"),
    "base": ('<base href="https://example.org/">', "all others start from"),
    "author": ('<meta name="author" content="A">', "the author's name"),
    "maker": ('<meta name="generator" content="A">', "the author's name"),
    "leads away": ('<meta http-equiv="refresh" content="0;url=a">', "sends its reader"),
    "rule that hides": ("<style>.a { display: none; }</style>", HIDING),
    "rule that hides on screens": (
        "<style>@media screen { .a { display: none } }</style>",
        HIDING,
    ),
    "white rule": ("<style>.a{color:#fff}</style>", FAINT),
    "writes words": ("<style>.a::after{content:'psst'}</style>", "words of its own"),
    "comment in a style": ("<style>/* psst */ p { margin: 0 }</style>", "a comment in a style"),
    "import": ("<style>@import 'https://example.org/a.css';</style>", "reaches outside"),
    "address": ("<style>p{background:url(https://example.org/a)}</style>", "reaches outside"),
    "escaped": ("<style>p{di\\73play:none}</style>", "reaches outside"),
    "open rule": ("<style>.a{display:none</style>", HIDING),
}


@pytest.mark.parametrize("name", BODIES)
def test_what_a_body_can_hide_is_found(name: str) -> None:
    """Each element, attribute and style by which a page holds more than it shows."""
    body, what = BODIES[name]
    assert any(what in each for each in found(page(body))), found(page(body))


@pytest.mark.parametrize("name", HEADS)
def test_what_a_head_can_hide_is_found(name: str) -> None:
    """Each element and rule of a page's head that hides or reaches outside."""
    head, what = HEADS[name]
    assert any(what in each for each in found(page(head=head))), found(page(head=head))


PLAIN = """<section aria-labelledby="a"><h2 id="a">One</h2><ol><li>first<br>second</li></ol>
<p>See <a href="https://example.org/help">https://example.org/help</a> or <a href="#a">above</a>,
or write to <a href="mailto:foi@example.org">foi@example.org</a>. <abbr title="Freedom">F</abbr></p>
<svg viewBox="0 0 9 9" role="img" aria-label="a line"><path d="M0 0"/><text x="1">a</text></svg>
<p style="color:#4b5563; margin:0 0 .5rem">grey</p></section>"""
STYLE = """<style>:root { color-scheme: light; } .figures th:first-child { width: 31%; }
@page { size: A4; margin: 16mm; } @media print { .a { display: none; } }
svg { max-width: 32rem; height: auto; } h1 { line-height: 1.2; margin: 0 0 -2px; }</style>"""


def test_a_clean_page_passes() -> None:
    """Whatever a plain reply needs is no finding."""
    reading = read(page(PLAIN, STYLE))
    assert reading.findings == ()
    assert TEXT in {passage.text for passage in reading.passages}
    assert reading.grids[0].rows[1] == ("Written warning", "12", "12")


def test_places_are_lines() -> None:
    """A finding names the line where it stands, and not what stands there."""
    (finding,) = read(page("<p>\n</p><p hidden>psst</p>")).findings
    assert finding.where == "line 6"
    assert "psst" not in finding.what + finding.advice


def test_spanned_cells_keep_their_columns() -> None:
    """A cell over two columns counts for two, so that totals stay in their column."""
    table = "<table><tr><td colspan=2>a</td><td>1</td></tr><tr><td>b</td></tr></table>"
    assert read(page(table)).grids[-1].rows == (("a", "", "1"), ("b",))


def test_other_encodings_are_not_guessed() -> None:
    """A page that is not UTF-8 cannot be checked."""
    assert any("not in UTF-8" in what for what in found(page("caf\u00e9").replace(b"\xc3", b"")))
