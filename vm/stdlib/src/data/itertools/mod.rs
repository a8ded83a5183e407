//! itertools: iterators that make iterators.
//!
//! Each type keeps its state in cells of its payload. No borrow of them lives while another iterator or a callback runs,
//! because that may come back to the same object. Rows of `product` and its relatives are built by copying a current row
//! in which only the changed places were replaced.

mod chains;
mod combine;
mod filters;
mod groups;
mod infinite;
mod tee;

use vm::import::NativeModule;
use vm::native::TypeDef;

/// The module.
pub static MODULE: NativeModule = NativeModule {
    name: "itertools",
    init: |_, m| {
        super::support::fill(m, "itertools", tee::FUNCTIONS, TYPES);
        super::support::set(m, "__doc__", vm::Value::str("Functional tools for creating and using iterators."));
        Ok(())
    },
};

static TYPES: &[&TypeDef] = &[
    &infinite::COUNT,
    &infinite::CYCLE,
    &infinite::REPEAT,
    &chains::CHAIN,
    &chains::ZIP_LONGEST,
    &chains::PAIRWISE,
    &chains::BATCHED,
    &chains::ACCUMULATE,
    &filters::COMPRESS,
    &filters::DROPWHILE,
    &filters::TAKEWHILE,
    &filters::FILTERFALSE,
    &filters::STARMAP,
    &filters::ISLICE,
    &combine::PRODUCT,
    &combine::PERMUTATIONS,
    &combine::COMBINATIONS,
    &combine::COMBINATIONS_WITH_REPLACEMENT,
    &groups::GROUPBY,
    &groups::GROUPER,
    &tee::TEE,
    &tee::TEE_DATA,
];
