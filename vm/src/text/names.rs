//! Names of characters in Unicode 16. A character has at most one name; lookups also know the formal aliases and the
//! named sequences.
//!
//! The names come from `rustpython-unicode`, which follows a later Unicode and whose table of names compares loosely;
//! both are narrowed here to what CPython 3.14 knows.

use super::ucd::{self, Category};
use rustpython_unicode::{LookupResult, character_name, lookup_name};

/// What a name stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Named {
    /// A character by its own name.
    Character(u32),
    /// A character by one of its aliases.
    Alias(u32),
    /// Several characters.
    Sequence(&'static str),
}

/// Names that a later Unicode made aliases of characters that have other names in Unicode 16.
const LATER_ALIASES: [&str; 4] = ["BAMUM LETTER PHASE-B PUNGGAAM", "BAMUM LETTER PHASE-B NGGOM", "BAMUM LETTER PHASE-C SHETFON", "BAMUM LETTER PHASE-E NGGOP"];

/// The name of a character.
pub fn name(c: u32) -> Option<String> {
    // Control characters have aliases only, and what the table calls them otherwise is no name.
    let known = !matches!(ucd::category(c), Category::Cn | Category::Cc | Category::Cs | Category::Co);
    let name = char::from_u32(c).filter(|_| known).and_then(character_name)?;
    // CPython 3.14 derives the names of CJK ideographs and Hangul syllables, but not those of Tangut ideographs.
    (!name.starts_with("TANGUT IDEOGRAPH-")).then_some(name)
}

/// What a name or alias, in whatever case, stands for. Spaces and hyphens must be where they belong.
pub fn find(text: &str) -> Option<Named> {
    let c = match lookup_name(text)? {
        LookupResult::Character(c) => c as u32,
        LookupResult::Sequence(s) => return Some(Named::Sequence(s)),
    };
    let name = name(c);
    if name.as_ref().is_some_and(|n| n.eq_ignore_ascii_case(text)) {
        return Some(Named::Character(c));
    }
    // The table compares loosely: what isn't the name but sounds like it is neither a name nor an alias.
    let bare = |s: &str| s.chars().filter(|c| c.is_ascii_alphanumeric()).map(|c| c.to_ascii_uppercase()).collect::<String>();
    let assigned = ucd::category(c) != Category::Cn && !text.to_ascii_uppercase().starts_with("TANGUT IDEOGRAPH-");
    let alias = !text.contains('_') && !LATER_ALIASES.iter().any(|a| a.eq_ignore_ascii_case(text)) && name.is_none_or(|n| bare(&n) != bare(text));
    (assigned && alias).then_some(Named::Alias(c))
}

/// The character of a name or alias: what `\N{...}` means.
pub fn lookup(text: &str) -> Option<u32> {
    match find(text)? {
        Named::Character(c) | Named::Alias(c) => Some(c),
        Named::Sequence(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        assert_eq!(name(0x41).as_deref(), Some("LATIN CAPITAL LETTER A"));
        assert_eq!(name(0x4E00).as_deref(), Some("CJK UNIFIED IDEOGRAPH-4E00"));
        assert_eq!(name(0xAC01).as_deref(), Some("HANGUL SYLLABLE GAG"));
        assert_eq!((name(10), name(0xD800), name(0xE000), name(0x17000)), (None, None, None, None));
        assert_eq!(lookup("latin small letter a"), Some(0x61));
        assert_eq!(lookup("LATIN_SMALL_LETTER_A"), None);
        assert_eq!(lookup("LATINSMALLLETTERA"), None);
        assert_eq!(lookup("LINE FEED"), Some(10));
        assert_eq!(find("NBSP"), Some(Named::Alias(0xA0)));
        assert_eq!(find("LATIN SMALL LETTER R WITH TILDE"), Some(Named::Sequence("r\u{303}")));
        assert_eq!((lookup("nothing of the kind"), lookup("TANGUT IDEOGRAPH-17000")), (None, None));
    }
}
