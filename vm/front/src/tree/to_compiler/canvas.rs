//! A source text in which every position of a tree exists.

use super::super::{Field, Node};

/// Trees with positions beyond this much text have them cut: no real source is that large.
const SIZE_MAX: usize = 64 << 20;

/// The text's lines, and what is written behind them.
pub(super) struct Canvas {
    /// Width of each line.
    widths: Vec<u32>,
    /// Where each begins.
    starts: Vec<u32>,
    /// Strings that the compiler reads from the text.
    tail: String,
    end: u32,
}

impl Canvas {
    /// A canvas for a tree.
    pub(super) fn of(tree: &Node) -> Canvas {
        let mut widths = Vec::new();
        widen(&mut widths, tree);
        if widths.is_empty() {
            widths.push(0);
        }
        let mut starts = Vec::with_capacity(widths.len());
        let mut at = 0;
        for width in &widths {
            starts.push(at);
            at += width + 1;
        }
        Canvas { widths, starts, tail: String::new(), end: at }
    }

    /// Where a position is in the text.
    pub(super) fn offset(&self, line: i32, col: i32) -> u32 {
        let line = usize::try_from(line.max(1) - 1).unwrap_or(0).min(self.widths.len() - 1);
        self.starts[line] + u32::try_from(col.max(0)).unwrap_or(0).min(self.widths[line])
    }

    /// Writes text behind the lines; gives where it is.
    pub(super) fn write(&mut self, text: &str) -> (u32, u32) {
        let start = self.end + self.tail.len() as u32;
        self.tail.push_str(text);
        (start, start + text.len() as u32)
    }

    /// The whole text.
    pub(super) fn text(&self) -> String {
        let mut text = String::with_capacity(self.end as usize + self.tail.len());
        for width in &self.widths {
            text.extend(std::iter::repeat_n(' ', *width as usize));
            text.push('\n');
        }
        text.push_str(&self.tail);
        text
    }
}

/// Makes room for the positions of a node and of all in it.
fn widen(widths: &mut Vec<u32>, node: &Node) {
    if let Some(at) = node.at {
        for (line, col) in [(at.line, at.col), (at.end_line, at.end_col)] {
            let (line, col) = (usize::try_from(line).unwrap_or(0), usize::try_from(col).unwrap_or(0));
            if line == 0 || line > SIZE_MAX / 8 || col > SIZE_MAX / 8 {
                continue;
            }
            if widths.len() < line {
                widths.resize(line, 0);
            }
            // Many lines and wide lines together could still be too much.
            if widths.len().saturating_mul(col) < SIZE_MAX * 16 {
                widths[line - 1] = widths[line - 1].max(col as u32);
            }
        }
    }
    for field in &node.fields {
        widen_field(widths, field);
    }
}

fn widen_field(widths: &mut Vec<u32>, field: &Field) {
    match field {
        Field::Node(node) => widen(widths, node),
        Field::List(items) => items.iter().for_each(|f| widen_field(widths, f)),
        _ => {}
    }
}
