//! Counts as letters and Roman figures, as the file formats define them.
//!
//! Written for the readers and used by nobody else, so that a mistake in the numbers of
//! [`crate::document::number`] cannot hide in what is compared with them.

/// Letters that double after z: `a`, `b`, …, `z`, `aa`, `bb` (ECMA-376 Part 1, 17.18.59; ISO
/// 32000-1, table 159).
pub(super) fn letters(count: usize) -> String {
    let Some(index) = count.checked_sub(1) else {
        return String::new();
    };
    let letter = b"abcdefghijklmnopqrstuvwxyz"[index % 26];
    // Longer labels than this are a mistake, whatever they say.
    char::from(letter).to_string().repeat((index / 26 + 1).min(100))
}

/// Capital Roman figures.
pub(super) fn roman(count: usize) -> String {
    const ONES: [&str; 10] = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"];
    const TENS: [&str; 10] = ["", "X", "XX", "XXX", "XL", "L", "LX", "LXX", "LXXX", "XC"];
    const HUNDREDS: [&str; 10] = ["", "C", "CC", "CCC", "CD", "D", "DC", "DCC", "DCCC", "CM"];
    let thousands = "M".repeat((count / 1000).min(100));
    let digit = |place: usize| count / place % 10;
    format!("{thousands}{}{}{}", HUNDREDS[digit(100)], TENS[digit(10)], ONES[digit(1)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_count_as_word_counts() {
        assert_eq!((letters(2), letters(26), letters(28)), ("b".into(), "z".into(), "bb".into()));
        assert_eq!(
            (roman(4), roman(79), roman(1994)),
            ("IV".into(), "LXXIX".into(), "MCMXCIV".into())
        );
        assert_eq!((letters(0), roman(0)), (String::new(), String::new()));
    }
}
