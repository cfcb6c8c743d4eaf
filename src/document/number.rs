//! Numbers and letters as text: what a count looks like in each format.

use super::{Digits, NumberFormat, NumberingScheme};

/// The count as printed by a scheme: `(b)`, `3.`, `IV`.
///
/// ```
/// use plenary::document::{NumberFormat, NumberRestart, NumberingScheme, number::label};
/// let scheme = NumberingScheme {
///     format: NumberFormat::LowerLetter,
///     pattern: "({n})".into(),
///     restart: NumberRestart::Section,
/// };
/// assert_eq!(label(&scheme, 2), "(b)");
/// assert_eq!(label(&scheme, 28), "(bb)");
/// ```
#[must_use]
pub fn label(scheme: &NumberingScheme, ordinal: usize) -> String {
    scheme.pattern.replace("{n}", &figures(&scheme.format, ordinal))
}

/// The bare figures of a count, without punctuation. Letters past the alphabet double, as Word
/// counts them (ECMA-376 Part 1, 17.18.59: `lowerLetter`).
#[must_use]
pub fn figures(format: &NumberFormat, ordinal: usize) -> String {
    match format {
        NumberFormat::Decimal => ordinal.to_string(),
        NumberFormat::ArabicIndic => in_digits(&ordinal.to_string(), Digits::ArabicIndic),
        NumberFormat::LowerLetter => letters(ordinal, 'a'),
        NumberFormat::UpperLetter => letters(ordinal, 'A'),
        NumberFormat::LowerRoman => roman(ordinal).to_lowercase(),
        NumberFormat::UpperRoman => roman(ordinal),
        NumberFormat::Letters(alphabet) => {
            if alphabet.is_empty() || ordinal == 0 {
                return ordinal.to_string();
            }
            let index = ordinal - 1;
            alphabet[index % alphabet.len()].repeat(index / alphabet.len() + 1)
        }
    }
}

/// A text with its European figures in these digits.
#[must_use]
pub fn in_digits(text: &str, digits: Digits) -> String {
    match digits {
        Digits::European => text.to_owned(),
        Digits::ArabicIndic => text
            .chars()
            .map(|character| match character.to_digit(10) {
                Some(value) if character.is_ascii_digit() => {
                    char::from_u32(0x0660 + value).unwrap_or(character)
                }
                _ => character,
            })
            .collect(),
    }
}

/// A text with its Arabic-Indic figures as European ones.
#[must_use]
pub fn in_european_digits(text: &str) -> String {
    text.chars()
        .map(|character| match u32::from(character) {
            code @ 0x0660..=0x0669 => char::from_digit(code - 0x0660, 10).unwrap_or(character),
            _ => character,
        })
        .collect()
}

fn letters(ordinal: usize, first: char) -> String {
    if ordinal == 0 {
        return String::new();
    }
    let index = ordinal - 1;
    let letter = u32::from(first) + u32::try_from(index % 26).unwrap_or(0);
    char::from_u32(letter).unwrap_or(first).to_string().repeat(index / 26 + 1)
}

fn roman(ordinal: usize) -> String {
    const STEPS: [(usize, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let mut rest = ordinal;
    let mut text = String::new();
    for (value, figure) in STEPS {
        while rest >= value {
            text.push_str(figure);
            rest -= value;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roman_numbers_subtract() {
        assert_eq!(figures(&NumberFormat::UpperRoman, 1994), "MCMXCIV");
        assert_eq!(figures(&NumberFormat::LowerRoman, 4), "iv");
    }

    #[test]
    fn arabic_indic_figures_take_the_place_of_european_ones_only() {
        assert_eq!(figures(&NumberFormat::ArabicIndic, 1_234_567_890), "١٢٣٤٥٦٧٨٩٠");
        assert_eq!(in_digits("٣ of 40 b", Digits::ArabicIndic), "٣ of ٤٠ b");
        assert_eq!(in_digits("40", Digits::European), "40");
        assert_eq!(in_european_digits("(٤٠)"), "(40)");
    }

    #[test]
    fn arabic_letters_follow_their_own_alphabet() {
        let alphabet = NumberFormat::Letters(vec!["أ".into(), "ب".into()]);
        assert_eq!(figures(&alphabet, 2), "ب");
        assert_eq!(figures(&alphabet, 3), "أأ");
    }
}
