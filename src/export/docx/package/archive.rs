//! The package as a zip file that depends on nothing but its parts: content types first, the other
//! parts in the order given, one fixed time, deflated.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// A part: its name without a leading slash, and its bytes.
pub(super) type Part = (String, Vec<u8>);

/// Formats that are compressed already.
const COMPRESSED: [&str; 3] = [".png", ".jpg", ".jpeg"];

/// Writes the parts.
pub(super) fn write(parts: &[Part]) -> zip::result::ZipResult<Vec<u8>> {
    let size = parts.iter().map(|(_, bytes)| bytes.len()).sum::<usize>();
    let mut zip = ZipWriter::new(Cursor::new(Vec::with_capacity(size / 4)));
    for (name, bytes) in parts {
        let stored = COMPRESSED.iter().any(|ending| name.ends_with(ending));
        let method = if stored { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        let options = SimpleFileOptions::default()
            .compression_method(method)
            .last_modified_time(DateTime::default())
            .unix_permissions(0o644);
        zip.start_file(name.as_str(), options)?;
        zip.write_all(bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}
