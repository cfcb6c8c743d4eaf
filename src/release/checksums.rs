//! `SHA256SUMS`: lines of a checksum, two spaces and a file name, as `sha256sum --check` reads them.

use std::collections::BTreeMap;

use super::manifest::is_file_name;

/// The list of files by name. Outputs have plain names (ids and language codes), so nothing needs
/// the escapes that `sha256sum` has for line ends and backslashes.
pub(super) fn write(files: &BTreeMap<String, String>) -> String {
    files.iter().map(|(name, sum)| format!("{sum}  {name}\n")).collect()
}

/// Reads a list. None if a line is no checksum of a file in this folder, or a file stands twice.
pub(super) fn read(text: &str) -> Option<BTreeMap<String, String>> {
    let mut files = BTreeMap::new();
    for line in text.lines() {
        let (sum, name) = line.split_at_checked(64)?;
        let name = name.strip_prefix("  ").or_else(|| name.strip_prefix(" *"))?;
        if !sum.bytes().all(|byte| byte.is_ascii_hexdigit())
            || !is_file_name(name)
            || files.insert(name.to_owned(), sum.to_ascii_lowercase()).is_some()
        {
            return None;
        }
    }
    Some(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_as_it_was_written() {
        let sum = "0123456789abcdef".repeat(4);
        let files = BTreeMap::from([("a-en.pdf".to_owned(), sum.clone())]);
        assert_eq!(write(&files), format!("{sum}  a-en.pdf\n"));
        assert_eq!(read(&write(&files)), Some(files));
        for wrong in ["x  a\n", &format!("{sum} a\n"), &format!("{sum}  ../a\n"), "é\n"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
        assert_eq!(read(&format!("{sum}  a\n{sum}  a\n")), None, "a file stands twice");
    }
}
