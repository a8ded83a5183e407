//! What CPython reads and writes, mode by mode.

use super::*;

fn points(s: &str) -> Vec<u32> {
    s.chars().map(u32::from).collect()
}

fn text(v: &[u32]) -> String {
    v.iter().filter_map(|&c| char::from_u32(c)).collect()
}

/// Fields are joined by `|`, records by `/`; floats carry `#`, None is `~`.
fn read(dialect: Dialect, lines: &[&str]) -> String {
    let mut r = Reader::new(dialect);
    let mut out = Vec::new();
    let mut show = |r: &mut Reader| {
        let fields: Vec<String> = r
            .take()
            .iter()
            .map(|(t, s)| match s {
                Shape::Text => text(t),
                Shape::Float => format!("#{}", text(t)),
                Shape::Null => "~".into(),
            })
            .collect();
        out.push(fields.join("|"));
    };
    let mut open = false;
    for line in lines {
        if !open {
            r.reset();
        }
        match r.line(points(line).into_iter(), 20) {
            Ok(true) => {
                show(&mut r);
                open = false;
            }
            Ok(false) => open = true,
            Err(e) => return e.message(),
        }
    }
    match r.finish() {
        Ok(true) if open => show(&mut r),
        Ok(_) => {}
        Err(e) => return e.message(),
    }
    out.join("/")
}

#[test]
fn reading() {
    let d = Dialect::default;
    let q = |quoting| Dialect { quoting, ..d() };
    assert_eq!(read(d(), &["1,,\"b\",\"\"\r\n", "", "3"]), "1||b|//3");
    assert_eq!(read(q(Quoting::NonNumeric), &["1,,\"b\",\"\""]), "#1||b|");
    assert_eq!(read(q(Quoting::None), &["1,,\"b\",\"\""]), "1||\"b\"|\"\"");
    assert_eq!(read(q(Quoting::Strings), &["1,,\"b\",\"\""]), "#1|~|b|");
    assert_eq!(read(q(Quoting::NotNull), &["1,,\"b\",\"\""]), "1|~|b|");
    assert_eq!(read(d(), &["\"a\n", "b\"\"c\",d\n"]), "a\nb\"c|d");
    assert_eq!(read(d(), &["\"a\"b,c"]), "ab|c");
    assert_eq!(read(Dialect { strict: true, ..d() }, &["\"a\"b,c"]), "',' expected after '\"'");
    assert_eq!(read(Dialect { strict: true, ..d() }, &["\"a"]), "unexpected end of data");
    assert_eq!(read(d(), &["\"a"]), "a");
    assert_eq!(read(d(), &["a\rb"]), Error::NewlineInside.message());
    assert_eq!(read(d(), &["123456789012345678901"]), "field larger than field limit (20)");
    let escaped = Dialect { escapechar: Some(92), ..d() };
    assert_eq!(read(escaped, &["\\\r1", "", "2"]), "\r12");
    let e = Dialect { escapechar: Some(92), skipinitialspace: true, ..d() };
    assert_eq!(read(e, &["a\\,b, c,\"x\\\"y\""]), "a,b|c|x\"y");
}

#[test]
fn writing() {
    let d = Dialect::default;
    let n = Quoting::None;
    let escape = Some(92);
    let write = |d: Dialect, cells: &[(Cell, &str)]| {
        let mut r = Record::new(&d);
        for (cell, t) in cells {
            if let Err(e) = r.field(*cell, &points(t)) {
                return e.message();
            }
        }
        r.finish().map_or_else(|e| e.message(), |v| text(&v))
    };
    let mixed = [(Cell::Number, "1"), (Cell::Null, ""), (Cell::Str, "a"), (Cell::Str, ""), (Cell::Number, "2.5")];
    let odd = [(Cell::Str, "a\"b"), (Cell::Str, "c,d"), (Cell::Str, "e\\f"), (Cell::Str, "\n")];
    let modes = ["1,,a,,2.5", "\"1\",\"\",\"a\",\"\",\"2.5\"", "1,\"\",\"a\",\"\",2.5", "1,,a,,2.5", "1,,\"a\",\"\",2.5", "\"1\",,\"a\",\"\",\"2.5\""];
    for (i, want) in modes.iter().enumerate() {
        let quoting = Quoting::from_int(i as i64).unwrap();
        assert_eq!(write(Dialect { quoting, ..d() }, &mixed), format!("{want}\r\n"));
    }
    assert_eq!(write(d(), &odd), "\"a\"\"b\",\"c,d\",e\\f,\"\n\"\r\n");
    assert_eq!(write(Dialect { escapechar: escape, ..d() }, &odd), "\"a\"\"b\",\"c,d\",e\\\\f,\"\n\"\r\n");
    assert_eq!(write(Dialect { doublequote: false, ..d() }, &odd), Error::NeedEscape.message());
    assert_eq!(write(Dialect { quoting: n, escapechar: escape, ..d() }, &odd), "a\\\"b,c\\,d,e\\\\f,\\\n\r\n");
    assert_eq!(write(d(), &[(Cell::Str, "")]), "\"\"\r\n");
    assert_eq!(write(d(), &[]), "\r\n");
    assert_eq!(write(Dialect { quoting: n, ..d() }, &[(Cell::Str, "")]), Error::SingleEmpty.message());
    assert_eq!(write(Dialect { quoting: Quoting::Strings, ..d() }, &[(Cell::Null, "")]), Error::SingleEmpty.message());
    let space = Dialect { delimiter: 32, skipinitialspace: true, ..d() };
    assert_eq!(write(space.clone(), &mixed), "1 \"\" a \"\" 2.5\r\n");
    assert_eq!(write(Dialect { quoting: n, ..space }, &mixed), Error::EmptyBeforeSpace.message());
}
