//! Hex, base64, uuencoding and checksums of the `binascii` module (quoted-printable is in `quopri`).
//!
//! Every function takes bytes and gives bytes; errors carry `binascii.Error`'s text. CRC-32 is computed eight bytes at a
//! time over tables made at compile time.

/// `binascii.Error` with its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error(pub String);

fn fail<T>(text: &str) -> Result<T, Error> {
    Err(Error(text.to_owned()))
}

const HEX: &[u8; 16] = b"0123456789abcdef";

/// `hexlify`: `sep` goes after every `group` bytes counted from the right, from the left when negative, never for 0.
pub fn hexlify(data: &[u8], sep: Option<u8>, group: isize) -> Vec<u8> {
    let size = group.unsigned_abs();
    let mut out = Vec::with_capacity(data.len() * 2);
    for (i, b) in data.iter().enumerate() {
        let counted = if group < 0 { i } else { data.len() - i };
        if let Some(sep) = sep
            && i > 0
            && size > 0
            && counted % size == 0
        {
            out.push(sep);
        }
        out.extend([HEX[usize::from(b >> 4)], HEX[usize::from(b & 15)]]);
    }
    out
}

/// Value of a hex digit.
pub fn hex_digit(b: u8) -> Option<u8> {
    char::from(b).to_digit(16).map(|d| d as u8)
}

/// `unhexlify`.
pub fn unhexlify(text: &[u8]) -> Result<Vec<u8>, Error> {
    if !text.len().is_multiple_of(2) {
        return fail("Odd-length string");
    }
    let pair = |p: &[u8]| Some(hex_digit(p[0])? << 4 | hex_digit(p[1])?);
    let bytes: Option<Vec<u8>> = text.chunks_exact(2).map(pair).collect();
    bytes.map_or_else(|| fail("Non-hexadecimal digit found"), Ok)
}

const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

const UNBASE64: [u8; 256] = {
    let mut table = [255; 256];
    let mut i = 0;
    while i < 64 {
        table[BASE64[i] as usize] = i as u8;
        i += 1;
    }
    table
};

/// `b2a_base64`.
pub fn b2a_base64(data: &[u8], newline: bool) -> Vec<u8> {
    let mut out = Vec::with_capacity(data.len().div_ceil(3) * 4 + 1);
    for part in data.chunks(3) {
        let byte = |i: usize| u32::from(part.get(i).copied().unwrap_or(0));
        let word = byte(0) << 16 | byte(1) << 8 | byte(2);
        for i in 0..4 {
            let digit = BASE64[(word >> (18 - 6 * i) & 63) as usize];
            out.push(if i <= part.len() { digit } else { b'=' });
        }
    }
    if newline {
        out.push(b'\n');
    }
    out
}

/// `a2b_base64`. Outside strict mode foreign characters are skipped and misplaced padding is ignored; decoding ends at
/// the first padding that completes a group.
pub fn a2b_base64(text: &[u8], strict: bool) -> Result<Vec<u8>, Error> {
    if strict && text.first() == Some(&b'=') {
        return fail("Leading padding not allowed");
    }
    let mut out = Vec::with_capacity(text.len() / 4 * 3 + 3);
    let (mut word, mut in_group, mut pads, mut padding) = (0u32, 0, 0, false);
    for (i, &c) in text.iter().enumerate() {
        if c == b'=' {
            padding = true;
            if strict && in_group == 0 {
                return fail("Excess padding not allowed");
            }
            if in_group >= 2 {
                pads += 1;
                if in_group + pads >= 4 {
                    if strict && i + 1 < text.len() {
                        return fail("Excess data after padding");
                    }
                    return Ok(out);
                }
            }
            continue;
        }
        let digit = UNBASE64[usize::from(c)];
        if digit == 255 {
            if strict {
                return fail("Only base64 data is allowed");
            }
            continue;
        }
        if strict && padding {
            return fail("Discontinuous padding not allowed");
        }
        pads = 0;
        word = word << 6 | u32::from(digit);
        in_group = (in_group + 1) % 4;
        match in_group {
            2 => out.push((word >> 4) as u8),
            3 => out.push((word >> 2) as u8),
            0 => out.push(word as u8),
            _ => {}
        }
    }
    match in_group {
        0 => Ok(out),
        1 => {
            let n = out.len() / 3 * 4 + 1;
            Err(Error(format!("Invalid base64-encoded string: number of data characters ({n}) cannot be 1 more than a multiple of 4")))
        }
        _ => fail("Incorrect padding"),
    }
}

/// `b2a_uu`: one line of at most 45 bytes.
pub fn b2a_uu(data: &[u8], backtick: bool) -> Result<Vec<u8>, Error> {
    if data.len() > 45 {
        return fail("At most 45 bytes at once");
    }
    let digit = |v: u32| {
        if v == 0 && backtick { b'`' } else { b' ' + v as u8 }
    };
    let mut out = vec![digit(data.len() as u32)];
    for part in data.chunks(3) {
        let byte = |i: usize| u32::from(part.get(i).copied().unwrap_or(0));
        let word = byte(0) << 16 | byte(1) << 8 | byte(2);
        out.extend((0..4).map(|i| digit(word >> (18 - 6 * i) & 63)));
    }
    out.push(b'\n');
    Ok(out)
}

/// `a2b_uu`: one line. Missing characters count as zero bits, since mailers eat trailing spaces; an empty line reads as
/// a length byte of zero, which means 32 zero bytes.
pub fn a2b_uu(line: &[u8]) -> Result<Vec<u8>, Error> {
    let (&first, mut rest) = line.split_first().unwrap_or((&0, &[]));
    let size = usize::from(first.wrapping_sub(b' ') & 63);
    let mut out = Vec::with_capacity(size);
    let (mut word, mut bits) = (0u32, 0);
    while out.len() < size {
        let value = match rest.split_first() {
            None => 0,
            Some((&c, tail)) => {
                rest = tail;
                match c {
                    b'\n' | b'\r' => 0,
                    b' '..=b'`' => (c - b' ') & 63,
                    _ => return fail("Illegal char"),
                }
            }
        };
        word = word << 6 | u32::from(value);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.push((word >> bits) as u8);
        }
    }
    if rest.iter().any(|c| !matches!(c, b' ' | b'`' | b'\n' | b'\r')) {
        return fail("Trailing garbage");
    }
    Ok(out)
}

const CRC32: [[u32; 256]; 8] = {
    let mut tables = [[0u32; 256]; 8];
    let mut i = 0;
    while i < 256 {
        let mut c = i as u32;
        let mut k = 0;
        while k < 8 {
            c = if c & 1 == 1 { 0xedb8_8320 ^ c >> 1 } else { c >> 1 };
            k += 1;
        }
        tables[0][i] = c;
        i += 1;
    }
    let mut t = 1;
    while t < 8 {
        let mut i = 0;
        while i < 256 {
            let c = tables[t - 1][i];
            tables[t][i] = c >> 8 ^ tables[0][(c & 255) as usize];
            i += 1;
        }
        t += 1;
    }
    tables
};

/// `crc32(data, crc)`, as in zlib.
pub fn crc32(data: &[u8], crc: u32) -> u32 {
    let mut crc = !crc;
    let mut chunks = data.chunks_exact(8);
    for part in &mut chunks {
        let low = crc ^ u32::from_le_bytes([part[0], part[1], part[2], part[3]]);
        crc = 0;
        for (i, b) in low.to_le_bytes().iter().chain(&part[4..]).enumerate() {
            crc ^= CRC32[7 - i][usize::from(*b)];
        }
    }
    for b in chunks.remainder() {
        crc = crc >> 8 ^ CRC32[0][usize::from(crc as u8 ^ b)];
    }
    !crc
}

/// `crc_hqx(data, crc)`: the CCITT polynomial, most significant bit first.
pub fn crc_hqx(data: &[u8], crc: u16) -> u16 {
    data.iter().fold(crc, |crc, b| (0..8).fold(crc ^ u16::from(*b) << 8, |c, _| if c & 0x8000 != 0 { c << 1 ^ 0x1021 } else { c << 1 }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hex() {
        assert_eq!(hexlify(b"abcde", None, 1), b"6162636465");
        assert_eq!(hexlify(b"abcde", Some(b'-'), 1), b"61-62-63-64-65");
        assert_eq!(hexlify(b"abcde", Some(b'-'), 2), b"61-6263-6465");
        assert_eq!(hexlify(b"abcde", Some(b'-'), -2), b"6162-6364-65");
        assert_eq!(hexlify(b"abcde", Some(b'-'), 0), b"6162636465");
        assert_eq!(unhexlify(b"aB0f"), Ok(vec![0xab, 0x0f]));
        assert_eq!(unhexlify(b"abc"), fail("Odd-length string"));
        assert_eq!(unhexlify(b"zz"), fail("Non-hexadecimal digit found"));
    }

    #[test]
    fn base64() {
        assert_eq!(b2a_base64(b"abcd", true), b"YWJjZA==\n");
        assert_eq!(b2a_base64(b"", false), b"");
        const NUMBER: &str = "Invalid base64-encoded string: number of data characters (1) cannot be 1 more than a multiple of 4";
        // (input, lenient result, strict result); Err texts as CPython 3.13 prints them
        type Want = Result<&'static str, &'static str>;
        let cases: [(&str, Want, Want); 17] = [
            ("YWJj", Ok("abc"), Ok("abc")),
            ("YWJj\n", Ok("abc"), Err("Only base64 data is allowed")),
            ("YWI=", Ok("ab"), Ok("ab")),
            ("YWI", Err("Incorrect padding"), Err("Incorrect padding")),
            ("YQ==", Ok("a"), Ok("a")),
            ("YQ=", Err("Incorrect padding"), Err("Incorrect padding")),
            ("Y", Err(NUMBER), Err(NUMBER)),
            ("=", Ok(""), Err("Leading padding not allowed")),
            ("YQ==YQ==", Ok("a"), Err("Excess data after padding")),
            ("YW=Jj", Ok("abc"), Err("Discontinuous padding not allowed")),
            ("Y===", Err(NUMBER), Err(NUMBER)),
            ("=YWJj", Ok("abc"), Err("Leading padding not allowed")),
            ("YWJj=", Ok("abc"), Err("Excess padding not allowed")),
            ("Y=Q=", Err("Incorrect padding"), Err("Discontinuous padding not allowed")),
            ("YW=I=", Ok("ab"), Err("Discontinuous padding not allowed")),
            ("a=b=", Err("Incorrect padding"), Err("Discontinuous padding not allowed")),
            ("YQ===", Ok("a"), Err("Excess data after padding")),
        ];
        for (text, lenient, strict) in cases {
            for (mode, want) in [(false, lenient), (true, strict)] {
                let got = a2b_base64(text.as_bytes(), mode);
                let want = want.map(|s| s.as_bytes().to_vec()).map_err(|e| Error(e.to_owned()));
                assert_eq!(got, want, "{text} strict={mode}");
            }
        }
    }

    #[test]
    fn uu() {
        assert_eq!(b2a_uu(b"abc", false).unwrap(), b"#86)C\n");
        assert_eq!(b2a_uu(b"\x00\x01 `", false).unwrap(), b"$  $@8   \n");
        assert_eq!(b2a_uu(b"\x00\x01 `", true).unwrap(), b"$``$@8```\n");
        assert_eq!(b2a_uu(&[0; 46], false), fail("At most 45 bytes at once"));
        assert_eq!(a2b_uu(b"#86)C\n").unwrap(), b"abc");
        assert_eq!(a2b_uu(b"#86\n").unwrap(), b"a`\0");
        assert_eq!(a2b_uu(b"").unwrap(), [0; 32]);
        assert_eq!(a2b_uu(b"#86)Cxx"), fail("Trailing garbage"));
        assert_eq!(a2b_uu(b"#8\x7f)C\n"), fail("Illegal char"));
        assert_eq!(a2b_uu(b"\"86)C\n"), fail("Trailing garbage"));
    }

    #[test]
    fn checksums() {
        assert_eq!(crc32(b"hello", 0), 907_060_870);
        assert_eq!(crc32(b"hello", 12345), 1_779_074_256);
        let long: Vec<u8> = (0..100).collect();
        assert_eq!(crc32(&long[37..], crc32(&long[..37], 0)), crc32(&long, 0));
        assert_eq!(crc_hqx(b"hello", 0), 50018);
    }
}
