"""What a plain document is made of, as data: its parts, links and elements.

Whatever is not named here is a finding, known by name or not (ECMA-376, part 1, 11.3 and 17).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from classifier.io.release.vocabulary import words

DOCUMENT: Final = "word/document.xml"
STYLES: Final = "word/styles.xml"
SETTINGS: Final = "word/settings.xml"
NUMBERING: Final = "word/numbering.xml"
THEME: Final = "word/theme/theme1.xml"
HEADING: Final = r"word/(header|footer)\d+\.xml"
NOTES: Final = r"word/(footnotes|endnotes)\.xml"

KNOWN_PARTS: Final = (
    r"\[Content_Types\]\.xml",
    r"_rels/\.rels",
    r"docProps/(core|app)\.xml",
    r"word/(document|styles|settings|numbering|fontTable|webSettings)\.xml",
    r"word/_rels/(document|header\d+|footer\d+|footnotes|endnotes|settings)\.xml\.rels",
    r"word/theme/theme1\.xml",
    HEADING,
    NOTES,
)

EXPECTED_LINKS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "officeDocument": r"word/document\.xml",
        "core-properties": r"docProps/core\.xml",
        "extended-properties": r"docProps/app\.xml",
        "styles": r"word/styles\.xml",
        "settings": r"word/settings\.xml",
        "numbering": r"word/numbering\.xml",
        "fontTable": r"word/fontTable\.xml",
        "webSettings": r"word/webSettings\.xml",
        "theme": r"word/theme/theme1\.xml",
        "header": HEADING,
        "footer": HEADING,
        "footnotes": NOTES,
        "endnotes": NOTES,
    }
)

_LOOK_ELEMENTS: Final = """
    pPr pStyle keepNext keepLines pageBreakBefore widowControl numPr ilvl numId suppressLineNumbers
    pBdr top left bottom right start end between bar shd tabs tab suppressAutoHyphens spacing ind
    contextualSpacing jc outlineLvl textAlignment adjustRightInd autoSpaceDE autoSpaceDN snapToGrid
    wordWrap mirrorIndents rPr rStyle rFonts b bCs i iCs caps smallCaps strike dstrike color w kern
    position sz szCs highlight u vertAlign lang noProof bdr tblPr tblStyle tblW tblLook tblBorders
    insideH insideV tblLayout tblCellMar tblInd tblStyleRowBandSize tblStyleColBandSize
    tblCellSpacing trPr tblHeader cantSplit trHeight cnfStyle gridBefore gridAfter wBefore wAfter
    tcPr tcW gridSpan vMerge vAlign tcBorders tcMar noWrap tl2br tr2bl
"""
BODY_ELEMENTS: Final = words(
    f"""document body hdr ftr footnotes footnote endnotes endnote footnoteRef endnoteRef
    footnoteReference endnoteReference separator continuationSeparator p r t tab br cr
    noBreakHyphen softHyphen lastRenderedPageBreak proofErr bookmarkStart bookmarkEnd hyperlink
    fldSimple fldChar instrText tbl tblGrid gridCol tr tc tblCaption tblDescription sectPr
    headerReference footerReference pgSz pgMar cols col docGrid titlePg pgNumType type pgBorders
    footnotePr endnotePr numFmt numStart numRestart pos {_LOOK_ELEMENTS}"""
)
STYLE_ELEMENTS: Final = words(
    f"""styles docDefaults pPrDefault rPrDefault latentStyles lsdException style name aliases
    basedOn next link uiPriority semiHidden unhideWhenUsed qFormat locked rsid tblStylePr
    autoRedefine personal {_LOOK_ELEMENTS} vanish webHidden specVanish"""
)
NUMBERING_ELEMENTS: Final = words(
    f"""numbering abstractNum abstractNumId nsid multiLevelType tmpl lvl start numFmt lvlText lvlJc
    num lvlOverride startOverride suff isLgl lvlRestart styleLink numStyleLink {_LOOK_ELEMENTS}"""
)
SETTINGS_ELEMENTS: Final = words(
    """settings zoom proofState defaultTabStop characterSpacingControl savePreviewPicture compat
    useFELayout compatSetting rsids rsidRoot rsid m:mathPr m:mathFont m:brkBin m:brkBinSub
    m:smallFrac m:dispDef m:lMargin m:rMargin m:defJc m:wrapIndent m:intLim m:naryLim
    themeFontLang clrSchemeMapping doNotAutoCompressPictures shapeDefaults o:shapedefaults
    o:shapelayout o:idmap decimalSymbol listSeparator w14:docId w14:defaultImageDpi w15:docId
    w15:chartTrackingRefBased evenAndOddHeaders footnotePr endnotePr footnote endnote
    embedSystemFonts hideSpellingErrors hideGrammaticalErrors removePersonalInformation
    removeDateAndTime updateFields displayBackgroundShape hdrShapeDefaults"""
)
FONT_ELEMENTS: Final = words(
    """fonts font altName charset family notTrueType panose1 pitch sig webSettings allowPNG
    doNotSaveAsSingleFile optimizeForBrowser relyOnVML"""
)

_CHANGE: Final = "a tracked change, which keeps what was there before"
_COMMENT: Final = "a comment"
UNWANTED_ELEMENTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        **dict.fromkeys(
            words(
                """ins del moveFrom moveTo delText delInstrText rPrChange pPrChange sectPrChange
            tblPrChange tblPrExChange trPrChange tcPrChange tblGridChange numberingChange
            cellIns cellDel cellMerge moveFromRangeStart moveFromRangeEnd moveToRangeStart
            moveToRangeEnd"""
            ),
            _CHANGE,
        ),
        **dict.fromkeys(words("""commentRangeStart commentRangeEnd commentReference"""), _COMMENT),
        **dict.fromkeys(words("""vanish webHidden specVanish hidden"""), "hidden text"),
        "trackRevisions": "a document that tracks every change from now on",
        "documentProtection": "a protected document, which cannot be inspected in Word",
        "attachedTemplate": "a link to the template it was made from",
        "mailMerge": "a link to where a mail merge takes its rows from",
        "docVars": "variables, which no program shows",
        "docVar": "variables, which no program shows",
        "object": "an embedded object",
        "drawing": "a picture, drawing or chart, which can hold more than it shows",
        "pict": "a picture or drawing, which can hold more than it shows",
        "altChunk": "another file within the document",
        "sdt": "a content control, which can hold more than it shows",
        "customXml": "custom XML, which no program shows",
        "smartTag": "a smart tag, which no program shows",
        "ruby": "a reading aid",
        "framePr": "a frame, which can stand outside the page",
        "tblpPr": "a table that can stand outside the page",
        "sym": "letters written as symbols, which a search does not find",
        "mc:AlternateContent": "a choice between contents, of which one does not show",
    }
)
PLAIN_FIELDS: Final = frozenset({"PAGE", "NUMPAGES", "SECTIONPAGES"})
HIDING: Final = frozenset({"vanish", "webHidden", "specVanish"})
USUAL_MAPPING: Final[Mapping[str, str]] = MappingProxyType(
    {"bg1": "light1", "t1": "dark1", "bg2": "light2", "t2": "dark2"}
)
"""Which colour of the theme is ground and which is text; other than so, white could be black."""
