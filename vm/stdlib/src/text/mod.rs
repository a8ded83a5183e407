//! Modules of text and code: regular expressions, json, csv, unicodedata, codecs, ast, tokens.

mod ast;
mod matching;
mod sre;
mod string;
mod subject;

use vm::import::NativeModule;

/// The modules of this folder.
pub static MODULES: &[NativeModule] = &[ast::MODULE, sre::MODULE, string::MODULE];
