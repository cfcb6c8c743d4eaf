//! `ToUnicode` maps: from the codes of a font to text (ISO 32000-1, 9.10.3).

use std::collections::BTreeMap;

/// How many single mappings a map may hold; a font has 65,536 glyphs at most.
const MAX_MAPPINGS: usize = 1 << 17;

/// What the codes of a font mean.
#[derive(Debug, Default)]
pub(super) struct CharacterMap {
    /// Bytes of a code.
    width: usize,
    single: BTreeMap<u32, String>,
    ranges: Vec<(u32, u32, String)>,
}

impl CharacterMap {
    /// Reads a map; what cannot be understood is passed over.
    pub(super) fn parse(source: &[u8], default_width: usize) -> Self {
        let mut map = Self { width: default_width, ..Self::default() };
        let mut tokens = Tokens { source, at: 0 };
        let mut section = Section::None;
        let mut operands: Vec<Token> = Vec::new();
        while let Some(token) = tokens.next() {
            let Token::Word(word) = token else {
                operands.push(token);
                if section.take(&mut operands, &mut map) {
                    operands.clear();
                }
                // Operands of operators that are of no interest would pile up.
                if operands.len() > 16 {
                    operands.clear();
                }
                continue;
            };
            operands.clear();
            section = match word {
                b"begincodespacerange" => Section::CodeSpace,
                b"beginbfchar" => Section::Characters,
                b"beginbfrange" => Section::Ranges,
                _ => Section::None,
            };
        }
        map.ranges.sort_by_key(|(low, _, _)| *low);
        map
    }

    /// A map of one-byte codes that are Latin-1 characters, for fonts without a map.
    pub(super) fn latin() -> Self {
        Self { width: 1, single: BTreeMap::new(), ranges: vec![(0, 0xFF, "\0".into())] }
    }

    /// Splits a shown string into the texts of its codes; codes without a text are empty.
    pub(super) fn decode<'a>(&'a self, shown: &'a [u8]) -> impl Iterator<Item = String> + 'a {
        shown.chunks(self.width.max(1)).map(|code| {
            let code = code.iter().fold(0, |code, byte| code << 8 | u32::from(*byte));
            self.text(code)
        })
    }

    fn text(&self, code: u32) -> String {
        if let Some(text) = self.single.get(&code) {
            return text.clone();
        }
        let after = self.ranges.partition_point(|(low, _, _)| *low <= code);
        let range = after.checked_sub(1).and_then(|index| self.ranges.get(index));
        match range {
            Some((low, high, first)) if code <= *high => advance(first, code - low),
            _ => String::new(),
        }
    }

    fn insert(&mut self, code: u32, text: String) {
        if self.single.len() < MAX_MAPPINGS {
            self.single.insert(code, text);
        }
    }
}

/// The text whose last character lies `by` after that of `first`.
fn advance(first: &str, by: u32) -> String {
    let mut text = first.to_owned();
    if let Some(last) = text.pop() {
        text.extend(char::from_u32(u32::from(last).saturating_add(by)));
    }
    text
}

/// The part of a map that is being read.
enum Section {
    None,
    CodeSpace,
    Characters,
    Ranges,
}

impl Section {
    /// Uses the operands if they make a whole mapping.
    fn take(&self, operands: &mut Vec<Token<'_>>, map: &mut CharacterMap) -> bool {
        match (self, operands.as_slice()) {
            (Self::CodeSpace, [Token::Bytes(_), Token::Bytes(high)]) => {
                map.width = high.len().clamp(1, 4);
                true
            }
            (Self::Characters, [Token::Bytes(code), Token::Bytes(text)]) => {
                map.insert(number(code), utf16(text));
                true
            }
            (Self::Ranges, [Token::Bytes(low), Token::Bytes(high), Token::Bytes(text)]) => {
                if map.ranges.len() < MAX_MAPPINGS {
                    map.ranges.push((number(low), number(high), utf16(text)));
                }
                true
            }
            (Self::Ranges, [Token::Bytes(low), Token::Bytes(_), Token::List(texts)]) => {
                for (offset, text) in (0_u32..).zip(texts) {
                    map.insert(number(low).saturating_add(offset), utf16(text));
                }
                true
            }
            (Self::None, _) => true,
            _ => false,
        }
    }
}

fn number(bytes: &[u8]) -> u32 {
    bytes.iter().take(4).fold(0, |number, byte| number << 8 | u32::from(*byte))
}

fn utf16(bytes: &[u8]) -> String {
    let units: Vec<u16> = bytes
        .chunks(2)
        .map(|pair| pair.iter().fold(0, |unit, byte| unit << 8 | u16::from(*byte)))
        .collect();
    String::from_utf16_lossy(&units)
}

enum Token<'a> {
    Bytes(Vec<u8>),
    List(Vec<Vec<u8>>),
    Word(&'a [u8]),
}

struct Tokens<'a> {
    source: &'a [u8],
    at: usize,
}

impl<'a> Tokens<'a> {
    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            match self.source.get(self.at)? {
                b'%' => self.skip_while(|byte| byte != b'\n' && byte != b'\r'),
                b'<' if self.source.get(self.at + 1) != Some(&b'<') => {
                    return Some(Token::Bytes(self.hexadecimal()));
                }
                b'[' => {
                    self.at += 1;
                    return Some(Token::List(self.list()));
                }
                byte if byte.is_ascii_alphabetic() => {
                    let start = self.at;
                    self.skip_while(|byte| byte.is_ascii_alphanumeric());
                    return Some(Token::Word(self.source.get(start..self.at)?));
                }
                _ => self.at += 1,
            }
        }
    }

    fn list(&mut self) -> Vec<Vec<u8>> {
        let mut texts = Vec::new();
        while let Some(byte) = self.source.get(self.at) {
            match byte {
                b'<' if texts.len() < MAX_MAPPINGS => texts.push(self.hexadecimal()),
                b']' => break,
                _ => self.at += 1,
            }
        }
        texts
    }

    fn hexadecimal(&mut self) -> Vec<u8> {
        self.at += 1;
        let start = self.at;
        self.skip_while(|byte| byte != b'>');
        let digits: Vec<u8> = self.source[start..self.at]
            .iter()
            .filter_map(|byte| char::from(*byte).to_digit(16))
            .filter_map(|digit| u8::try_from(digit).ok())
            .collect();
        self.at += 1;
        digits.chunks(2).map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit)).collect()
    }

    fn skip_while(&mut self, belongs: impl Fn(u8) -> bool) {
        while self.source.get(self.at).is_some_and(|byte| belongs(*byte)) {
            self.at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAP: &[u8] = b"/CMapName /Custom def 1 begincodespacerange <0000> <FFFF> \
        endcodespacerange 2 beginbfchar <0009> <00740069> % ti\n<000D> <D83DDE00> endbfchar \
        2 beginbfrange <0020> <0022> <0061> <0030> <0031> [<0078> <0079007A>] endbfrange endcmap";

    #[test]
    fn characters_ligatures_and_ranges_are_found() {
        let map = CharacterMap::parse(MAP, 1);
        let shown = [0, 9, 0, 13, 0, 0x21, 0, 0x31, 0, 0x99];
        let texts: Vec<String> = map.decode(&shown).collect();
        assert_eq!(texts, ["ti", "😀", "b", "yz", ""]);
    }

    #[test]
    fn broken_maps_are_passed_over() {
        for end in 0..MAP.len() {
            let _ = CharacterMap::parse(&MAP[..end], 2);
        }
        let map = CharacterMap::parse(b"beginbfrange <00> <FFFFFFFF> <> <01", 2);
        assert_eq!(map.decode(&[0, 5]).collect::<Vec<_>>(), [""]);
    }
}
