//! The tables of a profile, and its files.

use super::Outputs;
use super::sample::{Line, Sample, State};
use jit::profile::report::LoopInfo;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::time::Duration;

/// Rows of each table.
const ROWS: usize = 15;

/// A finished profile.
pub struct Profile {
    wall: Duration,
    cpu: Duration,
    compiling: Duration,
    samples: Vec<Sample>,
    loops: Vec<LoopInfo>,
}

fn percent(n: usize, of: usize) -> f64 {
    if of == 0 { 0.0 } else { n as f64 * 100.0 / of as f64 }
}
fn seconds(d: Duration) -> String {
    format!("{:.3} s", d.as_secs_f64())
}

impl Profile {
    /// Puts it together; samples in compiled code get the line of their loop.
    pub fn new(wall: Duration, cpu: Duration, compiling: Duration, mut samples: Vec<Sample>, loops: Vec<LoopInfo>) -> Profile {
        for s in samples.iter_mut().filter(|s| s.state == State::Compiled) {
            let Some(l) = loops.iter().find(|l| l.code.iter().any(|(start, end)| (*start..*end).contains(&s.address))) else { continue };
            let at = Line { file: l.file.clone(), function: l.function.clone(), line: l.line };
            match s.stack.first_mut() {
                Some(top) if top.function == l.function && top.file == l.file => *top = at,
                _ => s.stack.insert(0, at),
            }
        }
        Profile { wall, cpu, compiling, samples, loops }
    }

    fn count(&self, state: State) -> usize {
        self.samples.iter().filter(|s| s.state == state).count()
    }

    /// Prints the tables to standard error and writes the files.
    pub fn write(&self, outputs: &Outputs) {
        eprint!("{}", self.tables());
        for (file, text) in [(&outputs.json, self.json()), (&outputs.collapsed, self.collapsed())] {
            if let Some(file) = file
                && let Err(e) = std::fs::write(file, text)
            {
                eprintln!("naja profile: can't write {file}: {e}");
            }
        }
    }

    fn tables(&self) -> String {
        let n = self.samples.len();
        let mut out = String::new();
        let _ = writeln!(out, "\nnaja profile: {} wall, {} processor, {n} samples", seconds(self.wall), seconds(self.cpu));
        let cpu = self.cpu.as_secs_f64();
        for (state, name) in [(State::Interpreted, "interpreted"), (State::Compiled, "compiled"), (State::Native, "native"), (State::Gc, "gc")] {
            let share = percent(self.count(state), n);
            let _ = writeln!(out, "  {name:12} {share:5.1} %  {:8.3} s", cpu * share / 100.0);
        }
        let _ = writeln!(out, "  {:12}          {:8.3} s  (in the background)", "compiling", self.compiling.as_secs_f64());
        let _ = writeln!(out, "  {:12}          {:8.3} s", "waiting", (self.wall.as_secs_f64() - cpu).max(0.0));
        self.loop_table(&mut out);
        self.function_table(&mut out);
        self.line_table(&mut out);
        out
    }

    /// Samples whose innermost frame is in a loop's compiled code, or at its head.
    fn loop_samples(&self, l: &LoopInfo) -> usize {
        let hit = |s: &&Sample| match s.state {
            State::Compiled => l.code.iter().any(|(start, end)| (*start..*end).contains(&s.address)),
            _ => s.stack.first().is_some_and(|t| t.line == l.line && t.function == l.function && t.file == l.file),
        };
        self.samples.iter().filter(hit).count()
    }

    fn loop_table(&self, out: &mut String) {
        if self.loops.is_empty() {
            let _ = writeln!(out, "\nno loop got hot");
            return;
        }
        let mut rows: Vec<(usize, &LoopInfo)> = self.loops.iter().map(|l| (self.loop_samples(l), l)).collect();
        rows.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| (&a.1.file, a.1.line).cmp(&(&b.1.file, b.1.line))));
        let _ = writeln!(out, "\nloops\n  share    exits  state        where");
        for (n, l) in rows.iter().take(ROWS) {
            let place = format!("{}:{} in {}", l.file, l.line, l.function);
            let _ = writeln!(out, " {:5.1} % {:7}  {:12} {place}", percent(*n, self.samples.len()), l.entries, l.state);
            if let Some(why) = l.why {
                let _ = writeln!(out, "                          {why}");
            }
        }
    }

    /// Samples by what `key` says of them, the most frequent first.
    fn ranking(&self, key: impl Fn(&Sample) -> Option<String>) -> Vec<(String, usize, [usize; 4])> {
        let mut counts: HashMap<String, (usize, [usize; 4])> = HashMap::new();
        for s in &self.samples {
            if let Some(k) = key(s) {
                let row = counts.entry(k).or_default();
                row.0 += 1;
                row.1[s.state as usize] += 1;
            }
        }
        let mut rows: Vec<_> = counts.into_iter().map(|(k, (n, by))| (k, n, by)).collect();
        rows.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        rows
    }

    fn function_table(&self, out: &mut String) {
        let rows = self.ranking(|s| s.stack.first().map(|t| format!("{} ({})", t.function, t.file)));
        if rows.is_empty() {
            return;
        }
        let _ = writeln!(out, "\nfunctions\n  share   interpreted compiled native gc   where");
        for (place, n, by) in rows.iter().take(ROWS) {
            let p = |k: usize| percent(by[k], *n);
            let share = percent(*n, self.samples.len());
            let _ = writeln!(out, " {share:5.1} %      {:5.0} %  {:5.0} % {:4.0} % {:2.0} %  {place}", p(0), p(1), p(2), p(3));
        }
    }

    fn line_table(&self, out: &mut String) {
        let rows = self.ranking(|s| s.stack.first().map(|t| format!("{}:{} in {}", t.file, t.line, t.function)));
        if rows.is_empty() {
            return;
        }
        let _ = writeln!(out, "\nlines\n  share   where");
        for (place, n, _) in rows.iter().take(ROWS) {
            let _ = writeln!(out, " {:5.1} %  {place}", percent(*n, self.samples.len()));
        }
    }

    /// One line a stack: frames from the outermost on, separated by semicolons, and how often it was seen.
    fn collapsed(&self) -> String {
        let rows = self.ranking(|s| {
            let frames: Vec<String> = s.stack.iter().rev().map(|t| format!("{} ({}:{})", t.function, t.file, t.line).replace(';', ",")).collect();
            (!frames.is_empty()).then(|| frames.join(";"))
        });
        rows.iter().fold(String::new(), |mut out, (stack, n, _)| {
            let _ = writeln!(out, "{stack} {n}");
            out
        })
    }

    fn json(&self) -> String {
        let mut out = String::new();
        let n = self.samples.len();
        let _ = write!(
            out,
            "{{\n  \"wall_s\": {:.6},\n  \"cpu_s\": {:.6},\n  \"compiling_s\": {:.6},\n  \"samples\": {n}",
            self.wall.as_secs_f64(),
            self.cpu.as_secs_f64(),
            self.compiling.as_secs_f64()
        );
        let states = [(State::Interpreted, "interpreted"), (State::Compiled, "compiled"), (State::Native, "native"), (State::Gc, "gc")];
        let states: Vec<String> = states.iter().map(|(s, name)| format!("\"{name}\": {}", self.count(*s))).collect();
        let _ = write!(out, ",\n  \"states\": {{{}}}", states.join(", "));
        let loops: Vec<String> = self
            .loops
            .iter()
            .map(|l| {
                let why = l.why.map_or("null".to_string(), quoted);
                format!(
                    "{{\"file\": {}, \"line\": {}, \"function\": {}, \"state\": {}, \"why\": {why}, \"exits\": {}, \"samples\": {}}}",
                    quoted(&l.file),
                    l.line,
                    quoted(&l.function),
                    quoted(l.state),
                    l.entries,
                    self.loop_samples(l)
                )
            })
            .collect();
        let _ = write!(out, ",\n  \"loops\": [{}]", list(&loops));
        let lines: Vec<String> = self
            .ranking(|s| s.stack.first().map(|t| format!("\"file\": {}, \"line\": {}, \"function\": {}", quoted(&t.file), t.line, quoted(&t.function))))
            .iter()
            .map(|(place, n, by)| {
                format!("{{{place}, \"samples\": {n}, \"interpreted\": {}, \"compiled\": {}, \"native\": {}, \"gc\": {}}}", by[0], by[1], by[2], by[3])
            })
            .collect();
        let _ = write!(out, ",\n  \"lines\": [{}]\n}}\n", list(&lines));
        out
    }
}

/// Items of a JSON list, one a line.
fn list(items: &[String]) -> String {
    if items.is_empty() { String::new() } else { format!("\n    {}\n  ", items.join(",\n    ")) }
}

/// A JSON string.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if u32::from(c) < 32 => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
