//! Amounts of money, exactly: in the smallest unit of their currency.

use iso_currency::Currency;
use std::fmt;
use std::str::FromStr;

/// An amount in a currency (ISO 4217).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Money {
    /// In the currency's smallest unit: cents of a euro, yen.
    pub minor: i64,
    currency: Currency,
}

impl Money {
    /// The currency by its code of three letters.
    pub fn new(minor: i64, code: &str) -> Option<Money> {
        Currency::from_code(code).map(|currency| Money { minor, currency })
    }

    pub fn code(&self) -> &'static str {
        self.currency.code()
    }

    /// The same, as what is kept of many.
    pub fn letters(&self) -> [u8; 3] {
        self.currency.code().as_bytes().try_into().unwrap_or_default()
    }

    fn decimals(&self) -> usize {
        usize::from(self.currency.exponent().unwrap_or(0))
    }

    /// The number alone: "1250.00"
    pub fn number(&self) -> String {
        let decimals = self.decimals();
        let sign = if self.minor < 0 { "-" } else { "" };
        let digits = format!("{:0width$}", self.minor.unsigned_abs(), width = decimals + 1);
        let (whole, rest) = digits.split_at(digits.len() - decimals);
        let point = if rest.is_empty() { "" } else { "." };
        format!("{sign}{whole}{point}{rest}")
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.number(), self.code())
    }
}

impl FromStr for Money {
    type Err = String;

    /// "1250.00 EUR", "EUR 1250", "-20.5 USD". Nothing between thousands: nobody has to guess what a comma means.
    fn from_str(text: &str) -> Result<Money, String> {
        let wrong = |why: &str| format!("\"{text}\" is no amount: {why}, such as \"1250.00 EUR\"");
        let compact: String = text.split_whitespace().collect();
        let letters: String = compact.chars().filter(char::is_ascii_alphabetic).collect();
        let code = letters.to_ascii_uppercase();
        let currency = Currency::from_code(&code).ok_or_else(|| match code.len() {
            3 => format!("\"{text}\" is no amount: ISO 4217 knows no currency {code}"),
            _ => wrong("a number and a currency of three letters"),
        })?;
        let number = compact
            .strip_prefix(letters.as_str())
            .or_else(|| compact.strip_suffix(letters.as_str()))
            .ok_or_else(|| wrong("a number and a currency of three letters"))?;
        let (sign, digits) = match number.strip_prefix('-') {
            Some(digits) => (-1, digits),
            None => (1, number),
        };
        let (whole, rest) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !all_digits(whole) || !all_digits(rest) {
            return Err(wrong("digits with a point before the decimals"));
        }
        let decimals = usize::from(currency.exponent().unwrap_or(0));
        if rest.len() > decimals {
            return Err(wrong(&format!("{code} has {decimals} decimals")));
        }
        format!("{whole}{rest:0<decimals$}")
            .parse::<i64>()
            .map(|minor| Money { minor: sign * minor, currency })
            .map_err(|_| wrong("a number of a size that occurs"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_exact_in_the_units_of_their_currency() {
        for (text, minor, shown) in [
            ("1250.00 EUR", 125_000, "1250.00 EUR"),
            ("EUR 1250", 125_000, "1250.00 EUR"),
            ("0.5usd", 50, "0.50 USD"),
            ("-20.05 USD", -2005, "-20.05 USD"),
            ("1000 JPY", 1000, "1000 JPY"),
            ("1.234 KWD", 1234, "1.234 KWD"),
        ] {
            let money: Money = text.parse().unwrap();
            assert_eq!((money.minor, money.to_string().as_str()), (minor, shown), "{text}");
        }
    }

    #[test]
    fn what_could_be_read_in_two_ways_is_refused() {
        for text in [
            "",
            "EUR",
            "1250",
            "1,250.00 EUR",
            "1250,00 EUR",
            "1.2345 EUR",
            "1.5 JPY",
            "1 XYZ",
            "99999999999999999999 EUR",
            "1 E UR 2",
            "--1 EUR",
            "1e3 EUR",
            "1250.00 €",
        ] {
            assert!(text.parse::<Money>().is_err(), "{text}");
        }
    }
}
