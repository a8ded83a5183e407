//! The calendar part of the `time` module: field checks, formatting, zone names.
//!
//! The conversions are the C library's (`clib`); here is what CPython puts around them.

use super::clib::{self, Tm};

pub use super::clib::{local_time, make_time, update_zone, utc_time};

/// A field out of range: `ValueError` with this text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldError(pub &'static str);

/// Checks and repairs a time given as a tuple, before `strftime` and `asctime`: zero month, day and day of the year,
/// the defaults of old programs, become one.
pub fn check_fields(mut time: Tm) -> Result<Tm, FieldError> {
    for field in [&mut time.month, &mut time.day, &mut time.yearday] {
        if *field == 0 {
            *field = 1;
        }
    }
    // Weekdays wrap around above; -1 is still Sunday, as the C numbering starts there.
    let checks = [
        ((1..=12).contains(&time.month), "month out of range"),
        ((1..=31).contains(&time.day), "day of month out of range"),
        ((0..=23).contains(&time.hour), "hour out of range"),
        ((0..=59).contains(&time.minute), "minute out of range"),
        ((0..=61).contains(&time.second), "seconds out of range"),
        (time.weekday >= -1, "day of week out of range"),
        ((1..=366).contains(&time.yearday), "day of year out of range"),
    ];
    if let Some((_, text)) = checks.iter().find(|(good, _)| !good) {
        return Err(FieldError(text));
    }
    time.weekday = (time.weekday + 7) % 7;
    time.isdst = time.isdst.signum();
    Ok(time)
}

/// `strftime` of checked fields. NUL bytes in the format are copied. `None`: the year is too large for the C library.
pub fn format_time(format: &[u8], time: &Tm) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    for (i, part) in format.split(|&b| b == 0).enumerate() {
        if i > 0 {
            out.push(0);
        }
        out.extend(clib::format_time(part, time)?);
    }
    Some(out)
}

/// `asctime` of checked fields: English names whatever the locale.
pub fn asctime(time: &Tm) -> String {
    const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let day = DAYS[time.weekday.rem_euclid(7) as usize];
    let month = MONTHS[(time.month - 1).rem_euclid(12) as usize];
    let Tm { year, day: mday, hour, minute, second, .. } = time;
    format!("{day} {month}{mday:3} {hour:02}:{minute:02}:{second:02} {year}")
}

/// `time.timezone`, `altzone`, `daylight` and `tzname`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone {
    /// Seconds west of UTC, in winter.
    pub timezone: i64,
    /// Seconds west of UTC, in summer.
    pub altzone: i64,
    /// Whether they differ.
    pub daylight: bool,
    /// Abbreviations: standard time, summer time.
    pub tzname: [String; 2],
}

/// The local zone's rules in the year around `now` (seconds since the epoch).
pub fn local_zone(now: i64) -> Zone {
    const YEAR: i64 = (365 * 24 + 6) * 3600;
    let january = now.div_euclid(YEAR) * YEAR;
    let at = |t| local_time(t).unwrap_or_default();
    let (winter, summer) = (at(january), at(january + YEAR / 2));
    // South of the equator summer time is in January.
    let (standard, other) = if -winter.gmtoff < -summer.gmtoff { (summer, winter) } else { (winter, summer) };
    Zone { timezone: -standard.gmtoff, altzone: -other.gmtoff, daylight: standard.gmtoff != other.gmtoff, tzname: [standard.zone, other.zone] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utc() {
        let t = utc_time(86_399).unwrap();
        let want = Tm { year: 1970, month: 1, day: 1, hour: 23, minute: 59, second: 59, weekday: 3, yearday: 1, ..Tm::default() };
        assert_eq!(Tm { zone: String::new(), ..t.clone() }, want);
        assert_eq!(asctime(&t), "Thu Jan  1 23:59:59 1970");
        let text = format_time(b"%Y-%m-%d %H:%M:%S %j %a\0%%", &t).unwrap();
        assert_eq!(text, b"1970-01-01 23:59:59 001 Thu\0%");
        assert_eq!(format_time(b"", &t).unwrap(), b"");
        assert_eq!(format_time(&b"%Y".repeat(1000), &t).unwrap().len(), 4000);
        assert_eq!(utc_time(i64::MAX), None);
    }

    #[test]
    fn round_trip() {
        for t in [0, 1_000_000_000, -1, 1_700_000_000] {
            assert_eq!(make_time(&local_time(t).unwrap()), Some(t));
        }
        let far = Tm { year: 1 << 40, month: 1, day: 1, ..Tm::default() };
        assert_eq!(make_time(&far), None);
    }

    #[test]
    fn checks() {
        let good = check_fields(Tm { year: 2000, weekday: -1, isdst: 5, ..Tm::default() }).unwrap();
        assert_eq!((good.month, good.day, good.yearday, good.weekday, good.isdst), (1, 1, 1, 6, 1));
        let bad = [
            (Tm { month: 13, ..Tm::default() }, "month out of range"),
            (Tm { hour: 24, ..Tm::default() }, "hour out of range"),
            (Tm { second: 62, ..Tm::default() }, "seconds out of range"),
            (Tm { weekday: -2, ..Tm::default() }, "day of week out of range"),
            (Tm { yearday: 367, ..Tm::default() }, "day of year out of range"),
        ];
        for (tm, text) in bad {
            assert_eq!(check_fields(tm), Err(FieldError(text)));
        }
    }
}
