//! The grammar of United Nations document symbols (ST/LIB/SER.B/5/Rev.5, *United Nations Document
//! Series Symbols*, and the Dag Hammarskjöld Library's guide "UN Document Symbols").
//!
//! A symbol is elements between slashes. The first names the organ or, for some bodies, the body;
//! the next ones name a subsidiary body (`CN.7`, `C.3`, `AC.105`), a session or year, the nature of
//! the document (`RES`, `PV.13`, `CRP.1`), its number, and changes to an earlier text (`Rev.1`,
//! `Add.2`, `Corr.1`).

/// Organs that issue symbols of their own: General Assembly, Economic and Social Council, Security
/// Council, Trusteeship Council.
const ORGANS: [&str; 4] = ["A", "E", "S", "T"];

/// First elements of the Secretariat and of bodies with series of their own.
const BODIES: [&str; 43] = [
    "ST", "AT", "BWC", "CAC", "CAT", "CBD", "CCPR", "CCW", "CD", "CED", "CEDAW", "CERD", "CLCS",
    "CMW", "CRC", "CRPD", "CTOC", "DP", "DC", "ECE", "EC", "FCCC", "HRI", "HS", "HSP", "ICCD",
    "ID", "IDB", "ISBA", "JIU", "LC", "LOS", "NPT", "OPCAT", "PBC", "SPLOS", "TD", "TRADE", "UNEP",
    "UNFF", "UNODC", "UNW", "UNITAR",
];

/// Words of changes and parts, which are not written in capitals throughout.
pub(super) const MIXED: [&str; 8] =
    ["Rev", "Add", "Corr", "Sub", "Amend", "Sect", "Prog", "Summary"];

/// Elements that carry a number after a full stop.
pub(super) const DOTTED: [&str; 26] = [
    "AC", "C", "CN", "CONF", "CRP", "EM", "GE", "HA", "HLPF", "L", "MEM", "MTG", "PC", "PM", "PV",
    "SC", "SER", "SR", "WG", "WP", "Rev", "Add", "Corr", "Sub", "Amend", "Sect",
];

/// Elements that stand alone, their number being the next one.
pub(super) const ALONE: [&str; 34] = [
    "AI", "BUR", "COP", "COSP", "CP", "CS", "CTBT", "DEC", "EA", "ECA", "ECE", "ESA", "ESCAP",
    "ESCWA", "GC", "HRC", "IC", "ICEF", "IDR", "INCB", "INF", "LEG", "LIB", "NGO", "OR", "PRST",
    "REP", "RES", "SG", "SGB", "SPACE", "STAT", "TRANS", "NOTE",
];

/// Whether an element is a first one.
pub(super) fn is_first(element: &str) -> bool {
    ORGANS.contains(&element) || BODIES.contains(&element)
}

/// Whether a first element names a principal organ.
pub(super) fn is_organ(element: &str) -> bool {
    ORGANS.contains(&element)
}

/// Whether a text is a well-formed symbol, or two of one document joined by a hyphen or dash
/// (`A/65/93–E/2010/73`).
///
/// ```
/// use plenary::editorial::symbol::is_symbol;
/// assert!(is_symbol("E/CN.7/2020/CRP.1"));
/// assert!(!is_symbol("E/CN7/2020/CRP.1"));
/// ```
#[must_use]
pub fn is_symbol(text: &str) -> bool {
    joined(text).into_iter().all(|symbol| {
        let mut elements = symbol.split('/');
        let first = elements.next().unwrap_or_default();
        let mut count = 0;
        let sound = elements.all(|element| {
            count += 1;
            is_element(element)
        });
        is_first(first) && sound && count > 0 && symbol.contains(|c: char| c.is_ascii_digit())
    })
}

/// The symbols of one document: cut at a hyphen or dash before a first element.
pub(super) fn joined(text: &str) -> Vec<&str> {
    let mut symbols = Vec::new();
    let mut rest = text;
    let mut from = 0;
    while let Some(at) = rest[from..].find(['-', '–']).map(|at| at + from) {
        let width = rest[at..].chars().next().map_or(1, char::len_utf8);
        let after = &rest[at + width..];
        let first = after.split('/').next().unwrap_or_default();
        if is_first(first) && after.len() > first.len() {
            symbols.push(&rest[..at]);
            rest = after;
            from = 0;
        } else {
            from = at + width;
        }
    }
    symbols.push(rest);
    symbols
}

/// Whether an element that is not the first is well formed.
pub(super) fn is_element(element: &str) -> bool {
    let main = match element.split_once('(') {
        // A session in Roman numerals or a part: `2625(XXV)`, `6(Sect.1)`.
        Some((main, inner)) => {
            let Some(inner) = inner.strip_suffix(')') else { return false };
            if inner.is_empty() || !inner.chars().all(|c| c.is_ascii_alphanumeric() || c == '.') {
                return false;
            }
            main
        }
        None => element,
    };
    is_number(main) || is_special_session(main) || is_name(main)
}

/// `70`, `2020`, `12A`, `2019-2020`; a range of documents with an en dash: `3–7`.
fn is_number(element: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (first, last) = element.split_once(['-', '–']).unwrap_or((element, "1"));
    // O and I would be mistaken for figures, and are figures mistyped.
    let letter = |c: char| c.is_ascii_uppercase() && !matches!(c, 'O' | 'I');
    let first_digits = first.trim_end_matches(letter);
    digits(first_digits) && first.len() - first_digits.len() <= 2 && digits(last)
}

/// `S-30`, `ES-10`.
pub(super) fn is_special_session(element: &str) -> bool {
    let number = element.strip_prefix("ES-").or_else(|| element.strip_prefix("S-"));
    number.is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
}

/// `RES`, `CN.7`, `SER.A`, `C.I`, `PV.7316`, `Rev.1`, `CRP.1-5`.
fn is_name(element: &str) -> bool {
    let mut parts = element.split('.');
    let name = parts.next().unwrap_or_default();
    let capitals =
        |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_uppercase());
    let known_mixed = MIXED.contains(&name);
    let shouted = MIXED.iter().any(|mixed| mixed.to_uppercase() == name);
    let mut rest = parts.peekable();
    let numbered = rest.peek().is_some();
    let sound = rest.all(|part| capitals(part) || is_number(part) || MIXED.contains(&part));
    let bare = !numbered && (MIXED.contains(&name) || DOTTED.contains(&name)) && name != "C";
    // No committee or commission has a number of four figures: a year runs into it.
    let digits = element.bytes().filter(u8::is_ascii_digit).count();
    let crowded = matches!(name, "C" | "CN") && digits > 3;
    (known_mixed || (capitals(name) && !shouted)) && sound && !bare && !crowded
}

/// Whether a well-formed symbol is one that a body could give to a document: the second element of
/// an organ's symbol is a session, a year, a body of its own or a known series.
pub(super) fn is_plausible(text: &str) -> bool {
    is_symbol(text)
        && joined(text).into_iter().all(|symbol| {
            let elements: Vec<&str> = symbol.split('/').collect();
            let [first, second, rest @ ..] = elements.as_slice() else { return false };
            let series = second.split_once('.').map_or("", |(name, _)| name);
            // Meetings and limited documents of an organ itself have no further element.
            let dotted = DOTTED.contains(&series)
                && (!rest.is_empty() || matches!(series, "PV" | "SR" | "L"));
            let number = second.bytes().next().is_some_and(|byte| byte.is_ascii_digit());
            let known = dotted || is_special_session(second) || ALONE.contains(second);
            if is_organ(first) {
                known || (number && (!rest.is_empty() || *first == "S"))
            } else {
                !rest.is_empty() && (known || is_element(second))
            }
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Symbols of documents of all organs, of every age and form.
    const RIGHT: [&str; 80] = [
        "A/RES/70/1",
        "A/RES/66/288",
        "A/RES/S-30/1",
        "A/RES/ES-11/1",
        "A/RES/2625(XXV)",
        "A/RES/217(III)",
        "A/70/1",
        "A/74/3",
        "A/74/PV.3",
        "A/C.3/74/L.12/Rev.1",
        "A/C.5/74/INF/1",
        "A/C.1/2020",
        "A/AC.105/C.1/L.377",
        "A/AC.105/1045",
        "A/CONF.203/18",
        "A/CONF.62/122",
        "A/HRC/RES/47/21",
        "A/HRC/47/L.5",
        "A/HRC/WG.6/39/NPL/1",
        "A/HRC/DEC/50/101",
        "A/71/6(Sect.1)",
        "A/INF/74/3",
        "A/BUR/74/1",
        "A/65/93-E/2010/73",
        "A/65/93–E/2010/73",
        "A/71/100/Add.1",
        "A/71/100/Corr.1",
        "A/CN.9/1000",
        "A/CN.4/L.702",
        "A/69/L.85",
        "A/S-30/L.1",
        "A/DEC/54/1",
        "A/5217",
        "A/PV.2200",
        "E/CN.7/2020/CRP.1",
        "E/CN.7/2023/CRP.9",
        "E/CN.7/2019/11",
        "E/CN.7/2024/L.3/Rev.2",
        "E/CN.15/2020/1",
        "E/CN.4/Sub.2/2003/12/Rev.2",
        "E/CN.6/2020/NGO/1",
        "E/CN.7/SR.5",
        "E/C.12/GC/20",
        "E/C.12/2016/1",
        "E/2020/28",
        "E/2020/28-E/CN.7/2020/15",
        "E/INCB/2023/1",
        "E/INCB/2021/4",
        "E/RES/2016/19",
        "E/ICEF/2020/1",
        "E/2015/INF/2",
        "E/5715",
        "E/DEC/2021/228",
        "E/ESCAP/76/1",
        "E/ECA/CM/1",
        "S/2020/754",
        "S/RES/1373",
        "S/PRST/2012/16",
        "S/PV.7316",
        "S/AC.51/2010/1",
        "S/15123",
        "S/INF/75",
        "ST/CS/SER.A/44/Rev.1",
        "ST/SGB/2008/5",
        "ST/AI/2013/4",
        "ST/ESA/STAT/SER.M/4/Rev.4",
        "ST/IC/2019/1",
        "ST/LEG/SER.E/26",
        "T/1956",
        "CEDAW/C/GC/35",
        "CRC/C/GC/25",
        "CCPR/C/GC/37",
        "CRPD/C/1/3",
        "TD/B/67/4",
        "TD/B/C.I/MEM.4/20",
        "DP/2020/9",
        "ECE/TRANS/17",
        "CTOC/COP/2020/10",
        "CAC/COSP/2021/1",
        "FCCC/CP/2015/10/Add.1",
    ];

    #[test]
    fn symbols_are_well_formed() {
        for symbol in RIGHT {
            assert!(is_symbol(symbol), "{symbol}");
            assert_eq!(super::super::repaired(symbol), None, "{symbol}");
        }
    }

    #[test]
    fn other_things_are_none() {
        for text in [
            "",
            "/",
            "A",
            "A/",
            "A/B",
            "and/or",
            "s/he",
            "A/H1N1/x",
            "E/CN7/2020",
            "A/RES/",
            "WHO/HIV/2012.1",
            "https://undocs.org/A/RES/70/1",
            "A//RES/70",
            "a/res/70/1",
            "A/RES/70/1.",
            "E/CN.7/2020/REV.1",
            "1/2",
            "A/RES/70 /1",
            "E/CN./2020",
            "A/(XX)/1",
            "A/RES/70/1(",
            "S/é/1",
            "ST/CS/SER./44",
        ] {
            assert!(!is_symbol(text), "{text}");
        }
    }
}
