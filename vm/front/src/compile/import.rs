//! The compiler's code objects turned into ours.

use rustc_hash::FxHashMap as HashMap;
use std::sync::Arc;

use rustpython_compiler_core::bytecode::{CodeObject, ConstantData};

use crate::bytecode::body::{CodeBody, LazyBody};
use crate::bytecode::stackop;
use crate::bytecode::{Code, Const};

/// Names are shared within one compilation.
#[derive(Default)]
pub(super) struct Importer {
    names: HashMap<String, Arc<str>>,
}

impl Importer {
    fn name(&mut self, name: &str) -> Arc<str> {
        if let Some(known) = self.names.get(name) {
            return known.clone();
        }
        let shared: Arc<str> = Arc::from(name);
        self.names.insert(name.to_owned(), shared.clone());
        shared
    }

    fn names(&mut self, names: &[String]) -> Box<[Arc<str>]> {
        names.iter().map(|n| self.name(n)).collect()
    }

    /// The whole tree of code objects.
    pub(super) fn code(&mut self, mut code: CodeObject) -> Code {
        let take = |c: &mut ConstantData| std::mem::replace(c, ConstantData::None);
        let constants: Vec<ConstantData> = code.constants.iter_mut().map(take).collect();
        Code {
            name: self.name(&code.obj_name),
            qualname: self.name(&code.qualname),
            filename: self.name(&code.source_path),
            first_line: code.first_line_number.map_or(0, |line| line.get() as u32),
            flags: code.flags.bits(),
            posonlyargcount: code.posonlyarg_count,
            argcount: code.arg_count,
            kwonlyargcount: code.kwonlyarg_count,
            stacksize: code.max_stackdepth,
            body: LazyBody::from(CodeBody {
                names: self.names(&code.names),
                varnames: self.names(&code.varnames),
                cellvars: self.names(&code.cellvars),
                freevars: self.names(&code.freevars),
                localspluskinds: code.localspluskinds,
                units: stackop::without_caches(&code.instructions.original_bytes()).into(),
                linetable: code.linetable,
                exceptiontable: code.exceptiontable,
                consts: self.constants(constants),
            }),
        }
    }

    fn constants(&mut self, elements: Vec<ConstantData>) -> Box<[Const]> {
        elements.into_iter().map(|c| self.constant(c)).collect()
    }

    fn constant(&mut self, constant: ConstantData) -> Const {
        match constant {
            ConstantData::None => Const::None,
            ConstantData::Ellipsis => Const::Ellipsis,
            ConstantData::Boolean { value } => Const::Bool(value),
            ConstantData::Integer { value } => match i64::try_from(&value) {
                Ok(small) => Const::Int(small),
                Err(_) => Const::BigInt(value),
            },
            ConstantData::Float { value } => Const::Float(value),
            ConstantData::Complex { value } => Const::Complex(value.re, value.im),
            ConstantData::Str { value } => Const::Str(value),
            ConstantData::Bytes { value } => Const::Bytes(value.into()),
            ConstantData::Tuple { elements } => Const::Tuple(self.constants(elements)),
            ConstantData::Frozenset { elements } => Const::FrozenSet(self.constants(elements)),
            ConstantData::Slice { elements } => Const::Slice(Box::new(elements.map(|element| self.constant(element)))),
            ConstantData::Code { code } => Const::Code(Arc::new(self.code(*code))),
        }
    }
}
