//! Modules of text and code: regular expressions, json, csv, unicodedata, codecs, ast, tokens.

use vm::import::NativeModule;

/// The modules of this folder.
pub static MODULES: &[NativeModule] = &[];
