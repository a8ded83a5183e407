//! The text of exceptions: frames with source lines and carets, causes and contexts, groups as trees, notes. The same text
//! as that of the Python module `traceback`.

use super::{TracebackObj, suggest};
use crate::builtins::exception::{self, classes};
use crate::builtins::frame::FrameObj;
use crate::builtins::{list, str, tuple};
use crate::native::this;
use crate::object::intern::names;
use crate::object::{attr, ops};
use crate::value::Value;
use crate::vm::Vm;
use front::bytecode::Code;
use std::collections::HashMap;
use std::fmt::Write;

/// Equal entries in a row that are shown.
const REPEATS_SHOWN: usize = 3;
/// Members of a group, and depth of groups, that are shown.
const GROUP_WIDTH: usize = 15;
const GROUP_DEPTH: usize = 10;
const CAUSE: &str = "\nThe above exception was the direct cause of the following exception:\n\n";
const CONTEXT: &str = "\nDuring handling of the above exception, another exception occurred:\n\n";

// ---- source text -------------------------------------------------------------------------

/// Lines of source files, read once per printing.
#[derive(Default)]
struct Sources(HashMap<String, Vec<String>>);
/// The text of `-c` as a source; no file has this name.
const COMMAND: &str = "\0command";

impl Sources {
    /// Is the code of the program given with `-c`? Then its lines are known from here on.
    fn knows_command(&mut self, code: &Code) -> bool {
        let command = crate::vm::rt().command.borrow();
        let Some((text, program)) = &*command else { return false };
        let mut found = false;
        program.walk(&mut |c| found |= std::ptr::eq(c, code));
        if found {
            self.0.entry(COMMAND.to_string()).or_insert_with(|| text.lines().map(|l| l.trim_end().to_string()).collect());
        }
        found
    }
    /// Line `n` (from 1) without its end; "" when there is none.
    fn line(&mut self, file: &str, n: u32) -> String {
        let lines = self.0.entry(file.to_string()).or_insert_with(|| {
            let text = std::fs::read(file).ok().and_then(|bytes| front::compile::decode_source(&bytes, file).ok());
            text.map_or(Vec::new(), |t| t.lines().map(|l| l.trim_end().to_string()).collect())
        });
        n.checked_sub(1).and_then(|i| lines.get(i as usize)).cloned().unwrap_or_default()
    }
}
/// Without the white space that all lines begin with. Lines of nothing but white space become empty.
fn dedent(lines: &[String]) -> Vec<String> {
    let mut margin: Option<&str> = None;
    for l in lines.iter().filter(|l| !l.trim().is_empty()) {
        let indent = &l[..l.len() - l.trim_start_matches([' ', '\t']).len()];
        margin = Some(match margin {
            None => indent,
            Some(m) => {
                let common = m.bytes().zip(indent.bytes()).take_while(|(a, b)| a == b).count();
                &m[..common]
            }
        });
    }
    let n = margin.map_or(0, |m| m.len());
    lines.iter().map(|l| if l.trim().is_empty() { String::new() } else { l[n..].to_string() }).collect()
}
/// Columns that the first `chars` characters take on a terminal.
fn width(line: &str, chars: usize) -> usize {
    line.chars().take(chars).map(|c| if is_wide(c) { 2 } else { 1 }).sum()
}
/// East Asian wide and full-width characters, and emoji.
fn is_wide(c: char) -> bool {
    matches!(u32::from(c),
        0x1100..=0x115f | 0x231a..=0x231b | 0x2329..=0x232a | 0x23e9..=0x23ec | 0x25fd..=0x25fe | 0x2614..=0x2615 | 0x2648..=0x2653
        | 0x26aa..=0x26ab | 0x26bd..=0x26be | 0x2705 | 0x270a..=0x270b | 0x2728 | 0x274c | 0x2753..=0x2755 | 0x2795..=0x2797
        | 0x2b1b..=0x2b1c | 0x2b50 | 0x2e80..=0x303e | 0x3041..=0x33ff | 0x3400..=0x4dbf | 0x4e00..=0xa4cf | 0xa960..=0xa97c
        | 0xac00..=0xd7a3 | 0xf900..=0xfaff | 0xfe10..=0xfe19 | 0xfe30..=0xfe6b | 0xff01..=0xff60 | 0xffe0..=0xffe6
        | 0x16fe0..=0x18aff | 0x1b000..=0x1b2fb | 0x1f004 | 0x1f0cf | 0x1f18e | 0x1f191..=0x1f19a | 0x1f200..=0x1f320
        | 0x1f32d..=0x1f335 | 0x1f337..=0x1f37c | 0x1f37e..=0x1f393 | 0x1f3a0..=0x1f3ca | 0x1f3e0..=0x1f3f0 | 0x1f400..=0x1f43e
        | 0x1f440 | 0x1f442..=0x1f4fc | 0x1f4ff..=0x1f53d | 0x1f550..=0x1f567 | 0x1f5fb..=0x1f64f | 0x1f680..=0x1f6c5
        | 0x1f6d0..=0x1f6d2 | 0x1f6eb..=0x1f6ec | 0x1f6f4..=0x1f6fc | 0x1f7e0..=0x1f7eb | 0x1f90c..=0x1f9ff | 0x1fa70..=0x1faff
        | 0x20000..=0x3fffd)
}
fn chars_before(line: &str, byte: u32) -> usize {
    String::from_utf8_lossy(&line.as_bytes()[..(byte as usize).min(line.len())]).chars().count()
}

// ---- one frame ---------------------------------------------------------------------------

/// The source range of an entry, in lines without common indentation and character offsets into first and last line.
struct Range {
    lines: Vec<String>,
    start: usize,
    end: usize,
}
fn entry(sources: &mut Sources, t: &TracebackObj) -> String {
    let code = &this::<FrameObj>(&t.frame).code;
    let file = str::text(&code.filename).into_owned();
    let p = code.co.position(t.unit());
    let line = t.line();
    let number = line.map_or("None".to_string(), |l| l.to_string());
    let mut out = format!("  File \"{file}\", line {number}, in {}\n", str::text(&code.name));
    let Some(line) = line else { return out };
    let end_line = if p.line == Some(line) { p.end_line.unwrap_or(line).max(line) } else { line };
    let key = if sources.knows_command(&code.co) { COMMAND } else { &file };
    let original: Vec<String> = (line..=end_line).map(|n| sources.line(key, n)).collect();
    let lines = dedent(&original);
    if lines.iter().all(|l| l.is_empty()) {
        return out;
    }
    let (Some(a), Some(b), true) = (p.col, p.end_col, p.line == Some(line)) else {
        let _ = writeln!(out, "    {}", original[0].trim());
        return out;
    };
    let cut = original[0].chars().count() - lines[0].chars().count();
    let start = chars_before(&original[0], a).saturating_sub(cut);
    let end = chars_before(&original[original.len() - 1], b).saturating_sub(cut);
    for l in dedent(&marked(&Range { lines, start, end })) {
        let _ = writeln!(out, "    {l}");
    }
    out
}
/// The lines worth showing, with lines of carets below them.
fn marked(r: &Range) -> Vec<String> {
    let last = r.lines.len() - 1;
    let byte = |line: &str, chars: usize| line.char_indices().nth(chars).map_or(line.len(), |(i, _)| i);
    let (from, to) = (byte(&r.lines[0], r.start), byte(&r.lines[last], r.end));
    let text = r.lines.join("\n");
    let behind = text.len() - (r.lines[last].len() - to);
    let segment = text.get(from..behind).unwrap_or("");
    let anchors = front::compile::anchors(segment);
    let refs: Vec<&str> = r.lines.iter().map(String::as_str).collect();
    let show = !front::compile::is_plain_call(&refs, from, to)
        && (anchors.is_some() || !r.lines[0][..from].trim_start().is_empty() || !r.lines[last][to..].trim_end().is_empty());
    // Anchors as columns on the terminal.
    let marks = anchors.map(|a| {
        let place = |(line, col): (usize, usize)| {
            let chars = if line == 0 { col + r.start } else { col };
            (line, r.lines.get(line).map_or(0, |l| width(l, chars)))
        };
        (place(a.start), place(a.end))
    });
    let mut shown = vec![0, last];
    if let Some((s, e)) = marks {
        for n in [s.0, e.0] {
            shown.extend((n.saturating_sub(1)..=n + 1).filter(|n| *n <= last));
        }
    }
    shown.sort_unstable();
    shown.dedup();
    let with_carets = |n: usize| {
        let line = &r.lines[n];
        if !show {
            return vec![line.clone()];
        }
        let spaces = line.chars().take_while(|c| c.is_whitespace()).count();
        let from = if n == 0 { width(line, r.start) } else { 0 };
        let to = if n == last { width(line, r.end) } else { width(line, usize::MAX) };
        let caret = |col: usize| match marks {
            _ if col < spaces || col < from => ' ',
            Some((s, e)) if (n, col) < s || (n, col) >= e => '~',
            _ => '^',
        };
        vec![line.clone(), (0..to).map(caret).collect()]
    };
    let mut out = Vec::new();
    for (i, &n) in shown.iter().enumerate() {
        match if i > 0 { n - shown[i - 1] - 1 } else { 0 } {
            0 => {}
            1 => out.extend(with_carets(n - 1)),
            skipped => out.push(format!("...<{skipped} lines>...")),
        }
        out.extend(with_carets(n));
    }
    out
}

/// All frames, long repetitions shortened.
fn stack(sources: &mut Sources, tb: &Value) -> Vec<String> {
    let mut out = Vec::new();
    let mut last: Option<(Value, Value, Option<u32>)> = None;
    let mut count = 0;
    let flush = |out: &mut Vec<String>, count: usize| {
        if count > REPEATS_SHOWN {
            let n = count - REPEATS_SHOWN;
            out.push(format!("  [Previous line repeated {n} more time{}]\n", if n == 1 { "" } else { "s" }));
        }
    };
    let mut tb = tb.clone();
    while let Some(t) = tb.downcast::<TracebackObj>() {
        let code = &this::<FrameObj>(&t.frame).code;
        let key = (code.filename.clone(), code.name.clone(), t.line());
        let same = last.as_ref().is_some_and(|l| l.2 == key.2 && str::equal(&l.0, &key.0) && str::equal(&l.1, &key.1));
        if !same {
            flush(&mut out, count);
            count = 0;
            last = Some(key);
        }
        count += 1;
        if count <= REPEATS_SHOWN {
            out.push(entry(sources, t));
        }
        let next = t.next.borrow().clone();
        tb = next;
    }
    flush(&mut out, count);
    out
}

// ---- the last lines ------------------------------------------------------------------------

/// `str(v)`, or a text that says that it failed.
fn safe_text(vm: &mut Vm, v: &Value, what: &str) -> String {
    match ops::to_str(vm, v) {
        Ok(s) => str::text(&s).into_owned(),
        Err(e) => {
            drop(vm.take_exception(e));
            format!("<{what} str() failed>")
        }
    }
}
fn type_name(exc: &Value) -> String {
    let name = crate::builtins::type_::display_name(exc.ty());
    name.strip_prefix("__main__.").unwrap_or(&name).to_string()
}
/// Type and text of the exception, then its notes.
fn only(vm: &mut Vm, exc: &Value) -> String {
    let name = type_name(exc);
    let mut out = if exc.ty().is_subtype(classes().syntax_error) {
        syntax(vm, exc, &name)
    } else {
        let text = safe_text(vm, exc, "exception") + &suggest::hint(vm, exc);
        if text.is_empty() { format!("{name}\n") } else { format!("{name}: {text}\n") }
    };
    let notes = match attr::get_opt(vm, exc, &names().__notes__) {
        Ok(Some(n)) if !n.is_none() => n,
        Ok(_) => return out,
        Err(e) => {
            drop(vm.take_exception(e));
            "Ignored error getting __notes__".into()
        }
    };
    let items = match notes.downcast::<list::ListObj>() {
        Some(l) => l.to_vec(),
        None if notes.downcast::<tuple::TupleObj>().is_some() => tuple::items(&notes).to_vec(),
        None => {
            let shown = ops::repr(vm, &notes).map(|r| str::text(&r).into_owned());
            let shown = shown.unwrap_or_else(|e| {
                drop(vm.take_exception(e));
                "<__notes__ repr() failed>".to_string()
            });
            let _ = writeln!(out, "{shown}");
            return out;
        }
    };
    for n in items {
        let _ = writeln!(out, "{}", safe_text(vm, &n, "note"));
    }
    out
}
fn syntax(vm: &mut Vm, exc: &Value, name: &str) -> String {
    let mut out = String::new();
    let field = |n| exception::field(exc, n);
    let file = field("filename");
    let file = if str::is_str(&file) { Some(str::text(&file).into_owned()) } else { None };
    let mut suffix = String::new();
    match (field("lineno").as_small_int(), &file) {
        (Some(line), _) => {
            let _ = writeln!(out, "  File \"{}\", line {line}", file.as_deref().unwrap_or("<string>"));
        }
        (None, Some(f)) => suffix = format!(" ({f})"),
        (None, None) => {}
    }
    let text = field("text");
    let typo = suggest::keyword(exc);
    if str::is_str(&text) {
        let whole = str::text(&text).into_owned();
        let text = whole.trim_end_matches('\n');
        let shown = text.trim_start_matches([' ', '\n', '\u{c}']);
        let _ = writeln!(out, "    {shown}");
        if let (Some(mut offset), Some(line)) = (field("offset").as_small_int(), field("lineno").as_small_int()) {
            let spaces = (text.chars().count() - shown.chars().count()) as i64;
            let mut end = if field("end_lineno").as_small_int() == Some(line) {
                field("end_offset").as_small_int().filter(|e| *e != 0).unwrap_or(offset)
            } else {
                text.chars().count() as i64 + 1
            };
            if let Some(typo) = &typo {
                (offset, end) = (typo.start as i64 + 1, typo.end as i64 + 1);
            }
            let start = offset.min(whole.chars().count().max(1) as i64);
            let length = text.chars().count() as i64;
            if end > length + 1 {
                end = length + 1;
            }
            if start == end || end == -1 || end < start {
                end = start + 1;
            }
            let col = start - 1 - spaces;
            if col >= 0 {
                let pad: String = shown.chars().take(col as usize).map(|c| if c.is_whitespace() { c } else { ' ' }).collect();
                let missing = (col as usize).saturating_sub(shown.chars().count());
                let _ = writeln!(out, "    {pad}{}{}", " ".repeat(missing), "^".repeat((end - start) as usize));
            }
        }
    }
    let msg = field("msg");
    let msg = if let Some(typo) = &typo {
        format!("invalid syntax. Did you mean '{}'?", typo.keyword)
    } else if msg.is_null() || msg.is_none() {
        "<no detail available>".to_string()
    } else {
        safe_text(vm, &msg, "msg")
    };
    let _ = writeln!(out, "{name}: {msg}{suffix}");
    out
}

// ---- chains and groups ---------------------------------------------------------------------

/// An exception with what will be shown along with it, by number.
struct Node {
    exc: Value,
    cause: Option<usize>,
    context: Option<usize>,
    members: Option<Vec<usize>>,
}
/// All exceptions that belong to `exc`, the first being itself. Each is a cause or context only once.
fn gather(exc: &Value) -> Vec<Node> {
    let node = |exc: Value| Node { exc, cause: None, context: None, members: None };
    let mut seen = vec![exc.word()];
    let mut nodes = vec![node(exc.clone())];
    let mut queue = vec![0];
    while let Some(at) = queue.pop() {
        let v = nodes[at].exc.clone();
        let Some(e) = exception::get(&v) else { continue };
        let new = |v: Value, nodes: &mut Vec<Node>, seen: &mut Vec<_>| {
            seen.push(v.word());
            nodes.push(node(v));
            nodes.len() - 1
        };
        let cause = e.cause.borrow().clone();
        if !cause.is_none() && !seen.contains(&cause.word()) {
            nodes[at].cause = Some(new(cause, &mut nodes, &mut seen));
        }
        let context = e.context.borrow().clone();
        if nodes[at].cause.is_none() && !e.suppress_context.get() && !context.is_none() && !seen.contains(&context.word()) {
            nodes[at].context = Some(new(context, &mut nodes, &mut seen));
        }
        if v.ty().is_subtype(classes().base_exception_group) {
            let members = exception::field(&v, "exceptions");
            let members: Vec<usize> = tuple::items(&members).iter().map(|m| new(m.clone(), &mut nodes, &mut seen)).collect();
            nodes[at].members = Some(members);
        }
        queue.extend(nodes[at].cause);
        queue.extend(nodes[at].context);
        queue.extend(nodes[at].members.iter().flatten());
    }
    nodes
}

struct Printer<'a> {
    nodes: &'a [Node],
    sources: Sources,
    out: String,
    depth: usize,
    need_close: bool,
}
impl Printer<'_> {
    fn indent(&self) -> String {
        " ".repeat(2 * self.depth)
    }
    fn emit(&mut self, text: &str, margin: char) {
        let prefix = if self.depth > 0 { format!("{}{margin} ", self.indent()) } else { String::new() };
        for line in text.split_inclusive('\n') {
            self.out.push_str(&prefix);
            self.out.push_str(line);
        }
    }
    fn traceback(&mut self, at: usize, title: &str, margin: char) {
        let tb = exception::get(&self.nodes[at].exc).map_or(Value::NONE, |e| e.traceback.borrow().clone());
        if tb.is_none() {
            return;
        }
        self.emit(title, margin);
        for text in stack(&mut self.sources, &tb) {
            self.emit(&text, '|');
        }
    }
    /// An exception after what led to it.
    fn chain(&mut self, vm: &mut Vm, at: usize) {
        let mut links = vec![(at, "")];
        let mut now = at;
        while let Some((next, message)) = self.nodes[now].cause.map(|c| (c, CAUSE)).or(self.nodes[now].context.map(|c| (c, CONTEXT))) {
            if let Some(l) = links.last_mut() {
                l.1 = message;
            }
            links.push((next, ""));
            now = next;
        }
        for (at, message) in links.into_iter().rev() {
            if !message.is_empty() {
                self.emit(message, '|');
            }
            self.one(vm, at);
        }
    }
    fn one(&mut self, vm: &mut Vm, at: usize) {
        let nodes = self.nodes;
        let Some(members) = &nodes[at].members else {
            self.traceback(at, "Traceback (most recent call last):\n", '|');
            let text = only(vm, &nodes[at].exc);
            return self.emit(&text, '|');
        };
        if self.depth > GROUP_DEPTH {
            return self.emit(&format!("... (max_group_depth is {GROUP_DEPTH})\n"), '|');
        }
        let top = self.depth == 0;
        self.depth += usize::from(top);
        self.traceback(at, "Exception Group Traceback (most recent call last):\n", if top { '+' } else { '|' });
        let text = only(vm, &nodes[at].exc);
        self.emit(&text, '|');
        let n = members.len().min(GROUP_WIDTH + 1);
        self.need_close = false;
        for (i, &m) in members.iter().take(n).enumerate() {
            let last = i + 1 == n;
            self.need_close |= last;
            let truncated = i >= GROUP_WIDTH;
            let title = if truncated { "...".to_string() } else { (i + 1).to_string() };
            let lead = if i == 0 { "+-" } else { "  " };
            let line = format!("{}{lead}+---------------- {title} ----------------\n", self.indent());
            self.out.push_str(&line);
            self.depth += 1;
            if truncated {
                let more = members.len() - GROUP_WIDTH;
                self.emit(&format!("and {more} more exception{}\n", if more > 1 { "s" } else { "" }), '|');
            } else {
                self.chain(vm, m);
            }
            if last && self.need_close {
                let line = format!("{}+------------------------------------\n", self.indent());
                self.out.push_str(&line);
                self.need_close = false;
            }
            self.depth -= 1;
        }
        self.depth -= usize::from(top);
    }
}

/// The text of an uncaught exception, with its causes and contexts.
pub fn format_exception(vm: &mut Vm, exc: &Value) -> String {
    let nodes = gather(exc);
    let mut p = Printer { nodes: &nodes, sources: Sources::default(), out: String::new(), depth: 0, need_close: false };
    p.chain(vm, 0);
    p.out
}

/// The text of an exception alone, without causes, contexts and members.
pub fn format_unchained(vm: &mut Vm, exc: &Value) -> String {
    let nodes = [Node { exc: exc.clone(), cause: None, context: None, members: None }];
    let mut p = Printer { nodes: &nodes, sources: Sources::default(), out: String::new(), depth: 0, need_close: false };
    p.one(vm, 0);
    p.out
}

/// Prints an uncaught exception to standard error.
pub fn print_exception(vm: &mut Vm, exc: &Value) {
    let text = format_exception(vm, exc);
    eprint!("{text}");
}
