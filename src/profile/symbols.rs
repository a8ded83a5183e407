//! Where the interpreter lies in memory, from this program's own symbol table.
//!
//! A program that is linked at a fixed address (`ET_EXEC`) has its symbols where they say; one that is put anywhere has them
//! that far from where its first byte was mapped.

/// What the names of the interpreter's functions have in them: paths below `vm::interp` in both of rustc's manglings, and
/// implementations for types from there.
const INTERPRETER: [&[u8]; 2] = [b"2vm6interp", b"vm..interp"];

/// Addresses of functions, sorted; ranges that touch are one.
#[derive(Debug, Default)]
pub struct Ranges(Vec<(usize, usize)>);

impl Ranges {
    /// Is the address in one of them? May be asked in a signal handler.
    pub fn contain(&self, address: usize) -> bool {
        let after = self.0.partition_point(|r| r.0 <= address);
        after.checked_sub(1).and_then(|i| self.0.get(i)).is_some_and(|r| address < r.1)
    }
    /// Nothing known?
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
    fn new(mut all: Vec<(usize, usize)>) -> Ranges {
        all.sort_unstable();
        let mut merged: Vec<(usize, usize)> = vec![];
        for (start, end) in all {
            match merged.last_mut() {
                Some(last) if start <= last.1 => last.1 = last.1.max(end),
                _ => merged.push((start, end)),
            }
        }
        Ranges(merged)
    }
}

/// The interpreter's functions; none when the symbol table was stripped.
pub fn interpreter() -> Ranges {
    Ranges::new(find().unwrap_or_default())
}

fn find() -> Option<Vec<(usize, usize)>> {
    let file = std::fs::read("/proc/self/exe").ok()?;
    let base = if is_fixed(&file)? { 0 } else { first_mapping()? };
    let mut all = vec![];
    for_each_function(&file, |name, value, size| {
        if INTERPRETER.iter().any(|part| name.windows(part.len()).any(|w| w == *part)) {
            all.push((base + value, base + value + size));
        }
    })?;
    Some(all)
}

/// Where the file's first byte was mapped.
fn first_mapping() -> Option<usize> {
    let maps = std::fs::read_to_string("/proc/self/maps").ok()?;
    let exe = std::fs::read_link("/proc/self/exe").ok()?;
    let first = maps.lines().find(|l| l.ends_with(&*exe.to_string_lossy()) && l.split_whitespace().nth(2) == Some("00000000"))?;
    usize::from_str_radix(first.split('-').next()?, 16).ok()
}

fn number(bytes: &[u8], at: usize, size: usize) -> Option<usize> {
    let field = bytes.get(at..at.checked_add(size)?)?;
    Some(field.iter().rev().fold(0usize, |n, b| n << 8 | usize::from(*b)))
}

/// Is the program of a 64-bit ELF file linked at a fixed address? None for another kind of file.
fn is_fixed(file: &[u8]) -> Option<bool> {
    let elf = file.get(..5)? == b"\x7fELF\x02";
    if elf { Some(number(file, 16, 2)? == 2) } else { None }
}

/// Name, value and size of each function in the symbol table.
fn for_each_function(file: &[u8], mut f: impl FnMut(&[u8], usize, usize)) -> Option<()> {
    let (sections, entry, count) = (number(file, 40, 8)?, number(file, 58, 2)?, number(file, 60, 2)?);
    for s in 0..count {
        let at = sections + s * entry;
        if number(file, at + 4, 4)? != 2 {
            continue;
        }
        let (offset, size, link) = (number(file, at + 24, 8)?, number(file, at + 32, 8)?, number(file, at + 40, 4)?);
        let names = number(file, sections + link * entry + 24, 8)?;
        for at in (offset..offset.checked_add(size)?).step_by(24) {
            if number(file, at + 4, 1)? & 15 != 2 {
                continue;
            }
            let text = file.get(names + number(file, at, 4)?..)?;
            let end = text.iter().position(|b| *b == 0)?;
            f(&text[..end], number(file, at + 8, 8)?, number(file, at + 16, 8)?);
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::Ranges;

    #[test]
    fn addresses_are_found_in_merged_ranges() {
        let r = Ranges::new(vec![(30, 40), (10, 20), (20, 25)]);
        let inside: Vec<usize> = (0..50).filter(|a| r.contain(*a)).collect();
        assert_eq!(inside, (10..25).chain(30..40).collect::<Vec<_>>());
        assert!(!Ranges::default().contain(0));
    }
}
