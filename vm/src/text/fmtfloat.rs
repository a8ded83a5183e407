//! Floats to text by the codes `e`, `f`, `g` and `r`, as `PyOS_double_to_string` does; everything that prints a float
//! comes through here.
//!
//! The digits are Rust's: shortest round trip for `r`, exactly rounded for the others. A double has no more than 1,100
//! digits that aren't zero on either side of the point, so greater precisions are filled with zeros.

/// Digits that any double needs at most.
const ENOUGH: usize = 1100;

/// How to print a float.
#[derive(Clone, Copy, Debug)]
pub struct FloatFormat {
    /// `b'e'`, `b'f'`, `b'g'`, `b'r'`, or `E`, `F`, `G` for upper case.
    pub code: u8,
    /// Digits; ignored for `r`.
    pub precision: usize,
    /// `#`: keep the point, and the zeros of `g`.
    pub alternate: bool,
    /// At least `.0` behind finite numbers.
    pub dot_zero: bool,
}

/// The text of a float, with `-` in front of negative ones (also of -0.0 and never of nan).
pub fn float_text(x: f64, format: FloatFormat) -> String {
    let upper = format.code.is_ascii_uppercase();
    if !x.is_finite() {
        let word = match (x.is_nan(), x < 0.0) {
            (true, _) => "nan",
            (_, true) => "-inf",
            _ => "inf",
        };
        return if upper { word.to_uppercase() } else { word.into() };
    }
    let sign = if x.is_sign_negative() { "-" } else { "" };
    let body = match format.code.to_ascii_lowercase() {
        b'f' => fixed(x.abs(), format),
        code => {
            let (digits, point) = match code {
                b'r' => shortest(x.abs()),
                b'g' => significant(x.abs(), format.precision.max(1)),
                _ => significant(x.abs(), format.precision + 1),
            };
            place(&digits, point, code, format)
        }
    };
    let text = format!("{sign}{body}");
    if upper { text.to_uppercase() } else { text }
}

fn fixed(x: f64, format: FloatFormat) -> String {
    let mut text = format!("{x:.*}", format.precision.min(ENOUGH));
    text.extend(std::iter::repeat_n('0', format.precision.saturating_sub(ENOUGH)));
    if format.precision == 0 && format.alternate {
        text.push('.');
    }
    if format.precision == 0 && format.dot_zero {
        text.push_str(".0");
    }
    text
}

/// Digits and the position of the point behind which they count, from Rust's `d.ddde±x`.
fn digits_of(text: &str) -> (Vec<u8>, i32) {
    let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
    let digits = mantissa.bytes().filter(u8::is_ascii_digit).collect();
    (digits, exponent.parse::<i32>().unwrap_or(0) + 1)
}

/// The shortest digits that read back as `x`, and of those the nearest, ties to even. (`std` breaks such ties upwards,
/// which CPython doesn't.)
fn shortest(x: f64) -> (Vec<u8>, i32) {
    let mut buffer = ryu::Buffer::new();
    let text = buffer.format_finite(x);
    let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let mut digits: Vec<u8> = whole.bytes().chain(fraction.bytes()).collect();
    let leading = digits.iter().take_while(|&&d| d == b'0').count().min(digits.len() - 1);
    digits.drain(..leading);
    let used = digits.iter().rposition(|&d| d != b'0').map_or(1, |i| i + 1);
    digits.truncate(used);
    let point = whole.len() as i32 - leading as i32 + exponent.parse::<i32>().unwrap_or(0);
    // Zero counts as having one digit before the point.
    (digits, if x == 0.0 { 1 } else { point })
}

/// `n` significant digits, without zeros at the end.
fn significant(x: f64, n: usize) -> (Vec<u8>, i32) {
    let (mut digits, point) = digits_of(&format!("{x:.*e}", n.min(ENOUGH) - 1));
    let used = digits.iter().rposition(|&d| d != b'0').map_or(1, |i| i + 1);
    digits.truncate(used);
    (digits, point)
}

/// Lays out digits with point and exponent.
fn place(digits: &[u8], point: i32, code: u8, format: FloatFormat) -> String {
    let precision = format.precision.max(1) as i32;
    // How many digits to show: zeros beyond those that there are.
    let (exponential, mut end) = match code {
        b'e' => (true, format.precision as i32 + 1),
        b'g' => {
            let limit = precision - i32::from(format.dot_zero);
            let end = if format.alternate { precision } else { digits.len() as i32 };
            (point <= -4 || point > limit, end)
        }
        _ => (point <= -4 || point > 16, digits.len() as i32),
    };
    let shown_point = if exponential { 1 } else { point };
    let with_point = if format.dot_zero && !exponential { shown_point + 1 } else { shown_point };
    end = end.max(with_point);
    let digit = |i: i32| {
        if i < 0 { '0' } else { digits.get(i as usize).map_or('0', |&d| d.into()) }
    };
    let mut text: String = (shown_point.min(1) - 1..end.min(shown_point)).map(digit).collect();
    if shown_point <= 0 {
        text = "0".into();
    }
    if end > shown_point || format.alternate {
        text.push('.');
        text.extend((shown_point..end).map(digit));
    }
    if exponential {
        let exponent = point - 1;
        let sign = if exponent < 0 { '-' } else { '+' };
        let exponent = exponent.abs();
        text.push_str(&format!("e{sign}{exponent:02}"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table() {
        for row in TABLE.lines() {
            let field: Vec<&str> = row.split(' ').collect();
            let x: f64 = field[0].parse().expect("a float");
            for (i, want) in field[1..].iter().enumerate() {
                let (code, precision, alternate, dot_zero) = COLUMNS[i];
                let got = float_text(x, FloatFormat { code, precision, alternate, dot_zero });
                assert_eq!(&got, want, "{} {}.{precision} {alternate} {dot_zero}", field[0], code as char);
            }
        }
        let long = float_text(0.1, FloatFormat { code: b'f', precision: 70000, alternate: false, dot_zero: false });
        assert_eq!(long.len(), 70002);
    }

    const COLUMNS: &[(u8, usize, bool, bool)] = &[
        (b'r', 0, false, true),
        (b'e', 3, false, false),
        (b'e', 0, true, false),
        (b'f', 2, false, false),
        (b'f', 0, false, false),
        (b'g', 6, false, false),
        (b'g', 3, true, false),
        (b'g', 3, false, true),
        (b'G', 1, false, false),
        (b'E', 0, false, false),
    ];

    /// `repr`, `.3e`, `#.0e`, `.2f`, `.0f`, `g`, `#.3g`, `.3`, `.1G`, `.0E` in CPython 3.13.
    const TABLE: &str = "\
0.0 0.0 0.000e+00 0.e+00 0.00 0 0 0.00 0.0 0 0E+00\n\
-0.0 -0.0 -0.000e+00 -0.e+00 -0.00 -0 -0 -0.00 -0.0 -0 -0E+00\n\
1.0 1.0 1.000e+00 1.e+00 1.00 1 1 1.00 1.0 1 1E+00\n\
-1.5 -1.5 -1.500e+00 -2.e+00 -1.50 -2 -1.5 -1.50 -1.5 -2 -2E+00\n\
0.5 0.5 5.000e-01 5.e-01 0.50 0 0.5 0.500 0.5 0.5 5E-01\n\
1.5 1.5 1.500e+00 2.e+00 1.50 2 1.5 1.50 1.5 2 2E+00\n\
2.5 2.5 2.500e+00 2.e+00 2.50 2 2.5 2.50 2.5 2 2E+00\n\
0.125 0.125 1.250e-01 1.e-01 0.12 0 0.125 0.125 0.125 0.1 1E-01\n\
0.1 0.1 1.000e-01 1.e-01 0.10 0 0.1 0.100 0.1 0.1 1E-01\n\
123456789.0 123456789.0 1.235e+08 1.e+08 123456789.00 123456789 1.23457e+08 1.23e+08 1.23e+08 1E+08 1E+08\n\
1000000000000000.0 1000000000000000.0 1.000e+15 1.e+15 1000000000000000.00 1000000000000000 1e+15 1.00e+15 1e+15 1E+15 1E+15\n\
1e+16 1e+16 1.000e+16 1.e+16 10000000000000000.00 10000000000000000 1e+16 1.00e+16 1e+16 1E+16 1E+16\n\
9999999999999998.0 9999999999999998.0 1.000e+16 1.e+16 9999999999999998.00 9999999999999998 1e+16 1.00e+16 1e+16 1E+16 1E+16\n\
1e+17 1e+17 1.000e+17 1.e+17 100000000000000000.00 100000000000000000 1e+17 1.00e+17 1e+17 1E+17 1E+17\n\
123.0 123.0 1.230e+02 1.e+02 123.00 123 123 123. 1.23e+02 1E+02 1E+02\n\
1000.0 1000.0 1.000e+03 1.e+03 1000.00 1000 1000 1.00e+03 1e+03 1E+03 1E+03\n\
999.5 999.5 9.995e+02 1.e+03 999.50 1000 999.5 1.00e+03 1e+03 1E+03 1E+03\n\
99.95 99.95 9.995e+01 1.e+02 99.95 100 99.95 100. 1e+02 1E+02 1E+02\n\
0.0001 0.0001 1.000e-04 1.e-04 0.00 0 0.0001 0.000100 0.0001 0.0001 1E-04\n\
1e-05 1e-05 1.000e-05 1.e-05 0.00 0 1e-05 1.00e-05 1e-05 1E-05 1E-05\n\
1.234e-05 1.234e-05 1.234e-05 1.e-05 0.00 0 1.234e-05 1.23e-05 1.23e-05 1E-05 1E-05\n\
1e+22 1e+22 1.000e+22 1.e+22 10000000000000000000000.00 10000000000000000000000 1e+22 1.00e+22 1e+22 1E+22 1E+22\n\
1.7976931348623157e+308 1.7976931348623157e+308 1.798e+308 2.e+308 179769313486231570814527423731704356798070567525844996598917476803157260780028538760589558632766878171540458953514382464234321326889464182768467546703537516986049910576551282076245490090389328944075868508455133942304583236903222948165808559332123348274797826204144723168738177180919299881250404026184124858368.00 179769313486231570814527423731704356798070567525844996598917476803157260780028538760589558632766878171540458953514382464234321326889464182768467546703537516986049910576551282076245490090389328944075868508455133942304583236903222948165808559332123348274797826204144723168738177180919299881250404026184124858368 1.79769e+308 1.80e+308 1.8e+308 2E+308 2E+308\n\
5e-324 5e-324 4.941e-324 5.e-324 0.00 0 4.94066e-324 4.94e-324 4.94e-324 5E-324 5E-324\n\
2.2250738585072014e-308 2.2250738585072014e-308 2.225e-308 2.e-308 0.00 0 2.22507e-308 2.23e-308 2.23e-308 2E-308 2E-308\n\
3.141592653589793 3.141592653589793 3.142e+00 3.e+00 3.14 3 3.14159 3.14 3.14 3 3E+00\n\
1e+100 1e+100 1.000e+100 1.e+100 10000000000000000159028911097599180468360808563945281389781327557747838772170381060813469985856815104.00 10000000000000000159028911097599180468360808563945281389781327557747838772170381060813469985856815104 1e+100 1.00e+100 1e+100 1E+100 1E+100\n\
12345.678 12345.678 1.235e+04 1.e+04 12345.68 12346 12345.7 1.23e+04 1.23e+04 1E+04 1E+04\n\
0.045 0.045 4.500e-02 4.e-02 0.04 0 0.045 0.0450 0.045 0.04 4E-02\n\
1e-07 1e-07 1.000e-07 1.e-07 0.00 0 1e-07 1.00e-07 1e-07 1E-07 1E-07";
}
