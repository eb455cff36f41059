//! What files that leave here and come back have agreed on, so that they say the same when they are read again.

/// The property of a vCard for what a customer is to us (lead, active, former): there is no common one.
pub const STATUS_PROPERTY: &str = "X-BATON-STATUS";

/// Whether a spreadsheet may take it for a formula, whatever `'` stands before it (OWASP, CSV injection).
pub fn is_formula(text: &str) -> bool {
    let first = text.trim_start_matches('\'').chars().find(|c| !c.is_whitespace());
    matches!(first, Some('=' | '+' | '-' | '@' | '\u{ff1d}' | '\u{ff0b}' | '\u{ff0d}' | '\u{ff20}'))
}

/// A cell without the `'` that was put before a formula; any other `'` is the writer's own.
pub fn without_guard(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| is_formula(rest)).unwrap_or(cell)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_guard_is_taken_away() {
        for (cell, text) in [
            ("'+49 30 1", "+49 30 1"),
            ("''=1", "'=1"),
            ("'twas", "'twas"),
            ("'' =1", "' =1"),
            ("+49", "+49"),
            ("'", "'"),
            ("", ""),
        ] {
            assert_eq!(without_guard(cell), text, "{cell}");
        }
    }
}
