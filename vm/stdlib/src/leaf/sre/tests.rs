//! Codes as `re._compiler` writes them, with the spans that CPython finds.

use super::machine::{How, Machine};
use super::{Program, lower};

type Case<'a> = (&'a [u32], u32, &'a str, &'a [(isize, isize)], u32);

const CASES: &[Case<'_>] = &[
    (
        &[
            14, 8, 1, 2, 4294967295, 1, 0, 97, 0, 17, 0, 16, 97, 7, 3, 15, 7, 5, 16, 98, 15, 2, 0, 17, 1, 17, 2, 7, 5, 16, 99, 15, 11, 9, 16, 98, 16, 99, 16,
            100, 15, 2, 0, 17, 3, 17, 4, 24, 6, 0, 4294967295, 16, 100, 1, 17, 5, 1,
        ],
        3,
        "xabcd",
        &[(1, 5), (1, 2), (2, 5), (5, 5)],
        3,
    ), // (a|ab)(c|bcd)(d*)
    (&[14, 4, 0, 0, 4294967295, 23, 19, 0, 4294967295, 7, 9, 17, 0, 16, 97, 17, 1, 15, 7, 5, 16, 98, 15, 2, 0, 18, 1], 1, "abab!", &[(0, 4), (2, 3)], 1), // (?:(a)|b)*
    (&[14, 4, 0, 2, 4294967295, 26, 6, 1, 4294967295, 16, 97, 1, 16, 98, 1], 0, "aaab", &[(0, 4)], 0), // a+?b
    (&[14, 4, 0, 1, 1, 4, 5, 1, 16, 120, 1, 16, 121, 5, 5, 0, 16, 122, 1, 1], 0, "yxyzxy", &[(5, 6)], 0), // (?<=x)y(?!z)
    (&[14, 4, 0, 3, 4294967295, 27, 9, 24, 6, 1, 4294967295, 16, 97, 1, 1, 16, 97, 16, 98, 1], 0, "aaab", &[], 0), // (?>a+)ab
    (&[14, 4, 0, 1, 4294967295, 28, 7, 0, 4294967295, 16, 97, 16, 98, 1, 16, 99, 1], 0, "ababc", &[(0, 5)], 0), // (?:ab)*+c
    (&[14, 7, 4, 2, 2, 8, 14, 0, 17, 0, 13, 4, 8, 14, 0, 17, 1, 11, 0, 1], 1, "abccd", &[(2, 4), (2, 3)], 1), // (\w)\1
    (&[14, 4, 0, 2, 3, 23, 9, 0, 1, 17, 0, 16, 97, 17, 1, 18, 16, 98, 12, 0, 6, 16, 99, 15, 3, 16, 100, 1], 1, "bd abc", &[(0, 2), (-1, -1)], 0), // (a)?b(?(1)c|d)
    (&[14, 4, 0, 2, 3, 24, 12, 2, 3, 13, 7, 21, 8, 10, 8, 12, 0, 1, 6, 5, 1], 0, "12 abcd", &[(4, 7)], 0), // [^\d\s]{2,3}$
    (&[14, 4, 0, 6, 6, 39, 6, 16, 115, 16, 383, 0, 40, 116, 40, 114, 40, 97, 40, 223, 40, 101, 1], 0, "STRASSE Straße", &[(8, 14)], 0), // (?i)straße
    (
        &[14, 4, 0, 1, 4294967295, 17, 0, 26, 5, 0, 4294967295, 2, 1, 17, 1, 17, 2, 24, 9, 1, 4294967295, 13, 4, 8, 10, 0, 1, 17, 3, 6, 10, 1],
        2,
        "ab 123c 45",
        &[(0, 10), (0, 8), (8, 10)],
        2,
    ), // (.*?)(\d+)\b
    (&[14, 4, 0, 1, 1, 7, 7, 6, 11, 16, 113, 15, 9, 7, 6, 0, 16, 119, 15, 2, 0, 1], 0, "eq", &[(1, 2)], 0), // \Bq|^w
];

fn spans(p: &Program, text: &[u32]) -> (Vec<(isize, isize)>, u32) {
    let mut m = Machine::default();
    let found = m.find(p, text, (0, text.len()), How::Search, false, &mut || true).expect("not interrupted");
    let Some(f) = found else { return (vec![], 0) };
    let group = |g| m.group(g).map_or((-1, -1), |(a, b)| (a as isize, b as isize));
    let mut all = vec![(f.start as isize, f.end as isize)];
    all.extend((0..p.groups as usize).map(group));
    (all, m.last_group())
}

#[test]
fn agrees_with_cpython() {
    for (codes, groups, text, want, last) in CASES {
        let p = lower(codes, *groups).expect("valid codes");
        let text: Vec<u32> = text.chars().map(u32::from).collect();
        assert_eq!(spans(&p, &text), (want.to_vec(), *last), "{codes:?}");
    }
}

#[test]
fn broken_codes_are_refused() {
    for (codes, groups, ..) in CASES {
        for n in 0..codes.len() {
            // Whatever is cut off or overwritten: an error or a program that runs, never a panic.
            let mut short = codes[..n].to_vec();
            assert!(lower(&short[..0], *groups).is_err());
            short.push(1);
            let mut wrong = codes.to_vec();
            wrong[n] = wrong[n].wrapping_add(1);
            for codes in [short, wrong] {
                if let Ok(p) = lower(&codes, *groups) {
                    let mut polls = 0;
                    let mut poll = || {
                        polls += 1;
                        polls < 2
                    };
                    let _ = Machine::default().find(&p, b"abcd 12".as_slice(), (0, 7), How::Search, false, &mut poll);
                }
            }
        }
    }
}
