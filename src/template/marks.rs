//! Marks that only prose knows, in text that a template has: they would be printed as they stand.

/// What of a text in a template would be printed as it stands, though prose knows it as a mark, and
/// what to do instead.
pub(crate) fn marks_of_prose(text: &str) -> Option<(String, String)> {
    if text.contains('\t') {
        return Some((
            "a tab in a template's text would be printed as a space".to_owned(),
            "use a space, or a style with an indent".to_owned(),
        ));
    }
    let field = "marks work in the sources: put the words into a field of type `inline`".to_owned();
    for sign in ["**", "__", "*", "_", "`"] {
        if paired(text, sign) {
            return Some((
                format!("the marks `{sign}` in a template's text would be printed as they stand"),
                field,
            ));
        }
    }
    if let Some(open) = text.find("](")
        && text[..open].contains('[')
        && text[open..].contains(')')
    {
        return Some((
            "a link or an image in a template's text would be printed as it stands".to_owned(),
            field,
        ));
    }
    None
}

/// Whether words stand between two of these signs, as emphasis has them.
fn paired(text: &str, sign: &str) -> bool {
    let mut rest = text;
    let mut before = ' ';
    while let Some(open) = rest.find(sign) {
        let last = rest[..open].chars().next_back().unwrap_or(before);
        let inner = &rest[open + sign.len()..];
        if let Some(close) = inner.find(sign) {
            let words = &inner[..close];
            let after = inner[close + sign.len()..].chars().next().unwrap_or(' ');
            let tight = !words.is_empty()
                && !words.starts_with(char::is_whitespace)
                && !words.ends_with(char::is_whitespace);
            if tight && !last.is_alphanumeric() && !after.is_alphanumeric() {
                return true;
            }
        }
        before = last;
        rest = inner;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_found_and_signs_are_left_alone() {
        for text in
            ["*Italic*", "**Bold** words", "![](image:x)", "[word](https://a.org)", "a\tb", "`x`"]
        {
            assert!(marks_of_prose(text).is_some(), "{text}");
        }
        for text in ["* note", "5 * 4 * 3", "snake_case_name", "[box] (1)", "– ", "a*b*c", "**"] {
            assert!(marks_of_prose(text).is_none(), "{text}");
        }
    }
}
