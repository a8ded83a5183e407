//! `_types`: the names of built-in types that `types` shows.

use vm::TypeDef;
use vm::builtins::{code, dict, frame, function, generator, generic_alias, method, module, namespace, property, singletons, traceback, typing};
use vm::import::NativeModule;
use vm::native::function as native;
use vm::{PyResult, Value, Vm};

/// `_types`
pub static MODULE: NativeModule = NativeModule { name: "_types", init };

static TYPES: &[(&str, &TypeDef)] = &[
    ("AsyncGeneratorType", &generator::ASYNC_GENERATOR),
    ("BuiltinFunctionType", &native::BUILTIN_FUNCTION),
    ("BuiltinMethodType", &native::BUILTIN_FUNCTION),
    ("CapsuleType", &singletons::CAPSULE),
    ("CellType", &function::CELL),
    ("ClassMethodDescriptorType", &native::CLASSMETHOD_DESCRIPTOR),
    ("CodeType", &code::TYPE),
    ("CoroutineType", &generator::COROUTINE),
    ("EllipsisType", &singletons::ELLIPSIS),
    ("FrameType", &frame::TYPE),
    ("FunctionType", &function::TYPE),
    ("GeneratorType", &generator::TYPE),
    ("GenericAlias", &generic_alias::TYPE),
    ("GetSetDescriptorType", &native::GETSET),
    ("LambdaType", &function::TYPE),
    ("MappingProxyType", &dict::PROXY),
    ("MemberDescriptorType", &property::MEMBER),
    ("MethodDescriptorType", &native::METHOD_DESCRIPTOR),
    ("MethodType", &method::TYPE),
    ("MethodWrapperType", &native::METHOD_WRAPPER),
    ("ModuleType", &module::TYPE),
    ("NoneType", &singletons::NONE),
    ("NotImplementedType", &singletons::NOT_IMPLEMENTED),
    ("SimpleNamespace", &namespace::TYPE),
    ("TracebackType", &traceback::TYPE),
    ("UnionType", &typing::union::TYPE),
    ("WrapperDescriptorType", &native::WRAPPER_DESCRIPTOR),
];

fn init(_: &mut Vm, m: &Value) -> PyResult<()> {
    if let Some(d) = module::dict_of(m) {
        for (name, def) in TYPES {
            d.set_text(name, def.value());
        }
    }
    Ok(())
}
