"""What a plain workbook is made of, as data: its parts, links, elements and attributes.

Whatever is not named here is a finding, known by name or not (ECMA-376, part 1, 12.3 and 18).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from classifier.io.release.vocabulary import words

WORKBOOK: Final = "xl/workbook.xml"
STYLES: Final = "xl/styles.xml"
STRINGS: Final = "xl/sharedStrings.xml"
THEME: Final = "xl/theme/theme1.xml"
SHEET: Final = r"xl/worksheets/sheet\d+\.xml"
TABLE: Final = r"xl/tables/table\d+\.xml"

KNOWN_PARTS: Final = (
    r"\[Content_Types\]\.xml",
    r"_rels/\.rels",
    r"docProps/(core|app)\.xml",
    r"xl/(workbook|styles|sharedStrings)\.xml",
    r"xl/_rels/workbook\.xml\.rels",
    r"xl/theme/theme1\.xml",
    SHEET,
    r"xl/worksheets/_rels/sheet\d+\.xml\.rels",
    TABLE,
)

EXPECTED_LINKS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "officeDocument": r"xl/workbook\.xml",
        "core-properties": r"docProps/core\.xml",
        "extended-properties": r"docProps/app\.xml",
        "worksheet": SHEET,
        "theme": r"xl/theme/theme1\.xml",
        "styles": r"xl/styles\.xml",
        "sharedStrings": r"xl/sharedStrings\.xml",
        "table": TABLE,
    }
)

_RUN: Final = (
    "r t rPr rFont b i strike u sz color family scheme charset vertAlign outline shadow condense "
    "extend"
)
SHEET_ELEMENTS: Final = words(
    f"""worksheet sheetPr tabColor outlinePr pageSetUpPr dimension sheetViews sheetView pane
    selection sheetFormatPr cols col sheetData row c v is {_RUN} autoFilter sortState
    sortCondition mergeCells mergeCell printOptions pageMargins pageSetup headerFooter oddHeader
    oddFooter evenHeader evenFooter firstHeader firstFooter ignoredErrors ignoredError
    tableParts tablePart rowBreaks colBreaks brk phoneticPr"""
)
WORKBOOK_ELEMENTS: Final = words(
    """workbook fileVersion fileRecoveryPr workbookPr bookViews workbookView sheets sheet
    definedNames definedName calcPr xr:revisionPtr extLst ext xcalcf:calcFeatures xcalcf:feature"""
)
STYLE_ELEMENTS: Final = words(
    """styleSheet numFmts numFmt fonts font name b i strike u sz color family scheme charset
    vertAlign outline shadow condense extend fills fill patternFill fgColor bgColor gradientFill
    stop borders border left right top bottom start end diagonal vertical horizontal
    cellStyleXfs cellXfs xf alignment protection cellStyles cellStyle dxfs dxf tableStyles
    colors indexedColors rgbColor mruColors extLst ext
    x14:slicerStyles x15:timelineStyles"""
)
STRING_ELEMENTS: Final = words(f"sst si {_RUN} phoneticPr")
TABLE_ELEMENTS: Final = words(
    """table autoFilter tableColumns tableColumn tableStyleInfo sortState sortCondition"""
)
UNWANTED_ELEMENTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "f": "a formula, which can lead to other cells and files",
        "calculatedColumnFormula": "a formula, which can lead to other cells and files",
        "totalsRowFormula": "a formula, which can lead to other cells and files",
        "conditionalFormatting": "conditional formatting, which can hide what a cell holds",
        "cfRule": "conditional formatting, which can hide what a cell holds",
        "dataValidation": "a list or message that shows only when a cell is chosen",
        "dataValidations": "a list or message that shows only when a cell is chosen",
        "filterColumn": "a filter that is set: the rows it leaves out are still there",
        "hyperlink": "a link, with an address or tip that does not show",
        "hyperlinks": "a link, with an address or tip that does not show",
        "sheetProtection": "a protected sheet, where hidden cells cannot be found",
        "workbookProtection": "a protected workbook, where hidden sheets cannot be shown",
        "drawing": "a picture, drawing or chart",
        "picture": "a picture behind the cells",
        "legacyDrawing": "comments or form controls",
        "oleObjects": "an embedded object",
        "controls": "form controls",
        "customSheetViews": "another view of the sheet, with rows or columns hidden",
        "customWorkbookViews": "another view of the workbook, with the name of who made it",
        "fileSharing": "the name of who may write it",
        "externalReferences": "a link to another workbook",
        "pivotCaches": "a pivot table's cache",
        "scenarios": "scenarios, with other values for cells",
        "tableStyle": "a table style of its own, which can hide what its cells hold",
        "tableStyleElement": "a table style of its own, which can hide what its cells hold",
        "rPh": "a reading aid that does not show",
        "x15ac:absPath": "the folder that it was saved in",
        "mc:AlternateContent": "a choice between contents, of which one does not show",
        "extLst": "an extension, which could hold anything",
    }
)

ATTRIBUTES: Final = words(
    """r s t ht hidden customHeight customFormat spans min max width style customWidth bestFit
    outlineLevel collapsed thickTop thickBot ref sqref count uniqueCount rgb theme tint indexed
    auto xml:space val activePane state topLeftCell xSplit ySplit pane activeCell activeCellId
    tabSelected workbookViewId showGridLines showRowColHeaders showZeros zoomScale
    zoomScaleNormal zoomScalePageLayoutView view rightToLeft showRuler windowProtection
    defaultRowHeight defaultColWidth baseColWidth zeroHeight fitToPage autoPageBreaks
    summaryBelow summaryRight applyStyles showOutlineSymbols filterMode
    enableFormatConditionsCalculation left right top bottom header footer orientation paperSize
    scale fitToWidth fitToHeight pageOrder firstPageNumber useFirstPageNumber horizontalDpi
    verticalDpi blackAndWhite copies horizontalCentered verticalCentered gridLines headings
    gridLinesSet differentOddEven differentFirst scaleWithDoc alignWithMargins
    numberStoredAsText twoDigitTextYear evalError formula formulaRange unlockedFormula
    emptyCellReference r:id descending id man manualBreakCount fontId type alignment
    x14ac:dyDescent xr:uid mc:Ignorable ca columnSort caseSensitive defaultGridColor colorId
    published syncVertical syncHorizontal syncRef"""
)
"""Attributes of a sheet's elements. A name that is not here could carry text of its own."""
