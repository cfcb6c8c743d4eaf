//! The order in which the schema wants the children of property elements (ECMA-376 Part 1, annex
//! A.1). docx-rs writes them in an order of its own.

/// Children of `w:pPr`.
const PARAGRAPH: &[&str] = &[
    "w:pStyle",
    "w:keepNext",
    "w:keepLines",
    "w:pageBreakBefore",
    "w:framePr",
    "w:widowControl",
    "w:numPr",
    "w:suppressLineNumbers",
    "w:pBdr",
    "w:shd",
    "w:tabs",
    "w:suppressAutoHyphens",
    "w:bidi",
    "w:adjustRightInd",
    "w:snapToGrid",
    "w:spacing",
    "w:ind",
    "w:contextualSpacing",
    "w:jc",
    "w:textAlignment",
    "w:outlineLvl",
    "w:rPr",
    "w:sectPr",
    "w:pPrChange",
];

/// Children of `w:rPr`.
const RUN: &[&str] = &[
    "w:rStyle",
    "w:rFonts",
    "w:b",
    "w:bCs",
    "w:i",
    "w:iCs",
    "w:caps",
    "w:smallCaps",
    "w:strike",
    "w:noProof",
    "w:vanish",
    "w:color",
    "w:spacing",
    "w:sz",
    "w:szCs",
    "w:highlight",
    "w:u",
    "w:shd",
    "w:vertAlign",
    "w:rtl",
    "w:cs",
    "w:lang",
];

/// Children of `w:trPr`.
const ROW: &[&str] = &["w:cantSplit", "w:trHeight", "w:tblHeader", "w:ins", "w:del"];

/// Children of `w:tcPr`.
const CELL: &[&str] =
    &["w:tcW", "w:gridSpan", "w:vMerge", "w:tcBorders", "w:shd", "w:tcMar", "w:vAlign"];

/// Where a child stands in its parent; children that no table names stand last.
pub(in crate::export::docx) fn position(parent: &str, child: &str) -> usize {
    let order = match parent {
        "w:pPr" => PARAGRAPH,
        "w:rPr" => RUN,
        "w:trPr" => ROW,
        "w:tcPr" => CELL,
        _ => &[],
    };
    order.iter().position(|name| *name == child).unwrap_or(order.len())
}
