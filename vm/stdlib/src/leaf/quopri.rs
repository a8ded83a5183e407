//! Quoted-printable coding of the `binascii` module.

use super::binascii::hex_digit;

/// Longest encoded line, the soft break's `=` included.
const LINE: usize = 76;

/// Options of `b2a_qp`.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Spaces and tabs are always encoded.
    pub quotetabs: bool,
    /// Newlines stay newlines; otherwise they are data.
    pub istext: bool,
    /// RFC 1522 headers: space becomes `_`.
    pub header: bool,
}

/// `b2a_qp`. Line ends are written as CRLF when the first one in `data` is a CRLF.
pub fn encode(data: &[u8], options: Options) -> Vec<u8> {
    let first = data.iter().position(|&b| b == b'\n');
    let newline: &[u8] = match first {
        Some(at) if at > 0 && data[at - 1] == b'\r' => b"\r\n",
        _ => b"\n",
    };
    let mut out = Vec::with_capacity(data.len() + data.len() / 8);
    let (mut i, mut column) = (0, 0);
    while let Some(&b) = data.get(i) {
        let next = data.get(i + 1).copied();
        if must_quote(b, next, column, options) {
            if column + 3 >= LINE {
                out.push(b'=');
                out.extend_from_slice(newline);
                column = 0;
            }
            push_quoted(&mut out, b);
            column += 3;
            i += 1;
        } else if options.istext && (b == b'\n' || b == b'\r' && next == Some(b'\n')) {
            // White space before a line end would be stripped on the way.
            if let Some(&last @ (b' ' | b'\t')) = out.last() {
                out.pop();
                push_quoted(&mut out, last);
            }
            out.extend_from_slice(newline);
            column = 0;
            i += if b == b'\r' { 2 } else { 1 };
        } else {
            if next.is_some_and(|n| n != b'\n') && column + 1 >= LINE {
                out.push(b'=');
                out.extend_from_slice(newline);
                column = 0;
            }
            out.push(if options.header && b == b' ' { b'_' } else { b });
            column += 1;
            i += 1;
        }
    }
    out
}

fn must_quote(b: u8, next: Option<u8>, column: usize, o: Options) -> bool {
    match b {
        127.. | b'=' => true,
        b'_' => o.header,
        // A dot alone on a line ends an SMTP message.
        b'.' => column == 0 && matches!(next, None | Some(b'\n' | b'\r' | 0)),
        b'\r' | b'\n' => !o.istext,
        b'\t' | b' ' => next.is_none() || o.quotetabs,
        _ => b < 33,
    }
}

fn push_quoted(out: &mut Vec<u8>, b: u8) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    out.extend([b'=', DIGITS[usize::from(b >> 4)], DIGITS[usize::from(b & 15)]]);
}

/// `a2b_qp`. Malformed escapes are kept as they stand.
pub fn decode(data: &[u8], header: bool) -> Vec<u8> {
    let mut out = Vec::with_capacity(data.len());
    let mut i = 0;
    while let Some(&b) = data.get(i) {
        i += 1;
        match b {
            b'=' => match data.get(i) {
                None => {}
                Some(b'\n' | b'\r') => {
                    let rest = data[i..].iter().position(|&b| b == b'\n');
                    i = rest.map_or(data.len(), |n| i + n + 1);
                }
                // Some encoders write `==` for `=`.
                Some(b'=') => {
                    out.push(b'=');
                    i += 1;
                }
                Some(&high) => {
                    let low = data.get(i + 1).copied();
                    match (hex_digit(high), low.and_then(hex_digit)) {
                        (Some(h), Some(l)) => {
                            out.push(h << 4 | l);
                            i += 2;
                        }
                        _ => out.push(b'='),
                    }
                }
            },
            b'_' if header => out.push(b' '),
            _ => out.push(b),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decoding() {
        let cases: [(&str, &str); 10] = [
            ("a=20b", "a b"),
            ("a=\nb", "ab"),
            ("a=\r\nb", "ab"),
            ("a=zb", "a=zb"),
            ("a=", "a"),
            ("a==b", "a=b"),
            ("a_b", "a_b"),
            ("a=\rb\nc", "ac"),
            ("a=2", "a=2"),
            ("a = \nb", "a = \nb"),
        ];
        for (text, want) in cases {
            assert_eq!(decode(text.as_bytes(), false), want.as_bytes(), "{text}");
        }
        assert_eq!(decode(b"a_b", true), b"a b");
    }

    #[test]
    fn encoding() {
        let o = Options { quotetabs: false, istext: true, header: false };
        let modes = [o, Options { quotetabs: true, ..o }, Options { istext: false, ..o }, Options { header: true, ..o }];
        let x = |n: usize| "x".repeat(n);
        let cases: Vec<(String, [String; 4])> = vec![
            ("a b \n".into(), ["a b=20\n".into(), "a=20b=20\n".into(), "a b =0A".into(), "a_b_\n".into()]),
            ("a_b c".into(), ["a_b c".into(), "a_b=20c".into(), "a_b c".into(), "a=5Fb_c".into()]),
            (".\n".into(), ["=2E\n".into(), "=2E\n".into(), "=2E=0A".into(), "=2E\n".into()]),
            ("\r\n.\r\nb".into(), ["\r\n=2E\r\nb".into(), "\r\n=2E\r\nb".into(), "=0D=0A.=0D=0Ab".into(), "\r\n=2E\r\nb".into()]),
            ("a\rb".into(), ["a\rb".into(), "a\rb".into(), "a=0Db".into(), "a\rb".into()]),
            (x(80), std::array::from_fn(|_| x(75) + "=\nxxxxx")),
            (x(76) + "\n", [x(76) + "\n", x(76) + "\n", x(76) + "=\n=0A", x(76) + "\n"]),
            (x(75) + "= y", [x(75) + "=\n=3D y", x(75) + "=\n=3D=20y", x(75) + "=\n=3D y", x(75) + "=\n=3D_y"]),
        ];
        for (text, wants) in cases {
            for (mode, want) in modes.iter().zip(wants) {
                let got = encode(text.as_bytes(), *mode);
                assert_eq!(String::from_utf8_lossy(&got), want, "{text:?} {mode:?}");
            }
        }
    }
}
