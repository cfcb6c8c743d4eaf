//! The two kinds of token: lengths and colours.

use std::fmt;

use serde::{Serialize, Serializer};

/// A length in points (1/72 inch), as written `12pt`, `4mm`, `1.5cm` or `0.5in`.
///
/// ```
/// use plenary::theme::Length;
/// let length: Length = "25.4mm".parse().unwrap();
/// assert_eq!(length.points(), 72.0);
/// assert_eq!(length.twips(), 1440);
/// assert_eq!(length.emus(), 914_400);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Length(f64);

impl Length {
    /// A length of so many points.
    #[must_use]
    pub const fn pt(points: f64) -> Self {
        Self(points)
    }

    /// In points.
    #[must_use]
    pub const fn points(self) -> f64 {
        self.0
    }

    /// In twentieths of a point, rounded (ECMA-376 Part 1, 22.9.2.14).
    #[must_use]
    #[allow(clippy::cast_possible_truncation, reason = "themes bound lengths to 5,000 pt")]
    pub fn twips(self) -> i32 {
        (self.0 * 20.0).round() as i32
    }

    /// In English metric units, rounded: 12,700 to the point (ECMA-376 Part 1, 20.1.10.16).
    #[must_use]
    #[allow(clippy::cast_possible_truncation, reason = "themes bound lengths to 5,000 pt")]
    pub fn emus(self) -> i64 {
        (self.0 * 12_700.0).round() as i64
    }
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}pt", (self.0 * 1000.0).round() / 1000.0)
    }
}

impl Serialize for Length {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl std::str::FromStr for Length {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        if text == "0" {
            return Ok(Self(0.0));
        }
        let unit_start = text
            .find(|character: char| character.is_ascii_alphabetic())
            .ok_or_else(|| "a length needs a unit: pt, mm, cm or in".to_owned())?;
        let (number, unit) = text.split_at(unit_start);
        let number: f64 =
            number.trim().parse().map_err(|_| format!("`{number}` is not a number"))?;
        let points = match unit {
            "pt" => number,
            "mm" => number * 72.0 / 25.4,
            "cm" => number * 720.0 / 25.4,
            "in" => number * 72.0,
            other => return Err(format!("`{other}` is not a unit: use pt, mm, cm or in")),
        };
        if points.is_finite() && points.abs() <= 5000.0 {
            Ok(Self((points * 1e6).round() / 1e6))
        } else {
            Err("a length lies between -5000pt and 5000pt".to_owned())
        }
    }
}

/// An sRGB colour, as written `"#0B3C5D"`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Color {
    /// Red, green and blue.
    pub rgb: [u8; 3],
}

impl Color {
    /// Six hexadecimal digits without `#`, as OOXML writes colours.
    #[must_use]
    pub fn hex(self) -> String {
        let [red, green, blue] = self.rgb;
        format!("{red:02X}{green:02X}{blue:02X}")
    }
}

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.hex())
    }
}

impl Serialize for Color {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl std::str::FromStr for Color {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text
            .strip_prefix('#')
            .filter(|digits| digits.len() == 6 && digits.is_ascii())
            .ok_or_else(|| "a colour is `#` and six hexadecimal digits".to_owned())?;
        let byte = |index: usize| {
            u8::from_str_radix(&digits[index..index + 2], 16)
                .map_err(|_| format!("`{text}` has a character that is not hexadecimal"))
        };
        Ok(Self { rgb: [byte(0)?, byte(2)?, byte(4)?] })
    }
}
