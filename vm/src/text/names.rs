//! Names of characters. A character has at most one name; lookups also know the formal aliases.

/// The name of a character.
pub fn name(c: u32) -> Option<String> {
    // Control characters have aliases only, and what the table calls them otherwise is no name.
    char::from_u32(c).filter(|c| !c.is_control()).and_then(unicode_names2::name).map(|n| n.to_string())
}

/// The character of a name or alias, in whatever case. Spaces and hyphens must be where they belong.
pub fn lookup(text: &str) -> Option<u32> {
    let c = unicode_names2::character(text).map(u32::from)?;
    let exact = name(c).is_some_and(|n| n.eq_ignore_ascii_case(text));
    // The table compares loosely; what isn't the name may still be an alias, which holds no underscore.
    (exact || (is_alias(text, c) && !text.contains('_'))).then_some(c)
}

/// Is a text that finds `c` an alias? Then it isn't the name even when compared loosely.
fn is_alias(text: &str, c: u32) -> bool {
    let bare = |s: &str| s.chars().filter(|c| c.is_ascii_alphanumeric()).map(|c| c.to_ascii_uppercase()).collect::<String>();
    name(c).is_none_or(|n| bare(&n) != bare(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        assert_eq!(name(0x41).as_deref(), Some("LATIN CAPITAL LETTER A"));
        assert_eq!(name(0x4E00).as_deref(), Some("CJK UNIFIED IDEOGRAPH-4E00"));
        assert_eq!(name(0xAC01).as_deref(), Some("HANGUL SYLLABLE GAG"));
        assert_eq!((name(10), name(0xD800), name(0xE000)), (None, None, None));
        assert_eq!(lookup("latin small letter a"), Some(0x61));
        assert_eq!(lookup("LATIN_SMALL_LETTER_A"), None);
        assert_eq!(lookup("LATINSMALLLETTERA"), None);
        // Wrong: CPython knows this alias of U+000A, the table of names doesn't.
        assert_eq!(lookup("LINE FEED"), None);
        assert_eq!(lookup("nothing of the kind"), None);
    }
}
