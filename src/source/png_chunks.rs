//! Compressed chunks of PNG files beside the pixels: colour profiles and words. Readers inflate
//! them whole, so their size is bounded first.

use std::io::Read;

use flate2::read::ZlibDecoder;

/// Most bytes that the colour profile and the compressed words of a file may take, together. Large
/// profiles of presses have two million.
const MAX_INFLATED: u64 = 8 << 20;

/// Inflates what is compressed, and keeps nothing of it.
///
/// # Errors
/// If it is larger than any reader should hold.
pub(super) fn check(png: &[u8]) -> Result<(), String> {
    let mut left = MAX_INFLATED;
    let mut rest = png.get(8..).unwrap_or_default();
    while let [a, b, c, d, after @ ..] = rest {
        let length = usize::try_from(u32::from_be_bytes([*a, *b, *c, *d])).unwrap_or(usize::MAX);
        let Some((kind, after)) = after.split_at_checked(4) else { break };
        let data = after.get(..length).unwrap_or(after);
        let inflated = compressed(kind, data).map_or(0, |stream| {
            // One byte more than is left says that there is more.
            std::io::copy(&mut ZlibDecoder::new(stream).take(left + 1), &mut std::io::sink())
                .unwrap_or_default()
        });
        if inflated > left {
            let what = if kind == b"iCCP" { "colour profile" } else { "compressed text" };
            return Err(format!("its {what} takes more than {MAX_INFLATED} bytes"));
        }
        left -= inflated;
        // The data is followed by its checksum.
        rest = after.get(length.saturating_add(4)..).unwrap_or_default();
    }
    Ok(())
}

/// The compressed stream of a chunk (PNG, third edition, 11.3.2.3, 11.3.3.3 and 11.3.3.4).
fn compressed<'a>(kind: &[u8], data: &'a [u8]) -> Option<&'a [u8]> {
    let after_name = |data: &'a [u8]| {
        let end = data.iter().position(|byte| *byte == 0)?;
        data.get(end + 1..)
    };
    match kind {
        b"iCCP" | b"zTXt" => after_name(data)?.get(1..),
        b"iTXt" => match after_name(data)? {
            // Flag, method, language, keyword in that language.
            [1, _, rest @ ..] => after_name(after_name(rest)?),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn png(kind: &[u8], head: &[u8], inflated: usize) -> Vec<u8> {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(&vec![0; inflated]).unwrap();
        let data = [head, &encoder.finish().unwrap()].concat();
        let length = u32::try_from(data.len()).unwrap().to_be_bytes();
        [b"\x89PNG\r\n\x1a\n", length.as_slice(), kind, &data, &[0; 4]].concat()
    }

    #[test]
    fn what_is_compressed_is_bounded() {
        let bound = usize::try_from(MAX_INFLATED).unwrap();
        for (kind, head) in
            [(b"iCCP", b"a\0\0".as_slice()), (b"zTXt", b"a\0\0"), (b"iTXt", b"a\0\x01\0en\0a\0")]
        {
            assert_eq!(check(&png(kind, head, bound)), Ok(()));
            assert!(check(&png(kind, head, bound + 1)).is_err());
        }
        let twice = [png(b"zTXt", b"a\0\0", bound), png(b"zTXt", b"a\0\0", 9)[8..].to_vec()];
        assert!(check(&twice.concat()).is_err(), "together");
        assert_eq!(check(&png(b"tEXt", b"a\0", bound + 1)), Ok(()), "not compressed");
        assert_eq!(check(b"\x89PNG\r\n\x1a\n\xff\xff\xff\xffiCCPx"), Ok(()), "cut short");
    }
}
