//! Format specifications against CPython 3.13, and the fraction grouping of 3.14.

use super::*;
use crate::num::intconv;

fn run(kind: char, value: &str, spec: &str) -> String {
    let (value, spec) = (TextBuf::from(value), TextBuf::from(spec));
    let (value, spec) = (value.units(), spec.units());
    let result = match kind {
        'i' => format_int(&intconv::parse(value, 10, 0).unwrap_or_default(), spec, "int", 4300),
        'f' => format_float(crate::num::float::parse(value).unwrap_or_default(), spec, "float"),
        'c' => {
            let zero = crate::num::complex::complex(0.0, 0.0);
            format_complex(crate::num::complex::parse(value).unwrap_or(zero), spec, "complex")
        }
        _ => format_str(value, spec, "str"),
    };
    match result {
        Ok(text) => text.to_string_lossy(),
        Err(e) => format!("{}!{}", if e.kind == crate::text::ErrorKind::Overflow { 'O' } else { 'V' }, e.message),
    }
}

/// Lines of kind (`i`nt, `f`loat, `c`omplex, `s`tr), value, specification, and result or error.
const CASES: &str = include_str!("cases.tsv");

#[test]
fn cases() {
    let mut wrong = String::new();
    for line in CASES.lines() {
        let field: Vec<&str> = line.split('\t').collect();
        let kind = field[0].chars().next().unwrap_or(' ');
        let got = run(kind, field[1], field[2]);
        if got != field[3] {
            wrong += &format!("{line:?} gave {got:?}\n");
        }
    }
    assert_eq!(wrong, "");
}

#[test]
fn fraction_grouping() {
    for (value, spec, want) in [
        ("1234567.1234567", ",.7,f", "1,234,567.123,456,7"),
        ("0.123456", "._f", "0.123_456"),
        ("123456.789", ".3_", "1.23e+05"),
        ("1.5", "._,f", "V!Cannot specify both ',' and '_'."),
        ("1.5", ".2,d", "V!Cannot specify ',' with 'd'."),
    ] {
        assert_eq!(run('f', value, spec), want);
    }
}

#[test]
fn impossible_widths_are_memory_errors() {
    let spec = TextBuf::from("9000000000000000000");
    let error = format_str(Units::One(b"a"), spec.units(), "str").map_err(|e| e.kind);
    assert_eq!(error, Err(crate::text::ErrorKind::Memory));
}
