//! The slips that are usual in symbols, and what they stand for.

use super::grammar::{
    ALONE, DOTTED, MIXED, is_element, is_first, is_organ, is_plausible, is_symbol, joined,
};

/// Longest text that is looked at; the longest symbols have some fifty characters.
const LONGEST: usize = 80;

/// The symbol that a mistyped one stands for. None for a well-formed symbol, and for what cannot
/// be told: nothing is repaired into a symbol that no body could have given.
///
/// Known slips: spaces, dashes or backslashes for slashes, a missing slash or full stop, capitals,
/// the letters O and l for figures, Cyrillic and full-width characters for Latin ones.
///
/// ```
/// use plenary::editorial::symbol::repaired;
/// assert_eq!(repaired("E/CN7/2O20/crp. 1").as_deref(), Some("E/CN.7/2020/CRP.1"));
/// assert_eq!(repaired("and/or 12"), None);
/// ```
#[must_use]
pub fn repaired(written: &str) -> Option<String> {
    if written.len() > LONGEST || is_symbol(written) {
        return None;
    }
    let latin: String = written.chars().map(latin).collect();
    let tight = spaces_out(&latin);
    // Symbols of one document are repaired one by one; a dash between them is right.
    let parts = joined(&tight);
    let symbols: Vec<String> = parts.iter().map(|part| symbol(part)).collect::<Option<_>>()?;
    let right = symbols.join("-");
    (is_plausible(&right) && right != written).then_some(right)
}

/// The Latin character that looks like a Cyrillic or full-width one.
fn latin(character: char) -> char {
    match character {
        'А' | 'а' => 'A',
        'В' => 'B',
        'Е' | 'е' => 'E',
        'К' => 'K',
        'М' => 'M',
        'Н' => 'H',
        'О' | 'о' => 'O',
        'Р' | 'р' => 'P',
        'С' | 'с' => 'C',
        'Т' => 'T',
        '／' | '⁄' | '∕' | '\\' => '/',
        '．' => '.',
        '—' | '‑' | '−' => '–',
        '\u{FF01}'..='\u{FF5E}' => {
            u32::from(character).checked_sub(0xFEE0).and_then(char::from_u32).unwrap_or(character)
        }
        other => other,
    }
}

/// The text without the spaces beside slashes, after full stops, and between a series and its
/// number, where a space takes the place of the full stop: `CRP 1`.
fn spaces_out(text: &str) -> String {
    let mut tight = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        if !character.is_whitespace() {
            tight.push(character);
            continue;
        }
        let series = tight.rsplit('/').next().unwrap_or_default();
        let numbered = rest.peek().is_some_and(char::is_ascii_digit);
        if numbered && DOTTED.iter().any(|name| name.eq_ignore_ascii_case(series)) {
            tight.push('.');
        }
    }
    tight
}

fn symbol(text: &str) -> Option<String> {
    let slashed = dashes_to_slashes(text);
    let mut elements = slashed.split('/').filter(|element| !element.is_empty());
    let first = elements.next()?;
    let capitals = first.to_uppercase();
    // Short words in lower case are words: `cat/dog/2`.
    let told = first == capitals || is_organ(&capitals) || first.len() > 3;
    if !is_first(&capitals) || !told {
        return None;
    }
    let mut right = vec![capitals];
    for written in elements {
        right.extend(element(written)?);
    }
    Some(right.join("/"))
}

/// Dashes that stand for slashes: before a year and before a known series.
fn dashes_to_slashes(text: &str) -> String {
    let mut right = String::with_capacity(text.len());
    for (at, character) in text.char_indices() {
        let after = &text[at + character.len_utf8()..];
        let next: String = after.chars().take_while(char::is_ascii_alphanumeric).collect();
        let year = next.len() == 4 && (next.starts_with("19") || next.starts_with("20"));
        let series = DOTTED.contains(&next.as_str()) || ALONE.contains(&next.as_str());
        let session = right.ends_with("/S") || right.ends_with("/ES");
        right.push(match character {
            '–' if session => '-',
            '–' | '-' if !session && (year || series) => '/',
            other => other,
        });
    }
    right
}

/// An element put right; where a slash is missing, the two that it is.
fn element(written: &str) -> Option<Vec<String>> {
    if is_element(written) {
        return Some(vec![written.to_owned()]);
    }
    let figures = with_figures(written);
    if is_element(&figures) {
        return Some(vec![figures]);
    }
    glued(&figures).or_else(|| series(&figures).map(|element| vec![element]))
}

/// Letters that were typed for figures: `2O20`, `7O`, `l`.
fn with_figures(written: &str) -> String {
    let (name, number) = match written.rsplit_once('.') {
        Some((name, number)) => (Some(name), number),
        None => (None, written),
    };
    let mistakable = |c: char| matches!(c, 'O' | 'o' | 'l' | 'I');
    let figures = number.chars().all(|c| c.is_ascii_digit() || mistakable(c))
        && (number.contains(|c: char| c.is_ascii_digit()) || number == "l");
    if !figures {
        return written.to_owned();
    }
    let number: String = number
        .chars()
        .map(|c| match c {
            'O' | 'o' => '0',
            'l' | 'I' => '1',
            other => other,
        })
        .collect();
    match name {
        Some(name) => format!("{name}.{number}"),
        None => number,
    }
}

/// A body whose number runs into the year: `CN.72020`.
fn body_and_year(written: &str) -> Option<(&str, &str)> {
    let (name, number) = written.split_once('.')?;
    let body = matches!(name, "CN" | "C") && number.bytes().all(|byte| byte.is_ascii_digit());
    let at = written.len().checked_sub(4)?;
    let year = written.get(at..)?;
    let fits = body && number.len() > 4 && (year.starts_with("19") || year.starts_with("20"));
    fits.then(|| (&written[..at], year))
}

/// Two elements between which the slash is missing.
fn glued(written: &str) -> Option<Vec<String>> {
    if let Some((body, year)) = body_and_year(written) {
        return Some(vec![body.to_owned(), year.to_owned()]);
    }
    // `2020CRP.1`, `70L.3`
    let digits = written.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = written.split_at(digits);
    if matches!(digits, 2 | 4)
        && let Some(rest) = series(rest).filter(|rest| rest.contains('.'))
    {
        return Some(vec![number.to_owned(), rest]);
    }
    // `RES70`
    let letters = written.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (name, number) = written.split_at(letters);
    let number_follows = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let known = ALONE.iter().find(|known| known.eq_ignore_ascii_case(name));
    known.filter(|_| number_follows).map(|known| vec![(*known).to_owned(), number.to_owned()])
}

/// A known series in its right capitals and with its full stop: `crp.1`, `CN7`, `REV.1`.
fn series(written: &str) -> Option<String> {
    let letters = written.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (name, rest) = written.split_at(letters);
    let known =
        DOTTED.iter().chain(&ALONE).chain(&MIXED).find(|known| known.eq_ignore_ascii_case(name))?;
    let rest = rest.trim_start_matches(['.', '-', '–']);
    if rest.is_empty() {
        return ALONE.contains(known).then(|| (*known).to_owned());
    }
    let right = format!("{known}.{}", with_figures(&rest.to_uppercase()));
    (DOTTED.contains(known) && is_element(&right)).then_some(right)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WRONG: [(&str, &str); 54] = [
        // Full stops that are missing.
        ("E/CN7/2020/CRP.1", "E/CN.7/2020/CRP.1"),
        ("E/CN.7/2020/CRP1", "E/CN.7/2020/CRP.1"),
        ("E/CN7/2020/CRP1", "E/CN.7/2020/CRP.1"),
        ("A/C3/74/L12", "A/C.3/74/L.12"),
        ("S/PV7316", "S/PV.7316"),
        ("A/74/PV3", "A/74/PV.3"),
        ("ST/CS/SER.A/44/Rev1", "ST/CS/SER.A/44/Rev.1"),
        ("A/71/100/Add1", "A/71/100/Add.1"),
        ("A/AC105/C1/L377", "A/AC.105/C.1/L.377"),
        ("A/CONF203/18", "A/CONF.203/18"),
        ("E/CN.4/Sub2/2003/12", "E/CN.4/Sub.2/2003/12"),
        // Spaces.
        ("E/CN.7 /2020/CRP.1", "E/CN.7/2020/CRP.1"),
        ("E/CN.7/ 2020/CRP.1", "E/CN.7/2020/CRP.1"),
        ("E/CN. 7/2020/CRP.1", "E/CN.7/2020/CRP.1"),
        ("E/CN.7/2020/CRP. 1", "E/CN.7/2020/CRP.1"),
        ("E/CN.7/2020/CRP 1", "E/CN.7/2020/CRP.1"),
        ("A / RES / 70 / 1", "A/RES/70/1"),
        ("A/71/100/Rev. 1", "A/71/100/Rev.1"),
        ("S/PV. 7316", "S/PV.7316"),
        ("S/ 2020/754", "S/2020/754"),
        // Slashes that are missing or double.
        ("E/CN.72020/CRP.1", "E/CN.7/2020/CRP.1"),
        ("E/CN.7/2020CRP.1", "E/CN.7/2020/CRP.1"),
        ("E/CN.7//2020/CRP.1", "E/CN.7/2020/CRP.1"),
        ("A/RES70/1", "A/RES/70/1"),
        ("A/C.3/74L.12", "A/C.3/74/L.12"),
        ("S/PRST2012/16", "S/PRST/2012/16"),
        // Dashes and other signs.
        ("A/RES/S–30/1", "A/RES/S-30/1"),
        ("E/CN.7–2020/CRP.1", "E/CN.7/2020/CRP.1"),
        ("E/CN.7/2020–CRP.1", "E/CN.7/2020/CRP.1"),
        ("E/CN.7-2020-CRP.1", "E/CN.7/2020/CRP.1"),
        ("A\\RES\\70\\1", "A/RES/70/1"),
        ("A／RES／70／1", "A/RES/70/1"),
        ("A⁄RES⁄70⁄1", "A/RES/70/1"),
        // Capitals.
        ("a/res/70/1", "A/RES/70/1"),
        ("A/res/70/1", "A/RES/70/1"),
        ("e/cn.7/2020/crp.1", "E/CN.7/2020/CRP.1"),
        ("E/cn.7/2020/Crp.1", "E/CN.7/2020/CRP.1"),
        ("ST/CS/SER.A/44/REV.1", "ST/CS/SER.A/44/Rev.1"),
        ("A/71/100/ADD.1", "A/71/100/Add.1"),
        ("A/71/100/add.1", "A/71/100/Add.1"),
        ("cedaw/C/gc/35", "CEDAW/C/GC/35"),
        ("s/2020/754", "S/2020/754"),
        ("A/Res/70/1", "A/RES/70/1"),
        // Letters for figures.
        ("E/CN.7/2O20/CRP.1", "E/CN.7/2020/CRP.1"),
        ("A/RES/7O/1", "A/RES/70/1"),
        ("A/RES/70/l", "A/RES/70/1"),
        ("E/CN.7/2020/CRP.l", "E/CN.7/2020/CRP.1"),
        ("E/CN.7/202O/CRP.1O", "E/CN.7/2020/CRP.10"),
        ("S/2O2O/754", "S/2020/754"),
        // Cyrillic letters.
        ("А/RES/70/1", "A/RES/70/1"),
        ("Е/СN.7/2020/СRР.1", "E/CN.7/2020/CRP.1"),
        ("Е/CN.7/2023/1", "E/CN.7/2023/1"),
        // Several at once, and two symbols of one document.
        ("E/CN7/2O20/crp. 1", "E/CN.7/2020/CRP.1"),
        ("A/65/93-E/2010 /73", "A/65/93-E/2010/73"),
    ];

    #[test]
    fn slips_are_repaired() {
        for (wrong, right) in WRONG {
            assert_eq!(repaired(wrong).as_deref(), Some(right), "{wrong}");
            assert!(is_symbol(right), "{right}");
        }
    }

    #[test]
    fn what_cannot_be_told_is_left_alone() {
        for text in [
            "",
            "and/or",
            "s/he 2",
            "A/H1N1",
            "a/c 12",
            "A/B/C2",
            "cat/dog/2",
            "td/b",
            "E/V/1",
            "A/70",
            "a/b testing 2",
            "WHO/HIV/2012.1",
            "1/2",
            "24/7",
            "A / 12",
            "e/mail/2020x",
            "S/M/L",
            "E/CN./",
            "A/RES/the 70",
            "///",
            "A/–/1",
            "T/F/1x",
            "E/é/2020",
            "A/unknown/2020",
            "ST/unknown7/x",
        ] {
            assert_eq!(repaired(text), None, "{text}");
        }
    }
}
