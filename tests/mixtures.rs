//! Sentences that mix Arabic, Chinese, Russian and Latin words with symbols, figures, signs and
//! brackets: the same ones in every run.

/// A piece of a sentence.
#[derive(Clone, Debug)]
pub(crate) enum Piece {
    /// Words as they stand.
    Plain(String),
    /// Words in strong type.
    Strong(String),
    /// Words in emphasis.
    Emphasis(String),
    /// Words in a language.
    Span(&'static str, String),
    /// Words of a link.
    Link(String),
}

/// Numbers that look random (Knuth's linear congruential generator).
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// A number below `sides`.
    pub(crate) fn roll(&mut self, sides: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }

    pub(crate) fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.roll(list.len())]
    }
}

const ARABIC: &[&str] =
    &["المخدرات", "قرار", "تعاونٌ", "أولاً", "الدول", "و", "لجنة المخدرات", "في", "مُخدِّرات"];
const LATIN: &[&str] =
    &["UNODC", "drug markets", "World Drug Report 2023", "a", "The word", "COVID-19", "café"];
const RUSSIAN: &[&str] = &["рынки", "Комиссия", "о", "наркотиков 2023", "статья"];
const CHINESE: &[&str] = &["毒品", "麻醉药品委员会", "第", "《公约》"];
const SYMBOLS: &[&str] = &["E/CN.7/2021/CRP.1", "A/RES/S-30/1", "66/288", "S-30/1", "un.org/a-b"];
const FIGURES: &[&str] = &[
    "12",
    "25.5",
    "3\u{A0}215",
    "2019-2023",
    "2019–2023",
    "50%",
    "1,000",
    "10:30",
    "٢٠٢٣",
    "٦٦/٢٨٨",
    "+5",
    "-3",
    "$20",
    "7",
];
const MARKS: &[&str] =
    &[", ", ". ", "; ", ": ", " – ", "، ", "؛ ", "? ", "؟ ", "… ", "/", "-", "。", "，"];

/// Words of one kind.
fn words(dice: &mut Dice, kind: usize) -> &'static str {
    match kind {
        0 | 1 => dice.pick(ARABIC),
        2 => dice.pick(LATIN),
        3 => dice.pick(RUSSIAN),
        4 => dice.pick(CHINESE),
        5 => dice.pick(SYMBOLS),
        _ => dice.pick(FIGURES),
    }
}

/// A few words of any kind, some of them in brackets or quotation marks.
fn phrase(dice: &mut Dice, most: usize) -> String {
    let mut text = String::new();
    for index in 0..=dice.roll(most) {
        if index > 0 {
            match dice.roll(6) {
                0 => text.push_str(dice.pick(MARKS)),
                1 if dice.roll(3) == 0 => {}
                _ => text.push(' '),
            }
        }
        let kind = dice.roll(7);
        let word = words(dice, kind);
        match dice.roll(9) {
            0 => text.push_str(&format!("({word})")),
            1 => text.push_str(&format!("“{word}”")),
            2 => text.push_str(&format!("«{word}»")),
            _ => text.push_str(word),
        }
    }
    text
}

/// A sentence.
pub(crate) fn sentence(dice: &mut Dice) -> Vec<Piece> {
    let mut pieces = vec![Piece::Plain(phrase(dice, 6))];
    for _ in 0..dice.roll(5) {
        pieces.push(Piece::Plain(if dice.roll(5) == 0 { " (".into() } else { " ".into() }));
        let inner = phrase(dice, 3);
        pieces.push(match dice.roll(8) {
            0 => Piece::Strong(inner),
            1 => Piece::Emphasis(inner),
            2 => Piece::Link(inner),
            3 => Piece::Span("ar", inner),
            4 => Piece::Span("en", inner),
            5 => Piece::Span("fr", inner),
            _ => Piece::Plain(inner),
        });
        pieces.push(Piece::Plain(match dice.roll(4) {
            0 => dice.pick(MARKS).to_owned(),
            1 => ") ".into(),
            _ => format!(" {} ", phrase(dice, 2)),
        }));
    }
    pieces.push(Piece::Plain(if dice.roll(2) == 0 { ".".into() } else { phrase(dice, 1) }));
    pieces
}
