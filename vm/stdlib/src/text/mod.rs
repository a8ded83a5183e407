//! Modules of text and code: regular expressions, json, csv, unicodedata, codecs, ast, tokens.

pub(crate) mod ast;
mod codecs;
mod csv;
mod json;
mod json_encode;
mod matching;
mod sre;
mod string;
mod subject;
mod tokenize;
mod unicodedata;

use vm::import::NativeModule;

/// The modules of this folder.
pub static MODULES: &[NativeModule] =
    &[ast::MODULE, codecs::MODULE, csv::MODULE, json::MODULE, sre::MODULE, string::MODULE, tokenize::MODULE, unicodedata::MODULE];
