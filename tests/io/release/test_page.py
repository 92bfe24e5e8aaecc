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
    "hardly there": ('<p style="opacity:10%">psst</p>', HIDING),
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
    "padded away": ('<p style="padding-left:99999px">psst</p>', HIDING),
    "padded away in short": ('<p style="padding:0 0 0 1e5px">psst</p>', HIDING),
    "off by its own width": ('<p style="margin-left:-100%">psst</p>', HIDING),
    "behind a border": ('<p style="border-left:9999px solid #fff">psst</p>', HIDING),
    "worked out": ('<p style="padding-left:calc(90em * 99)">psst</p>', HIDING),
    "far right": ('<p style="width:99999px;text-align:right">psst</p>', HIDING),
    "no column": ('<p style="display:grid;grid-template-columns:0px 1fr">psst</p>', HIDING),
    "drawn outside": ('<svg><text x="9999">psst</text></svg>', HIDING),
    "drawn outside a small frame": (
        '<svg viewBox="0 0 9 9"><text x="1" y="20">psst</text></svg>',
        HIDING,
    ),
    "drawn by steps": ('<svg><text x="1"><tspan dx="1e4">psst</tspan></text></svg>', HIDING),
    "drawn in large units": ('<svg><text x="99em">psst</text></svg>', HIDING),
    "moved away": ('<svg><g transform="translate(9999)"><text>psst</text></g></svg>', HIDING),
    "drawn at no scale": ('<svg><text transform="scale(0)">psst</text></svg>', HIDING),
    "clipped": ('<svg><g clip-path="url(#a)"><text>psst</text></g></svg>', HIDING),
    "never drawn": ("<svg><defs><text>psst</text></defs></svg>", HIDING),
    "half a name": ('<p label="psst">x</p>', "an attribute that is not known"),
    "drawing's maker": ("<svg><metadata>psst</metadata></svg>", "metadata of a drawing"),
    "drawn in white": ('<svg><text fill="#fff">psst</text></svg>', FAINT),
}

HEADS = {
    "style sheet": ('<link rel="stylesheet" href="a.css">', "from elsewhere"),
    "base": ('<base href="https://example.org/">', "all others start from"),
    "author": ('<meta name="author" content="A">', "the author's name"),
    "maker": ('<meta name="generator" content="A">', "the author's name"),
    "words for a window": ('<meta name="viewport" content="psst">', "words of its own"),
    "words for a policy": (
        '<meta http-equiv="Content-Security-Policy" content="psst">',
        "words of its own",
    ),
    "words for nothing": ('<meta content="psst">', "words of its own"),
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
<svg viewBox="0 0 9 9" role="img" aria-label="a line"><path d="M0 0" clip-path="url(#b)"/><text x="1" font-weight="600">a</text></svg>
<svg viewBox="0 0 360 300"><g clip-path="url(#b)"><use href="#c" x="9"/></g>
<text x="50%" y="299.5" transform="rotate(-90 10.5 119.8)">b</text></svg>
<p aria-label="grey" style="color:#4b5563; margin:0 0 .5rem; border:1px solid #dde2e7">grey</p>
</section>"""
STYLE = """<style>:root { color-scheme: light; } .figures th:first-child { width: 31%; }
@page { size: A4; margin: 16mm; } @media print { .a { display: none; } }
.charts { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 1rem 2.5rem; }
.b { grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); font-size: 85%; }
body { margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 62rem; border: 0; width: 100%; }
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
