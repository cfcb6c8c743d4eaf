//! How many objects a PDF or a content stream could have at most, by its bytes alone: counted before
//! anything is parsed, since every number of two bytes becomes an object a hundred times as large.

/// White space and delimiters (ISO 32000-1, 7.2.2).
fn is_regular(byte: u8) -> bool {
    !matches!(
        byte,
        0 | 9
            | 10
            | 12
            | 13
            | 32
            | b'('
            | b')'
            | b'<'
            | b'>'
            | b'['
            | b']'
            | b'{'
            | b'}'
            | b'/'
            | b'%'
    )
}

/// The number of places in a file where an object can begin, those in compressed streams included: one
/// byte in ten or so of what is compressed looks like one.
pub(super) fn objects(bytes: &[u8]) -> usize {
    let mut before = b' ';
    let mut count = 0;
    for &byte in bytes {
        let begins = match byte {
            b'(' | b'<' | b'[' | b'/' => true,
            _ => is_regular(byte) && !is_regular(before) && before != b'/',
        };
        count += usize::from(begins);
        before = byte;
    }
    count
}

/// What stands between two operators of a content stream.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Operands {
    /// At most so many objects.
    AtMost(usize),
    /// The stream holds an image among its operators, whose bytes end nobody knows where.
    InlineImage,
}

/// The most operands that an operator of a content stream has, what is inside of arrays counted.
pub(super) fn operands(content: &[u8]) -> Operands {
    let (mut most, mut run, mut depth) = (0_usize, 0_usize, 0_usize);
    let mut at = 0;
    while let Some(&byte) = content.get(at) {
        at = match byte {
            b'%' => skip(content, at, |byte| !matches!(byte, b'\r' | b'\n')),
            b'(' => {
                run += 1;
                end_of_string(content, at)
            }
            b'<' if content.get(at + 1) != Some(&b'<') => {
                run += 1;
                skip(content, at, |byte| byte != b'>')
            }
            b'[' | b'<' => {
                (run, depth) = (run + 1, depth + 1);
                at + 1 + usize::from(byte == b'<')
            }
            b']' | b'>' => {
                depth = depth.saturating_sub(1);
                at + 1 + usize::from(byte == b'>')
            }
            b'/' => {
                run += 1;
                skip(content, at + 1, is_regular)
            }
            _ if is_regular(byte) => {
                let end = skip(content, at, is_regular);
                let word = content.get(at..end).unwrap_or_default();
                let is_operator = byte.is_ascii_alphabetic() || matches!(byte, b'\'' | b'"');
                let is_operand = matches!(word, b"true" | b"false" | b"null");
                if word == b"ID" && depth == 0 {
                    return Operands::InlineImage;
                }
                if is_operator && !is_operand && depth == 0 {
                    most = most.max(run);
                    run = 0;
                } else {
                    // `1-1-1` and `1.1.1` may be read as three.
                    let signs =
                        word.iter().filter(|byte| matches!(byte, b'.' | b'-' | b'+')).count();
                    run += 1 + signs;
                }
                end
            }
            _ => at + 1,
        };
    }
    Operands::AtMost(most.max(run))
}

/// Where what holds for the bytes from a place on no longer holds.
fn skip(content: &[u8], from: usize, holds: impl Fn(u8) -> bool) -> usize {
    let rest = content.get(from..).unwrap_or_default();
    from + rest.iter().position(|byte| !holds(*byte)).unwrap_or(rest.len())
}

/// Behind the parenthesis that closes a string (ISO 32000-1, 7.3.4.2).
fn end_of_string(content: &[u8], from: usize) -> usize {
    let (mut depth, mut at) = (0_usize, from);
    while let Some(&byte) = content.get(at) {
        match byte {
            b'\\' => at += 1,
            b'(' => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        at += 1;
        if depth == 0 {
            break;
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_are_counted_by_where_they_can_begin() {
        for (text, number) in [
            ("[1 2 3]", 4),
            ("<</A 1/B(c)>>", 7),
            ("[[][]()()]", 5),
            ("1 0 R", 3),
            ("[true null]", 3),
        ] {
            assert_eq!(objects(text.as_bytes()), number, "{text}");
        }
    }

    #[test]
    fn operands_are_counted_up_to_their_operator() {
        for (text, number) in [
            ("BT /F1 12 Tf (a (b) \\) 1 2 3) Tj ET", 2),
            ("[(a) 1 (b) -2] TJ 1 0 0 1 5 6 cm", 6),
            ("true true true f", 3),
            ("[true [false] <</A/B>>] x", 7),
            ("1 2 % 3 4 5 6 7\n3 m", 3),
            ("<61 62 63> Tj", 1),
            ("1-1-1 x", 3),
            ("1 1 1 1", 4),
        ] {
            assert_eq!(operands(text.as_bytes()), Operands::AtMost(number), "{text}");
        }
        assert_eq!(operands(b"q BI /W 1 ID \xff EI Q"), Operands::InlineImage);
    }
}
