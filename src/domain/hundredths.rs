//! Scores, to the hundredth and exactly.

use std::fmt;
use std::str::FromStr;

/// A number with at most two decimals, as a survey counts: 450 is 4.5.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hundredths(pub i64);

/// No survey counts further than this, in hundredths.
const HIGHEST: i64 = 100_000_000;

impl fmt::Display for Hundredths {
    /// No more decimals than it has: "4", "4.5", "-0.25".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, rest) = (self.0.unsigned_abs() / 100, self.0.unsigned_abs() % 100);
        match (rest, rest % 10) {
            (0, _) => write!(f, "{sign}{whole}"),
            (_, 0) => write!(f, "{sign}{whole}.{}", rest / 10),
            _ => write!(f, "{sign}{whole}.{rest:02}"),
        }
    }
}

impl FromStr for Hundredths {
    type Err = String;

    /// "4", "4.5", "-0.25". A comma is no point: nobody has to guess what it means.
    fn from_str(text: &str) -> Result<Hundredths, String> {
        let wrong = |why: &str| format!("\"{text}\" is no score: {why}, such as 4 or 4.5");
        let (sign, digits) = match text.strip_prefix('-') {
            Some(digits) => (-1, digits),
            None => (1, text),
        };
        let (whole, rest) = digits.split_once('.').unwrap_or((digits, "0"));
        let all_digits =
            |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !all_digits(whole) || !all_digits(rest) {
            return Err(wrong("digits with a point before the decimals"));
        }
        if rest.len() > 2 {
            return Err(wrong("two decimals at most"));
        }
        format!("{whole}{rest:0<2}")
            .parse::<i64>()
            .ok()
            .filter(|hundredths| *hundredths <= HIGHEST)
            .map(|hundredths| Hundredths(sign * hundredths))
            .ok_or_else(|| wrong("a number of a size that occurs"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_score_is_exact_and_shown_as_short_as_it_is() {
        for (text, hundredths, shown) in [
            ("4", 400, "4"),
            ("4.50", 450, "4.5"),
            ("4.05", 405, "4.05"),
            ("-0.25", -25, "-0.25"),
            ("0", 0, "0"),
            ("-100", -10_000, "-100"),
            ("007", 700, "7"),
        ] {
            let score: Hundredths = text.parse().unwrap();
            assert_eq!((score.0, score.to_string().as_str()), (hundredths, shown), "{text}");
        }
    }

    #[test]
    fn what_is_no_score_is_refused() {
        for text in ["", "-", ".5", "4.", "4,5", "1e3", "--1", "4.555", "+4", " 4", "five", "٤"] {
            assert!(text.parse::<Hundredths>().is_err(), "{text}");
        }
        assert!("99999999999999999999".parse::<Hundredths>().is_err());
        assert!("1000000.01".parse::<Hundredths>().is_err());
    }
}
